// Reads what a remote folder has now, as cheaply as its server allows: QRESYNC, CONDSTORE, or counts, search sets
// and bisection (law 9). Gives `remote` for core/planFolder; decides nothing about messages.
import type { Clock } from "../base/clock.ts";
import { SyncError } from "../base/sync-error.ts";
import type { FlagName } from "../core/flags.ts";
import { searchDay } from "../core/import-window.ts";
import type { FolderLedger } from "../core/ledger.ts";
import { type FlagsRead, NO_FLAGS, OLDER_ARRIVALS_MAX, type RemoteFolder } from "../core/plan-folder.ts";
import { UidSet, uidsBelow } from "../core/uid-set.ts";
import { findGone } from "./find-gone.ts";
import type { FlagRow, KnownFolderState, MailSession, OpenFolder } from "./ports/mail.ts";

/** Of messages in one folder. Exchange takes a million; a server that names more than this is not believed. */
const FOLDER_SIZE_MAX = 10_000_000;

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
  /** The mapping's import date: asked too when so much arrived at once that old mail must be told from new, and
   *  when uids turn up that an earlier reading should have named. */
  readonly importFrom: number | null;
  /** Counts that agree with what is known prove nothing: the last reading counted more than it named (Exchange), or
   *  something is looked for. */
  readonly mustList: boolean;
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
  const read = same ? await readKnown(session, folder, known, request) : await readNew(folder);
  checkSize(read.uids, same ? known.uids : UidSet.empty);
  const arrived = read.uids.kind === "none" || !same ? UidSet.empty : read.uids.uids.without(known.uids);
  const late = known !== null && !arrived.intersect(UidSet.range(1, known.mappedUidNext - 1)).isEmpty;
  // A search that left something out must not keep it out for ever: who reads everything asks for this too.
  const again =
    request.depth === "full" || (request.importFrom !== null && (late || arrived.size > OLDER_ARRIVALS_MAX));
  const searchFrom = request.searchFrom === undefined && again ? request.importFrom : request.searchFrom;
  const remote: RemoteFolder = {
    uidValidity: folder.uidValidity,
    uidNext: folder.uidNext,
    modseq: folder.modseq,
    readAt,
    ...read,
    wantedSince: searchFrom === undefined ? null : await searchWanted(folder, searchFrom, read.uids),
  };
  return { remote, folder };
}

/** A set of uids is small however many it names; what is made of it later is not. */
function checkSize(uids: Uids, known: UidSet): void {
  if (uids.kind === "none") return;
  const all = uids.kind === "complete" ? uids.uids : known.union(uids.uids);
  if (all.size <= FOLDER_SIZE_MAX) return;
  throw new SyncError("protocol", {
    scope: "folder",
    retry: "later",
    said: "more messages than a folder can hold",
  });
}

type Uids = RemoteFolder["uids"];
interface Read {
  readonly uids: Uids;
  readonly flags: FlagsRead;
}

/** A folder that is read for the first time, or whose uids mean nothing any more. $Forwarded is told by the rows
 *  that come with the messages. */
async function readNew(folder: OpenFolder): Promise<Read> {
  if (folder.exists === 0) {
    return { uids: { kind: "complete", uids: UidSet.empty }, flags: { ...NO_FLAGS, upToModseq: true } };
  }
  const [uids, sets] = await Promise.all([
    folder.searchUids({ kind: "all" }),
    searchFlags(folder, ALL_FLAGS),
  ]);
  return {
    uids: { kind: "complete", uids },
    flags: { sets: sets(uids), of: uids, rows: [], upToModseq: true },
  };
}

async function readKnown(
  session: MailSession,
  folder: OpenFolder,
  known: FolderLedger,
  { depth, mustList }: ReadRequest,
): Promise<Read> {
  const { profile } = session;
  const counting = profile.condstore && folder.modseq !== null;
  if (depth === "full" || (counting && !isCountedOn(folder, known))) return readRows(folder, known);
  if (profile.qresync && folder.resync !== null) {
    const { vanished, changed } = folder.resync;
    const arrived = toldArrivals(folder, known, changed) ?? (await readArrivals(folder, known));
    const expected = known.uids.without(vanished).union(arrived);
    // The counts must agree; when they don't the server is asked again.
    const uids: Uids =
      expected.size === folder.exists && !mustList
        ? { kind: "complete", uids: expected }
        : await searchAll(folder, expected);
    return { uids, flags: await rowsSince(folder, arrived, changed) };
  }
  const arrived = await readArrivals(folder, known);
  const present = known.uids.union(arrived);
  if (counting && known.modseq !== null) {
    const changed = folder.modseq === known.modseq ? [] : await folder.fetchFlags(present, known.modseq);
    const uids = await readGone(folder, present, mustList);
    return { uids, flags: await rowsSince(folder, arrived, changed) };
  }
  const uids = await readGone(folder, present, mustList);
  const rows = arrived.isEmpty ? [] : await folder.fetchFlags(arrived);
  if (depth === "flags" && uids.kind === "complete") {
    const sets = await searchFlags(folder, CHEAP_FLAGS);
    return { uids, flags: { sets: sets(uids.uids), of: uids.uids, rows, upToModseq: false } };
  }
  return { uids, flags: { ...NO_FLAGS, rows } };
}

/** Whether the server can tell what changed since the ledger. One from before it counted changes has to be compared
 *  once, and so has one of a server that has counted further than it does now (restored, or its index rebuilt): what
 *  changed since then may have any number. */
function isCountedOn({ modseq }: OpenFolder, known: FolderLedger): boolean {
  return modseq !== null && known.modseq !== null && modseq >= known.modseq;
}

/** What came is among what changed (RFC 7162 section 3.2.5.1). Null where the newest uid isn't told: it may have gone
 *  again, or the server tells less than it should. */
function toldArrivals(folder: OpenFolder, known: FolderLedger, changed: readonly FlagRow[]): UidSet | null {
  const told = UidSet.of(changed.map(({ uid }) => uid)).without(UidSet.range(1, known.uidNext - 1));
  return folder.uidNext !== null && told.max === folder.uidNext - 1 ? told : null;
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

/** What is left of `expected`. */
async function readGone(folder: OpenFolder, expected: UidSet, mustList: boolean): Promise<Uids> {
  const gone = mustList ? null : await findGone(folder, expected);
  if (gone !== null) return { kind: "complete", uids: expected.without(gone) };
  return searchAll(folder, expected);
}

/** A search that contradicts the count is a question, not a fact: unless it names all that was expected, nothing is
 *  concluded from what it leaves out. */
async function searchAll(folder: OpenFolder, expected: UidSet): Promise<Uids> {
  const all = await folder.searchUids({ kind: "all" });
  if (expected.without(all).isEmpty) return { kind: "complete", uids: all };
  // EXISTS doesn't count what came after it was told; where UIDNEXT doesn't tell what that is, two searches must agree.
  const isCounted = uidsBelow(all, folder.uidNext).size === folder.exists;
  if (isCounted && (folder.uidNext !== null || (await folder.searchUids({ kind: "all" })).equals(all)))
    return { kind: "complete", uids: all };
  return { kind: "from", first: expected.max, uids: all };
}

async function readRows(folder: OpenFolder, known: FolderLedger): Promise<Read> {
  // A count that contradicts what was there is a question: a search answers it.
  if (folder.exists === 0 && known.uids.isEmpty) return readNew(folder);
  const uids = await searchAll(folder, known.uids);
  const named = uids.kind === "none" ? UidSet.empty : uids.uids;
  const rows = await folder.fetchFlags(named);
  const whole = uids.kind === "complete" && named.without(UidSet.of(rows.map(({ uid }) => uid))).isEmpty;
  return { uids, flags: { ...NO_FLAGS, rows, upToModseq: whole } };
}

/** What changed since the known MODSEQ, and rows of arrivals that the server hasn't told already. */
async function rowsSince(
  folder: OpenFolder,
  arrived: UidSet,
  changed: readonly FlagRow[],
): Promise<FlagsRead> {
  const untold = arrived.without(UidSet.of(changed.map((row) => row.uid)));
  const rows = untold.isEmpty ? changed : [...changed, ...(await folder.fetchFlags(untold))];
  return { ...NO_FLAGS, rows, upToModseq: true };
}

async function searchWanted(folder: OpenFolder, from: number | null, read: Uids): Promise<UidSet> {
  if (folder.exists === 0) return UidSet.empty;
  // Nothing that the reading doesn't name could be taken.
  if (from === null) return read.kind === "complete" ? read.uids : folder.searchUids({ kind: "all" });
  return folder.searchUids({ kind: "since", day: searchDay(from) });
}

type SearchableFlag = Exclude<FlagName, "forwarded">;
const ALL_FLAGS: readonly SearchableFlag[] = ["seen", "flagged", "answered", "draft", "deleted"];
/** The two that people change all day; the others come with arrivals, and with the daily full reading. */
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
