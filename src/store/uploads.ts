// The Uploads port: a message or a draft's revision that came from here, in one transaction with what the lists show
// and the change that gives it to the provider.
import type { FolderId, MailboxId, RemoteKey, RevisionId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS, type Flags } from "../core/flags.ts";
import { type AppendAct, revisionDate } from "../core/plan-append.ts";
import type {
  Accepted,
  DraftDiscard,
  DraftOutcome,
  DraftSave,
  NewUpload,
  UploadOutcome,
  UploadRetry,
  Uploads,
} from "../engine/ports/uploads.ts";
import { toHex } from "./column-types.ts";
import type { Database } from "./database.ts";
import { REFUSED_UPLOAD } from "./list-messages.ts";
import { conversationOf, insertMessages, insertRevision } from "./message-rows.ts";
import { queueChange } from "./queue-change.ts";
import type { Transaction } from "./transaction.ts";
import { lockForAct } from "./write-act.ts";

export function createUploads(db: Database): Uploads {
  return {
    outcomeOf: (workspaceId, mailboxId, request) =>
      db.readWorkspace(workspaceId, (tx) => outcomeOf(tx, { workspaceId, mailboxId, request })),
    upload: (order) => db.inWorkspace(order.workspaceId, (tx) => upload(tx, order)),
    retry: (order) => db.inWorkspace(order.workspaceId, (tx) => retry(tx, order)),
    saveDraft: (order) => db.inWorkspace(order.workspaceId, (tx) => saveDraft(tx, order)),
    discardDraft: (order) => db.inWorkspace(order.workspaceId, (tx) => discardDraft(tx, order)),
  };
}

type AboutRequest = Pick<NewUpload, "workspaceId" | "mailboxId" | "request">;

async function outcomeOf(
  tx: Transaction,
  { workspaceId, mailboxId, request }: AboutRequest,
): Promise<UploadOutcome | null> {
  if (request === null) return null;
  const { rows } = await tx.query<Accepted & { readonly same: boolean }>(
    `select act_id as "actId", message_id as "messageId", act ->> 'revisionId' as "revisionId",
       request_content = $4 as same
     from change where workspace_id = $1 and mailbox_id = $2 and request_name = $3`,
    [workspaceId, mailboxId, request.name, request.content],
  );
  const [found] = rows;
  if (found === undefined) return null;
  const { same, ...accepted } = found;
  return same ? accepted : "nameTaken";
}

async function upload(tx: Transaction, order: NewUpload): Promise<UploadOutcome> {
  const { workspaceId, mailboxId, folderId, message, flags, actId } = order;
  const { messageId, internalDate, revisionId, fingerprint } = message;
  await lockForAct(tx, workspaceId, mailboxId);
  const earlier = await outcomeOf(tx, order);
  if (earlier !== null) return earlier;
  await checkMapped(tx, workspaceId, mailboxId, folderId);
  await insertMessages(tx, workspaceId, mailboxId, [message]);
  await tx.query(
    `insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date, expected, conversation_id)
     values ($1, $2, 'expected:' || $3::text, $3::uuid, $4, $5, true, ${conversationOf("$3::uuid")})`,
    [workspaceId, folderId, messageId, flags, internalDate],
  );
  const act: AppendAct = {
    ...{ kind: "append", to: folderId, flags, internalDate, revisionId, earlier: [] },
    fingerprint: toHex(fingerprint),
  };
  const event = { kind: "message.arrived", folderId, messageId } as const;
  await queueChange(tx, { ...order, messageId, act, flags, event, dueAt: 0 });
  return { actId, messageId, revisionId };
}

async function retry(tx: Transaction, order: UploadRetry): Promise<number> {
  const { workspaceId, mailboxId, messageId } = order;
  await lockForAct(tx, workspaceId, mailboxId);
  const { rows } = await tx.query<{ readonly act: AppendAct; readonly flags: Flags }>(
    `select refused.act, c.flags from copy c
     join app_folder a on a.workspace_id = $1 and a.folder_id = c.folder_id and a.mailbox_id = $2 and a.mapped
     join lateral (${REFUSED_UPLOAD}) refused on true
     where c.workspace_id = $1 and c.message_id = $3 and c.expected and not c.hidden`,
    [workspaceId, mailboxId, messageId],
  );
  for (const { act: given, flags } of rows) {
    const act: AppendAct = { ...given, flags };
    const event = { kind: "upload.retried", folderId: act.to, messageId } as const;
    await queueChange(tx, { ...order, act, flags, event, dueAt: 0 });
  }
  return rows.length;
}

/** Under the mailbox's lock: who unmaps it waits, or was quicker. */
async function checkMapped(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  folderId: FolderId,
): Promise<void> {
  const { count } = await tx.query(
    `select from remote_folder f
     join app_folder a on a.workspace_id = f.workspace_id and a.folder_id = f.id and a.mapped
     where f.workspace_id = $1 and f.mailbox_id = $2 and f.id = $3 and f.gone_at is null and f.selectable`,
    [workspaceId, mailboxId, folderId],
  );
  if (count === 0) throw new SyncError("folderGone", { scope: "folder", retry: "askUser" });
}

interface DraftRow {
  readonly revision_id: RevisionId;
  readonly internal_date: number;
  readonly folder_id: FolderId;
  readonly remote_key: RemoteKey;
  readonly flags: Flags;
  readonly pending_flags: Flags;
  readonly expected: boolean;
  /** Another folder shows it too. */
  readonly elsewhere: boolean;
}

async function saveDraft(tx: Transaction, order: DraftSave): Promise<DraftOutcome> {
  const { workspaceId, mailboxId, messageId, basedOn, revision, now } = order;
  const draft = await findDraft(tx, order);
  // Asked twice at once: the other made it, or a request of the same name something else.
  if ((await outcomeOf(tx, order)) !== null) return "otherRevision";
  // What lies in another folder too is what it is there.
  if (draft === null || draft.elsewhere) return "gone";
  if (draft.revision_id !== basedOn) return "otherRevision";
  const folderId = draft.folder_id;
  const waiting = await earlierPlaces(tx, order, folderId);
  const earlier = draft.expected ? waiting : [draft.remote_key, ...waiting];
  // The earlier one lies there: its own earlier ones go with it, by the new change.
  if (!draft.expected) await endAppends(tx, order, folderId);
  const internalDate = revisionDate(now, draft.internal_date);
  // What was set here and waits is done to the new one too.
  const flags = draft.flags | ((FLAG_BITS.draft | FLAG_BITS.seen) & ~draft.pending_flags);
  await insertRevision(tx, workspaceId, mailboxId, { ...revision, messageId, internalDate }, now);
  await tx.query(
    `update copy set remote_key = 'expected:' || $2::text, expected = true, missing_since = null, flags = $4,
       internal_date = $5
     where workspace_id = $1 and message_id = $2::uuid and folder_id = $3`,
    [workspaceId, messageId, folderId, flags, internalDate],
  );
  const act: AppendAct = {
    ...{ kind: "append", to: folderId, flags, internalDate, earlier, revisionId: revision.revisionId },
    fingerprint: toHex(revision.fingerprint),
  };
  const event = { kind: "draft.saved", folderId, messageId } as const;
  await queueChange(tx, { ...order, act, flags: draft.flags, event, dueAt: 0 });
  return "done";
}

export async function discardDraft(tx: Transaction, order: DraftDiscard): Promise<DraftOutcome> {
  const { workspaceId, messageId, basedOn, dueAt } = order;
  const draft = await findDraft(tx, order);
  if (draft === null) return "gone";
  if (basedOn !== null && draft.revision_id !== basedOn) return "otherRevision";
  const from = draft.folder_id;
  const earlier = await earlierPlaces(tx, order, from);
  await tx.query(
    "update copy set hidden = true where workspace_id = $1 and message_id = $2 and folder_id = $3",
    [workspaceId, messageId, from],
  );
  const event = { kind: "message.erased", fromFolderId: from, messageId } as const;
  const act = { kind: "discard", from, earlier } as const;
  await queueChange(tx, { ...order, act, flags: draft.flags, event, dueAt });
  return "done";
}

type AboutDraft = Pick<DraftSave, "workspaceId" | "mailboxId" | "messageId">;

/** What is shown in Drafts; null: nothing of this id. */
async function findDraft(
  tx: Transaction,
  { workspaceId, mailboxId, messageId }: AboutDraft,
): Promise<DraftRow | null> {
  await lockForAct(tx, workspaceId, mailboxId);
  const { rows } = await tx.query<DraftRow>(
    `select m.revision_id, m.internal_date, c.folder_id, c.remote_key, c.flags, c.pending_flags, c.expected,
       exists (select from copy o where o.workspace_id = $1 and o.message_id = m.id
         and o.folder_id <> c.folder_id) as elsewhere
     from message m
     join copy c on c.workspace_id = $1 and c.message_id = m.id and not c.hidden
     join app_folder a on a.workspace_id = $1 and a.folder_id = c.folder_id and a.mapped and a.role = 'drafts'
     where m.workspace_id = $1 and m.mailbox_id = $2 and m.id = $3`,
    [workspaceId, mailboxId, messageId],
  );
  return rows[0] ?? null;
}

/** Where revisions lie that an earlier save was to take away and hasn't yet. */
async function earlierPlaces(
  tx: Transaction,
  { workspaceId, mailboxId, messageId }: AboutDraft,
  folderId: FolderId,
): Promise<readonly RemoteKey[]> {
  const { rows } = await tx.query<{ key: RemoteKey }>(
    `select distinct jsonb_array_elements_text(act -> 'earlier') as key from change
     where workspace_id = $1 and mailbox_id = $2 and message_id = $3 and state in ('waiting', 'attempted')
       and act ->> 'kind' = 'append' and (act ->> 'to')::uuid = $4`,
    [workspaceId, mailboxId, messageId, folderId],
  );
  return rows.map(({ key }) => key);
}

async function endAppends(
  tx: Transaction,
  { workspaceId, mailboxId, messageId, now }: AboutDraft & { readonly now: number },
  folderId: FolderId,
): Promise<void> {
  await tx.query(
    `update change set state = 'done', ended_at = $5
     where workspace_id = $1 and mailbox_id = $2 and message_id = $3 and state in ('waiting', 'attempted')
       and act ->> 'kind' = 'append' and (act ->> 'to')::uuid = $4`,
    [workspaceId, mailboxId, messageId, folderId, now],
  );
}
