// De Nederlandse teksten voor als iemand vertrekt.
import type { leavingEn } from "./en-leaving.ts";
import { formatted, many, messages } from "./nl-numbers.ts";

function mailboxes(count: number): string {
  return many(count, "mailbox", "mailboxen");
}

export const leavingNl: typeof leavingEn = {
  open: "Bij vertrek",
  openOf: (name) => `Bij vertrek: ${name}`,
  title: (name) => `Als ${name} vertrekt`,
  intro:
    "Niets hier raakt de mailbox bij de provider, en u ziet geen mail. Alles wat u doet komt in het controlespoor.",
  nothing: (name) => `Van de mail van ${name} is niets meer om over te beslissen.`,
  connected: "Verbonden",
  stopBody: (name) =>
    `Stoppen beëindigt de toestemming en verwijdert de instellingen en de koppelingen. De mail die hier is blijft bewaard: ${name} kan die lezen tot u die overdraagt of wist.`,
  others: (count) =>
    count === 1
      ? "Eén collega gebruikt deze mailbox ook: voor die gaat hij door, en de mail blijft daar."
      : `${formatted(count)} collega's gebruiken deze mailbox ook: voor hen gaat hij door, en de mail blijft bij hen.`,
  stop: "Mailsynchronisatie stoppen",
  waiting: "Hier gemaakte wijzigingen zijn nog niet bij de provider. Wacht daarop, of laat ze vervallen.",
  stopDropping: "Laten vervallen en stoppen",
  kept: "Hier bewaard",
  keptMessages: (count, since) => `${messages(count)}, sinds ${since}`,
  handedOver: "overgedragen",
  handOver: "Overdragen",
  handOverTo: "In plaats daarvan een collega laten lezen",
  handOverHint: (name) => `${name} kan het dan niet meer. Uzelf kunt u niet kiezen.`,
  choose: "Kies een collega",
  export: "Een kopie voor iemand buiten maakt de operator van deze installatie:",
  hold: "Vasthouden",
  holdHint:
    "Van deze mailbox kan hier niets gewist worden, door niemand en niet door ouderdom, tot u het vrijgeeft.",
  erase: "Wissen",
  eraseSoFar: "Wissen wat hier tot nu toe is",
  eraseSoFarGoes:
    "Alle berichten die hier zijn gaan voorgoed weg, met de sleutels die ze openen en de lijst van wat hier gewijzigd werd. Dit kan niet ongedaan gemaakt worden.",
  eraseSoFarStays:
    "De mailbox bij de provider blijft zoals die is, en de synchronisatie gaat door met wat vanaf nu komt. Wat gewist is wordt niet opnieuw geïmporteerd, naar welke map het ook verplaatst wordt. Eerdere back-ups houden wat erin zit.",
  eraseTitle: (address) => `De mail van ${address} wissen?`,
  eraseGoes: (count) =>
    `${messages(count)} hier ${count === 1 ? "gaat" : "gaan"} voorgoed weg, met de sleutel die ze opent, de mappen en de lijst van wat hier gewijzigd werd. Dit kan niet ongedaan gemaakt worden.`,
  eraseStays:
    "De mailbox bij de provider blijft zoals die is. Wie die opnieuw verbindt, importeert wat die dan heeft. Eerdere back-ups houden wat erin zit.",
  eraseConfirm: (count) => `${messages(count)} wissen`,
  stopped: (address) => `${address} is gestopt`,
  stoppedMore: (count) =>
    `Toestemming, instellingen en koppelingen zijn weg. ${messages(count)} ${count === 1 ? "is" : "zijn"} hier bewaard.`,
  stoppedShared: "Voor de collega's die de mailbox gebruiken gaat hij door.",
  handedOverTo: (address, to) => `${address} is overgedragen aan ${to}`,
  handedOverMore: (count) => `${messages(count)} om te lezen, onder Mail.`,
  erased: (address) => `De mail van ${address} is gewist`,
  erasedMore: (count, at) => `${messages(count)}, ${at}. Bij de provider is niets gewijzigd.`,
  retention: "Bewaartermijnen",
  retentionIntro:
    "Wat ouder is verdwijnt vanzelf, alleen hier. Mail in gekoppelde mappen nooit, en niets van een mailbox die vastgehouden wordt.",
  periods: {
    departed: "Mail die uit alle gekoppelde mappen verdween",
    revisions: "Eerdere versies van concepten",
    changes: "De lijst van wat Twinbox wijzigde",
    events: "Gebeurtenissen voor toepassingen",
  },
  days: (count) => (count % 365 === 0 ? `${formatted(count / 365)} jaar` : many(count, "dag", "dagen")),
  forEver: "voor altijd",
  person: "De mail van een persoon wissen",
  personIntro:
    "Als iemand vraagt om vergeten te worden: alle mail van, aan of in kopie aan zijn of haar adres, in elke mailbox. U ziet er niets van.",
  personAddress: "E-mailadres",
  find: "Zoeken",
  finding: "Bezig met zoeken…",
  personFound: (count, inMailboxes, address) =>
    `${messages(count)} in ${mailboxes(inMailboxes)} ${count === 1 ? "is" : "zijn"} van, aan of in kopie aan ${address}.`,
  personNothing: "Van dit adres is hier geen mail.",
  personHeld: (count) =>
    count === 1
      ? "1 daarvan staat in een mailbox die vastgehouden wordt, en blijft."
      : `${formatted(count)} daarvan staan in mailboxen die vastgehouden worden, en blijven.`,
  personAllHeld: "Alles staat in mailboxen die vastgehouden worden, en blijft.",
  personGoes: (count) =>
    `${messages(count)} van, aan of in kopie aan dit adres ${count === 1 ? "gaat" : "gaan"} voorgoed weg: in alle mailboxen van deze werkruimte, en ook bij records. Dit kan niet ongedaan gemaakt worden.`,
  personOnHold: (count) =>
    `${messages(count)} in mailboxen die vastgehouden worden ${count === 1 ? "blijft" : "blijven"}.`,
  personStays:
    "Wat gewist is wordt niet opnieuw geïmporteerd. De mail bij de provider blijft onaangeroerd. Eerdere back-ups houden wat erin zit.",
  personErased: (count, inMailboxes) =>
    `${messages(count)} in ${mailboxes(inMailboxes)} ${count === 1 ? "is" : "zijn"} voorgoed weg. Bij de provider is niets gewijzigd.`,
  personNotErased: (address) => `Er is geen mail van ${address} gewist`,
  personHeldStayed: (count) =>
    `${messages(count)} ${count === 1 ? "bleef" : "bleven"}, in mailboxen die vastgehouden worden.`,
  personWaiting: (count) =>
    `${messages(count)} ${count === 1 ? "bleef, omdat een wijziging daarvan" : "bleven, omdat wijzigingen daarvan"} nog op de provider ${count === 1 ? "wacht" : "wachten"}. Wis over een paar minuten opnieuw.`,
  yours: (address, count) => `De mail van ${address} is aan u overgedragen: ${messages(count)} om te lezen.`,
};
