// What a person asked for here (`pending`) and the provider has not confirmed: says for each change what is to be
// done now, from where its message lies by the last readings. Pure; the loop does it and journals it (laws 5 and 6).
//
// A pending change wins over older remote state; a message that left the provider's folders meanwhile can't be
// changed any more; of two moves the last one the server confirmed wins. Nothing is moved that lies there already; of
// flags the server is told once whatever the readings say.
import type { FolderId, MessageId } from "../base/ids.ts";
import { FLAG_BITS, type Flags, withFlags } from "./flags.ts";
import {
  type AppendAct,
  type DiscardAct,
  inTurn,
  judgeAppend,
  judgeDiscard,
  revisionsFolder,
  withoutTarget,
} from "./plan-append.ts";

export type ChangeAct =
  | { readonly kind: "flags"; readonly add: Flags; readonly remove: Flags }
  | {
      readonly kind: "move";
      readonly from: FolderId;
      readonly to: FolderId;
      /** Where else the message lay when it was moved: those copies are not meant. */
      readonly elsewhere: readonly FolderId[];
    }
  /** For good, from this folder. */
  | { readonly kind: "erase"; readonly from: FolderId }
  | AppendAct
  | DiscardAct;

/** What a server was told before a cut it does within this time: the last command is sent six seconds after the
 *  journal entry at most. */
export const AT_WORK_MS = 10_000;

export interface PendingChange {
  /** Changes of a mailbox are done in this order; 1 and up. */
  readonly seq: number;
  readonly messageId: MessageId;
  readonly act: ChangeAct;
  /** The provider was told, ms; it is not known what came of it. Null: not yet. */
  readonly attemptedAt: number | null;
  /** ... by another session than this one, and it wasn't refused: the server may be at work on it still. */
  readonly unheard: boolean;
  /** How often the provider couldn't do it. */
  readonly tries: number;
  readonly copies: readonly PlacedCopy[];
  /** LIST doesn't name its target since a moment: until then it may come back, ms. Null: it is there, or has gone. */
  readonly targetMissedUntil: number | null;
  /** Of an upload: the server has taken it, and didn't say where it lies. */
  readonly answered: boolean;
  /** Uids of the act's `earlier` that are still there. */
  readonly earlier: readonly number[];
}

export interface PlacedCopy {
  readonly folderId: FolderId;
  /** here: seen by the last reading. missing: in limbo. expected: a move will bring it. away: its folder is there no
   *  more, and nobody knows where its mail is. */
  readonly state: "here" | "missing" | "expected" | "away";
  /** Known when it is here. */
  readonly uid: number | null;
  /** Flags the provider is known to have on it. */
  readonly flags: Flags;
}

export interface ChangeFolder {
  readonly folderId: FolderId;
  /** When it was last read to the end and all that was in it matched, ms; null never, or not mapped. */
  readonly readAt: number | null;
  readonly mapped: boolean;
  /** It was read before, so that what comes can be told from what was there. */
  readonly known: boolean;
  /** Nothing in it still has to be matched or fetched. */
  readonly allKnown: boolean;
  /** It can't be opened now. */
  readonly parked: boolean;
}

export type Refusal = "gone" | "folderGone";

export type ChangeStep =
  | { readonly kind: "flags"; readonly folderId: FolderId; readonly add: Flags; readonly remove: Flags }
  | { readonly kind: "move"; readonly folderId: FolderId; readonly to: FolderId }
  /** It lies at its target already: only the copy in `folderId` has to go. */
  | { readonly kind: "remove"; readonly folderId: FolderId };

export interface StepOf {
  readonly change: PendingChange;
  readonly uid: number;
}

export interface ChangePlan {
  /** For one folder and one command each, in an order that keeps every message's own changes in theirs. */
  readonly steps: readonly { readonly step: ChangeStep; readonly of: readonly StepOf[] }[];
  /** So already, or so since an attempt whose answer was lost. */
  readonly done: readonly PendingChange[];
  readonly refused: readonly { readonly change: PendingChange; readonly why: Refusal }[];
  /** Uploads to be sent. */
  readonly appends: readonly PendingChange[];
  /** Drafts and earlier revisions of them that are to go. */
  readonly clearings: readonly Clearing[];
  /** Uploads that aren't there and needn't be sent: a newer revision follows, or the end of the draft. */
  readonly superseded: readonly PendingChange[];
  /** Ends of drafts that call an upload off, to be journaled first: a person may still take them back, and then it is
   *  sent. */
  readonly ends: readonly PendingChange[];
  /** Folders that must be read before more can be said. */
  readonly ask: readonly FolderId[];
  /** When more can be said without anything happening, ms; Infinity: never. */
  readonly again: number;
}

export interface Clearing {
  readonly change: PendingChange;
  readonly folderId: FolderId;
  readonly uids: readonly number[];
}

export type Verdict =
  | { readonly kind: "done" }
  | { readonly kind: "wait"; readonly ask: readonly FolderId[]; readonly until?: number }
  | { readonly kind: "append" }
  | { readonly kind: "clear"; readonly folderId: FolderId; readonly uids: readonly number[] }
  | { readonly kind: "superseded" }
  | { readonly kind: "refused"; readonly why: Refusal }
  | { readonly kind: "steps"; readonly steps: readonly (ChangeStep & { readonly uid: number })[] };

/** One round: of each message the first change only. */
export function planChanges(
  pending: readonly PendingChange[],
  folders: ReadonlyMap<FolderId, ChangeFolder>,
  now: number,
): ChangePlan {
  const first = new Map<MessageId, PendingChange>();
  const followers = new Map<MessageId, PendingChange>();
  for (const change of [...pending].sort(inTurn)) {
    const earliest = first.get(change.messageId);
    if (earliest === undefined) first.set(change.messageId, change);
    else if (!followers.has(change.messageId) && makesNeedless(change, earliest)) {
      followers.set(change.messageId, change);
    }
  }
  const plan = new PlanInMaking();
  for (const change of first.values()) {
    const follower = followers.get(change.messageId);
    const verdict = judge(change, { folders, followed: follower !== undefined, now });
    const isEnd = follower?.act.kind === "discard" && follower.attemptedAt === null;
    if (verdict.kind === "superseded" && isEnd) plan.begin(follower);
    else plan.take(change, verdict);
  }
  return plan.made();
}

/** Of a draft. What was uploaded to another folder, and moved to Drafts, is given to the provider before it goes: what
 *  moves it waits for it. */
function makesNeedless({ act }: PendingChange, earlier: PendingChange): boolean {
  return "to" in earlier.act && revisionsFolder(act) === earlier.act.to;
}

class PlanInMaking {
  readonly #steps = new Map<string, { step: ChangeStep; of: StepOf[] }>();
  readonly #done: PendingChange[] = [];
  readonly #refused: { change: PendingChange; why: Refusal }[] = [];
  readonly #appends: PendingChange[] = [];
  readonly #clearings: Clearing[] = [];
  readonly #superseded: PendingChange[] = [];
  readonly #ends: PendingChange[] = [];
  readonly #ask = new Set<FolderId>();
  #again = Number.POSITIVE_INFINITY;

  begin(end: PendingChange): void {
    this.#ends.push(end);
  }

  take(change: PendingChange, verdict: Verdict): void {
    switch (verdict.kind) {
      case "done":
        this.#done.push(change);
        break;
      case "refused":
        this.#refused.push({ change, why: verdict.why });
        break;
      case "wait":
        for (const id of verdict.ask) this.#ask.add(id);
        this.#again = Math.min(this.#again, verdict.until ?? Number.POSITIVE_INFINITY);
        break;
      case "append":
        this.#appends.push(change);
        break;
      case "clear":
        this.#clearings.push({ change, folderId: verdict.folderId, uids: verdict.uids });
        break;
      case "superseded":
        this.#superseded.push(change);
        break;
      case "steps":
        for (const { uid, ...step } of verdict.steps) this.#step(step, { change, uid });
    }
  }

  #step(step: ChangeStep, of: StepOf): void {
    const key = JSON.stringify(step);
    const group = this.#steps.get(key) ?? { step, of: [] };
    group.of.push(of);
    this.#steps.set(key, group);
  }

  made(): ChangePlan {
    return {
      steps: [...this.#steps.values()],
      done: this.#done,
      refused: this.#refused,
      appends: this.#appends,
      clearings: this.#clearings,
      superseded: this.#superseded,
      ends: this.#ends,
      ask: [...this.#ask],
      again: this.#again,
    };
  }
}

function judge(
  change: PendingChange,
  around: {
    readonly folders: ReadonlyMap<FolderId, ChangeFolder>;
    readonly followed: boolean;
    readonly now: number;
  },
): Verdict {
  const { act } = change;
  const { folders } = around;
  const settledAt = settlementOf(change);
  if (settledAt !== null && settledAt > around.now) return { kind: "wait", ask: [], until: settledAt };
  const stale = settledAt === null ? [] : staleFolders(change, folders, settledAt);
  // What came of an attempt is told by a reading that began after it.
  if (stale.length > 0) return { kind: "wait", ask: stale };
  switch (act.kind) {
    case "flags":
      return judgeFlags(change, act, folders);
    case "move":
      return judgeMove(change, act, folders);
    case "erase":
      return judgeErase(change, act, folders);
    case "append":
      return judgeAppend(change, act, around);
    case "discard":
      return judgeDiscard(change, act, folders);
  }
}

/** When what was attempted has happened, or won't any more. Two moves of one message by servers that copy would double
 *  it; an upload has its own time, and the rest can be done twice. */
function settlementOf({ act, attemptedAt, unheard }: PendingChange): number | null {
  return attemptedAt !== null && unheard && act.kind === "move" ? attemptedAt + AT_WORK_MS : attemptedAt;
}

function staleFolders(
  { act, copies }: PendingChange,
  folders: ReadonlyMap<FolderId, ChangeFolder>,
  settledAt: number,
): readonly FolderId[] {
  const touched = new Set(copies.map(({ folderId }) => folderId));
  if ("from" in act) touched.add(act.from);
  if ("to" in act) touched.add(act.to);
  return [...touched].filter((id) => {
    const folder = folders.get(id);
    return (
      folder?.mapped === true && !folder.parked && (folder.readAt === null || folder.readAt <= settledAt)
    );
  });
}

function judgeFlags(
  { copies, attemptedAt }: PendingChange,
  { add, remove }: Extract<ChangeAct, { kind: "flags" }>,
  folders: ReadonlyMap<FolderId, ChangeFolder>,
): Verdict {
  const here = copiesHere(copies);
  if (here.length === 0) return absent(copies, folders);
  // A SEARCH that leaves something out makes flags look so that aren't (Exchange); to say what is so costs nothing.
  const untold =
    attemptedAt === null ? here : here.filter(({ flags }) => withFlags(flags, { add, remove }) !== flags);
  if (untold.length === 0) {
    // One that is missed may turn up with the flags it had.
    const isMissed = copies.some(({ state }) => state === "missing");
    return isMissed ? { kind: "wait", ask: [] } : { kind: "done" };
  }
  if (untold.some(({ folderId }) => folders.get(folderId)?.parked)) return { kind: "wait", ask: [] };
  return {
    kind: "steps",
    steps: untold.map(({ folderId, uid }) => ({ kind: "flags", folderId, add, remove, uid })),
  };
}

function judgeMove(
  change: PendingChange,
  { from, to, elsewhere }: Extract<ChangeAct, { kind: "move" }>,
  folders: ReadonlyMap<FolderId, ChangeFolder>,
): Verdict {
  const here = copiesHere(change.copies);
  const source =
    here.find(({ folderId }) => folderId === from) ??
    here.find(({ folderId }) => folderId !== to && !elsewhere.includes(folderId));
  const arrived = here.find(({ folderId }) => folderId === to);
  // Left there marked, by a server that can't expunge it: the mark goes, and it is there again.
  if (arrived !== undefined && (arrived.flags & FLAG_BITS.deleted) !== 0) {
    if (folders.get(to)?.parked) return { kind: "wait", ask: [] };
    const { uid } = arrived;
    return {
      kind: "steps",
      steps: [{ kind: "flags", folderId: to, add: 0, remove: FLAG_BITS.deleted, uid }],
    };
  }
  if (source === undefined) {
    // To a folder that isn't mapped it leaves without a trace here. What may turn up where it was wasn't moved at all,
    // and what was where there is no folder any more nobody can tell.
    const isAway = change.copies.some(({ state }) => state === "away");
    const hasLeft = change.attemptedAt !== null && !isAway && !mayTurnUp(change.copies, folders);
    // Missed in a folder that is imported anew it may lie there still, and is to be removed then.
    const isSought = change.copies.some(
      ({ folderId, state }) => folderId !== to && state === "missing" && isUnread(folders.get(folderId)),
    );
    if (arrived !== undefined && isSought) return { kind: "wait", ask: [] };
    if (arrived !== undefined || hasLeft) return { kind: "done" };
    return absent(change.copies, folders);
  }
  const target = folders.get(to);
  if (target === undefined) return withoutTarget(change);
  if (folders.get(source.folderId)?.parked || target.parked) return { kind: "wait", ask: [] };
  const { folderId, uid } = source;
  return {
    kind: "steps",
    steps: [arrived !== undefined ? { kind: "remove", folderId, uid } : { kind: "move", folderId, to, uid }],
  };
}

function judgeErase(
  change: PendingChange,
  { from }: Extract<ChangeAct, { kind: "erase" }>,
  folders: ReadonlyMap<FolderId, ChangeFolder>,
): Verdict {
  const source = copiesHere(change.copies).find(({ folderId }) => folderId === from);
  if (source === undefined) {
    const left = change.copies.find(({ folderId }) => folderId === from);
    if (left?.state === "away") return absent([left], folders);
    return left?.state === "missing" ? { kind: "wait", ask: [] } : { kind: "done" };
  }
  if (folders.get(from)?.parked) return { kind: "wait", ask: [] };
  return { kind: "steps", steps: [{ kind: "remove", folderId: from, uid: source.uid }] };
}

type HereCopy = PlacedCopy & { readonly uid: number };

function copiesHere(copies: readonly PlacedCopy[]): readonly HereCopy[] {
  return copies.filter((copy): copy is HereCopy => copy.state === "here" && copy.uid !== null);
}

/** Nowhere now; unless it may turn up, the provider has it no more. */
function absent(copies: readonly PlacedCopy[], folders: ReadonlyMap<FolderId, ChangeFolder>): Verdict {
  if (mayTurnUp(copies, folders)) return { kind: "wait", ask: [] };
  const isAway = copies.some(({ state }) => state === "away");
  return { kind: "refused", why: isAway ? "folderGone" : "gone" };
}

/** It is in limbo, or lies in no folder that was read to the end: one was mapped anew, and is imported still. */
function mayTurnUp(copies: readonly PlacedCopy[], folders: ReadonlyMap<FolderId, ChangeFolder>): boolean {
  if (copies.some(({ state }) => state === "missing")) return true;
  if (copies.some(({ state }) => state === "away" || state === "here")) return false;
  return [...folders.values()].some(isUnread);
}

/** It is mapped, and what lies in it isn't all known yet. */
function isUnread(folder: ChangeFolder | undefined): boolean {
  return folder?.mapped === true && !folder.parked && !(folder.known && folder.allKnown);
}
