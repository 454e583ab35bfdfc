// The Reading port: folders, lists, messages, the event log.
import type { AppFolderId, FolderId, MailboxId, MessageId, RevisionId, WorkspaceId } from "../base/ids.ts";
import type { AppFolderRole } from "../core/folder-role.ts";
import type { Person } from "../core/message.ts";
import type { Departures, Reading, StoredMessage } from "../engine/ports/reading.ts";
import type { NewEvent } from "../engine/ports/sync.ts";
import type { Database } from "./database.ts";
import {
  LISTED_COLUMNS,
  type ListedRow,
  listedMessageOf,
  listMessages,
  SHOWN_FOLDER,
} from "./list-messages.ts";
import { type PlaceRow, placeOfRow } from "./place-columns.ts";
import type { Transaction } from "./transaction.ts";

const EVENTS_READ_MAX = 1_000;
/** Messages read at once for an export: a page is a transaction, since an export may take an hour. */
const EXPORT_PAGE = 200;

export function createReading(db: Database): Reading {
  return {
    ...createFolderReads(db),
    ...createMessageReads(db),
    ...createDepartures(db),
    ...createEvents(db),
  };
}

// --- folders ----------------------------------------------------------------------------------------------

interface FolderRow {
  readonly id: AppFolderId;
  readonly folder_id: FolderId;
  readonly role: AppFolderRole | null;
  readonly name: string;
  readonly parent_id: AppFolderId | null;
  readonly takes_folders: boolean;
  readonly messages: number;
  readonly unread: number;
}

function createFolderReads(db: Database): Pick<Reading, "listFolders" | "progress" | "offers"> {
  return {
    async listFolders(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<FolderRow>(
          `select a.id, a.folder_id, a.role, a.name, a.parent_id, a.subtree or a.inherited as takes_folders,
             coalesce(k.messages, 0) as messages, coalesce(k.unread, 0) as unread
           from app_folder a
           left join folder_count k on k.workspace_id = $1 and k.folder_id = a.folder_id
           where a.workspace_id = $1 and a.mailbox_id = $2
           order by array_position(array['inbox', 'sent', 'drafts', 'archive', 'junk', 'deleted'], a.role)
             nulls last, a.name, a.id`,
          [workspaceId, mailboxId],
        ),
      );
      return rows.map(({ id, folder_id, role, name, parent_id, takes_folders, messages, unread }) => ({
        id,
        folderId: folder_id,
        role,
        name,
        parentId: parent_id,
        takesFolders: takes_folders,
        messages,
        unread,
      }));
    },

    async progress(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ total: number; pending: number }>(
          `select coalesce(sum(l.wanted_count), 0)::int as total,
             coalesce(sum(l.pending_count), 0)::int as pending
           from app_folder a
           join folder_ledger l on l.workspace_id = a.workspace_id and l.folder_id = a.folder_id
           where a.workspace_id = $1 and a.mailbox_id = $2 and a.mapped`,
          [workspaceId, mailboxId],
        ),
      );
      const { total = 0, pending = 0 } = rows[0] ?? {};
      return { done: total - pending, total };
    },

    async offers(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ folder_id: FolderId; path: string; offered_count: number }>(
          `select f.id as folder_id, f.path, l.offered_count
           from app_folder a
           join remote_folder f on f.workspace_id = a.workspace_id and f.id = a.folder_id
           join folder_ledger l on l.workspace_id = a.workspace_id and l.folder_id = a.folder_id
           where a.workspace_id = $1 and a.mailbox_id = $2 and a.mapped and l.offered_count > 0
           order by f.path`,
          [workspaceId, mailboxId],
        ),
      );
      return rows.map((row) => ({ folderId: row.folder_id, path: row.path, count: row.offered_count }));
    },
  };
}

// --- messages ---------------------------------------------------------------------------------------------

type StoredRow = ListedRow &
  PlaceRow & {
    readonly cc: readonly Person[];
    readonly bcc: readonly Person[];
    readonly reply_to: readonly Person[];
    readonly date: number | null;
    readonly message_id: string;
    readonly understood: boolean;
    readonly app_folder_ids: readonly AppFolderId[];
    readonly revision_id: RevisionId;
  };

const STORED_COLUMNS = `${LISTED_COLUMNS}, r.scan -> 'cc' as cc, r.scan -> 'bcc' as bcc,
  r.scan -> 'replyTo' as reply_to, (r.scan ->> 'date')::bigint as date, r.scan ->> 'messageId' as message_id,
  (r.scan ->> 'understood')::boolean as understood, m.revision_id, r.pack_id, r.pack_offset, r.pack_length, r.sha256,
  r.wrapped_key, (
    select array_agg(a.id order by a.id) from copy c
    join app_folder a on a.workspace_id = c.workspace_id and a.folder_id = c.folder_id
    where c.workspace_id = $1 and c.message_id = m.id and not c.hidden) as app_folder_ids`;

function storedMessageOf(row: StoredRow): StoredMessage {
  return {
    ...listedMessageOf(row),
    cc: row.cc,
    bcc: row.bcc,
    replyTo: row.reply_to,
    date: row.date,
    messageId: row.message_id,
    attachmentList: row.attachments,
    understood: row.understood,
    appFolderIds: row.app_folder_ids,
    revisionId: row.revision_id,
    place: placeOfRow(row),
  };
}

function createMessageReads(
  db: Database,
): Pick<Reading, "listMessages" | "readMessage" | "countMessages" | "exportMessages"> {
  return {
    listMessages: (workspaceId, mailboxId, query) =>
      db.readWorkspace(workspaceId, (tx) => listMessages(tx, workspaceId, mailboxId, query)),

    async readMessage(workspaceId, mailboxId, id) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<StoredRow>(
          `select m.id, m.internal_date, coalesce(m.conversation_id, m.id) as conversation_id, shown.*, ${STORED_COLUMNS}
           from message m join revision r on r.workspace_id = $1 and r.id = m.revision_id
           join lateral (${SHOWN_FOLDER} limit 1) shown on true
           where m.workspace_id = $1 and m.mailbox_id = $2 and m.id = $3`,
          [workspaceId, mailboxId, id],
        ),
      );
      return rows[0] ? storedMessageOf(rows[0]) : null;
    },

    async countMessages(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ count: number }>(
          `select count(*)::int as count from message
           where workspace_id = $1 and mailbox_id = $2 and departed_at is null`,
          [workspaceId, mailboxId],
        ),
      );
      return rows[0]?.count ?? 0;
    },

    exportMessages: (workspaceId, mailboxId) => exportMessages(db, workspaceId, mailboxId),
  };
}

/** A message that lies in two folders is given with each of them. */
async function* exportMessages(
  db: Database,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): AsyncGenerator<StoredMessage> {
  const { rows: folders } = await db.readWorkspace(workspaceId, (tx) =>
    tx.query<ExportFolder>(
      "select id, folder_id from app_folder where workspace_id = $1 and mailbox_id = $2 order by name, id",
      [workspaceId, mailboxId],
    ),
  );
  for (const folder of folders) {
    let after: StoredMessage | null = null;
    for (;;) {
      const page: readonly StoredMessage[] = await db.readWorkspace(workspaceId, (tx) =>
        selectExportPage(tx, workspaceId, folder, after),
      );
      yield* page;
      after = page.at(-1) ?? null;
      if (page.length < EXPORT_PAGE) break;
    }
  }
}

interface ExportFolder {
  readonly id: AppFolderId;
  readonly folder_id: FolderId;
}

async function selectExportPage(
  tx: Transaction,
  workspaceId: WorkspaceId,
  folder: ExportFolder,
  after: { readonly internalDate: number; readonly id: MessageId } | null,
): Promise<readonly StoredMessage[]> {
  const { rows } = await tx.query<StoredRow>(
    `select m.id, p.internal_date, coalesce(m.conversation_id, m.id) as conversation_id, $3::uuid as app_folder_id, p.flags, null as refused, ${STORED_COLUMNS}
     from (select message_id, internal_date, flags from copy where workspace_id = $1 and folder_id = $2 and not hidden
         and ($4::bigint is null or (internal_date, message_id) > ($4::bigint, $5::uuid))
       order by internal_date, message_id limit $6) p
     join message m on m.workspace_id = $1 and m.id = p.message_id
     join revision r on r.workspace_id = $1 and r.id = m.revision_id
     order by p.internal_date, m.id`,
    [workspaceId, folder.folder_id, folder.id, after?.internalDate ?? null, after?.id ?? null, EXPORT_PAGE],
  );
  return rows.map(storedMessageOf);
}

// --- departures -------------------------------------------------------------------------------------------

function createDepartures(db: Database): Pick<Reading, "departures" | "dismissDepartures"> {
  return {
    async departures(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<Departures>(
          `select f.id as "folderId", coalesce(a.name, f.path) as folder, count(*)::int as count, max(m.departed_at) as at
           from mailbox b
           join message m on m.workspace_id = b.workspace_id and m.mailbox_id = b.id
             and m.departed_at > b.departures_seen_at and m.departure_kept is distinct from m.departed_at
           join remote_folder f on f.workspace_id = m.workspace_id and f.id = m.departed_from
           left join app_folder a on a.workspace_id = f.workspace_id and a.folder_id = f.id
           where b.workspace_id = $1 and b.id = $2
           group by f.id, coalesce(a.name, f.path) order by at desc, folder`,
          [workspaceId, mailboxId],
        ),
      );
      return rows;
    },

    async dismissDepartures(workspaceId, mailboxId, now) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update mailbox set departures_seen_at = $3
           where workspace_id = $1 and id = $2 and departures_seen_at < $3`,
          [workspaceId, mailboxId, now],
        ),
      );
    },
  };
}

// --- events -----------------------------------------------------------------------------------------------

function createEvents(db: Database): Pick<Reading, "readEvents" | "lastSeq"> {
  return {
    async readEvents(workspaceId, mailboxId, seq, limit) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ seq: number; at: number; event: NewEvent }>(
          `select seq, at, event from event where workspace_id = $1 and mailbox_id = $2 and seq > $3
           order by seq limit $4`,
          [workspaceId, mailboxId, seq, Math.min(limit, EVENTS_READ_MAX)],
        ),
      );
      return rows.map(({ seq, at, event }) => ({ seq, at, event }));
    },

    async lastSeq(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ event_seq: number }>("select event_seq from mailbox where workspace_id = $1 and id = $2", [
          workspaceId,
          mailboxId,
        ]),
      );
      return rows[0]?.event_seq ?? 0;
    },
  };
}
