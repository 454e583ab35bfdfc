// What somebody types into a search. Any text is a query: what isn't understood as an operator is words.
import { addressesIn, wordsIn } from "./search-words.ts";

const TEXT_LENGTH_MAX = 1_000;
const TERMS_MAX = 20;
/** Of one phrase. */
const WORDS_MAX = 20;
/** Shorter beginnings fit nearly everything. */
const PREFIX_LENGTH_MIN = 2;

export type SearchPlace = "anywhere" | "from" | "to" | "subject";

/** All terms of a query must hold. */
export type SearchTerm =
  | (Term & {
      readonly kind: "words";
      readonly in: SearchPlace;
      /** In a row; folded. */
      readonly words: readonly string[];
      /** The last of them is the beginning of a word. */
      readonly prefix: boolean;
    })
  | (Term & { readonly kind: "attachment" })
  | (Term & { readonly kind: "is"; readonly state: "unread" | "read" | "flagged" })
  /** The day, "2026-11-23", begins at `at` (UTC, ms). */
  | (Term & { readonly kind: "before" | "after"; readonly at: number })
  | (Term & { readonly kind: "in" });

interface Term {
  /** What it is about, as it was typed; of a day as it was understood. */
  readonly text: string;
  readonly not: boolean;
}

export type SearchQuery = readonly SearchTerm[];

/** One piece of the text: -operator:value, quoted or not. */
interface Piece {
  readonly not: boolean;
  readonly name: string;
  /** Trimmed. */
  readonly value: string;
  /** What is typed last may go on; what is quoted is whole. */
  readonly open: boolean;
}

export function parseSearch(typed: string): SearchQuery {
  const terms: SearchTerm[] = [];
  for (const piece of piecesOf(typed.slice(0, TEXT_LENGTH_MAX))) {
    const term = termOf(piece);
    if (term !== null && terms.length < TERMS_MAX) terms.push(term);
  }
  return terms;
}

const PIECE = /(-?)(?:(from|to|subject|has|is|before|after|in):)?(?:"([^"]*)(?:"|$)|(\S*))/gi;

function* piecesOf(text: string): Generator<Piece, void> {
  for (const match of text.matchAll(PIECE)) {
    const [whole, minus = "", name = "", quoted, bare = ""] = match;
    const isLast = match.index + whole.length === text.length;
    if (whole === "") continue;
    yield {
      not: minus !== "",
      name: name.toLowerCase(),
      value: (quoted ?? bare).trim(),
      open: isLast && quoted === undefined,
    };
  }
}

function termOf(piece: Piece): SearchTerm | null {
  const { name, value: text, not, open } = piece;
  switch (name) {
    case "from":
    case "to":
    case "subject":
      return wordsTerm(piece, name);
    case "has":
      if (/^attachments?$/i.test(text)) return { kind: "attachment", text, not };
      return open && begins(["attachments"], text) ? null : plainTerm(piece);
    case "is": {
      const state = STATES.get(text.toLowerCase());
      if (state !== undefined) return { kind: "is", state, text, not };
      return open && begins([...STATES.keys()], text) ? null : plainTerm(piece);
    }
    case "before":
    case "after": {
      const day = dayOf(text);
      if (day !== null) return { kind: name, at: day.at, text: day.text, not };
      return open && /^[\d/.-]*$/.test(text) ? null : plainTerm(piece);
    }
    case "in":
      return text === "" ? null : { kind: "in", text, not };
    default:
      return wordsTerm(piece, "anywhere");
  }
}

const STATES: ReadonlyMap<string, "unread" | "read" | "flagged"> = new Map([
  ["unread", "unread"],
  ["read", "read"],
  ["flagged", "flagged"],
  ["starred", "flagged"],
]);

/** It is still being typed: until it means something it asks for nothing. */
function begins(values: readonly string[], text: string): boolean {
  return values.some((value) => value.startsWith(text.toLowerCase()));
}

/** What stands before the colon means nothing. */
function plainTerm(piece: Piece): SearchTerm | null {
  return wordsTerm({ ...piece, value: `${piece.name}:${piece.value}` }, "anywhere");
}

function wordsTerm({ value: text, not, open }: Piece, place: SearchPlace): SearchTerm | null {
  const words = searchedWords(text);
  const last = words.at(-1);
  if (last === undefined) return null;
  const goesOn = text.endsWith("*") || (open && !not);
  return {
    kind: "words",
    in: place,
    words,
    prefix: goesOn && last.length >= PREFIX_LENGTH_MIN,
    text,
    not,
  };
}

/** An address is one word. */
function searchedWords(text: string): readonly string[] {
  const [address] = addressesIn(text);
  if (address !== undefined && !/\s/.test(text)) return [address.word];
  const words: string[] = [];
  for (const { word } of wordsIn(text)) if (words.length < WORDS_MAX) words.push(word);
  return words;
}

/** Days, months and years as people write them, the largest first or the day first ("23-11-2026"): the first day. */
function dayOf(text: string): { readonly at: number; readonly text: string } | null {
  const largestFirst = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(text);
  const dayFirst = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text);
  const [year, month = "1", day = "1"] =
    largestFirst?.slice(1) ?? (dayFirst === null ? [] : [dayFirst[3], dayFirst[2], dayFirst[1]]);
  if (year === undefined) return null;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // The 31st of February is none; the years 0 to 99 would be those of the last century.
  const date = new Date(at);
  const isReal = date.getUTCFullYear() === Number(year) && date.getUTCMonth() === Number(month) - 1;
  if (!isReal || date.getUTCDate() !== Number(day)) return null;
  return { at, text: date.toISOString().slice(0, 10) };
}

/** What the days of a query leave: from `since` on, and before `before`; null: all. */
export function daysOf(query: SearchQuery): {
  readonly since: number | null;
  readonly before: number | null;
} {
  let since: number | null = null;
  let before: number | null = null;
  for (const term of query) {
    if (term.kind !== "before" && term.kind !== "after") continue;
    // Not before a day is on it or after.
    if ((term.kind === "after") !== term.not) since = Math.max(since ?? term.at, term.at);
    else before = Math.min(before ?? term.at, term.at);
  }
  return { since, before };
}
