// Tells the provider what people changed here (laws 5 and 6): core says what each change needs now, each command is
// journaled before and confirmed after. What came of a command whose answer was lost is told by the next reading,
// never guessed; nothing is sent twice before that.
import { assert } from "../base/assert.ts";
import type { FolderId, RemoteKey } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS, type Flags, withFlags } from "../core/flags.ts";
import { type FolderLedger, flagsAt, remoteKey, withoutUids, withRows } from "../core/ledger.ts";
import { dueChanges } from "../core/plan-append.ts";
import { type ChangePlan, type PendingChange, planChanges, type StepOf } from "../core/plan-changes.ts";
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
import type { ImportDeps } from "./import-messages.ts";
import { hasLabels, ownPlaces, takeLabels, withTold } from "./labels.ts";
import { putBefore, removable } from "./look-before-removing.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import { ask, CHANGES_MAX, foldersOf, pendingOf } from "./pending-changes.ts";
import type { FlagRow, MailSession, WritableFolder } from "./ports/mail.ts";
import type { ChangeRefusal, KnownFolder, OpenChange, SyncChanges } from "./ports/sync.ts";
import { clearRevisions, pushAppend, withEarlierShown } from "./push-append.ts";

/** Messages in one step, by how often they were tried: one that the server doesn't take must not hold up the others. */
const STEP_MESSAGES = [500, 20, 1] as const;

export interface PushDeps extends ImportDeps {
  /** The mailbox's view changed. */
  readonly changed: () => void;
}

type Step = ChangePlan["steps"][number] & {
  /** Changes that are done with more than this step: the next plan ends them. */
  readonly several: ReadonlySet<PendingChange>;
};
type Ended = NonNullable<SyncChanges["ended"]>[number];

/** What comes to a folder may be an upload that was attempted before. */
function doubt(state: LoopState, due: readonly OpenChange[], now: number): void {
  const attempted = due.flatMap(({ act, attemptedAt, answered }) =>
    act.kind === "append" && attemptedAt !== null ? [{ to: act.to, answered }] : [],
  );
  state.appendsInDoubt = attempted.length > 0;
  const unanswered = new Set(attempted.flatMap(({ to, answered }) => (answered ? [] : [to])));
  for (const folder of state.folders.values()) {
    // A clock that was ahead is set right.
    folder.doubtedSince = unanswered.has(folder.id) ? Math.min(folder.doubtedSince ?? now, now) : null;
  }
}

/** Answers whether something was done; folders that must be read before more can be done are then due. */
export async function pushChanges(deps: PushDeps, state: LoopState, session: MailSession): Promise<boolean> {
  for (let busy = false; ; busy = true) {
    const now = deps.clock.now();
    const open = await deps.store.openChanges(state.ownership, CHANGES_MAX);
    await correctAttempts(deps, state, open, now);
    const due = dueChanges(open, now);
    state.changesOpen = due.length;
    doubt(state, due, now);
    state.changesDueAt = open.reduce(
      (soonest, { dueAt }) => Math.min(soonest, dueAt > now ? dueAt : soonest),
      Infinity,
    );
    if (open.length === 0) state.attempted.clear();
    if (due.length === 0) return busy;
    const plan = planChanges(
      due.map((change) => pendingOf(change, state, now)),
      foldersOf(state, due, now),
      now,
    );
    for (const id of plan.ask) ask(state.folder(id), due, now);
    state.changesDueAt = Math.min(state.changesDueAt, plan.again);
    await settle(deps, state, plan);
    await beginEnds(deps, state, plan);
    const several = inSeveral(plan);
    for (const step of plan.steps) await doStep(deps, state, session, { ...step, several });
    for (const change of plan.appends) await pushAppend(deps, state, session, change);
    for (const clearing of plan.clearings) await clearRevisions(deps, state, session, clearing);
    const { done, refused, superseded, ends, steps, appends, clearings } = plan;
    const settled = done.length + refused.length + superseded.length + ends.length;
    if (settled + steps.length + appends.length + clearings.length === 0) return busy;
  }
}

/** What was attempted in the future was so by a clock that was wrong: no reading would ever be later. */
async function correctAttempts(
  deps: PushDeps,
  state: LoopState,
  open: readonly OpenChange[],
  now: number,
): Promise<void> {
  const wrong = open.filter(({ attemptedAt }) => attemptedAt !== null && attemptedAt > now);
  if (wrong.length === 0) return;
  const attempted = { seqs: wrong.map(({ seq }) => seq), at: now };
  await deps.store.commit(state.ownership, { attempted, events: [] });
}

/** Also of one step, while another copy is missed: it may turn up without what was done to this one. */
function inSeveral({ steps }: ChangePlan): ReadonlySet<PendingChange> {
  const [once, several] = [new Set<PendingChange>(), new Set<PendingChange>()];
  for (const { change } of steps.flatMap(({ of }) => of)) {
    const isMissed = change.copies.some(({ state }) => state === "missing");
    (once.has(change) || isMissed ? several : once).add(change);
  }
  return several;
}

async function settle(deps: PushDeps, state: LoopState, plan: ChangePlan): Promise<void> {
  const at = deps.clock.now();
  const ended: Ended[] = [
    ...plan.done.map(({ seq }): Ended => ({ seq, outcome: "done", why: null, at })),
    ...plan.refused.map(({ change, why }): Ended => ({ seq: change.seq, outcome: "refused", why, at })),
    ...plan.superseded.map(({ seq }): Ended => ({ seq, outcome: "undone", why: null, at })),
  ];
  if (ended.length === 0) return;
  const shown = await withEarlierShown(
    deps,
    state,
    plan.refused.map(({ change }) => change),
  );
  const events = refusedUploads(plan.refused);
  await deps.store.commit(state.ownership, { ended, ledgers: shown.ledgers, events });
  shown.adopt();
  await afterEnding(deps, state);
  deps.changed();
}

async function beginEnds(deps: PushDeps, state: LoopState, { ends }: ChangePlan): Promise<void> {
  if (ends.length === 0) return;
  const attempted = { seqs: ends.map(({ seq }) => seq), at: deps.clock.now() };
  await deps.store.commit(state.ownership, { attempted, events: [] });
}

async function doStep(
  deps: PushDeps,
  state: LoopState,
  session: MailSession,
  { step, of, several }: Step,
): Promise<void> {
  const folder = state.folder(step.folderId);
  for (const planned of partsOf(of)) {
    const seqs = planned.map(({ change }) => change.seq);
    const goOn = whileOurs(deps, state.ownership, seqs);
    const part = await attempt(deps, state, planned, step);
    const open = (): Promise<WritableFolder | null> => openFor(session, folder, goOn);
    // Until it is confirmed or read, nobody knows what the folder holds.
    folder.due = true;
    try {
      if (step.kind === "flags") {
        await changeFlags(deps, state, { folder, open, goOn, part, step, several });
      } else if (step.kind === "move")
        await moveOrRemove(deps, state, session, { folder, open, goOn, part, to: step.to });
      else {
        // Gmail moves it there, whatever that folder has by now.
        const sure = hasLabels(session) ? part : await removable(session, state, part);
        await removeMessages(deps, state, session, { folder, open, goOn, part: sure });
      }
    } catch (error) {
      if (!(error instanceof SyncError) || !isOfThis(error)) throw error;
      deps.log.warn("changes.refused", { folder: folder.id, changes: part.length, error: error.message });
      await answerRefusal(deps, state, folder, { part, error });
    }
  }
}

/** Journals that the provider is about to be told. Answers what is to be done: a person may have taken something back
 *  a moment ago, and from here on can't any more. */
async function attempt(
  deps: PushDeps,
  state: LoopState,
  part: readonly StepOf[],
  step: Step["step"],
): Promise<readonly StepOf[]> {
  const seqs = part.map(({ change }) => change.seq);
  const attempted = { seqs, at: deps.clock.now(), ...attemptedFrom(state, part, step) };
  await deps.store.commit(state.ownership, { attempted, events: [] });
  for (const seq of seqs) state.attempted.add(seq);
  const open = await deps.store.openChanges(state.ownership, CHANGES_MAX);
  const waiting = new Set(open.map(({ seq }) => seq));
  return part.filter(({ change }) => waiting.has(change.seq));
}

/** What is moved has this uid in its target or a higher one, whenever that is mapped anew: that of the first attempt. */
function attemptedFrom(
  { folders }: LoopState,
  part: readonly StepOf[],
  step: Step["step"],
): { readonly from?: RemoteKey } {
  const ledger = step.kind === "move" ? folders.get(step.to)?.ledger : null;
  if (ledger == null || part.some(({ change }) => change.attemptedAt !== null)) return {};
  return { from: remoteKey(ledger.uidValidity, ledger.uidNext) };
}

function* partsOf(of: readonly StepOf[]): Generator<readonly StepOf[]> {
  const sizeOf = (tries: number): number => STEP_MESSAGES[Math.min(tries, STEP_MESSAGES.length - 1)] ?? 1;
  const fresh = of.filter(({ change }) => change.attemptedAt === null);
  const again = of.filter(({ change }) => change.attemptedAt !== null);
  for (const size of STEP_MESSAGES) {
    for (const some of [fresh, again]) {
      const same = some.filter(({ change: { tries } }) => sizeOf(tries) === size);
      for (let start = 0; start < same.length; start += size) yield same.slice(start, start + size);
    }
  }
}

/** Null when the folder's uids mean nothing any more: it is read anew first. */
async function openFor(
  session: MailSession,
  folder: LoopFolder,
  goOn: () => Promise<void>,
): Promise<WritableFolder | null> {
  const opened = await session.openForWriting(folder.path, goOn);
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
  await deps.store.commit(state.ownership, {
    ended: part.map(({ change }) => ({ seq: change.seq, outcome: "refused", why, at })),
    // In other folders it may have been done.
    flags: part.flatMap(({ change }) => providerFlags(state, change)),
    events: [],
  });
  deps.changed();
}

interface Work {
  readonly folder: LoopFolder;
  readonly open: () => Promise<WritableFolder | null>;
  /** As it is given to `openForWriting`. */
  readonly goOn: () => Promise<void>;
  readonly part: readonly StepOf[];
}

type FlagWork = Work &
  Pick<Step, "several"> & { readonly step: { readonly add: Flags; readonly remove: Flags } };

async function changeFlags(
  deps: PushDeps,
  state: LoopState,
  { folder, open, part, step, several }: FlagWork,
): Promise<void> {
  const opened = part.length === 0 ? null : await open();
  if (opened === null) return;
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
      ({ change: pending, uid }) =>
        pending.act.kind === "flags" &&
        !several.has(pending) &&
        own.some((row) => row.uid === uid && isAsAsked(row, change)),
    ),
    changes: {
      flags: own.map(({ uid, flags }) => ({ folderId: folder.id, key: keyOf(ledger, uid), flags })),
    },
  });
}

function isAsAsked({ flags }: FlagRow, change: { readonly add: Flags; readonly remove: Flags }): boolean {
  return withFlags(flags, change) === flags;
}

async function moveOrRemove(
  deps: PushDeps,
  state: LoopState,
  session: MailSession,
  { folder, open, goOn, part, to }: Work & { readonly to: FolderId },
): Promise<void> {
  const target = state.known.find(({ id }) => id === to);
  assert(target !== undefined, "a move to a folder that is not known");
  // What Gmail has in All Mail may not have been moved there, and is moved twice as well as once.
  const there =
    state.folders.has(to) || hasLabels(session)
      ? new Set<PendingChange>()
      : await putBefore(deps, state, session, { path: target.path, part });
  const [put, left] = [
    part.filter(({ change }) => there.has(change)),
    part.filter(({ change }) => !there.has(change)),
  ];
  await removeMessages(deps, state, session, { folder, open, goOn, part: put });
  await moveMessages(deps, state, session, { folder, open, goOn, part: left, target });
}

async function moveMessages(
  deps: PushDeps,
  state: LoopState,
  session: MailSession,
  { folder, open, part, target }: Work & { readonly target: KnownFolder },
): Promise<void> {
  const to = target.id;
  const opened = part.length === 0 ? null : await open();
  if (opened === null) return;
  const { uids, uidValidity, removed } = await opened.moveMessages(uidsOf(part), target.path);
  const ledger = folder.ledger;
  assert(ledger !== null, "a folder that was written to without a ledger");
  const there = state.folders.get(to);
  // Whatever STATUS says: counts may be older than the move (Exchange).
  if (there !== undefined) there.due = there.changed = true;
  // No reading will tell where it is now: what the server has answered must do.
  else if (!removed) return confirm(deps, state, folder, markedHere(folder, part));
  const done = removed ? part.filter(({ uid }) => uids.has(uid)) : [];
  const at = deps.clock.now();
  const told = done.map(({ change: { messageId }, uid }) => ({
    messageId,
    key: uidValidity === null ? null : remoteKey(uidValidity, uids.get(uid) ?? 0),
  }));
  const places = hasLabels(session) ? await ownPlaces(deps, state, to, told) : told;
  // In Trash it has no other label.
  if (hasLabels(session)) lookAtOthers(state, done);
  await confirm(deps, state, folder, {
    ledger: withoutUids(ledger, uidsOf(done)),
    done,
    target: there ?? null,
    changes: {
      relocated: places.map((place) => ({ ...place, fromFolderId: folder.id, toFolderId: to, at })),
    },
  });
}

/** What was done to a message may show in its other folders. */
function lookAtOthers({ folders }: LoopState, part: readonly StepOf[]): void {
  for (const { folderId } of part.flatMap(({ change }) => change.copies)) {
    const folder = folders.get(folderId);
    if (folder !== undefined) folder.due = true;
  }
}

/** Of a move that has its copy in the target already; erased is only what was to be erased. */
function removalsOf(
  fromFolderId: FolderId,
  part: readonly StepOf[],
  at: number,
): Pick<SyncChanges, "relocated" | "erased"> {
  return {
    relocated: part.flatMap(({ change: { messageId, act } }) =>
      act.kind === "move" ? [{ messageId, fromFolderId, toFolderId: act.to, key: null, at }] : [],
    ),
    erased: part.flatMap(({ change: { messageId, act } }) =>
      act.kind === "move" ? [] : [{ messageId, fromFolderId, at }],
    ),
  };
}

async function removeMessages(
  deps: PushDeps,
  state: LoopState,
  session: MailSession,
  { folder, open, goOn, part }: Work,
): Promise<void> {
  const opened = part.length === 0 ? null : await open();
  if (opened === null) return;
  const uids = uidsOf(part);
  const ledger = folder.ledger;
  assert(ledger !== null, "a folder that was written to without a ledger");
  const at = deps.clock.now();
  if (hasLabels(session)) await takeLabels(session, state, { folder, opened, goOn }, part);
  else if (!(await tryToExpunge(opened, uids))) {
    // Marked is all they can be, and no list shows them.
    await opened.changeFlags(uids, { add: FLAG_BITS.deleted, remove: 0 });
    return confirm(deps, state, folder, markedHere(folder, part));
  }
  await confirm(deps, state, folder, {
    ledger: withoutUids(ledger, uids),
    done: part,
    changes: removalsOf(folder.id, part, at),
  });
}

/** False where the server can't expunge single messages: they are all there still. */
async function tryToExpunge(opened: WritableFolder, uids: UidSet): Promise<boolean> {
  try {
    await opened.expungeMessages(uids);
    return true;
  } catch (error) {
    if (!(error instanceof SyncError) || !isOfThis(error) || refusalOf(error) !== "refused") throw error;
    return false;
  }
}

function providerFlags(state: LoopState, { copies }: PendingChange): NonNullable<SyncChanges["flags"]> {
  return copies.flatMap(({ folderId, uid }) => {
    const ledger = state.folders.get(folderId)?.ledger ?? null;
    if (ledger === null || uid === null) return [];
    return [{ folderId, key: keyOf(ledger, uid), flags: flagsAt(ledger, uid) }];
  });
}

/** They lie there still, marked \\Deleted, and are over with here. */
function markedHere({ id: folderId, ledger }: LoopFolder, part: readonly StepOf[]): Outcome {
  assert(ledger !== null, "a folder that was written to without a ledger");
  const rows = part.map(({ uid }) => ({ uid, flags: flagsAt(ledger, uid) | FLAG_BITS.deleted }));
  return {
    ledger: { ...ledger, flags: withRows(ledger.flags, rows) },
    done: part,
    changes: {
      marked: part.map(({ change: { messageId } }) => ({ messageId, folderId })),
      flags: rows.map(({ uid, flags }) => ({ folderId, key: keyOf(ledger, uid), flags })),
    },
  };
}

interface Outcome {
  readonly ledger: FolderLedger;
  readonly done: readonly StepOf[];
  /** Where messages were moved, if that is mapped. */
  readonly target?: LoopFolder | null;
  readonly changes: Pick<SyncChanges, "flags" | "relocated" | "erased" | "marked">;
}

/** The effect, what both sides agree on now, and the end of the changes, in one commit. */
async function confirm(
  deps: PushDeps,
  state: LoopState,
  folder: LoopFolder,
  outcome: Outcome,
): Promise<void> {
  const at = deps.clock.now();
  const { target = null, changes } = outcome;
  for (const { key } of changes.relocated ?? []) if (key !== null) target?.wasPut(key);
  const before = target?.ledger ?? null;
  const told =
    before === null
      ? null
      : withTold(
          before,
          (changes.relocated ?? []).map(({ key }) => key),
        );
  const written = [[folder, outcome.ledger] as const];
  if (target !== null && told !== null && told !== before) written.push([target, told]);
  await deps.store.commit(state.ownership, {
    ...changes,
    ledgers: written.map(([{ id, readAt }, ledger]) => ({ folderId: id, ledger, readAt: readAt ?? 0 })),
    ended: outcome.done.map(({ change }) => ({ seq: change.seq, outcome: "done", why: null, at })),
    events: [],
  });
  for (const [each, ledger] of written) each.ledger = ledger;
  await afterEnding(deps, state);
  deps.changed();
}

function uidsOf(part: readonly StepOf[]): UidSet {
  return UidSet.of(part.map(({ uid }) => uid));
}

function keyOf(ledger: FolderLedger, uid: number): RemoteKey {
  return remoteKey(ledger.uidValidity, uid);
}
