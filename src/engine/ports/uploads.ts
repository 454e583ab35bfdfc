// What comes from here and the provider has to get: uploads and drafts. Their bytes are durable before any of this is
// called; it is listed at once, and the mailbox loop gives it to the provider (ports/sync.ts, AppendAct of core).
import type { FolderId, MailboxId, MessageId, RevisionId, UserId, WorkspaceId } from "../../base/ids.ts";
import type { Flags } from "../../core/flags.ts";
import type { ActId } from "./changes.ts";
import type { NewMessage } from "./sync.ts";

interface Order {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
  readonly actId: ActId;
  readonly now: number;
}

/** A request that has a name (Idempotency-Key): asked again, it is done once. Both are SHA-256. */
export interface NamedRequest {
  /** Of who asks and the name they gave it. */
  readonly name: Uint8Array;
  /** Of all that is asked. */
  readonly content: Uint8Array;
}

export interface Accepted {
  readonly actId: ActId;
  readonly messageId: MessageId;
  readonly revisionId: RevisionId;
}

/** nameTaken: of another request. */
export type UploadOutcome = Accepted | "nameTaken";

export interface NewUpload extends Order {
  readonly folderId: FolderId;
  readonly request: NamedRequest | null;
  /** Its INTERNALDATE in whole seconds. */
  readonly message: NewMessage;
  readonly flags: Flags;
}

export interface DraftSave extends Order {
  readonly messageId: MessageId;
  /** The revision it was made from. */
  readonly basedOn: RevisionId;
  readonly request: NamedRequest | null;
  readonly revision: Pick<NewMessage, "revisionId" | "fingerprint" | "scan" | "place">;
}

export interface DraftDiscard extends Order {
  readonly messageId: MessageId;
  /** Null: whichever it is. */
  readonly basedOn: RevisionId | null;
  /** Until then it can be undone, ms. */
  readonly dueAt: number;
}

export interface UploadRetry extends Order {
  readonly messageId: MessageId;
}

/** gone: no draft of this id lies in Drafts, or one to be saved lies in another folder too, where it is what it is. otherRevision: it was saved by somebody else meanwhile. */
export type DraftOutcome = "done" | "otherRevision" | "gone";

export interface Uploads {
  /** What came of a request; null: nothing yet. */
  outcomeOf(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    request: NamedRequest,
  ): Promise<UploadOutcome | null>;
  /** Asked before, it answers what it did then. Rejects with SyncError `stopped`, `folderGone` (also when nothing is
   *  mapped to the folder). */
  upload(upload: NewUpload): Promise<UploadOutcome>;
  /** Gives the provider once more what it refused. Answers how many folders it is put into: none when nothing of this
   *  message was refused, or it is under way again. Rejects as upload does. */
  retry(retry: UploadRetry): Promise<number>;
  saveDraft(save: DraftSave): Promise<DraftOutcome>;
  discardDraft(discard: DraftDiscard): Promise<DraftOutcome>;
}
