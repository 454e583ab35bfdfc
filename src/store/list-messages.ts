// Lists of messages, newest first. A page is found in an index alone, and only its rows are then looked at:
// that is what keeps page 2,000 as quick as the first ones.
import type { AppFolderId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { AttachmentInfo, Person } from "../core/message.ts";
import type { ListedMessage, MessageQuery } from "../engine/ports/reading.ts";
import type { ChangeRefusal } from "../engine/ports/sync.ts";
import { foldText } from "./fold-text.ts";
import type { Transaction } from "./transaction.ts";

const WORDS_MAX = 10;
const LIMIT_MAX = 500;

export interface ListedRow {
  readonly id: MessageId;
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
        and o.state in ('waiting', 'attempted') and o.act ->> 'kind' = 'append' and (o.act ->> 'to')::uuid = c.folder_id)
  order by u.seq desc limit 1`;

/** Selects the flags of a copy `c`, and why it isn't at the provider: few are expected there. */
export const SHOWN_COLUMNS = `c.flags,
  case when c.expected then (select why from (${REFUSED_UPLOAD}) refused) end as refused`;

/** Of the folders a message lies in, the one it is shown with: where it was seen last rather than missed,
 *  then the  Inbox and the others in their order. */
export const SHOWN_FOLDER = `
  select a.id as app_folder_id, ${SHOWN_COLUMNS} from copy c
  join app_folder a on a.workspace_id = c.workspace_id and a.folder_id = c.folder_id
  where c.workspace_id = $1 and c.message_id = m.id and not c.hidden
  order by c.missing_since is not null,
    array_position(array['inbox', 'sent', 'drafts', 'archive', 'junk', 'deleted'], a.role) nulls last, a.id`;

const CURRENT_REVISION = `
  select v.scan, v.size from message x join revision v on v.workspace_id = $1 and v.id = x.revision_id
  where x.workspace_id = $1 and x.id = m.id`;

/** Messages that no folder shows any more: what was erased or moved away here, until the provider has done it. */
const HIDDEN_MESSAGES = `
  select h.message_id from remote_folder f
  join copy h on h.workspace_id = f.workspace_id and h.folder_id = f.id and h.hidden
  where f.workspace_id = $1 and f.mailbox_id = $2 and not exists (
    select from copy v where v.workspace_id = $1 and v.message_id = h.message_id and not v.hidden)`;

/** Where a page comes from. Parameters: $1 workspace, $2 mailbox or folder; words follow. */
interface Source {
  readonly values: readonly unknown[];
  /** Rows (id, internal_date) of the list, without their order. */
  readonly from: string;
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
  const words = query.words
    .map(foldText)
    .filter((word) => word !== "")
    .slice(0, WORDS_MAX);
  const source =
    query.folder === null
      ? mailboxSource(workspaceId, mailboxId, words)
      : await folderSource(tx, workspaceId, mailboxId, query.folder, words);
  if (source === null) return { messages: [], total: 0 };
  const counted = await tx.query<{ total: number }>(
    `select count(*)::int as total from ${source.from}`,
    source.values,
  );
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
     select m.id, m.internal_date, shown.*, ${LISTED_COLUMNS}
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

function mailboxSource(workspaceId: WorkspaceId, mailboxId: MailboxId, words: readonly string[]): Source {
  return {
    values: [workspaceId, mailboxId, ...words],
    from: `(select id, internal_date from message x where workspace_id = $1 and mailbox_id = $2
      and departed_at is null and x.id <> all (array(${HIDDEN_MESSAGES})) ${matching(words, 3)}) s`,
    shown: SHOWN_FOLDER,
    appFolderId: null,
  };
}

async function folderSource(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  appFolderId: AppFolderId,
  words: readonly string[],
): Promise<Source | null> {
  const { rows } = await tx.query<{ folder_id: string }>(
    "select folder_id from app_folder where workspace_id = $1 and mailbox_id = $2 and id = $3",
    [workspaceId, mailboxId, appFolderId],
  );
  if (!rows[0]) return null;
  const all =
    "select message_id as id, internal_date from copy where workspace_id = $1 and folder_id = $2 and not hidden";
  // Words are looked for in all of the mailbox first: reading messages in their own order is several times
  // faster than picking out those of the folder.
  const matched = `with hit as materialized (
      select x.id from message x where workspace_id = $1 and mailbox_id = $3 and departed_at is null
        ${matching(words, 4)})
    select c.message_id as id, c.internal_date from hit
    join copy c on c.workspace_id = $1 and c.message_id = hit.id and c.folder_id = $2 and not c.hidden`;
  return {
    values: [workspaceId, rows[0].folder_id, ...(words.length === 0 ? [] : [mailboxId, ...words])],
    from: `(${words.length === 0 ? all : matched}) s`,
    shown: `select ${SHOWN_COLUMNS} from copy c where c.workspace_id = $1 and c.message_id = m.id and c.folder_id = $2`,
    appFolderId,
  };
}

function matching(words: readonly string[], first: number): string {
  return words.map((_, index) => `and strpos(x.search, $${first + index}) > 0`).join(" ");
}
