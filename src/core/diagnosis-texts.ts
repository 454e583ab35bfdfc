import type { Diagnosis, DiagnosisId } from "./diagnose.ts";
import { EN } from "./diagnosis-texts/en.ts";
import { NL } from "./diagnosis-texts/nl.ts";
import type { Because, OtherWays } from "./tell-apart.ts";

/** One cause in one language. `{name}` stands for a parameter of the diagnosis. */
export interface CauseText {
  readonly what: string;
  readonly steps: readonly string[];
  /** Text to send to whoever administers the mail; null where an administrator can do nothing. */
  readonly forAdministrator: string | null;
}

export interface Catalogue {
  readonly causes: Readonly<Record<DiagnosisId, CauseText>>;
  /** What a parameter is called when the diagnosis doesn't carry it. */
  readonly unnamed: Readonly<Record<string, string>>;
  readonly attempt: AttemptWords;
  /** Follows "most likely, because". */
  readonly because: Readonly<Record<Because, string>>;
  readonly labels: {
    readonly reference: string;
    readonly who: string;
    readonly forAdministrator: string;
    readonly application: string;
    readonly user: string;
    readonly mailbox: string;
    readonly time: string;
    readonly goesOn: string;
    readonly nothingWrong: string;
    readonly notConnected: string;
    readonly others: string;
    /** The steps of the doctor's way to a mailbox. */
    readonly steps: Readonly<Record<DoctorStep, string>>;
    readonly mostLikely: string;
    readonly otherwise: string;
    readonly whos: Readonly<Record<Diagnosis["who"], string>>;
    /** `{service}`: whose administrator it is. */
    readonly administratorOf: string;
  };
}

/** The buttons that an attempt to connect has: above it, below it, or while its tab is awaited. */
export type AttemptButton = "start" | "tryAgain" | "openAgain";

export interface AttemptWords {
  readonly buttons: Readonly<Record<AttemptButton, string>>;
  /** By the sentence that stands there otherwise. `{button}` stands for the attempt's own. */
  readonly steps: Readonly<Record<string, string>>;
}

/** The last three only where IMAP refuses in words that several causes share. */
export type DoctorStep =
  | "dns"
  | "tcp"
  | "greeting"
  | "access"
  | "sign-in"
  | "list"
  | "folder"
  | keyof OtherWays;

export interface DiagnosisText extends CauseText {
  /** A sentence: why this cause is the most likely of those that look the same. */
  readonly because: string | null;
  /** The cause that comes next. */
  readonly runnerUp: CauseText | null;
}

/** What an administrator needs to find a failure: nothing of it is a secret. */
export interface About {
  readonly application?: string;
  readonly user?: string;
  readonly mailbox?: string;
  /** Milliseconds since 1970 UTC. */
  readonly at?: number;
}

export type Language = "en" | "nl";
export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en: EN, nl: NL };

/** The words for a diagnosis: calm, plain, without server addresses and secrets. */
export function diagnosisText(diagnosis: Diagnosis, language: Language, about: About = {}): DiagnosisText {
  const { because, labels } = CATALOGUES[language];
  const own = causeText(diagnosis.id, diagnosis.params, language);
  const why = diagnosis.because === undefined ? undefined : because[diagnosis.because];
  return {
    ...own,
    forAdministrator:
      own.forAdministrator === null
        ? null
        : [own.forAdministrator, ...aboutLines(diagnosis, about, labels)].join("\n"),
    because: why === undefined ? null : labels.mostLikely.replace("{because}", why),
    runnerUp:
      diagnosis.runnerUp === undefined ? null : causeText(diagnosis.runnerUp, diagnosis.params, language),
  };
}

/** The steps where an attempt to connect failed: nothing goes on with it by itself, and its button is another. */
export function attemptSteps(
  steps: readonly string[],
  button: AttemptButton,
  language: Language,
): readonly string[] {
  const words = CATALOGUES[language].attempt;
  return steps.map((step) => words.steps[step]?.replace("{button}", words.buttons[button]) ?? step);
}

/** Who can mend it, behind "Who can fix it:". */
export function whoText({ id, who }: Pick<Diagnosis, "id" | "who">, language: Language): string {
  const { whos, administratorOf } = CATALOGUES[language].labels;
  const service = SERVICES.find(([causes]) => causes.test(id))?.[1];
  return who === "mailAdmin" && service !== undefined
    ? administratorOf.replace("{service}", service)
    : whos[who];
}

/** Whose administrators mend them. */
const SERVICES = [
  [/^(?:ms|exo|olc|smtp|graph)-/, "Microsoft 365"],
  [/^g-/, "Google Workspace"],
] as const;

function aboutLines(
  { params }: Diagnosis,
  { application, user, mailbox, at }: About,
  labels: Catalogue["labels"],
): readonly string[] {
  const lines = [
    [labels.application, application],
    [labels.user, user],
    [labels.mailbox, mailbox],
    [
      labels.time,
      at === undefined ? undefined : `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`,
    ],
    [labels.reference, params.reference],
  ];
  return lines.flatMap(([label, value]) => (value === undefined ? [] : [`${label}: ${value}`]));
}

export function causeText(id: DiagnosisId, params: Diagnosis["params"], language: Language): CauseText {
  const { causes, unnamed } = CATALOGUES[language];
  // A stored diagnosis may be of a newer version, whose causes this one doesn't know.
  const cause = causes[Object.hasOwn(causes, id) ? id : "unknown"];
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? unnamed[name] ?? "");
  return {
    what: fill(cause.what),
    steps: cause.steps.map(fill),
    forAdministrator: cause.forAdministrator === null ? null : fill(cause.forAdministrator),
  };
}
