// What comes of changes made here, on the memory database: the same rules as src/store/change-commits.ts.
import type { FolderId, MessageId } from "../base/ids.ts";
import { type Flags, withFlags } from "../core/flags.ts";
import { flagsAt, uidOf } from "../core/ledger.ts";
import { type ShownChange, shownChanges } from "../core/shown-changes.ts";
import type { OpenChange, SyncChanges } from "../engine/ports/sync.ts";
import { appendsOf } from "./memory-appends.ts";
import type { ChangeRow, CopyRow, MailData, MessageRow } from "./memory-database.ts";
import { isOpen, type MailDraft } from "./memory-draft.ts";
import { refusedUpload } from "./memory-uploads.ts";

type List<Key extends keyof SyncChanges> = Extract<NonNullable<SyncChanges[Key]>, readonly unknown[]>;

export function openChanges(data: MailData, limit: number): readonly OpenChange[] {
  const open: ChangeRow[] = [];
  for (const change of data.changes.values()) if (isOpen(change)) open.push(change);
  if (open.length === 0) return [];
  return open
    .sort((a, b) => a.seq - b.seq)
    .slice(0, limit)
    .map(({ seq, messageId, act, attemptedAt, dueAt, tries, answered, attemptedFrom }) => ({
      ...{ seq, messageId, act, attemptedAt, dueAt, tries },
      ...(answered ? { answered } : {}),
      ...(attemptedFrom === null ? {} : { attemptedFrom }),
      copies: [...data.copies.values()]
        .filter((copy) => copy.messageId === messageId)
        .sort((a, b) => (a.folderId < b.folderId ? -1 : 1))
        .map((copy) => ({ folderId: copy.folderId, key: copy.key, state: stateOf(copy) })),
    }));
}

function stateOf({ expected, missingSince }: CopyRow): OpenChange["copies"][number]["state"] {
  if (expected) return "expected";
  return missingSince === null ? "here" : "missing";
}

/** A change that waits will bring the message back to the folder. */
function movesBack(draft: MailDraft, messageId: MessageId, folderId: FolderId): boolean {
  return draft.openChangesOf(messageId).some(({ act }) => act.kind === "move" && act.to === folderId);
}

/** The key of a copy that the provider hasn't yet. */
export function expectedKey(messageId: MessageId): CopyRow["key"] {
  return `expected:${messageId}` as CopyRow["key"];
}

/** The message that a copy with this key stands for, when it is one that the provider hasn't yet. */
export function messageExpected(draft: MailDraft, key: CopyRow["key"]): MessageRow | undefined {
  const [kind, id = ""] = key.split(":");
  return kind === "expected" ? draft.messages.get(id as MessageId) : undefined;
}

/** Where a later act brings the message back to the folder it leaves now, that folder goes on showing it. */
export function leaveCopy(draft: MailDraft, left: CopyRow): void {
  const { messageId, folderId } = left;
  if (!movesBack(draft, messageId, folderId)) draft.dropCopy(left);
  else draft.changeCopy(left, { key: expectedKey(messageId), expected: true, missingSince: null });
}

/** Mapped anew since it was moved, the target doesn't expect it any more. */
function bringCopy(
  draft: MailDraft,
  left: CopyRow,
  there: Pick<CopyRow, "folderId" | "key" | "missingSince">,
): void {
  const { messageId } = left;
  const { folderId } = there;
  if (draft.appFolders.get(folderId)?.mapped !== true || draft.copyOf(messageId, folderId) !== undefined)
    return;
  const hidden = leavesLast(draft, messageId, folderId);
  draft.putCopy({ ...left, ...there, hidden, expected: false, pendingFlags: 0 });
}

export function relocateCopies(draft: MailDraft, relocated: List<"relocated">): void {
  for (const { messageId, fromFolderId, toFolderId, key, at } of relocated) {
    const left = draft.copyOf(messageId, fromFolderId);
    if (left !== undefined) {
      bringCopy(draft, left, { folderId: toFolderId, key: key ?? expectedKey(messageId), missingSince: at });
      leaveCopy(draft, left);
    }
    const arrived = draft.copyOf(messageId, toFolderId);
    // Missed there before, it is so from now on: what was read until now is no word on it.
    if (arrived !== undefined && (arrived.expected || arrived.missingSince !== null)) {
      draft.changeCopy(arrived, { key: key ?? arrived.key, expected: false, missingSince: at });
    }
    departHomeless(draft, messageId, at);
  }
}

export function eraseCopies(draft: MailDraft, erased: List<"erased">): void {
  for (const { messageId, fromFolderId, at } of erased) {
    const copy = draft.copyOf(messageId, fromFolderId);
    if (copy !== undefined) draft.dropCopy(copy);
    departHomeless(draft, messageId, at);
  }
}

export function hideCopies(draft: MailDraft, marked: List<"marked">): void {
  for (const { messageId, folderId } of marked) {
    const copy = draft.copyOf(messageId, folderId);
    if (copy !== undefined && !movesBack(draft, messageId, folderId))
      draft.changeCopy(copy, { hidden: true });
  }
}

/** By an act of a person here: nobody is told of it as of a departure. */
export function departHomeless(draft: MailDraft, messageId: MessageId, at: number): void {
  const message = draft.messages.get(messageId);
  if (message?.departedAt !== null || draft.copiesOf(messageId).length > 0) return;
  draft.changeMessage(messageId, { departedAt: at });
}

export function endChanges(draft: MailDraft, ended: List<"ended">): void {
  const closed: ChangeRow[] = [];
  for (const { seq, outcome, why, at } of ended) {
    const change = draft.changes.get(seq);
    if (change === undefined || !isOpen(change)) continue;
    const next = { ...change, state: outcome, why, endedAt: at };
    draft.changes.set(seq, next);
    closed.push(next);
  }
  showAgain(
    draft,
    closed.filter(({ state }) => state === "refused"),
  );
  for (const { messageId, act, state, endedAt } of closed) {
    if (act.kind === "flags") confirmFlags(draft, messageId);
    if (state === "refused") departHomeless(draft, messageId, endedAt ?? 0);
    if (state === "done" && (act.kind === "erase" || act.kind === "discard")) {
      dropUnplaced(draft, messageId, act.from, endedAt ?? 0);
    }
    // An upload that is done and not placed was moved at the provider before it was seen.
    if (state === "done" && act.kind === "append") dropUnplaced(draft, messageId, act.to, endedAt ?? 0);
    if (state !== "done" || act.kind !== "move") continue;
    const arrived = draft.copyOf(messageId, act.to);
    // What was saved again since it arrived is expected by that, and not looked for.
    if (arrived?.expected === true && appendsOf(draft, messageId, act.to).length === 0) {
      draft.changeCopy(arrived, { expected: false, missingSince: endedAt });
    }
  }
}

/** What was erased before the provider had it. */
function dropUnplaced(draft: MailDraft, messageId: MessageId, from: FolderId, at: number): void {
  const copy = draft.copyOf(messageId, from);
  if (copy?.expected === true) draft.dropCopy(copy);
  departHomeless(draft, messageId, at);
}

function bitsOf({ act }: ChangeRow): number {
  return act.kind === "flags" ? act.add | act.remove : 0;
}

/** The bits that other changes of the message still wait for stay pending: of a copy that they were made on. */
function confirmFlags(draft: MailDraft, messageId: MessageId): void {
  const pendingFlags = draft.openChangesOf(messageId).reduce((bits, change) => bits | bitsOf(change), 0);
  for (const copy of draft.copiesOf(messageId)) {
    const left = copy.pendingFlags & pendingFlags;
    if (left !== copy.pendingFlags) draft.changeCopy(copy, { pendingFlags: left });
  }
}

/** Takes back what acts did to the lists: their changes are ended already. */
export function showAgain(
  draft: MailDraft,
  changes: readonly Pick<ChangeRow, "seq" | "messageId" | "act" | "flagsBefore">[],
): void {
  // The last one first: what the first one found is what stays.
  for (const { seq, messageId, act, flagsBefore } of changes.toReversed()) {
    if (act.kind === "flags") {
      // A later change that still waits goes on being shown.
      const later = draft.openChangesOf(messageId).filter((other) => other.seq > seq);
      const touched = (act.add | act.remove) & ~later.reduce((bits, other) => bits | bitsOf(other), 0);
      for (const copy of draft.copiesOf(messageId)) {
        // A copy that was so already stays so.
        const bits = touched & copy.pendingFlags;
        const before = flagsWithout(draft, copy, seq) ?? flagsBefore;
        if (bits !== 0) draft.changeCopy(copy, { flags: (copy.flags & ~bits) | (before & bits) });
      }
      continue;
    }
    if (act.kind === "move") takeFrom(draft, messageId, act.to);
    if ("from" in act) giveBack(draft, messageId, act.from);
  }
  for (const { messageId, act } of changes) if (act.kind === "flags") confirmFlags(draft, messageId);
}

/** What the provider has on a copy, by the last reading, and what changes before this one still wait to make of it;
 *  null where it isn't known there. */
function flagsWithout(draft: MailDraft, { messageId, folderId, key }: CopyRow, seq: number): Flags | null {
  const ledger = draft.ledgers.get(folderId)?.ledger;
  const uid = ledger === undefined ? null : uidOf(ledger, key);
  if (ledger === undefined || uid === null) return null;
  const earlier = draft.openChangesOf(messageId).filter((other) => other.seq < seq);
  return earlier
    .sort((a, b) => a.seq - b.seq)
    .reduce((flags, { act }) => (act.kind === "flags" ? withFlags(flags, act) : flags), flagsAt(ledger, uid));
}

/** Another change that waits may bring it there, and one after that take it away again; refused there, it lies here
 *  only. */
function takeFrom(draft: MailDraft, messageId: MessageId, folderId: FolderId): void {
  const copy = draft.copyOf(messageId, folderId);
  if (copy === undefined) return;
  const isBrought = draft.openChangesOf(messageId).some(({ act }) => "to" in act && act.to === folderId);
  const isHereOnly = refusedUpload(draft.changes.rows.values(), messageId, folderId) !== null;
  if (copy.expected && !isBrought && !isHereOnly) draft.dropCopy(copy);
  else if (leavesLast(draft, messageId, folderId)) draft.changeCopy(copy, { hidden: true });
}

function giveBack(draft: MailDraft, messageId: MessageId, folderId: FolderId): void {
  const copy = draft.copyOf(messageId, folderId);
  if (copy !== undefined) draft.changeCopy(copy, { hidden: leavesLast(draft, messageId, folderId) });
}

/** Of the changes that wait, the last one that concerns the folder takes the message from it. */
export function leavesLast(draft: MailDraft, messageId: MessageId, folderId: FolderId): boolean {
  const last = draft
    .openChangesOf(messageId)
    .filter(({ act }) => ("from" in act && act.from === folderId) || ("to" in act && act.to === folderId))
    .reduce<ChangeRow | null>((latest, each) => (each.seq > (latest?.seq ?? 0) ? each : latest), null);
  return last !== null && "from" in last.act && last.act.from === folderId;
}

/** Stop: what the provider was not told is not told any more. Only uploads go on waiting: what was accepted is here
 *  alone. */
export function dropChanges(draft: MailDraft, now: number): readonly ShownChange[] {
  const open = [...draft.changes.rows.values()]
    .filter((change) => isOpen(change) && change.act.kind !== "append")
    .sort((a, b) => a.seq - b.seq);
  const ids = open.map(({ messageId }) => messageId);
  const before = draft.shown(ids);
  for (const { seq } of open) draft.changeChange(seq, { state: "undone", endedAt: now });
  for (const { act, messageId } of open) {
    if (act.kind === "discard") goOnUploading(draft, messageId, act.from);
  }
  showAgain(draft, open);
  for (const id of ids) departHomeless(draft, id, now);
  return shownChanges(before, draft.shown(ids));
}

/** What was called off for the draft's end is to be done after all. */
function goOnUploading(draft: MailDraft, messageId: MessageId, to: FolderId): void {
  const last = [...draft.changes.rows.values()]
    .filter(({ act, messageId: of }) => of === messageId && act.kind === "append" && act.to === to)
    .reduce<ChangeRow | null>((latest, each) => (each.seq > (latest?.seq ?? 0) ? each : latest), null);
  if (last?.state !== "undone") return;
  draft.changeChange(last.seq, { state: last.attemptedAt === null ? "waiting" : "attempted", endedAt: null });
}
