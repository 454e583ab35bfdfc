// The Sends port: what a person or a program sends, in one transaction with what becomes of the draft it was. The sending
// side is send-work.ts.
import type { MailboxId, MessageId, UserId, WorkspaceId } from "../base/ids.ts";
import type { Envelope } from "../core/outgoing-message.ts";
import type { ActId } from "../engine/ports/changes.ts";
import {
  type AboutSend,
  type DoubtAnswer,
  HELD_UNTIL,
  type ListedSend,
  type NewSend,
  type SendId,
  type SendOutcome,
  type SendProblem,
  type SendState,
  type Sends,
} from "../engine/ports/sending.ts";
import type { NamedRequest } from "../engine/ports/uploads.ts";
import { toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import { markAnswered } from "./mark-answered.ts";
import { insertMessages } from "./message-rows.ts";
import { giveBack, placeSent, releaseDraft, removeCopies } from "./send-ends.ts";
import type { Transaction } from "./transaction.ts";
import { discardDraft } from "./uploads.ts";
import { lockForAct } from "./write-act.ts";

const LISTED_MAX = 200;

export function createSends(db: Database): Sends {
  return {
    outcomeOf: (workspaceId, mailboxId, request) =>
      db.readWorkspace(workspaceId, (tx) => outcomeOf(tx, { workspaceId, mailboxId, request })),
    accept: (send) => db.inWorkspace(send.workspaceId, (tx) => accept(tx, send)),
    undo: (send) => db.inWorkspace(send.workspaceId, (tx) => undo(tx, send)),
    answer: (send, answer) => db.inWorkspace(send.workspaceId, (tx) => answerDoubt(tx, send, answer)),
    async dismiss(workspaceId, mailboxId) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update sending set seen = true
           where workspace_id = $1 and mailbox_id = $2 and state = 'refused' and not seen`,
          [workspaceId, mailboxId],
        ),
      );
    },
    list: (workspaceId, mailboxId) => db.readWorkspace(workspaceId, (tx) => list(tx, workspaceId, mailboxId)),
  };
}

async function outcomeOf(
  tx: Transaction,
  {
    workspaceId,
    mailboxId,
    request,
  }: Pick<NewSend, "workspaceId" | "mailboxId"> & { readonly request: NamedRequest | null },
): Promise<SendOutcome | null> {
  if (request === null) return null;
  const { rows } = await tx.query<{
    readonly id: SendId;
    readonly message_id: MessageId;
    readonly due_at: number;
    readonly same: boolean;
  }>(
    `select id, message_id, due_at, request_content = $4 as same from sending
     where workspace_id = $1 and mailbox_id = $2 and request_name = $3`,
    [workspaceId, mailboxId, request.name, request.content],
  );
  const [found] = rows;
  if (found === undefined) return null;
  return found.same ? { sendId: found.id, messageId: found.message_id, dueAt: found.due_at } : "nameTaken";
}

async function accept(tx: Transaction, send: NewSend): Promise<SendOutcome> {
  const { workspaceId, mailboxId, userId, sendId, draft, request, message, envelope, now, dueAt } = send;
  await lockForAct(tx, workspaceId, mailboxId);
  const earlier = await outcomeOf(tx, send);
  if (earlier !== null) return earlier;
  if (draft !== null) {
    const end = { workspaceId, mailboxId, userId, now, actId: actOf(sendId), dueAt: HELD_UNTIL };
    const outcome = await discardDraft(tx, { ...end, ...draft });
    if (outcome !== "done") return outcome;
  }
  await insertMessages(tx, workspaceId, mailboxId, [message]);
  await tx.query(
    `insert into sending (workspace_id, id, mailbox_id, user_id, message_id, draft_id, envelope, header_id, made_at,
       due_at, request_name, request_content)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12)`,
    [
      ...[workspaceId, sendId, mailboxId, userId, message.messageId, draft?.messageId ?? null],
      ...[toJson(envelope), `<${message.scan.messageId}>`, now, dueAt],
      ...[request?.name ?? null, request?.content ?? null],
    ],
  );
  return { sendId, messageId: message.messageId, dueAt };
}

async function undo(tx: Transaction, send: AboutSend): Promise<boolean> {
  const { workspaceId, mailboxId, sendId, now } = send;
  await lockForAct(tx, workspaceId, mailboxId);
  const { rows } = await tx.query<{ message_id: MessageId }>(
    `update sending set state = 'undone', ended_at = $4
     where workspace_id = $1 and mailbox_id = $2 and id = $3 and state = 'waiting'
       and (taken_until is null or taken_until <= now_ms())
     returning message_id`,
    [workspaceId, mailboxId, sendId, now],
  );
  const [row] = rows;
  if (row === undefined) return false;
  await giveBack(tx, { ...send, messageId: row.message_id });
  return true;
}

async function answerDoubt(tx: Transaction, send: AboutSend, answer: DoubtAnswer): Promise<boolean> {
  const { workspaceId, mailboxId, sendId, now } = send;
  await lockForAct(tx, workspaceId, mailboxId);
  const next = { sent: "sent", again: "waiting", draft: "undone" } as const;
  const { rows } = await tx.query<{ message_id: MessageId; user_id: UserId; header_id: string }>(
    `update sending set state = $4, ended_at = case when $4 = 'waiting' then null else $5::bigint end, due_at = $5,
       made_at = case when $4 = 'waiting' then $5 else made_at end, tries = 0, taken_until = null, handed_at = case when $4 = 'waiting' then null else handed_at end
     where workspace_id = $1 and mailbox_id = $2 and id = $3 and state = 'doubtful' and ($4 = 'sent' or not exists (
       select from copy c join app_folder a on a.workspace_id = $1 and a.folder_id = c.folder_id and a.role = 'sent'
       where c.workspace_id = $1 and c.message_id = sending.message_id and not c.expected))
     returning message_id, user_id, header_id`,
    [workspaceId, mailboxId, sendId, next[answer], now],
  );
  const [row] = rows;
  if (row === undefined) return false;
  const about = { ...send, messageId: row.message_id };
  await removeCopies(tx, about);
  if (answer === "draft") await giveBack(tx, about);
  if (answer === "sent") {
    await releaseDraft(tx, about);
    await markAnswered(tx, { ...about, userId: row.user_id });
    // Whatever the provider has filed by now is found when Sent is read, before anything is put there.
    const filing = { headerId: row.header_id, within: 0, otherwise: "append", hidden: false } as const;
    await placeSent(tx, { ...about, userId: row.user_id, handedAt: now, ...filing });
  }
  return true;
}

interface ListedRow {
  readonly id: SendId;
  readonly message_id: MessageId;
  readonly draft_id: MessageId | null;
  readonly user_id: UserId;
  readonly subject: string;
  readonly envelope: Envelope;
  readonly state: SendState;
  readonly made_at: number;
  readonly due_at: number;
  readonly handed_at: number | null;
  readonly ended_at: number | null;
  readonly problem: SendProblem | null;
  readonly looking: boolean;
}

async function list(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<readonly ListedSend[]> {
  const { rows } = await tx.query<ListedRow>(
    `select s.id, s.message_id, s.draft_id, s.user_id, s.envelope, s.state, s.made_at, s.due_at, s.handed_at,
       s.ended_at, s.problem,
       coalesce((select r.scan ->> 'subject' from revision r where r.workspace_id = $1
         and r.message_id = coalesce(case when s.state = 'refused' then s.draft_id end, s.message_id)
         order by r.superseded_at is null desc limit 1), '') as subject,
       s.state = 'doubtful' and exists (select from change ch where ch.workspace_id = $1 and ch.mailbox_id = $2
         and ch.act_id = s.id and ch.state in ('waiting', 'attempted') and ch.act ->> 'kind' = 'append') as looking
     from sending s
     where s.workspace_id = $1 and s.mailbox_id = $2
       and (s.state in ('waiting', 'handing', 'doubtful') or (s.state = 'refused' and not s.seen))
     order by s.made_at desc, s.id limit ${LISTED_MAX}`,
    [workspaceId, mailboxId],
  );
  return rows.map((row) => ({
    sendId: row.id,
    messageId: row.message_id,
    draftId: row.draft_id,
    userId: row.user_id,
    subject: row.subject,
    envelope: row.envelope,
    state: row.state,
    madeAt: row.made_at,
    dueAt: row.due_at,
    handedAt: row.handed_at,
    endedAt: row.ended_at,
    problem: row.problem,
    looking: row.looking,
  }));
}

function actOf(sendId: SendId): ActId {
  return sendId as string as ActId;
}
