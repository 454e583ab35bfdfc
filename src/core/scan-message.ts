// The scan of a message on its way in: headers, the beginning of its text, the list of attachments. One pass, no
// attachment is decoded; the full parser runs when the message is opened. It never throws: whatever can't be
// understood is stored and shown all the same.
import { decodeCharset } from "./decode-charset.ts";
import { decodeHeaderText } from "./encoded-words.ts";
import { htmlToText } from "./html-to-text.ts";
import type { AttachmentInfo, MessageScan } from "./message.ts";
import { firstValue, readHeaders } from "./mime-headers.ts";
import { type ParameterizedValue, parseParameters } from "./mime-parameters.ts";
import { type MimePart, readParts } from "./mime-parts.ts";
import { parseAddresses } from "./parse-addresses.ts";
import { parseDate } from "./parse-date.ts";
import { cut, oneLine, withoutTurning } from "./plain-text.ts";
import { decodeBase64, decodeQuotedPrintable } from "./transfer-decoding.ts";

const ATTACHMENTS_MAX = 1_000;
/** Header lines of one name that are read. */
const LINES_MAX = 50;
/** Of one kind: recipients, copies ... */
const PEOPLE_MAX = 2_000;
const SUBJECT_MAX = 2_000;
const SNIPPET_MAX = 200;
const REFERENCES_MAX = 200;
const FILE_NAME_MAX = 255;
/** Enough text for a snippet, also where it begins with quotes or markup. */
const TEXT_BYTES_MAX = 4_000;
const HTML_BYTES_MAX = 20_000;

interface Content {
  readonly attachments: AttachmentInfo[];
  text: string | null;
  html: string | null;
  charset: string | null;
}

/** `headers`: where they were read already. */
export function scanMessage(bytes: Uint8Array, headers = readHeaders(bytes, 0)): MessageScan {
  const content: Content = { attachments: [], text: null, html: null, charset: null };
  let understood = headers.values.size > 0;
  try {
    for (const part of readParts(bytes, headers)) takePart(content, bytes, part);
  } catch {
    understood = false;
  }
  const charset = content.charset ?? "windows-1252";
  const people = (name: string, lines = LINES_MAX) =>
    (headers.values.get(name) ?? [])
      .slice(0, lines)
      .flatMap((value) => parseAddresses(value, charset))
      .slice(0, PEOPLE_MAX);
  const text = (name: string): string => oneLine(decodeHeaderText(firstValue(headers, name), charset));
  const readable = content.text ?? (content.html === null ? "" : htmlToText(content.html));
  return {
    subject: cut(text("subject"), SUBJECT_MAX),
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
    snippet: cut(oneLine(readable), SNIPPET_MAX),
    attachments: content.attachments,
    understood,
  };
}

function takePart(content: Content, bytes: Uint8Array, part: MimePart): void {
  const { type } = part;
  const disposition = parseParameters(firstValue(part.headers, "content-disposition"));
  const name = disposition.parameters.get("filename") ?? type.parameters.get("name") ?? "";
  const readable = type.value === "text/plain" || type.value === "text/html" || !type.value.includes("/");
  if (readable && disposition.value !== "attachment" && (name === "" || disposition.value === "inline")) {
    takeText(content, bytes, part);
    // Inline text with a name is shown and is a file all the same.
    if (name === "") return;
  }
  if (content.attachments.length < ATTACHMENTS_MAX) {
    content.attachments.push(attachment(part, disposition, name));
  }
}

function takeText(content: Content, bytes: Uint8Array, { headers, type, end }: MimePart): void {
  const charset = type.parameters.get("charset") ?? "";
  if (content.charset === null && charset !== "" && !/^us-ascii$/i.test(charset)) content.charset = charset;
  const html = type.value === "text/html";
  if (html ? content.html !== null : content.text !== null) return;
  const body = bytes.subarray(headers.bodyStart, end);
  const max = html ? HTML_BYTES_MAX : TEXT_BYTES_MAX;
  const encoding = firstValue(headers, "content-transfer-encoding").toLowerCase();
  const decoded = encoding.startsWith("base64")
    ? decodeBase64(body.subarray(0, max * 2), max)
    : encoding.startsWith("quoted-printable")
      ? decodeQuotedPrintable(body.subarray(0, max * 2)).subarray(0, max)
      : body.subarray(0, max);
  const text = decodeCharset(decoded, charset);
  if (html) content.html = text;
  else if (text.trim() !== "") content.text = text;
}

function attachment(
  { headers, type, path, end }: MimePart,
  disposition: ParameterizedValue,
  name: string,
): AttachmentInfo {
  const encoded = Math.max(0, end - headers.bodyStart);
  const base64 = firstValue(headers, "content-transfer-encoding").toLowerCase().startsWith("base64");
  const contentId = oneLine(firstValue(headers, "content-id")).replace(/^<|>$/g, "");
  return {
    part: path === "" ? "1" : path,
    fileName: cut(oneLine(withoutTurning(name)), FILE_NAME_MAX),
    contentType: oneLine(type.value).slice(0, 200),
    // Four characters a three bytes, and a line break every 76.
    size: base64 ? Math.floor((encoded - 2 * Math.floor(encoded / 78)) / 4) * 3 : encoded,
    contentId: contentId === "" ? null : contentId.slice(0, 500),
    inline: disposition.value === "inline" || contentId !== "",
  };
}

function idsIn(raw: string): readonly string[] {
  const found = [...raw.matchAll(/<([^<>\s]+)>/g)].map((match) => (match[1] ?? "").slice(0, 998));
  if (found.length > 0) return found;
  const bare = raw.split(/\s/, 1)[0] ?? "";
  return bare === "" ? [] : [bare.replace(/[<>]/g, "").slice(0, 998)];
}
