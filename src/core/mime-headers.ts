// The header block of a message or part: unfolded lines by name, still undecoded, as latin1 text (one character a
// byte), so that nothing is lost before the charset is known.

/** Beyond this a header block is cut: no real one is as long. */
const HEADER_BYTES_MAX = 1024 * 1024;
const latin1 = new TextDecoder("latin1");

export interface HeaderBlock {
  /** Lower-case name -> values in order, unfolded, trimmed. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Where the body begins. */
  readonly bodyStart: number;
}

/** Ends at the first empty line, CRLF or bare LF. */
export function readHeaders(bytes: Uint8Array, start: number, end: number): HeaderBlock {
  const values = new Map<string, string[]>();
  const limit = Math.min(end, start + HEADER_BYTES_MAX);
  let position = start;
  let name = "";
  let value = "";
  const keep = (): void => {
    if (name === "") return;
    const list = values.get(name);
    if (list === undefined) values.set(name, [value.trim()]);
    else if (list.length < 1_000) list.push(value.trim());
  };
  while (position < limit) {
    const newline = bytes.indexOf(10, position);
    const lineEnd = newline < 0 || newline > limit ? limit : newline;
    const textEnd = lineEnd > position && bytes[lineEnd - 1] === 13 ? lineEnd - 1 : lineEnd;
    const next = Math.min(lineEnd + 1, limit);
    if (textEnd === position) {
      keep();
      return { values, bodyStart: next };
    }
    const first = bytes[position];
    if ((first === 32 || first === 9) && name !== "") {
      value += ` ${latin1Text(bytes, position, textEnd).trim()}`;
    } else {
      keep();
      const line = latin1Text(bytes, position, textEnd);
      const colon = line.indexOf(":");
      name = colon > 0 ? line.slice(0, colon).trim().toLowerCase() : "";
      value = line.slice(colon + 1);
    }
    position = next;
  }
  keep();
  return { values, bodyStart: limit };
}

export function firstValue(block: HeaderBlock, name: string): string {
  return block.values.get(name)?.[0] ?? "";
}

/** latin1 in the true sense: TextDecoder's "latin1" is windows-1252, whose 80-9F are other characters. */
function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  const slice = bytes.subarray(start, end);
  for (const byte of slice)
    if (byte >= 0x80 && byte <= 0x9f) return String.fromCharCode(...slice.subarray(0, 60_000));
  return latin1.decode(slice);
}

export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
