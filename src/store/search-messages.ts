// The Search port. Words are looked up in the index of words, in the newest mail first: a page of a word that is common
// is full before the older mail is looked at, and a rare word costs little wherever it is. What is asked about folders and
// flags, which change, is looked up for each hit, or, where few messages fit it, is where the search begins.
import type { FolderId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { AppFolderRole } from "../core/folder-role.ts";
import { foldersCalled } from "../core/search-folder.ts";
import { daysOf, type SearchQuery } from "../core/search-query.ts";
import type { FoundMessage, Search, SearchPage, SearchRequest } from "../engine/ports/search.ts";
import type { Database } from "./database.ts";
import { LISTED_COLUMNS, type ListedRow, listedMessageOf, shownFolder } from "./list-messages.ts";
import { type PlaceRow, placeOfRow } from "./place-columns.ts";
import { askedWords, beginOfPeriod, periodOf, withinPeriods } from "./search-vectors.ts";
import type { Transaction } from "./transaction.ts";

const LIMIT_MAX = 200;
/** Messages whose words are compared one by one. */
const WALK = 300;
/** A search for words begins with folders and flags where at most so many messages fit those; each row of words costs some
 *  30 microseconds. */
const FEW_WITH_WORDS = 1_000;
const FEW = 5_000;
/** Periods looked at in turn, the newest first; then all the others that the mailbox has. */
const STEPS = [1, 3, 12, 48] as const;
const EARLIEST = -8_640_000_000_000_000;
const LATEST = 8_640_000_000_000_000;

export function createSearch(db: Database): Search {
  return {
    search: (workspaceId, mailboxId, request) =>
      db.readWorkspace(workspaceId, (tx) => searchMessages(tx, workspaceId, mailboxId, request)),

    async indexProgress(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ due: number; total: number }>(
          `select due, case when due = 0 then 0 else (
             select count(*) from message where workspace_id = $1 and mailbox_id = $2)::int end as total
           from (select count(*)::int as due from search_due where workspace_id = $1 and mailbox_id = $2) d`,
          [workspaceId, mailboxId],
        ),
      );
      const { due = 0, total = 0 } = rows[0] ?? {};
      return due === 0 ? null : { done: Math.max(0, total - due), total };
    },
  };
}

/** What is asked, in terms of the rows. */
interface Asked {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly query: SearchQuery;
  /** The mailbox's. */
  readonly folders: readonly FolderId[];
  /** In one of these; null: wherever. */
  readonly within: readonly FolderId[] | null;
  readonly notIn: readonly FolderId[];
  readonly unknownFolders: readonly string[];
  readonly flagsSet: number;
  readonly flagsClear: number;
  readonly since: number;
  readonly before: number;
  readonly after: SearchRequest["after"];
  readonly limit: number;
}

async function searchMessages(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  request: SearchRequest,
): Promise<SearchPage> {
  const limit = Math.min(request.limit, LIMIT_MAX);
  const folders = await selectFolders(tx, workspaceId, mailboxId);
  // One more than the page has tells whether another follows.
  const asked = askedRows({ workspaceId, mailboxId, ...request, limit: limit + 1 }, folders);
  const { unknownFolders } = asked;
  if (request.query.length === 0 || asked.within?.length === 0)
    return { messages: [], more: false, unknownFolders };
  // What is being indexed meanwhile is in one of the two at least.
  const unread = await selectPage(tx, asked, notIndexed(asked));
  const indexed = await selectIndexed(tx, asked);
  const known = new Set(indexed.map(({ id }) => id));
  const found = [...indexed, ...unread.filter(({ id }) => !known.has(id))].toSorted(
    (a, b) => b.internalDate - a.internalDate || (a.id < b.id ? -1 : 1),
  );
  return { messages: found.slice(0, limit), more: found.length > limit, unknownFolders };
}

interface FolderRow {
  readonly folder_id: FolderId;
  readonly role: AppFolderRole | null;
  readonly name: string;
}

async function selectFolders(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<readonly FolderRow[]> {
  const { rows } = await tx.query<FolderRow>(
    "select folder_id, role, name from app_folder where workspace_id = $1 and mailbox_id = $2",
    [workspaceId, mailboxId],
  );
  return rows;
}

function askedRows(
  request: SearchRequest & { readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId },
  folders: readonly FolderRow[],
): Asked {
  let within: readonly FolderId[] | null = null;
  const notIn: FolderId[] = [];
  const unknownFolders: string[] = [];
  let [flagsSet, flagsClear] = [0, 0];
  for (const term of request.query) {
    if (term.kind === "in") {
      const called = foldersCalled(folders, term.text).map((each) => each.folder_id);
      if (called.length === 0) unknownFolders.push(term.text);
      if (term.not) notIn.push(...called);
      else within = within === null ? called : within.filter((id) => called.includes(id));
    } else if (term.kind === "is") {
      const bit = term.state === "flagged" ? FLAG_BITS.flagged : FLAG_BITS.seen;
      if ((term.state === "unread") === term.not) flagsSet |= bit;
      else flagsClear |= bit;
    }
  }
  const { since, before } = daysOf(request.query);
  const all = folders.map((each) => each.folder_id);
  return {
    ...request,
    ...{ folders: all, within, notIn, unknownFolders, flagsSet, flagsClear },
    since: since ?? EARLIEST,
    before: before ?? LATEST,
  };
}

// --- pages ------------------------------------------------------------------------------------------------

/** Rows (id, internal_date), newest first. Its parameters begin behind those of the page. */
interface Source {
  readonly text: string;
  readonly values: readonly unknown[];
}

const PAGE_VALUES = 9;
/** For a row `r` of (id, internal_date): within the days that are asked for, and behind the page before. */
const BEHIND = `r.internal_date >= $8 and r.internal_date < $9
  and ($6::bigint is null or r.internal_date < $6 or (r.internal_date = $6 and r.id > $7::uuid))`;

/** $2 is within, $3 not in, $4 and $5 flags; a source has no parameter twice. */
const SHOWN = shownFolder(`($2::uuid[] is null or c.folder_id = any($2)) and (c.flags & $4::int) = $4
  and (c.flags & $5::int) = 0 and not exists (
    select from copy x where x.workspace_id = $1 and x.message_id = m.id and x.folder_id = any($3) and not x.hidden)`);

/** The newest rows of the source that a list shows; rows are looked at until the page is full. */
async function selectPage(tx: Transaction, asked: Asked, source: Source): Promise<readonly FoundMessage[]> {
  const { rows } = await tx.query<FoundRow>(
    `with page as materialized (
       select m.id, m.internal_date, shown.* from (${source.text}) m
       join lateral (
         select from message x where x.workspace_id = $1 and x.id = m.id and x.departed_at is null limit 1) here on true
       join lateral (${SHOWN} limit 1) shown on true
       order by m.internal_date desc, m.id limit $${PAGE_VALUES + source.values.length + 1})
     select m.*, r.conversation_id, ${LISTED_COLUMNS}, r.pack_id, r.pack_offset, r.pack_length, r.sha256, r.wrapped_key
     from page m
     join lateral (
       select v.*, coalesce(x.conversation_id, x.id) as conversation_id
       from message x join revision v on v.workspace_id = $1 and v.id = x.revision_id
       where x.workspace_id = $1 and x.id = m.id limit 1) r on true
     order by m.internal_date desc, m.id`,
    [
      ...[asked.workspaceId, asked.within, asked.notIn, asked.flagsSet, asked.flagsClear],
      ...[asked.after?.internalDate ?? null, asked.after?.id ?? null, asked.since, asked.before],
      ...[...source.values, asked.limit],
    ],
  );
  return rows.map(foundMessageOf);
}

type FoundRow = ListedRow & PlaceRow;

function foundMessageOf(row: FoundRow): FoundMessage {
  return {
    ...listedMessageOf(row),
    place: placeOfRow(row),
  };
}

// --- sources ----------------------------------------------------------------------------------------------

async function selectIndexed(tx: Transaction, asked: Asked): Promise<readonly FoundMessage[]> {
  const words = askedWords(asked.query);
  const few = await fewCopies(tx, asked, words === null ? FEW : FEW_WITH_WORDS);
  if (few !== null) return selectPage(tx, asked, amongFew(asked, few, words?.asked ?? null));
  if (words === null) return selectPage(tx, asked, listed(asked));
  const found: FoundMessage[] = [];
  let rest = asked;
  if (words.prefix) {
    // A short beginning fits nearly every message: the index would collect them all.
    const walk = await walkNewest(tx, rest, words.asked);
    found.push(...walk.messages);
    if (walk.last === null || found.length === asked.limit) return found;
    rest = { ...asked, after: walk.last };
  }
  for (const range of await rangesOf(tx, rest, words.asked)) {
    const left = { ...rest, ...range, limit: asked.limit - found.length };
    found.push(...(await selectPage(tx, left, hits(left, range.asked))));
    if (found.length === asked.limit) break;
  }
  return found;
}

/** Everything that lists show. */
function listed(asked: Asked): Source {
  return {
    text: `select r.id, r.internal_date from message r
      where r.workspace_id = $1 and r.mailbox_id = $10 and r.departed_at is null and ${BEHIND}
      order by r.internal_date desc, r.id`,
    values: [asked.mailboxId],
  };
}

/** The index of words, which row-level security keeps from being used: see search_hits in 0028-search.sql. */
function hits(asked: Asked, words: string): Source {
  return {
    text: `select r.id, r.internal_date from (
        select h.message_id as id, h.internal_date from search_hits($10, $11::tsquery, $8, $9) h) r
      where ${BEHIND} order by r.internal_date desc, r.id`,
    values: [asked.mailboxId, words],
  };
}

/** What the index job hasn't read: by subject and people, as far as those say what is asked. */
function notIndexed(asked: Asked): Source {
  const { words, places, nots, attachment } = headerWords(asked.query);
  return {
    text: `select r.id, r.internal_date from (
        select message_id as id, internal_date from search_due where workspace_id = $1 and mailbox_id = $10) r
      join message x on x.workspace_id = $1 and x.id = r.id
      where ${BEHIND} and not exists (
        select from unnest($11::text[], $12::text[], $13::boolean[]) t(word, place, no)
        where (strpos(case t.place when 'subject' then split_part(x.search, E'\\n', 1)
            when 'from' then split_part(x.search, E'\\n', 2) when 'to' then substr(x.search, strpos(x.search, E'\\n'))
            else x.search end, t.word) > 0) = t.no)
        and ($14::boolean is null or $14 = exists (
          select from revision v where v.workspace_id = $1 and v.id = x.revision_id
            and jsonb_array_length(v.scan -> 'attachments') > 0))
      order by r.internal_date desc, r.id`,
    values: [asked.mailboxId, words, places, nots, attachment],
  };
}

function headerWords(query: SearchQuery) {
  const words: string[] = [];
  const places: string[] = [];
  const nots: boolean[] = [];
  let attachment: boolean | null = null;
  for (const term of query) {
    if (term.kind === "attachment") attachment = !term.not;
    if (term.kind !== "words") continue;
    for (const word of term.not ? [term.words.join(" ")] : term.words) {
      words.push(word);
      places.push(term.in);
      nots.push(term.not);
    }
  }
  return { words, places, nots, attachment };
}

// --- where few messages fit the folders and flags ---------------------------------------------------------

interface FewCopies {
  /** For a copy `c`. */
  readonly condition: string;
  readonly folders: readonly FolderId[];
}

/** Null where many do. The conditions are those of the indexes copy_unread and copy_flagged. */
async function fewCopies(tx: Transaction, asked: Asked, most: number): Promise<FewCopies | null> {
  const { within, flagsSet, flagsClear } = asked;
  const isUnread = (flagsClear & FLAG_BITS.seen) !== 0;
  const isFlagged = (flagsSet & FLAG_BITS.flagged) !== 0;
  if (within === null && !isUnread && !isFlagged) return null;
  const flags = isUnread
    ? `and (c.flags & ${FLAG_BITS.seen}) = 0`
    : isFlagged
      ? `and (c.flags & ${FLAG_BITS.flagged}) <> 0`
      : "";
  const folders = within ?? asked.folders;
  const { count } = await tx.query(
    `select from copy c where c.workspace_id = $1 and c.folder_id = any($2) and not c.hidden ${flags} limit $3`,
    [asked.workspaceId, folders, most + 1],
  );
  return count > most ? null : { condition: flags, folders };
}

function amongFew(asked: Asked, { condition, folders }: FewCopies, words: string | null): Source {
  const join = words === null ? "" : "join search_entry e on e.workspace_id = $1 and e.message_id = r.id";
  return {
    text: `select r.id, r.internal_date from (
        select distinct c.message_id from copy c
        where c.workspace_id = $1 and c.folder_id = any($11) and not c.hidden ${condition}) k
      join message r on r.workspace_id = $1 and r.mailbox_id = $10 and r.id = k.message_id ${join}
      where ${BEHIND} ${words === null ? "" : "and e.words @@ $12::tsquery"}
      order by r.internal_date desc, r.id`,
    values: [asked.mailboxId, folders, ...(words === null ? [] : [words])],
  };
}

// --- the newest mail, one by one --------------------------------------------------------------------------

type Place = Pick<FoundMessage, "id" | "internalDate">;

/** What fits of the newest messages, and the last of those that were looked at; null: there is no other. */
async function walkNewest(
  tx: Transaction,
  asked: Asked,
  words: string,
): Promise<{ readonly messages: readonly FoundMessage[]; readonly last: Place | null }> {
  const { text, values } = listed(asked);
  const messages = await selectPage(tx, asked, {
    text: `select n.id, n.internal_date from (${text} limit ${WALK}) n
      join search_entry e on e.workspace_id = $1 and e.message_id = n.id
      where e.words @@ $11::tsquery order by n.internal_date desc, n.id`,
    values: [...values, words],
  });
  if (messages.length === asked.limit) return { messages, last: null };
  const { rows } = await tx.query<{ id: MessageId; internal_date: number }>(
    `select r.id, r.internal_date from message r
     where r.workspace_id = $1 and r.mailbox_id = $2 and r.departed_at is null
       and r.internal_date >= $3 and r.internal_date < $4
       and ($5::bigint is null or r.internal_date < $5 or (r.internal_date = $5 and r.id > $6::uuid))
     order by r.internal_date desc, r.id offset ${WALK - 1} limit 1`,
    [
      ...[asked.workspaceId, asked.mailboxId, asked.since, asked.before],
      ...[asked.after?.internalDate ?? null, asked.after?.id ?? null],
    ],
  );
  const [last] = rows;
  return { messages, last: last === undefined ? null : { id: last.id, internalDate: last.internal_date } };
}

// --- periods ----------------------------------------------------------------------------------------------

interface Range {
  readonly asked: string;
  readonly since: number;
  readonly before: number;
}

/** The periods to look at, the newest first. */
async function rangesOf(tx: Transaction, asked: Asked, words: string): Promise<readonly Range[]> {
  const { mailboxId, since: earliest } = asked;
  const { newest, oldest } = await datesOf(tx, asked);
  if (newest === null || oldest === null) return [];
  const ranges: Range[] = [];
  const last = periodOf(oldest);
  let period = periodOf(newest);
  let { before } = asked;
  for (const step of [...STEPS, Number.POSITIVE_INFINITY]) {
    if (period < last) break;
    const count = Math.min(step, period - last + 1);
    const since = period - count < last ? earliest : Math.max(earliest, beginOfPeriod(period - count + 1));
    ranges.push({ asked: withinPeriods(words, mailboxId, { newest: period, count }), since, before });
    before = since;
    period -= count;
  }
  return ranges;
}

/** Of the messages that may be asked for. */
async function datesOf(
  tx: Transaction,
  asked: Asked,
): Promise<{ readonly newest: number | null; readonly oldest: number | null }> {
  const within = `select internal_date from message where workspace_id = $1 and mailbox_id = $2 and departed_at is null
    and internal_date >= $3 and internal_date < $4`;
  const { rows } = await tx.query<{ newest: number | null; oldest: number | null }>(
    `select (${within} order by internal_date desc limit 1) as newest,
       (${within} order by internal_date limit 1) as oldest`,
    [
      ...[asked.workspaceId, asked.mailboxId, asked.since],
      Math.min(asked.before, (asked.after?.internalDate ?? LATEST) + 1),
    ],
  );
  return rows[0] ?? { newest: null, oldest: null };
}
