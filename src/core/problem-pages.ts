// The pages of docs/connecting/problems: one for each cause, and a list by who can fix it. Made from the doctor's table,
// so that they can't tell another story than the product.
import { CAUSES, type Diagnosis, knownDiagnosis } from "./diagnose.ts";
import { CATALOGUES, type DiagnosisText, diagnosisText, whoText } from "./diagnosis-texts.ts";

type KnownCause = (typeof CAUSES)[number];

const { labels } = CATALOGUES.en;
const MADE_BY = "<!-- Made by `npm run docs` from the doctor's table in src/core. Change that instead. -->";
const GOES_ON: Readonly<Record<Diagnosis["retry"], string>> = {
  auto: "By itself: the mailbox is tried again, and recovers without anybody's help once the cause is gone.",
  reconnect:
    "When the user signs in again. Mail that is here stays, and what arrived meanwhile comes in afterwards.",
  afterFix: "When the cause is mended: the mailbox is tried again by itself, at once with “Try again”.",
};

/** File name -> text. */
export function problemPages(): ReadonlyMap<string, string> {
  const pages = CAUSES.map((cause) => [`${cause.id}.md`, problemPage(cause)] as const);
  return new Map([["README.md", listOfProblems()], ...pages]);
}

function problemPage(cause: KnownCause): string {
  const { what, steps, forAdministrator } = wordsOf(cause);
  return page([
    `# ${what.replace(/\.$/, "")}`,
    `The doctor calls it \`${cause.id}\`. ${labels.who}: ${whoText(cause, "en")}.`,
    "## What to do",
    steps.map((step, i) => `${i + 1}. ${step}`).join("\n"),
    ...(forAdministrator === null ? [] : [`## ${labels.forAdministrator}`, forAdministrator]),
    ...signsOf(cause),
    "## How it goes on",
    GOES_ON[cause.retry],
    `All problems: [by who can fix them](README.md). What an error means that isn't here: \`twinbox doctor explain\`.`,
  ]);
}

/** Only what a person can compare: the sentences of servers are matched loosely. */
function signsOf({ aadsts = [], words = [] }: KnownCause): readonly string[] {
  const signs = [...aadsts.map((number) => `AADSTS${number}`), ...words.map((word) => `\`${word}\``)];
  return signs.length === 0 ? [] : ["## Signs of it", `${signs.join(", ")}.`];
}

function listOfProblems(): string {
  const groups = (["user", "mailAdmin", "admin", "operator", "nobody"] as const).map((who) => {
    const rows = CAUSES.filter((cause) => cause.who === who).map(
      (cause) => `- [${wordsOf(cause).what}](${cause.id}.md) \`${cause.id}\``,
    );
    return [`## ${capitalised(labels.whos[who])}`, rows.join("\n")];
  });
  return page([
    "# What can go wrong, by who can fix it",
    "The panel, `twinbox status` and `twinbox doctor` name these causes. Somebody saw an error elsewhere? " +
      '`twinbox doctor explain --text "..."` finds its cause by what it says.',
    ...groups.flat(),
  ]);
}

function wordsOf({ id }: KnownCause): DiagnosisText {
  return diagnosisText(knownDiagnosis(id), "en");
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function page(blocks: readonly string[]): string {
  return `${[MADE_BY, ...blocks].join("\n\n")}\n`;
}
