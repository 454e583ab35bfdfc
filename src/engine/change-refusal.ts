// What follows when the provider doesn't do what it was told: tried again later, or given back with a reason.

import type { Clock } from "../base/clock.ts";
import type { SyncError } from "../base/sync-error.ts";
import type { PendingChange } from "../core/plan-changes.ts";
import type { LoopState } from "./loop-state.ts";
import type { ChangeRefusal, NewEvent, Ownership, SyncStore } from "./ports/sync.ts";
import type { PushDeps } from "./push-changes.ts";

/** What the server can't do now is tried again after these times, unless it says when; then it counts as refused. */
const POSTPONED_MS = [10_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000] as const;

/** It concerns this folder or these messages, not the whole connection. */
export function isOfThis({ scope }: SyncError): boolean {
  return scope === "folder" || scope === "message";
}

/** Null: it may go well later (a mailbox that is full, a folder that is busy). */
export function refusalOf(error: SyncError): ChangeRefusal | null {
  if (error.code === "folderGone") return "folderGone";
  return error.retry === "never" || error.retry === "askUser" ? "refused" : null;
}

export function wasTriedEnough({ tries }: PendingChange): boolean {
  return tries >= POSTPONED_MS.length;
}

/** The rest of the mailbox goes on meanwhile (law 7). */
export async function postpone(
  deps: PushDeps,
  state: LoopState,
  changes: readonly PendingChange[],
  { retryAfterMs }: SyncError,
): Promise<void> {
  const tries = Math.min(...changes.map((change) => change.tries));
  const until = deps.clock.now() + (retryAfterMs ?? POSTPONED_MS[tries] ?? 0);
  const seqs = changes.map(({ seq }) => seq);
  await deps.store.commit(state.ownership, { postponed: { seqs, until }, events: [] });
  state.changesDueAt = Math.min(state.changesDueAt, until);
}

/** For whoever follows the mailbox: what of this lies here only from now on. */
export function refusedUploads(
  refused: readonly { readonly change: PendingChange; readonly why: ChangeRefusal }[],
): readonly NewEvent[] {
  return refused.flatMap(({ change: { act, messageId }, why }) =>
    // It left its folder here meanwhile, and with it the lists.
    act.kind === "append" && why !== "gone"
      ? [{ kind: "upload.refused", folderId: act.to, messageId, why }]
      : [],
  );
}

/** What was expected of a change that is done may be in limbo now. */
export async function afterEnding(
  { store }: { readonly store: Pick<SyncStore, "listLimbo"> },
  state: LoopState,
): Promise<void> {
  state.limboOpen = (await store.listLimbo(state.ownership)).length;
}

/** A worker without a beat for nine seconds is dead; its last one was up to three before. */
const SURE_MS = 6_000;

/** To be awaited before each command of changes that are journaled now. When that was so long ago that another worker
 *  may have the mailbox (this process was suspended, the server was slow), they are journaled anew. Rejects with
 *  `ownershipLost`. */
export function whileOurs(
  { clock, store }: { readonly clock: Clock; readonly store: Pick<SyncStore, "commit"> },
  ownership: Ownership,
  seqs: readonly number[],
): () => Promise<void> {
  let ourAt = clock.monotonic();
  return async () => {
    while (clock.monotonic() - ourAt > SURE_MS) {
      const askedAt = clock.monotonic();
      await store.commit(ownership, { attempted: { seqs, at: clock.now() }, events: [] });
      ourAt = askedAt;
    }
  };
}
