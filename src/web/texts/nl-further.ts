// De Nederlandse teksten van alle pagina's behalve de mailpagina, en van wat die daarvan opent.
import type { FurtherTexts } from "./en-further.ts";
import { byHandNl } from "./nl-by-hand.ts";
import { changesNl } from "./nl-changes.ts";
import { consentNl } from "./nl-consent.ts";
import { doctorNl } from "./nl-doctor.ts";
import { leavingNl } from "./nl-leaving.ts";
import { many, messages } from "./nl-numbers.ts";
import { organisationNl } from "./nl-organisation.ts";
import { recordsNl } from "./nl-records.ts";
import { registrationNl } from "./nl-registration.ts";
import { gmailNl, servicesNl } from "./nl-services.ts";
import { whereNl } from "./nl-where.ts";

export const furtherNl: FurtherTexts = {
  welcome: {
    title: "Welkom bij Twinbox",
    invited: "Kies een wachtwoord om uw account te openen.",
    operator: "U bent de eerste operator van deze installatie.",
    name: "Uw naam",
    email: "E-mailadres",
    password: "Wachtwoord",
    passwordHint: "Minstens 10 tekens. Een zin is makkelijk te onthouden.",
    tooShort: "Minstens 10 tekens.",
    submit: "Mijn account openen",
    noToken: "Deze link is onvolledig. Open hem opnieuw vanwaar u hem kreeg.",
    used: "Deze link is al gebruikt, of te oud. Vraag een nieuwe.",
  },

  changes: changesNl,

  consent: consentNl,

  panel: {
    title: "E-mailinstellingen",
    page: "Mijn account",
    intro: "Verbind uw mailbox één keer; daarna komt uw e-mail hier vanzelf binnen.",
    mailClient: "E-mailprogramma",
    chooseClient: "Kies waar uw e-mail staat",
    start: "E-mailsynchronisatie starten",
    stop: "E-mailsynchronisatie stoppen",
    editFolders: "Mappen bewerken",
    openMail: "E-mail openen",

    inactiveTitle: "E-mail staat voor uw organisatie nog niet aan",
    inactive: "De operator van deze installatie zet het per organisatie aan.",
    ask: "Om activering vragen",
    askedOn: (date) => `Gevraagd op ${date}. U hoeft niets te doen; deze pagina verandert vanzelf.`,
    suspendedTitle: "E-mail is voor uw organisatie stilgelegd",
    suspended:
      "Er wordt nu niets gesynchroniseerd. Uw e-mail hier blijft bewaard. Uw beheerder kan de operator vragen waarom.",
    noProviderTitle: "Er is nog geen e-mailprovider ingesteld",
    noProvider: (admins) => `Een beheerder kan er een toevoegen: ${admins}.`,
    noProviderSelf: "U bent beheerder: voeg de eerste toe.",
    addProvider: "E-mailproviders instellen",
    nobody: "nog niemand",

    waitingTitle: (provider) => `Wacht tot u zich aanmeldt bij ${provider}`,
    waiting:
      "Er is een nieuw tabblad geopend. Meld u daar aan met de mailbox die u wilt gebruiken; deze pagina gaat vanzelf verder.",
    blocked: "Uw browser heeft het nieuwe tabblad tegengehouden.",
    nothingOpened: "Niets geopend, of tabblad gesloten?",
    openAgain: "Opnieuw openen",
    questionTitle: (address) => `Is ${address} de juiste mailbox?`,
    question:
      "Dit is niet het verwachte adres. Daarom vraagt het andere tabblad of het gebruikt mag worden. Antwoord daar.",
    connectingTitle: (address) => `${address} wordt verbonden`,
    connectingPlain: "Uw mailbox wordt verbonden",
    connecting: "De mailbox wordt geprobeerd. Dit duurt een paar seconden.",
    expiredTitle: "Niemand heeft zich aangemeld, dus dit is gestopt",
    expired: "Er is niets verbonden. Begin opnieuw wanneer u wilt.",
    failedTitle: "Er is niets verbonden",

    reconnect: "Opnieuw aanmelden",
    retried: "Wordt opnieuw geprobeerd.",

    unmappedTitle: "Bijna klaar: koppel uw mappen",

    departed: (count, folder, time) =>
      `${messages(count)} ${count === 1 ? "verliet" : "verlieten"} ${folder} om ${time}.`,
    departedStay: "Hier blijven ze bewaard.",
    departedKept: (days) => `Hier blijven ze ${many(days, "dag", "dagen")} bewaard.`,
    departedOk: "Begrepen",
    departedKeep: "Bewaren",
    departedNowKept: (count) =>
      `${many(count, "bericht blijft", "berichten blijven")} hier bewaard, ook na die tijd.`,
    departedRemove: "Nu verwijderen",
    departedRemoveTitle: (count, folder) => `${messages(count)} uit ${folder} verwijderen?`,
    departedRemoveBody: (provider) =>
      `Ze worden hier nu voorgoed gewist. Wat ${provider} heeft, blijft ongemoeid.`,
    departedRemoveMore:
      "Wat daarna in een gekoppelde map wordt teruggezet, komt opnieuw als nieuwe mail binnen. Een bericht waarvoor nog een wijziging wacht, blijft.",
    departedGone: (count) => `${many(count, "bericht is", "berichten zijn")} hier verwijderd.`,
    offered: (count, folder) =>
      `${many(count, "ouder bericht is", "oudere berichten zijn")} in één keer in ${folder} gezet.`,
    offeredMore: "Ze zijn van vóór uw importdatum en daarom niet geïmporteerd.",
    offerImport: "Importeren",
    offerLeave: "Laten staan",
    offerAbout: (answer, folder) => `${answer}: ${folder}`,
    offerImported: "Ze worden geïmporteerd.",
    offerLeft:
      "Ze blijven bij de provider. Een langere periode bij Mappen bewerken importeert ze later alsnog.",

    address: "E-mailadres",
    displayName: "Weergavenaam",
    incoming: "Inkomend (IMAP)",
    outgoing: "Uitgaand (SMTP)",
    server: "Server",
    port: "Poort",
    security: "Beveiliging",
    userName: "Gebruikersnaam",
    authentication: "Aanmeldmethode",
    securityKinds: { implicit: "TLS", starttls: "STARTTLS", none: "Geen" },
    authenticationKinds: { oauth2: "OAuth 2.0 (hier geen wachtwoord)", password: "Wachtwoord" },
    setBy: (provider) => `Alleen lezen, ingesteld door ${provider}.`,
    fieldsLater: "Worden vanzelf ingevuld zodra u verbonden bent.",
    noOutgoing: "niet ingesteld",

    stopTitle: "E-mailsynchronisatie stoppen?",
    stopIntro: (address) => `Hiermee eindigt de verbinding van Twinbox met ${address}.`,
    stopGoes: "Wat verdwijnt",
    stopGrant: "De toestemming: de sleutels tot de mailbox worden hier vernietigd.",
    stopSettings: "De instellingen op deze pagina.",
    stopMappings: "De koppelingen van mappen.",
    stopStays: "Wat blijft",
    stopProvider: (provider) => `Uw mailbox bij ${provider}: daar wordt niets gewijzigd of verwijderd.`,
    stopOutbox: "Er wacht niets op verzending of terugschrijven.",
    stopMail: (count) => `E-mail die al hier is (${messages(count)})`,
    keep: "Hier bewaren",
    keepMore:
      "U kunt haar nog lezen en doorzoeken. Opnieuw starten met dezelfde mailbox gaat verder waar het was.",
    remove: "Hier verwijderen",
    removeMore: "Voorgoed gewist uit Twinbox. Bij de provider blijft alles staan.",
    stopConfirm: "Stoppen",
    stopDropping: "Laten vervallen en stoppen",
    stopConfirmDelete: "Stoppen en hier verwijderen",

    receiptTitle: (address) => `Gestopt: ${address} is niet meer verbonden`,
    receiptRemoved: "Hier verwijderd",
    receiptKept: "Hier bewaard",
    receiptParts: {
      grant: "toestemming",
      settings: "instellingen",
      mappings: "koppelingen van mappen",
      mail: "e-mail",
    },
    receiptMail: (count) => messages(count),
    receiptLists: {
      stays: "Uw provider noemt Twinbox misschien nog. Daar kunt u het verwijderen:",
      pending:
        "Uw provider is gevraagd de toestemming in te trekken en heeft dat nog niet bevestigd. Het wordt een dag lang vanzelf opnieuw gevraagd. Tot die tijd noemt uw provider Twinbox nog:",
      needed:
        "Een andere verbinding van dit account gebruikt de toestemming, dus uw provider noemt Twinbox nog:",
    },
    receiptTakenBack: "Uw provider heeft de toestemming ook ingetrokken.",
    newTab: "opent een nieuw tabblad",
  },

  byHand: byHandNl,

  receiveOnly: {
    title: "Alleen ontvangen",
    more: (provider) =>
      `E-mail komt binnen en is hier te lezen. Bij ${provider} wordt niets gemarkeerd, verplaatst, verwijderd of verzonden.`,
    byWorkspace: "Uw organisatie heeft dit voor iedereen aangezet: bij de provider wordt niets geschreven.",
    notOwner: "Alleen wie deze mailbox als eerste verbond, kan dit wijzigen.",
    confirm: "Aanzetten",
    dropping: "Laten vervallen en aanzetten",
    forAll:
      "Voor alle mailboxen van de organisatie. Bij geen enkele provider wordt iets gemarkeerd, verplaatst, verwijderd of verzonden.",
    providers: "de providers",
  },

  folders: {
    title: "Mappen bewerken",
    intro: (address) => `Welke mappen van ${address} horen bij welke mappen hier.`,
    appFolder: "Map hier",
    remoteFolder: (provider) => `Map bij ${provider}`,
    remoteFor: (name) => `Externe map voor ${name}`,
    notMapped: "niet gekoppeld",
    proposed: "voorgesteld",
    create: (name) => `“${name}” maken`,
    created: (name) => `${name} is gemaakt.`,
    subtree: "en alle mappen eronder",
    subtreeOf: (name) => `${name}: en alle mappen eronder`,
    below: (count) => many(count, "map eronder", "mappen eronder"),
    add: "Map toevoegen",
    remove: (name) => `${name} weghalen`,
    customName: "Naam hier",
    newFolder: "Nieuwe map",
    showHidden: "Systeemmappen tonen",
    nothingFound: "Geen map met die naam",
    counting: "wordt geteld",
    messages: "Berichten",
    twice: (other) => `Deze map is al gekoppeld aan ${other}.`,
    sameName: "Een andere map hier heet al zo.",
    needName: "Geef een naam.",
    needFolder: "Kies een map, of haal deze regel weg.",
    gone: "Deze map bestaat bij de provider niet meer. Kies een andere.",
    atLeastOne: "Koppel minstens één map.",
    howFar: "Hoe ver terug",
    windows: { "1m": "Laatste maand", "3m": "3 maanden", "1y": "Een jaar", all: "Alles" },
    windowCount: messages,
    windowSize: (size) => `ongeveer ${size}`,
    estimating: "wordt geteld",
    windowHint: "Later verruimen importeert de rest. Wat hier is, verloopt nooit vanzelf.",
    promise: "Van mappen die u niet koppelt lezen wij namen en aantallen, nooit berichten.",
    unreachable: "Uw mappen kunnen nu niet getoond worden",
    saved: "Mappen opgeslagen. Uw e-mail is onderweg.",
    selectOnly: "bevat alleen mappen",
    gmail: gmailNl,
  },

  doctor: doctorNl,

  registration: registrationNl,

  where: whereNl,

  leaving: leavingNl,

  records: recordsNl,

  providers: {
    title: "E-mailproviders",
    intro:
      "Waaruit uw collega's bij Mijn account kunnen kiezen. Alleen providers die aanstaan worden aangeboden.",
    addMicrosoft: "Microsoft toevoegen",
    addGoogle: "Google toevoegen",
    addImap: "Overig (IMAP) toevoegen",
    empty: "Nog geen e-mailprovider",
    emptyMore: "Voeg de eerste toe, zodat uw collega's hun mailbox kunnen verbinden.",
    kinds: { microsoft: "Microsoft 365", google: "Google", imap: "Overig (IMAP)" },
    name: "Naam",
    nameHint: "Zoals uw collega's hem in de lijst zien.",
    enabled: "Aangeboden aan gebruikers",
    enabledOf: (name) => `${name}: aangeboden aan gebruikers`,
    clientId: "Client-id",
    secret: "Clientgeheim",
    secretStored: "Er is een geheim bewaard. Laat leeg om het te houden.",
    tenant: "Microsoft-tenant",
    tenantHint: "organizations, common, of de GUID van één tenant.",
    redirectUri: "Omleidings-URI",
    approvalUri: "Omleidings-URI voor de goedkeuring van een beheerder",
    permissions: "Te verlenen machtigingen",
    registrationLater: "De omleidings-URI’s en de te verlenen machtigingen verschijnen na het opslaan.",
    mailboxes: (count) => many(count, "mailbox", "mailboxen"),
    edit: "Bewerken",
    editOf: (name) => `${name} bewerken`,
    remove: "Verwijderen",
    removeTitle: (name) => `${name} verwijderen?`,
    removeBody: "Niemand kan hem meer kiezen. De client-id en het geheim worden hier gewist.",
    removeUsed: (count) =>
      `${many(count, "mailbox gebruikt", "mailboxen gebruiken")} hem. Stop die eerst, of zet de provider uit.`,
    imapNote:
      "Staat hij aan, dan zien collega's hem in de lijst en kunnen zij elke mailbox verbinden die IMAP met een wachtwoord aanneemt.",
    saved: "Opgeslagen.",
    removed: "Verwijderd.",
    services: servicesNl,
  },

  organisation: organisationNl,

  users: {
    title: "Gebruikers",
    intro:
      "Mensen van uw organisatie. Ieder verbindt de eigen mailbox; u ziet de toestand ervan, nooit de e-mail.",
    add: "Gebruiker toevoegen",
    name: "Naam",
    email: "E-mailadres",
    role: "Rol",
    roles: { user: "Gebruiker", admin: "Beheerder" },
    mailbox: "Mailbox",
    noMailbox: "niet verbonden",
    states: {
      unmapped: "mappen niet gekoppeld",
      importing: "importeert",
      inSync: "gelijk",
      problem: "probleem",
      stopped: "gestopt",
    },
    linkTitle: (name) => `${name} is toegevoegd`,
    linkBody:
      "Geef deze link zelf door. Hij werkt één keer, binnen 24 uur; de persoon kiest er een wachtwoord mee.",
    link: "Eenmalige link",
    linkWarning: "Wordt alleen nu getoond.",
  },

  operator: {
    title: "Werkruimten",
    intro: "Eén werkruimte per klant. E-mail werkt waar het geactiveerd is.",
    empty: "Nog geen werkruimte",
    emptyMore: "Maak de eerste; de beheerder ervan krijgt een eenmalige link.",
    create: "Werkruimte maken",
    name: "Naam van de werkruimte",
    adminName: "Naam van de beheerder",
    adminEmail: "E-mailadres van de beheerder",
    domains: "Eigen e-maildomeinen",
    domainsHint: "Gescheiden door komma's. Adressen van deze domeinen mogen zonder vraag verbonden worden.",
    domainsNone: "Geen eigen e-maildomeinen.",
    domainsEdit: "Domeinen bewerken",
    domainsEditOf: (name) => `Domeinen van ${name} bewerken`,
    domainsTitle: (name) => `E-maildomeinen van ${name}`,
    domainsWrong: "Schrijf elk domein als contoso.example.",
    domainsMore:
      "Alleen een organisatie met deze domeinen kan in haar geheel verbonden worden. Wat al verbonden is, blijft verbonden.",
    domainsSaved: (name) => `De domeinen van ${name} zijn opgeslagen.`,
    created: (name) => `${name} is gemaakt`,
    createdBody: "Geef deze link aan de beheerder. Hij werkt één keer, binnen 24 uur.",
    states: {
      inactive: "niet geactiveerd",
      requested: "aangevraagd",
      active: "actief",
      suspended: "stilgelegd",
    },
    requestedBy: (name) => `${name} vroeg het`,
    users: (count) => many(count, "gebruiker", "gebruikers"),
    mailboxes: (count) => many(count, "mailbox", "mailboxen"),
    problems: (count) => many(count, "probleem", "problemen"),
    activate: "Activeren",
    activateOf: (name) => `${name} activeren`,
    suspend: "Stilleggen",
    suspendOf: (name) => `${name} stilleggen`,
    suspendTitle: (name) => `E-mail van ${name} stilleggen?`,
    suspendBody: (count) =>
      `De synchronisatie van ${many(count, "mailbox", "mailboxen")} stopt tot u weer activeert. Er wordt niets verwijderd; gebruikers lezen in hun instellingen waarom.`,
    activated: (name) => `E-mail van ${name} is actief.`,
    suspended: (name) => `E-mail van ${name} is stilgelegd.`,
    requests: (count) => many(count, "aanvraag", "aanvragen"),
  },
};
