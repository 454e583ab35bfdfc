// The doctor against the table of known failures in /work/shared/facts/doctor.json. That folder is no part of this
// repository: where it is absent these tests are skipped, and say so.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DIAGNOSIS_IDS } from "./diagnose.ts";
import { explainText } from "./explain-text.ts";
import { placeNamed } from "./stage-words.ts";

const FACTS = "/work/shared/facts/doctor.json";

interface KnownFailure {
  readonly id: string;
  readonly stage: string;
  readonly match: readonly string[];
}

/** Conditions, which tell causes apart that share a sentence: they are said beside it. */
const CONDITION = /^(?:and |first connect|account worked before)/;
/** Microsoft says these of a wrong secret too. */
const TOLD_WITH: Readonly<Record<string, string>> = { clock: "The clock is off." };

const failures: readonly KnownFailure[] = existsSync(FACTS)
  ? (JSON.parse(readFileSync(FACTS, "utf8")) as readonly KnownFailure[])
  : [];
if (failures.length === 0) console.warn(`left out: the doctor's table, for there is no ${FACTS}`);

interface Case {
  readonly id: string;
  readonly stage: string;
  readonly sentence: string;
  readonly text: string;
}

const cases: readonly Case[] = failures.flatMap(({ id, stage, match }) => {
  const beside = [...match.filter((each) => CONDITION.test(each)), TOLD_WITH[id] ?? ""];
  return match
    .filter((each) => !CONDITION.test(each))
    .flatMap(sentencesOf)
    .map((sentence) => ({ id, stage, sentence, text: [sentence, ...beside].join(" ").trim() }));
});

describe.skipIf(failures.length === 0)("the doctor's table", () => {
  test("has a cause of ours for each of its rows", () => {
    expect(failures.length).toBeGreaterThan(70);
    expect(failures.filter(({ id }) => !DIAGNOSIS_IDS.some((own) => own === id))).toEqual([]);
  });

  test("has only stages that can be named", () => {
    expect(failures.filter(({ stage }) => placeNamed(stage) === null)).toEqual([]);
  });

  test.each(cases)("“$text” at $stage is $id", ({ id, stage, text }) => {
    const moments = [stage, ...stage.split(" or ")].flatMap((words) => placeNamed(words) ?? []);
    for (const place of moments) {
      for (const pasted of [
        text,
        `It failed.\n${text}\nPlease help.`,
        `<p>Sorry &mdash; <b>${text}</b></p>`,
      ]) {
        expect(explainText(pasted, place).diagnosis.id, pasted).toBe(id);
      }
    }
  });

  test("leads from no sentence to the cause of another row, when no stage is named either", () => {
    const wrong = cases.flatMap(({ id, sentence, text }) => {
      const bare: string = explainText(text).diagnosis.id;
      // It may stay unknown, or be that of the row that has the very same sentence.
      const isTwin = cases.some(
        (each) => each.id === bare && each.sentence.toLowerCase() === sentence.toLowerCase(),
      );
      return bare === "unknown" || isTwin ? [] : [`${text} -> ${bare}, not ${id}`];
    });
    expect(wrong).toEqual([]);
  });
});

/** Sentences that a pattern of the table matches: one for each alternative of its groups. */
function sentencesOf(pattern: string): readonly string[] {
  const prose = pattern
    .replace(/^page text "(.*)"$/, "$1")
    .replace("{preferred_username,email}", "PREFERRED");
  const group = /\(([^()]*)\)(\?)?/.exec(prose);
  const alternatives = group === null ? prose.split("|") : [];
  if (alternatives.length > 1) return alternatives.flatMap(sentencesOf);
  if (group === null) return [plain(prose)];
  const [whole, inner = "", optional] = group;
  const choices = [...inner.split("|"), ...(optional === undefined ? [] : [""])];
  // Prose has brackets too: "(no other code)".
  const isProse = choices.length === 1 && /^[a-z ]+$/.test(inner);
  const filled = isProse ? [""] : choices;
  return filled.flatMap((choice) => sentencesOf(prose.replace(whole, choice)));
}

function plain(pattern: string): string {
  return pattern
    .replace("PREFERRED", "{preferred_username,email}")
    .replace(/\\b/g, "")
    .replace(/\[0-9\]|\\d\+|\\d/g, (each) => (each === "\\d+" ? "299961" : "1"))
    .replace(/\.\*/g, " something ")
    .replace(/([a-z])\.([a-z]{1,6}\b)/g, (whole, before, after) =>
      after === "t" || after === "signed" ? `${before}'${after}` : whole,
    )
    .replace(/\\(.)/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
