// What people write in the playground's mailboxes: recruiters, candidates and clients, in three languages.

export type Language = "en" | "nl" | "de";

export interface Correspondent {
  readonly name: string;
  readonly address: string;
  readonly language: Language;
}

export const CORRESPONDENTS: readonly Correspondent[] = [
  { name: "Eva de Wit", address: "eva.dewit@mail.example", language: "nl" },
  { name: "Jürgen Groß", address: "j.gross@post.example", language: "de" },
  { name: "Zoë van den Berg", address: "zoe@vandenberg.example", language: "nl" },
  { name: "Tomás Núñez", address: "tomas.nunez@correo.example", language: "en" },
  { name: "Sanne Visser", address: "sanne.visser@globex.example", language: "en" },
  { name: "ACME Personeel", address: "hr@acme.example", language: "nl" },
  { name: "Łukasz Żak", address: "lukasz.zak@poczta.example", language: "en" },
  { name: "Priya Raman", address: "priya.raman@mail.example", language: "en" },
  { name: "Mark Meijer", address: "mark@meijer-advies.example", language: "en" },
  { name: "Yuki Tanaka", address: "yuki.tanaka@mail.example", language: "en" },
];

interface Newsletter {
  readonly name: string;
  readonly address: string;
  readonly subjects: readonly string[];
}

export const NEWSLETTERS: readonly Newsletter[] = [
  {
    name: "LinkedIn",
    address: "jobs-noreply@linkedin.example",
    subjects: [
      "Five new candidates for you",
      "Who viewed your vacancy this week",
      "7 people applied to Planner",
    ],
  },
  {
    name: "Recruitment Weekly",
    address: "news@recruitmentweekly.example",
    subjects: ["The labour market in spring ✨", "How to write a vacancy", "What candidates ask for now"],
  },
];

interface Phrases {
  readonly subjects: readonly string[];
  readonly sentences: readonly string[];
  readonly hello: string;
  readonly regards: string;
  /** Before a quoted message: who wrote it. */
  readonly wrote: (name: string) => string;
}

export const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    subjects: [
      "Interview on Tuesday",
      "CV attached: senior developer",
      "Your vacancy for a project manager",
      "Re-scheduling our call",
      "References for the candidate",
      "Contract, second version",
      "Offer accepted! 🎉",
      "Feedback after the second round",
      "Invoice for September",
      "Planning for next week",
      "Proposal for the assessment",
    ],
    sentences: [
      "Thank you for the pleasant conversation this morning.",
      "I would be glad to come by on Tuesday at ten.",
      "The team was enthusiastic and would like a second talk.",
      "Could you send me the description of the role once more?",
      "My notice period is one month, counted from the first of the month.",
      "Attached are the references you asked for.",
      "The client would like to know her earliest starting date.",
      "Shall we plan half an hour to go through the offer?",
      "The candidate has eight years of experience in logistics.",
      "Working from home two days a week would be ideal.",
      "She led a team of six and speaks Dutch, German and English.",
      "The salary is within the range that we agreed on in spring.",
      "Let me know if you need anything else from me.",
      "The assessment takes about two hours and can be done from home.",
    ],
    hello: "Good morning,",
    regards: "Kind regards,",
    wrote: (name) => `${name} wrote:`,
  },
  nl: {
    subjects: [
      "Salarisindicatie en startdatum",
      "Vraag over de functie van teamleider",
      "Sollicitatie projectcoördinator",
      "Kennismaking donderdag om 10 uur",
      "Terugkoppeling tweede gesprek",
    ],
    sentences: [
      "Bijgaand vindt u mijn cv en motivatie.",
      "Graag hoor ik wanneer het u schikt.",
      "Dank voor het prettige gesprek van vanochtend.",
      "De opdrachtgever was enthousiast en nodigt haar uit voor een tweede gesprek.",
      "Kunt u mij de functieomschrijving nog eens sturen?",
      "Mijn opzegtermijn is één maand.",
      "De reiskosten worden volledig vergoed.",
      "Zullen we het aanbod donderdag samen doornemen?",
      "Hij heeft acht jaar ervaring in de logistiek.",
    ],
    hello: "Goedemorgen,",
    regards: "Met vriendelijke groet,",
    wrote: (name) => `${name} schreef:`,
  },
  de: {
    subjects: [
      "Rückfrage zu meiner Bewerbung",
      "Unterlagen für die Stelle in Köln",
      "Terminvorschlag für März",
    ],
    sentences: [
      "Ich freue mich auf Ihre Rückmeldung.",
      "Vielen Dank für das angenehme Gespräch heute Morgen.",
      "Anbei finden Sie meinen Lebenslauf und die Zeugnisse.",
      "Meine Kündigungsfrist beträgt drei Monate zum Quartalsende.",
      "Könnten Sie mir die Stellenbeschreibung noch einmal schicken?",
      "Der zweite Termin passt mir ausgezeichnet.",
      "Über die Höhe des Gehalts können wir gerne telefonieren.",
    ],
    hello: "Guten Morgen,",
    regards: "Mit freundlichen Grüßen",
    wrote: (name) => `${name} schrieb:`,
  },
};
