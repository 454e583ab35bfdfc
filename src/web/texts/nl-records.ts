// De Nederlandse teksten over e-mail bij records.
import type { recordsEn } from "./en-records.ts";
import { formatted, many } from "./nl-numbers.ts";

export const recordsNl: typeof recordsEn = {
  onNone: "geen",
  link: "Aan een record koppelen",
  takeOff: (name) => `Deze conversatie van ${name} afhalen`,
  how: {
    address: "Bij dit record door een adres",
    reply: "Bij dit record als antwoord op e-mail die erbij staat",
    hand: (by) => (by === null ? "Met de hand gekoppeld" : `Met de hand gekoppeld, door ${by}`),
  },
  colleagues: {
    full: "Collega’s zien alles",
    subject: "Collega’s zien onderwerp en personen",
    nothing: "Collega’s zien niets",
    private: "Privé: collega’s zien niets",
    confidential: "Vertrouwelijk, dus collega’s zien niets",
    inside: "Binnen uw organisatie, dus collega’s zien niets",
    ignored: "Van of aan een genegeerd adres, dus collega’s zien niets",
  },
  why: {
    private: "Een eigenaar van deze mailbox heeft het zo gemarkeerd.",
    confidential: "De afzender heeft het als privé of vertrouwelijk gemarkeerd.",
    inside: "E-mail binnen uw eigen domeinen wordt nooit getoond.",
    ignored: "Iemand erin staat op de lijst van adressen die nooit gekoppeld worden.",
    mailbox: "Zoals voor deze mailbox is ingesteld bij E-mailinstellingen.",
    record: "Zoals de applicatie per record aangeeft.",
  },
  private: "Privé",
  privateMore: "Geen collega ziet dit bericht bij een record.",

  linkTitle: (count) =>
    count === 1
      ? "De conversatie aan een record koppelen"
      : `${formatted(count)} conversaties aan een record koppelen`,
  find: "Record zoeken",
  noneFound: "Geen record past",
  searching: "Zoeken",

  intro: "Waar uw e-mail bij hoort, zoals uw applicatie het kent.",
  findHint: "Naam, adres of id in de applicatie",
  type: "Soort",
  allTypes: "Alle soorten",
  moreAddresses: (count) => `en nog ${formatted(count)}`,
  noAddresses: "geen adressen",
  emptyTitle: "Nog geen records",
  empty: "Uw applicatie levert ze aan Twinbox, of een beheerder importeert een bestand.",
  importLink: "Bestand importeren",
  nothingTitle: "Geen record gevonden",
  nothing: "Er is gezocht in het begin van woorden in namen, in adressen en in de id’s van de applicatie.",
  more: "Meer tonen",

  all: "Alle records",
  openInApplication: "In de applicatie openen",
  addresses: "Adressen",
  linking: "Oudere e-mail wordt nog doorzocht",
  linkingMore: "Wat bij dit record hoort, verschijnt hier vanzelf.",
  merged: "Het record dat u opvroeg, is met dit record samengevoegd",
  mergedMore: "De adressen en de e-mail ervan staan nu hier.",
  mail: "E-mail bij dit record",
  noMailTitle: "Nog geen e-mail bij dit record",
  noMail: "E-mail van en aan de adressen verschijnt hier vanzelf, en ook wat met de hand gekoppeld wordt.",
  notUnderstood:
    "Er was niets met zekerheid van te lezen. Wie het in zijn mailbox heeft, kan daar de bron downloaden.",
  received: "Ontvangen",
  sent: "Verzonden",
  recipients: (names) => `Aan ${names}`,
  onlySubject: "Alleen het onderwerp wordt u getoond",
  onlySubjectMore:
    "Alleen het onderwerp en de personen van dit bericht worden u getoond. Het staat in de mailbox van een collega, en meer zien collega’s er niet van.",
  shortHow: {
    address: "door adres",
    reply: "als antwoord",
    hand: (by) => (by === null ? "met de hand" : `met de hand, ${by}`),
  },
  privateMark: "Privé: geen collega ziet het",
  openInMail: "In E-mail openen",
  older: "Oudere e-mail tonen",
  imagesOff: "Afbeeldingen van internet blijven bij een record uit.",
  imagesOffOwn:
    "Afbeeldingen van internet blijven bij een record uit. Open het bericht in E-mail om ze te tonen.",
  mailGone: "Dit bericht staat niet meer bij het record.",
  goneTitle: "Dit record is hier niet",
  gone: "Het is verwijderd, of het adres is verkeerd getypt.",

  visibility: "Wat collega’s van uw e-mail bij records zien",
  visibilityMore:
    "Nooit getoond: e-mail die u als privé markeert of de afzender zo markeerde, en e-mail binnen uw organisatie.",
  visibilities: {
    full: "Alles",
    subject: "Onderwerp en personen",
    nothing: "Niets",
    record: "Zoals de applicatie per record aangeeft",
  },
  notOwner: "Alleen een eigenaar van deze mailbox kan dit wijzigen.",

  settingsIntro:
    "Records zijn waar e-mail bij hoort: kandidaten, contacten, bedrijven, zoals uw applicatie ze kent.",
  count: (count) => (count === 0 ? "Nog geen records" : many(count, "record", "records")),
  rulesTitle: "Welke e-mail gekoppeld wordt",
  ignored: "Genegeerde adressen",
  ignoredHint:
    "Eén per regel, een adres (jobs@board.example) of een domein (board.example). Hun e-mail wordt nooit vanzelf gekoppeld en nooit door collega’s gezien. Koppelingen die er zijn, blijven.",
  ownDomains: "Altijd genegeerd, omdat ze van uzelf zijn:",
  recordsOnly: "Alleen e-mail importeren die bij een record hoort",
  recordsOnlyMore:
    "E-mail wordt alleen geïmporteerd als iemand erin bij een record hoort, of als het een antwoord is op e-mail bij een record. Alle andere e-mail blijft bij de provider en kan hier niet gelezen of gevonden worden. Wat er al is, blijft.",
  line: (line, message) => `Regel ${formatted(line)}: ${message}`,
  saved: "Opgeslagen.",
  importTitle: "Bestand importeren",
  importIntro: "Een CSV-bestand (UTF-8) waarvan de eerste regel de kolommen noemt:",
  columns: {
    type: "zoals uw applicatie het noemt, bijvoorbeeld candidate of company",
    id: "de id van het record in de applicatie",
    name: "zoals mensen het kennen",
    addresses: "gescheiden door spaties, komma’s of puntkomma’s",
    url: "waar de applicatie het toont; mag weggelaten worden",
    shown: "wat collega’s zien: full, subject of nothing; mag weggelaten worden",
  },
  importKnown:
    "Een record waarvan soort en id bekend zijn, wordt gewijzigd. Er wordt geen record verwijderd.",
  file: "CSV-bestand",
  choose: "Bestand kiezen",
  chooseOther: "Ander bestand kiezen",
  import: "Importeren",
  example: "Voorbeeld downloaden",
  uploading: "Uploaden",
  reading: "Het bestand wordt gelezen",
  done: "Het bestand is geïmporteerd",
  made: "Nieuw",
  changed: "Gewijzigd",
  same: "Zoals het was",
  leftOut: (count) => `${many(count, "regel is", "regels zijn")} overgeslagen`,
  wrong: {
    missing: (column) => `“${column}” is leeg.`,
    tooLong: (column) => `“${column}” is te lang.`,
    tooMany: (column) => `“${column}” bevat er meer dan 100.`,
    noAddress: (column, value) => `“${column}” bevat iets wat geen e-mailadres is: ${value}`,
    noUrl: (column, value) => `“${column}” is geen webadres: ${value}`,
    noShown: (column, value) => `“${column}” is niet full, subject of nothing: ${value}`,
    twice: (column, value) => `Een eerdere regel heeft dezelfde “type” en “${column}”: ${value}`,
    merged: (column, value) => `Het record met deze “${column}” is samengevoegd met een ander: ${value}`,
  },
  moreLeftOut: (count) => `en nog ${many(count, "regel", "regels")}`,
};
