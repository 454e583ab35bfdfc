// The scan of a message on its way in: headers, the beginning of its text, the list of attachments. One pass, no
// attachment is decoded; the full parser runs when the message is opened. It never throws: whatever can't be
// understood is stored and shown all the same.
import { decodeCharset } from "./decode-charset.ts";
import { decodeHeaderText } from "./encoded-words.ts";
import { htmlToText } from "./html-to-text.ts";
import type { AttachmentInfo, MessageScan } from "./message.ts";
import { firstValue, type HeaderBlock, readHeaders, toBytes } from "./mime-headers.ts";
import { type ParameterizedValue, parseParameters } from "./mime-parameters.ts";
import { parseAddresses } from "./parse-addresses.ts";
import { parseDate } from "./parse-date.ts";
import { decodeBase64, decodeQuotedPrintable } from "./transfer-decoding.ts";

const DEPTH_MAX = 100;
const PARTS_MAX = 10_000;
const ATTACHMENTS_MAX = 1_000;
/** Header lines of one name that are read. */
const LINES_MAX = 50;
const SUBJECT_MAX = 2_000;
const SNIPPET_MAX = 200;
const REFERENCES_MAX = 200;
/** Enough text for a snippet, also where it begins with quotes or markup. */
const TEXT_BYTES_MAX = 4_000;
const HTML_BYTES_MAX = 20_000;

interface Walk {
  readonly bytes: Uint8Array;
  readonly attachments: AttachmentInfo[];
  text: string | null;
  html: string | null;
  charset: string | null;
  parts: number;
}

export function scanMessage(bytes: Uint8Array): MessageScan {
  const headers = readHeaders(bytes, 0, bytes.length);
  const walk: Walk = { bytes, attachments: [], text: null, html: null, charset: null, parts: 0 };
  let understood = headers.values.size > 0;
  try {
    walkPart(walk, headers, { end: bytes.length, path: "", depth: 0 });
  } catch {
    understood = false;
  }
  const charset = walk.charset ?? "windows-1252";
  const people = (name: string, lines = LINES_MAX) =>
    (headers.values.get(name) ?? []).slice(0, lines).flatMap((value) => parseAddresses(value, charset));
  const text = (name: string): string => fold(decodeHeaderText(firstValue(headers, name), charset));
  const readable = walk.text ?? (walk.html === null ? "" : htmlToText(walk.html));
  return {
    subject: text("subject").slice(0, SUBJECT_MAX),
    // Two From headers are a trick or a mistake: the first is what servers show.
    from: people("from", 1),
    to: people("to"),
    cc: people("cc"),
    bcc: people("bcc"),
    replyTo: people("reply-to"),
    date: parseDate(firstValue(headers, "date")),
    messageId: idsIn(firstValue(headers, "message-id"))[0] ?? "",
    inReplyTo: idsIn(firstValue(headers, "in-reply-to"))[0] ?? "",
    references: idsIn(firstValue(headers, "references")).slice(-REFERENCES_MAX),
    snippet: fold(readable).slice(0, SNIPPET_MAX),
    attachments: walk.attachments,
    understood,
  };
}

interface Place {
  readonly end: number;
  readonly path: string;
  readonly depth: number;
}

function walkPart(walk: Walk, headers: HeaderBlock, place: Place): void {
  if (++walk.parts > PARTS_MAX || place.depth > DEPTH_MAX) return;
  const type = parseParameters(firstValue(headers, "content-type") || "text/plain");
  const boundary = type.parameters.get("boundary");
  if (type.value.startsWith("multipart/") && boundary !== undefined && boundary !== "") {
    walkMultipart(walk, headers.bodyStart, boundary, place);
    return;
  }
  const disposition = parseParameters(firstValue(headers, "content-disposition"));
  const name = disposition.parameters.get("filename") ?? type.parameters.get("name") ?? "";
  const readable = type.value === "text/plain" || type.value === "text/html" || !type.value.includes("/");
  if (readable && disposition.value !== "attachment" && (name === "" || disposition.value === "inline")) {
    takeText(walk, headers, type, place.end);
    // Inline text with a name is shown and is a file all the same.
    if (name === "") return;
  }
  if (walk.attachments.length < ATTACHMENTS_MAX) {
    walk.attachments.push(attachment(headers, place, { type, disposition, name }));
  }
}

function walkMultipart(walk: Walk, start: number, boundary: string, place: Place): void {
  const mark = toBytes(`--${boundary}`);
  let from = findLine(walk.bytes, mark, start, place.end);
  for (let number = 1; from >= 0 && walk.parts <= PARTS_MAX; number++) {
    const after = from + mark.length;
    if (walk.bytes[after] === 45 && walk.bytes[after + 1] === 45) return;
    const newline = walk.bytes.indexOf(10, after);
    if (newline < 0 || newline >= place.end) return;
    const next = findLine(walk.bytes, mark, newline + 1, place.end);
    const end = next < 0 ? place.end : beforeBreak(walk.bytes, next);
    const path = place.path === "" ? `${number}` : `${place.path}.${number}`;
    walkPart(walk, readHeaders(walk.bytes, newline + 1, end), { end, path, depth: place.depth + 1 });
    from = next;
  }
}

/** Where `mark` stands at the beginning of a line. */
function findLine(bytes: Uint8Array, mark: Uint8Array, start: number, end: number): number {
  let position = start;
  const first = mark[0] ?? 0;
  for (;;) {
    position = bytes.indexOf(first, position);
    if (position < 0 || position + mark.length > end) return -1;
    if ((position === start || bytes[position - 1] === 10) && matches(bytes, mark, position)) return position;
    // Dashes fill base64 of nothing and lines of text: on to the next line rather than the next dash.
    const newline = bytes.indexOf(10, position);
    if (newline < 0) return -1;
    position = newline + 1;
  }
}

function matches(bytes: Uint8Array, mark: Uint8Array, position: number): boolean {
  for (let i = 1; i < mark.length; i++) if (bytes[position + i] !== mark[i]) return false;
  return true;
}

/** The line break before a boundary belongs to the boundary (RFC 2046 section 5.1.1). */
function beforeBreak(bytes: Uint8Array, position: number): number {
  let end = position;
  if (bytes[end - 1] === 10) end--;
  if (bytes[end - 1] === 13) end--;
  return end;
}

function takeText(walk: Walk, headers: HeaderBlock, type: ParameterizedValue, end: number): void {
  const charset = type.parameters.get("charset") ?? "";
  if (walk.charset === null && charset !== "" && !/^us-ascii$/i.test(charset)) walk.charset = charset;
  const html = type.value === "text/html";
  if (html ? walk.html !== null : walk.text !== null) return;
  const body = walk.bytes.subarray(headers.bodyStart, end);
  const max = html ? HTML_BYTES_MAX : TEXT_BYTES_MAX;
  const encoding = firstValue(headers, "content-transfer-encoding").toLowerCase();
  const decoded = encoding.startsWith("base64")
    ? decodeBase64(body.subarray(0, max * 2), max)
    : encoding.startsWith("quoted-printable")
      ? decodeQuotedPrintable(body.subarray(0, max * 2)).subarray(0, max)
      : body.subarray(0, max);
  const text = decodeCharset(decoded, charset);
  if (html) walk.html = text;
  else if (text.trim() !== "") walk.text = text;
}

function attachment(
  headers: HeaderBlock,
  place: Place,
  described: {
    readonly type: ParameterizedValue;
    readonly disposition: ParameterizedValue;
    readonly name: string;
  },
): AttachmentInfo {
  const encoded = Math.max(0, place.end - headers.bodyStart);
  const base64 = firstValue(headers, "content-transfer-encoding").toLowerCase().startsWith("base64");
  const contentId = firstValue(headers, "content-id").replace(/^<|>$/g, "");
  return {
    part: place.path === "" ? "1" : place.path,
    fileName: fold(described.name).slice(0, 255),
    contentType: described.type.value.slice(0, 200),
    // Four characters a three bytes, and a line break every 76.
    size: base64 ? Math.floor((encoded - 2 * Math.floor(encoded / 78)) / 4) * 3 : encoded,
    contentId: contentId === "" ? null : contentId.slice(0, 500),
    inline: described.disposition.value === "inline" || contentId !== "",
  };
}

function idsIn(raw: string): readonly string[] {
  const found = [...raw.matchAll(/<([^<>\s]+)>/g)].map((match) => (match[1] ?? "").slice(0, 998));
  if (found.length > 0) return found;
  const bare = raw.trim().split(/\s/, 1)[0] ?? "";
  return bare === "" ? [] : [bare.replace(/[<>]/g, "").slice(0, 998)];
}

function fold(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
