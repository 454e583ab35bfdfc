// A folder ledger as a row and back.
import { FLAG_NAMES, type FlagName } from "../core/flags.ts";
import { type FolderLedger, pendingImport } from "../core/ledger.ts";
import { UidSet } from "../core/uid-set.ts";

/** Columns of folder_ledger, without its keys and read_at. */
export type LedgerRow = Readonly<Record<LedgerSet, Uint8Array>> & {
  readonly uid_validity: number;
  readonly uid_next: number;
  /** Decimal text: MODSEQ has 63 bits. */
  readonly modseq: string | null;
  readonly mapped_uid_next: number;
};

export type LedgerSet = FlagName | "uids" | "wanted" | "stored" | "aside" | "unmatched" | "offered";
export const LEDGER_SETS: readonly LedgerSet[] = [
  "uids",
  ...FLAG_NAMES,
  "wanted",
  "stored",
  "aside",
  "unmatched",
  "offered",
];

export function encodeLedger(ledger: FolderLedger): LedgerRow & LedgerCounts {
  const flags = FLAG_NAMES.map((name) => [name, ledger.flags[name].encode()] as const);
  return {
    uid_validity: ledger.uidValidity,
    uid_next: ledger.uidNext,
    modseq: ledger.modseq === null ? null : ledger.modseq.toString(),
    mapped_uid_next: ledger.mappedUidNext,
    uids: ledger.uids.encode(),
    ...(Object.fromEntries(flags) as Record<FlagName, Uint8Array>),
    wanted: ledger.wanted.encode(),
    stored: ledger.stored.encode(),
    aside: ledger.aside.encode(),
    unmatched: ledger.unmatched.encode(),
    offered: ledger.offered.encode(),
    wanted_count: ledger.wanted.size,
    pending_count: pendingImport(ledger).size,
    offered_count: ledger.offered.without(ledger.unmatched).size,
  };
}

/** For the panel, which must not decode sets. */
export interface LedgerCounts {
  readonly wanted_count: number;
  readonly pending_count: number;
  /** Of the offered ones those that are known to be new. */
  readonly offered_count: number;
}

export function decodeLedger(row: LedgerRow): FolderLedger {
  const flags = FLAG_NAMES.map((name) => [name, UidSet.decode(row[name])] as const);
  return {
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    modseq: row.modseq === null ? null : BigInt(row.modseq),
    uids: UidSet.decode(row.uids),
    flags: Object.fromEntries(flags) as Record<FlagName, UidSet>,
    wanted: UidSet.decode(row.wanted),
    stored: UidSet.decode(row.stored),
    aside: UidSet.decode(row.aside),
    unmatched: UidSet.decode(row.unmatched),
    offered: UidSet.decode(row.offered),
    mappedUidNext: row.mapped_uid_next,
  };
}
