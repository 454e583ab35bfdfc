// What LIST says about the tree of folders: which of the known ones are where now, which are new and which have gone.
// A folder is what the server's evidence says it is (folder-evidence.ts): its MAILBOXID, else its UIDVALIDITY. Its
// name counts only where there is no such evidence against it. An empty answer is a question to the server, never a
// fact (law 4).
import { assert } from "../base/assert.ts";
import type { FolderId } from "../base/ids.ts";
import { type FolderInList, type ListedLike, likenessOf } from "./folder-evidence.ts";

/** Each finds what the last made clear: folders below one that was renamed, then those that only these could be. */
const ROUNDS_MAX = 10;

export type FolderListPlan<L extends ListedLike> =
  | { readonly kind: "question"; readonly reason: string }
  | {
      readonly kind: "proceed";
      /** Each known folder that is listed, wherever it is now. */
      readonly there: readonly PlacedFolder<L>[];
      readonly added: readonly L[];
      readonly gone: readonly FolderId[];
      /** A folder that is used isn't found, or is another now: worth a second look before it is believed. */
      readonly isMissing: boolean;
      /** Paths whose STATUS isn't known, or tells no UIDVALIDITY, and could tell where a folder is that is missed. */
      readonly sought: readonly string[];
    };

export interface PlacedFolder<L extends ListedLike> {
  readonly folderId: FolderId;
  readonly listed: L;
  /** It may be another one with the same UIDVALIDITY: the uids known of it must not be believed. */
  readonly doubted: boolean;
}

export function planFolderList<L extends ListedLike>(
  known: readonly FolderInList[],
  listed: readonly L[],
): FolderListPlan<L> {
  if (listed.length === 0) return { kind: "question", reason: "the server lists no folders at all" };
  if (!listed.some(({ path }) => isInbox(path))) {
    return { kind: "question", reason: "the server lists no INBOX" };
  }
  const match = new Match(known, listed);
  match.placeInbox();
  match.placeById();
  match.placeUnmoved();
  for (let round = 0; round < ROUNDS_MAX && (match.placeBelowMoved() || match.placeMoved()); round++);
  match.placeByName();
  const missed = match.missed();
  const suspects = new Suspects(missed);
  return {
    kind: "proceed",
    there: match.places.map((place) => ({
      folderId: place.folder.id,
      listed: place.listed,
      doubted: match.isDoubted(place, suspects),
    })),
    added: match.unclaimed(),
    gone: missed.flatMap(({ id }) => (match.isPlaced(id) ? [] : [id])),
    isMissing: missed.some(({ used }) => used),
    sought: match.sought(missed),
  };
}

interface Place<L> {
  readonly folder: FolderInList;
  readonly listed: L;
  /** Other folders have its UIDVALIDITY too, and it was found by that alone. */
  readonly guessed: boolean;
}

/** How many folders have one UIDVALIDITY. */
interface Share {
  /** Without those that had gone before. */
  known: number;
  listed: number;
  /** One of the known ones is. */
  used: boolean;
}

/** A server may list tens of thousands of folders: none of them is compared with all others. */
class Match<L extends ListedLike> {
  readonly #known: readonly FolderInList[];
  readonly #listed: readonly L[];
  readonly #byPath: ReadonlyMap<string, L>;
  /** What was there before, by its path. */
  readonly #hereAt = new Map<string, FolderInList>();
  readonly #shares = new Map<number, Share>();
  readonly #places = new Map<FolderId, Place<L>>();
  /** With a UIDVALIDITY that no known folder has or had. */
  readonly #neverHad: readonly L[];
  readonly #taken = new Set<string>();
  /** By the paths they had: folders that have others now. */
  readonly #moved = new Map<string, Place<L>>();

  constructor(known: readonly FolderInList[], listed: readonly L[]) {
    // What is there counts before what has gone, what is used before what is not, the late before the early.
    this.#known = [...known].sort(
      (a, b) =>
        Number(a.goneAt !== null) - Number(b.goneAt !== null) ||
        Number(b.used) - Number(a.used) ||
        (b.goneAt ?? 0) - (a.goneAt ?? 0),
    );
    this.#listed = listed;
    this.#byPath = new Map(listed.map((each) => [each.path, each]));
    for (const folder of known) {
      const share = this.#shareOf(folder.uidValidity);
      if (folder.goneAt !== null) continue;
      this.#hereAt.set(folder.path, folder);
      share.known++;
      share.used ||= folder.used;
    }
    this.#neverHad = listed.filter((each) => {
      const uidValidity = uidValidityOf(each);
      return uidValidity !== null && !this.#shares.has(uidValidity);
    });
    for (const each of listed) this.#shareOf(uidValidityOf(each)).listed++;
  }

  #shareOf(uidValidity: number | null): Share {
    const share = this.#shares.get(uidValidity ?? 0) ?? { known: 0, listed: 0, used: false };
    this.#shares.set(uidValidity ?? 0, share);
    return share;
  }

  get places(): readonly Place<L>[] {
    return [...this.#places.values()];
  }

  isPlaced(id: FolderId): boolean {
    return this.#places.has(id);
  }

  unclaimed(): readonly L[] {
    return this.#listed.filter(({ path }) => !this.#taken.has(path));
  }

  #open(): readonly FolderInList[] {
    return this.#known.filter(({ id }) => !this.#places.has(id));
  }

  /** Where this folder could be: nobody else is there. */
  #free(path: string): L | undefined {
    return this.#taken.has(path) ? undefined : this.#byPath.get(path);
  }

  #place(folder: FolderInList, listed: L, guessed = false): void {
    const place = { folder, listed, guessed };
    this.#places.set(folder.id, place);
    this.#taken.add(listed.path);
    if (listed.path !== folder.path && !this.#moved.has(folder.path)) this.#moved.set(folder.path, place);
  }

  /** INBOX is never renamed: RENAME moves its messages into a new folder (RFC 3501 6.3.5). */
  placeInbox(): void {
    const folder = this.#known.find(({ path }) => isInbox(path));
    const inbox = this.#listed.find(({ path }) => isInbox(path));
    if (folder !== undefined && inbox !== undefined) this.#place(folder, inbox);
  }

  placeById(): void {
    for (const folder of this.#open()) {
      const listed = this.#free(folder.path);
      if (listed !== undefined && likenessOf(folder, listed) === "same") this.#place(folder, listed);
    }
    const named = this.#open().filter((folder) => folder.serverId !== null && this.#mayReturn(folder));
    if (named.length === 0) return;
    // Turned around, so that the first of equals is the first to be popped.
    const byId = Map.groupBy(this.unclaimed().toReversed(), ({ status }) => status?.serverId ?? null);
    for (const folder of named) {
      const listed = byId.get(folder.serverId)?.pop();
      if (listed?.selectable) this.#place(folder, listed);
    }
  }

  placeUnmoved(): void {
    for (const folder of this.#open()) {
      const listed = this.#free(folder.path);
      if (folder.goneAt === null && listed !== undefined && likenessOf(folder, listed) === "alike") {
        this.#place(folder, listed);
      }
    }
  }

  /** What lies below a renamed folder was renamed with it (RFC 3501 6.3.5). */
  placeBelowMoved(): boolean {
    if (this.#moved.size === 0) return false;
    let placed = false;
    for (const folder of this.#open().toSorted((a, b) => a.path.length - b.path.length)) {
      const above = this.#movedAbove(folder);
      if (above === null || !this.#mayReturn(folder)) continue;
      const listed = this.#free(above.listed.path + folder.path.slice(above.folder.path.length));
      if (listed === undefined) continue;
      const likeness = likenessOf(folder, listed);
      // Of one that was made a moment ago nothing is known that could speak for it.
      const isNew = folder.uidValidity === null && likeness === "unknown";
      if (likeness !== "alike" && !isNew) continue;
      this.#place(folder, listed);
      placed = true;
    }
    return placed;
  }

  /** The folder above this one, where that one was renamed. */
  #movedAbove({ path, delimiter }: FolderInList): Place<L> | null {
    const end = delimiter === null ? -1 : path.lastIndexOf(delimiter);
    return (end <= 0 ? undefined : this.#moved.get(path.slice(0, end))) ?? null;
  }

  /** A folder that has gone long ago and meant nothing here is not looked for in new ones. */
  #mayReturn(folder: FolderInList): boolean {
    return folder.goneAt === null || folder.used;
  }

  /** By UIDVALIDITY, where what is missed with it and what was found with it have the same shape. */
  placeMoved(): boolean {
    const open = this.#open().filter((folder) => this.#mayReturn(folder));
    if (open.length === 0) return false;
    const missed = Map.groupBy(open, ({ uidValidity }) => uidValidity);
    const renumbering = this.#isRenumbering();
    const found = Map.groupBy(
      this.unclaimed().filter(({ path }) => !this.#isHeld(path, renumbering)),
      uidValidityOf,
    );
    let placed = false;
    for (const [uidValidity, folders] of missed) {
      if (uidValidity === null) continue;
      const present = folders.filter(({ goneAt }) => goneAt === null);
      const there = present.length;
      const alike = found.get(uidValidity) ?? [];
      const isShared = this.#isShared(uidValidity, there, alike.length);
      // Where any would do, a name that was there before says more: LIST may have left out what is missed.
      const candidates = isShared ? alike.filter(({ path }) => !this.#isUntold(path)) : alike;
      const whole = pairByShape(folders, candidates);
      // What was there a moment ago comes before what has gone.
      const pairs = whole.length === 0 && there > 0 ? pairByShape(present, candidates) : whole;
      const likeness = new Set(pairs.map(([folder, listed]) => likenessOf(folder, listed)));
      // Where no other folder could be meant, a STATUS that lags behind is no evidence against it.
      if (likeness.has("other") || (isShared && likeness.has("reused"))) continue;
      const guessed =
        isShared ||
        pairs.length < folders.length ||
        likeness.has("reused") ||
        candidates.some(({ path }) => this.#hereAt.get(path)?.uidValidity === null);
      // On a server that gives all folders one UIDVALIDITY a new folder looks like any that ever went.
      if (isShared && there < folders.length) continue;
      for (const [folder, listed] of pairs) this.#place(folder, listed, guessed);
      placed ||= pairs.length > 0;
    }
    return placed;
  }

  /** A folder of which nothing is told stays where its name is, unless nobody uses it and nothing ever was; and all do
   *  while the server gives out new UIDVALIDITYs: one that comes up in another place may have been given anew. */
  #isHeld(path: string, renumbering: boolean): boolean {
    const folder = this.#hereAt.get(path);
    if (folder === undefined || this.#places.has(folder.id)) return false;
    if (renumbering) return true;
    const isStrange = !folder.used && folder.uidValidity === null;
    return !isStrange && this.#isUntold(path);
  }

  /** The name was there before, and nothing is told that could say whether it is the same folder. */
  #isUntold(path: string): boolean {
    const [folder, listed] = [this.#hereAt.get(path), this.#byPath.get(path)];
    return folder !== undefined && listed !== undefined && likenessOf(folder, listed) === "unknown";
  }

  /** In the place of a folder, which wasn't found elsewhere, is one with a UIDVALIDITY that none ever had. */
  #isRenumbering(): boolean {
    return this.#neverHad.some(({ path }) => {
      const folder = this.#hereAt.get(path);
      if (folder === undefined || folder.uidValidity === null) return false;
      return (this.#places.get(folder.id)?.listed.path ?? path) === path;
    });
  }

  /** More folders have this UIDVALIDITY than so many of the known and so many of the listed ones. */
  #isShared(uidValidity: number, known: number, listed: number): boolean {
    const share = this.#shareOf(uidValidity);
    return share.known > known || share.listed > listed;
  }

  /** What is left keeps its name. Where the UIDVALIDITY is another one, the folder was renumbered, or deleted and
   *  made again: its messages are looked for in it by their headers either way (law 2). */
  placeByName(): void {
    for (const folder of this.#open()) {
      const listed = this.#free(folder.path);
      if (listed !== undefined) this.#place(folder, listed);
    }
  }

  /** Folders that were there before and aren't found, or of which only the name was found. */
  missed(): readonly FolderInList[] {
    return this.#known.filter((folder) => {
      const place = this.#places.get(folder.id);
      if (folder.goneAt !== null) return false;
      return place === undefined || likenessOf(folder, place.listed) === "other";
    });
  }

  isDoubted({ folder, listed, guessed }: Place<L>, suspects: Suspects): boolean {
    const { status } = listed;
    if (!folder.used || status === null || status.uidValidity !== folder.uidValidity) return false;
    if (isInbox(listed.path)) return false;
    const likeness = likenessOf(folder, listed);
    if (likeness === "same") return false;
    if (likeness === "other" || guessed) return true;
    if (suspects.couldBe(listed, folder)) return true;
    // It stayed while the folder above it went: another of that UIDVALIDITY may have come into its place.
    const left = listed.path === folder.path && this.#movedAbove(folder) !== null;
    return left && this.#isShared(status.uidValidity, 1, 1);
  }

  sought(missed: readonly FolderInList[]): readonly string[] {
    const untold = this.#listed.filter((each) => each.selectable && isUntold(each));
    if (untold.length === 0) return [];
    const came = untold.filter(({ path }) => !this.#taken.has(path));
    if (missed.some((folder) => this.#matters(folder))) {
      return [...came, ...untold.filter(({ path }) => this.#taken.has(path))].map(({ path }) => path);
    }
    const awaited = this.#open().some(({ used, uidValidity }) => used && uidValidity !== null);
    if (!awaited) return [];
    const strange = this.places.filter(({ folder }) => folder.uidValidity === null);
    const unknown = new Set(strange.map(({ listed }) => listed.path));
    return untold.filter(({ path }) => unknown.has(path) || !this.#taken.has(path)).map(({ path }) => path);
  }

  /** Whether it matters where this missed folder is: to those who use it, or whose UIDVALIDITY is the same. */
  #matters({ uidValidity, serverId, used }: FolderInList): boolean {
    if (uidValidity === null) return used && serverId !== null;
    return used || this.#shareOf(uidValidity).used;
  }
}

/** Folders that are missed: one that stayed, and has the same UIDVALIDITY, may be one of them. */
class Suspects {
  /** Of each UIDVALIDITY those of which the least was received come first: where they can't be that, none can. */
  readonly #byLeast: ReadonlyMap<string, readonly FolderInList[]>;
  readonly #byUidNext: ReadonlyMap<string, readonly FolderInList[]>;

  constructor(missed: readonly FolderInList[]) {
    const sorted = missed.toSorted((a, b) => (a.uidNext ?? 0) - (b.uidNext ?? 0));
    const hasId = ({ serverId }: FolderInList): boolean => serverId !== null;
    this.#byLeast = Map.groupBy(sorted, (each) => `${each.uidValidity} ${hasId(each)}`);
    this.#byUidNext = Map.groupBy(sorted, (each) => `${each.uidValidity} ${hasId(each)} ${each.uidNext}`);
  }

  couldBe(listed: ListedLike, folder: FolderInList): boolean {
    if (listed.status === null || this.#byLeast.size === 0) return false;
    const { uidValidity, uidNext, serverId } = listed.status;
    // Another one would hardly have given out just as many uids.
    const isStill = uidNext !== null && uidNext === folder.uidNext;
    const named = (hasId: boolean): readonly FolderInList[] =>
      (isStill
        ? this.#byUidNext.get(`${uidValidity} ${hasId} ${uidNext}`)
        : this.#byLeast.get(`${uidValidity} ${hasId}`)) ?? [];
    const suspects = serverId === null ? [named(false), named(true)] : [named(false)];
    return suspects.some((some) =>
      some.slice(0, 2).some((each) => each.id !== folder.id && likenessOf(each, listed) === "alike"),
    );
  }
}

function isInbox(path: string): boolean {
  return path.length === 5 && path.toUpperCase() === "INBOX";
}

/** Asked once more, a server may say what it left out. */
function isUntold({ status }: ListedLike): boolean {
  return status === null || (status.uidValidity === 0 && status.serverId === null);
}

function uidValidityOf({ selectable, status }: ListedLike): number | null {
  return selectable && status !== null && status.uidValidity > 0 ? status.uidValidity : null;
}

/** One and one are a pair. More are pairs only as a folder with others below it, each under the same name as before:
 *  else nothing tells which is which. */
function pairByShape<L extends ListedLike>(
  folders: readonly FolderInList[],
  candidates: readonly L[],
): readonly (readonly [FolderInList, L])[] {
  if (folders.length !== candidates.length) return [];
  const [first, only] = [folders[0], candidates[0]];
  if (folders.length === 1 && first !== undefined && only !== undefined) return [[first, only]];
  const [from, to] = [topOf(folders), topOf(candidates)];
  if (from === null || to === null) return [];
  const byName = new Map(candidates.map((each) => [each.path.slice(to.path.length), each]));
  const pairs = folders.flatMap((folder): (readonly [FolderInList, L])[] => {
    const listed = byName.get(folder.path.slice(from.path.length));
    return listed === undefined ? [] : [[folder, listed]];
  });
  return pairs.length === folders.length ? pairs : [];
}

/** The folder that all others lie below. */
function topOf<F extends { readonly path: string; readonly delimiter: string | null }>(
  folders: readonly F[],
): F | null {
  const top = folders.toSorted((a, b) => a.path.length - b.path.length)[0];
  assert(top !== undefined, "a shape of no folders");
  const below = folders.every(
    (each) => each === top || (top.delimiter !== null && each.path.startsWith(`${top.path}${top.delimiter}`)),
  );
  return below ? top : null;
}
