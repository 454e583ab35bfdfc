import type { Diagnosis, DiagnosisId } from "./diagnose.ts";
import { EN } from "./diagnosis-texts/en.ts";
import { NL } from "./diagnosis-texts/nl.ts";

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
  readonly reference: string;
}

const CATALOGUES: Readonly<Record<"en" | "nl", Catalogue>> = { en: EN, nl: NL };

/** The words for a diagnosis: calm, plain, without server addresses and secrets. */
export function diagnosisText(diagnosis: Diagnosis, language: "en" | "nl"): CauseText {
  const catalogue = CATALOGUES[language];
  // A stored diagnosis may be of a newer version, whose causes this one doesn't know.
  const known = Object.hasOwn(catalogue.causes, diagnosis.id) ? diagnosis.id : "unknown";
  const cause = catalogue.causes[known];
  const { reference } = diagnosis.params;
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => diagnosis.params[name] ?? catalogue.unnamed[name] ?? "");
  const tail = reference === undefined ? "" : `\n${catalogue.reference}: ${reference}`;
  return {
    what: fill(cause.what),
    steps: cause.steps.map(fill),
    forAdministrator: cause.forAdministrator === null ? null : fill(cause.forAdministrator) + tail,
  };
}
