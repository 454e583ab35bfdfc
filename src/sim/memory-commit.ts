// A loop's commit on the memory database: one statement after the other as Postgres makes them (src/store/commit.ts),
// on a draft that becomes the mailbox's mail at the end, or is thrown away.
import { assert } from "../base/assert.ts";
import type { MessageId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { type Flags, hasFlag } from "../core/flags.ts";
import { remoteKey } from "../core/ledger.ts";
import { eventsWithout, type ShownPlace, shownChanges, untoldFlags } from "../core/shown-changes.ts";
import { equalBytes } from "../engine/equal-bytes.ts";
import type {
  FolderListChanges,
  NewCopy,
  NewEvent,
  NewMessage,
  Ownership,
  SyncChanges,
} from "../engine/ports/sync.ts";
import { isAwaited, placeAppended, rekeyEarlier, renumberAppends } from "./memory-appends.ts";
import {
  type ChangeRow,
  type CopyRow,
  copyKey,
  type FolderRow,
  type MailData,
  type MemoryDatabase,
} from "./memory-database.ts";
import { isOpen, MailDraft } from "./memory-draft.ts";
import {
  endChanges,
  eraseCopies,
  hideCopies,
  leaveCopy,
  leavesLast,
  messageExpected,
  relocateCopies,
} from "./memory-outbox.ts";

const NOBODY: ReadonlySet<MessageId> = new Set();

type List<Key extends keyof SyncChanges> = Extract<NonNullable<SyncChanges[Key]>, readonly unknown[]>;

export function commitChanges(db: MemoryDatabase, ownership: Ownership, given: SyncChanges): void {
  if (Object.values(given).every((value) => Array.isArray(value) && value.length === 0)) return;
  const placed = new Set(given.copies?.map(({ messageId }) => messageId));
  for (const { messageId } of given.messages ?? []) {
    assert(placed.has(messageId), "a message without a copy");
  }
  const mailbox = db.owned(ownership);
  const draft = new MailDraft(ownership.mailboxId, mailbox.data);
  const came = unexpectedIn(draft, given.rekeyed ?? []);
  const changes = came.length === 0 ? given : { ...given, copies: [...(given.copies ?? []), ...came] };
  const ids = new Set([...toldHere(draft, changes), ...came.map(({ messageId }) => messageId)]);
  const before = draft.shown([...ids]);
  if (!write(db, draft, changes)) return;
  const others = eventsWithout(ids, changes.events);
  const changed = changedFlags(mailbox.data, draft, changes.flags ?? []);
  const told = [
    ...withTrueFlags(draft, [...others, ...untoldFlags(changed, others, ids)]),
    ...shownChanges(before, draft.shown([...ids])),
  ];
  const arrivedAt = Math.max(mailbox.row.lastArrivedAt ?? 0, changes.lastArrivedAt ?? 0);
  if (arrivedAt > 0) mailbox.row = { ...mailbox.row, lastArrivedAt: arrivedAt };
  db.write(mailbox, draft.done(told), { ...changes, events: told });
}

/** Copies in lists whose flags are others now. */
function changedFlags(before: MailData, draft: MailDraft, flags: List<"flags">): readonly ShownPlace[] {
  return flags.flatMap(({ folderId, key }): readonly ShownPlace[] => {
    const [was, now] = [before.copies.get(copyKey(folderId, key)), draft.copyAt(folderId, key)];
    if (was === undefined || now === undefined || now.hidden || was.flags === now.flags) return [];
    return [{ messageId: now.messageId, folderId, flags: now.flags }];
  });
}

/** The loop told flags as they were shown when it looked; a person may have taken something back since. */
function withTrueFlags(draft: MailDraft, events: readonly NewEvent[]): readonly NewEvent[] {
  return events.flatMap((event): readonly NewEvent[] => {
    if (event.kind !== "message.flags") return [event];
    const copy = draft.copyOf(event.messageId, event.folderId);
    return copy === undefined ? [] : [{ ...event, flags: copy.flags }];
  });
}

/** Found where a person had just moved them, and has taken that back since the loop looked. */
function unexpectedIn(draft: MailDraft, rekeyed: List<"rekeyed">): readonly NewCopy[] {
  return rekeyed.flatMap(({ folderId, from, to, flags, internalDate }): readonly NewCopy[] => {
    if (draft.copyAt(folderId, from) !== undefined || draft.copyAt(folderId, to) !== undefined) return [];
    const message = messageExpected(draft, from);
    if (message === undefined) return [];
    const { messageId } = message;
    return [{ messageId, folderId, key: to, flags, internalDate: internalDate ?? message.internalDate }];
  });
}

/** Messages whose lists only the store knows: something waits for the provider, or came to its end. */
function toldHere(draft: MailDraft, changes: SyncChanges): ReadonlySet<MessageId> {
  if (changes.ended === undefined && !draft.isWaiting) return NOBODY;
  const { copies = [], moved = [], departed = [], relocated = [], erased = [], marked = [] } = changes;
  const { flags = [], missing = [], found = [], rekeyed = [], ended = [], appended = [] } = changes;
  const keys = [
    ...flags.map(({ folderId, key }) => ({ folderId, key })),
    ...rekeyed.map(({ folderId, from }) => ({ folderId, key: from })),
    ...[...missing, ...found].flatMap(({ folderId, keys: all }) => all.map((key) => ({ folderId, key }))),
  ];
  const touched = [
    ...[copies, moved, departed, relocated, erased, marked, appended].flat().map((each) => each.messageId),
    ...keys.flatMap(({ folderId, key }) => draft.copyAt(folderId, key)?.messageId ?? []),
    ...ended.flatMap(({ seq }) => draft.changes.get(seq)?.messageId ?? []),
  ];
  const isWaiting = (id: MessageId): boolean =>
    draft.openChangesOf(id).length > 0 || draft.copiesOf(id).some(({ hidden }) => hidden);
  return new Set(changes.ended === undefined ? touched.filter(isWaiting) : touched);
}

/** By a person beside the loop, who loses the mailbox by it. */
export function changeFolders(
  db: MemoryDatabase,
  at: Pick<Ownership, "workspaceId" | "mailboxId">,
  changes: FolderListChanges,
): void {
  const mailbox = db.stopOwner(at.workspaceId, at.mailboxId);
  const draft = new MailDraft(at.mailboxId, mailbox.data);
  write(db, draft, changes);
  db.write(mailbox, draft.done(changes.events), changes);
}

/** False when the very same commit was made before: its answer had been lost. */
function write(db: MemoryDatabase, draft: MailDraft, changes: SyncChanges): boolean {
  for (const folder of changes.folders ?? []) putFolder(db, draft, folder);
  for (const { folderId, mapping } of changes.mappings ?? []) {
    assert(draft.folders.has(folderId), "a mapping of a folder that is not here");
    draft.appFolders.set(folderId, { mapping, mapped: true });
  }
  renumber(draft, changes.renumbered ?? []);
  if (!putMessages(draft, changes.messages ?? [])) return false;
  rekey(draft, changes.rekeyed ?? []);
  putCopies(draft, changes.copies ?? [], new Set(changes.messages?.map(({ messageId }) => messageId)));
  writeOutbox(draft, changes);
  changeCopies(draft, changes);
  endMoved(draft, changes.moved ?? []);
  endDeparted(draft, changes.departed ?? []);
  for (const { folderId, ledger, readAt, searched } of changes.ledgers ?? []) {
    assert(draft.folders.has(folderId), "a ledger of a folder that is not here");
    draft.ledgers.set(folderId, { ledger, readAt });
    const app = draft.appFolders.get(folderId);
    if (app === undefined || searched === undefined) continue;
    draft.appFolders.set(folderId, { ...app, mapping: { ...app.mapping, searched } });
  }
  return true;
}

function putFolder(db: MemoryDatabase, draft: MailDraft, folder: FolderRow): void {
  for (const other of db.mailboxes.values()) {
    if (other.row.id !== draft.mailboxId && other.data.folders.has(folder.id)) return;
  }
  draft.folders.set(folder.id, folder);
}

function renumber(draft: MailDraft, renumbered: List<"renumbered">): void {
  for (const { folderId, from, to } of renumbered) {
    for (const copy of draft.copiesIn(folderId)) {
      const [validity, uid] = copy.key.split(":").map(Number);
      if (validity === from && uid !== undefined) draft.changeCopy(copy, { key: remoteKey(to, uid) });
    }
    renumberAppends(draft, { folderId, from, to });
  }
}

const HERE = { departedAt: null, departedFrom: null, departedDraft: false } as const;

function putMessages(draft: MailDraft, messages: readonly NewMessage[]): boolean {
  let made = 0;
  for (const message of messages) {
    const known = draft.messages.get(message.messageId);
    if (known === undefined) {
      made++;
      draft.messages.set(message.messageId, { ...message, ...HERE });
    } else assert(equalBytes(known.fingerprint, message.fingerprint), "another message has this id already");
  }
  return messages.length === 0 || made > 0;
}

/** The server told the flags of a copy. What was set here and waits for it stays (law 5); one that lay there marked
 *  \\Deleted is in the lists again when somebody took the mark away. */
function told(draft: MailDraft, flags: Flags, copy: CopyRow): Pick<CopyRow, "flags" | "hidden"> {
  const { messageId, folderId, pendingFlags } = copy;
  if (pendingFlags !== 0) rememberTold(draft, messageId, flags);
  const leaves = ({ act }: ChangeRow): boolean => "from" in act && act.from === folderId;
  const isHidden = hasFlag(flags, "deleted") || draft.openChangesOf(messageId).some(leaves);
  return {
    flags: (flags & ~pendingFlags) | (copy.flags & pendingFlags),
    hidden: copy.hidden && isHidden,
  };
}

/** Taken back, or refused, a change leaves what the provider has by then. */
function rememberTold(draft: MailDraft, messageId: MessageId, told: Flags): void {
  let later = 0;
  for (const { seq, act, flagsBefore } of draft.openChangesOf(messageId)) {
    if (act.kind !== "flags") continue;
    const bits = (act.add | act.remove) & ~later;
    later |= act.add | act.remove;
    draft.changeChange(seq, { flagsBefore: (flagsBefore & ~bits) | (told & bits) });
  }
}

function rekey(draft: MailDraft, rekeyed: List<"rekeyed">): void {
  for (const { folderId, from, to, flags, internalDate, found } of rekeyed) {
    rekeyEarlier(draft, folderId, { from, to });
    const copy = draft.copyAt(folderId, from);
    if (copy === undefined) continue;
    if (found !== undefined && draft.messages.get(copy.messageId)?.revisionId !== found) {
      throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
    }
    draft.changeCopy(copy, {
      key: to,
      ...told(draft, flags, copy),
      internalDate: internalDate ?? copy.internalDate,
      missingSince: null,
      expected: false,
    });
  }
}

function putCopies(draft: MailDraft, copies: readonly NewCopy[], fresh: ReadonlySet<MessageId>): void {
  for (const { revisionId: _, ...given } of copies) {
    assert(draft.folders.has(given.folderId), "a copy in a folder of another mailbox");
    const own = draft.copyOf(given.messageId, given.folderId);
    if (own === undefined) {
      const hidden = leavesLast(draft, given.messageId, given.folderId);
      draft.putCopy({ ...given, missingSince: null, hidden, expected: false, pendingFlags: 0 });
    } else {
      const again = own.missingSince !== null || own.expected || own.key === given.key;
      assert(again, "a copy in a folder of another mailbox, or two copies in one folder");
      const next = { ...given, ...told(draft, given.flags, own), missingSince: null, expected: false };
      draft.changeCopy(own, next);
    }
  }
  for (const { messageId, revisionId } of copies) {
    if (fresh.has(messageId)) continue;
    const message = draft.messages.get(messageId);
    assert(message !== undefined, "a copy of a message that is not here");
    // Saved again since it was found to be the same.
    if (revisionId !== undefined && revisionId !== message.revisionId) {
      throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
    }
    if (message.departedAt !== null) draft.changeMessage(messageId, HERE);
  }
}

function writeOutbox(draft: MailDraft, changes: SyncChanges): void {
  const { attempted, postponed } = changes;
  for (const seq of attempted?.seqs ?? []) {
    const change = draft.changes.get(seq);
    if (attempted === undefined || change === undefined || !isOpen(change)) continue;
    const attemptedFrom = attempted.from ?? change.attemptedFrom;
    const answered = change.answered && change.act.kind !== "move";
    draft.changeChange(seq, { state: "attempted", attemptedAt: attempted.at, attemptedFrom, answered });
  }
  for (const seq of postponed?.seqs ?? []) {
    const change = draft.changes.get(seq);
    if (postponed === undefined || change === undefined || !isOpen(change)) continue;
    const isNotDone = change.act.kind === "append" || change.act.kind === "flags";
    const attemptedAt = isNotDone ? null : change.attemptedAt;
    const attemptedFrom = change.act.kind === "append" && !change.answered ? null : change.attemptedFrom;
    const answered = change.answered || change.act.kind === "move";
    const tries = change.tries + 1;
    draft.changeChange(seq, { dueAt: postponed.until, tries, attemptedAt, attemptedFrom, answered });
  }
  for (const seq of changes.answered ?? []) {
    const change = draft.changes.get(seq);
    if (change !== undefined && isOpen(change)) draft.changeChange(seq, { answered: true });
  }
  placeAppended(draft, changes.appended ?? []);
  relocateCopies(draft, changes.relocated ?? []);
  eraseCopies(draft, changes.erased ?? []);
  hideCopies(draft, changes.marked ?? []);
  // Before the flags, which then stand again for what was pending.
  endChanges(draft, changes.ended ?? []);
}

function changeCopies(draft: MailDraft, changes: SyncChanges): void {
  for (const { folderId, key, flags } of changes.flags ?? []) {
    const copy = draft.copyAt(folderId, key);
    if (copy !== undefined) draft.changeCopy(copy, told(draft, flags, copy));
  }
  for (const { folderId, keys, since } of changes.missing ?? []) {
    for (const key of keys) {
      const copy = draft.copyAt(folderId, key);
      if (copy?.missingSince === null) draft.changeCopy(copy, { missingSince: since });
    }
  }
  for (const { folderId, keys } of changes.found ?? []) {
    for (const key of keys) {
      const copy = draft.copyAt(folderId, key);
      if (copy !== undefined) draft.changeCopy(copy, { missingSince: null });
    }
  }
}

function endMoved(draft: MailDraft, moved: List<"moved">): void {
  for (const { messageId, fromFolderId } of moved) {
    const copy = draft.copyOf(messageId, fromFolderId);
    if (copy !== undefined && copy.missingSince !== null) leaveCopy(draft, copy);
  }
  for (const { messageId } of moved) {
    assert(draft.copiesOf(messageId).length > 0, "a message said to have moved lies nowhere");
  }
}

function endDeparted(draft: MailDraft, departed: List<"departed">): void {
  if (
    departed.some(({ messageId }) => isAwaited(draft.openChangesOf(messageId), draft.copiesOf(messageId)))
  ) {
    throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
  }
  for (const { messageId, fromFolderId, at } of departed) {
    const gone = draft.copiesOf(messageId).filter((copy) => copy.missingSince !== null || copy.expected);
    for (const copy of gone) draft.dropCopy(copy);
    assert(draft.copiesOf(messageId).length === 0, "a message said to have departed lies in a folder");
    const message = draft.messages.get(messageId);
    if (message === undefined) continue;
    const departedDraft = message.departedDraft || gone.some(({ flags }) => hasFlag(flags, "draft"));
    const first = message.departedAt === null ? { departedAt: at, departedFrom: fromFolderId } : {};
    draft.changeMessage(messageId, { departedDraft, ...first });
  }
}
