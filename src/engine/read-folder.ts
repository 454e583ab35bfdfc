// Reads what a remote folder has now, as cheaply as its server allows: QRESYNC, CONDSTORE, or counts, search sets
// and bisection (law 9). Gives `remote` for core/planFolder; decides nothing about messages.
import type { Clock } from "../base/clock.ts";
import { FLAG_NAMES, type FlagName } from "../core/flags.ts";
import { searchDay } from "../core/import-window.ts";
import type { FolderLedger } from "../core/ledger.ts";
import { OLDER_ARRIVALS_MAX, type RemoteFolder } from "../core/plan-folder.ts";
import { UidSet } from "../core/uid-set.ts";
import { findGone } from "./find-gone.ts";
import type { FlagRow, KnownFolderState, MailSession, OpenFolder } from "./ports/mail.ts";

/** changes: new and gone; flags: and the flags that can be asked in a few bytes; full: everything, row by row. */
export type ReadDepth = "changes" | "flags" | "full";

export interface FolderRead {
  readonly remote: RemoteFolder;
  /** Still open on the session, for the fetches that follow. */
  readonly folder: OpenFolder;
}

export interface ReadRequest {
  readonly path: string;
  readonly known: FolderLedger | null;
  readonly depth: ReadDepth;
  /** Ask which uids lie within the import date: milliseconds UTC, null everything, undefined don't ask. */
  readonly searchFrom: number | null | undefined;
  /** The mapping's import date: asked too when so much arrived at once that old mail must be told from new. */
  readonly importFrom: number | null;
}

export async function readFolder(
  session: MailSession,
  request: ReadRequest,
  clock: Clock,
): Promise<FolderRead> {
  const { known } = request;
  const state: KnownFolderState | null =
    known === null ? null : { uidValidity: known.uidValidity, modseq: known.modseq, uids: known.uids };
  const folder = await session.openFolder(request.path, state);
  const readAt = clock.now();
  const same = known !== null && folder.uidValidity !== 0 && folder.uidValidity === known.uidValidity;
  const read = same ? await readKnown(session, folder, known, request.depth) : await readNew(folder);
  const arrived = read.uids.kind === "none" || !same ? 0 : read.uids.uids.without(known.uids).size;
  const searchFrom =
    request.searchFrom === undefined && arrived > OLDER_ARRIVALS_MAX
      ? (request.importFrom ?? undefined)
      : request.searchFrom;
  const remote: RemoteFolder = {
    uidValidity: folder.uidValidity,
    uidNext: folder.uidNext,
    modseq: folder.modseq,
    readAt,
    ...read,
    wantedSince: searchFrom === undefined ? null : await searchWanted(folder, searchFrom),
  };
  return { remote, folder };
}

type Uids = RemoteFolder["uids"];
type FlagsRead = RemoteFolder["flags"];

/** A folder that is read for the first time, or whose uids mean nothing any more. */
async function readNew(folder: OpenFolder): Promise<{ uids: Uids; flags: FlagsRead }> {
  if (folder.exists === 0) {
    return { uids: { kind: "complete", uids: UidSet.empty }, flags: setsFor(UidSet.empty, emptySets()) };
  }
  const [uids, flags] = await Promise.all([
    folder.searchUids({ kind: "all" }),
    searchFlags(folder, ALL_FLAGS),
  ]);
  return { uids: { kind: "complete", uids }, flags: setsFor(uids, flags(uids)) };
}

async function readKnown(
  session: MailSession,
  folder: OpenFolder,
  known: FolderLedger,
  depth: ReadDepth,
): Promise<{ uids: Uids; flags: FlagsRead }> {
  const { profile } = session;
  if (depth === "full") return readRows(folder);
  if (profile.qresync && folder.resync !== null) {
    const arrived = await readArrivals(folder, known);
    const uids = known.uids.without(folder.resync.vanished).union(arrived);
    // The counts must agree; when they don't the server's word is asked again, in full.
    if (uids.size !== folder.exists) return readRows(folder);
    const rows = await withRowsOf(folder, arrived, folder.resync.changed);
    return { uids: { kind: "complete", uids }, flags: { kind: "rows", rows } };
  }
  if (profile.condstore && known.modseq !== null && folder.modseq !== null) {
    const arrived = await readArrivals(folder, known);
    const changed =
      folder.modseq === known.modseq ? [] : await folder.fetchFlags(known.uids.union(arrived), known.modseq);
    const uids = await readGone(folder, known.uids.union(arrived));
    const rows = await withRowsOf(folder, arrived, changed);
    return { uids, flags: { kind: "rows", rows } };
  }
  const arrived = await readArrivals(folder, known);
  const uids = await readGone(folder, known.uids.union(arrived));
  if (depth === "flags" && uids.kind === "complete") {
    const sets = await searchFlags(folder, CHEAP_FLAGS);
    return { uids, flags: setsFor(uids.uids, sets(uids.uids), known) };
  }
  if (arrived.isEmpty) return { uids, flags: { kind: "none" } };
  return { uids, flags: { kind: "rows", rows: await folder.fetchFlags(arrived) } };
}

/** Uids above every one that was ever received. "n:*" gives the last message even when nothing is new (RFC 3501
 *  section 6.4.8), so lower ones are taken out. */
async function readArrivals(folder: OpenFolder, known: FolderLedger): Promise<UidSet> {
  if (folder.exists === 0) return UidSet.empty;
  const nothingNew = folder.uidNext !== null && folder.uidNext <= known.uidNext;
  if (nothingNew && folder.exists <= known.uids.size) return UidSet.empty;
  const found = await folder.searchUids({ kind: "from", uid: known.uidNext });
  return found.without(UidSet.range(1, known.uidNext - 1));
}

/** What is left of `expected`. A count that can't be explained is a question, not a fact: then only the upper end
 *  of the folder is known. */
async function readGone(folder: OpenFolder, expected: UidSet): Promise<Uids> {
  const gone = await findGone(folder, expected);
  if (gone !== null) return { kind: "complete", uids: expected.without(gone) };
  const all = await folder.searchUids({ kind: "all" });
  if (all.size === folder.exists || all.size >= expected.size) return { kind: "complete", uids: all };
  return { kind: "from", first: expected.max, uids: all };
}

async function readRows(folder: OpenFolder): Promise<{ uids: Uids; flags: FlagsRead }> {
  if (folder.exists === 0) return readNew(folder);
  const uids = await folder.searchUids({ kind: "all" });
  const rows = await folder.fetchFlags(uids);
  if (uids.size !== folder.exists) {
    return { uids: { kind: "from", first: uids.max, uids }, flags: { kind: "rows", rows } };
  }
  return { uids: { kind: "complete", uids }, flags: { kind: "rows", rows } };
}

/** Flag rows of arrivals, unless the server already told them. */
async function withRowsOf(
  folder: OpenFolder,
  arrived: UidSet,
  changed: readonly FlagRow[],
): Promise<readonly FlagRow[]> {
  const untold = arrived.without(UidSet.of(changed.map((row) => row.uid)));
  return untold.isEmpty ? changed : [...changed, ...(await folder.fetchFlags(untold))];
}

async function searchWanted(folder: OpenFolder, from: number | null): Promise<UidSet> {
  if (folder.exists === 0) return UidSet.empty;
  if (from === null) return folder.searchUids({ kind: "all" });
  return folder.searchUids({ kind: "since", day: searchDay(from) });
}

type SearchableFlag = Exclude<FlagName, "forwarded">;
const ALL_FLAGS: readonly SearchableFlag[] = ["seen", "flagged", "answered", "draft", "deleted"];
/** The two that people change all day; the others come with the daily full reading. */
const CHEAP_FLAGS: readonly SearchableFlag[] = ["seen", "flagged"];

/** Sets are asked by their smaller side: most mail is seen, little is flagged. */
async function searchFlags(
  folder: OpenFolder,
  names: readonly SearchableFlag[],
): Promise<(uids: UidSet) => Partial<Record<FlagName, UidSet>>> {
  const found = await Promise.all(
    names.map((flag) => folder.searchUids({ kind: "flag", flag, set: flag !== "seen" })),
  );
  return (uids) => {
    const sets: Partial<Record<FlagName, UidSet>> = {};
    names.forEach((name, i) => {
      const set = (found[i] ?? UidSet.empty).intersect(uids);
      sets[name] = name === "seen" ? uids.without(set) : set;
    });
    return sets;
  };
}

function emptySets(): Partial<Record<FlagName, UidSet>> {
  return {};
}

/** Flags nobody asked about stay as they are known. */
function setsFor(uids: UidSet, asked: Partial<Record<FlagName, UidSet>>, known?: FolderLedger): FlagsRead {
  const sets = Object.fromEntries(
    FLAG_NAMES.map((name) => [name, asked[name] ?? known?.flags[name].intersect(uids) ?? UidSet.empty]),
  ) as Record<FlagName, UidSet>;
  return { kind: "sets", sets, of: uids };
}
