// Flags on the wire (RFC 3501 section 2.3.2; $Forwarded: RFC 5788) and as our bits.
import { FLAG_BITS, type Flags } from "../../core/flags.ts";
import { textOf, type Value } from "./response-cursor.ts";

const WORDS: readonly (readonly [word: string, bit: Flags])[] = [
  ["\\Seen", FLAG_BITS.seen],
  ["\\Answered", FLAG_BITS.answered],
  ["\\Flagged", FLAG_BITS.flagged],
  ["\\Draft", FLAG_BITS.draft],
  ["\\Deleted", FLAG_BITS.deleted],
  ["$Forwarded", FLAG_BITS.forwarded],
];
const BITS: ReadonlyMap<string, Flags> = new Map(WORDS.map(([word, bit]) => [word.toLowerCase(), bit]));

/** Those every server knows; the other of our flags is a keyword, which a server may not keep. */
export const SYSTEM_FLAGS: Flags =
  FLAG_BITS.seen | FLAG_BITS.answered | FLAG_BITS.flagged | FLAG_BITS.draft | FLAG_BITS.deleted;

/** Null when the value is no list. */
export function readFlags(value: Value): Flags | null {
  if (!Array.isArray(value)) return null;
  let flags = 0;
  for (const word of value) flags |= BITS.get(textOf(word).toLowerCase()) ?? 0;
  return flags;
}

/** "(\Seen \Flagged)" */
export function flagList(flags: Flags): string {
  const words = WORDS.filter(([, bit]) => (flags & bit) !== 0).map(([word]) => word);
  return `(${words.join(" ")})`;
}
