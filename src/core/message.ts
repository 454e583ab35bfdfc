// What a scan of a message's bytes finds: enough to list, link and search it; the full parser runs when a
// message is opened.

export interface Person {
  /** Decoded display name, "" when there is none. */
  readonly name: string;
  /** As written, lower-cased domain; "" when it could not be read. */
  readonly address: string;
}

export interface AttachmentInfo {
  /** Position in the MIME tree, as in IMAP: "2.1". */
  readonly part: string;
  readonly fileName: string;
  readonly contentType: string;
  /** Decoded size in bytes, estimated from the encoded one. */
  readonly size: number;
  readonly contentId: string | null;
  readonly inline: boolean;
}

export interface MessageScan {
  readonly subject: string;
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly replyTo: readonly Person[];
  /** The Date header in milliseconds since 1970 UTC; null when missing or unreadable. */
  readonly date: number | null;
  /** Without angle brackets; "" when missing. */
  readonly messageId: string;
  readonly inReplyTo: string;
  readonly references: readonly string[];
  /** What Outlook's Thread-Index has in common in a conversation, in hexadecimal; absent without one. */
  readonly threadIndex?: string;
  /** Its sender says that it isn't for everybody (Sensitivity); absent: it was scanned before this was looked at. */
  readonly confidential?: boolean;
  /** The first 200 characters of readable text, white space folded. */
  readonly snippet: string;
  readonly attachments: readonly AttachmentInfo[];
  /** False when the bytes could not be understood as a message; it is stored and shown all the same. */
  readonly understood: boolean;
}
