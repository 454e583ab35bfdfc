// Plans one folder with core and writes what follows: the ledger, flags, limbo. Bodies come later, from the
// ledger's `wanted`.
import type { MessageId, RemoteKey } from "../base/ids.ts";
import { remoteKey } from "../core/ledger.ts";
import { planFolder, type RemoteFolder } from "../core/plan-folder.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import type { NewEvent, SyncChanges } from "./ports/sync.ts";

export type ApplyDeps = ImportDeps;

/** True when something was written. */
export async function applyFolderPlan(
  deps: ApplyDeps,
  state: LoopState,
  folder: LoopFolder,
  remote: RemoteFolder,
): Promise<boolean> {
  const plan = planFolder(folder.ledger, remote, { importAll: folder.mapping.importFrom === null });
  if (plan.kind === "restart") return restart(deps, state, folder, remote);
  const searched = remote.wantedSince !== null;
  if (plan.next === folder.ledger && !searched) return false;
  const keys = (uids: UidSet): RemoteKey[] => [...uids].map((uid) => remoteKey(plan.next.uidValidity, uid));
  const known = folder.ledger;
  const gone = known === null ? UidSet.empty : plan.gone.intersect(known.stored);
  const changedKeys = plan.flagChanges.map(({ uid }) => remoteKey(plan.next.uidValidity, uid));
  const ids: ReadonlyMap<RemoteKey, MessageId> =
    changedKeys.length === 0
      ? new Map()
      : await deps.store.messagesAt(state.ownership, folder.id, changedKeys);
  const events: NewEvent[] = plan.flagChanges.flatMap(({ uid, flags }) => {
    const messageId = ids.get(remoteKey(plan.next.uidValidity, uid));
    return messageId === undefined ? [] : [{ kind: "message.flags", folderId: folder.id, messageId, flags }];
  });
  const changes: SyncChanges = {
    ledgers: [
      {
        folderId: folder.id,
        ledger: plan.next,
        readAt: remote.readAt,
        ...(searched ? { searched: true as const } : {}),
      },
    ],
    flags: plan.flagChanges.map(({ uid, flags }) => ({
      folderId: folder.id,
      key: remoteKey(plan.next.uidValidity, uid),
      flags,
    })),
    missing: gone.isEmpty ? [] : [{ folderId: folder.id, keys: keys(gone), since: remote.readAt }],
    events,
  };
  await deps.store.commit(state.ownership, changes);
  if (known !== null && (!plan.arrived.isEmpty || !plan.gone.isEmpty || events.length > 0)) {
    state.changedAt = remote.readAt;
  }
  if (searched) folder.mapping = { ...folder.mapping, searched: true };
  state.limboOpen += gone.size;
  folder.ledger = plan.next;
  return true;
}

/** The server gave the folder new uids (RFC 3501 section 2.3.1.1): what is here goes into limbo and is found again
 *  by headers; nothing departs and nothing is fetched twice meanwhile. */
async function restart(
  deps: ApplyDeps,
  state: LoopState,
  folder: LoopFolder,
  remote: RemoteFolder,
): Promise<boolean> {
  const old = folder.ledger;
  deps.log.warn("folder.restarted", { folder: folder.id });
  const fresh = planFolder(null, remote, { importAll: folder.mapping.importFrom === null });
  if (fresh.kind === "restart") return false;
  const missing =
    old === null || old.stored.isEmpty
      ? []
      : [
          {
            folderId: folder.id,
            keys: [...old.stored].map((uid) => remoteKey(old.uidValidity, uid)),
            since: remote.readAt,
          },
        ];
  // Which of the new uids are wanted has to be asked again: dates aren't known by uid.
  await deps.store.commit(state.ownership, {
    ledgers: [{ folderId: folder.id, ledger: fresh.next, readAt: remote.readAt }],
    missing,
    events: [],
  });
  folder.ledger = fresh.next;
  folder.mapping = { ...folder.mapping, searched: false };
  folder.rematching = true;
  folder.due = true;
  state.limboOpen += old?.stored.size ?? 0;
  return true;
}
