// De Nederlandse teksten. U-vorm, net als op de pagina's van het verbindingstabblad.

import type { Texts } from "./en.ts";
import { actsNl } from "./nl-acts.ts";
import { composeNl } from "./nl-compose.ts";
import { conversationsNl } from "./nl-conversations.ts";
import { formatted, many, messages } from "./nl-numbers.ts";
import { problemsNl } from "./nl-problems.ts";
import { readingNl } from "./nl-reading.ts";
import { searchNl } from "./nl-search.ts";
import { sendingNl } from "./nl-sending.ts";

export const nl: Texts = {
  language: "nl",
  locale: "nl-NL",

  common: {
    cancel: "Annuleren",
    save: "Opslaan",
    close: "Sluiten",
    tryAgain: "Opnieuw proberen",
    copy: "Kopiëren",
    copied: "Gekopieerd",
    showPassword: "Tonen wat er getypt is",
    loading: "Laden",
    skip: "Naar de inhoud",
    notFoundTitle: "Hier is niets",
    notFound: "Het adres is misschien verkeerd getypt, of wat hier stond is weg.",
    home: "Naar de startpagina",
    brokeTitle: "Deze pagina is vastgelopen",
    broke: "Laad de pagina opnieuw. Gebeurt het weer, vertel uw beheerder dan wat u deed.",
    reload: "Opnieuw laden",
    offline: "Twinbox is niet bereikbaar. Het wordt vanzelf opnieuw geprobeerd.",
    unexpected: "Er ging iets mis.",
    partMissing: "Dit deel van de pagina kon niet worden geladen.",
  },

  problems: problemsNl,

  shell: {
    mail: "E-mail",
    records: "Records",
    account: "Mijn account",
    providers: "E-mailproviders",
    users: "Gebruikers",
    systemSettings: "Systeeminstellingen",
    workspaces: "Werkruimten",
    operator: "Operator",
    signOut: "Afmelden",
    userMenu: (name) => `Gebruikersmenu van ${name}`,
    appearance: "Weergave",
    auto: "Zoals het systeem",
    light: "Licht",
    dark: "Donker",
    languageLabel: "Taal",
    mainMenu: "Hoofdmenu",
  },

  signIn: {
    title: "Aanmelden",
    email: "E-mailadres",
    password: "Wachtwoord",
    submit: "Aanmelden",
    failed: "Dit adres en wachtwoord horen niet bij elkaar.",
  },

  live: {
    down: "Het live bijwerken is onderbroken; er wordt opnieuw verbonden.",
  },

  time: {
    justNow: "zojuist",
    left: (seconds) => {
      if (seconds < 60) return "nog minder dan een minuut";
      if (seconds < 3600) return `nog ${many(Math.round(seconds / 60), "minuut", "minuten")}`;
      return `nog ongeveer ${many(Math.round(seconds / 3600), "uur", "uur")}`;
    },
    secondsAgo: (seconds) => `${seconds} s geleden`,
  },

  mail: {
    title: "E-mail",
    folders: "Mappen",
    showFolders: "Mappen tonen",
    search: "Zoeken",
    searchHint: "E-mail doorzoeken",
    clearSearch: "Zoekopdracht wissen",
    resultsFor: (words) => `Resultaten voor “${words}”`,
    list: (folder) => `Berichten in ${folder}`,
    unread: (count) => `${formatted(count)} ongelezen`,
    unreadMark: "Ongelezen",
    flagged: "Gemarkeerd",
    answered: "Beantwoord",
    forwarded: "Doorgestuurd",
    hasAttachments: (count) => many(count, "bijlage", "bijlagen"),
    noSubject: "(geen onderwerp)",
    nobody: "(geen afzender)",
    noRecipient: "(niemand bij Aan)",
    to: "Aan",
    cc: "Cc",
    bcc: "Bcc",
    replyTo: "Antwoord aan",
    emptyFolderTitle: "Hier is niets",
    emptyFolder: "Nieuwe e-mail verschijnt vanzelf.",
    emptySearchTitle: "Niets gevonden",
    noFolderTitle: "Nog geen mappen",
    noneOpenTitle: "Geen bericht geopend",
    noneOpen: "Open er een uit de lijst.",
    noneOpenKeys: "Toetsen: j en k bewegen, Enter opent, e archiveert, ? noemt ze alle.",
    notConnectedTitle: "Nog geen mailbox verbonden",
    notConnected: "Verbind uw mailbox en hij verschijnt hier, nieuwste eerst.",
    connect: "Mijn mailbox verbinden",
    mapTitle: "Bijna klaar: koppel uw mappen",
    mapFolders: "Mappen koppelen",
    stoppedNote: "De synchronisatie is gestopt. Dit is de bewaarde e-mail.",
    problemNote: "Er komt op dit moment geen e-mail binnen.",
    problemMore: "Wat er gebeurde en wat u kunt doen",
    back: "Terug naar de lijst",
    viewSource: "Bron bekijken",
    attachments: "Bijlagen",
    download: "Downloaden:",
    unnamed: "naamloos",
    body: "Berichttekst",
    noBody: "Dit bericht heeft geen tekst.",
    notUnderstoodTitle: "Dit bericht kon niet begrepen worden",
    notUnderstood:
      "Het is bewaard precies zoals het kwam. U kunt de bron downloaden en in een ander programma openen.",
    downloadSource: "De bron downloaden",
    goneTitle: "Dit bericht is hier niet meer",
    gone: "Het is uit de gekoppelde mappen verplaatst, of verwijderd.",
    receiveOnlyNote: (provider) =>
      `Alleen ontvangen: u leest hier e-mail, en bij ${provider} verandert niets.`,
    receiveOnlyMore: "E-mailinstellingen",
    roles: {
      inbox: "Postvak IN",
      sent: "Verzonden",
      drafts: "Concepten",
      archive: "Archief",
      junk: "Ongewenst",
      deleted: "Verwijderd",
    },
    mailboxes: "Mailboxen",
    where: "Waar is mijn mail?",
  },

  act: actsNl,
  sending: sendingNl,
  compose: composeNl,
  conversations: conversationsNl,
  reading: readingNl,

  search: searchNl,

  state: {
    preparing: "Uw mappen worden gelezen",
    importing: "Importeren, nieuwste eerst",
    progress: (done, total) => `${formatted(done)} van ${formatted(total)}`,
    rate: (rate) => `${formatted(rate)} per seconde`,
    inSync: "Gelijk",
    checked: "gecontroleerd",
    checkedNever: "nog niet gecontroleerd",
    messages,
    lastArrived: "laatste binnengekomen",
    unmapped: "Kies welke mappen Twinbox bijhoudt; daarna komt uw e-mail binnen.",
  },

  diagnosis: {
    whoLabel: "Wie kan het oplossen",
    copyAdmin: "Tekst voor de beheerder kopiëren",
    since: "sinds",
    reference: "Kenmerk",
    retryAt: (time) => `Wordt om ${time} vanzelf opnieuw geprobeerd.`,
    retryAuto: "Dit herstelt vanzelf; ondertussen gaat er niets verloren.",
    otherwise: "Is het dat niet:",
  },
};
