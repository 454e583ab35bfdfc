// Ends limbo where the evidence allows it: moved, when the message lies elsewhere; departed, when every folder that
// could hold it was read after it was missed (law 3).
import type { FolderId, MessageId, RemoteKey } from "../base/ids.ts";
import { pendingImport, uidOf } from "../core/ledger.ts";
import { planLimbo } from "../core/plan-mailbox.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";

/** So often, over about a minute, is a message tried that can't be fetched, before limbo ends without it. */
export const ASIDE_TRIES_MIN = 4;

/** Messages in one commit. */
const COMMIT_ROWS = 5_000;

/** Answers how many messages are still in limbo. */
export async function resolveLimbo(deps: ImportDeps, state: LoopState): Promise<number> {
  if (state.limboOpen === 0) return 0;
  const limbo = await deps.store.listLimbo(state.ownership);
  if (limbo.length === 0) {
    state.limboOpen = 0;
    return 0;
  }
  const isElsewhere = limbo.filter((each) => each.liveElsewhere !== null);
  const elsewhere = isElsewhere.filter((each) => !mayBeThere(state, each));
  const nowhere = limbo.filter((each) => each.liveElsewhere === null);
  const there = nowhere.filter((each) => isNamed(state, each));
  await wantNamed(deps, state, there);
  const named = new Set(there.map(({ messageId }) => messageId));
  // What departs does so from every folder that it is missed in.
  const lost = nowhere.filter(({ messageId, awaited }) => !awaited && !named.has(messageId));
  for (const folder of state.folders.values()) {
    folder.lookIntoAside(lost.reduce((latest, { since }) => Math.max(latest, since), 0));
  }
  const plan = planLimbo({
    now: deps.clock.now(),
    limbo: lost,
    folders: [...state.folders.values()].map((folder) => ({
      folderId: folder.id,
      readAt: fullyReadAt(folder),
      unreadableSince: folder.unreadableSince,
    })),
  });
  const departed = new Map(plan.departed.map((each) => [each.messageId, each.evidence]));
  const gone = lost.filter((each) => departed.has(each.messageId));
  for (const part of partsOf(elsewhere)) {
    await deps.store.commit(state.ownership, {
      moved: part.map(({ messageId, folderId }) => ({ messageId, fromFolderId: folderId })),
      events: part.map(({ messageId, folderId, liveElsewhere }) => ({
        kind: "message.moved",
        messageId,
        fromFolderId: folderId,
        folderId: liveElsewhere ?? folderId,
      })),
    });
  }
  for (const part of partsOf(byMessage(gone))) {
    await deps.store.commit(state.ownership, {
      departed: part.map(({ messageId, folderId }) => ({
        messageId,
        fromFolderId: folderId,
        at: deps.clock.now(),
        evidence: departed.get(messageId) ?? {},
      })),
      events: part.map(({ messageId, folderId }) => ({
        kind: "message.departed",
        messageId,
        fromFolderId: folderId,
      })),
    });
  }
  state.limboOpen = limbo.length - elsewhere.length - gone.length;
  return state.limboOpen;
}

/** Its folder got new uids, and what may be it there isn't matched or fetched yet: it lies in several folders. */
function mayBeThere(
  state: LoopState,
  { folderId, key }: { readonly folderId: FolderId; readonly key: RemoteKey },
): boolean {
  const folder = state.folders.get(folderId);
  const ledger = folder?.ledger ?? null;
  if (folder === undefined || ledger === null || key.startsWith(`${ledger.uidValidity}:`)) return false;
  return fullyReadAt(folder) === null;
}

/** The server told where it put it, and names it there: it only can't be fetched yet (Exchange). */
function isNamed(
  state: LoopState,
  { folderId, key }: { readonly folderId: FolderId; readonly key: RemoteKey },
): boolean {
  const ledger = state.folders.get(folderId)?.ledger ?? null;
  return ledger !== null && uidOf(ledger, key) !== null;
}

/** Whatever is imported of its folder: fetched, it is where it is missed. */
async function wantNamed(
  deps: ImportDeps,
  state: LoopState,
  there: readonly { readonly folderId: FolderId; readonly key: RemoteKey }[],
): Promise<void> {
  for (const [folderId, of] of Map.groupBy(there, (each) => each.folderId)) {
    const folder = state.folder(folderId);
    const { ledger } = folder;
    if (ledger === null) continue;
    const uids = UidSet.of(of.flatMap(({ key }) => uidOf(ledger, key) ?? [])).without(ledger.wanted);
    if (uids.isEmpty) continue;
    const next = { ...ledger, wanted: ledger.wanted.union(uids), offered: ledger.offered.without(uids) };
    const read = { folderId, ledger: next, readAt: folder.readAt ?? 0 };
    await deps.store.commit(state.ownership, { ledgers: [read], events: [] });
    folder.ledger = next;
  }
}

/** Each message once: it may be missed in several folders. */
function byMessage<T extends { readonly messageId: MessageId }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((each) => [each.messageId, each])).values()];
}

function* partsOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += COMMIT_ROWS) yield all.slice(start, start + COMMIT_ROWS);
}

/** A folder proves nothing about what it holds while some of its messages have not been fetched or matched. What a
 *  server announces before it can be fetched (Exchange) may be the very message that is missed elsewhere; what can't
 *  be fetched for a minute doesn't hold up the rest, but for one more try. */
function fullyReadAt(folder: LoopFolder): number | null {
  if (folder.ledger === null || !folder.mapping.searched) return null;
  if (!folder.ledger.unmatched.isEmpty) return null;
  if (!folder.ledger.aside.isEmpty && folder.asideTries < ASIDE_TRIES_MIN) return null;
  if (!pendingImport(folder.ledger).isEmpty || folder.readAt === null) return null;
  return folder.ledger.aside.isEmpty ? folder.readAt : Math.min(folder.readAt, folder.asideTriedAt);
}
