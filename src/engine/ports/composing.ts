// What writing needs beside drafts themselves: own addresses with their signatures, attached files until a message has
// them, people to write to.
import type { AttachmentId, MailboxId, MessageId, RevisionId, UserId, WorkspaceId } from "../../base/ids.ts";
import type { Person } from "../../core/message.ts";
import type { SealedPlace } from "./vault.ts";

export interface Writer {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
}

export interface Identity {
  readonly address: string;
  readonly name: string;
  /** HTML, sanitised; "" without one. */
  readonly signature: string;
}

export interface AttachedFile {
  readonly id: AttachmentId;
  readonly fileName: string;
  readonly contentType: string;
  readonly place: SealedPlace;
}

export interface Composing {
  /** As the user saved them, the one that is offered first in front; the mailbox's own address may be missing. */
  identities(writer: Writer): Promise<readonly Identity[]>;
  saveIdentities(writer: Writer, identities: readonly Identity[]): Promise<void>;

  /** False when the user has too many files under way already: `filesMax`, or `bytesMax` together. */
  keepFile(
    writer: Writer,
    file: AttachedFile,
    limits: {
      readonly now: number;
      readonly expiresAt: number;
      readonly filesMax: number;
      readonly bytesMax: number;
    },
  ): Promise<boolean>;
  /** Those of them that the user put there, not yet expired, in no order. They are kept until `keepUntil` at least. */
  takeFiles(
    writer: Writer,
    ids: readonly AttachmentId[],
    around: { readonly now: number; readonly keepUntil: number },
  ): Promise<readonly AttachedFile[]>;
  /** Where a revision of a message lies, the current one or an earlier one that is still kept. */
  revisionPlace(
    owner: Pick<Writer, "workspaceId" | "mailboxId">,
    messageId: MessageId,
    revisionId: RevisionId,
  ): Promise<SealedPlace | null>;

  /** People whose name or address has words that begin with the words of `text`, likeliest first. Counts mail that came
   *  since the last time first. `own`: the user's addresses, in lower case. */
  findPeople(
    owner: Pick<Writer, "workspaceId" | "mailboxId">,
    asked: {
      readonly text: string;
      readonly own: readonly string[];
      readonly now: number;
      readonly limit: number;
    },
  ): Promise<readonly Person[]>;
}
