// A composition as the bytes of a message (RFC 5322, MIME): nodemailer's composer writes it, everything that goes into a
// header field has been looked at before (core/composing/check-composition.ts), and nothing in it says who made it.
import MailComposer from "nodemailer/lib/mail-composer";
import { domainOf } from "../../core/check-address.ts";
import type { Person } from "../../core/message.ts";
import { safeName } from "../attachment-headers.ts";

export interface MessageFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  /** It stands in the HTML ("cid:..."). */
  readonly contentId: string | null;
}

export interface MessageToBuild {
  readonly from: Person;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly subject: string;
  readonly text: string;
  /** Null: the message is plain text. */
  readonly html: string | null;
  readonly files: readonly MessageFile[];
  /** Without angle brackets, as the next two. */
  readonly messageId: string;
  readonly inReplyTo: string;
  readonly references: readonly string[];
  /** ms. */
  readonly date: number;
}

const CONTENT_TYPE = /^[a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126}$/i;
const ANY = "application/octet-stream";
/** What a Message-ID may be without upsetting the field it stands in. */
const ID = /^[^\s<>\p{Cc}]{1,900}$/u;
/** A header line has 998 characters at most, and threads of years have hundreds of ids: the first and the newest tell. */
const REFERENCES_MAX = 30;

export async function buildMessage(message: MessageToBuild): Promise<Uint8Array> {
  const { inReplyTo, subject, text, html } = message;
  const references = shortened(message.references.filter((id) => ID.test(id)));
  const mail = new MailComposer({
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: "windows",
    from: addressed(message.from),
    to: message.to.map(addressed),
    cc: message.cc.map(addressed),
    bcc: message.bcc.map(addressed),
    ...{ subject, text },
    ...(html === null ? {} : { html }),
    attachments: message.files.map((file) => ({
      filename: safeName(file.fileName),
      contentType: safeType(file),
      content: Buffer.from(file.content),
      ...(file.contentId === null || html === null
        ? { contentDisposition: "attachment" }
        : { cid: file.contentId, contentDisposition: "inline" }),
    })),
    messageId: `<${message.messageId}>`,
    ...(ID.test(inReplyTo) ? { inReplyTo: `<${inReplyTo}>` } : {}),
    ...(references.length === 0 ? {} : { references: references.map((id) => `<${id}>`).join(" ") }),
    date: new Date(message.date),
  }).compile();
  // A draft keeps them; who sends it takes them out.
  mail.keepBcc = true;
  return new Uint8Array(await mail.build());
}

/** Of the sender's domain, as what it is about is theirs, and never to be guessed. */
export function newMessageId(from: string, uuid: string): string {
  return `${uuid}@${domainOf(from)}`;
}

function safeType({ contentType, content }: MessageFile): string {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!CONTENT_TYPE.test(type) || type.startsWith("multipart/")) return ANY;
  // A message inside a message isn't encoded (RFC 2046 section 5.2.1): one that no server would take is a file.
  if (type.startsWith("message/") && (type !== "message/rfc822" || content.includes(0))) return ANY;
  return type;
}

function addressed({ name, address }: Person): { name: string; address: string } {
  return { name, address };
}

function shortened(ids: readonly string[]): readonly string[] {
  return ids.length <= REFERENCES_MAX ? ids : [ids[0] ?? "", ...ids.slice(1 - REFERENCES_MAX)];
}
