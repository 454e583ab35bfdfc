// Lists of messages, newest first. A page is found in an index alone, and only its rows are then looked at:
// that is what keeps page 2,000 as quick as the first ones.
import type { AppFolderId, ConversationId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { AttachmentInfo, Person } from "../core/message.ts";
import type { ListedMessage, MessageQuery } from "../engine/ports/reading.ts";
import type { ChangeRefusal } from "../engine/ports/sync.ts";
import type { Transaction } from "./transaction.ts";

const LIMIT_MAX = 500;

export interface ListedRow {
  readonly id: MessageId;
  readonly conversation_id: ConversationId;
  readonly app_folder_id: AppFolderId;
  readonly internal_date: number;
  readonly flags: number;
  readonly subject: string;
  readonly from_people: readonly Person[];
  readonly to_people: readonly Person[];
  readonly snippet: string;
  readonly attachments: readonly AttachmentInfo[];
  readonly size: number;
  readonly refused: ChangeRefusal | null;
}

export const LISTED_COLUMNS = `r.scan ->> 'subject' as subject, r.scan -> 'from' as from_people,
  r.scan -> 'to' as to_people, r.scan ->> 'snippet' as snippet, r.scan -> 'attachments' as attachments,
  r.size`;

export function listedMessageOf(row: ListedRow): ListedMessage {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    appFolderId: row.app_folder_id,
    subject: row.subject,
    from: row.from_people,
    to: row.to_people,
    internalDate: row.internal_date,
    snippet: row.snippet,
    flags: row.flags,
    attachments: row.attachments.length,
    size: row.size,
    refused: row.refused,
  };
}

/** Of a copy `c` that was put there from here: the last word on it when that is a refusal. */
export const REFUSED_UPLOAD = `
  select u.act, u.why from change u
  where u.workspace_id = $1 and u.message_id = c.message_id and u.state = 'refused' and u.act ->> 'kind' = 'append'
    and (u.act ->> 'to')::uuid = c.folder_id and not exists (
      select from change o where o.workspace_id = $1 and o.message_id = c.message_id
        and (o.state in ('waiting', 'attempted') or o.state = 'done' and o.seq > u.seq)
        and o.act ->> 'kind' = 'append' and (o.act ->> 'to')::uuid = c.folder_id)
  order by u.seq desc limit 1`;

/** Selects the flags of a copy `c`, and why it isn't at the provider: few are expected there. */
export const SHOWN_COLUMNS = `c.flags,
  case when c.expected then (select why from (${REFUSED_UPLOAD}) refused) end as refused`;

/** Of copies `c` in folders `a`. */
export const SHOWN_ORDER = `c.missing_since is not null,
  array_position(array['inbox', 'sent', 'drafts', 'archive', 'junk', 'deleted'], a.role) nulls last, a.id`;

/** Of the folders a message lies in, the one it is shown with: where it was seen last rather than missed,
 *  then the Inbox and the others in their order. */
export const SHOWN_FOLDER = shownFolder("true");

/** The same, of those copies `c` for which the condition holds. */
export function shownFolder(condition: string): string {
  return `
  select a.id as app_folder_id, ${SHOWN_COLUMNS} from copy c
  join app_folder a on a.workspace_id = c.workspace_id and a.folder_id = c.folder_id
  where c.workspace_id = $1 and c.message_id = m.id and not c.hidden and ${condition}
  order by ${SHOWN_ORDER}`;
}

/** With the conversation: a message that isn't placed yet is one by itself. */
const CURRENT_REVISION = `
  select v.scan, v.size, coalesce(x.conversation_id, x.id) as conversation_id from message x join revision v on v.workspace_id = $1 and v.id = x.revision_id
  where x.workspace_id = $1 and x.id = m.id`;

/** Messages that no folder shows any more: what was erased or moved away here, until the provider has done it. */
const HIDDEN_MESSAGES = `
  select h.message_id from remote_folder f
  join copy h on h.workspace_id = f.workspace_id and h.folder_id = f.id and h.hidden
  where f.workspace_id = $1 and f.mailbox_id = $2 and not exists (
    select from copy v where v.workspace_id = $1 and v.message_id = h.message_id and not v.hidden)`;

/** Where a page comes from. Parameters: $1 workspace, $2 mailbox or folder. */
interface Source {
  readonly values: readonly unknown[];
  /** Rows (id, internal_date) of the list, without their order. */
  readonly from: string;
  /** Selects how many they are. */
  readonly total: string;
  /** Selects app_folder_id, flags and refused for a row `m` of the page. */
  readonly shown: string;
  /** The folder all rows are shown with; null: the rows say. */
  readonly appFolderId: AppFolderId | null;
}

export async function listMessages(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  query: MessageQuery,
): Promise<{ readonly messages: readonly ListedMessage[]; readonly total: number }> {
  const source =
    query.folder === null
      ? mailboxSource(workspaceId, mailboxId)
      : await folderSource(tx, workspaceId, mailboxId, query.folder);
  if (source === null) return { messages: [], total: 0 };
  const counted = await tx.query<{ total: number }>(source.total, source.values);
  const total = counted.rows[0]?.total ?? 0;
  if (query.offset >= total) return { messages: [], total };
  return { messages: await selectPage(tx, source, query, total), total };
}

/** The second half of a long list is walked from its end. Laterals with a limit are looked up row by row,
 *  whatever  the planner believes about a table that was filled a second ago. */
async function selectPage(
  tx: Transaction,
  source: Source,
  query: MessageQuery,
  total: number,
): Promise<readonly ListedMessage[]> {
  const limit = Math.min(query.limit, LIMIT_MAX, total - query.offset);
  const backwards = query.offset > total / 2;
  const offset = backwards ? total - query.offset - limit : query.offset;
  const order = backwards ? "s.internal_date, s.id desc" : "s.internal_date desc, s.id";
  const at = source.values.length;
  const { rows } = await tx.query<ListedRow>(
    `with page as materialized (
       select s.id, s.internal_date from ${source.from} order by ${order} limit $${at + 1} offset $${at + 2})
     select m.id, m.internal_date, r.conversation_id, shown.*, ${LISTED_COLUMNS}
     from page m
     join lateral (${source.shown} limit 1) shown on true
     join lateral (${CURRENT_REVISION} limit 1) r on true
     order by m.internal_date desc, m.id`,
    [...source.values, limit, offset],
  );
  return rows.map((row) =>
    listedMessageOf({ ...row, app_folder_id: source.appFolderId ?? row.app_folder_id }),
  );
}

function mailboxSource(workspaceId: WorkspaceId, mailboxId: MailboxId): Source {
  const from = `(select id, internal_date from message x where workspace_id = $1 and mailbox_id = $2
      and departed_at is null and x.id <> all (array(${HIDDEN_MESSAGES}))) s`;
  return {
    values: [workspaceId, mailboxId],
    from,
    total: `select count(*)::int as total from ${from}`,
    shown: SHOWN_FOLDER,
    appFolderId: null,
  };
}

async function folderSource(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  appFolderId: AppFolderId,
): Promise<Source | null> {
  const { rows } = await tx.query<{ folder_id: string }>(
    "select folder_id from app_folder where workspace_id = $1 and mailbox_id = $2 and id = $3",
    [workspaceId, mailboxId, appFolderId],
  );
  if (!rows[0]) return null;
  return {
    values: [workspaceId, rows[0].folder_id],
    from: `(select message_id as id, internal_date from copy
      where workspace_id = $1 and folder_id = $2 and not hidden) s`,
    total: "select messages as total from folder_count where workspace_id = $1 and folder_id = $2",
    shown: `select ${SHOWN_COLUMNS} from copy c where c.workspace_id = $1 and c.message_id = m.id and c.folder_id = $2`,
    appFolderId,
  };
}
