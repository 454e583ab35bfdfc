// The search over the newest messages of the fake Inbox, by the rules of the real one.
import type { AnswerOf } from "../../api/operations.ts";
import { foldersCalled } from "../../core/search-folder.ts";
import { marksIn, snippetAround } from "../../core/search-marks.ts";
import { daysOf, parseSearch, type SearchTerm } from "../../core/search-query.ts";
import { wordsIn } from "../../core/search-words.ts";
import { fakeId, folderTotal, type MessageRow } from "./fake-mail.ts";
import type { World } from "./fake-world.ts";

type Results = AnswerOf<"searchMessages">;

const LOOKED_AT = 3_000;

export function fakeSearch(world: World, query: Readonly<Record<string, string | undefined>>): Results {
  const terms = parseSearch(query.q ?? "");
  const { since, before } = daysOf(terms);
  const unknown = (term: SearchTerm) =>
    term.kind === "in" && foldersCalled(world.folders, term.text).length === 0;
  const found: Results["messages"] = [];
  for (let number = folderTotal(1) - 1; number > folderTotal(1) - LOOKED_AT; number--) {
    const row = world.mail.row(fakeId(1, number + 1));
    if (row === null || terms.length === 0) continue;
    const at = Date.parse(row.date);
    const isThen = at >= (since ?? 0) && at < (before ?? Number.POSITIVE_INFINITY);
    if (isThen && terms.every((term) => fits(world, row, term) !== term.not || isDay(term))) {
      const around = snippetAround(row.snippet, terms) ?? { text: row.snippet, marks: [] };
      found.push({
        ...row,
        snippet: around.text,
        marks: { ...marksOf(row, terms), snippet: [...around.marks] },
      });
    }
  }
  const limit = Number(query.limit ?? 50);
  const from = Number(query.cursor ?? 0);
  return {
    messages: found.slice(from, from + limit),
    next: from + limit < found.length ? String(from + limit) : null,
    understood: terms.map((term) => ({
      kind:
        term.kind === "is"
          ? term.state
          : term.kind === "words" && term.in !== "anywhere"
            ? term.in
            : kindOf(term),
      ...{ text: term.text, not: term.not, unknown: unknown(term) },
    })),
    searchable: world.searchable,
  };
}

function kindOf({ kind }: SearchTerm): Exclude<SearchTerm["kind"], "is"> {
  return kind === "is" ? "words" : kind;
}

function isDay({ kind }: SearchTerm): boolean {
  return kind === "before" || kind === "after";
}

function fits(world: World, row: MessageRow, term: SearchTerm): boolean {
  switch (term.kind) {
    case "words": {
      const words = [...wordsIn(textOf(row, term.in))].map(({ word }) => word);
      return term.words.every((wanted) =>
        words.some((word) => (term.prefix ? word.startsWith(wanted) : word === wanted)),
      );
    }
    case "is":
      return row.flags.includes(term.state === "flagged" ? "flagged" : "seen") === (term.state !== "unread");
    case "attachment":
      return row.attachments > 0;
    case "in":
      return foldersCalled(world.folders, term.text).some(({ id }) => id === row.folderId);
    default:
      return true;
  }
}

function textOf(row: MessageRow, place: "anywhere" | "from" | "to" | "subject"): string {
  const people = (given: MessageRow["from"]) =>
    given.map(({ name, address }) => `${name} ${address}`).join(" ");
  if (place === "from") return people(row.from);
  if (place === "to") return people(row.to);
  return place === "subject" ? row.subject : `${row.subject} ${people(row.from)} ${row.snippet}`;
}

function marksOf(row: MessageRow, terms: readonly SearchTerm[]) {
  const [sender] = row.from;
  return {
    subject: [...marksIn(row.subject, terms, "anywhere", "subject")],
    name: [...marksIn(sender?.name ?? "", terms, "anywhere", "from")],
    address: [...marksIn(sender?.address ?? "", terms, "anywhere", "from")],
  };
}
