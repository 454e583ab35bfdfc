export interface Piece {
  readonly text: string;
  /** https:, http: or mailto:, never anything else. */
  readonly href: string | null;
}

const LENGTH_MAX = 2000;
// One pass without nested repetition: a megabyte of brackets or @ takes no longer than other text.
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"“”]{1,2000}|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gi;

/** Text in pieces, of which some are links. */
export function linkify(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = withoutTail(match[0]);
    const href = hrefOf(shown);
    if (href === null) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null });
    pieces.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}

/** A full stop or a bracket after an address belongs to the sentence; a bracket that was opened inside doesn't. */
function withoutTail(link: string): string {
  let text = link;
  for (;;) {
    const last = text.at(-1) ?? "";
    const closes = last === ")" && !text.includes("(");
    if (!closes && !/[.,;:!?'\]}>*]/.test(last)) return text;
    text = text.slice(0, -1);
  }
}

function hrefOf(shown: string): string | null {
  if (shown.length === 0 || shown.length > LENGTH_MAX) return null;
  let text = shown;
  if (!/^https?:\/\//i.test(shown)) text = /^www\./i.test(shown) ? `https://${shown}` : `mailto:${shown}`;
  // The parsed form is the true one: it shows a name in other scripts as punycode.
  return URL.parse(text)?.href ?? null;
}
