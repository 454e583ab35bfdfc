// De Nederlandse teksten voor als iemand vertrekt.
import type { leavingEn } from "./en-leaving.ts";

const formatted = new Intl.NumberFormat("nl-NL");

function messages(count: number): string {
  return `${formatted.format(count)} ${count === 1 ? "bericht" : "berichten"}`;
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
      : `${formatted.format(count)} collega's gebruiken deze mailbox ook: voor hen gaat hij door, en de mail blijft bij hen.`,
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
  days: (count) =>
    count % 365 === 0
      ? `${formatted.format(count / 365)} jaar`
      : `${formatted.format(count)} ${count === 1 ? "dag" : "dagen"}`,
  forEver: "voor altijd",
  mailboxes: "Mailboxen",
  yours: (address, count) => `De mail van ${address} is aan u overgedragen: ${messages(count)} om te lezen.`,
};
