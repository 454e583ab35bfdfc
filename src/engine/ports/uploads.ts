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

export interface NewUpload extends Order {
  readonly folderId: FolderId;
  /** Its INTERNALDATE in whole seconds. */
  readonly message: NewMessage;
  readonly flags: Flags;
}

export interface DraftSave extends Order {
  readonly messageId: MessageId;
  /** The revision it was made from. */
  readonly basedOn: RevisionId;
  readonly revision: Pick<NewMessage, "revisionId" | "fingerprint" | "scan" | "place">;
}

export interface DraftDiscard extends Order {
  readonly messageId: MessageId;
  /** Null: whichever it is. */
  readonly basedOn: RevisionId | null;
  /** Until then it can be undone, ms. */
  readonly dueAt: number;
}

/** gone: no draft of this id lies in Drafts, or one to be saved lies in another folder too, where it is what it is. otherRevision: it was saved by somebody else meanwhile. */
export type DraftOutcome = "done" | "otherRevision" | "gone";

export interface Uploads {
  /** Rejects with SyncError `stopped`, `folderGone` (also when nothing is mapped to the folder). */
  upload(upload: NewUpload): Promise<void>;
  saveDraft(save: DraftSave): Promise<DraftOutcome>;
  discardDraft(discard: DraftDiscard): Promise<DraftOutcome>;
}
