// What the plan for people's changes is made of: the changes as they are open, and the folders as the loop knows them.
import type { FolderId } from "../base/ids.ts";
import { type FolderLedger, flagsAt, pendingImport, uidOf } from "../core/ledger.ts";
import { revisionsFolder } from "../core/plan-append.ts";
import type { ChangeFolder, PendingChange } from "../core/plan-changes.ts";
import { UNREADABLE_MS_MAX } from "../core/plan-mailbox.ts";
import { UidSet } from "../core/uid-set.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import type { OpenChange } from "./ports/sync.ts";
import { ASIDE_TRIES_MIN } from "./resolve-limbo.ts";

/** What can't be fetched is tried again for a change after this time at the soonest. */
const ASIDE_AGAIN_MS = 5_000;
/** Changes planned at once. */
export const CHANGES_MAX = 2_000;

/** Until when what lies in a folder that LIST doesn't name is waited for, ms; null when it is there. */
function missedUntil({ known }: LoopState, folderId: FolderId): number | null {
  const goneAt = known.find(({ id }) => id === folderId)?.goneAt ?? null;
  return goneAt === null ? null : goneAt + UNREADABLE_MS_MAX;
}

export function pendingOf(
  { copies, answered = false, ...change }: OpenChange,
  state: LoopState,
  now: number,
): PendingChange {
  const targetMissed = "to" in change.act ? missedUntil(state, change.act.to) : null;
  const isAway = (folderId: FolderId): boolean => (missedUntil(state, folderId) ?? now + 1) <= now;
  return {
    ...change,
    answered,
    unheard: change.attemptedAt !== null && !answered && !state.attempted.has(change.seq),
    targetMissedUntil: targetMissed !== null && targetMissed > now ? targetMissed : null,
    earlier: earlierUids({ act: change.act, copies }, state),
    copies: copies.map(({ folderId, key, state: at }) => {
      if (at !== "expected" && isAway(folderId)) return { folderId, state: "away", uid: null, flags: 0 };
      const ledger = state.folders.get(folderId)?.ledger ?? null;
      const uid = ledger === null || at !== "here" ? null : uidOf(ledger, key);
      // Seen nowhere by the last reading: as good as missed.
      if (ledger === null || uid === null)
        return { folderId, state: at === "here" ? "missing" : at, uid: null, flags: 0 };
      return { folderId, state: at, uid, flags: flagsAt(ledger, uid) };
    }),
  };
}

/** Those that are there, also when they are marked: a cut may have come between mark and removal. Never where the message
 *  itself lies: saved again as it was, Gmail says that it is where it was before. */
function earlierUids(
  { act, copies }: Pick<OpenChange, "act" | "copies">,
  state: LoopState,
): readonly number[] {
  const folderId = revisionsFolder(act);
  const ledger = folderId === null ? null : (state.folders.get(folderId)?.ledger ?? null);
  if (ledger === null || !("earlier" in act)) return [];
  const own = copies.find((copy) => copy.folderId === folderId)?.key;
  return act.earlier.flatMap((key) => (key === own ? [] : (uidOf(ledger, key) ?? [])));
}

/** Also those that aren't mapped: something may be moved there. */
export function foldersOf(
  state: LoopState,
  due: readonly OpenChange[],
  now: number,
): ReadonlyMap<FolderId, ChangeFolder> {
  return new Map(
    state.known
      .filter(({ goneAt, selectable }) => goneAt === null && selectable)
      .map(({ id }): [FolderId, ChangeFolder] => {
        const mapped = state.folders.get(id);
        return [
          id,
          {
            folderId: id,
            mapped: mapped !== undefined,
            known: mapped?.ledger != null,
            readAt: mapped === undefined ? null : arrivalsReadAt(mapped, firstUidOf(due, mapped), now),
            allKnown: mapped?.ledger == null || isAllKnown(mapped.ledger),
            parked: mapped?.parked ?? false,
          },
        ];
      }),
  );
}

function isAllKnown(ledger: FolderLedger): boolean {
  return ledger.unmatched.isEmpty && pendingImport(ledger).isEmpty;
}

/** What arrived and can't be fetched is tried once more: reading the folder tells nothing new. */
export function ask(folder: LoopFolder, due: readonly OpenChange[], now: number): void {
  const { ledger } = folder;
  if (ledger === null || asideFrom(ledger, firstUidOf(due, folder)).isEmpty) folder.due = true;
  else if (folder.asideTries >= ASIDE_TRIES_MIN) folder.lookIntoAside(now - ASIDE_AGAIN_MS);
}

function asideFrom({ aside }: FolderLedger, firstUid: number): UidSet {
  return aside.without(UidSet.range(1, firstUid - 1));
}

/** The lowest uid that something which was put here may have: it comes after the mapping, unless the folder was mapped
 *  since it was attempted. */
function firstUidOf(due: readonly OpenChange[], { id, ledger }: LoopFolder): number {
  if (ledger === null) return 1;
  return due.reduce((first, { act, attemptedAt, attemptedFrom }) => {
    if (!("to" in act) || act.to !== id || attemptedAt === null) return first;
    const [validity, uid = 1] = (attemptedFrom ?? "").split(":").map(Number);
    return Math.min(first, validity === ledger.uidValidity ? uid : 1);
  }, ledger.mappedUidNext);
}

/** When all that arrived was last known, ms: a message that was moved there from here is among it. What the import still
 *  fetches was there before. */
function arrivalsReadAt(folder: LoopFolder, firstUid: number, now: number): number | null {
  const { ledger, readAt, doubtedSince } = folder;
  if (ledger === null || readAt === null || readAt > now || !ledger.unmatched.isEmpty) return null;
  if (doubtedSince !== null && readAt <= doubtedSince) return null;
  const before = UidSet.range(1, firstUid - 1);
  if (!pendingImport(ledger).without(before).isEmpty) return null;
  if (asideFrom(ledger, firstUid).isEmpty) return readAt;
  return folder.asideTries < ASIDE_TRIES_MIN ? null : Math.min(readAt, folder.asideTriedAt);
}
