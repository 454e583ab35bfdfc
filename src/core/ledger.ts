// The folder ledger: what both sides last agreed on about one remote folder (`known`). It names ALL uids the
// server has there, imported or not; without that, no count of the server could be compared with ours.

import type { RemoteKey } from "../base/ids.ts";
import { FLAG_BITS, FLAG_NAMES, type FlagName, type Flags } from "./flags.ts";
import { UidSet } from "./uid-set.ts";

export interface FolderLedger {
  /** RFC 3501 section 2.3.1.1; 1 to 4294967295. Below 0 it is no server's: the uids are not believed. */
  readonly uidValidity: number;
  /** Highest uid ever received + 1, never the server's UIDNEXT (law 4). */
  readonly uidNext: number;
  /** HIGHESTMODSEQ that all flags below are known up to (RFC 7162); null where the server has none. */
  readonly modseq: bigint | null;
  readonly uids: UidSet;
  /** For each flag the uids that carry it; always subsets of `uids`. */
  readonly flags: Readonly<Record<FlagName, UidSet>>;
  /** The uids whose messages the policy wants here (import date, arrivals); a subset of `uids`. */
  readonly wanted: UidSet;
  /** The uids that have a copy row here. Written in the transaction that writes those rows. */
  readonly stored: UidSet;
  /** Could not be fetched; tried again later. Wanted ones whole, others by their headers (see `unmatched`). */
  readonly aside: UidSet;
  /** May be messages that are here already under other uids: their headers are compared with what is here before
   *  anything is concluded, whether or not their bodies are wanted. */
  readonly unmatched: UidSet;
  /** Older messages that were put here in large numbers: the user is asked before they are fetched (law 11). */
  readonly offered: UidSet;
  /** The server's uidNext when the folder was mapped (or mapped wider): what has this uid or a higher one arrived
   *  after that, and is announced one by one. */
  readonly mappedUidNext: number;
}

export function emptyLedger(uidValidity: number): FolderLedger {
  return {
    uidValidity,
    uidNext: 1,
    modseq: null,
    uids: UidSet.empty,
    flags: eachFlag(() => UidSet.empty),
    wanted: UidSet.empty,
    stored: UidSet.empty,
    aside: UidSet.empty,
    unmatched: UidSet.empty,
    offered: UidSet.empty,
    mappedUidNext: 1,
  };
}

/** The ledger of a folder that may have become another under the same UIDVALIDITY. Whatever UIDVALIDITY is read next
 *  differs from this one, and so its messages are looked for by their headers. */
export function disbelieved(ledger: FolderLedger, now: number): FolderLedger {
  return ledger.uidValidity < 0 ? ledger : { ...ledger, uidValidity: -now, modseq: null };
}

export interface FlagRowRead {
  readonly uid: number;
  readonly flags: Flags;
}

/** The flags with all flags of these uids replaced. */
export function withRows(flags: FolderLedger["flags"], rows: readonly FlagRowRead[]): FolderLedger["flags"] {
  if (rows.length === 0) return flags;
  const told = UidSet.of(rows.map(({ uid }) => uid));
  return eachFlag((name) => {
    const set = rows.filter((row) => (row.flags & FLAG_BITS[name]) !== 0).map(({ uid }) => uid);
    return flags[name].without(told).union(UidSet.of(set));
  });
}

export function eachFlag(setOf: (name: FlagName) => UidSet): FolderLedger["flags"] {
  return {
    seen: setOf("seen"),
    answered: setOf("answered"),
    flagged: setOf("flagged"),
    draft: setOf("draft"),
    deleted: setOf("deleted"),
    forwarded: setOf("forwarded"),
  };
}

/** What the server has on this uid, as far as is known. */
export function flagsAt(ledger: FolderLedger, uid: number): Flags {
  return FLAG_NAMES.reduce((bits, name) => (ledger.flags[name].has(uid) ? bits | FLAG_BITS[name] : bits), 0);
}

/** What remains to be fetched. */
export function pendingImport(ledger: FolderLedger): UidSet {
  return ledger.wanted.without(ledger.stored).without(ledger.aside);
}

export function remoteKey(uidValidity: number, uid: number): RemoteKey {
  return `${uidValidity}:${uid}` as RemoteKey;
}

/** The uid a key names in this folder now; null when the folder was renumbered or has it no more. */
export function uidOf(ledger: FolderLedger, key: RemoteKey): number | null {
  const [validity, uid] = key.split(":").map(Number);
  if (validity !== ledger.uidValidity || uid === undefined || !ledger.uids.has(uid)) return null;
  return uid;
}

/** After the server has confirmed that they left the folder. The cursors stay. */
export function withoutUids(ledger: FolderLedger, uids: UidSet): FolderLedger {
  if (uids.isEmpty) return ledger;
  return {
    ...ledger,
    uids: ledger.uids.without(uids),
    flags: eachFlag((name) => ledger.flags[name].without(uids)),
    wanted: ledger.wanted.without(uids),
    stored: ledger.stored.without(uids),
    aside: ledger.aside.without(uids),
    unmatched: ledger.unmatched.without(uids),
    offered: ledger.offered.without(uids),
  };
}
