// What core plans changes from: those that are due, where their messages lie by the last readings, and which folders were
// read when.
import type { FolderId, MessageId } from "../base/ids.ts";
import { FLAG_BITS, type Flags } from "../core/flags.ts";
import { type FolderLedger, pendingImport, uidOf } from "../core/ledger.ts";
import type { ChangeFolder, PendingChange } from "../core/plan-changes.ts";
import { UNREADABLE_MS_MAX } from "../core/plan-mailbox.ts";
import { UidSet } from "../core/uid-set.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import type { OpenChange } from "./ports/sync.ts";
import { ASIDE_TRIES_MIN } from "./resolve-limbo.ts";

/** What was asked of a message later waits for what was asked of it first. */
export function dueInTurn(open: readonly OpenChange[], now: number): readonly OpenChange[] {
  const held = new Set<MessageId>();
  return open.filter(({ messageId, dueAt }) => {
    if (dueAt > now) held.add(messageId);
    return !held.has(messageId);
  });
}

/** Folders that have been gone for so long that nothing waits for their mail to turn up. */
function awayFolders({ known }: LoopState, now: number): ReadonlySet<FolderId> {
  return new Set(
    known.flatMap(({ id, goneAt }) => (goneAt !== null && now - goneAt >= UNREADABLE_MS_MAX ? [id] : [])),
  );
}

export function pendingOf({ copies, ...change }: OpenChange, state: LoopState, now: number): PendingChange {
  const away = awayFolders(state, now);
  return {
    ...change,
    copies: copies.map(({ folderId, key, state: at }) => {
      if (at === "here" && away.has(folderId)) return { folderId, state: "away", uid: null, flags: 0 };
      const ledger = state.folders.get(folderId)?.ledger ?? null;
      const uid = ledger === null || at !== "here" ? null : uidOf(ledger, key);
      // Seen nowhere by the last reading: as good as missed.
      if (ledger === null || uid === null)
        return { folderId, state: at === "here" ? "missing" : at, uid: null, flags: 0 };
      return { folderId, state: at, uid, flags: flagsAt(ledger, uid) };
    }),
  };
}

export function flagsAt(ledger: FolderLedger, uid: number): Flags {
  let flags = 0;
  for (const [name, uids] of Object.entries(ledger.flags)) {
    if (uids.has(uid)) flags |= FLAG_BITS[name as keyof typeof FLAG_BITS];
  }
  return flags;
}

/** Also those that aren't mapped: something may be moved there. */
export function foldersOf(state: LoopState, now: number): ReadonlyMap<FolderId, ChangeFolder> {
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
            readAt: mapped === undefined ? null : arrivalsReadAt(mapped, now),
            parked: mapped?.parked ?? false,
          },
        ];
      }),
  );
}

/** What arrived and can't be fetched is tried again in its own time: reading the folder tells nothing new. */
export function ask(folder: LoopFolder): void {
  if (folder.ledger === null || arrivedAside(folder).isEmpty) folder.due = true;
}

function arrivedAside({ ledger }: LoopFolder): UidSet {
  return ledger === null ? UidSet.empty : ledger.aside.without(UidSet.range(1, ledger.mappedUidNext - 1));
}

/** When all that arrived was last known, ms: a message that was moved there from here is among it. What the import still
 *  fetches was there before. */
function arrivalsReadAt(folder: LoopFolder, now: number): number | null {
  const { ledger, readAt } = folder;
  if (ledger === null || readAt === null || readAt > now || !ledger.unmatched.isEmpty) return null;
  const before = UidSet.range(1, ledger.mappedUidNext - 1);
  if (!pendingImport(ledger).without(before).isEmpty) return null;
  if (!arrivedAside(folder).isEmpty && folder.asideTries < ASIDE_TRIES_MIN) return null;
  return readAt;
}
