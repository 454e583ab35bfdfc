// The header block of a message or part: unfolded lines by name, still undecoded, as latin1 text (one character a
// byte), so that nothing is lost before the charset is known.

/** Beyond this a header block is cut: no real one is as long. */
export const HEADER_BYTES_MAX = 1024 * 1024;
/** Values of one name that are kept. */
const VALUES_MAX = 1_000;
const utf16 = new TextDecoder("utf-16le");

export interface HeaderBlock {
  /** Lower-case name -> values in order, unfolded, trimmed. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Where the body begins. */
  readonly bodyStart: number;
}

/** Ends at the first empty line, CRLF or bare LF, or at a line (told by where it begins) that `endsAt`. */
export function readHeaders(
  bytes: Uint8Array,
  start: number,
  endsAt: (lineStart: number) => boolean = () => false,
): HeaderBlock {
  const { end, bodyStart } = blockAt(bytes, start, endsAt);
  const values = new Map<string, string[]>();
  const unfolded = latin1Text(bytes.subarray(start, end)).replace(/\r?\n[ \t]+/g, " ");
  for (const line of unfolded.split("\n")) {
    const colon = line.indexOf(":");
    const name = colon > 0 ? trimRaw(line.slice(0, colon)).toLowerCase() : "";
    if (name === "") continue;
    const list = values.get(name);
    if (list === undefined) values.set(name, [trimRaw(line.slice(colon + 1))]);
    else if (list.length < VALUES_MAX) list.push(trimRaw(line.slice(colon + 1)));
  }
  return { values, bodyStart };
}

function blockAt(
  bytes: Uint8Array,
  start: number,
  endsAt: (lineStart: number) => boolean,
): { readonly end: number; readonly bodyStart: number } {
  const limit = Math.min(bytes.length, start + HEADER_BYTES_MAX);
  let line = start;
  while (line < limit) {
    if (endsAt(line)) return { end: line, bodyStart: line };
    const newline = bytes.indexOf(10, line);
    if (newline < 0 || newline >= limit) break;
    if (newline === line || (newline === line + 1 && bytes[line] === 13)) {
      return { end: line, bodyStart: newline + 1 };
    }
    line = newline + 1;
  }
  return { end: limit, bodyStart: limit };
}

export function firstValue(block: HeaderBlock, name: string): string {
  return block.values.get(name)?.[0] ?? "";
}

/** Without white space around it. Not `trim`: a byte A0 is part of a UTF-8 character ("à") as often as a space. */
export function trimRaw(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** A character a byte. TextDecoder's "latin1" isn't that: it is windows-1252, whose 80-9F are other characters. */
function latin1Text(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  units.set(bytes);
  return utf16.decode(units);
}

export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
