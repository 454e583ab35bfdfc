// Tells the provider what people changed here (laws 5 and 6): core says what each change needs now, each command is
// journaled before and confirmed after. What came of a command whose answer was lost is told by the next reading,
// never guessed; nothing is sent twice before that.
import { assert } from "../base/assert.ts";
import type { FolderId, RemoteKey } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS, type Flags, withFlags } from "../core/flags.ts";
import { type FolderLedger, pendingImport, remoteKey, uidOf, withoutUids, withRows } from "../core/ledger.ts";
import { dueChanges } from "../core/plan-append.ts";
import {
  type ChangeFolder,
  type ChangePlan,
  type PendingChange,
  planChanges,
  type StepOf,
} from "../core/plan-changes.ts";
import { UidSet } from "../core/uid-set.ts";
import { afterEnding, isOfThis, postpone, refusalOf, wasTriedEnough } from "./change-refusal.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import type { FlagRow, MailSession, WritableFolder } from "./ports/mail.ts";
import type { ChangeRefusal, OpenChange, SyncChanges } from "./ports/sync.ts";
import { clearRevisions, pushAppend, withEarlierShown } from "./push-append.ts";
import { ASIDE_TRIES_MIN } from "./resolve-limbo.ts";

/** Changes planned at once. */
const CHANGES_MAX = 2_000;
/** Messages in one step, by how often they were tried: one that the server doesn't take must not hold up the others. */
const STEP_MESSAGES = [500, 20, 1] as const;

export interface PushDeps extends ImportDeps {
  /** The mailbox's view changed. */
  readonly changed: () => void;
}

type Step = ChangePlan["steps"][number];
type Ended = NonNullable<SyncChanges["ended"]>[number];

/** Answers whether something was done; folders that must be read before more can be done are then due. */
export async function pushChanges(deps: PushDeps, state: LoopState, session: MailSession): Promise<boolean> {
  for (let busy = false; ; busy = true) {
    const now = deps.clock.now();
    const open = await deps.store.openChanges(state.ownership, CHANGES_MAX);
    const due = dueChanges(open, now);
    state.changesOpen = due.length;
    state.appendsInDoubt = due.some(({ act, attemptedAt }) => act.kind === "append" && attemptedAt !== null);
    state.changesDueAt = open.reduce(
      (soonest, { dueAt }) => Math.min(soonest, dueAt > now ? dueAt : soonest),
      Infinity,
    );
    if (due.length === 0) return busy;
    const plan = planChanges(
      due.map((change) => pendingOf(change, state)),
      foldersOf(state, due),
      now,
    );
    for (const id of plan.ask) state.folder(id).due = true;
    state.changesDueAt = Math.min(state.changesDueAt, plan.again);
    await settle(deps, state, plan);
    for (const step of plan.steps) await doStep(deps, state, session, step);
    for (const change of plan.appends) await pushAppend(deps, state, session, change);
    for (const clearing of plan.clearings) await clearRevisions(deps, state, session, clearing);
    const { done, refused, superseded, steps, appends, clearings } = plan;
    const settled = done.length + refused.length + superseded.length;
    if (settled + steps.length + appends.length + clearings.length === 0) return busy;
  }
}

function pendingOf({ copies, answered = false, ...change }: OpenChange, state: LoopState): PendingChange {
  return {
    ...change,
    answered,
    earlier: earlierUids(change.act, state),
    copies: copies.map(({ folderId, key, state: at }) => {
      const ledger = state.folders.get(folderId)?.ledger ?? null;
      const uid = ledger === null || at !== "here" ? null : uidOf(ledger, key);
      // Seen nowhere by the last reading: as good as missed.
      if (ledger === null || uid === null)
        return { folderId, state: at === "here" ? "missing" : at, uid: null, flags: 0 };
      return { folderId, state: at, uid, flags: flagsAt(ledger, uid) };
    }),
  };
}

/** Those that are there, also when they are marked: a cut may have come between mark and removal. */
function earlierUids(act: OpenChange["act"], state: LoopState): readonly number[] {
  if (act.kind !== "append" && act.kind !== "discard") return [];
  const ledger = state.folders.get(act.kind === "append" ? act.to : act.from)?.ledger ?? null;
  if (ledger === null) return [];
  return act.earlier.flatMap((key) => uidOf(ledger, key) ?? []);
}

function flagsAt(ledger: FolderLedger, uid: number): Flags {
  let flags = 0;
  for (const [name, uids] of Object.entries(ledger.flags)) {
    if (uids.has(uid)) flags |= FLAG_BITS[name as keyof typeof FLAG_BITS];
  }
  return flags;
}

/** Also those that aren't mapped: something may be moved there. */
function foldersOf(state: LoopState, due: readonly OpenChange[]): ReadonlyMap<FolderId, ChangeFolder> {
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
            readAt: mapped === undefined ? null : arrivalsReadAt(mapped, firstUidOf(due, mapped)),
            parked: mapped?.parked ?? false,
          },
        ];
      }),
  );
}

/** The lowest uid that something which was put here may have: it comes after the mapping, unless the mailbox was
 *  stopped and mapped anew since an upload was attempted. */
function firstUidOf(due: readonly OpenChange[], { id, ledger }: LoopFolder): number {
  if (ledger === null) return 1;
  return due.reduce((first, { act, attemptedAt, attemptedFrom }) => {
    if (act.kind !== "append" || act.to !== id || attemptedAt === null) return first;
    const [validity, uid = 1] = (attemptedFrom ?? "").split(":").map(Number);
    return Math.min(first, validity === ledger.uidValidity ? uid : 1);
  }, ledger.mappedUidNext);
}

/** When all that arrived was last known, ms: a message that was moved there from here is among it. What the import still
 *  fetches was there before. */
function arrivalsReadAt(folder: LoopFolder, firstUid: number): number | null {
  const { ledger } = folder;
  if (ledger === null || !ledger.unmatched.isEmpty) return null;
  const before = UidSet.range(1, firstUid - 1);
  if (!pendingImport(ledger).without(before).isEmpty) return null;
  if (!ledger.aside.without(before).isEmpty && folder.asideTries < ASIDE_TRIES_MIN) return null;
  return folder.readAt;
}

async function settle(deps: PushDeps, state: LoopState, plan: ChangePlan): Promise<void> {
  const at = deps.clock.now();
  const ended: Ended[] = [
    ...plan.done.map(({ seq }): Ended => ({ seq, outcome: "done", why: null, at })),
    ...plan.refused.map(({ change, why }): Ended => ({ seq: change.seq, outcome: "refused", why, at })),
    ...plan.superseded.map(({ seq }): Ended => ({ seq, outcome: "undone", why: null, at })),
  ];
  if (ended.length === 0) return;
  const shown = withEarlierShown(
    state,
    plan.refused.map(({ change }) => change),
  );
  await deps.store.commit(state.ownership, { ended, ledgers: shown.ledgers, events: [] });
  shown.adopt();
  await afterEnding(deps, state);
  deps.changed();
}

async function doStep(
  deps: PushDeps,
  state: LoopState,
  session: MailSession,
  { step, of }: Step,
): Promise<void> {
  const folder = state.folder(step.folderId);
  for (const part of partsOf(of)) {
    await deps.store.commit(state.ownership, {
      attempted: { seqs: part.map(({ change }) => change.seq), at: deps.clock.now() },
      events: [],
    });
    // Until it is confirmed or read, nobody knows what the folder holds.
    folder.due = true;
    try {
      const opened = await openFor(session, folder);
      if (opened === null) return;
      if (step.kind === "flags") await changeFlags(deps, state, { folder, opened, part, step });
      else if (step.kind === "move") await moveMessages(deps, state, { folder, opened, part, to: step.to });
      else await removeMessages(deps, state, { folder, opened, part });
    } catch (error) {
      if (!(error instanceof SyncError) || !isOfThis(error)) throw error;
      deps.log.warn("changes.refused", { folder: folder.id, changes: part.length, error: error.message });
      await answerRefusal(deps, state, folder, { part, error });
    }
  }
}

function* partsOf(of: readonly StepOf[]): Generator<readonly StepOf[]> {
  const sizeOf = (tries: number): number => STEP_MESSAGES[Math.min(tries, STEP_MESSAGES.length - 1)] ?? 1;
  for (const size of STEP_MESSAGES) {
    const same = of.filter(({ change: { tries } }) => sizeOf(tries) === size);
    for (let start = 0; start < same.length; start += size) yield same.slice(start, start + size);
  }
}

/** Null when the folder's uids mean nothing any more: it is read anew first. */
async function openFor(session: MailSession, folder: LoopFolder): Promise<WritableFolder | null> {
  const opened = await session.openForWriting(folder.path);
  return opened.uidValidity === folder.ledger?.uidValidity ? opened : null;
}

/** Without an end, one change could be tried for ever: those that were tried often enough come back. */
async function answerRefusal(
  deps: PushDeps,
  state: LoopState,
  folder: LoopFolder,
  { part, error }: { readonly part: readonly StepOf[]; readonly error: SyncError },
): Promise<void> {
  const why = refusalOf(error);
  // Of several it may be one that the server doesn't take.
  const certain = why === "folderGone" || (why !== null && part.length === 1);
  const lasting = part.filter(({ change }) => certain || wasTriedEnough(change));
  if (lasting.length > 0) await refuse(deps, state, folder, { part: lasting, why: why ?? "refused" });
  const rest = part.filter((each) => !lasting.includes(each));
  const later = rest.map(({ change }) => change);
  if (later.length > 0) await postpone(deps, state, later, error);
}

/** The lists show again what the provider has. */
async function refuse(
  deps: PushDeps,
  state: LoopState,
  folder: LoopFolder,
  refusal: { readonly part: readonly StepOf[]; readonly why: ChangeRefusal },
): Promise<void> {
  const { part, why } = refusal;
  const { ledger } = folder;
  assert(ledger !== null, "a folder that was written to without a ledger");
  const at = deps.clock.now();
  const rows = part.map(({ change, uid }) => ({ change, uid, flags: flagsAt(ledger, uid) }));
  await deps.store.commit(state.ownership, {
    ended: part.map(({ change }) => ({ seq: change.seq, outcome: "refused", why, at })),
    flags: rows.map(({ uid, flags }) => ({ folderId: folder.id, key: keyOf(ledger, uid), flags })),
    events: rows.map(({ change: { messageId, act }, flags }) =>
      act.kind === "flags" || act.kind === "append"
        ? { kind: "message.flags", folderId: folder.id, messageId, flags }
        : { kind: "message.returned", folderId: act.from, messageId },
    ),
  });
  deps.changed();
}

interface Work {
  readonly folder: LoopFolder;
  readonly opened: WritableFolder;
  readonly part: readonly StepOf[];
}

async function changeFlags(
  deps: PushDeps,
  state: LoopState,
  { folder, opened, part, step }: Work & { readonly step: { readonly add: Flags; readonly remove: Flags } },
): Promise<void> {
  const change = { add: step.add & opened.permanentFlags, remove: step.remove & opened.permanentFlags };
  if (change.add === 0 && change.remove === 0) return refuse(deps, state, folder, { part, why: "readOnly" });
  const uids = uidsOf(part);
  const rows = await opened.changeFlags(uids, change);
  const ledger = folder.ledger;
  assert(ledger !== null, "a folder that was written to without a ledger");
  // Others' rows may come along; those of a later reading are complete.
  const own = rows.filter(({ uid }) => uids.has(uid));
  await confirm(deps, state, folder, {
    ledger: { ...ledger, flags: withRows(ledger.flags, own) },
    // For a move it was only the first step.
    done: part.filter(
      ({ change: { act }, uid }) =>
        act.kind === "flags" && own.some((row) => row.uid === uid && isAsAsked(row, change)),
    ),
    changes: {
      flags: own.map(({ uid, flags }) => ({ folderId: folder.id, key: keyOf(ledger, uid), flags })),
    },
  });
}

function isAsAsked({ flags }: FlagRow, change: { readonly add: Flags; readonly remove: Flags }): boolean {
  return withFlags(flags, change) === flags;
}

async function moveMessages(
  deps: PushDeps,
  state: LoopState,
  { folder, opened, part, to }: Work & { readonly to: FolderId },
): Promise<void> {
  const target = state.known.find(({ id }) => id === to);
  assert(target !== undefined, "a move to a folder that is not known");
  const { uids, uidValidity, removed } = await opened.moveMessages(uidsOf(part), target.path);
  const ledger = folder.ledger;
  assert(ledger !== null, "a folder that was written to without a ledger");
  const there = state.folders.get(to);
  if (there !== undefined) there.due = true;
  const done = removed ? part.filter(({ uid }) => uids.has(uid)) : [];
  const at = deps.clock.now();
  await confirm(deps, state, folder, {
    ledger: withoutUids(ledger, uidsOf(done)),
    done,
    changes: {
      relocated: done.map(({ change: { messageId }, uid }) => ({
        messageId,
        fromFolderId: folder.id,
        toFolderId: to,
        key: uidValidity === null ? null : remoteKey(uidValidity, uids.get(uid) ?? 0),
        at,
      })),
    },
  });
}

async function removeMessages(
  deps: PushDeps,
  state: LoopState,
  { folder, opened, part }: Work,
): Promise<void> {
  const uids = uidsOf(part);
  const ledger = folder.ledger;
  assert(ledger !== null, "a folder that was written to without a ledger");
  const at = deps.clock.now();
  try {
    await opened.expungeMessages(uids);
  } catch (error) {
    if (!(error instanceof SyncError) || !isOfThis(error) || refusalOf(error) !== "refused") throw error;
    // A server that can't expunge single messages: marked is all they can be, and no list shows them.
    const rows = await opened.changeFlags(uids, { add: FLAG_BITS.deleted, remove: 0 });
    const marked = {
      ...ledger,
      flags: withRows(
        ledger.flags,
        rows.filter(({ uid }) => uids.has(uid)),
      ),
    };
    const hidden = part.map(({ change: { messageId } }) => ({ messageId, folderId: folder.id }));
    return confirm(deps, state, folder, { ledger: marked, done: part, changes: { marked: hidden } });
  }
  await confirm(deps, state, folder, {
    ledger: withoutUids(ledger, uids),
    done: part,
    changes: {
      erased: part.map(({ change: { messageId } }) => ({ messageId, fromFolderId: folder.id, at })),
    },
  });
}

/** The effect, what both sides agree on now, and the end of the changes, in one commit. */
async function confirm(
  deps: PushDeps,
  state: LoopState,
  folder: LoopFolder,
  outcome: {
    readonly ledger: FolderLedger;
    readonly done: readonly StepOf[];
    readonly changes: Pick<SyncChanges, "flags" | "relocated" | "erased" | "marked">;
  },
): Promise<void> {
  const at = deps.clock.now();
  await deps.store.commit(state.ownership, {
    ...outcome.changes,
    ledgers: [{ folderId: folder.id, ledger: outcome.ledger, readAt: folder.readAt ?? 0 }],
    ended: outcome.done.map(({ change }) => ({ seq: change.seq, outcome: "done", why: null, at })),
    events: [],
  });
  folder.ledger = outcome.ledger;
  await afterEnding(deps, state);
  deps.changed();
}

function uidsOf(part: readonly StepOf[]): UidSet {
  return UidSet.of(part.map(({ uid }) => uid));
}

function keyOf(ledger: FolderLedger, uid: number): RemoteKey {
  return remoteKey(ledger.uidValidity, uid);
}
