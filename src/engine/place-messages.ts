// What follows for ledger and event log when messages get their places in a folder.
import type { RemoteKey, RevisionId } from "../base/ids.ts";
import type { Flags } from "../core/flags.ts";
import { type FolderLedger, withRows } from "../core/ledger.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportTarget } from "./import-messages.ts";
import type { MatchRow, NewEvent, SyncChanges } from "./ports/sync.ts";

/** The ledger once these messages have their copies here. */
export function withStored(
  ledger: FolderLedger,
  rows: readonly { readonly uid: number; readonly flags: Flags }[],
): FolderLedger {
  const got = UidSet.of(rows.map(({ uid }) => uid));
  return {
    ...ledger,
    flags: withRows(ledger.flags, rows),
    wanted: ledger.wanted.union(got),
    stored: ledger.stored.union(got),
    aside: ledger.aside.without(got),
    unmatched: ledger.unmatched.without(got),
    offered: ledger.offered.without(got),
  };
}

export function withAside(ledger: FolderLedger, uids: UidSet): FolderLedger {
  return uids.isEmpty ? ledger : { ...ledger, aside: ledger.aside.union(uids) };
}

/** They are known, and not to be here. */
export function withoutWanted(ledger: FolderLedger, uids: UidSet): FolderLedger {
  if (uids.isEmpty) return ledger;
  return { ...ledger, wanted: ledger.wanted.without(uids), aside: ledger.aside.without(uids) };
}

/** What came after the folder was mapped is told message by message, the import of what was there is not. */
export function isNews(ledger: FolderLedger, uid: number): boolean {
  return uid >= ledger.mappedUidNext;
}

export type Rekeyed = NonNullable<SyncChanges["rekeyed"]>[number];
export type Moved = NonNullable<SyncChanges["moved"]>[number];

/** The same copy under another uid. Its flags may have changed with it; whoever follows the events hears of that. */
export function rekey(
  { folderId }: ImportTarget,
  match: MatchRow,
  here: MatchRow["copies"][number],
  now: {
    readonly key: RemoteKey;
    readonly flags: Flags;
    readonly internalDate: number | null;
    readonly found?: RevisionId;
  },
  { rekeyed, events }: { readonly rekeyed: Rekeyed[]; readonly events: NewEvent[] },
): void {
  const { key, flags, internalDate, found } = now;
  const same = found === undefined ? {} : { found };
  rekeyed.push({ folderId, from: here.key, to: key, flags, internalDate, ...same });
  if (flags !== here.flags) {
    events.push({ kind: "message.flags", folderId, messageId: match.messageId, flags });
  }
}

export function announceTwin(
  target: ImportTarget,
  match: MatchRow,
  news: boolean,
  { moved, events }: { readonly moved: Moved[]; readonly events: NewEvent[] },
): void {
  const { messageId } = match;
  const { folderId } = target;
  const left = match.copies.filter((copy) => copy.missing && !copy.expected && copy.folderId !== folderId);
  for (const copy of left) {
    moved.push({ messageId, fromFolderId: copy.folderId });
    events.push({ kind: "message.moved", messageId, fromFolderId: copy.folderId, folderId });
  }
  if (match.departed) events.push({ kind: "message.returned", messageId, folderId });
  else if (left.length > 0) return;
  else if (news) events.push({ kind: "message.arrived", folderId, messageId });
  else events.push({ kind: "messages.imported", folderId, messageIds: [messageId] });
}
