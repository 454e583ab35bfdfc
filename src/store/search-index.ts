// The SearchIndex port. What is due is a row, so that a process that dies leaves nothing undone: what it had taken is free
// again a minute later.
import type { MailboxId, MessageId, RevisionId, WorkspaceId } from "../base/ids.ts";
import type { MessageScan } from "../core/message.ts";
import type { SearchIndex } from "../engine/ports/search.ts";
import { toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import { type PlaceRow, placeOfRow } from "./place-columns.ts";
import { vectorOf } from "./search-vectors.ts";
import type { Transaction } from "./transaction.ts";

const TAKEN_MS = 60_000;
const MAILBOXES_MAX = 1_000;

interface DueRow extends PlaceRow {
  readonly due_id: MessageId;
  readonly taken_until: number;
  /** Null: it was erased. */
  readonly revision_id: RevisionId | null;
  readonly internal_date: number;
  readonly scan: MessageScan;
}

export function createSearchIndex(db: Database): SearchIndex {
  return {
    async mailboxesToIndex() {
      const { rows } = await db.outside((tx) =>
        tx.query<{ workspace_id: WorkspaceId; mailbox_id: MailboxId }>(
          "select workspace_id, mailbox_id from mailboxes_to_index($1)",
          [MAILBOXES_MAX],
        ),
      );
      return rows.map((row) => ({ workspaceId: row.workspace_id, mailboxId: row.mailbox_id }));
    },

    async takeDue({ workspaceId, mailboxId }, limit) {
      const rows = await db.inWorkspace(workspaceId, async (tx) => {
        const taken = await tx.query<DueRow>(TAKE, [workspaceId, mailboxId, limit]);
        const erased = taken.rows.filter((row) => row.revision_id === null).map((row) => row.due_id);
        if (erased.length > 0) await forget(tx, workspaceId, erased);
        return taken.rows;
      });
      return rows.flatMap((row) =>
        row.revision_id === null
          ? []
          : {
              id: row.due_id,
              revisionId: row.revision_id,
              takenUntil: row.taken_until,
              internalDate: row.internal_date,
              scan: row.scan,
              place: placeOfRow(row),
            },
      );
    },

    async saveIndexed({ workspaceId, mailboxId }, messages) {
      const rows = messages.map(({ id, revisionId, internalDate, scan, body }) => ({
        ...{ id, revision: revisionId, at: internalDate },
        words: vectorOf({ mailboxId, internalDate, scan, body }),
      }));
      const done = messages.map(({ id, takenUntil }) => ({ id, until: takenUntil }));
      await db.inWorkspace(workspaceId, async (tx) => {
        await tx.query(SAVE, [workspaceId, mailboxId, toJson(rows)]);
        // A statement of its own: in one, what is due would be held before the messages are, and who erases them holds them
        // before it.
        await tx.query(DONE, [workspaceId, toJson(done)]);
      });
    },
  };
}

const TAKE = `
  with free as (
    select message_id from search_due where workspace_id = $1 and mailbox_id = $2 and taken_until < now_ms()
    order by internal_date desc, message_id limit $3 for update skip locked
  ), taken as (
    update search_due d set taken_until = now_ms() + ${TAKEN_MS} from free
    where d.workspace_id = $1 and d.message_id = free.message_id
    returning d.message_id, d.taken_until, d.internal_date
  )
  select t.message_id as due_id, t.taken_until, m.revision_id, coalesce(m.internal_date, 0) as internal_date, r.scan, r.pack_id,
    r.pack_offset, r.pack_length, r.size, r.sha256, r.wrapped_key
  from taken t
  left join message m on m.workspace_id = $1 and m.id = t.message_id
  left join revision r on r.workspace_id = $1 and r.id = m.revision_id
  order by t.internal_date desc, t.message_id`;

/** The messages are locked, so that who erases one waits and then erases this too, or comes first. Who saves a draft again
 *  makes its row free: that one stays, whatever this process knows. */
const SAVE = `
  with given as materialized (
    select * from jsonb_to_recordset($3::jsonb) as g(id uuid, revision uuid, at bigint, words tsvector)
  ), here as materialized (
    select m.id from given g
    join message m on m.workspace_id = $1 and m.mailbox_id = $2 and m.id = g.id and m.revision_id = g.revision
    for key share of m
  )
  insert into search_entry (workspace_id, message_id, mailbox_id, internal_date, words)
  select $1, g.id, $2, g.at, g.words from here join given g on g.id = here.id
  on conflict (message_id, workspace_id) do update set internal_date = excluded.internal_date, words = excluded.words`;
const DONE = `
  delete from search_due d using jsonb_to_recordset($2::jsonb) as g(id uuid, until bigint)
  where d.workspace_id = $1 and d.message_id = g.id and d.taken_until = g.until`;

async function forget(tx: Transaction, workspaceId: WorkspaceId, ids: readonly MessageId[]): Promise<void> {
  await tx.query("delete from search_due where workspace_id = $1 and message_id = any($2)", [
    workspaceId,
    ids,
  ]);
}
