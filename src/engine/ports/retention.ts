// How long what is no longer needed is kept (J16), by workspace. Nothing of it touches the provider, and a mailbox that is
// on hold keeps everything.
import type { FolderId, MailboxId, UserId, WorkspaceId } from "../../base/ids.ts";

/** Days; null: for ever. */
export interface RetentionPeriods {
  /** Mail that left every mapped folder. */
  readonly departed: number | null;
  /** Earlier revisions of drafts. */
  readonly revisions: number | null;
  readonly events: number | null;
  /** The list "What Twinbox changed". */
  readonly changes: number | null;
}

/** How many were removed. */
export type Removed = Readonly<Record<keyof RetentionPeriods, number>>;

/** What a notice told of one folder: the mail that left it until then, of what its user hasn't looked at before. */
export interface ToldDepartures {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly folderId: FolderId;
  /** The latest departure that was told, ms. */
  readonly until: number;
  readonly by: UserId;
  readonly now: number;
}

export interface Retention {
  readPeriods(workspaceId: WorkspaceId): Promise<RetentionPeriods>;
  savePeriods(workspaceId: WorkspaceId, periods: RetentionPeriods): Promise<void>;
  /** Removes what is due, in transactions of a few hundred rows each, until nothing is or `signal` aborts; each tells in
   *  the audit trail how much went. Days are whole ones, by UTC: something becomes due once a day. A message for which a
   *  change waits is left until that is over. */
  removeDue(workspaceId: WorkspaceId, now: number, signal: AbortSignal): Promise<Removed>;
  /** Until it returns, none of it goes by age. Answers how many messages there are; audited. */
  keepDepartures(told: ToldDepartures): Promise<number>;
  /** Now, as by age later; answers how many went. Audited. Rejects with SyncError `onHold`. */
  removeDepartures(told: ToldDepartures): Promise<number>;
}
