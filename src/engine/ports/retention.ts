// How long what is no longer needed is kept (J16), by workspace. Nothing of it touches the provider, and a mailbox that is
// on hold keeps everything.
import type { WorkspaceId } from "../../base/ids.ts";

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

export interface Retention {
  readPeriods(workspaceId: WorkspaceId): Promise<RetentionPeriods>;
  savePeriods(workspaceId: WorkspaceId, periods: RetentionPeriods): Promise<void>;
  /** Removes what is due, in transactions of a few hundred rows each, until nothing is or `signal` aborts. A message for
   *  which a change waits is left until that is over. */
  removeDue(workspaceId: WorkspaceId, now: number, signal: AbortSignal): Promise<Removed>;
}
