// When somebody leaves (J16): their connection is stopped, and what is kept of the mailbox is handed over or erased; a
// hold keeps it whatever else is asked. Nothing of it touches the provider, and nobody who does it reads mail.
import type { MailboxId, UserId, WorkspaceId } from "../../base/ids.ts";
import type { ProviderKind } from "./connections.ts";

/** A stopped mailbox whose mail is kept. */
export interface KeptMailbox {
  readonly id: MailboxId;
  readonly address: string;
  readonly provider: ProviderKind;
  /** All that is here of it, departed ones too. */
  readonly messages: number;
  /** Since when its reader has it, ms. */
  readonly since: number;
  /** An admin gave it to its reader. */
  readonly handedOver: boolean;
  /** Null: not on hold. */
  readonly heldSince: number | null;
}

export interface PersonMail {
  readonly messages: number;
  readonly mailboxes: number;
  /** Of the messages: in mailboxes on hold. */
  readonly held: number;
}

export interface PersonErasure extends PersonMail {
  /** Of these mailboxes something was erased. */
  readonly of: readonly MailboxId[];
  /** Left since changes of them wait for the provider. */
  readonly waiting: number;
}

export interface Leaving {
  /** Whose mail the user reads though nothing of it is connected, the newest first. */
  keptMailboxes(workspaceId: WorkspaceId, userId: UserId): Promise<readonly KeptMailbox[]>;
  /** False when `from` doesn't have it (any more). */
  handOver(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    change: { readonly from: UserId; readonly to: UserId; readonly now: number },
  ): Promise<boolean>;
  /** Everything that is here of a kept mailbox, its key first of all. Null when `from` doesn't have it (any more).
   *  Rejects with SyncError `onHold`. */
  erase(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    from: UserId,
  ): Promise<Pick<KeptMailbox, "address" | "messages"> | null>;
  /** Everything that is here of a connected mailbox; its synchronization goes on with what comes from now on, and what was
   *  erased isn't imported again. Null when it isn't syncing. Rejects with SyncError `onHold`, `changesWaiting`. */
  eraseConnected(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    now: number,
  ): Promise<Pick<KeptMailbox, "address" | "messages"> | null>;
  /** Mail from, to or copied to an address (as recordAddress makes it), in all mailboxes of the workspace. */
  findPersonMail(workspaceId: WorkspaceId, address: string): Promise<PersonMail>;
  /** Erases it, but in mailboxes on hold, and what waits for the provider. It isn't imported again. */
  erasePerson(workspaceId: WorkspaceId, address: string, now: number): Promise<PersonErasure>;
  /** Of a mailbox that is connected, too. False when there is none. */
  setHold(workspaceId: WorkspaceId, mailboxId: MailboxId, heldSince: number | null): Promise<boolean>;
  /** Of these mailboxes since when they are on hold. */
  holds(workspaceId: WorkspaceId, mailboxIds: readonly MailboxId[]): Promise<ReadonlyMap<MailboxId, number>>;
}
