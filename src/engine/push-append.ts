// Gives the provider what comes from here: uploads and drafts, one command each, and then takes away the revisions
// that a draft had before. What identifies an upload is written before it is sent; where its answer is lost, a reading
// recognises it (recognise-appends.ts).
import { assert } from "../base/assert.ts";
import type { RemoteKey } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { type FolderLedger, remoteKey, uidOf, withoutUids, withRows } from "../core/ledger.ts";
import { revisionsFolder } from "../core/plan-append.ts";
import type { Clearing, PendingChange } from "../core/plan-changes.ts";
import { UidSet } from "../core/uid-set.ts";
import {
  afterEnding,
  isOfThis,
  postpone,
  refusalOf,
  refusedUploads,
  wasTriedEnough,
  whileOurs,
} from "./change-refusal.ts";
import { expungeForGood, hasLabels, ownPlaces, withTold } from "./labels.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import type { FlagRow, MailSession, RemotePlace, WritableFolder } from "./ports/mail.ts";
import type { ChangeRefusal, SyncChanges } from "./ports/sync.ts";
import type { PushDeps } from "./push-changes.ts";

/** So often a folder that isn't where it was is looked for. */
const FOLDER_SOUGHT_TRIES = 2;

export async function pushAppend(
  deps: PushDeps,
  state: LoopState,
  session: MailSession,
  change: PendingChange,
): Promise<void> {
  const { act, seq } = change;
  assert(act.kind === "append", "an upload that is none");
  const folder = state.folder(act.to);
  const ledger = ledgerOf(folder);
  const from = remoteKey(ledger.uidValidity, ledger.uidNext);
  const goOn = whileOurs(deps, state.ownership, [seq]);
  try {
    const place = await deps.store.placeOf(state.ownership, act.revisionId);
    const bytes = await deps.packs.read(state.ownership, place);
    const attempted = { seqs: [seq], at: deps.clock.now(), from };
    await deps.store.commit(state.ownership, { attempted, events: [] });
    // Until it is read, nobody knows what the folder holds.
    folder.due = true;
    await goOn();
    const { flags, internalDate } = act;
    const told = await session.appendMessage(folder.path, { bytes, flags, internalDate });
    await confirmAppend(deps, state, session, { change, folder, told });
  } catch (error) {
    await answerRefusal(deps, state, { change, error });
  }
}

interface Taken {
  readonly change: PendingChange;
  readonly folder: LoopFolder;
  readonly told: RemotePlace | null;
}

async function confirmAppend(
  deps: PushDeps,
  state: LoopState,
  session: MailSession,
  { change, folder, told }: Taken,
): Promise<void> {
  const { seq, messageId } = change;
  // Whatever STATUS says: counts may be older than the upload (Exchange).
  folder.changed = true;
  if (told !== null) folder.wasPut(remoteKey(told.uidValidity, told.uid));
  // A place under another UIDVALIDITY is told by the reading that finds out about that.
  const key =
    told?.uidValidity === ledgerOf(folder).uidValidity ? remoteKey(told.uidValidity, told.uid) : null;
  const places = hasLabels(session) ? await ownPlaces(deps, state, folder.id, [{ messageId, key }]) : [];
  if (places.some((place) => place.key !== key)) {
    return refuse(deps, state, { change, why: "alreadyThere" });
  }
  const appended = { seq, messageId, folderId: folder.id, at: deps.clock.now(), seen: null };
  const ledger = withTold(ledgerOf(folder), [key]);
  await deps.store.commit(state.ownership, {
    ...(key === null ? { answered: [seq] } : { appended: [{ ...appended, key }] }),
    ledgers: ledger === folder.ledger ? [] : [{ folderId: folder.id, ledger, readAt: folder.readAt ?? 0 }],
    events: [],
  });
  folder.ledger = ledger;
  await afterEnding(deps, state);
  deps.changed();
}

/** Erases a draft's revisions at the provider: the earlier ones when a newer lies there, or all of them. */
export async function clearRevisions(
  deps: PushDeps,
  state: LoopState,
  session: MailSession,
  { change, folderId, uids }: Clearing,
): Promise<void> {
  const folder = state.folder(folderId);
  const goOn = whileOurs(deps, state.ownership, [change.seq]);
  await deps.store.commit(state.ownership, {
    attempted: { seqs: [change.seq], at: deps.clock.now() },
    events: [],
  });
  folder.due = true;
  try {
    const opened = await session.openForWriting(folder.path, goOn);
    const ledger = ledgerOf(folder);
    // Its uids mean nothing any more: it is read anew first.
    if (opened.uidValidity !== ledger.uidValidity) return;
    const gone = UidSet.of(uids);
    const marked = hasLabels(session)
      ? await expungeForGood(session, state, { folder, opened, goOn }, gone).then(() => null)
      : await erase(opened, gone);
    const next =
      marked === null ? withoutUids(ledger, gone) : { ...ledger, flags: withRows(ledger.flags, marked) };
    const at = deps.clock.now();
    const { messageId } = change;
    const isDiscarded = change.act.kind === "discard";
    await deps.store.commit(state.ownership, {
      ledgers: [{ folderId, ledger: next, readAt: folder.readAt ?? 0 }],
      ...(isDiscarded && marked === null ? { erased: [{ messageId, fromFolderId: folderId, at }] } : {}),
      // It may have been taken for another message before it was known as an earlier revision.
      missing: marked === null ? [{ folderId, keys: keysOf(ledger, gone), since: at }] : [],
      // A discarded draft's copy lies there still, and in no list.
      flags: (marked ?? []).map(({ uid, flags }) => ({
        folderId,
        key: remoteKey(ledger.uidValidity, uid),
        flags,
      })),
      ended: [{ seq: change.seq, outcome: "done", why: null, at }],
      events: [],
    });
    folder.ledger = next;
    await afterEnding(deps, state);
    deps.changed();
  } catch (error) {
    await answerRefusal(deps, state, { change, error });
  }
}

function keysOf({ uidValidity }: FolderLedger, uids: UidSet): readonly RemoteKey[] {
  return [...uids].map((uid) => remoteKey(uidValidity, uid));
}

/** Answers the messages' flags where they could only be marked: the server can't expunge single ones. Marked they are
 *  by what is known here, whatever it tells: that somebody has unmarked them by then the next reading tells. */
async function erase(opened: WritableFolder, uids: UidSet): Promise<readonly FlagRow[] | null> {
  try {
    await opened.expungeMessages(uids);
    return null;
  } catch (error) {
    if (!(error instanceof SyncError) || !isOfThis(error) || refusalOf(error) !== "refused") throw error;
    const rows = await opened.changeFlags(uids, { add: FLAG_BITS.deleted, remove: 0 });
    const told = rows.filter(({ uid }) => uids.has(uid));
    return told.map(({ uid, flags }) => ({ uid, flags: flags | FLAG_BITS.deleted }));
  }
}

/** The bytes of an upload stay here, whatever the provider says of it. */
async function answerRefusal(
  deps: PushDeps,
  state: LoopState,
  { change, error }: { readonly change: PendingChange; readonly error: unknown },
): Promise<void> {
  if (!(error instanceof SyncError) || !isOfThis(error)) throw error;
  deps.log.warn("changes.refused", { changes: 1, error: error.message });
  // It may have been renamed since LIST was asked: that is found out first.
  const isSought = error.code === "folderGone" && change.tries < FOLDER_SOUGHT_TRIES;
  const why = isSought ? null : (refusalOf(error) ?? (wasTriedEnough(change) ? "refused" : null));
  if (why === null) return postpone(deps, state, [change], error);
  return refuse(deps, state, { change, why });
}

async function refuse(
  deps: PushDeps,
  state: LoopState,
  { change, why }: { readonly change: PendingChange; readonly why: ChangeRefusal },
): Promise<void> {
  const { seq } = change;
  const shown = await withEarlierShown(deps, state, [change]);
  await deps.store.commit(state.ownership, {
    ended: [{ seq, outcome: "refused", why, at: deps.clock.now() }],
    ledgers: shown.ledgers,
    events: refusedUploads([{ change, why }]),
  });
  shown.adopt();
  deps.changed();
}

/** Where a draft that was saved here can't be given to the provider, or can't be taken away there, what the provider has
 *  of it is shown beside it, as a message of its own: its earlier revisions are fetched again, but for one that is a
 *  message of its own already, since it came before it was known as an earlier revision. */
export async function withEarlierShown(
  { store }: Pick<PushDeps, "store">,
  state: LoopState,
  refused: readonly PendingChange[],
): Promise<{ readonly ledgers: NonNullable<SyncChanges["ledgers"]>; readonly adopt: () => void }> {
  const ledgers = new Map<LoopFolder, FolderLedger>();
  for (const { act } of refused) {
    const folderId = revisionsFolder(act);
    const folder = folderId === null ? undefined : state.mapped(folderId);
    const ledger = folder && (ledgers.get(folder) ?? folder.ledger);
    if (!folder || !ledger || !("earlier" in act)) continue;
    const earlier = act.earlier.flatMap((key) => uidOf(ledger, key) ?? []);
    if (earlier.length === 0) continue;
    const keys = keysOf(ledger, UidSet.of(earlier));
    const shown = await store.copiesAt(state.ownership, folder.id, keys);
    const hidden = earlier.filter((uid) => !shown.has(remoteKey(ledger.uidValidity, uid)));
    ledgers.set(folder, { ...ledger, stored: ledger.stored.without(UidSet.of(hidden)) });
  }
  return {
    ledgers: [...ledgers].map(([{ id, readAt }, ledger]) => ({
      folderId: id,
      ledger,
      readAt: readAt ?? 0,
    })),
    adopt() {
      for (const [folder, ledger] of ledgers) folder.ledger = ledger;
    },
  };
}

function ledgerOf({ ledger }: LoopFolder): FolderLedger {
  assert(ledger !== null, "a folder that was never read can't be written to");
  return ledger;
}
