// The SendWork port: what is due is taken by one process at a time, each step is a compare-and-set on the row. A process
// that no longer has a send in its hands can still say how it ended: what is known is known.
import type { MailboxId, MessageId, UserId, WorkspaceId } from "../base/ids.ts";
import type { Envelope } from "../core/outgoing-message.ts";
import {
  type Filing,
  SEND_TAKEN_MS,
  type SendId,
  type SendProblem,
  type SendWork,
  type TakenSend,
} from "../engine/ports/sending.ts";
import { toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import { markAnswered } from "./mark-answered.ts";
import { lockMailbox } from "./ownership.ts";
import { type PlaceRow, placeOfRow } from "./place-columns.ts";
import { type EndedSend, giveBack, placeAsDraft, placeSent, releaseDraft, showSent } from "./send-ends.ts";
import type { Transaction } from "./transaction.ts";

interface TakenRow extends PlaceRow {
  readonly id: SendId;
  readonly mailbox_id: MailboxId;
  readonly user_id: UserId;
  readonly message_id: MessageId;
  readonly envelope: Envelope;
  readonly state: "waiting" | "handing";
  readonly tries: number;
  readonly since: number;
  readonly handed_at: number | null;
  readonly handle: string | null;
  readonly taken_until: number;
}

export function createSendWork(db: Database): SendWork {
  return {
    async due() {
      const { rows } = await db.outside((tx) =>
        tx.query<{ workspace_id: WorkspaceId; due_at: number | null }>(
          "select workspace_id, due_at from workspaces_sending()",
        ),
      );
      return rows.map((row) => ({ workspaceId: row.workspace_id, dueAt: row.due_at }));
    },

    take: (workspaceId, now, limit) =>
      db.inWorkspace(workspaceId, (tx) => take(tx, workspaceId, { now, limit })),

    async keep(taken) {
      const { rows } = await db.inWorkspace(taken.workspaceId, (tx) =>
        tx.query<{ taken_until: number }>(
          `update sending set taken_until = now_ms() + $4 where workspace_id = $1 and id = $2 and taken_until = $3
           returning taken_until`,
          [taken.workspaceId, taken.sendId, taken.takenUntil, SEND_TAKEN_MS],
        ),
      );
      return rows[0] === undefined ? null : { ...taken, takenUntil: rows[0].taken_until };
    },

    handing: async ({ workspaceId, sendId, takenUntil }, now, handle) => {
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update sending set state = 'handing', handed_at = $4, handle = $5
           where workspace_id = $1 and id = $2 and taken_until = $3 and taken_until > now_ms() and state = 'waiting'`,
          [workspaceId, sendId, takenUntil, now, handle],
        ),
      );
      return count === 1;
    },

    sent: (taken, filing, now) => db.inWorkspace(taken.workspaceId, (tx) => sent(tx, taken, filing, now)),

    async postpone({ workspaceId, sendId, takenUntil }, until, problem) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update sending set state = 'waiting', due_at = $4, tries = tries + 1, taken_until = null, handed_at = null,
             handle = null, problem = $5::jsonb
           where workspace_id = $1 and id = $2 and taken_until = $3 and state in ('waiting', 'handing')`,
          [workspaceId, sendId, takenUntil, until, toJson(problem)],
        ),
      );
    },

    refuse: (taken, problem, now) =>
      db.inWorkspace(taken.workspaceId, (tx) => refuse(tx, taken, problem, now)),
    doubt: (taken, filing, now) => db.inWorkspace(taken.workspaceId, (tx) => doubt(tx, taken, filing, now)),
    settle: (workspaceId, now) => db.inWorkspace(workspaceId, (tx) => settle(tx, workspaceId, now)),
  };
}

async function take(
  tx: Transaction,
  workspaceId: WorkspaceId,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly TakenSend[]> {
  const { rows } = await tx.query<TakenRow>(
    `with next as (
       select id from sending s
       where workspace_id = $1 and state in ('waiting', 'handing') and due_at <= $2
         and (taken_until is null or taken_until <= now_ms())
         and not exists (select from sending o where o.workspace_id = $1 and o.mailbox_id = s.mailbox_id
           and o.state in ('waiting', 'handing') and o.id <> s.id and (o.taken_until > now_ms()
             or (o.due_at <= $2 and (o.made_at, o.id) < (s.made_at, s.id))))
       order by due_at, id limit $3 for update skip locked
     )
     update sending s set taken_until = now_ms() + $4
     from next, message m, revision r
     where s.workspace_id = $1 and s.id = next.id and m.workspace_id = $1 and m.id = s.message_id
       and r.workspace_id = $1 and r.id = m.revision_id
     returning s.id, s.mailbox_id, s.user_id, s.message_id, s.envelope, s.state, s.tries, s.made_at as since, s.handed_at, s.handle,
       s.taken_until, r.pack_id, r.pack_offset, r.pack_length, r.size, r.sha256, r.wrapped_key`,
    [workspaceId, now, limit, SEND_TAKEN_MS],
  );
  return rows.map((row) => ({
    workspaceId,
    mailboxId: row.mailbox_id,
    userId: row.user_id,
    sendId: row.id,
    messageId: row.message_id,
    envelope: row.envelope,
    place: placeOfRow(row),
    state: row.state,
    tries: row.tries,
    since: row.since,
    handedAt: row.handed_at,
    handle: row.handle,
    takenUntil: row.taken_until,
  }));
}

interface EndedRow {
  readonly user_id: UserId;
  readonly header_id: string;
  readonly draft_id: MessageId | null;
  readonly handed_at: number | null;
}

/** The mailbox first, as everywhere: acts and commits of the loop wait. Null: it has ended otherwise. */
async function end(
  tx: Transaction,
  { workspaceId, mailboxId, sendId }: EndedSend,
  to: {
    readonly state: "sent" | "refused" | "doubtful";
    readonly from: readonly string[];
    readonly at: number;
    readonly problem?: SendProblem;
  },
): Promise<EndedRow | null> {
  await lockMailbox(tx, workspaceId, mailboxId);
  const { rows } = await tx.query<EndedRow>(
    `update sending set state = $3, taken_until = null, problem = $6::jsonb,
       ended_at = case when $3 = 'doubtful' then null else $5::bigint end
     where workspace_id = $1 and id = $2 and state = any($4)
     returning user_id, header_id, draft_id, handed_at`,
    [workspaceId, sendId, to.state, to.from, to.at, to.problem === undefined ? null : toJson(to.problem)],
  );
  return rows[0] ?? null;
}

async function sent(tx: Transaction, taken: TakenSend, { within }: Filing, now: number): Promise<void> {
  const row = await end(tx, { ...taken, now }, { state: "sent", from: ["handing", "doubtful"], at: now });
  if (row === null) return;
  const send = { ...taken, now };
  await releaseDraft(tx, send);
  await markAnswered(tx, { ...send, userId: row.user_id });
  const handedAt = row.handed_at ?? now;
  // It was in doubt for a moment: what is looked for is shown.
  if (await showSent(tx, send)) return;
  const filing = { headerId: row.header_id, within, otherwise: "append", hidden: false } as const;
  await placeSent(tx, { ...send, userId: row.user_id, handedAt, ...filing });
}

async function refuse(tx: Transaction, taken: TakenSend, problem: SendProblem, now: number): Promise<void> {
  const row = await end(
    tx,
    { ...taken, now },
    { state: "refused", from: ["waiting", "handing"], at: now, problem },
  );
  if (row === null) return;
  const send = { ...taken, now };
  if (row.draft_id !== null) await giveBack(tx, send);
  else await placeAsDraft(tx, send);
}

async function doubt(tx: Transaction, taken: TakenSend, filing: Filing | null, now: number): Promise<void> {
  const row = await end(tx, { ...taken, now }, { state: "doubtful", from: ["handing"], at: now });
  if (row === null || filing === null) return;
  const looking = {
    headerId: row.header_id,
    within: filing.within,
    otherwise: "leave",
    hidden: true,
  } as const;
  await placeSent(tx, { ...taken, now, userId: row.user_id, handedAt: row.handed_at ?? now, ...looking });
}

async function settle(
  tx: Transaction,
  workspaceId: WorkspaceId,
  now: number,
): Promise<Awaited<ReturnType<SendWork["settle"]>>> {
  const { rows } = await tx.query<{
    readonly id: SendId;
    readonly mailbox_id: MailboxId;
    readonly message_id: MessageId;
    readonly found: boolean;
  }>(
    `select s.id, s.mailbox_id, s.message_id, ch.state = 'done' as found from sending s
     join change ch on ch.workspace_id = $1 and ch.mailbox_id = s.mailbox_id and ch.act_id = s.id
       and ch.state in ('waiting', 'attempted', 'done') and ch.act ->> 'kind' = 'append'
     where s.workspace_id = $1 and s.state = 'doubtful'
     order by s.mailbox_id, s.id limit 1000`,
    [workspaceId],
  );
  const found = rows.filter((row) => row.found);
  for (const { id: sendId, mailbox_id: mailboxId, message_id: messageId } of found) {
    const send = { workspaceId, mailboxId, sendId, messageId, now };
    const ended = await end(tx, send, { state: "sent", from: ["doubtful"], at: now });
    if (ended === null) continue;
    await releaseDraft(tx, send);
    await markAnswered(tx, { ...send, userId: ended.user_id });
    await showSent(tx, send);
  }
  const mailboxesOf = (some: typeof rows) => [...new Set(some.map((row) => row.mailbox_id))];
  return { sent: mailboxesOf(found), looking: mailboxesOf(rows.filter((row) => !row.found)) };
}
