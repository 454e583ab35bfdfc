// Messages as they lie on the model server. Every message has an identity of its own (guid) that survives moves,
// copies and new uids; the server never tells it, the checkers judge by it.
import { hash } from "node:crypto";

export interface MailContent {
  /** Counts through a whole world. */
  readonly guid: number;
  readonly bytes: Uint8Array;
  readonly header: Uint8Array;
  /** SHA-256 of the bytes, hex: contents with equal bytes can't be told from each other. */
  readonly sha256: string;
  /** The headers that a fingerprint is made of: contents that share them look alike until their bytes are read. */
  readonly look: string;
  readonly emailId: string;
  readonly hasMessageId: boolean;
}

export interface MailText {
  readonly messageId: string | null;
  readonly date: string | null;
  readonly from: string | null;
  readonly subject: string;
  readonly body: string;
}

/** Hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}

/** From bytes as somebody made them. */
export function rawContent(guid: number, bytes: Uint8Array): MailContent {
  const end = Buffer.from(bytes).indexOf("\r\n\r\n");
  const header = bytes.subarray(0, end < 0 ? bytes.length : end + 4);
  const sha256 = sha256Of(bytes);
  const hasMessageId = /^message-id:/im.test(Buffer.from(header).toString());
  return { guid, bytes, header, sha256, look: sha256, emailId: `M${guid}`, hasMessageId };
}

export function mailContent(guid: number, text: MailText): MailContent {
  const { messageId, date, from, subject, body } = text;
  const lines = [
    messageId === null ? "" : `Message-ID: <${messageId}>\r\n`,
    date === null ? "" : `Date: ${date}\r\n`,
    from === null ? "" : `From: ${from}\r\n`,
    "To: ada@contoso.example\r\n",
    `Subject: ${subject}\r\n`,
  ];
  const head = `${lines.join("")}\r\n`;
  const bytes = Buffer.from(`${head}${body}\r\n`);
  return {
    guid,
    bytes,
    header: bytes.subarray(0, Buffer.byteLength(head)),
    sha256: sha256Of(bytes),
    look: JSON.stringify([messageId, date, from, subject]),
    emailId: `M${guid}`,
    hasMessageId: messageId !== null,
  };
}

/** What Exchange serves in place of a message it can't convert. */
export const STUB = Buffer.from(
  "From: Microsoft Exchange\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n\r\n" +
    "The server couldn't retrieve the following message.\r\n",
);
