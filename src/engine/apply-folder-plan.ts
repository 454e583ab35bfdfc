// Plans one folder with core and writes what follows: the ledger, flags, limbo. Bodies come later, from the
// ledger's `wanted`.
import { assert } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";
import { hasFlag } from "../core/flags.ts";
import { type FlagRowRead, type FolderLedger, remoteKey, withRows } from "../core/ledger.ts";
import { planFolder, type RemoteFolder } from "../core/plan-folder.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import { CHANGES_MAX } from "./pending-changes.ts";
import type { NewEvent, SyncChanges } from "./ports/sync.ts";

/** Changes of single messages in one commit. */
const COMMIT_ROWS = 5_000;

export type ApplyDeps = ImportDeps;

export interface Applied {
  readonly changed: boolean;
  /** The reading proves what the folder holds, so that limbo may conclude from it. */
  readonly whole: boolean;
}

/** Rejects with SyncError `protocol`, scope folder, where the server names no UIDVALIDITY. */
export async function applyFolderPlan(
  deps: ApplyDeps,
  state: LoopState,
  folder: LoopFolder,
  remote: RemoteFolder,
): Promise<Applied> {
  const { mapping } = folder;
  const whole = remote.uids.kind === "complete" && folder.namesAll(remote.readAt);
  const plan = planFolder(folder.ledger, remote, {
    importAll: mapping.importFrom === null,
    mapping: !mapping.searched && whole,
  });
  if (plan.kind === "question") {
    throw new SyncError("protocol", {
      scope: "folder",
      retry: "later",
      said: "the folder has no UIDVALIDITY",
    });
  }
  const readAt = whole ? remote.readAt : (folder.readAt ?? 0);
  if (plan.kind === "restart") {
    // What was moved here a moment ago is missed until it is seen, whatever its date; so is what is being moved.
    const isAwaited = state.limboOpen > 0 || (await deps.store.openChanges(state.ownership, 1)).length > 0;
    const next = isAwaited ? { ...plan.next, unmatched: plan.next.uids } : plan.next;
    await restart(deps, state, folder, { next, readAt, since: remote.readAt });
    return { changed: true, whole };
  }
  const searched = !mapping.searched && remote.wantedSince !== null;
  const known = folder.ledger;
  if (plan.next === known && !searched) return { changed: false, whole };
  const gone = known === null ? UidSet.empty : plan.gone.intersect(known.stored);
  const isAwaited = known === null && (await wasSentTo(deps, state, folder));
  const unmatched = isAwaited ? plan.next.uids : plan.next.unmatched;
  const { unmarked, ...last } = await changeFlags(deps, state, folder, plan.flagChanges);
  const next =
    isAwaited || !unmarked.isEmpty
      ? { ...plan.next, unmatched, stored: plan.next.stored.without(unmarked) }
      : plan.next;
  const { uidValidity } = next;
  await deps.store.commit(state.ownership, {
    ...last,
    ledgers: [
      { folderId: folder.id, ledger: next, readAt, ...(searched ? { searched: true as const } : {}) },
    ],
    missing: gone.isEmpty
      ? []
      : [
          {
            folderId: folder.id,
            keys: [...gone].map((uid) => remoteKey(uidValidity, uid)),
            since: remote.readAt,
          },
        ],
  });
  if (known !== null && (!plan.arrived.isEmpty || !plan.gone.isEmpty || plan.flagChanges.length > 0)) {
    state.changedAt = remote.readAt;
  }
  if (searched) folder.mapping = { ...mapping, searched: true };
  state.limboOpen += gone.size;
  folder.ledger = next;
  return { changed: true, whole };
}

/** Something was sent to the folder before it was mapped: it may lie there, whatever its date. */
async function wasSentTo({ store }: ApplyDeps, state: LoopState, { id }: LoopFolder): Promise<boolean> {
  const open = await store.openChanges(state.ownership, CHANGES_MAX);
  return open.some(({ act, attemptedAt }) => "to" in act && act.to === id && attemptedAt !== null);
}

interface ToldFlags {
  readonly flags: NonNullable<SyncChanges["flags"]>;
  readonly events: readonly NewEvent[];
  /** Earlier revisions of drafts that could only be marked \\Deleted, and that somebody there has unmarked: no copy
   *  stands for them, and they are fetched again as drafts of their own. */
  readonly unmarked: UidSet;
}

/** Commits all but the last part of many flag changes, each with the ledger that stands for it, and answers the
 *  last part: somebody may have marked a hundred thousand messages as read. */
async function changeFlags(
  deps: ApplyDeps,
  state: LoopState,
  folder: LoopFolder,
  changes: readonly FlagRowRead[],
): Promise<ToldFlags> {
  let unmarked = UidSet.empty;
  for (let start = 0; ; start += COMMIT_ROWS) {
    const part = changes.slice(start, start + COMMIT_ROWS);
    const told = await flagRows(deps, state, folder, part);
    unmarked = unmarked.union(told.unmarked);
    if (start + COMMIT_ROWS >= changes.length || folder.ledger === null) return { ...told, unmarked };
    const { flags, events } = told;
    const ledger = {
      ...folder.ledger,
      flags: withRows(folder.ledger.flags, part),
      stored: folder.ledger.stored.without(unmarked),
    };
    await deps.store.commit(state.ownership, {
      ...{ flags, events },
      ledgers: [{ folderId: folder.id, ledger, readAt: folder.readAt ?? 0 }],
    });
    folder.ledger = ledger;
  }
}

async function flagRows(
  deps: ApplyDeps,
  state: LoopState,
  folder: LoopFolder,
  changes: readonly FlagRowRead[],
): Promise<ToldFlags> {
  if (changes.length === 0 || folder.ledger === null)
    return { flags: [], events: [], unmarked: UidSet.empty };
  const { uidValidity, flags: known } = folder.ledger;
  const flags = changes.map(({ uid, flags }) => ({
    folderId: folder.id,
    key: remoteKey(uidValidity, uid),
    flags,
  }));
  const copies = await deps.store.copiesAt(
    state.ownership,
    folder.id,
    flags.map(({ key }) => key),
  );
  const events = flags.flatMap(({ key, flags }): NewEvent[] => {
    const copy = copies.get(key);
    if (copy === undefined) return [];
    // What was set here and isn't confirmed goes on being shown.
    const shown = (flags & ~copy.pendingFlags) | (copy.flags & copy.pendingFlags);
    if (shown === copy.flags) return [];
    return [{ kind: "message.flags", folderId: folder.id, messageId: copy.messageId, flags: shown }];
  });
  const unmarked = changes.filter(
    ({ uid, flags }) =>
      known.deleted.has(uid) && !hasFlag(flags, "deleted") && !copies.has(remoteKey(uidValidity, uid)),
  );
  return { flags, events, unmarked: UidSet.of(unmarked.map(({ uid }) => uid)) };
}

/** The server gave the folder new uids (RFC 3501 section 2.3.1.1): what is here goes into limbo and is found again
 *  by headers; nothing departs and nothing is fetched twice meanwhile. */
async function restart(
  deps: ApplyDeps,
  state: LoopState,
  folder: LoopFolder,
  { next, readAt, since }: { readonly next: FolderLedger; readonly readAt: number; readonly since: number },
): Promise<void> {
  const old = folder.ledger;
  assert(old !== null, "a folder that was never read has lost its uids");
  deps.log.warn("folder.restarted", { folder: folder.id });
  const keys = [...old.stored].map((uid) => remoteKey(old.uidValidity, uid));
  // Which of the new uids are wanted has to be asked again: dates aren't known by uid.
  await deps.store.commit(state.ownership, {
    ledgers: [{ folderId: folder.id, ledger: next, readAt, searched: false }],
    missing: keys.length === 0 ? [] : [{ folderId: folder.id, keys, since }],
    events: [],
  });
  folder.ledger = next;
  folder.mapping = { ...folder.mapping, searched: false };
  folder.due = true;
  state.limboOpen += keys.length;
}
