// Before a message is taken from a folder because it lies in another already, that one is looked into: what the last
// reading saw there may be gone, and then this would be the last copy.
import type { FolderId, MessageId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { fingerprintText } from "../core/fingerprint.ts";
import { FLAG_BITS, type Flags } from "../core/flags.ts";
import type { PendingChange, StepOf } from "../core/plan-changes.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopState } from "./loop-state.ts";
import type { MailSession } from "./ports/mail.ts";

/** Messages of a folder that isn't mapped, of which the headers are compared: what was put there lately. */
const LOOKED_AT_MAX = 500;

/** Those of `part` that needn't be where they are: erased, or seen in their target this moment. */
export async function removable(
  session: MailSession,
  state: LoopState,
  part: readonly StepOf[],
): Promise<readonly StepOf[]> {
  const byTarget = Map.groupBy(part, ({ change: { act } }) => (act.kind === "move" ? act.to : null));
  const sure: StepOf[] = [];
  for (const [to, of] of byTarget) {
    const seen = to === null || !state.folders.has(to) ? of : await seenIn(session, state, to, of);
    sure.push(...seen);
  }
  return sure;
}

async function seenIn(
  session: MailSession,
  state: LoopState,
  to: FolderId,
  part: readonly StepOf[],
): Promise<readonly StepOf[]> {
  const folder = state.folder(to);
  const uidOf = ({ change }: StepOf): number =>
    change.copies.find(({ folderId }) => folderId === to)?.uid ?? 0;
  const opened = await session.openFolder(folder.path, null);
  const { ledger } = folder;
  if (ledger === null || opened.uidValidity !== ledger.uidValidity) return notSeen(folder);
  const uids = UidSet.of(part.map(uidOf));
  const rows = (await opened.fetchFlags(uids)).filter(({ uid }) => uids.has(uid));
  const live = new Map<number, Flags>();
  for (const { uid, flags } of rows) if ((flags & FLAG_BITS.deleted) === 0) live.set(uid, flags);
  if (live.size < uids.size) notSeen(folder);
  return part.filter((step) => live.has(uidOf(step)));
}

/** It is read to the end before more is done. */
function notSeen(folder: { due: boolean; fullAt: number }): readonly StepOf[] {
  folder.due = true;
  folder.fullAt = 0;
  return [];
}

/** Those of `part` that an earlier attempt has put into a folder that isn't mapped: nothing else would tell. Rejects with
 *  SyncError `serverBusy` where the folder doesn't show all that it counts: what it keeps back may be what was put there. */
export async function putBefore(
  deps: ImportDeps,
  state: LoopState,
  session: MailSession,
  { path, part }: { readonly path: string; readonly part: readonly StepOf[] },
): Promise<ReadonlySet<PendingChange>> {
  const tried = part.filter(({ change }) => change.attemptedAt !== null);
  if (tried.length === 0) return new Set();
  const folder = await session.openFolder(path, null);
  const looked = Math.min(folder.exists, LOOKED_AT_MAX);
  const numbers = Array.from({ length: looked }, (_, index) => folder.exists - index);
  const uids = UidSet.of((looked === 0 ? new Map() : await folder.fetchUidsAt(numbers)).values());
  const fingerprints: Uint8Array[] = [];
  let shown = 0;
  for await (const { header, flags } of folder.fetchHeaders(uids)) {
    shown++;
    if ((flags & FLAG_BITS.deleted) === 0) fingerprints.push(deps.secrets.sha256(fingerprintText(header)));
  }
  if (shown < looked) {
    const said = "the folder doesn't show all that it counts";
    throw new SyncError("serverBusy", { scope: "folder", retry: "later", said });
  }
  const matches =
    fingerprints.length === 0
      ? []
      : await deps.store.findMatches(state.ownership, { fingerprints, serverIds: [] });
  const there = new Set<MessageId>(matches.map(({ messageId }) => messageId));
  return new Set(tried.map(({ change }) => change).filter(({ messageId }) => there.has(messageId)));
}
