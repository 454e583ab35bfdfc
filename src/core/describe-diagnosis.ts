import type { Diagnosis } from "./diagnose.ts";
import { CATALOGUES, diagnosisText, type Language, whoText } from "./diagnosis-texts.ts";

/** A diagnosis as plain text, many lines: what happened, why it is thought so, who can fix it, the steps, the text for
 *  the administrator, and what it may be instead. */
export function describeDiagnosis(diagnosis: Diagnosis, language: Language): string {
  const { labels } = CATALOGUES[language];
  const { what, steps, because, runnerUp, forAdministrator } = diagnosisText(diagnosis, language);
  const { reference } = diagnosis.params;
  return [
    what,
    ...(because === null ? [] : [because]),
    `${labels.who}: ${whoText(diagnosis, language)}`,
    ...numbered(steps),
    ...(runnerUp === null ? [] : ["", `${labels.otherwise}: ${runnerUp.what}`, ...numbered(runnerUp.steps)]),
    ...(forAdministrator === null ? [] : ["", `${labels.forAdministrator}:`, forAdministrator]),
    ...(forAdministrator !== null || reference === undefined
      ? []
      : ["", `${labels.reference}: ${reference}`]),
  ].join("\n");
}

function numbered(steps: readonly string[]): readonly string[] {
  return steps.map((step, i) => `${i + 1}. ${step}`);
}
