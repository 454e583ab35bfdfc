// A message as somebody writes it, before it is bytes: what the compose window edits, and what a draft is opened as.
import type { MessageId, RevisionId } from "../../base/ids.ts";
import type { Person } from "../message.ts";

export type AnswerKind = "reply" | "replyAll" | "forward";

/** What is written. `quote` is what the answered message said, as it is sent below: no editor changes it. */
export type WrittenBody =
  | { readonly kind: "html"; readonly html: string; readonly quote: string | null }
  | { readonly kind: "text"; readonly text: string };

/** Where the bytes of an attachment are: put here for it, or a part of a message of the same mailbox. */
export type AttachmentSource =
  | { readonly kind: "uploaded"; readonly id: string }
  | {
      readonly kind: "part";
      readonly messageId: MessageId;
      readonly revision: RevisionId;
      readonly part: string;
    };

/** `contentId`: it is a picture in the text, named so there ("cid:..."); null: a file beside it. */
export type AttachmentChoice = AttachmentSource & { readonly contentId: string | null };

export interface Composition {
  /** One of the own addresses; null: the mailbox's. */
  readonly from: string | null;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly subject: string;
  readonly body: WrittenBody;
  readonly attachments: readonly AttachmentChoice[];
  /** What it answers. Only a new draft needs it: a saved one knows. */
  readonly answers: { readonly kind: AnswerKind; readonly messageId: MessageId } | null;
}
