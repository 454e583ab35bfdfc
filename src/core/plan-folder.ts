// One remote folder: compares what the server has now (`remote`) with what both sides last agreed on (`known`) and
// says what follows. Absence alone never deletes (law 4): a uid is gone only when a complete reading of the same
// UIDVALIDITY doesn't name it.
import { assert } from "../base/assert.ts";
import { FLAG_NAMES, type FlagName } from "./flags.ts";
import { eachFlag, emptyLedger, type FlagRowRead, type FolderLedger, flagsAt, withRows } from "./ledger.ts";
import { UidSet } from "./uid-set.ts";

/** Older messages put into a folder at once in larger numbers than this are offered, not taken (law 11). */
export const OLDER_ARRIVALS_MAX = 500;

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
  readonly flags: FlagsRead;
  /** The answer to the search for the import date, where it was asked (mapping, widening). */
  readonly wantedSince: UidSet | null;
}

export interface FlagsRead {
  /** Flags that were asked of all uids in `of`, exact for these; others stay as they are known. */
  readonly sets: Partial<Readonly<Record<FlagName, UidSet>>>;
  readonly of: UidSet;
  /** All flags of single uids; they count more than the sets. */
  readonly rows: readonly FlagRowRead[];
  /** Together with the ledger they tell everything up to `modseq`. */
  readonly upToModseq: boolean;
}

export const NO_FLAGS: FlagsRead = { sets: {}, of: UidSet.empty, rows: [], upToModseq: false };

export interface FolderPolicy {
  /** Everything is imported, whatever its date. */
  readonly importAll: boolean;
  /** The folder was mapped, or mapped wider, since it was last read: `wantedSince` is the answer to that, and no uid
   *  below the highest is still to come. */
  readonly mapping: boolean;
}

export type FolderPlan =
  /** The server names no UIDVALIDITY: nothing may be concluded from its uids. */
  | { readonly kind: "question" }
  /** The uids mean nothing any more: nothing departs, everything is matched again (law 2). */
  | { readonly kind: "restart"; readonly next: FolderLedger }
  | {
      readonly kind: "proceed";
      /** Uids new to the ledger. */
      readonly arrived: UidSet;
      /** Uids proven to have left the folder. */
      readonly gone: UidSet;
      /** Of messages that are stored here. */
      readonly flagChanges: readonly FlagRowRead[];
      /** The very object `known` when nothing changed (law 7). */
      readonly next: FolderLedger;
    };

export function planFolder(
  known: FolderLedger | null,
  remote: RemoteFolder,
  policy: FolderPolicy,
): FolderPlan {
  if (remote.uidValidity === 0) return { kind: "question" };
  if (known !== null && known.uidValidity !== remote.uidValidity) {
    const fresh = proceed(null, remote, policy).next;
    // All of them: what was put here after the mapping may be older than the import date.
    return { kind: "restart", next: known.stored.isEmpty ? fresh : { ...fresh, unmatched: fresh.uids } };
  }
  return proceed(known, remote, policy);
}

/** Whether the uids of the ledger name other messages now: the server has given out fewer than were received, under
 *  the same UIDVALIDITY, and no uid that the folder has says otherwise. A server that doesn't change UIDVALIDITY when
 *  a folder takes another's name (RFC 3501 section 2.3.1.1 says it must) is found out by this alone. */
export function areUidsReused(known: FolderLedger, remote: RemoteFolder): boolean {
  return (
    known.uidValidity === remote.uidValidity &&
    remote.uidNext !== null &&
    remote.uidNext < known.uidNext &&
    remote.uids.kind === "complete" &&
    remote.uids.uids.max < remote.uidNext
  );
}

function proceed(
  known: FolderLedger | null,
  remote: RemoteFolder,
  policy: FolderPolicy,
): Extract<FolderPlan, { kind: "proceed" }> {
  const base = known ?? mapped(remote);
  const { uids, arrived, gone } = planUids(base, remote);
  const { wanted, offered } = planWanted(base, remote, policy, { uids, arrived, first: known === null });
  const uidNext = Math.max(base.uidNext, uids.max + 1, arrived.max + 1);
  const searched = policy.mapping && remote.wantedSince !== null;
  const candidate: FolderLedger = {
    ...base,
    uidNext,
    modseq: planModseq(base, remote),
    uids,
    flags: planFlags(base, remote.flags, uids),
    wanted,
    stored: base.stored.intersect(uids),
    aside: base.aside.intersect(uids),
    // Older mail in large numbers may be mail that was moved here; what the reading before left out may be what is missed
    // since then.
    unmatched: base.unmatched.union(known === null ? UidSet.empty : arrived.without(wanted)).intersect(uids),
    offered: base.offered.union(offered).intersect(uids).without(wanted),
    mappedUidNext: searched ? Math.max(base.mappedUidNext, uidNext) : base.mappedUidNext,
  };
  const next = known !== null && sameLedger(known, candidate) ? known : candidate;
  checkLedger(next);
  return { kind: "proceed", arrived, gone, flagChanges: changesOf(base, next), next };
}

/** A folder's first ledger: what is named after the highest that is named now arrives after the mapping. UIDNEXT says
 *  nothing of that where a server announces what it can't serve yet. */
function mapped({ uidValidity, uidNext, uids }: RemoteFolder): FolderLedger {
  const mappedUidNext = uids.kind === "none" ? (uidNext ?? 1) : uids.uids.max + 1;
  return { ...emptyLedger(uidValidity), mappedUidNext };
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

function planFlags(base: FolderLedger, { sets, of, rows }: FlagsRead, uids: UidSet): FolderLedger["flags"] {
  const asked = eachFlag((name) => {
    const set = sets[name];
    return set === undefined ? base.flags[name] : base.flags[name].without(of).union(set.intersect(of));
  });
  const told = withRows(asked, rows);
  return eachFlag((name) => told[name].intersect(uids));
}

/** MODSEQ moves on only with the flags it stands for (law 4); a server that has none any more makes it forgotten. */
function planModseq(base: FolderLedger, remote: RemoteFolder): bigint | null {
  if (remote.modseq === null) return null;
  return remote.flags.upToModseq ? remote.modseq : base.modseq;
}

function planWanted(
  base: FolderLedger,
  remote: RemoteFolder,
  policy: FolderPolicy,
  read: { readonly uids: UidSet; readonly arrived: UidSet; readonly first: boolean },
): { readonly wanted: UidSet; readonly offered: UidSet } {
  const searched = remote.wantedSince ?? UidSet.empty;
  // What came after the mapping is wanted whatever its date: somebody put it there.
  const later = policy.importAll
    ? read.arrived
    : read.arrived.without(UidSet.range(1, base.mappedUidNext - 1));
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
    if (base.flags[name].equals(next.flags[name])) continue;
    const before = base.flags[name].intersect(next.stored);
    const after = next.flags[name].intersect(next.stored);
    touched = touched.union(before.without(after)).union(after.without(before));
  }
  return [...touched].map((uid) => ({ uid, flags: flagsAt(next, uid) }));
}

function sameLedger(a: FolderLedger, b: FolderLedger): boolean {
  return (
    a.uidNext === b.uidNext &&
    a.modseq === b.modseq &&
    a.uids.equals(b.uids) &&
    a.wanted.equals(b.wanted) &&
    a.stored.equals(b.stored) &&
    a.aside.equals(b.aside) &&
    a.unmatched.equals(b.unmatched) &&
    a.offered.equals(b.offered) &&
    a.mappedUidNext === b.mappedUidNext &&
    FLAG_NAMES.every((name) => a.flags[name].equals(b.flags[name]))
  );
}

function checkLedger(ledger: FolderLedger): void {
  assert(ledger.wanted.without(ledger.uids).isEmpty, "wanted uids that the folder hasn't");
  assert(ledger.stored.without(ledger.uids).isEmpty, "stored uids that the folder hasn't");
  assert(ledger.unmatched.without(ledger.uids).isEmpty, "unmatched uids that the folder hasn't");
  assert(ledger.offered.without(ledger.uids).isEmpty, "offered uids that the folder hasn't");
  for (const name of FLAG_NAMES) {
    assert(ledger.flags[name].without(ledger.uids).isEmpty, `flag ${name} on uids that the folder hasn't`);
  }
  assert(ledger.uidNext > ledger.uids.max, "the cursor is behind the highest uid");
}
