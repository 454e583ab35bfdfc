// The Conversations port: lists and reads of messages as conversations.
import type {
  AppFolderId,
  ConversationId,
  FolderId,
  MailboxId,
  MessageId,
  WorkspaceId,
} from "../base/ids.ts";
import { FLAG_BITS, hasFlag } from "../core/flags.ts";
import type { Person } from "../core/message.ts";
import type {
  Conversation,
  ConversationPage,
  ConversationQuery,
  Conversations,
  ListedConversation,
} from "../engine/ports/conversations.ts";
import type { Database } from "./database.ts";
import {
  LISTED_COLUMNS,
  type ListedRow,
  listedMessageOf,
  SHOWN_COLUMNS,
  SHOWN_ORDER,
} from "./list-messages.ts";
import { placeUnplaced } from "./place-unplaced.ts";
import type { Transaction } from "./transaction.ts";

const LIMIT_MAX = 200;
/** Messages of one conversation that are counted, and read. */
const MESSAGES_MAX = 500;
const PEOPLE_MAX = 20;
/** A page that ends before this place is looked for among the newest messages alone. */
const NEAR_MAX = 2_000;
/** So many messages are expected in a conversation, at most, where conversations are counted by their messages. */
const MESSAGES_EACH = 4;

export function createConversations(db: Database): Conversations {
  return {
    listConversations: (workspaceId, mailboxId, query) =>
      db.readWorkspace(workspaceId, (tx) => listConversations(tx, workspaceId, mailboxId, query)),
    readConversation: (workspaceId, mailboxId, id, folder) =>
      db.readWorkspace(workspaceId, (tx) => readConversation(tx, { workspaceId, mailboxId }, id, folder)),

    async messagesOf(workspaceId, mailboxId, { folder, ids }, limit) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ id: MessageId }>(
          `select c.message_id as id from app_folder f
           cross join unnest($4::uuid[]) as given(id)
           join copy c on c.workspace_id = $1 and c.folder_id = f.folder_id and c.conversation_id = given.id
             and not c.hidden
           where f.workspace_id = $1 and f.mailbox_id = $2 and f.id = $3
           union
           select c.message_id from app_folder f
           join copy c on c.workspace_id = $1 and c.message_id = any($4) and c.folder_id = f.folder_id
             and c.conversation_id is null and not c.hidden
           where f.workspace_id = $1 and f.mailbox_id = $2 and f.id = $3 limit $5`,
          [workspaceId, mailboxId, folder, ids, limit],
        ),
      );
      return rows.map(({ id }) => id);
    },

    placeUnplaced: (workspaceId, signal) => placeUnplaced(db, workspaceId, signal),
  };
}

interface MailboxAt {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
}

/** A conversation for each row: by its newest message in the folder. What isn't placed yet stands by itself. */
const HEADS = `
  (select distinct on (c.conversation_id) c.conversation_id as conversation, c.message_id as id, c.internal_date
   from copy c
   where c.workspace_id = $1 and c.folder_id = $2 and not c.hidden and c.conversation_id is not null
   order by c.conversation_id, c.internal_date desc, c.message_id)
  union all
  select null, c.message_id, c.internal_date from copy c
  where c.workspace_id = $1 and c.folder_id = $2 and not c.hidden and c.conversation_id is null`;

/** The same of the newest $9 messages: what is the newest of its conversation among them is so in the whole folder. */
const NEAR_HEADS = `
  select distinct on (n.conversation_id, case when n.conversation_id is null then n.message_id end)
    n.conversation_id as conversation, n.message_id as id, n.internal_date
  from (select c.conversation_id, c.message_id, c.internal_date from copy c
    where c.workspace_id = $1 and c.folder_id = $2 and not c.hidden
    order by c.internal_date desc, c.message_id limit $9) n
  order by n.conversation_id, case when n.conversation_id is null then n.message_id end, n.internal_date desc,
    n.message_id`;

/** As many as there are HEADS. */
const COUNT_HEADS = "select conversations from folder_count where workspace_id = $1 and folder_id = $2";

/** Of the messages of conversation p those that are listed somewhere, the oldest first. $3 mailbox, $4 folders left out. */
const LISTED = `
  select x.id, x.revision_id, x.internal_date from message x
  where x.workspace_id = $1 and x.conversation_id = p.conversation and x.mailbox_id = $3 and x.departed_at is null
    and exists (select from copy y where y.workspace_id = $1 and y.message_id = x.id and not y.hidden
      and y.folder_id <> all ($4))`;

interface ConversationRow extends ListedRow {
  readonly is_placed: boolean;
  readonly messages: number;
  readonly messages_here: number;
  readonly unread_here: number;
  readonly is_flagged: boolean;
  readonly people: readonly (Person | null)[] | null;
}

async function listConversations(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  query: ConversationQuery,
): Promise<ConversationPage> {
  const place = await selectPlace(tx, { workspaceId, mailboxId }, query.folder);
  if (place.folderId === null) return { conversations: [], total: 0 };
  const [offset, after] = "after" in query.from ? [0, query.from.after] : [query.from.offset, null];
  const limit = Math.min(query.limit, LIMIT_MAX);
  const values = [workspaceId, place.folderId, mailboxId, place.leftOut];
  const from = [after?.internalDate ?? null, after?.id ?? null, limit, offset];
  const end = offset + limit;
  if (after === null && end <= NEAR_MAX) {
    const near = await selectHeads(tx, NEAR_HEADS, [...values, ...from, end * MESSAGES_EACH]);
    // Less than a page, and not the end: they belong to few conversations.
    if (near.rows.length === limit || offset + near.rows.length >= near.total)
      return pageOf(near, query.folder);
  }
  return pageOf(await selectHeads(tx, HEADS, [...values, ...from]), query.folder);
}

interface Heads {
  readonly rows: readonly ConversationRow[];
  readonly total: number;
}

function pageOf({ rows, total }: Heads, folder: AppFolderId): ConversationPage {
  return { conversations: rows.map((row) => conversationOf(row, folder)), total };
}

async function selectHeads(tx: Transaction, heads: string, values: readonly unknown[]): Promise<Heads> {
  const { rows } = await tx.query<ConversationRow & { readonly total: number }>(
    `with head as materialized (${heads}),
     page as materialized (
       select * from head
       where $5::bigint is null or internal_date < $5 or (internal_date = $5 and id > $6::uuid)
       order by internal_date desc, id limit $7 offset $8)
     select (${COUNT_HEADS}) as total, m.id, p.internal_date, coalesce(p.conversation, p.id) as conversation_id,
       p.conversation is not null as is_placed, shown.*, ${LISTED_COLUMNS}, here.*, every.messages, people.people
     from (select) one left join page p on true
     left join lateral (select * from message x where x.workspace_id = $1 and x.id = p.id limit 1) m on true
     left join lateral (select v.scan, v.size from revision v where v.workspace_id = $1 and v.id = m.revision_id limit 1) r
       on true
     left join lateral (select ${SHOWN_COLUMNS} from copy c
       where c.workspace_id = $1 and c.message_id = m.id and c.folder_id = $2 limit 1) shown on true
     left join lateral (
       select count(*)::int as messages_here, count(*) filter (where (flags & 1) = 0)::int as unread_here,
         coalesce(bool_or((flags & 4) <> 0), false) as is_flagged
       from (select flags from copy h where h.workspace_id = $1 and h.folder_id = $2 and not h.hidden
         and h.conversation_id = p.conversation limit ${MESSAGES_MAX}) listed) here on true
     left join lateral (select count(*)::int as messages from (${LISTED} limit ${MESSAGES_MAX}) listed) every on true
     left join lateral (
       select json_agg(v.scan -> 'from' -> 0 order by listed.internal_date, listed.id) as people
       from (${LISTED} order by x.internal_date desc limit ${PEOPLE_MAX}) listed
       join lateral (select scan from revision w where w.workspace_id = $1 and w.id = listed.revision_id limit 1) v on true
     ) people on true
     order by p.internal_date desc, p.id`,
    values,
  );
  // Where there is none, one row tells the total.
  return { rows: rows.filter(({ id }) => id !== null), total: rows[0]?.total ?? 0 };
}

function conversationOf(row: ConversationRow, folder: AppFolderId): ListedConversation {
  const message = listedMessageOf({ ...row, app_folder_id: folder });
  if (!row.is_placed) {
    const unreadHere = hasFlag(message.flags, "seen") ? 0 : 1;
    return { ...message, messages: 1, messagesHere: 1, unreadHere, people: message.from.slice(0, 1) };
  }
  const seen = row.unread_here === 0 ? FLAG_BITS.seen : 0;
  const flagged = row.is_flagged ? FLAG_BITS.flagged : 0;
  return {
    ...message,
    flags: (message.flags & ~(FLAG_BITS.seen | FLAG_BITS.flagged)) | seen | flagged,
    messages: Math.max(row.messages, row.messages_here),
    messagesHere: row.messages_here,
    unreadHere: row.unread_here,
    people: uniquePeople(row.people ?? []),
  };
}

function uniquePeople(people: readonly (Person | null)[]): readonly Person[] {
  const found = new Map<string, Person>();
  for (const person of people) {
    if (person === null) continue;
    const key = person.address === "" ? person.name : person.address.toLowerCase();
    if (!found.has(key)) found.set(key, person);
  }
  return [...found.values()];
}

interface Place {
  /** Null: there is no such folder. */
  readonly folderId: FolderId | null;
  /** Deleted and Junk, unless it is the folder itself. */
  readonly leftOut: readonly FolderId[];
}

async function selectPlace(
  tx: Transaction,
  { workspaceId, mailboxId }: MailboxAt,
  folder: AppFolderId | null,
): Promise<Place> {
  const { rows } = await tx.query<{ folder_id: FolderId; is_place: boolean }>(
    `select folder_id, id is not distinct from $3 as is_place from app_folder
     where workspace_id = $1 and mailbox_id = $2 and (id = $3 or role in ('deleted', 'junk'))`,
    [workspaceId, mailboxId, folder],
  );
  const place = rows.find(({ is_place }) => is_place);
  const leftOut = rows.filter(({ is_place }) => !is_place).map(({ folder_id }) => folder_id);
  return { folderId: place?.folder_id ?? null, leftOut };
}

async function readConversation(
  tx: Transaction,
  { workspaceId, mailboxId }: MailboxAt,
  given: string,
  folder: AppFolderId | null,
): Promise<Conversation | null> {
  const { rows: found } = await tx.query<{ id: ConversationId | null }>(
    `select coalesce(
       (select j.into_id from conversation_joined j where j.workspace_id = $1 and j.id = $3 and j.mailbox_id = $2),
       (select m.conversation_id from message m
        where m.workspace_id = $1 and m.conversation_id = $3 and m.mailbox_id = $2 limit 1),
       (select coalesce(m.conversation_id, m.id) from message m
        where m.workspace_id = $1 and m.id = $3 and m.mailbox_id = $2)) as id`,
    [workspaceId, mailboxId, given],
  );
  const id = found[0]?.id ?? null;
  if (id === null) return null;
  const { folderId, leftOut } = await selectPlace(tx, { workspaceId, mailboxId }, folder);
  const { rows } = await tx.query<ListedRow>(
    `with p as materialized (select $2::uuid as conversation),
     page as materialized (
       select listed.* from p cross join lateral (${LISTED} order by x.internal_date desc limit ${MESSAGES_MAX}) listed
       union
       select x.id, x.revision_id, x.internal_date from message x
       where x.workspace_id = $1 and x.mailbox_id = $3 and x.id = $2 and x.conversation_id is null
         and x.departed_at is null)
     select m.id, m.internal_date, $2::uuid as conversation_id, shown.*, ${LISTED_COLUMNS}
     from page m
     join lateral (
       select a.id as app_folder_id, ${SHOWN_COLUMNS} from copy c
       join app_folder a on a.workspace_id = c.workspace_id and a.folder_id = c.folder_id
       where c.workspace_id = $1 and c.message_id = m.id and not c.hidden and c.folder_id <> all ($4)
       order by c.folder_id = $5 desc nulls last, ${SHOWN_ORDER} limit 1) shown on true
     join lateral (select v.scan, v.size from revision v where v.workspace_id = $1 and v.id = m.revision_id limit 1) r
       on true
     order by m.internal_date, m.id`,
    [workspaceId, id, mailboxId, leftOut, folderId],
  );
  return rows.length === 0 ? null : { id, messages: rows.map(listedMessageOf) };
}
