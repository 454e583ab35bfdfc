// Message-IDs as mailers write them into In-Reply-To and References: with brackets (RFC 5322 section 3.6.4), without
// them, between words, twice. What is no id would join mail that has nothing in common ("In-Reply-To: Your message of
// Monday"), so that only what can be one is taken.

/** Longer than any line of a header may be. */
const ID_MAX = 998;
/** Characters of a header that are read. */
const HEADER_MAX = 256 * 1024;
/** An id without an "@" counts from here on: shorter ones are words. */
const BARE_LENGTH_MIN = 16;

/** In the order they stand, without brackets, each once. */
export function messageIdsIn(raw: string): readonly string[] {
  if (raw === "") return [];
  const text = raw.slice(0, HEADER_MAX);
  const found = new Set<string>();
  for (const [, inside = ""] of text.matchAll(/<([^<>\s]+)>/g)) if (isId(inside)) found.add(inside);
  if (found.size > 0) return [...found];
  for (const word of text.split(/[\s,;]+/)) {
    const bare = word.replace(/[<>"'()]/g, "");
    // Words without brackets are ids only when they look like nothing else.
    if (bare.includes("@") && isId(bare)) found.add(bare);
  }
  return [...found];
}

function isId(id: string): boolean {
  if (id.length > ID_MAX) return false;
  const at = id.lastIndexOf("@");
  return at < 0 ? id.length >= BARE_LENGTH_MIN : at > 0 && at < id.length - 1;
}
