// The Records port: records as the application pushes them, and the rules. What links mail to them is record-links.ts, who
// sees it record-messages.ts.
import type { MailboxId, RecordId, WorkspaceId } from "../base/ids.ts";
import { foldText } from "../core/fold-text.ts";
import type { ColleaguesSee, Shown } from "../core/records.ts";
import type { MailRecord, NewRecord, PushOutcome, RecordQuery, Records } from "../engine/ports/records.ts";
import { cleanText, toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import { linkDue } from "./link-due.ts";
import { nameCollation } from "./name-collation.ts";
import { stopOwner } from "./ownership.ts";
import { RECORD_COLUMNS } from "./record-columns.ts";
import { linkByHand } from "./record-links.ts";
import { readRecordMessage, recordMessages, recordsOfMessage } from "./record-messages.ts";
import { searchAgain } from "./records-only.ts";
import type { Transaction } from "./transaction.ts";

const WORDS_MAX = 4;

export function createRecords(db: Database): Records {
  return {
    push: (workspaceId, records) => db.inWorkspace(workspaceId, (tx) => push(tx, workspaceId, records)),
    find: (workspaceId, query) => db.readWorkspace(workspaceId, (tx) => find(tx, workspaceId, query)),
    read: (workspaceId, id) => db.readWorkspace(workspaceId, (tx) => read(tx, workspaceId, id)),
    merge: (workspaceId, from, into) =>
      db.inWorkspace(workspaceId, (tx) => merge(tx, workspaceId, from, into)),
    async remove(workspaceId, id) {
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query("delete from record where workspace_id = $1 and id = $2", [workspaceId, id]),
      );
      return count > 0;
    },
    messages: (viewer, id, page) =>
      db.readWorkspace(viewer.workspaceId, (tx) => recordMessages(tx, viewer, id, page)),
    message: (viewer, id, messageId) =>
      db.readWorkspace(viewer.workspaceId, (tx) => readRecordMessage(tx, viewer, id, messageId)),
    ofMessage: (workspaceId, mailboxId, messageId) =>
      db.readWorkspace(workspaceId, (tx) => recordsOfMessage(tx, { workspaceId, mailboxId }, messageId)),
    link: (order) => db.inWorkspace(order.workspaceId, (tx) => linkByHand(tx, order)),

    async setPrivate(workspaceId, mailboxId, messageId, isPrivate) {
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          "update message set is_private = $4 where workspace_id = $1 and mailbox_id = $2 and id = $3",
          [workspaceId, mailboxId, messageId, isPrivate],
        ),
      );
      return count > 0;
    },

    async colleaguesSee(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ see: ColleaguesSee }>(
          "select colleagues_see as see from mailbox where workspace_id = $1 and id = $2",
          [workspaceId, mailboxId],
        ),
      );
      return rows[0]?.see ?? "nothing";
    },

    async setColleaguesSee(workspaceId, mailboxId, see) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query("update mailbox set colleagues_see = $3 where workspace_id = $1 and id = $2", [
          workspaceId,
          mailboxId,
          see,
        ]),
      );
    },

    async readRules(workspaceId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ ignored: readonly string[]; recordsOnly: boolean; records: number }>(
          `select w.record_ignored as ignored, w.records_only as "recordsOnly", (
             select count(*)::int from record r where r.workspace_id = $1 and r.merged_into is null) as records
           from workspace w where w.workspace_id = $1`,
          [workspaceId],
        ),
      );
      return rows[0] ?? { ignored: [], recordsOnly: false, records: 0 };
    },

    async saveRules(workspaceId, { ignored, recordsOnly }) {
      await db.inWorkspace(workspaceId, async (tx) => {
        const { rows } = await tx.query<{ was: boolean }>(
          `update workspace w set record_ignored = $2, records_only = $3
           from (select records_only as was from workspace where workspace_id = $1 for no key update) before
           where w.workspace_id = $1 returning before.was`,
          [workspaceId, ignored, recordsOnly],
        );
        if (rows[0]?.was === recordsOnly) return;
        const { rows: mailboxes } = await tx.query<{ id: MailboxId }>(
          "select id from mailbox where workspace_id = $1 and state = 'syncing' order by id",
          [workspaceId],
        );
        for (const { id } of mailboxes) {
          if (recordsOnly) await stopOwner(tx, workspaceId, id);
          else await searchAgain(tx, workspaceId, id);
        }
      });
    },

    async workspacesDue() {
      const { rows } = await db.outside((tx) =>
        tx.query<{ id: WorkspaceId }>("select workspace_id as id from workspaces_linking()"),
      );
      return rows.map(({ id }) => id);
    },

    linkDue: (workspaceId, limit) => linkDue(db, workspaceId, limit),
  };
}

// --- pushing ----------------------------------------------------------------------------------------------

interface KnownRow extends MailRecord {
  readonly shown: Shown;
  readonly isMerged: boolean;
}

async function push(
  tx: Transaction,
  workspaceId: WorkspaceId,
  records: readonly NewRecord[],
): Promise<PushOutcome> {
  // One at a time in a workspace: two that push the same record would both make it.
  await tx.query("select from workspace where workspace_id = $1 for no key update", [workspaceId]);
  const { rows } = await tx.query<KnownRow>(
    `select ${RECORD_COLUMNS}, r.shown, r.merged_into is not null as "isMerged"
     from unnest($2::text[], $3::text[]) as g(type, external_id)
     join lateral (select * from record x where x.workspace_id = $1 and x.type = g.type
       and x.external_id = g.external_id limit 1) r on true`,
    [workspaceId, records.map(({ type }) => type), records.map(({ externalId }) => externalId)],
  );
  const known = new Map(rows.map((row) => [nameOf(row), row]));
  const isMerged = (record: NewRecord) => known.get(nameOf(record))?.isMerged === true;
  const given = records
    .filter((record) => !isMerged(record))
    .map((record) => {
      const before = known.get(nameOf(record)) ?? null;
      return {
        ...record,
        id: before?.id ?? record.id,
        shown: record.shown ?? before?.shown ?? "subject",
        before,
      };
    });
  const changed = given.filter(({ before, ...record }) => before === null || !isSame(before, record));
  if (changed.length > 0) await write(tx, workspaceId, changed);
  const made = given.filter(({ before }) => before === null).length;
  return {
    ...{ made, changed: changed.length - made, same: given.length - changed.length },
    merged: records.flatMap((record, index) => (isMerged(record) ? [index] : [])),
  };
}

/** Of a record in its workspace. */
function nameOf({ type, externalId }: Pick<NewRecord, "type" | "externalId">): string {
  return `${type}\n${externalId}`;
}

function isSame(before: KnownRow, now: Omit<KnownRow, "id" | "isMerged">): boolean {
  return (
    before.name === now.name &&
    before.url === now.url &&
    before.shown === now.shown &&
    before.addresses.join() === now.addresses.toSorted().join()
  );
}

async function write(
  tx: Transaction,
  workspaceId: WorkspaceId,
  records: readonly (MailRecord & { readonly shown: Shown })[],
): Promise<void> {
  const rows = records.map((record) => ({
    ...{ id: record.id, type: record.type, external: record.externalId, name: record.name },
    ...{ url: record.url, shown: record.shown, folded: foldedOf(record), addresses: record.addresses },
  }));
  const given = `given as materialized (
    select * from jsonb_to_recordset($2::jsonb) as g(id uuid, type text, external text, name text, url text, shown text,
      folded text, addresses text[]))`;
  const values = [workspaceId, toJson(rows)];
  await tx.query(
    `with ${given}
     insert into record (workspace_id, id, type, external_id, name, url, shown, folded)
     select $1, id, type, external, name, url, shown, folded from given
     on conflict (workspace_id, id) do update set name = excluded.name, url = excluded.url, shown = excluded.shown,
       folded = excluded.folded`,
    values,
  );
  // Mail that was on it by an address which isn't its own was never its mail.
  await tx.query(
    `with ${given}, gone as (
       delete from record_address a using given g
       where a.workspace_id = $1 and a.record_id = g.id and a.address <> all (g.addresses)
       returning a.record_id)
     delete from record_link l using (select distinct record_id from gone) x join given g on g.id = x.record_id
     where l.workspace_id = $1 and l.record_id = g.id and l.how = 'address' and l.removed_at is null
       and not l.people && g.addresses`,
    values,
  );
  await tx.query(
    `with ${given}, fresh as (
       insert into record_address (workspace_id, address, record_id)
       select $1, a.address, g.id from given g cross join lateral unnest(g.addresses) as a(address)
       on conflict do nothing returning record_id, address)
     insert into record_due as d (workspace_id, record_id, address) select $1, record_id, address from fresh
     on conflict (workspace_id, record_id, address) do update set asked_by = pg_current_xact_id(), taken_until = 0`,
    values,
  );
}

function foldedOf({ name, externalId, addresses }: MailRecord): string {
  return ` ${wordsOf([name, externalId, ...addresses].join(" ")).join(" ")}`;
}

function wordsOf(text: string): readonly string[] {
  return foldText(cleanText(text))
    .split(/\s+/)
    .filter((word) => word !== "");
}

// --- reading ----------------------------------------------------------------------------------------------

async function find(
  tx: Transaction,
  workspaceId: WorkspaceId,
  { text, type, after, limit }: RecordQuery,
): Promise<Awaited<ReturnType<Records["find"]>>> {
  // A space is in each.
  const words = [...wordsOf(text).map((word) => ` ${word}`), " ", " ", " ", " "].slice(0, WORDS_MAX);
  const collation = await nameCollation(tx);
  const { rows } = await tx.query<MailRecord>(
    `select ${RECORD_COLUMNS} from record r
     where r.workspace_id = $1 and r.merged_into is null and ($2::text is null or r.type = $2)
       and strpos(r.folded, $3) > 0 and strpos(r.folded, $4) > 0 and strpos(r.folded, $5) > 0
       and strpos(r.folded, $6) > 0 and ($7::text is null or (r.name ${collation}, r.id) > ($7, $8::uuid))
     order by r.name ${collation}, r.id limit $9`,
    [workspaceId, type, ...words, after?.name ?? null, after?.id ?? null, limit],
  );
  const { rows: types } = await tx.query<{ type: string }>(
    "select distinct type from record where workspace_id = $1 and merged_into is null order by type",
    [workspaceId],
  );
  return { records: rows, types: types.map((row) => row.type) };
}

async function read(
  tx: Transaction,
  workspaceId: WorkspaceId,
  id: RecordId,
): Promise<Awaited<ReturnType<Records["read"]>>> {
  const { rows } = await tx.query<MailRecord & { linking: boolean; merged: boolean }>(
    `select ${RECORD_COLUMNS}, asked.merged_into is not null as merged, exists (
       select from record_due d where d.workspace_id = $1 and d.record_id = r.id) as linking
     from record asked join record r on r.workspace_id = $1 and r.id = coalesce(asked.merged_into, asked.id)
     where asked.workspace_id = $1 and asked.id = $2`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

// --- merging ----------------------------------------------------------------------------------------------

async function merge(
  tx: Transaction,
  workspaceId: WorkspaceId,
  from: RecordId,
  into: RecordId,
): Promise<boolean> {
  const { rows } = await tx.query<{ id: RecordId }>(
    `select id from record where workspace_id = $1 and id = any($2) and merged_into is null order by id for update`,
    [workspaceId, [from, into]],
  );
  if (rows.length !== 2) return false;
  const both = [workspaceId, from, into];
  for (const text of MERGE) await tx.query(text, both);
  const { rows: target } = await tx.query<MailRecord>(
    `select ${RECORD_COLUMNS} from record r where r.workspace_id = $1 and r.id = $2`,
    [workspaceId, into],
  );
  const [record] = target;
  if (record === undefined) return false;
  await tx.query("update record set folded = $3 where workspace_id = $1 and id = $2", [
    workspaceId,
    into,
    foldedOf(record),
  ]);
  return true;
}

/** What was taken off by hand of either stays off, unless it is on the other. */
const MERGE = [
  // What commits beside it still knows the record that is no more: mail of its addresses is looked through once more.
  `insert into record_due as d (workspace_id, record_id, address)
   select $1, $3, address from record_address where workspace_id = $1 and record_id = $2
   on conflict (workspace_id, record_id, address) do update set asked_by = pg_current_xact_id(), taken_until = 0`,
  `with gone as (delete from record_address where workspace_id = $1 and record_id = $2 returning address)
   insert into record_address (workspace_id, address, record_id) select $1, address, $3 from gone on conflict do nothing`,
  `with gone as (delete from record_due where workspace_id = $1 and record_id = $2 returning address)
   insert into record_due as d (workspace_id, record_id, address) select $1, $3, address from gone
   on conflict (workspace_id, record_id, address) do update set asked_by = pg_current_xact_id(), taken_until = 0`,
  `with gone as (delete from record_link where workspace_id = $1 and record_id = $2 returning *)
   insert into record_link as l (workspace_id, record_id, message_id, mailbox_id, how, user_id, name_hash, fingerprint,
     internal_date, people, confidential, removed_at)
   select $1, $3, message_id, mailbox_id, how, user_id, name_hash, fingerprint, internal_date, people, confidential, removed_at
   from gone
   on conflict (message_id, record_id, workspace_id) do update set removed_at = null
   where l.removed_at is not null and excluded.removed_at is null`,
  "update record set merged_into = $3 where workspace_id = $1 and (id = $2 or merged_into = $2)",
] as const;
