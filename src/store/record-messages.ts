// Mail on a record as one person may see it. Each message is there once, however many colleagues have it, by the best right
// that this viewer has to any copy; what that is, core says.
import type { MailboxId, MessageId, RecordId } from "../base/ids.ts";
import { domainOf } from "../core/check-address.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { MessageScan } from "../core/message.ts";
import { type ColleaguesSee, type LinkedBy, peopleOf, type Shown, sharingOf } from "../core/records.ts";
import type {
  MailRecord,
  RecordCursor,
  RecordMessage,
  Records,
  RecordViewer,
  SeenMessage,
} from "../engine/ports/records.ts";
import { READABLE_BY_USER } from "./mailboxes.ts";
import { nameCollation } from "./name-collation.ts";
import { PLACE_COLUMNS, type PlaceRow, placeOfRow } from "./place-columns.ts";
import type { MailboxAt } from "./place-messages.ts";
import { RECORD_COLUMNS } from "./record-columns.ts";
import type { Transaction } from "./transaction.ts";

/** Copies of one message that are looked at. */
const COPIES_MAX = 100;
/** Of a link `l`. The offset keeps what else is asked of these rows apart: few have one name, and many are on one record. */
const SAME_NAME =
  "select x.* from record_link x where x.workspace_id = $1 and x.name_hash = l.name_hash offset 0";
/** Of them those of the same mail: somebody else may have written another under its name. */
const SAME_MAIL = "s.record_id = $2 and s.fingerprint = l.fingerprint and s.removed_at is null";
/** Of a link `l`: the messages that are the same mail, in all mailboxes. */
const COPIES = `case when l.name_hash is null then array[l.message_id] else array(
  select s.message_id from (${SAME_NAME}) s where ${SAME_MAIL}
  order by s.internal_date desc, s.message_id limit ${COPIES_MAX}) end`;

/** Of a message `m`: mail, not a draft, nor what is yet to be sent, nor junk. What departed from elsewhere stays. */
const IS_MAIL = `(case when m.departed_at is null then exists (
    select from copy c left join app_folder a on a.workspace_id = $1 and a.folder_id = c.folder_id
    where c.workspace_id = $1 and c.message_id = m.id and (c.flags & ${FLAG_BITS.draft}) = 0
      and coalesce(a.role, '') not in ('drafts', 'junk'))
  else not m.departed_draft and not exists (
    select from app_folder a where a.workspace_id = $1 and a.folder_id = m.departed_from and a.role in ('drafts', 'junk'))
  end)`;

/** Of a link `l`. */
const COPY_COLUMNS = `l.message_id as "messageId", l.mailbox_id as "mailboxId", l.how,
  l.internal_date as "internalDate", l.people, l.confidential, m.is_private as "isPrivate", b.colleagues_see as "colleaguesSee",
  u.name as "linkedBy", l.mailbox_id = any ($3) as "isOwn", r.scan, ${PLACE_COLUMNS}`;
const FROM_LINK = `
  cross join lateral (select x.* from message x where x.workspace_id = $1 and x.id = l.message_id limit 1) m
  cross join lateral (select v.* from revision v where v.workspace_id = $1 and v.id = m.revision_id limit 1) r
  join mailbox b on b.workspace_id = $1 and b.id = l.mailbox_id
  left join app_user u on u.workspace_id = $1 and u.id = l.user_id and l.how = 'hand'`;

interface CopyRow extends PlaceRow {
  readonly messageId: MessageId;
  readonly mailboxId: MailboxId;
  readonly how: LinkedBy;
  readonly internalDate: number;
  readonly people: readonly string[];
  readonly confidential: boolean | null;
  readonly isPrivate: boolean;
  readonly colleaguesSee: ColleaguesSee;
  readonly linkedBy: string | null;
  readonly isOwn: boolean;
  readonly scan: MessageScan;
}

interface HeadRow {
  readonly at: RecordCursor;
  readonly copies: readonly MessageId[];
}

/** The newest first. */
export async function recordMessages(
  tx: Transaction,
  viewer: RecordViewer,
  id: RecordId,
  { after, limit }: { readonly after: RecordCursor | null; readonly limit: number },
): Promise<readonly RecordMessage[]> {
  const about = await readAbout(tx, viewer, id);
  const found: RecordMessage[] = [];
  for (let cursor = after; about !== null && found.length < limit; ) {
    const heads = await selectHeads(tx, about, cursor, limit);
    found.push(...(await seenOf(tx, about, heads)).map(({ seen }) => seen));
    cursor = heads.at(-1)?.at ?? null;
    if (cursor === null || heads.length < limit) break;
  }
  return found.slice(0, limit);
}

/** By any of its copies. */
export async function readRecordMessage(
  tx: Transaction,
  viewer: RecordViewer,
  id: RecordId,
  messageId: MessageId,
): Promise<SeenMessage | null> {
  const about = await readAbout(tx, viewer, id);
  if (about === null) return null;
  const { rows } = await tx.query<{ copies: readonly MessageId[] }>(
    `select ${COPIES} as copies from record_link l
     where l.workspace_id = $1 and l.record_id = $2 and l.message_id = $3 and l.removed_at is null`,
    [viewer.workspaceId, id, messageId],
  );
  const [head] = rows;
  if (head === undefined) return null;
  const at = { internalDate: 0, id: messageId };
  const [seen = null] = await seenOf(tx, about, [{ at, copies: head.copies }]);
  return seen;
}

// --- what is on it ----------------------------------------------------------------------------------------

interface About {
  readonly viewer: RecordViewer;
  readonly id: RecordId;
  readonly recordShown: Shown;
  readonly ownDomains: readonly string[];
  readonly ignored: readonly string[];
  /** Mailboxes that the viewer may read. */
  readonly own: readonly MailboxId[];
}

async function readAbout(tx: Transaction, viewer: RecordViewer, id: RecordId): Promise<About | null> {
  const { workspaceId, userId } = viewer;
  const { rows } = await tx.query<Omit<About, "viewer" | "id">>(
    `select r.shown as "recordShown", w.own_domains as "ownDomains", w.record_ignored as ignored, array(${READABLE_BY_USER}) as own
     from record r join workspace w on w.workspace_id = $1
     where r.workspace_id = $1 and r.id = $3`,
    [workspaceId, userId, id],
  );
  return rows[0] === undefined ? null : { ...rows[0], viewer, id };
}

/** The newest copy stands for all. */
async function selectHeads(
  tx: Transaction,
  { viewer: { workspaceId }, id }: About,
  after: RecordCursor | null,
  limit: number,
): Promise<readonly HeadRow[]> {
  const { rows } = await tx.query<RecordCursor & { readonly copies: readonly MessageId[] }>(
    `select l.internal_date as "internalDate", l.message_id as id, ${COPIES} as copies from record_link l
     where l.workspace_id = $1 and l.record_id = $2 and l.removed_at is null
       and ($3::bigint is null or l.internal_date < $3 or (l.internal_date = $3 and l.message_id > $4::uuid))
       and not exists (select from (${SAME_NAME}) s
         where ${SAME_MAIL} and (s.internal_date > l.internal_date or (s.internal_date = l.internal_date and s.message_id < l.message_id)))
     order by l.internal_date desc, l.message_id limit $5`,
    [workspaceId, id, after?.internalDate ?? null, after?.id ?? null, limit],
  );
  return rows.map(({ copies, ...at }) => ({ at, copies }));
}

// --- what the viewer sees of it ---------------------------------------------------------------------------

async function seenOf(
  tx: Transaction,
  about: About,
  heads: readonly HeadRow[],
): Promise<readonly SeenMessage[]> {
  const { viewer, id, own } = about;
  const { rows } = await tx.query<CopyRow>(
    `select ${COPY_COLUMNS} from record_link l ${FROM_LINK}
     where l.workspace_id = $1 and l.record_id = $2 and l.message_id = any ($4) and l.removed_at is null and ${IS_MAIL}`,
    [viewer.workspaceId, id, own, heads.flatMap(({ copies }) => copies)],
  );
  const byId = new Map(rows.map((row) => [row.messageId, row]));
  return heads.flatMap(({ at, copies }): SeenMessage[] => {
    const best = bestOf(
      about,
      copies.flatMap((copy) => byId.get(copy) ?? []),
    );
    return best === null ? [] : [seenMessage(about, at, best)];
  });
}

interface BestCopy {
  readonly copy: CopyRow;
  readonly shown: RecordMessage["shown"];
}

/** One's own before a colleague's. */
function bestOf(about: About, copies: readonly CopyRow[]): BestCopy | null {
  let best: BestCopy | null = null;
  for (const copy of copies) {
    if (copy.isOwn) return { copy, shown: "full" };
    const { shown } = sharingOf({ ...about, ...copy });
    if (shown === "full" || (shown === "subject" && best === null)) best = { copy, shown };
  }
  return best;
}

function seenMessage({ ownDomains }: About, at: RecordCursor, { copy, shown }: BestCopy): SeenMessage {
  const { messageId, mailboxId, scan, isOwn, how, linkedBy, isPrivate } = copy;
  const isOut = scan.from.some(({ address }) => ownDomains.includes(domainOf(address)));
  const files = scan.attachments.filter(({ inline }) => !inline).length;
  return {
    seen: {
      ...{ messageId, mailboxId, at, isOwn, shown, how, linkedBy, isOut },
      ...{ subject: scan.subject, from: scan.from, to: scan.to, internalDate: copy.internalDate },
      ...{ snippet: scan.snippet, attachments: files, isPrivate: isOwn && isPrivate },
    },
    scan,
    place: placeOfRow(copy),
  };
}

// --- the records of a message -----------------------------------------------------------------------------

type OfMessage = Awaited<ReturnType<Records["ofMessage"]>>;

export async function recordsOfMessage(
  tx: Transaction,
  { workspaceId, mailboxId }: MailboxAt,
  messageId: MessageId,
): Promise<OfMessage> {
  const { rows: messages } = await tx.query<MessageRow>(
    `select m.is_private as "isPrivate", r.scan, b.colleagues_see as "colleaguesSee", w.own_domains as "ownDomains",
       w.record_ignored as ignored
     from message m join revision r on r.workspace_id = $1 and r.id = m.revision_id
     join mailbox b on b.workspace_id = $1 and b.id = m.mailbox_id join workspace w on w.workspace_id = $1
     where m.workspace_id = $1 and m.mailbox_id = $2 and m.id = $3`,
    [workspaceId, mailboxId, messageId],
  );
  const [message] = messages;
  if (message === undefined) return null;
  const { rows } = await tx.query<LinkRow>(
    `select l.how, u.name as "linkedBy", r.shown, ${RECORD_COLUMNS}
     from record_link l join record r on r.workspace_id = $1 and r.id = l.record_id
     left join app_user u on u.workspace_id = $1 and u.id = l.user_id and l.how = 'hand'
     where l.workspace_id = $1 and l.message_id = $2 and l.removed_at is null
     order by r.name ${await nameCollation(tx)}, r.id`,
    [workspaceId, messageId],
  );
  const { scan, ...about } = message;
  const sharing = { ...about, people: peopleOf(scan), confidential: scan.confidential ?? null };
  // Of several records the one that shows most.
  const recordShown = SHOWN.find((each) => rows.some(({ shown }) => shown === each)) ?? "subject";
  return {
    records: rows.map(({ how, linkedBy, shown: _, ...record }) => ({ record, how, linkedBy })),
    isPrivate: about.isPrivate,
    colleagues: sharingOf({ ...sharing, recordShown }),
  };
}

const SHOWN: readonly Shown[] = ["full", "subject", "nothing"];

interface MessageRow {
  readonly isPrivate: boolean;
  readonly scan: MessageScan;
  readonly colleaguesSee: ColleaguesSee;
  readonly ownDomains: readonly string[];
  readonly ignored: readonly string[];
}

interface LinkRow extends MailRecord {
  readonly how: LinkedBy;
  readonly linkedBy: string | null;
  readonly shown: Shown;
}
