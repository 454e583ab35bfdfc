// The scan of a message on its way in: headers, the beginning of its text, the list of attachments. One pass, no
// attachment is decoded; the full parser runs when the message is opened. It never throws: whatever can't be
// understood is stored and shown all the same.
import { toHex } from "../base/hex.ts";
import { decodeHeaderText } from "./encoded-words.ts";
import { htmlToText } from "./html-to-text.ts";
import type { AttachmentInfo, MessageScan } from "./message.ts";
import { firstValue, readHeaders, toBytes } from "./mime-headers.ts";
import { type MimePart, readParts } from "./mime-parts.ts";
import { parseAddresses } from "./parse-addresses.ts";
import { parseDate } from "./parse-date.ts";
import { attachmentOf, isText } from "./part-kinds.ts";
import { partText } from "./part-text.ts";
import { cut, oneLine } from "./plain-text.ts";
import { isConfidential } from "./records.ts";
import { messageIdsIn } from "./threading/message-ids.ts";
import { decodeBase64 } from "./transfer-decoding.ts";

const ATTACHMENTS_MAX = 1_000;
/** Header lines of one name that are read. */
const LINES_MAX = 50;
/** Of one kind: recipients, copies ... */
const PEOPLE_MAX = 2_000;
const SUBJECT_MAX = 2_000;
const SNIPPET_MAX = 200;
const REFERENCES_MAX = 200;
const MESSAGE_ID_MAX = 998;
const THREAD_INDEX_BYTES = 22;
/** Characters of the header that are read. */
const THREAD_INDEX_MAX = 200;
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
    messageId: ownId(firstValue(headers, "message-id")),
    inReplyTo: messageIdsIn(firstValue(headers, "in-reply-to"))[0] ?? "",
    references: withRoot(messageIdsIn(firstValue(headers, "references"))),
    ...threadIndex(firstValue(headers, "thread-index")),
    confidential: isConfidential(firstValue(headers, "sensitivity")),
    snippet: cut(oneLine(readable), SNIPPET_MAX),
    attachments: content.attachments,
    understood,
  };
}

function takePart(content: Content, bytes: Uint8Array, part: MimePart): void {
  if (isText(part)) takeText(content, bytes, part);
  const attachment = attachmentOf(part);
  if (attachment !== null && content.attachments.length < ATTACHMENTS_MAX)
    content.attachments.push(attachment);
}

function takeText(content: Content, bytes: Uint8Array, part: MimePart): void {
  const charset = part.type.parameters.get("charset") ?? "";
  if (content.charset === null && charset !== "" && !/^us-ascii$/i.test(charset)) content.charset = charset;
  const html = part.type.value === "text/html";
  if (html ? content.html !== null : content.text !== null) return;
  const text = partText(bytes, part, html ? HTML_BYTES_MAX : TEXT_BYTES_MAX);
  if (html) content.html = text;
  else if (text.trim() !== "") content.text = text;
}

/** Whatever stands there, as the sender's program called it. */
function ownId(raw: string): string {
  const [, inside] = /<([^<>\s]+)>/.exec(raw) ?? [];
  return (inside ?? raw.split(/\s/, 1)[0]?.replace(/[<>]/g, "") ?? "").slice(0, MESSAGE_ID_MAX);
}

/** The first names the conversation, the last are nearest. */
function withRoot(references: readonly string[]): readonly string[] {
  if (references.length <= REFERENCES_MAX) return references;
  return [...references.slice(0, 1), ...references.slice(1 - REFERENCES_MAX)];
}

/** Of 22 bytes and five more with each answer, the first 22 (MS-OXOMSG, PidTagConversationIndex): a mark, five bytes of
 *  time, and what is never the same twice. */
function threadIndex(raw: string): Pick<MessageScan, "threadIndex"> {
  const bytes = decodeBase64(toBytes(raw.slice(0, THREAD_INDEX_MAX)), THREAD_INDEX_BYTES);
  if (bytes.length < THREAD_INDEX_BYTES || bytes[0] !== 1) return {};
  return { threadIndex: toHex(bytes) };
}
