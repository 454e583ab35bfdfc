// Ends limbo where the evidence allows it: moved, when the message lies elsewhere; departed, when every folder that
// could hold it was read after it was missed (law 3).
import { pendingImport } from "../core/ledger.ts";
import { planLimbo } from "../core/plan-mailbox.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import type { NewEvent, SyncChanges } from "./ports/sync.ts";

/** So often, over about a minute, is a message tried that can't be fetched, before limbo ends without it. */
const ASIDE_TRIES_MIN = 3;

/** Answers how many messages are still in limbo. */
export async function resolveLimbo(deps: ImportDeps, state: LoopState): Promise<number> {
  if (state.limboOpen === 0) return 0;
  const limbo = await deps.store.listLimbo(state.ownership);
  if (limbo.length === 0) {
    state.limboOpen = 0;
    return 0;
  }
  const elsewhere = limbo.filter((each) => each.liveElsewhere !== null);
  const lost = limbo.filter((each) => each.liveElsewhere === null);
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
  const events: NewEvent[] = [
    ...elsewhere.map(
      ({ messageId, folderId, liveElsewhere }): NewEvent => ({
        kind: "message.moved",
        messageId,
        fromFolderId: folderId,
        folderId: liveElsewhere ?? folderId,
      }),
    ),
    ...gone.map(
      ({ messageId, folderId }): NewEvent => ({
        kind: "message.departed",
        messageId,
        fromFolderId: folderId,
      }),
    ),
  ];
  if (events.length > 0) {
    const changes: SyncChanges = {
      moved: elsewhere.map(({ messageId, folderId }) => ({ messageId, fromFolderId: folderId })),
      departed: gone.map(({ messageId, folderId }) => ({
        messageId,
        fromFolderId: folderId,
        at: deps.clock.now(),
        evidence: departed.get(messageId) ?? {},
      })),
      events,
    };
    await deps.store.commit(state.ownership, changes);
  }
  state.limboOpen = lost.length - gone.length;
  if (state.limboOpen === 0) for (const folder of state.folders.values()) folder.rematching = false;
  return state.limboOpen;
}

/** A folder proves nothing about what it holds while some of its messages have not been fetched or matched. What a
 *  server announces before it can be fetched (Exchange) may be the very message that is missed elsewhere; what can't
 *  be fetched for a minute doesn't hold up the rest. */
function fullyReadAt(folder: LoopFolder): number | null {
  if (folder.ledger === null || !folder.mapping.searched) return null;
  if (!folder.ledger.aside.isEmpty && folder.asideTries < ASIDE_TRIES_MIN) return null;
  return pendingImport(folder.ledger).isEmpty ? folder.readAt : null;
}
