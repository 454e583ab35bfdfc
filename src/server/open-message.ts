// A message is parsed in full only when somebody opens it.
import PostalMime, { type Attachment } from "postal-mime";

/** Beyond this a text is cut: no browser shows more in reasonable time. */
const TEXT_CHARACTERS_MAX = 2_000_000;
const NESTING_MAX = 100;

export interface OpenedMessage {
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly OpenedAttachment[];
  readonly understood: boolean;
}

export interface OpenedAttachment {
  /** The attachment's number in the message, counted from 1. */
  readonly part: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly contentId: string | null;
  readonly inline: boolean;
  readonly content: Uint8Array;
}

/** Never rejects: a message that can't be parsed is shown as not understood, with its source to download. */
export async function parseOpened(bytes: Uint8Array): Promise<OpenedMessage> {
  try {
    const email = await PostalMime.parse(bytes, {
      maxNestingDepth: NESTING_MAX,
      attachmentEncoding: "arraybuffer",
    });
    return {
      text: cut(email.text),
      html: cut(email.html),
      attachments: email.attachments.map((attachment, i) => opened(attachment, i)),
      understood: true,
    };
  } catch {
    return { text: null, html: null, attachments: [], understood: false };
  }
}

function opened(attachment: Attachment, index: number): OpenedAttachment {
  const content =
    typeof attachment.content === "string"
      ? new TextEncoder().encode(attachment.content)
      : new Uint8Array(attachment.content as ArrayBuffer);
  return {
    part: String(index + 1),
    fileName: attachment.filename ?? "",
    contentType: attachment.mimeType,
    size: content.length,
    contentId: attachment.contentId?.replace(/^<|>$/g, "") ?? null,
    inline: attachment.disposition === "inline" || attachment.related === true,
    content,
  };
}

function cut(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text.length > TEXT_CHARACTERS_MAX ? text.slice(0, TEXT_CHARACTERS_MAX) : text;
}
