// Where the words that were searched for stand in a text that is shown.
import { cut, oneLine } from "./plain-text.ts";
import type { SearchPlace, SearchQuery } from "./search-query.ts";
import { addressesIn, type Word, wordsIn } from "./search-words.ts";

const MARKS_MAX = 20;
const SNIPPET_LENGTH_MAX = 200;
/** Of what stands before the first word that was found: a row has room for 10 to 20 characters. */
const LEAD_LENGTH_MAX = 8;

/** In UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly length: number;
}

type WordsTerm = Extract<SearchQuery[number], { kind: "words" }>;

/** In the order of the text, none within another. `places`: what the text is. */
export function marksIn(
  text: string,
  query: SearchQuery,
  ...places: readonly SearchPlace[]
): readonly TextRange[] {
  const terms = wantedWords(query, ...places);
  if (terms.length === 0) return [];
  const words = [...wordsIn(text)];
  const addresses = [...addressesIn(text)];
  const all = terms.flatMap((term) => [...runsOf(words, term), ...runsOf(addresses, term)]);
  return joined(all).slice(0, MARKS_MAX);
}

/** What has to be found in one of these places. */
export function wantedWords(query: SearchQuery, ...places: readonly SearchPlace[]): readonly WordsTerm[] {
  return query.filter(
    (term): term is WordsTerm => term.kind === "words" && !term.not && places.includes(term.in),
  );
}

function runsOf(words: readonly Word[], { words: wanted, prefix }: WordsTerm): readonly TextRange[] {
  const found: TextRange[] = [];
  const last = wanted.length - 1;
  const fits = (word: string | undefined, index: number): boolean => {
    const each = wanted[index] ?? "";
    return word !== undefined && (prefix && index === last ? word.startsWith(each) : word === each);
  };
  for (let at = 0; at < words.length; at++) {
    if (!wanted.every((_, index) => fits(words[at + index]?.word, index))) continue;
    const [first, end] = [words[at], words[at + last]];
    if (first !== undefined && end !== undefined) {
      found.push({ start: first.start, length: end.start + end.length - first.start });
    }
  }
  return found;
}

function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: TextRange[] = [];
  for (const { start, length } of ranges.toSorted((a, b) => a.start - b.start)) {
    const before = result.at(-1);
    if (before === undefined || start > before.start + before.length) result.push({ start, length });
    else {
      const end = Math.max(before.start + before.length, start + length);
      result[result.length - 1] = { start: before.start, length: end - before.start };
    }
  }
  return result;
}

/** The piece of a text around the first of the words; null when none is in it. */
export function snippetAround(
  text: string,
  query: SearchQuery,
): { readonly text: string; readonly marks: readonly TextRange[] } | null {
  const line = oneLine(text);
  const [first] = marksIn(line, query, "anywhere");
  if (first === undefined) return null;
  const lead = line.slice(0, first.start);
  const start = lead.length <= LEAD_LENGTH_MAX ? 0 : first.start - lastWordOf(lead).length;
  const piece = `${start === 0 ? "" : "… "}${cut(line.slice(start), SNIPPET_LENGTH_MAX)}`;
  return { text: piece, marks: marksIn(piece, query, "anywhere") };
}

/** With what follows it; none where it is too long for a lead. */
function lastWordOf(lead: string): string {
  const word = lead.slice(lead.trimEnd().lastIndexOf(" ") + 1);
  return word.length <= LEAD_LENGTH_MAX ? word : "";
}
