// De Nederlandse teksten van een bericht dat gelezen wordt.
import type { readingEn } from "./en-reading.ts";

const DAYS = ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"];
const UNITS = {
  day: ["dag", "dagen"],
  week: ["week", "weken"],
  month: ["maand", "maanden"],
  year: ["jaar", "jaar"],
};

const repeats: (typeof readingEn)["invitation"]["repeats"] = ({ every, interval, days, until, count }) => {
  if (every === "other") return "Herhaalt zich";
  const [one = "", many = ""] = UNITS[every];
  const on = days.length === 0 ? "" : ` op ${days.map((day) => DAYS[day]).join(", ")}`;
  const end = until !== null ? `, tot en met ${dateOf(until)}` : count !== null ? `, ${count} keer` : "";
  return interval === 1
    ? `Herhaalt zich ${every === "year" ? "elk" : "elke"} ${one}${on}${end}`
    : `Herhaalt zich elke ${interval} ${many}${on}${end}`;
};

function dateOf(iso: string): string {
  return new Intl.DateTimeFormat("nl", { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));
}

export const readingNl: typeof readingEn = {
  showImages: "Afbeeldingen tonen",
  images: {
    blocked:
      "Afbeeldingen van internet worden niet geladen: de afzender zou dan weten dat u dit geopend hebt.",
    loading: "Afbeeldingen laden…",
    shown:
      "Afbeeldingen van internet worden getoond. Twinbox heeft ze opgehaald; de afzender ziet niet waar u bent.",
  },
  always: (address) => `Altijd voor ${address}`,
  imagesAlways: (address) => `Afbeeldingen van ${address} worden altijd getoond.`,
  askAgain: "Weer vragen",
  notSaved: "Dat kon niet bewaard worden. Probeer het opnieuw.",
  sourceTitle: "Bron van dit bericht",
  downloadOriginal: "Het origineel downloaden (.eml)",
  sourceFailed: "De bron kon niet gelezen worden. Probeer het opnieuw.",
  sourceCut: "De bron is erg lang en hier afgekapt. Het origineel heeft alles.",
  downloadAll: "Alles downloaden",
  notWhole: "Dit bericht is groter dan wat ervan getoond kan worden. “Bron bekijken” heeft het origineel.",
  doubts: {
    otherAddress: (address) =>
      `De naam van de afzender toont een ander adres. Dit bericht komt van ${address}.`,
    hidden: (address) =>
      `De naam van de afzender heeft verborgen tekens waardoor die op een ander kan lijken. Dit bericht komt van ${address || "een onbekend adres"}.`,
    malformed: (address) =>
      `Het adres van de afzender is geen gewoon adres: ${address}. Vertrouw niet op hoe het eruitziet.`,
    several: (address) =>
      `Dit bericht noemt meer dan één afzender. Mailprogramma’s kunnen verschillende tonen; hier is het ${address || "niemand"}.`,
  },
  protections: {
    smimeSigned:
      "Ondertekend met S/MIME. Twinbox controleert handtekeningen niet; de handtekening staat bij de bijlagen.",
    smimeEncrypted:
      "Versleuteld met S/MIME. Twinbox kan het niet lezen; open de bijlage in een programma dat uw sleutel heeft.",
    pgpSigned:
      "Ondertekend met PGP. Twinbox controleert handtekeningen niet; de handtekening staat bij de bijlagen.",
    pgpEncrypted:
      "Versleuteld met PGP. Twinbox kan het niet lezen; open de bijlage in een programma dat uw sleutel heeft.",
  },
  showQuoted: "Geciteerde tekst tonen",
  longText: "Deze tekst is erg lang.",
  showAll: "Alles tonen",
  invitation: {
    methods: {
      request: "Uitnodiging",
      cancel: "Afgezegd",
      reply: "Antwoord op een uitnodiging",
      publish: "Afspraak",
      counter: "Er wordt een andere tijd voorgesteld",
    },
    noTitle: "(geen titel)",
    when: "Wanneer",
    where: "Waar",
    organizer: "Organisator",
    attendees: "Uitgenodigd",
    allDay: "hele dag",
    madeIn: (zone) => `Uw tijd. Gemaakt in de zone ${zone}.`,
    wallTime: (zone) => (zone === "" ? "Plaatselijke tijd, zonder zone." : `Tijd in de zone ${zone}.`),
    answers: { accepted: "komt", declined: "komt niet", tentative: "misschien" },
    viewOnly: "Antwoord in uw eigen agendaprogramma.",
    repeats,
  },
};
