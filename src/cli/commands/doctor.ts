// The doctor on the command line.

import { describeDiagnosis } from "../../core/describe-diagnosis.ts";
import type { Diagnosis, DiagnosisProvider } from "../../core/diagnose.ts";
import { diagnosisText, type Language } from "../../core/diagnosis-texts.ts";
import { explainText, PASTED_LENGTH_MAX, type Place } from "../../core/explain-text.ts";
import { placeNamed, STAGE_WORDS } from "../../core/stage-words.ts";
import { parseArguments } from "../arguments.ts";
import { UsageError } from "../usage-error.ts";
import { findMailbox, withHouse } from "../with-house.ts";
import { describeOutcome, describeStanding, describeStep, examineMailbox } from "./doctor-mailbox.ts";
import { readStatus } from "./status.ts";

export async function doctorCommand([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined) {
    throw new UsageError("Whom should the doctor see? twinbox doctor MAILBOX, or twinbox doctor explain.");
  }
  return name === "explain" ? explain(args) : examine([name, ...args]);
}

/** 0 when every step went well, 2 when it is the command that has to be run otherwise. */
async function examine(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    language: { type: "string" },
    json: { type: "boolean", default: false },
  });
  const [name, more] = positionals;
  if (more !== undefined) throw new UsageError("Name one mailbox: its id (see twinbox status) or address.");
  const language = languageOf(values.language);
  return withHouse(async (house) => {
    const mailbox = await findMailbox(house, name);
    const say = (text: string) => (values.json ? undefined : console.log(text));
    say(`${describeStanding(mailbox, await readStatus(house, mailbox), language)}\n`);
    const examined = await examineMailbox(house, mailbox, (step) => say(describeStep(step, language)));
    say(`\n${describeOutcome(examined, language)}`);
    if (values.json) {
      const { diagnosis } = examined;
      const told = diagnosis === null ? null : asData(diagnosis, language);
      console.log(JSON.stringify({ ...examined, diagnosis: told }, null, 2));
    }
    if (examined.settingsDiffer) return 2;
    return examined.steps.every(({ ok }) => ok) ? 0 : 1;
  });
}

async function explain(args: readonly string[]): Promise<number> {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArguments(args, {
    stage: text,
    provider: text,
    text,
    language: text,
    json: { type: "boolean", default: false },
  });
  if (positionals.length > 0) {
    throw new UsageError(`"${positionals[0]}" belongs to no option: put the error in quotes, after --text.`);
  }
  const language = languageOf(values.language);
  const place = placeOf(values.stage, values.provider);
  const pasted = values.text ?? (await standardInput());
  if (pasted.trim() === "") throw new UsageError("The text of the error is empty.");
  const { diagnosis, codes } = explainText(pasted, place);
  console.log(
    values.json
      ? JSON.stringify({ ...asData(diagnosis, language), codes }, null, 2)
      : `${diagnosis.id}  ${describeDiagnosis(diagnosis, language)}`,
  );
  return 0;
}

function asData(diagnosis: Diagnosis, language: Language) {
  const { params, because, runnerUp, ...rest } = diagnosis;
  const text = diagnosisText(diagnosis, language);
  return {
    ...rest,
    ...text,
    reference: params.reference ?? null,
    because: because === undefined ? null : { id: because, text: text.because },
    runnerUp: runnerUp === undefined ? null : { id: runnerUp, ...text.runnerUp },
  };
}

function placeOf(stage: string | undefined, provider: string | undefined): Place {
  const named = stage === undefined ? {} : placeNamed(stage);
  if (named === null) throw new UsageError(`--stage "${stage}" is none of: ${STAGE_WORDS}.`);
  if (provider === undefined) return named;
  if (!isProvider(provider)) throw new UsageError("--provider must be microsoft, google or imap.");
  return { ...named, provider };
}

function isProvider(name: string): name is DiagnosisProvider {
  return name === "microsoft" || name === "google" || name === "imap";
}

/** As asked, else the terminal's. */
function languageOf(asked: string | undefined): Language {
  if (asked === "en" || asked === "nl") return asked;
  if (asked !== undefined) throw new UsageError("--language must be en or nl.");
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return /^nl/i.test(LC_ALL || LC_MESSAGES || LANG || "") ? "nl" : "en";
}

/** What is longer than an explanation reads is left. */
async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) throw new UsageError("--text is missing.");
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > PASTED_LENGTH_MAX) break;
  }
  return text;
}
