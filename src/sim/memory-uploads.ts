// The Uploads port on the memory database: the same rules as src/store/uploads.ts.
import type { FolderId, MessageId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { type AppendAct, revisionDate } from "../core/plan-append.ts";
import type { ChangeAct } from "../core/plan-changes.ts";
import { equalBytes } from "../engine/equal-bytes.ts";
import type { ChangeRefusal, NewEvent } from "../engine/ports/sync.ts";
import type {
  DraftDiscard,
  DraftOutcome,
  DraftSave,
  NamedRequest,
  NewUpload,
  UploadOutcome,
  UploadRetry,
  Uploads,
} from "../engine/ports/uploads.ts";
import { appendsOf } from "./memory-appends.ts";
import { syncing } from "./memory-changes.ts";
import type { ChangeRow, CopyRow, MailData, MemoryDatabase, MessageRow } from "./memory-database.ts";
import { MailDraft } from "./memory-draft.ts";
import { expectedKey } from "./memory-outbox.ts";
import type { Caller } from "./sim-process.ts";

export function createMemoryUploads(db: MemoryDatabase, call: Caller): Uploads {
  return {
    outcomeOf: (workspaceId, mailboxId, request) =>
      call("store.outcomeOf", () => outcomeOf(db.find(workspaceId, mailboxId)?.data, request)),
    upload: (order) => call("store.upload", () => upload(db, order)),
    retry: (order) => call("store.retry", () => retry(db, order)),
    saveDraft: (order) => call("store.saveDraft", () => saveDraft(db, order)),
    discardDraft: (order) => call("store.discardDraft", () => discardDraft(db, order)),
  };
}

function outcomeOf(data: MailData | undefined, request: NamedRequest | null): UploadOutcome | null {
  if (request === null || data === undefined) return null;
  for (const { act, actId, messageId, request: made } of data.changes.values()) {
    if (made === null || act.kind !== "append" || !equalBytes(made.name, request.name)) continue;
    if (!equalBytes(made.content, request.content)) return "nameTaken";
    return { actId, messageId, revisionId: act.revisionId };
  }
  return null;
}

function upload(db: MemoryDatabase, order: NewUpload): UploadOutcome {
  const { workspaceId, mailboxId, folderId, message, flags, actId } = order;
  const { messageId, internalDate, revisionId, fingerprint, place } = message;
  const mailbox = syncing(db.find(workspaceId, mailboxId));
  const earlier = outcomeOf(mailbox.data, order.request);
  if (earlier !== null) return earlier;
  const draft = new MailDraft(mailboxId, mailbox.data);
  const folder = draft.folders.get(folderId);
  const isMapped = draft.appFolders.get(folderId)?.mapped === true;
  if (folder?.goneAt !== null || !folder.selectable || !isMapped) {
    throw new SyncError("folderGone", { scope: "folder", retry: "askUser" });
  }
  draft.messages.set(messageId, { ...message, departedAt: null, departedFrom: null, departedDraft: false });
  draft.revisions.set(revisionId, place);
  draft.putCopy({
    ...{ messageId, folderId, key: expectedKey(messageId), flags, internalDate, missingSince: null },
    ...{ hidden: false, expected: true, pendingFlags: 0 },
  });
  const act: AppendAct = {
    ...{ kind: "append", to: folderId, flags, internalDate, revisionId, earlier: [] },
    fingerprint: Buffer.from(fingerprint).toString("hex"),
  };
  queue(draft, { ...order, messageId, act, flagsBefore: flags, dueAt: 0 });
  const events: readonly NewEvent[] = [{ kind: "message.arrived", folderId, messageId }];
  db.act(mailbox, draft.done(events), events);
  return { actId, messageId, revisionId };
}

function retry(db: MemoryDatabase, order: UploadRetry): number {
  const { workspaceId, mailboxId, messageId } = order;
  const mailbox = syncing(db.find(workspaceId, mailboxId));
  const draft = new MailDraft(mailboxId, mailbox.data);
  const events: NewEvent[] = [];
  for (const { folderId, flags, expected, hidden } of draft.copiesOf(messageId)) {
    if (!expected || hidden || draft.appFolders.get(folderId)?.mapped !== true) continue;
    const refused = refusedUpload(draft.changes.rows.values(), messageId, folderId);
    if (refused === null) continue;
    const act: AppendAct = { ...refused.act, flags };
    queue(draft, { ...order, act, flagsBefore: flags, dueAt: 0 });
    events.push({ kind: "upload.retried", folderId, messageId });
  }
  if (events.length > 0) db.act(mailbox, draft.done(events), events);
  return events.length;
}

/** The last word on what was put there from here, when that is a refusal. */
export function refusedUpload(
  changes: Iterable<ChangeRow>,
  messageId: MessageId,
  folderId: FolderId,
): { readonly act: AppendAct; readonly why: ChangeRefusal } | null {
  let last: { readonly act: AppendAct; readonly why: ChangeRefusal } | null = null;
  for (const { messageId: of, act, state, why } of changes) {
    if (of !== messageId || act.kind !== "append" || act.to !== folderId) continue;
    if (state === "waiting" || state === "attempted") return null;
    if (state === "done") last = null;
    if (state === "refused" && why !== null) last = { act, why };
  }
  return last;
}

function saveDraft(db: MemoryDatabase, order: DraftSave): DraftOutcome {
  const { workspaceId, mailboxId, messageId, basedOn, revision, now } = order;
  const mailbox = syncing(db.find(workspaceId, mailboxId));
  const draft = new MailDraft(mailboxId, mailbox.data);
  const found = findDraft(draft, messageId);
  // Asked twice at once: the other made it, or a request of the same name something else.
  if (outcomeOf(mailbox.data, order.request) !== null) return "otherRevision";
  // What lies in another folder too is what it is there.
  if (found === null || draft.copiesOf(messageId).length > 1) return "gone";
  const { message, copy } = found;
  if (message.revisionId !== basedOn) return "otherRevision";
  const { folderId } = copy;
  const waiting = earlierPlaces(draft, copy);
  const earlier = copy.expected ? waiting : [copy.key, ...waiting];
  // The earlier one lies there: its own earlier ones go with it, by the new change.
  if (!copy.expected) {
    for (const { seq } of appendsOf(draft, messageId, folderId)) {
      draft.changeChange(seq, { state: "done", endedAt: now });
    }
  }
  const internalDate = revisionDate(now, message.internalDate);
  // What was set here and waits is done to the new one too.
  const flags = copy.flags | ((FLAG_BITS.draft | FLAG_BITS.seen) & ~copy.pendingFlags);
  const { revisionId, fingerprint, scan, place } = revision;
  draft.changeMessage(messageId, { revisionId, fingerprint, scan, place, serverId: null, internalDate });
  draft.revisions.set(revisionId, place);
  const key = expectedKey(messageId);
  draft.changeCopy(copy, { key, expected: true, missingSince: null, flags, internalDate });
  const act: AppendAct = {
    ...{ kind: "append", to: folderId, flags, internalDate, earlier, revisionId },
    fingerprint: Buffer.from(fingerprint).toString("hex"),
  };
  queue(draft, { ...order, act, flagsBefore: copy.flags, dueAt: 0 });
  const events: readonly NewEvent[] = [{ kind: "draft.saved", folderId, messageId }];
  db.act(mailbox, draft.done(events), events);
  return "done";
}

function discardDraft(db: MemoryDatabase, order: DraftDiscard): DraftOutcome {
  const { workspaceId, mailboxId, messageId, basedOn, dueAt } = order;
  const mailbox = syncing(db.find(workspaceId, mailboxId));
  const draft = new MailDraft(mailboxId, mailbox.data);
  const found = findDraft(draft, messageId);
  if (found === null) return "gone";
  const { message, copy } = found;
  if (basedOn !== null && message.revisionId !== basedOn) return "otherRevision";
  const from = copy.folderId;
  const earlier = earlierPlaces(draft, copy);
  draft.changeCopy(copy, { hidden: true });
  queue(draft, { ...order, act: { kind: "discard", from, earlier }, flagsBefore: copy.flags, dueAt });
  const events: readonly NewEvent[] = [{ kind: "message.erased", fromFolderId: from, messageId }];
  db.act(mailbox, draft.done(events), events);
  return "done";
}

/** What is shown in Drafts; null: nothing of this id. */
function findDraft(
  draft: MailDraft,
  messageId: MessageId,
): { readonly message: MessageRow; readonly copy: CopyRow } | null {
  const message = draft.messages.get(messageId);
  const copy = draft.copiesOf(messageId).find(({ folderId, hidden }) => {
    const app = draft.appFolders.get(folderId);
    return !hidden && app?.mapped === true && app.mapping.role === "drafts";
  });
  return message === undefined || copy === undefined ? null : { message, copy };
}

/** Where revisions lie that an earlier save was to take away and hasn't yet. */
function earlierPlaces(draft: MailDraft, { messageId, folderId }: CopyRow): readonly CopyRow["key"][] {
  return [...new Set(appendsOf(draft, messageId, folderId).flatMap(({ act }) => act.earlier))];
}

interface Queued extends Pick<NewUpload, "actId" | "now"> {
  readonly messageId: MessageId;
  readonly act: ChangeAct;
  readonly flagsBefore: number;
  readonly dueAt: number;
  readonly request?: NamedRequest | null;
}

function queue(
  draft: MailDraft,
  { actId, messageId, act, flagsBefore, now, dueAt, request = null }: Queued,
): void {
  const seq = ++draft.changeSeq;
  draft.changes.set(seq, {
    ...{ seq, actId, messageId, request, act, flagsBefore, state: "waiting", madeAt: now, dueAt },
    ...{ attemptedAt: null, attemptedFrom: null, answered: false, tries: 0, endedAt: null, why: null },
    seen: false,
  });
}
