// The words of a text, as they are indexed, asked for and highlighted: one way for all three, so that they agree.
import { foldText } from "./fold-text.ts";

/** Characters of a word that count; what follows is the end of something that nobody types. */
const WORD_LENGTH_MAX = 64;
/** RFC 5321 section 4.5.3.1: of a mailbox's name, and of a domain. */
const LOCAL_LENGTH_MAX = 64;
const DOMAIN_LENGTH_MAX = 255;

export interface Word {
  /** Folded. */
  readonly word: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly start: number;
  readonly length: number;
}

/** Letters, digits and their accents. */
const RUN = /[\p{L}\p{N}\p{M}]+/gu;
/** Written without spaces: each character counts as a word, and a search for several looks for them in a row. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const UNSPACED_OR_RUN = new RegExp(
  `${UNSPACED.source}\\p{M}*|(?:(?!${UNSPACED.source})[\\p{L}\\p{N}\\p{M}])+`,
  "gu",
);
const LOCAL = /[\p{L}\p{N}\p{M}._%+'-]/u;
const DOMAIN = /[\p{L}\p{N}\p{M}.-]/u;

export function* wordsIn(text: string): Generator<Word, void> {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (!UNSPACED.test(run)) {
      yield* wordOf(run, index);
      continue;
    }
    for (const { 0: part, index: at } of run.matchAll(UNSPACED_OR_RUN)) yield* wordOf(part, index + at);
  }
}

function* wordOf(run: string, start: number): Generator<Word, void> {
  const word = cutWord(foldText(run));
  // Accents alone.
  if (word !== "") yield { word, start, length: run.length };
}

/** Whole addresses in a text, folded: they are words beside those they are made of. The domain may still be typed. */
export function* addressesIn(text: string): Generator<Word, void> {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start < LOCAL_LENGTH_MAX && LOCAL.test(text.charAt(start - 1))) start--;
    let end = at + 1;
    while (end < text.length && end - at <= DOMAIN_LENGTH_MAX && DOMAIN.test(text.charAt(end))) end++;
    while (end > at && /[.-]/.test(text.charAt(end - 1))) end--;
    if (start === at || end <= at + 1) continue;
    yield { word: foldText(text.slice(start, end)), start, length: end - start };
  }
}

function cutWord(word: string): string {
  return word.slice(0, WORD_LENGTH_MAX).replace(/[\ud800-\udbff]$/, "");
}
