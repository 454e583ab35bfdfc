// Places messages in conversations, in the transaction that stores them and under the lock of their mailbox: what the
// mailbox knows of their names and subjects is asked at once for all, core decides.
import type { ConversationId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { Person } from "../core/message.ts";
import { conversationMarks, type MarkedScan } from "../core/threading/conversation-marks.ts";
import {
  ANSWER_MS_MAX,
  CLOCKS_MS,
  type NamedConversation,
  type Newcomer,
  type Placed,
  planConversations,
} from "../core/threading/plan-conversations.ts";
import type { Transaction } from "./transaction.ts";

/** Messages with one subject that are looked at. */
const ALIKE_MAX = 20;
/** Messages of a conversation that another takes over. Two larger ones stay two: a commit must not take minutes. */
const JOINED_MESSAGES_MAX = 5_000;

export interface MailboxAt {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
}

export interface ToPlace {
  readonly messageId: MessageId;
  readonly internalDate: number;
  readonly scan: MarkedScan;
  /** The provider's own word for its conversation. */
  readonly threadId?: string | null;
  /** Of a draft that is saved again. */
  readonly conversation?: ConversationId | null;
}

export interface MessagePlace {
  readonly conversation: ConversationId;
  readonly subject: number | null;
  readonly isLoose: boolean;
}

/** Answers the columns of each message, which the caller writes. Laterals with a limit: see list-messages.ts. */
export async function placeMessages(
  tx: Transaction,
  at: MailboxAt,
  messages: readonly ToPlace[],
): Promise<ReadonlyMap<MessageId, MessagePlace>> {
  const seed = seedOf(at.workspaceId);
  const newcomers = messages.map((message): Newcomer => {
    const { messageId: id, internalDate, conversation = null, threadId = null, scan } = message;
    return { id, at: internalDate, conversation, marks: conversationMarks(scan, threadId, seed) };
  });
  const known = await selectNamed(tx, at, newcomers);
  const alike = await selectAlike(tx, at, newcomers);
  const plan = planConversations(newcomers, known, alike);
  for (const { from, into } of plan.joined) await joinConversations(tx, at, from, into);
  await insertNames(tx, at, plan.names);
  if (plan.settled.length > 0) {
    await tx.query("update message set loose = false where workspace_id = $1 and id = any($2)", [
      at.workspaceId,
      plan.settled,
    ]);
  }
  const subjects = new Map(newcomers.map(({ id, marks }) => [id, marks.subject]));
  return new Map(
    plan.places.map(({ id, conversation, isLoose }) => [
      id,
      { conversation, isLoose, subject: subjects.get(id) ?? null },
    ]),
  );
}

/** Of two workspaces the hashes differ. */
export function seedOf(workspaceId: WorkspaceId): number {
  return Number.parseInt(workspaceId.slice(-8), 16);
}

// --- what is known ----------------------------------------------------------------------------------------

interface NamedRow {
  readonly name: number;
  readonly conversation: ConversationId;
  readonly subject: number | null;
}

async function selectNamed(
  tx: Transaction,
  { workspaceId, mailboxId }: MailboxAt,
  newcomers: readonly Newcomer[],
): Promise<ReadonlyMap<number, NamedConversation>> {
  const names = new Set(
    newcomers.flatMap(({ marks: { own, ancestors, thread, index } }) => [own, ...ancestors, thread, index]),
  );
  names.delete(null);
  if (names.size === 0) return new Map();
  const { rows } = await tx.query<NamedRow>(
    `select given.name, n.conversation_id as conversation, n.subject_hash as subject
     from unnest($3::bigint[]) as given(name)
     cross join lateral (
       select * from conversation_name x
       where x.workspace_id = $1 and x.name_hash = given.name and x.mailbox_id = $2 limit 1) n`,
    [workspaceId, mailboxId, [...names]],
  );
  return new Map(rows.map(({ name, ...named }) => [name, named]));
}

interface AlikeRow {
  readonly id: MessageId;
  readonly conversation: ConversationId;
  readonly at: number;
  readonly subject: number;
  readonly loose: boolean;
  readonly from: readonly Person[];
  readonly reply_to: readonly Person[];
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
}

const ALIKE_COLUMNS = `m.id, m.conversation_id as conversation, m.internal_date as at, m.loose,
  m.subject_hash as subject, r.scan -> 'from' as from, r.scan -> 'replyTo' as reply_to, r.scan -> 'to' as to,
  r.scan -> 'cc' as cc`;
const ALIKE_REVISION = `join lateral (
  select scan from revision v where v.workspace_id = $1 and v.id = m.revision_id limit 1) r on true`;

/** Answers that may belong to a newcomer; and for newcomers that are such answers, what they may belong to. */
async function selectAlike(
  tx: Transaction,
  { workspaceId, mailboxId }: MailboxAt,
  newcomers: readonly Newcomer[],
): Promise<readonly Placed[]> {
  const subjects = new Set(newcomers.flatMap(({ marks }) => marks.subject ?? []));
  if (subjects.size === 0) return [];
  const loose = await tx.query<AlikeRow>(
    `select ${ALIKE_COLUMNS} from unnest($3::bigint[]) as given(subject)
     cross join lateral (
       select * from message x where x.workspace_id = $1 and x.mailbox_id = $2 and x.subject_hash = given.subject
         and x.loose and x.conversation_id is not null limit ${ALIKE_MAX}) m ${ALIKE_REVISION}`,
    [workspaceId, mailboxId, [...subjects]],
  );
  const rows = new Map(loose.rows.map((row) => [row.id, row]));
  const bare = newcomers.filter(({ marks }) => marks.isBareReply);
  if (bare.length > 0) {
    const { rows: originals } = await tx.query<AlikeRow>(
      `select ${ALIKE_COLUMNS} from unnest($3::bigint[], $4::bigint[]) as given(subject, at)
       cross join lateral (
         select * from message x where x.workspace_id = $1 and x.mailbox_id = $2 and x.subject_hash = given.subject
           and x.internal_date between given.at - ${ANSWER_MS_MAX} and given.at + ${CLOCKS_MS}
           and x.conversation_id is not null
         order by x.internal_date desc limit ${ALIKE_MAX}) m ${ALIKE_REVISION}`,
      [workspaceId, mailboxId, bare.map(({ marks }) => marks.subject), bare.map(({ at }) => at)],
    );
    for (const row of originals) rows.set(row.id, row);
  }
  return [...rows.values()].map(placedOf);
}

function placedOf({ from, reply_to, to, cc, loose, ...row }: AlikeRow): Placed {
  const scan = { subject: "", messageId: "", inReplyTo: "", references: [], from, replyTo: reply_to, to, cc };
  const { authors, receivers } = conversationMarks(scan, null, 0);
  return { ...row, authors, receivers, isLoose: loose };
}

// --- what is written --------------------------------------------------------------------------------------

async function insertNames(
  tx: Transaction,
  { workspaceId, mailboxId }: MailboxAt,
  names: readonly (NamedConversation & { readonly name: number })[],
): Promise<void> {
  if (names.length === 0) return;
  await tx.query(
    `insert into conversation_name (workspace_id, mailbox_id, name_hash, conversation_id, subject_hash)
     select $1, $2, given.* from unnest($3::bigint[], $4::uuid[], $5::bigint[]) as given on conflict do nothing`,
    [
      workspaceId,
      mailboxId,
      names.map(({ name }) => name),
      names.map(({ conversation }) => conversation),
      names.map(({ subject }) => subject),
    ],
  );
}

/** Where that would be too much they stay two. */
async function joinConversations(
  tx: Transaction,
  { workspaceId, mailboxId }: MailboxAt,
  from: ConversationId,
  into: ConversationId,
): Promise<void> {
  const { count } = await tx.query(
    `select from message where workspace_id = $1 and conversation_id = $2 limit ${JOINED_MESSAGES_MAX + 1}`,
    [workspaceId, from],
  );
  if (count > JOINED_MESSAGES_MAX) return;
  const values = [workspaceId, from, into];
  await tx.query(
    `update copy c set conversation_id = $3 from message m
     where m.workspace_id = $1 and m.conversation_id = $2 and c.workspace_id = $1 and c.message_id = m.id`,
    values,
  );
  await tx.query(
    "update message set conversation_id = $3 where workspace_id = $1 and conversation_id = $2",
    values,
  );
  await tx.query(
    "update conversation_name set conversation_id = $3 where workspace_id = $1 and conversation_id = $2",
    values,
  );
  await tx.query(
    "update conversation_joined set into_id = $3 where workspace_id = $1 and into_id = $2",
    values,
  );
  await tx.query(
    `insert into conversation_joined (workspace_id, mailbox_id, id, into_id) values ($1, $4, $2, $3)
     on conflict (workspace_id, id) do update set into_id = excluded.into_id`,
    [...values, mailboxId],
  );
}

/** What is known of conversations of which no message is here any more. */
export async function forgetConversations(
  tx: Transaction,
  workspaceId: WorkspaceId,
  conversations: readonly ConversationId[],
): Promise<void> {
  const { rows } = await tx.query<{ id: ConversationId }>(
    `select given.id from unnest($2::uuid[]) as given(id) where not exists (
       select from message m where m.workspace_id = $1 and m.conversation_id = given.id)`,
    [workspaceId, [...new Set(conversations)]],
  );
  if (rows.length === 0) return;
  const values = [workspaceId, rows.map(({ id }) => id)];
  await tx.query(
    "delete from conversation_name where workspace_id = $1 and conversation_id = any($2)",
    values,
  );
  await tx.query("delete from conversation_joined where workspace_id = $1 and into_id = any($2)", values);
}
