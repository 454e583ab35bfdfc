// People of a mailbox's mail, to complete what is typed. They are counted when somebody writes: what came since the last
// time, and all anew once a week, so that what was erased or filed as junk meanwhile doesn't stay for ever.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { foldText } from "../core/fold-text.ts";
import type { Person } from "../core/message.ts";
import { cleanText } from "./column-types.ts";
import type { Database } from "./database.ts";
import { nameCollation } from "./name-collation.ts";
import type { Transaction } from "./transaction.ts";

const RECOUNT_MS = 7 * 86_400_000;
/** Messages that are counted at once, newest first: older ones tell nothing about whom somebody writes to now. */
const MESSAGES_MAX = 20_000;
const WORDS_MAX = 4;
/** Writing to somebody says more than their mail. */
const WRITTEN_WEIGHT = 5;
/** In so many days half as likely. */
const HALF_LIFE_MS = 60 * 86_400_000;
const NO_MESSAGE = "00000000-0000-0000-0000-000000000000";

interface Owner {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
}

interface Asked {
  readonly text: string;
  readonly own: readonly string[];
  readonly now: number;
  readonly limit: number;
}

export async function findPeople(db: Database, owner: Owner, asked: Asked): Promise<readonly Person[]> {
  const { workspaceId, mailboxId } = owner;
  await db.inWorkspace(workspaceId, (tx) => count(tx, owner, asked));
  // A space is in each.
  const words = [...wordsOf(asked.text).map((word) => ` ${word}`), " ", " ", " ", " "].slice(0, WORDS_MAX);
  const { rows } = await db.readWorkspace(workspaceId, (tx) =>
    // Row-level security lets no index on text be used for LIKE; the rows of one mailbox lie together by their key.
    tx.query<Person>(
      `select name, address from correspondent
       where workspace_id = $1 and mailbox_id = $2 and strpos(folded, $3) > 0 and strpos(folded, $4) > 0
         and strpos(folded, $5) > 0 and strpos(folded, $6) > 0 and address <> all($7)
       order by (written * ${WRITTEN_WEIGHT} + received)
         * power(0.5, ($8::bigint - last_at)::float8 / ${HALF_LIFE_MS}) desc, address limit $9`,
      [workspaceId, mailboxId, ...words, asked.own, asked.now, asked.limit],
    ),
  );
  if (rows.length >= asked.limit) return rows;
  const known = [...asked.own, ...rows.map(({ address }) => address)];
  // Behind those one has written with: whom the workspace's records name.
  const { rows: named } = await db.readWorkspace(workspaceId, async (tx) =>
    tx.query<Person>(
      `select r.name, a.address from record r
       join record_address a on a.workspace_id = $1 and a.record_id = r.id and a.address <> all($6)
       where r.workspace_id = $1 and r.merged_into is null and strpos(r.folded, $2) > 0 and strpos(r.folded, $3) > 0
         and strpos(r.folded, $4) > 0 and strpos(r.folded, $5) > 0
       order by r.name ${await nameCollation(tx)}, a.address limit $7`,
      [workspaceId, ...words, known, asked.limit - rows.length],
    ),
  );
  return [...rows, ...named];
}

interface FoundRow {
  readonly address: string;
  readonly name: string;
  readonly written: number;
  readonly received: number;
  readonly last_at: number;
}

async function count(tx: Transaction, { workspaceId, mailboxId }: Owner, { own, now }: Asked): Promise<void> {
  const at = [workspaceId, mailboxId];
  const { rows: before } = await tx.query<{ counted_to: MessageId; counted_at: number }>(
    "select counted_to, counted_at from counted_people where workspace_id = $1 and mailbox_id = $2",
    at,
  );
  const [last] = before;
  const anew = last === undefined || now - last.counted_at > RECOUNT_MS;
  const from = anew ? NO_MESSAGE : last.counted_to;
  const { rows: newest } = await tx.query<{ id: MessageId | null }>(
    "select max(id::text)::uuid as id from message where workspace_id = $1 and mailbox_id = $2 and id > $3",
    [...at, from],
  );
  const to = newest[0]?.id ?? null;
  if (to === null && !anew) return;
  // One process at a time counts a mailbox; another then has less to count.
  const { count: taken } = await tx.query(
    `insert into counted_people as c (workspace_id, mailbox_id, counted_to, counted_at) values ($1, $2, $3, $4)
     on conflict (workspace_id, mailbox_id) do update set counted_to = excluded.counted_to,
       counted_at = case when $5 then excluded.counted_at else c.counted_at end
     where c.counted_to = $6 and c.counted_at = $7`,
    [...at, to ?? NO_MESSAGE, now, anew, last?.counted_to ?? NO_MESSAGE, last?.counted_at ?? -1],
  );
  if (taken === 0) return;
  if (anew) await tx.query("delete from correspondent where workspace_id = $1 and mailbox_id = $2", at);
  const { rows } = await tx.query<FoundRow>(COUNT, [...at, from, to ?? NO_MESSAGE, own]);
  await save(tx, { workspaceId, mailboxId }, rows);
}

/** Not those of Junk, nor of drafts, where half an address may stand. */
const COUNT = `
  with counted as (
    select r.scan, m.internal_date from message m
    join revision r on r.workspace_id = $1 and r.id = m.revision_id
    where m.workspace_id = $1 and m.mailbox_id = $2 and m.id > $3 and m.id <= $4 and m.departed_at is null
      and not exists (
        select from copy c join app_folder a on a.workspace_id = $1 and a.folder_id = c.folder_id
        where c.workspace_id = $1 and c.message_id = m.id and a.role in ('junk', 'drafts'))
    order by m.internal_date desc limit ${MESSAGES_MAX}
  ), told as (
    select scan, internal_date, lower(coalesce(scan -> 'from' -> 0 ->> 'address', '')) = any($5) as written
    from counted
  ), people as (
    select p, internal_date, written from told
    cross join lateral jsonb_array_elements(
      case when written then (scan -> 'to') || (scan -> 'cc') || (scan -> 'bcc') else scan -> 'from' end) p
  )
  select lower(p ->> 'address') as address,
    coalesce((array_agg(p ->> 'name' order by internal_date desc) filter (where p ->> 'name' <> ''))[1], '') as name,
    count(*) filter (where written)::int as written, count(*) filter (where not written)::int as received,
    max(internal_date) as last_at
  from people where p ->> 'address' like '%_@_%' group by 1`;

async function save(
  tx: Transaction,
  { workspaceId, mailboxId }: Owner,
  rows: readonly FoundRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into correspondent as c
       (workspace_id, mailbox_id, address, name, folded, written, received, last_at)
     select $1, $2, address, name, folded, written, received, last_at
     from unnest($3::text[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::bigint[])
       as t(address, name, folded, written, received, last_at)
     on conflict (workspace_id, mailbox_id, address) do update set
       name = case when excluded.name = '' then c.name else excluded.name end,
       folded = case when excluded.name = '' then c.folded else excluded.folded end,
       written = c.written + excluded.written, received = c.received + excluded.received,
       last_at = greatest(c.last_at, excluded.last_at)`,
    [
      ...[workspaceId, mailboxId, rows.map(({ address }) => cleanText(address))],
      rows.map(({ name }) => cleanText(name)),
      rows.map(({ name, address }) => foldedWords(name, address)),
      rows.map(({ written }) => written),
      rows.map(({ received }) => received),
      rows.map(({ last_at }) => last_at),
    ],
  );
}

/** Each word with a space in front, the address whole and in its parts. */
function foldedWords(name: string, address: string): string {
  const words = [...wordsOf(name), foldText(address), ...wordsOf(address.replace(/[@.+_-]/g, " "))];
  return words.map((word) => ` ${cleanText(word)}`).join("");
}

function wordsOf(text: string): readonly string[] {
  return foldText(text)
    .split(/[\s"'()<>,;]+/)
    .filter((word) => word !== "");
}
