// What a person does with mail here. Everything is shown at once and waits in the outbox until the provider has it;
// the mailbox loop does the rest (ports/sync.ts).
import type { AppFolderId, Branded, MailboxId, MessageId, UserId, WorkspaceId } from "../../base/ids.ts";
import type { Flags } from "../../core/flags.ts";
import type { NewAct } from "../../core/place-act.ts";
import type { ChangeAct } from "../../core/plan-changes.ts";
import type { ChangeRefusal } from "./sync.ts";

/** One act of a person, on one or many messages. */
export type ActId = Branded<"ActId">;

/** Messages of one act. */
export const ACT_MESSAGES_MAX = 20_000;

export interface Submission {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
  readonly actId: ActId;
  readonly act: NewAct;
  /** These messages, or all of an app folder. Others than the mailbox's are passed over. */
  readonly messages: readonly MessageId[] | { readonly all: AppFolderId };
  readonly now: number;
  /** The provider is told at this time, ms: 0 at once, or when it can't be undone any more. */
  readonly dueAt: number;
}

/** What becomes of changes that the provider hasn't got yet when nothing may be written there any more. */
export type WaitingChanges = "finish" | "drop";

export interface Outbox {
  /** Changes the provider should have by now and hasn't confirmed. */
  readonly waiting: number;
  /** When the oldest of them was made, ms. */
  readonly since: number | null;
  /** Changes that wait on purpose, because they can still be undone. */
  readonly held: number;
  /** What the provider refused since the user last looked. */
  readonly refused: readonly {
    readonly actId: ActId;
    readonly kind: ChangeAct["kind"];
    readonly why: ChangeRefusal;
    readonly count: number;
    readonly at: number;
  }[];
}

/** "What Twinbox changed in your mailbox". */
export interface ChangedEntry {
  readonly actId: ActId;
  readonly kind: ChangeAct["kind"];
  readonly add: Flags;
  readonly remove: Flags;
  /** Paths at the provider; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
  readonly subject: string;
  readonly outcome: "waiting" | "done" | "refused" | "undone";
  readonly why: ChangeRefusal | null;
  readonly at: number;
}

export interface ChangedPage {
  readonly limit: number;
  /** `next` of the page before; null: from the newest on. */
  readonly cursor: number | null;
}

export interface Changed {
  /** Newest first. */
  readonly entries: readonly ChangedEntry[];
  /** Null: there are no older ones. */
  readonly next: number | null;
}

export interface Changes {
  /** One transaction: the outbox, the lists, the events. Answers how many messages it is about; null: more than can be
   *  changed at once (ACT_MESSAGES_MAX), and nothing was done. Rejects with SyncError `stopped` (the mailbox isn't
   *  synced), `receiveOnly`, `folderGone` (the target isn't there). */
  submit(submission: Submission): Promise<number | null>;
  /** Takes an act back: what the provider wasn't told yet is forgotten, the rest is done the other way round.
   *  False when it is too late (erased, or never made). Rejects as submit does. */
  undo(workspaceId: WorkspaceId, mailboxId: MailboxId, actId: ActId, now: number): Promise<boolean>;
  outbox(workspaceId: WorkspaceId, mailboxId: MailboxId, now: number): Promise<Outbox>;
  dismissRefusals(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<void>;
  changed(workspaceId: WorkspaceId, mailboxId: MailboxId, page: ChangedPage): Promise<Changed>;
}
