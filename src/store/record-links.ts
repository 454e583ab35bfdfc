// What puts mail on records: the people in it and what it answers, when it comes; the same for mail that is here already
// when a record gets an address; and people by hand. All of it is written by one statement.
import type { MailboxId, MessageId, RecordId, UserId, WorkspaceId } from "../base/ids.ts";
import type { MessageScan } from "../core/message.ts";
import { type LinkedBy, peopleOf } from "../core/records.ts";
import { conversationMarks } from "../core/threading/conversation-marks.ts";
import type { LinkOrder } from "../engine/ports/records.ts";
import { toJson } from "./column-types.ts";
import { type MailboxAt, seedOf } from "./place-messages.ts";
import type { Transaction } from "./transaction.ts";

/** Answers to answers; most mail names all that came before it. */
const ROUNDS_MAX = 20;
/** Of one conversation. */
const MESSAGES_MAX = 500;

/** A message as far as links are concerned. */
export interface Linkable {
  readonly messageId: MessageId;
  readonly mailboxId: MailboxId;
  readonly internalDate: number;
  readonly scan: MessageScan;
}

export interface NewLink {
  readonly recordId: RecordId;
  readonly message: Linkable;
  readonly how: LinkedBy;
  readonly userId?: UserId;
}

interface LinkedRow {
  readonly record_id: RecordId;
  readonly message_id: MessageId;
  readonly name_hash: number | null;
}

/** Those that weren't there, and after them what answers them. Their messages are locked, so that who erases one waits and
 *  then erases its links too, or comes first; their records as well, so that mail which comes isn't refused with a record that
 *  is removed at this moment, nor put on one that is merged. */
export async function insertLinks(
  tx: Transaction,
  workspaceId: WorkspaceId,
  links: readonly NewLink[],
): Promise<readonly MessageId[]> {
  const inserted: MessageId[] = [];
  let next = links;
  for (let round = 0; round < ROUNDS_MAX && next.length > 0; round++) {
    const linked = await insertSome(tx, workspaceId, next);
    inserted.push(...linked.map((row) => row.message_id));
    next = await selectAnswers(tx, workspaceId, linked);
  }
  return inserted;
}

/** Somebody took a message of the same conversation off, and none of it is on the record: its people don't bring it back. */
const TAKEN_OFF = `exists (
    select from (select x.conversation_id as id from message x where x.workspace_id = $1 and x.id = g.id limit 1) c
    cross join lateral (select x.id from message x
      where x.workspace_id = $1 and x.conversation_id = c.id limit ${MESSAGES_MAX}) o
    cross join lateral (select x.removed_at from record_link x
      where x.workspace_id = $1 and x.message_id = o.id and x.record_id = g.record limit 1) t
    having bool_and(t.removed_at is not null))`;

async function insertSome(
  tx: Transaction,
  workspaceId: WorkspaceId,
  links: readonly NewLink[],
): Promise<readonly LinkedRow[]> {
  const seed = seedOf(workspaceId);
  const rows = links.map(({ recordId, message, how, userId = null }) => ({
    ...{ record: recordId, id: message.messageId, mailbox: message.mailboxId, how, by: userId },
    ...{ at: message.internalDate, people: peopleOf(message.scan) },
    name: conversationMarks(message.scan, null, seed).own,
    confidential: message.scan.confidential ?? null,
  }));
  const { rows: linked } = await tx.query<LinkedRow>(
    `with given as materialized (
       select * from jsonb_to_recordset($2::jsonb) as g(record uuid, id uuid, mailbox uuid, how text, by uuid, name bigint,
         at bigint, people text[], confidential boolean)
     ), here as materialized (
       select m.id, m.fingerprint from (select distinct id from given) g
       cross join lateral (
         select x.id, x.fingerprint from message x where x.workspace_id = $1 and x.id = g.id limit 1 for key share) m
     )
     insert into record_link as l (workspace_id, record_id, message_id, mailbox_id, how, user_id, name_hash, fingerprint,
       internal_date, people, confidential)
     select $1, r.id, g.id, g.mailbox, g.how, g.by, g.name, here.fingerprint, g.at, g.people, g.confidential
     from given g
     join here on here.id = g.id
     cross join lateral (
       select x.id from record x where x.workspace_id = $1 and x.id = g.record and x.merged_into is null limit 1
       for key share) r
     where g.how <> 'address' or not ${TAKEN_OFF}
     on conflict (message_id, record_id, workspace_id) do update set removed_at = null, user_id = excluded.user_id
     where excluded.how = 'hand' and l.removed_at is not null
     returning record_id, message_id, name_hash`,
    [workspaceId, toJson(rows)],
  );
  return linked;
}

interface AnswerRow {
  readonly record_id: RecordId;
  readonly id: MessageId;
  readonly mailbox_id: MailboxId;
  readonly internal_date: number;
  readonly scan: MessageScan;
}

/** What is here and answers what was just linked, in any mailbox of the workspace, and colleagues' copies of it: the newest
 *  mail is imported first. */
async function selectAnswers(
  tx: Transaction,
  workspaceId: WorkspaceId,
  linked: readonly LinkedRow[],
): Promise<readonly NewLink[]> {
  const named = linked.filter((row) => row.name_hash !== null);
  if (named.length === 0) return [];
  const { rows } = await tx.query<AnswerRow>(
    `with named as materialized (
       select distinct g.record_id, n.conversation_id from unnest($2::uuid[], $3::bigint[]) as g(record_id, name)
       cross join lateral (select x.conversation_id from conversation_name x
         where x.workspace_id = $1 and x.name_hash = g.name limit ${MESSAGES_MAX}) n)
     select g.record_id, m.id, m.mailbox_id, m.internal_date, r.scan from named g
     cross join lateral (select x.* from message x
       where x.workspace_id = $1 and x.conversation_id = g.conversation_id
       order by x.internal_date limit ${MESSAGES_MAX}) m
     cross join lateral (select v.scan from revision v where v.workspace_id = $1 and v.id = m.revision_id limit 1) r
     where (select true from record_link k
       where k.workspace_id = $1 and k.message_id = m.id and k.record_id = g.record_id limit 1) is null`,
    [workspaceId, named.map((row) => row.record_id), named.map((row) => row.name_hash)],
  );
  const seed = seedOf(workspaceId);
  const names = Map.groupBy(named, (row) => row.record_id);
  return rows.flatMap(({ record_id: recordId, id: messageId, ...row }): NewLink[] => {
    const { own, ancestors } = conversationMarks(row.scan, null, seed);
    const linkedNames = names.get(recordId) ?? [];
    const isAnswer = linkedNames.some(
      ({ name_hash: name }) => name !== null && (name === own || ancestors.includes(name)),
    );
    const message = { messageId, mailboxId: row.mailbox_id, internalDate: row.internal_date, scan: row.scan };
    return isAnswer ? [{ recordId, message, how: "reply" }] : [];
  });
}

// --- when mail comes --------------------------------------------------------------------------------------

/** For a people `p` of workspace `w`: their mail is linked. */
const COUNTS = `not (p.address = any (w.record_ignored)
  or substring(p.address from '[^@]*$') = any (w.record_ignored || w.own_domains))`;

interface FoundRow {
  readonly id: MessageId;
  readonly record_id: RecordId;
  readonly how: LinkedBy;
}

/** Records that mail belongs to, by its people or by what it answers. */
export async function findRecordsOf(
  tx: Transaction,
  workspaceId: WorkspaceId,
  messages: readonly Pick<Linkable, "messageId" | "scan">[],
): Promise<readonly FoundRow[]> {
  const seed = seedOf(workspaceId);
  const rows = messages.map(({ messageId: id, scan }) => {
    const { own, ancestors } = conversationMarks(scan, null, seed);
    return { id, people: peopleOf(scan), names: own === null ? ancestors : [own, ...ancestors] };
  });
  const { rows: found } = await tx.query<FoundRow>(
    `with given as materialized (
       select * from jsonb_to_recordset($2::jsonb) as g(id uuid, people text[], names bigint[]))
     select distinct on (id, record_id) id, record_id, how from (
       select g.id, a.record_id, 'address' as how from workspace w cross join given g
       cross join lateral unnest(g.people) as p(address)
       cross join lateral (select x.record_id from record_address x
         where x.workspace_id = $1 and x.address = p.address limit ${MESSAGES_MAX}) a
       where w.workspace_id = $1 and ${COUNTS}
       union all
       select g.id, k.record_id, 'reply' from given g cross join lateral unnest(g.names) as n(hash)
       cross join lateral (select x.record_id from record_link x
         where x.workspace_id = $1 and x.name_hash = n.hash and x.removed_at is null limit ${MESSAGES_MAX}) k) found
     order by id, record_id, how`,
    [workspaceId, toJson(rows)],
  );
  return found;
}

/** In the transaction that stores them. */
export async function linkArrived(
  tx: Transaction,
  { workspaceId, mailboxId }: MailboxAt,
  messages: readonly Omit<Linkable, "mailboxId">[],
): Promise<void> {
  const { count } = await tx.query("select from record where workspace_id = $1 limit 1", [workspaceId]);
  if (count === 0) return;
  const byId = new Map(messages.map((message) => [message.messageId, { ...message, mailboxId }]));
  const found = await findRecordsOf(tx, workspaceId, messages);
  const links = found.flatMap(({ id, record_id: recordId, how }): NewLink[] => {
    const message = byId.get(id);
    return message === undefined ? [] : [{ recordId, message, how }];
  });
  if (links.length > 0) await insertLinks(tx, workspaceId, links);
}

// --- by hand ----------------------------------------------------------------------------------------------

/** Off by hand what rules put there stays off; what was put there by hand is as if it had never been. */
export async function linkByHand(tx: Transaction, order: LinkOrder): Promise<readonly MessageId[] | null> {
  const { workspaceId, userId, recordId, linked, now } = order;
  const { count } = await tx.query(
    "select from record where workspace_id = $1 and id = $2 and merged_into is null for key share",
    [workspaceId, recordId],
  );
  if (count === 0) return null;
  const messages = await selectOrdered(tx, order);
  if (linked) {
    const links = messages.map((message): NewLink => ({ recordId, message, how: "hand", userId }));
    const changed = new Set(await insertLinks(tx, workspaceId, links));
    await tx.query(`update record_link set removed_at = null where ${COPIES} and removed_at is not null`, [
      ...(await copiesOf(tx, order, messages)),
    ]);
    return messages.map(({ messageId }) => messageId).filter((id) => changed.has(id));
  }
  const values = await copiesOf(tx, order, messages);
  const { rows: deleted } = await tx.query<{ id: MessageId }>(
    `delete from record_link where ${COPIES} and how = 'hand' and removed_at is null returning message_id as id`,
    values,
  );
  const { rows: removed } = await tx.query<{ id: MessageId }>(
    `update record_link set removed_at = $6, user_id = $7 where ${COPIES} and removed_at is null
     returning message_id as id`,
    [...values, now, userId],
  );
  const changed = new Set([...deleted, ...removed].map(({ id }) => id));
  return messages.map(({ messageId }) => messageId).filter((id) => changed.has(id));
}

/** What isn't about a record isn't so in a colleague's mailbox either. */
const COPIES = `workspace_id = $1 and record_id = $2
  and (message_id = any($3) or (name_hash = any($4) and fingerprint = any($5)))`;

async function copiesOf(
  tx: Transaction,
  { workspaceId, recordId }: LinkOrder,
  messages: readonly Linkable[],
): Promise<readonly unknown[]> {
  const ids = messages.map(({ messageId }) => messageId);
  const { rows } = await tx.query<{ name: number; fingerprint: Buffer }>(
    `select name_hash as name, fingerprint from record_link
     where workspace_id = $1 and record_id = $2 and message_id = any($3) and name_hash is not null`,
    [workspaceId, recordId, ids],
  );
  return [workspaceId, recordId, ids, rows.map(({ name }) => name), rows.map((row) => row.fingerprint)];
}

async function selectOrdered(
  tx: Transaction,
  { workspaceId, mailboxId, messages }: LinkOrder,
): Promise<readonly Linkable[]> {
  const [condition, wanted] =
    "conversation" in messages
      ? ["m.conversation_id = $3::uuid or m.id = $3::uuid", messages.conversation]
      : ["m.id = any($3::uuid[])", messages];
  const { rows } = await tx.query<{ id: MessageId; internal_date: number; scan: MessageScan }>(
    `select m.id, m.internal_date, r.scan from message m
     join revision r on r.workspace_id = $1 and r.id = m.revision_id
     where m.workspace_id = $1 and m.mailbox_id = $2 and (${condition})
     order by m.internal_date limit ${MESSAGES_MAX}`,
    [workspaceId, mailboxId, wanted],
  );
  return rows.map(({ id: messageId, internal_date: internalDate, scan }) => ({
    ...{ messageId, mailboxId, internalDate, scan },
  }));
}
