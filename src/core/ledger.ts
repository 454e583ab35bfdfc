// The folder ledger: what both sides last agreed on about one remote folder (`known`). It names ALL uids the
// server has there, imported or not; without that, no count of the server could be compared with ours.

import type { RemoteKey } from "../base/ids.ts";
import { FLAG_NAMES, type FlagName } from "./flags.ts";
import { UidSet } from "./uid-set.ts";

export interface FolderLedger {
  /** RFC 3501 section 2.3.1.1; 1 to 4294967295. */
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
  /** Wanted, but could not be fetched; tried again later. */
  readonly aside: UidSet;
  /** The server's uidNext when the folder was mapped: what has this uid or a higher one arrived after it. */
  readonly mappedUidNext: number;
}

export function emptyLedger(uidValidity: number): FolderLedger {
  const flags = Object.fromEntries(FLAG_NAMES.map((name) => [name, UidSet.empty]));
  return {
    uidValidity,
    uidNext: 1,
    modseq: null,
    uids: UidSet.empty,
    flags: flags as Record<FlagName, UidSet>,
    wanted: UidSet.empty,
    stored: UidSet.empty,
    aside: UidSet.empty,
    mappedUidNext: 1,
  };
}

/** What remains to be fetched. */
export function pendingImport(ledger: FolderLedger): UidSet {
  return ledger.wanted.without(ledger.stored).without(ledger.aside);
}

export function remoteKey(uidValidity: number, uid: number): RemoteKey {
  return `${uidValidity}:${uid}` as RemoteKey;
}
