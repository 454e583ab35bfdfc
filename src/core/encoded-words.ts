// RFC 2047: encoded words in header text, with what real mailers make of them: words that cut a character in two,
// charsets that don't fit, raw 8-bit text between.
import { decodeCharset, decodeUnknown } from "./decode-charset.ts";
import { toBytes } from "./mime-headers.ts";
import { decodeBase64, decodeQuotedPrintable } from "./transfer-decoding.ts";

/** Longer text is cut. */
const RAW_MAX = 64 * 1024;
const WORD = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=/g;
const GAP = /\?=[ \t\r\n]+(?==\?[^?\s]+\?[bBqQ]\?)/g;

/** `whole` is latin1 text (a character a byte); `charset` is tried for raw 8-bit text that isn't UTF-8. */
export function decodeHeaderText(whole: string, charset = "windows-1252"): string {
  const raw = whole.slice(0, RAW_MAX);
  if (!raw.includes("=?")) return decodeRaw(raw, charset);
  // White space between two encoded words is not part of the text.
  const joined = raw.replace(GAP, "?=");
  let text = "";
  let end = 0;
  let held: { readonly charset: string; readonly pieces: Uint8Array[] } | null = null;
  for (const match of joined.matchAll(WORD)) {
    const [word, name = "", encoding = "", content = ""] = match;
    const between = joined.slice(end, match.index);
    const bytes =
      encoding.toLowerCase() === "b"
        ? decodeBase64(toBytes(content))
        : decodeQuotedPrintable(toBytes(content), true);
    // Words of one charset side by side are one text: mailers cut between any two bytes.
    if (held !== null && between === "" && held.charset === name.toLowerCase()) held.pieces.push(bytes);
    else {
      if (held !== null) text += decodeCharset(join(held.pieces), held.charset);
      text += decodeRaw(between, charset);
      held = { charset: name.toLowerCase(), pieces: [bytes] };
    }
    end = match.index + word.length;
  }
  if (held !== null) text += decodeCharset(join(held.pieces), held.charset);
  return text + decodeRaw(joined.slice(end), charset);
}

function decodeRaw(raw: string, charset: string): string {
  return /[\x80-\xff]/.test(raw) ? decodeUnknown(toBytes(raw), charset) : raw;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let length = 0;
  for (const piece of pieces) {
    joined.set(piece, length);
    length += piece.length;
  }
  return joined;
}
