// The outbox as a person sees it, on the memory database: the same rules as src/store/changes.ts, write-act.ts and
// undo-act.ts.
import type { MessageId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { APP_FOLDER_ROLES } from "../core/folder-role.ts";
import { type NewAct, type PlacedAct, placeAct } from "../core/place-act.ts";
import { shownChanges } from "../core/shown-changes.ts";
import type { ActId, Changed, ChangedPage, Changes, Outbox, Submission } from "../engine/ports/changes.ts";
import type { NewEvent } from "../engine/ports/sync.ts";
import type { ChangeRow, CopyRow, MailData, MemoryDatabase, StoredMailbox } from "./memory-database.ts";
import { isOpen, MailDraft } from "./memory-draft.ts";
import { departHomeless, expectedKey, showAgain } from "./memory-outbox.ts";
import type { Caller } from "./sim-process.ts";

const REFUSALS_LISTED = 20;

export function createMemoryChanges(db: MemoryDatabase, call: Caller): Changes {
  return {
    submit: (submission) => call("store.submit", () => submit(db, submission)),
    undo: (workspaceId, mailboxId, actId, now) =>
      call("store.undo", () => undo(db, syncing(db.find(workspaceId, mailboxId)), actId, now)),
    outbox: (workspaceId, mailboxId, now) =>
      call("store.outbox", () => outboxOf(db.get(workspaceId, mailboxId).data, now)),
    dismissRefusals: (workspaceId, mailboxId) =>
      call("store.dismissRefusals", () => {
        const mailbox = db.get(workspaceId, mailboxId);
        const draft = new MailDraft(mailboxId, mailbox.data);
        for (const { seq, state } of mailbox.data.changes.values()) {
          if (state === "refused") draft.changeChange(seq, { seen: true });
        }
        db.act(mailbox, draft.done([]), []);
      }),
    changed: (workspaceId, mailboxId, page) =>
      call("store.changed", () => changedIn(db.get(workspaceId, mailboxId).data, page)),
  };
}

export function syncing(mailbox: StoredMailbox | null): StoredMailbox {
  if (mailbox?.row.state !== "syncing") throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
  return mailbox;
}

interface PlacedMessage {
  readonly messageId: MessageId;
  readonly placed: PlacedAct;
}

function submit(db: MemoryDatabase, submission: Submission): number {
  const { workspaceId, mailboxId, act, messages } = submission;
  const mailbox = syncing(db.find(workspaceId, mailboxId));
  const { data } = mailbox;
  if (act.kind === "move") {
    const target = data.folders.get(act.to);
    if (target?.goneAt !== null || !target.selectable) {
      throw new SyncError("folderGone", { scope: "folder", retry: "askUser" });
    }
  }
  const placed = targetsOf(data, messages).flatMap((messageId) => {
    const each = placeAct(act, listedCopies(data, messageId));
    return each === null ? [] : [{ messageId, placed: each }];
  });
  if (placed.length > 0) {
    const draft = new MailDraft(mailboxId, data);
    const events = writeAct(draft, submission, placed);
    db.act(mailbox, draft.done(events), events);
  }
  return placed.length;
}

function targetsOf(data: MailData, asked: Submission["messages"]): readonly MessageId[] {
  const isHere = (id: MessageId): boolean => data.messages.get(id)?.departedAt === null;
  if (!("all" in asked)) return [...new Set(asked)].filter(isHere).sort();
  const shown = [...data.copies.values()].filter(
    ({ folderId, hidden }) => !hidden && data.appFolders.get(folderId)?.mapping.appFolderId === asked.all,
  );
  return [...new Set(shown.map(({ messageId }) => messageId))].filter(isHere).sort();
}

/** In the order of the folders a message is shown with first. */
export function listedCopies(data: MailData, messageId: MessageId): readonly CopyRow[] {
  const place = ({ folderId }: CopyRow): number => {
    const role = data.appFolders.get(folderId)?.mapping.role ?? null;
    return role === null ? APP_FOLDER_ROLES.length : APP_FOLDER_ROLES.indexOf(role);
  };
  const appId = ({ folderId }: CopyRow): string => data.appFolders.get(folderId)?.mapping.appFolderId ?? "";
  const found: CopyRow[] = [];
  for (const copy of data.copies.values()) {
    if (copy.messageId === messageId && data.appFolders.has(copy.folderId)) found.push(copy);
  }
  return found.sort(
    (a, b) =>
      Number(a.missingSince !== null) - Number(b.missingSince !== null) ||
      place(a) - place(b) ||
      (appId(a) < appId(b) ? -1 : 1),
  );
}

function writeAct(
  draft: MailDraft,
  { actId, now, dueAt }: Pick<Submission, "actId" | "now" | "dueAt">,
  messages: readonly PlacedMessage[],
): readonly NewEvent[] {
  const before = draft.shown(messages.map(({ messageId }) => messageId));
  for (const { messageId, placed } of messages) {
    const seq = ++draft.changeSeq;
    draft.changes.set(seq, {
      ...{
        seq,
        actId,
        messageId,
        request: null,
        act: placed.change,
        flagsBefore: placed.flagsBefore,
        state: "waiting",
      },
      ...{
        madeAt: now,
        dueAt,
        attemptedAt: null,
        attemptedFrom: null,
        answered: false,
        tries: 0,
        endedAt: null,
        why: null,
        seen: false,
      },
    });
    show(draft, messageId, placed);
  }
  const told = messages.flatMap((message) => eventOf(message) ?? []);
  const ids = messages.flatMap(({ messageId, placed: { hide } }) => (hide === null ? [messageId] : []));
  return [
    ...told,
    ...shownChanges(
      before.filter(({ messageId }) => ids.includes(messageId)),
      draft.shown(ids),
    ),
  ];
}

function show(
  draft: MailDraft,
  messageId: MessageId,
  { change, hide, show: folderId, flags }: PlacedAct,
): void {
  if (change.kind === "flags") {
    for (const copy of draft.copiesOf(messageId)) {
      const pendingFlags = copy.pendingFlags | (change.add & ~copy.flags) | (change.remove & copy.flags);
      draft.changeCopy(copy, { flags: (copy.flags | change.add) & ~change.remove, pendingFlags });
    }
    return;
  }
  const left = hide === null ? undefined : draft.copyOf(messageId, hide);
  if (left !== undefined) draft.changeCopy(left, { hidden: true });
  if (folderId === null || draft.appFolders.get(folderId)?.mapped !== true) return;
  const there = draft.copyOf(messageId, folderId);
  if (there !== undefined) {
    draft.changeCopy(there, { hidden: false });
    return;
  }
  draft.putCopy({
    ...{ messageId, folderId, key: expectedKey(messageId), flags, missingSince: null },
    ...{ internalDate: draft.messages.get(messageId)?.internalDate ?? 0 },
    ...{ hidden: false, expected: true, pendingFlags: 0 },
  });
}

/** Of flags the lists tell. */
function eventOf({ messageId, placed: { hide, show: folderId } }: PlacedMessage): NewEvent | null {
  if (hide === null) return null;
  if (folderId === null) return { kind: "message.erased", fromFolderId: hide, messageId };
  return { kind: "message.moved", fromFolderId: hide, folderId, messageId };
}

function undo(db: MemoryDatabase, mailbox: StoredMailbox, actId: ActId, now: number): boolean {
  const draft = new MailDraft(mailbox.row.id, mailbox.data);
  const rows = [...mailbox.data.changes.values()].filter(
    (change) =>
      change.actId === actId && change.act.kind !== "append" && (isOpen(change) || change.state === "done"),
  );
  const isFollowed = ({ messageId, seq }: ChangeRow): boolean =>
    draft.openChangesOf(messageId).some((other) => other.seq > seq);
  const forgotten = rows.filter((change) => change.state === "waiting" && !isFollowed(change));
  const told = rows.filter((change) => !forgotten.includes(change));
  const ids = forgotten.map(({ messageId }) => messageId);
  const before = draft.shown(ids);
  for (const { seq } of forgotten) draft.changeChange(seq, { state: "undone", endedAt: now });
  showAgain(draft, forgotten);
  for (const id of ids) departHomeless(draft, id, now);
  const back = shownChanges(before, draft.shown(ids));
  const reversed = told.flatMap((change): PlacedMessage[] => {
    const { messageId } = change;
    const act = reverseOf(change);
    const placed = act === null ? null : placeAct(act, draft.copiesOf(messageId));
    return placed === null ? [] : [{ messageId, placed }];
  });
  const own = { actId: `${actId} undone ${now}` as ActId, now, dueAt: now };
  const events = [...back, ...writeAct(draft, own, reversed)];
  if (forgotten.length + reversed.length === 0) return false;
  db.act(mailbox, draft.done(events), events);
  return true;
}

function reverseOf({ act, flagsBefore }: ChangeRow): NewAct | null {
  switch (act.kind) {
    case "flags": {
      const touched = act.add | act.remove;
      return { kind: "flags", add: flagsBefore & touched, remove: ~flagsBefore & touched };
    }
    case "move":
      return { kind: "move", from: act.to, to: act.from };
    case "erase":
    case "append":
    case "discard":
      return null;
  }
}

function outboxOf({ changes }: MailData, now: number): Outbox {
  const open = [...changes.values()].filter(isOpen);
  const waiting = open.filter(({ dueAt, tries }) => dueAt <= now || tries > 0);
  const refused = new Map<string, Outbox["refused"][number]>();
  for (const { actId, act, state, why, endedAt, seen } of changes.values()) {
    if (state !== "refused" || why === null || seen) continue;
    const key = `${actId} ${why}`;
    const { count = 0, at = 0 } = refused.get(key) ?? {};
    refused.set(key, { actId, kind: act.kind, why, count: count + 1, at: Math.max(at, endedAt ?? 0) });
  }
  return {
    waiting: waiting.length,
    since: waiting.length === 0 ? null : Math.min(...waiting.map(({ madeAt }) => madeAt)),
    held: open.length - waiting.length,
    refused: [...refused.values()].sort((a, b) => b.at - a.at).slice(0, REFUSALS_LISTED),
  };
}

/** One line for each act and outcome, told by its first message; newest first. */
function changedIn({ changes, folders, messages }: MailData, { limit, cursor }: ChangedPage): Changed {
  const acts = Map.groupBy(changes.values(), ({ actId, state, why }) => `${actId} ${state} ${why}`);
  const lines = [...acts.values()].flatMap((rows) => {
    const [first] = rows.toSorted((a, b) => a.seq - b.seq);
    return first === undefined || first.seq >= (cursor ?? Infinity) ? [] : [{ first, rows }];
  });
  const shown = lines.sort((a, b) => b.first.seq - a.first.seq).slice(0, limit);
  const entries = shown.map(({ first: { actId, act, messageId, state, why }, rows }) => ({
    ...{ actId, kind: act.kind, why, count: rows.length },
    add: act.kind === "flags" ? act.add : 0,
    remove: act.kind === "flags" ? act.remove : 0,
    from: "from" in act ? (folders.get(act.from)?.path ?? null) : null,
    to: "to" in act ? (folders.get(act.to)?.path ?? null) : null,
    subject: messages.get(messageId)?.scan.subject ?? "",
    outcome: state === "attempted" ? "waiting" : state,
    at: Math.max(...rows.map(({ endedAt, madeAt }) => endedAt ?? madeAt)),
  }));
  return { entries, next: lines.length > limit ? (shown.at(-1)?.first.seq ?? null) : null };
}
