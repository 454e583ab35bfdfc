// Looks through the mail that is here for the addresses that records have got: in the index of words where a message is in
// it, else in what was scanned of it. A page is a transaction, and what was taken is due until all of it is done: a process
// that dies leaves nothing undone, and what two do is done once.
import type { MailboxId, MessageId, RecordId, WorkspaceId } from "../base/ids.ts";
import { domainOf } from "../core/check-address.ts";
import type { MessageScan } from "../core/message.ts";
import { peopleOf } from "../core/records.ts";
import { addressesIn, wordsIn } from "../core/search-words.ts";
import type { Database } from "./database.ts";
import { insertLinks, type NewLink } from "./record-links.ts";
import { askForMailOf } from "./records-only.ts";
import { askedWords } from "./search-vectors.ts";
import type { Transaction } from "./transaction.ts";

const TAKEN_MS = 10 * 60_000;
/** Messages of one transaction. */
const PAGE = 500;
const FIRST = "00000000-0000-0000-0000-000000000000" as MessageId;

interface DueRow {
  readonly record_id: RecordId;
  readonly address: string;
  readonly taken_until: number;
}

export async function linkDue(
  db: Database,
  workspaceId: WorkspaceId,
  limit: number,
): Promise<{ readonly addresses: number; readonly searching: readonly MailboxId[] }> {
  const due = await db.inWorkspace(workspaceId, (tx) => take(tx, workspaceId, limit));
  if (due.length === 0) return { addresses: 0, searching: [] };
  const { mailboxes, ignored } = await db.readWorkspace(workspaceId, (tx) => readRules(tx, workspaceId));
  const counting = due.filter(({ address }) => !ignored.has(address) && !ignored.has(domainOf(address)));
  const wanted = Map.groupBy(counting, ({ address }) => address);
  if (wanted.size > 0) {
    for (const mailboxId of mailboxes) await linkMailbox(db, { workspaceId, mailboxId, wanted });
  }
  const searching = await db.inWorkspace(workspaceId, async (tx) => {
    await tx.query(
      `delete from record_due d using unnest($2::uuid[], $3::text[], $4::bigint[]) as g(record_id, address, until)
       where d.workspace_id = $1 and d.record_id = g.record_id and d.address = g.address and d.taken_until = g.until`,
      [
        workspaceId,
        due.map((row) => row.record_id),
        due.map((row) => row.address),
        due.map((row) => row.taken_until),
      ],
    );
    return wanted.size === 0 ? [] : askForMailOf(tx, workspaceId, [...wanted.keys()]);
  });
  return { addresses: due.length, searching };
}

/** What asked for it has ended, and so has all that began before it. */
async function take(tx: Transaction, workspaceId: WorkspaceId, limit: number): Promise<readonly DueRow[]> {
  const { rows } = await tx.query<DueRow>(
    `with free as (
       select record_id, address from record_due
       where workspace_id = $1 and taken_until < now_ms() and asked_by < pg_snapshot_xmin(pg_current_snapshot())
       order by record_id, address limit $2 for update skip locked)
     update record_due d set taken_until = now_ms() + ${TAKEN_MS} from free
     where d.workspace_id = $1 and d.record_id = free.record_id and d.address = free.address
     returning d.record_id, d.address, d.taken_until`,
    [workspaceId, limit],
  );
  return rows;
}

async function readRules(
  tx: Transaction,
  workspaceId: WorkspaceId,
): Promise<{ readonly mailboxes: readonly MailboxId[]; readonly ignored: ReadonlySet<string> }> {
  const { rows } = await tx.query<{ ignored: readonly string[] }>(
    "select record_ignored || own_domains as ignored from workspace where workspace_id = $1",
    [workspaceId],
  );
  const { rows: mailboxes } = await tx.query<{ id: MailboxId }>(
    "select id from mailbox where workspace_id = $1 order by id",
    [workspaceId],
  );
  return { mailboxes: mailboxes.map(({ id }) => id), ignored: new Set(rows[0]?.ignored) };
}

interface Looked {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly wanted: ReadonlyMap<string, readonly DueRow[]>;
}

async function linkMailbox(db: Database, looked: Looked): Promise<void> {
  for (const address of looked.wanted.keys()) {
    const asked = askedFor(address);
    if (asked !== null) await linkPages(db, looked, INDEXED, [[address], asked]);
  }
  await linkPages(db, looked, UNINDEXED, [[...looked.wanted.keys()]]);
}

/** As the index has whole addresses; one that it takes for several words is looked for as these. Who is meant is seen by the
 *  people of each message. */
function askedFor(address: string): string | null {
  const whole = [...addressesIn(address)].find(({ length }) => length === address.length);
  const words = whole === undefined ? [...wordsIn(address)].map(({ word }) => word) : [whole.word];
  if (words.length === 0) return null;
  const term = { kind: "words", text: address, in: "anywhere", words, prefix: false, not: false } as const;
  return askedWords([term])?.asked ?? null;
}

/** $1 workspace, $2 mailbox, $3 the last of the page before, $4 addresses; of the index: $5 what is asked. */
const FROM_PAGE = `
  cross join lateral (select x.* from message x where x.workspace_id = $1 and x.id = p.id limit 1) m
  cross join lateral (select v.scan from revision v where v.workspace_id = $1 and v.id = m.revision_id limit 1) r
  cross join lateral (select exists (
    select from jsonb_array_elements((r.scan -> 'from') || (r.scan -> 'replyTo') || (r.scan -> 'to') || (r.scan -> 'cc')
      || (r.scan -> 'bcc')) e where lower(e ->> 'address') = any ($4)) as fits) f
  order by p.id`;
const PAGE_COLUMNS = `p.id, m.internal_date as "internalDate", case when f.fits then r.scan end as scan`;
const INDEXED = `select ${PAGE_COLUMNS} from (
    select h.message_id as id
    from search_hits($2, $5::tsquery, ${Number.MIN_SAFE_INTEGER}, ${Number.MAX_SAFE_INTEGER}) h
    where h.message_id > $3::uuid order by h.message_id limit ${PAGE}) p ${FROM_PAGE}`;
const UNINDEXED = `select ${PAGE_COLUMNS} from (
    select d.message_id as id from search_due d
    where d.workspace_id = $1 and d.mailbox_id = $2 and d.message_id > $3::uuid
    order by d.message_id limit ${PAGE}) p ${FROM_PAGE}`;

interface PageRow {
  readonly id: MessageId;
  readonly internalDate: number;
  readonly scan: MessageScan | null;
}

async function linkPages(
  db: Database,
  { workspaceId, mailboxId, wanted }: Looked,
  query: string,
  values: readonly unknown[],
): Promise<void> {
  for (let last: MessageId | null = FIRST; last !== null; ) {
    const after: MessageId = last;
    last = await db.inWorkspace(workspaceId, async (tx) => {
      const { rows } = await tx.query<PageRow>(query, [workspaceId, mailboxId, after, ...values]);
      const links = rows.flatMap(({ id: messageId, internalDate, scan }): NewLink[] => {
        if (scan === null) return [];
        const message = { messageId, mailboxId, internalDate, scan };
        const records = new Set(
          peopleOf(scan).flatMap((address) => (wanted.get(address) ?? []).map((row) => row.record_id)),
        );
        return [...records].map((recordId) => ({ recordId, message, how: "address" }));
      });
      if (links.length > 0) await insertLinks(tx, workspaceId, links);
      return rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
    });
  }
}
