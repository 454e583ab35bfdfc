// What becomes of a message that was to be sent, and of the draft it was, when it is known how the send has ended. In the
// caller's transaction, which has locked the mailbox.
import type { FolderId, MailboxId, MessageId, UserId, WorkspaceId } from "../base/ids.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { type AppendAct, type SentCopy, wholeSeconds } from "../core/plan-append.ts";
import type { ActId } from "../engine/ports/changes.ts";
import type { AboutSend, SendId } from "../engine/ports/sending.ts";
import { appendEvents } from "./commit.ts";
import { conversationOf } from "./message-rows.ts";
import { queueChange } from "./queue-change.ts";
import type { Transaction } from "./transaction.ts";
import { undoAct } from "./undo-act.ts";

export type EndedSend = AboutSend & { readonly messageId: MessageId };

/** The draft may go at the provider too. */
export async function releaseDraft(
  tx: Transaction,
  { workspaceId, mailboxId, sendId, now }: AboutSend,
): Promise<void> {
  await tx.query(
    `update change set due_at = $4 where workspace_id = $1 and mailbox_id = $2 and act_id = $3 and state = 'waiting'
       and act ->> 'kind' = 'discard'`,
    [workspaceId, mailboxId, sendId, now],
  );
}

/** It isn't sent: the draft is in its list again, and the message that was made from it goes. */
export async function giveBack(tx: Transaction, send: EndedSend): Promise<void> {
  const { workspaceId, mailboxId, sendId, now } = send;
  await undoAct(tx, { workspaceId, mailboxId, actId: actOf(sendId), now });
  await deleteMessage(tx, send);
}

/** With its key: nobody reads its bytes any more. Where a reading has found it at the provider meanwhile (a draft that Graph
 *  was given, a copy in Sent) it is a message as any other, and stays. */
async function deleteMessage(
  tx: Transaction,
  { workspaceId, mailboxId, messageId }: EndedSend,
): Promise<void> {
  const { count } = await tx.query(
    `delete from message m where workspace_id = $1 and mailbox_id = $2 and id = $3
       and not exists (select from copy c where c.workspace_id = $1 and c.message_id = m.id)`,
    [workspaceId, mailboxId, messageId],
  );
  if (count === 0) return;
  await tx.query("delete from record_link where workspace_id = $1 and message_id = $2", [
    workspaceId,
    messageId,
  ]);
  await tx.query("delete from revision where workspace_id = $1 and message_id = $2", [
    workspaceId,
    messageId,
  ]);
}

/** What stood for a copy that was looked for. */
export async function removeCopies(
  tx: Transaction,
  { workspaceId, mailboxId, sendId, messageId, now }: EndedSend,
): Promise<void> {
  await tx.query(
    `update change set state = 'undone', ended_at = $4
     where workspace_id = $1 and mailbox_id = $2 and act_id = $3 and state in ('waiting', 'attempted')
       and act ->> 'kind' = 'append'`,
    [workspaceId, mailboxId, sendId, now],
  );
  await tx.query("delete from copy where workspace_id = $1 and message_id = $2 and expected", [
    workspaceId,
    messageId,
  ]);
}

export interface PlacedSend extends EndedSend, Pick<SentCopy, "within" | "otherwise"> {
  readonly userId: UserId;
  readonly headerId: string;
  readonly handedAt: number;
  /** Nobody knows yet whether it was sent. */
  readonly hidden: boolean;
}

interface TargetRow {
  readonly folder_id: FolderId;
  readonly last_read: string | null;
}

/** Sent shows it from now on, and the outbox sees to it that the provider's does. Where Sent isn't mapped it is in no
 *  list. */
export async function placeSent(tx: Transaction, send: PlacedSend): Promise<void> {
  const { workspaceId, mailboxId, userId, sendId, messageId, headerId, handedAt, hidden, now } = send;
  const target = await findFolder(tx, send, "sent");
  const internalDate = wholeSeconds(handedAt);
  await tx.query(
    `update message m set internal_date = $3, departed_at = $4, departed_from = null, departed_evidence = null
     where workspace_id = $1 and id = $2
       and not exists (select from copy c where c.workspace_id = $1 and c.message_id = m.id)`,
    [workspaceId, messageId, internalDate, target === null ? now : null],
  );
  if (target === null) return;
  const folderId = target.folder_id;
  const act = {
    ...(await appendActOf(tx, send, { to: folderId, flags: FLAG_BITS.seen, internalDate })),
    sent: { messageId: headerId, within: send.within, otherwise: send.otherwise },
  };
  const isNew = await insertExpected(tx, send, { folderId, flags: act.flags, internalDate, hidden });
  const event = hidden || !isNew ? null : ({ kind: "message.arrived", folderId, messageId } as const);
  const change = { workspaceId, mailboxId, userId, messageId, act, event, now };
  await queueChange(tx, { ...change, actId: actOf(sendId), flags: act.flags, dueAt: 0 });
  // The provider may have put it there already, where it was not yet when the folder was last read.
  await tx.query(
    `update change set state = 'attempted', attempted_at = $4, attempted_from = $5
     where workspace_id = $1 and mailbox_id = $2 and act_id = $3 and state = 'waiting' and act ->> 'kind' = 'append'`,
    [workspaceId, mailboxId, sendId, handedAt, target.last_read ?? "0:0"],
  );
}

/** What was looked for, in doubt, is shown: it was sent. False: nothing was. */
export async function showSent(tx: Transaction, send: EndedSend): Promise<boolean> {
  const { workspaceId, mailboxId, sendId, messageId } = send;
  const { rows } = await tx.query<{ folder_id: FolderId }>(
    "update copy set hidden = false where workspace_id = $1 and message_id = $2 and hidden returning folder_id",
    [workspaceId, messageId],
  );
  await tx.query(
    `update change set act = jsonb_set(act, '{sent,otherwise}', '"append"')
     where workspace_id = $1 and mailbox_id = $2 and act_id = $3 and state in ('waiting', 'attempted')
       and act ->> 'kind' = 'append'`,
    [workspaceId, mailboxId, sendId],
  );
  const events = rows.map(
    ({ folder_id: folderId }) => ({ kind: "message.arrived", folderId, messageId }) as const,
  );
  await appendEvents(tx, { workspaceId, mailboxId }, events);
  return rows.length > 0;
}

/** What was given as it is, and was refused, is a draft from now on. False: Drafts isn't mapped. */
export async function placeAsDraft(
  tx: Transaction,
  send: EndedSend & { readonly userId: UserId },
): Promise<boolean> {
  const { workspaceId, mailboxId, userId, sendId, messageId, now } = send;
  const target = await findFolder(tx, send, "drafts");
  if (target === null) return false;
  const folderId = target.folder_id;
  const internalDate = wholeSeconds(now);
  const flags = FLAG_BITS.draft | FLAG_BITS.seen;
  await tx.query("update message set internal_date = $3 where workspace_id = $1 and id = $2", [
    workspaceId,
    messageId,
    internalDate,
  ]);
  const isNew = await insertExpected(tx, send, { folderId, flags, internalDate, hidden: false });
  const act = await appendActOf(tx, send, { to: folderId, flags, internalDate });
  const event = isNew ? ({ kind: "message.arrived", folderId, messageId } as const) : null;
  const change = { workspaceId, mailboxId, userId, messageId, act, event, now };
  await queueChange(tx, { ...change, actId: actOf(sendId), flags, dueAt: 0 });
  return true;
}

async function findFolder(
  tx: Transaction,
  { workspaceId, mailboxId }: AboutSend,
  role: "sent" | "drafts",
): Promise<TargetRow | null> {
  const { rows } = await tx.query<TargetRow>(
    `select a.folder_id, l.uid_validity || ':' || l.uid_next as last_read
     from app_folder a
     join mailbox m on m.workspace_id = $1 and m.id = $2 and m.state = 'syncing'
       and not m.receive_only and not is_receive_only($1)
     join remote_folder f on f.workspace_id = $1 and f.id = a.folder_id and f.gone_at is null and f.selectable
     left join folder_ledger l on l.workspace_id = $1 and l.folder_id = a.folder_id
     where a.workspace_id = $1 and a.mailbox_id = $2 and a.role = $3 and a.mapped
     order by a.inherited, a.id limit 1`,
    [workspaceId, mailboxId, role],
  );
  return rows[0] ?? null;
}

async function appendActOf(
  tx: Transaction,
  { workspaceId, messageId }: EndedSend,
  where: Pick<AppendAct, "to" | "flags" | "internalDate">,
): Promise<AppendAct> {
  const { rows } = await tx.query<Pick<AppendAct, "revisionId" | "fingerprint">>(
    `select revision_id as "revisionId", encode(fingerprint, 'hex') as fingerprint from message
     where workspace_id = $1 and id = $2`,
    [workspaceId, messageId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("a message that is being sent has gone");
  return { kind: "append", ...where, ...row, earlier: [] };
}

/** False: a reading was quicker, and has found it there. */
async function insertExpected(
  tx: Transaction,
  { workspaceId, messageId }: EndedSend,
  copy: {
    readonly folderId: FolderId;
    readonly flags: number;
    readonly internalDate: number;
    readonly hidden: boolean;
  },
): Promise<boolean> {
  const { count } = await tx.query(
    `insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date, expected, hidden,
       conversation_id)
     values ($1, $2, 'expected:' || $3::text, $3::uuid, $4, $5, true, $6, ${conversationOf("$3::uuid")})
     on conflict (workspace_id, message_id, folder_id) do nothing`,
    [workspaceId, copy.folderId, messageId, copy.flags, copy.internalDate, copy.hidden],
  );
  return count === 1;
}

/** What is to be sent is dropped where nothing may be written at the provider any more. What a server may have already
 *  ends as it ends. */
export async function dropSends(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const { rows } = await tx.query<{ id: SendId; message_id: MessageId; ended_at: number }>(
    `update sending set state = 'undone', ended_at = now_ms()
     where workspace_id = $1 and mailbox_id = $2 and state in ('waiting', 'doubtful')
     returning id, message_id, ended_at`,
    [workspaceId, mailboxId],
  );
  for (const { id, message_id: messageId, ended_at: now } of rows) {
    const send = { workspaceId, mailboxId, sendId: id, messageId, now };
    await removeCopies(tx, send);
    await deleteMessage(tx, send);
  }
}

function actOf(sendId: SendId): ActId {
  return sendId as string as ActId;
}
