// The tree of parts of a message, read in one pass: whatever is nested in what, each byte is looked at once. A line
// is a delimiter of the innermost multipart whose boundary it is, the whole line (RFC 2046 section 5.1.1 lets it be
// recognised by its beginning, which takes the boundaries "abc" and "abcd" for one); one of a multipart further out
// ends those inside it as well.
import { firstValue, type HeaderBlock, readHeaders, toBytes, trimRaw } from "./mime-headers.ts";
import { type ParameterizedValue, parseParameters } from "./mime-parameters.ts";

const DASH = 45;
const LINE_FEED = 10;
/** Of multiparts in multiparts: mail has five at most, and each costs a look at every line that could end it. */
const DEPTH_MAX = 30;
const PARTS_MAX = 10_000;
/** Of all parts together; the rest of a message with more isn't read. */
const HEADER_BYTES_MAX = 4 * 1024 * 1024;

export interface MimePart {
  readonly headers: HeaderBlock;
  readonly type: ParameterizedValue;
  /** Position in the MIME tree, as in IMAP: "2.1"; "" when the message has one part only. */
  readonly path: string;
  /** The types of the multiparts around it, outermost first. */
  readonly around: readonly string[];
  /** Where it begins, with the line break before the delimiter that opens it: from here to `end` it can be taken out. */
  readonly start: number;
  /** Where the body ends; before `headers.bodyStart` when there is none. */
  readonly end: number;
}

interface Walk {
  readonly bytes: Uint8Array;
  /** Boundaries of the multiparts around the place being read, outermost first. */
  readonly open: Uint8Array[];
  /** Their types. */
  around: readonly string[];
  parts: number;
  headerBytes: number;
  whole: boolean;
}

interface Delimiter {
  readonly start: number;
  /** Behind its line. */
  readonly end: number;
  /** How many multiparts are around the parts that it divides. */
  readonly depth: number;
  readonly last: boolean;
}

/** All parts that aren't multiparts, in order; `headers` are the message's. Returns whether that is all there is: a
 *  message with more than we read is shown as far as that goes, and says so. */
export function* readParts(bytes: Uint8Array, headers: HeaderBlock): Generator<MimePart, boolean> {
  const walk: Walk = { bytes, open: [], around: [], parts: 0, headerBytes: 0, whole: true };
  yield* readPart(walk, headers, { path: "", start: 0 });
  return walk.whole;
}

/** Answers the delimiter that ends the part; null at the end of what is read. */
function* readPart(
  walk: Walk,
  headers: HeaderBlock,
  { path, start }: Pick<MimePart, "path" | "start">,
): Generator<MimePart, Delimiter | null> {
  const type = parseParameters(firstValue(headers, "content-type") || "text/plain");
  const boundary = trimRaw(type.parameters.get("boundary") ?? "");
  const multipart = type.value.startsWith("multipart/") && boundary !== "";
  if (multipart && walk.open.length < DEPTH_MAX) {
    const { around } = walk;
    walk.around = [...around, type.value];
    const next = yield* readMultipart(walk, headers.bodyStart, { boundary, path });
    walk.around = around;
    return next;
  }
  const next = nextDelimiter(walk, headers.bodyStart);
  const end = next === null ? walk.bytes.length : beforeBreak(walk.bytes, next.start);
  if (multipart) walk.whole = false;
  else yield { headers, type, path, around: walk.around, start, end };
  return next;
}

function* readMultipart(
  walk: Walk,
  start: number,
  { boundary, path }: { readonly boundary: string; readonly path: string },
): Generator<MimePart, Delimiter | null> {
  walk.open.push(toBytes(boundary));
  const depth = walk.open.length;
  let next = nextDelimiter(walk, start);
  for (let number = 1; next?.depth === depth && !next.last; number++) {
    if (++walk.parts > PARTS_MAX || walk.headerBytes > HEADER_BYTES_MAX) {
      walk.whole = false;
      return null;
    }
    const headers = readHeaders(walk.bytes, next.end, (line) => delimiterAt(walk, line) !== null);
    walk.headerBytes += headers.bodyStart - next.end;
    next = yield* readPart(walk, headers, {
      path: path === "" ? `${number}` : `${path}.${number}`,
      start: beforeBreak(walk.bytes, next.start),
    });
  }
  walk.open.pop();
  // What follows the last delimiter belongs to no part.
  return next?.depth === depth ? nextDelimiter(walk, next.end) : next;
}

function nextDelimiter(walk: Walk, start: number): Delimiter | null {
  const { bytes, open } = walk;
  let dash = open.length === 0 ? -1 : bytes.indexOf(DASH, start);
  while (dash >= 0) {
    const found = dash === 0 || bytes[dash - 1] === LINE_FEED ? delimiterAt(walk, dash) : null;
    if (found !== null) return found;
    // A call of indexOf takes as long as a line: lines that begin with dashes may follow each other by the million.
    const line = endOfLine(bytes, dash) + 1;
    dash = bytes[line] === DASH ? line : bytes.indexOf(DASH, line);
  }
  return null;
}

/** The delimiter that the line at `start` is: dashes, a boundary, dashes after the last part, and white space that a
 *  gateway may have added. */
function delimiterAt({ bytes, open }: Walk, start: number): Delimiter | null {
  if (bytes[start] !== DASH || bytes[start + 1] !== DASH) return null;
  const lineEnd = endOfLine(bytes, start);
  let end = lineEnd;
  while (isPadding(bytes[end - 1])) end--;
  const length = end - start - 2;
  const closes = length > 2 && bytes[end - 1] === DASH && bytes[end - 2] === DASH;
  for (let depth = open.length; depth > 0; depth--) {
    const boundary = open[depth - 1];
    const last = closes && boundary?.length === length - 2;
    if (boundary === undefined || (boundary.length !== length && !last)) continue;
    if (!standsAt(bytes, start + 2, boundary)) continue;
    return { start, end: Math.min(lineEnd + 1, bytes.length), depth, last };
  }
  return null;
}

/** Where the line's feed stands, or the end of all. */
function endOfLine(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] !== LINE_FEED) end++;
  return end;
}

function isPadding(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

function standsAt(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}

/** The line break before a delimiter belongs to the delimiter. */
function beforeBreak(bytes: Uint8Array, position: number): number {
  let end = position;
  if (bytes[end - 1] === LINE_FEED) end--;
  if (bytes[end - 1] === 13) end--;
  return end;
}
