// Receive only (J17): nothing is written at the provider, for one mailbox or for all of a workspace.
import type { MailboxId, WorkspaceId } from "../../base/ids.ts";
import type { WaitingChanges } from "./changes.ts";

export interface ReceiveOnlySwitch {
  readonly on: boolean;
  /** Switched on: what becomes of changes that the provider hasn't got yet. */
  readonly outbox: WaitingChanges;
}

/** Whoever syncs the mailbox loses it by the switch, and begins anew under the new rule. */
export interface ReceiveOnly {
  /** Rejects with SyncError `changesWaiting`, `stopped`. */
  switchMailbox(workspaceId: WorkspaceId, mailboxId: MailboxId, change: ReceiveOnlySwitch): Promise<void>;
  /** Rejects with SyncError `changesWaiting` while something waits in any of its mailboxes. Answers
   *  which mailboxes begin anew. */
  switchWorkspace(workspaceId: WorkspaceId, change: ReceiveOnlySwitch): Promise<readonly MailboxId[]>;
  /** Of the workspace: whether it is on, and how many changes its mailboxes have not told yet. */
  readWorkspace(workspaceId: WorkspaceId): Promise<{ readonly on: boolean; readonly waiting: number }>;
}
