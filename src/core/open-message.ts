// A message as it is read: its text, its HTML, and what hangs on it. Bounded as the scan is (mime-parts.ts): nothing of an
// attachment is decoded before somebody wants it, and a text is cut where no browser would show more of it.
import { decodeCharset } from "./decode-charset.ts";
import { decodeHeaderText } from "./encoded-words.ts";
import { unflow } from "./flowed-text.ts";
import type { AttachmentInfo } from "./message.ts";
import { firstValue, HEADER_BYTES_MAX, readHeaders } from "./mime-headers.ts";
import { parseParameters } from "./mime-parameters.ts";
import { type MimePart, readParts } from "./mime-parts.ts";
import { parseAddresses } from "./parse-addresses.ts";
import { attachmentOf, encodingOf, isText } from "./part-kinds.ts";
import { partContent } from "./part-text.ts";
import { cut, oneLine, withoutTurning } from "./plain-text.ts";
import { type SenderDoubt, senderDoubt } from "./sender-doubt.ts";

/** Of all of a kind together. */
const TEXT_CHARACTERS_MAX = 2_000_000;
/** What is decoded for them: four bytes a character at most, and base64 a third more. */
const TEXT_BYTES_MAX = 8 * 1024 * 1024;
const ATTACHMENTS_MAX = 1_000;
const SUBJECT_MAX = 80;
const CALENDARS_MAX = 3;
const CALENDAR_BYTES_MAX = 1024 * 1024;

/** How a message is signed or encrypted, told by its outermost part: RFC 8551 (S/MIME), RFC 3156 (PGP). */
export type Protection = "smimeSigned" | "smimeEncrypted" | "pgpSigned" | "pgpEncrypted";

export interface OpenedMessage {
  /** Its lines end with LF. Null: there is none. */
  readonly text: string | null;
  readonly html: string | null;
  /** False: there is more than is read of any message. */
  readonly whole: boolean;
  readonly attachments: readonly AttachmentInfo[];
  /** Bodies of text/calendar, undecided what they are. */
  readonly calendars: readonly string[];
  readonly protection: Protection | null;
  readonly senderDoubt: SenderDoubt | null;
  /** False when the bytes could not be understood as a message. */
  readonly understood: boolean;
}

interface Piece {
  readonly html: boolean;
  readonly text: string;
  /** The path of the multipart/alternative that it is one form of; null: of none. */
  readonly alternative: string | null;
}

interface Taken {
  readonly pieces: Piece[];
  readonly attachments: AttachmentInfo[];
  readonly calendars: string[];
  textBytes: number;
  whole: boolean;
}

/** Never throws. */
export function openMessage(bytes: Uint8Array): OpenedMessage {
  const headers = readHeaders(bytes, 0);
  const taken: Taken = { pieces: [], attachments: [], calendars: [], textBytes: 0, whole: true };
  const from = headers.values.get("from") ?? [];
  let understood = headers.values.size > 0;
  try {
    const parts = readParts(bytes, headers);
    let next = parts.next();
    for (; next.done !== true; next = parts.next()) take(taken, bytes, next.value);
    taken.whole &&= next.value && headers.bodyStart < HEADER_BYTES_MAX;
  } catch {
    understood = false;
  }
  const [text, html] = [textOf(taken.pieces)?.replace(/\r\n?/g, "\n") ?? null, htmlOf(taken.pieces)];
  return {
    text: text === null ? null : cut(text, TEXT_CHARACTERS_MAX),
    html: html === null ? null : cut(html, TEXT_CHARACTERS_MAX),
    whole: taken.whole && [text, html].every((body) => (body?.length ?? 0) <= TEXT_CHARACTERS_MAX),
    attachments: taken.attachments,
    calendars: taken.calendars,
    protection: protectionOf(firstValue(headers, "content-type")),
    senderDoubt: senderDoubt(from, parseAddresses(from[0] ?? "")),
    understood,
  };
}

interface ReadAttachment {
  readonly info: AttachmentInfo;
  readonly content: Uint8Array;
}

/** The bytes of an attachment, decoded; null: the message has no such part. */
export function readAttachment(bytes: Uint8Array, part: string): ReadAttachment | null {
  for (const each of attachmentsOf(bytes)) {
    if (each.info.part === part) return { info: each.info, content: partContent(bytes, each.part) };
  }
  return null;
}

/** All of them, each decoded when it is asked for. */
export function* readAttachments(bytes: Uint8Array): Generator<ReadAttachment> {
  let left = ATTACHMENTS_MAX;
  for (const { info, part } of attachmentsOf(bytes)) {
    if (left-- === 0) return;
    yield { info, content: partContent(bytes, part) };
  }
}

function* attachmentsOf(
  bytes: Uint8Array,
): Generator<{ readonly info: AttachmentInfo; readonly part: MimePart }> {
  for (const part of readParts(bytes, readHeaders(bytes, 0))) {
    const info = attachmentIn(bytes, part);
    if (info !== null) yield { info, part };
  }
}

function take(taken: Taken, bytes: Uint8Array, part: MimePart): void {
  const info = attachmentIn(bytes, part);
  if (part.type.value === "text/calendar" && taken.calendars.length < CALENDARS_MAX) {
    const charset = part.type.parameters.get("charset") ?? "utf-8";
    taken.calendars.push(decodeCharset(partContent(bytes, part, CALENDAR_BYTES_MAX), charset));
  }
  if (info !== null && taken.attachments.length < ATTACHMENTS_MAX) taken.attachments.push(info);
  else if (info !== null) taken.whole = false;
  if (isText(part)) takeText(taken, bytes, part);
}

/** A message in a message is named after its subject. */
export function attachmentIn(bytes: Uint8Array, part: MimePart): AttachmentInfo | null {
  const info = attachmentOf(part);
  if (info === null || info.fileName !== "") return info;
  if (info.contentType === "text/calendar") return { ...info, fileName: "invite.ics" };
  if (info.contentType !== "message/rfc822" || encodingOf(part.headers) !== "none") return info;
  const subject = decodeHeaderText(firstValue(readHeaders(bytes, part.headers.bodyStart), "subject"));
  return { ...info, fileName: `${cut(oneLine(withoutTurning(subject)), SUBJECT_MAX) || "message"}.eml` };
}

function takeText(taken: Taken, bytes: Uint8Array, part: MimePart): void {
  const content = partContent(bytes, part, Math.max(0, TEXT_BYTES_MAX - taken.textBytes));
  taken.textBytes += content.length;
  taken.whole &&= taken.textBytes < TEXT_BYTES_MAX;
  const html = part.type.value === "text/html";
  const decoded = decodeCharset(content, charsetOf(part, html ? content : null));
  const flowed = !html && part.type.parameters.get("format")?.toLowerCase() === "flowed";
  const deleted = part.type.parameters.get("delsp")?.toLowerCase() === "yes";
  taken.pieces.push({
    html,
    text: flowed ? unflow(decoded, deleted) : decoded,
    alternative: alternativeAround(part),
  });
}

/** HTML may name its charset where the part doesn't (HTML Living Standard, "prescan a byte stream"). */
function charsetOf({ type }: MimePart, html: Uint8Array | null): string {
  const named = type.parameters.get("charset") ?? "";
  if (named !== "" || html === null) return named;
  const start = String.fromCharCode(...html.subarray(0, 1024));
  return /<meta[^>]{0,200}\bcharset\s*=\s*["']?([\w:.-]{2,40})/i.exec(start)?.[1] ?? "";
}

function alternativeAround({ around, path }: MimePart): string | null {
  const depth = around.indexOf("multipart/alternative");
  return depth < 0 ? null : path.split(".").slice(0, depth).join(".");
}

/** The plain forms, one after the other. */
function textOf(pieces: readonly Piece[]): string | null {
  const texts = pieces.filter(({ html }) => !html);
  return texts.length === 0 ? null : texts.map(({ text }) => text).join("\n");
}

/** The HTML, and between it the text that has no other form; null where nothing is HTML. */
function htmlOf(pieces: readonly Piece[]): string | null {
  if (!pieces.some(({ html }) => html)) return null;
  const inHtml = new Set(pieces.filter(({ html }) => html).map(({ alternative }) => alternative));
  return pieces
    .filter(({ html, alternative }) => html || alternative === null || !inHtml.has(alternative))
    .map(({ html, text }) => (html ? text : preformatted(text)))
    .join("\n");
}

function preformatted(text: string): string {
  if (text.trim() === "") return "";
  return `<pre>${text.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</pre>`;
}

function protectionOf(contentType: string): Protection | null {
  const { value, parameters } = parseParameters(contentType);
  const protocol = parameters.get("protocol")?.toLowerCase() ?? "";
  if (value === "multipart/encrypted") return "pgpEncrypted";
  if (value === "multipart/signed") return protocol.includes("pgp") ? "pgpSigned" : "smimeSigned";
  if (!/^application\/(?:x-)?pkcs7-mime$/.test(value)) return null;
  return parameters.get("smime-type")?.toLowerCase() === "signed-data" ? "smimeSigned" : "smimeEncrypted";
}
