// Places what was here before there were conversations: the newest first, a few hundred in a transaction that locks the
// mailbox as a commit does. Killed anywhere, what is left is still marked as unplaced.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { MarkedScan } from "../core/threading/conversation-marks.ts";
import { toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import { lockMailbox } from "./ownership.ts";
import { type MailboxAt, placeMessages } from "./place-messages.ts";
import type { Transaction } from "./transaction.ts";

const BATCH = 500;

export async function placeUnplaced(
  db: Database,
  workspaceId: WorkspaceId,
  signal: AbortSignal,
): Promise<number> {
  let placed = 0;
  for (const mailboxId of await mailboxesWithUnplaced(db, workspaceId)) {
    for (let count = BATCH; count === BATCH && !signal.aborted; ) {
      count = await db.inWorkspace(workspaceId, (tx) => placeBatch(tx, { workspaceId, mailboxId }));
      placed += count;
    }
  }
  return placed;
}

/** Idle means silent: no mailbox is locked in which all is placed. */
async function mailboxesWithUnplaced(db: Database, workspaceId: WorkspaceId): Promise<readonly MailboxId[]> {
  const { rows } = await db.readWorkspace(workspaceId, (tx) =>
    tx.query<{ id: MailboxId }>(
      `select b.id from mailbox b where b.workspace_id = $1 and exists (
         select from message m where m.workspace_id = $1 and m.mailbox_id = b.id and m.conversation_id is null)`,
      [workspaceId],
    ),
  );
  return rows.map(({ id }) => id);
}

async function placeBatch(tx: Transaction, at: MailboxAt): Promise<number> {
  const { workspaceId, mailboxId } = at;
  await lockMailbox(tx, workspaceId, mailboxId);
  const { rows } = await tx.query<{ messageId: MessageId; internalDate: number; scan: MarkedScan }>(
    `select m.id as "messageId", m.internal_date as "internalDate", r.scan from (
       select id, internal_date, revision_id from message
       where workspace_id = $1 and mailbox_id = $2 and conversation_id is null
       order by internal_date desc limit $3) m
     join lateral (select scan from revision v where v.workspace_id = $1 and v.id = m.revision_id limit 1) r on true
     order by m.internal_date desc, m.id`,
    [workspaceId, mailboxId, BATCH],
  );
  if (rows.length === 0) return 0;
  const places = await placeMessages(tx, at, rows);
  const given = toJson([...places].map(([id, place]) => ({ id, ...place })));
  await tx.query(
    `update message m set conversation_id = p.conversation, subject_hash = p.subject, loose = p."isLoose"
     from jsonb_to_recordset($2::jsonb) as p(id uuid, conversation uuid, subject bigint, "isLoose" boolean)
     where m.workspace_id = $1 and m.id = p.id`,
    [workspaceId, given],
  );
  await tx.query(
    `update copy c set conversation_id = p.conversation
     from jsonb_to_recordset($2::jsonb) as p(id uuid, conversation uuid)
     where c.workspace_id = $1 and c.message_id = p.id`,
    [workspaceId, given],
  );
  return rows.length;
}
