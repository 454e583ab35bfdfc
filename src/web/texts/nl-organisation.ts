import type { OrganisationTexts } from "./en-organisation.ts";
import { formatted, many } from "./nl-numbers.ts";

const mailboxes = (count: number): string => many(count, "mailbox", "mailboxen");

export const organisationNl: OrganisationTexts = {
  open: "Een hele organisatie verbinden",
  openOf: (provider) => `Een hele organisatie verbinden: ${provider}`,
  title: (provider) => `Hele organisatie – ${provider}`,
  intro:
    "Verbind de mailboxen van uw collega’s zonder dat iemand hoeft in te loggen. Een beheerder bij Microsoft keurt de toepassing één keer goed en laat haar toe tot de mailboxen.",
  back: "E-mailproviders",
  notActivated: "E-mail staat voor uw organisatie nog niet aan; daarna kunnen mailboxen worden verbonden.",
  providerOff: "Deze provider staat uit: zet hem eerst aan bij E-mailproviders.",

  approveTitle: "1. Goedkeuren",
  register: (permission) =>
    `Voeg in de registratie van de toepassing bij Microsoft de toepassingsmachtiging ${permission} van Office 365 Exchange Online toe. Daarna opent een beheerder van de organisatie de link en accepteert.`,
  noDomains:
    "Uw werkruimte heeft geen eigen e-maildomeinen. De operator van deze installatie kan ze invullen; alleen hun mailboxen kunnen zo worden verbonden.",
  approvedSince: (day) => `Goedgekeurd (sinds ${day})`,
  notApproved: "Nog niet goedgekeurd",
  unknownDomain: "Microsoft kent geen organisatie met dit domein",
  link: (domain) => `Link voor een beheerder van ${domain}`,
  subject: "Wilt u onze e-mailtoepassing voor de organisatie goedkeuren?",
  copyLetter: "Tekst met de link kopiëren",
  mail: "E-mail schrijven",
  letter: (asker, url) =>
    `Hallo,\n\nWe willen de mailboxen van onze collega’s verbinden met onze toepassing zonder dat ieder apart hoeft in te loggen. Wilt u deze link openen, inloggen met een account dat toepassingen mag goedkeuren (Cloudtoepassingsbeheerder, Toepassingsbeheerder of Globale beheerder) en op Accepteren drukken?\n\n${url}\n\nUw goedkeuring alleen opent geen mailbox: daarna stuur ik u opdrachten voor Exchange Online PowerShell met de mailboxen die de toepassing mag openen. Beide kunt u altijd intrekken.\n\nBedankt,\n${asker}`,
  check: "Controleren",
  checking: "Microsoft wordt gevraagd",

  chooseTitle: "2. Mailboxen kiezen",
  source: "Waaruit",
  fromUsers: "Uit onze gebruikers",
  fromList: "Lijst plakken of uploaden",
  search: "Zoeken op naam of adres",
  selectAll: (count) =>
    count === 1 ? "De ene die getoond wordt" : `Alle ${formatted(count)} die getoond worden`,
  selectUser: (name, email) => `${name}, ${email}`,
  more: (count) => `Nog ${formatted(count)}: zoek om ze te zien`,
  nobody: "Iedereen heeft een mailbox, of krijgt er nu een.",
  nobodyFound: "Niemand heet zo.",
  listLabel: "E-mailadres van de gebruiker, adres van de mailbox",
  listHint:
    "Een regel per mailbox, zoals een spreadsheet ze exporteert (komma’s, puntkomma’s of tabs). Zonder tweede kolom heeft de mailbox het adres van de gebruiker.",
  upload: "Bestand uploaden",
  tooLarge: "Dit bestand is te groot voor een lijst.",
  createUsers: "Mensen toevoegen die nog geen gebruiker zijn",
  createUsersHint:
    "Ieder krijgt een eenmalige link, die één keer wordt getoond, om een wachtwoord te kiezen. De e-mail komt al eerder binnen.",
  read: "Lijst lezen",
  readAgain: "De lijst is veranderd: lees haar opnieuw.",
  emptyList: "Er staan geen adressen in.",
  tooMany: (count) => `Meer dan ${formatted(count)} regels: splits de lijst.`,
  wrong: (count) =>
    `${formatted(count)} ${count === 1 ? "regel klopt" : "regels kloppen"} niet. Er gebeurt niets totdat alles klopt.`,
  line: (line) => `Regel ${formatted(line)}`,
  problems: {
    columns: "heeft meer dan twee kolommen",
    quote: "heeft een aanhalingsteken zonder einde",
    email: "begint niet met een e-mailadres",
    address: "heeft geen e-mailadres voor de mailbox",
    twice: "noemt een gebruiker van een eerdere regel",
    unknownUser: "noemt niemand die hier gebruiker is",
    hasMailbox: "noemt een gebruiker die al een mailbox heeft",
    signedIn: "noemt een mailbox die iemand zelf heeft verbonden",
    notAllowed: "noemt een adres dat in deze werkruimte niet verbonden mag worden",
    notApproved: "noemt een mailbox van een organisatie die de toepassing niet heeft goedgekeurd",
    notYours: "zou u een mailbox geven die niet uw eigen adres heeft",
  },
  chosen: (count) => `${mailboxes(count)} gekozen`,

  letInTitle: "3. De toepassing toelaten",
  letIn:
    "Een Exchange-beheerder voert dit uit in Exchange Online PowerShell (Windows PowerShell of PowerShell 7). Het kan een uur duren voordat het werkt.",
  chooseFirst: "Kies eerst mailboxen: de opdrachten noemen ze.",
  forThoseOutside: "Voor de mailboxen hieronder waar de toepassing niet in mag:",
  commands: "Opdrachten voor Exchange Online PowerShell",
  copyCommands: "Opdrachten kopiëren",
  unknownPrincipal:
    "Vul de object-id van de toepassing in: Microsoft Entra-beheercentrum > Bedrijfsapps > de toepassing > Overzicht. Na de goedkeuring is zij hier bekend.",

  connectTitle: "4. Verbinden",
  window: "Hoe ver terug",
  windowHint: "Voor al deze mailboxen. Iedere gebruiker kan het later verruimen.",
  connect: (count) => (count === 0 ? "Verbinden" : `${mailboxes(count)} verbinden`),
  approveFirst: "Keur eerst de toepassing goed.",
  progress: (done, total) => `${formatted(done)} van ${formatted(total)} verbonden`,
  failures: (count) => `${formatted(count)} mislukt`,
  cancel: "De andere annuleren",
  retryAll: "Alles opnieuw proberen",
  retryOf: (address) => `Opnieuw proberen: ${address}`,
  whyOf: (address) => `Waarom is ${address} niet verbonden?`,
  clear: "Lijst leegmaken",
  user: "Gebruiker",
  mailbox: "Mailbox",
  state: "Toestand",
  states: {
    waiting: "wacht",
    connecting: "wordt verbonden",
    connected: "verbonden",
    failed: "mislukt",
  },
  shownOf: (shown, total) => `${formatted(shown)} van ${formatted(total)} worden getoond.`,
  createdTitle: "Eenmalige links van de nieuwe gebruikers",
  created: "Geef ze zelf door; elke werkt één keer, binnen 24 uur. Ze worden alleen nu getoond.",
  copyLinks: "Alle links kopiëren",

  setUp: "Uw beheerder heeft deze mailbox ingesteld: u hoeft niet in te loggen.",
};
