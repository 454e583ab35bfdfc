// One remote folder: compares what the server has now (`remote`) with what both sides last agreed on (`known`) and
// says what follows. Absence alone never deletes (law 4): a uid is gone only when a complete reading of the same
// UIDVALIDITY doesn't name it.
import { assert } from "../base/assert.ts";
import { FLAG_BITS, FLAG_NAMES, type FlagName, type Flags } from "./flags.ts";
import { emptyLedger, type FolderLedger } from "./ledger.ts";
import { UidSet } from "./uid-set.ts";

/** Older messages put into a folder at once in larger numbers than this are offered, not taken (law 11). */
export const OLDER_ARRIVALS_MAX = 500;

export interface FlagRowRead {
  readonly uid: number;
  readonly flags: Flags;
}

export type FlagSets = Readonly<Record<FlagName, UidSet>>;

export interface RemoteFolder {
  /** 0 where the server names none: then nothing may be concluded from uids. */
  readonly uidValidity: number;
  readonly uidNext: number | null;
  readonly modseq: bigint | null;
  /** Milliseconds UTC. */
  readonly readAt: number;
  /** complete: all uids the folder has; from: all from `first` on, nothing is said of lower ones. */
  readonly uids:
    | { readonly kind: "complete"; readonly uids: UidSet }
    | { readonly kind: "from"; readonly first: number; readonly uids: UidSet }
    | { readonly kind: "none" };
  /** sets: the exact flags of all uids in `of`; rows: the flags of the uids named, others unchanged. */
  readonly flags:
    | { readonly kind: "sets"; readonly sets: FlagSets; readonly of: UidSet }
    | { readonly kind: "rows"; readonly rows: readonly FlagRowRead[] }
    | { readonly kind: "none" };
  /** The answer to the search for the import date, where it was asked (mapping, widening). */
  readonly wantedSince: UidSet | null;
}

export interface FolderPolicy {
  /** Everything is imported, whatever its date. */
  readonly importAll: boolean;
}

export type FolderPlan =
  /** The uids mean nothing any more: nothing departs, everything is matched again (law 2). */
  | { readonly kind: "restart"; readonly reason: "uidValidityChanged" | "uidValidityMissing" }
  | {
      readonly kind: "proceed";
      /** Uids new to the ledger. */
      readonly arrived: UidSet;
      /** Uids proven to have left the folder. */
      readonly gone: UidSet;
      /** Of messages that are stored here. */
      readonly flagChanges: readonly FlagRowRead[];
      /** Arrivals that are offered to the user instead of imported. */
      readonly offered: UidSet;
      /** The very object `known` when nothing changed (law 7). */
      readonly next: FolderLedger;
    };

export function planFolder(
  known: FolderLedger | null,
  remote: RemoteFolder,
  policy: FolderPolicy,
): FolderPlan {
  if (remote.uidValidity === 0) return { kind: "restart", reason: "uidValidityMissing" };
  if (known !== null && known.uidValidity !== remote.uidValidity) {
    return { kind: "restart", reason: "uidValidityChanged" };
  }
  const base = known ?? mapped(remote);
  const { uids, arrived, gone } = planUids(base, remote);
  const flags = planFlags(base, remote, uids);
  const { wanted, offered } = planWanted(base, remote, policy, { uids, arrived, first: known === null });
  const candidate: FolderLedger = {
    ...base,
    uidNext: Math.max(base.uidNext, uids.max + 1, arrived.max + 1),
    modseq: planModseq(base, remote),
    uids,
    flags,
    wanted,
    stored: base.stored.intersect(uids),
    aside: base.aside.intersect(uids),
  };
  const next = known !== null && sameLedger(known, candidate) ? known : candidate;
  checkLedger(next);
  return { kind: "proceed", arrived, gone, flagChanges: changesOf(base, next), offered, next };
}

/** A folder's first ledger: what has the server's next uid or a higher one will have arrived after the mapping. */
function mapped(remote: RemoteFolder): FolderLedger {
  const highest = remote.uids.kind === "none" ? 0 : remote.uids.uids.max;
  return { ...emptyLedger(remote.uidValidity), mappedUidNext: Math.max(remote.uidNext ?? 1, highest + 1) };
}

function planUids(
  base: FolderLedger,
  remote: RemoteFolder,
): { readonly uids: UidSet; readonly arrived: UidSet; readonly gone: UidSet } {
  switch (remote.uids.kind) {
    case "none":
      return { uids: base.uids, arrived: UidSet.empty, gone: UidSet.empty };
    case "from": {
      const arrived = remote.uids.uids.without(base.uids);
      return { uids: base.uids.union(arrived), arrived, gone: UidSet.empty };
    }
    case "complete": {
      const { uids } = remote.uids;
      return { uids, arrived: uids.without(base.uids), gone: base.uids.without(uids) };
    }
  }
}

function planFlags(base: FolderLedger, remote: RemoteFolder, uids: UidSet): FlagSets {
  switch (remote.flags.kind) {
    case "none":
      return eachFlag((name) => base.flags[name].intersect(uids));
    case "sets": {
      const { sets, of } = remote.flags;
      return eachFlag((name) => base.flags[name].without(of).union(sets[name].intersect(of)).intersect(uids));
    }
    case "rows": {
      const { rows } = remote.flags;
      const told = UidSet.of(rows.map(({ uid }) => uid));
      return eachFlag((name) => {
        const set = rows.filter(({ flags }) => (flags & FLAG_BITS[name]) !== 0).map(({ uid }) => uid);
        return base.flags[name].without(told).union(UidSet.of(set)).intersect(uids);
      });
    }
  }
}

/** MODSEQ moves on only with the flags it stands for (law 4); without any it is forgotten. */
function planModseq(base: FolderLedger, remote: RemoteFolder): bigint | null {
  if (remote.modseq === null) return null;
  return remote.flags.kind === "none" ? base.modseq : remote.modseq;
}

function planWanted(
  base: FolderLedger,
  remote: RemoteFolder,
  policy: FolderPolicy,
  read: { readonly uids: UidSet; readonly arrived: UidSet; readonly first: boolean },
): { readonly wanted: UidSet; readonly offered: UidSet } {
  const searched = remote.wantedSince ?? UidSet.empty;
  // What came after the mapping is wanted whatever its date: somebody put it there.
  const later = read.arrived.without(UidSet.range(1, base.mappedUidNext - 1));
  const older = later.without(searched);
  const tooMany = !policy.importAll && older.size > OLDER_ARRIVALS_MAX;
  const taken = read.first ? UidSet.empty : tooMany ? later.intersect(searched) : later;
  const wanted = base.wanted.union(searched).union(taken).intersect(read.uids);
  return { wanted, offered: tooMany && !read.first ? older : UidSet.empty };
}

function changesOf(base: FolderLedger, next: FolderLedger): readonly FlagRowRead[] {
  if (base === next) return [];
  let touched = UidSet.empty;
  for (const name of FLAG_NAMES) {
    const before = base.flags[name].intersect(next.stored);
    const after = next.flags[name].intersect(next.stored);
    touched = touched.union(before.without(after)).union(after.without(before));
  }
  return [...touched].map((uid) => ({ uid, flags: bitsOf(next, uid) }));
}

function bitsOf(ledger: FolderLedger, uid: number): Flags {
  return FLAG_NAMES.reduce((bits, name) => (ledger.flags[name].has(uid) ? bits | FLAG_BITS[name] : bits), 0);
}

function sameLedger(a: FolderLedger, b: FolderLedger): boolean {
  return (
    a.uidNext === b.uidNext &&
    a.modseq === b.modseq &&
    a.uids.equals(b.uids) &&
    a.wanted.equals(b.wanted) &&
    a.stored.equals(b.stored) &&
    a.aside.equals(b.aside) &&
    FLAG_NAMES.every((name) => a.flags[name].equals(b.flags[name]))
  );
}

function checkLedger(ledger: FolderLedger): void {
  assert(ledger.wanted.without(ledger.uids).isEmpty, "wanted uids that the folder hasn't");
  assert(ledger.stored.without(ledger.uids).isEmpty, "stored uids that the folder hasn't");
  for (const name of FLAG_NAMES) {
    assert(ledger.flags[name].without(ledger.uids).isEmpty, `flag ${name} on uids that the folder hasn't`);
  }
  assert(ledger.uidNext > ledger.uids.max, "the cursor is behind the highest uid");
}

function eachFlag(setOf: (name: FlagName) => UidSet): FlagSets {
  return Object.fromEntries(FLAG_NAMES.map((name) => [name, setOf(name)])) as unknown as FlagSets;
}
