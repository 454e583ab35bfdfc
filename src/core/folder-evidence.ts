// Whether a folder that was known and one that is listed now are the same: by what the server says of them, not by
// their names.
import type { FolderId } from "../base/ids.ts";

export interface FolderInList {
  readonly id: FolderId;
  readonly path: string;
  readonly delimiter: string | null;
  readonly selectable: boolean;
  /** MAILBOXID (RFC 8474). */
  readonly serverId: string | null;
  /** As last told; null unknown. */
  readonly uidValidity: number | null;
  /** One more than the highest uid received under that UIDVALIDITY; null when none was. */
  readonly uidNext: number | null;
  readonly goneAt: number | null;
  /** It is mapped, or mail of it is here: to mistake another for it would do harm. */
  readonly used: boolean;
}

export interface ListedLike {
  readonly path: string;
  readonly delimiter: string | null;
  readonly selectable: boolean;
  /** Null where the server didn't tell, or wasn't asked. */
  readonly status: ListedStatus | null;
}

export interface ListedStatus {
  readonly serverId: string | null;
  /** 0 where the server names none. */
  readonly uidValidity: number;
  readonly uidNext: number | null;
}

/** same: proven by the server's id. alike: nothing speaks against it, the UIDVALIDITY for it. unknown: nothing was
 *  told. reused: the same UIDVALIDITY, and yet fewer uids were given out than were received; true of another folder
 *  with that UIDVALIDITY, and of a STATUS that lags behind. other: proven. */
export type Likeness = "same" | "alike" | "unknown" | "reused" | "other";

export function likenessOf(known: FolderInList, { selectable, status }: ListedLike): Likeness {
  // A name that only holds folders together (\Noselect) is what a deleted folder leaves behind (RFC 3501 6.3.4).
  if (known.selectable && !selectable) return "other";
  if (status === null) return "unknown";
  if (known.serverId !== null && status.serverId !== null) {
    return known.serverId === status.serverId ? "same" : "other";
  }
  if (known.uidValidity === null || status.uidValidity === 0) return "unknown";
  if (known.uidValidity !== status.uidValidity) return "other";
  return countedPast(known, status) ? "alike" : "reused";
}

/** The server has given out all uids that were received: UIDNEXT never goes down in a folder (RFC 3501 2.3.1.1). */
function countedPast(known: FolderInList, status: ListedStatus): boolean {
  return known.uidNext === null || status.uidNext === null || status.uidNext >= known.uidNext;
}
