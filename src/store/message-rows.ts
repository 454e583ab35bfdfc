// Inserts new messages with their revisions, and copies: the statements that carry an import.
import { assert } from "../base/assert.ts";
import type { ConversationId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { searchText } from "../core/fold-text.ts";
import type { NewCopy, NewMessage } from "../engine/ports/sync.ts";
import { toHex, toJson } from "./column-types.ts";
import { type MessagePlace, placeMessages } from "./place-messages.ts";
import { linkArrived } from "./record-links.ts";
import type { Transaction } from "./transaction.ts";

const INSERT_MESSAGES = `
  with given as materialized (
    select * from jsonb_to_recordset($3::jsonb) as r(id uuid, revision uuid, fingerprint text, server_id text,
      internal_date bigint, search text, scan jsonb, pack uuid, pack_offset bigint, pack_length integer,
      size integer, sha256 text, wrapped_key text, conversation uuid, subject bigint, loose boolean)
  ), made as (
    insert into message (workspace_id, id, mailbox_id, revision_id, fingerprint, server_id, internal_date, search,
      conversation_id, subject_hash, loose)
    select $1, id, $2, revision, decode(fingerprint, 'hex'), server_id, internal_date, search, conversation, subject,
      loose
    from given
    on conflict (workspace_id, id) do nothing returning id
  ), revised as (
    insert into revision (workspace_id, id, message_id, scan, pack_id, pack_offset, pack_length, size, sha256,
      wrapped_key)
    select $1, revision, id, scan, pack, pack_offset, pack_length, size, decode(sha256, 'hex'),
      decode(wrapped_key, 'hex')
    from given where id in (select id from made)
  ), due as (
    insert into search_due (workspace_id, mailbox_id, message_id, internal_date)
    select $1, $2, id, internal_date from given where id in (select id from made)
  )
  select count(*)::int as made from made`;

/** How many of them were not here yet, and where they belong. One that is here must be the same message. */
export async function insertMessages(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  messages: readonly NewMessage[],
): Promise<{ readonly made: number; readonly places: Places }> {
  const places = await placeMessages(tx, { workspaceId, mailboxId }, messages);
  const { rows } = await tx.query<{ made: number }>(INSERT_MESSAGES, [
    workspaceId,
    mailboxId,
    toJson(messages.map((message) => ({ ...messageRow(message), ...placeRow(places, message.messageId) }))),
  ]);
  const made = rows[0]?.made ?? 0;
  if (made < messages.length) await checkSame(tx, workspaceId, mailboxId, messages);
  if (made > 0) await linkArrived(tx, { workspaceId, mailboxId }, messages);
  return { made, places };
}

function messageRow({ messageId, revisionId, fingerprint, serverId, internalDate, scan, place }: NewMessage) {
  return {
    id: messageId,
    revision: revisionId,
    fingerprint: toHex(fingerprint),
    server_id: serverId,
    internal_date: internalDate,
    search: searchText(scan),
    scan,
    pack: place.packId,
    pack_offset: place.offset,
    pack_length: place.length,
    size: place.size,
    sha256: toHex(place.sha256),
    wrapped_key: toHex(place.wrappedKey),
  };
}

type Places = ReadonlyMap<MessageId, MessagePlace>;

function placeRow(places: Places, id: MessageId) {
  const place = places.get(id);
  assert(place !== undefined, "a message without a conversation");
  return { conversation: place.conversation, subject: place.subject, loose: place.isLoose };
}

/** A draft's next one, which is then what it is. No mail server has given it an id yet. */
export async function insertRevision(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  next: Omit<NewMessage, "serverId">,
  now: number,
): Promise<void> {
  const { id, ...row } = messageRow({ ...next, serverId: null });
  const place = await placeDraft(tx, { workspaceId, mailboxId }, next);
  const { count } = await tx.query(
    `with given as materialized (
       select * from jsonb_to_recordset($4::jsonb) as r(revision uuid, fingerprint text, internal_date bigint,
         search text, scan jsonb, pack uuid, pack_offset bigint, pack_length integer, size integer, sha256 text,
         wrapped_key text, conversation uuid, subject bigint, loose boolean)
     ), revised as (
       insert into revision (workspace_id, id, message_id, scan, pack_id, pack_offset, pack_length, size, sha256,
         wrapped_key)
       select $1, revision, $3, scan, pack, pack_offset, pack_length, size, decode(sha256, 'hex'),
         decode(wrapped_key, 'hex')
       from given
     ), superseded as (
       update revision v set superseded_at = $5 from message x
       where x.workspace_id = $1 and x.id = $3 and v.workspace_id = $1 and v.id = x.revision_id
     ), unread as (
       delete from search_entry where workspace_id = $1 and message_id = $3
     ), due as (
       insert into search_due as d (workspace_id, mailbox_id, message_id, internal_date)
       select $1, $2, $3, internal_date from given
       on conflict (workspace_id, message_id) do update set internal_date = excluded.internal_date, taken_until = 0
     )
     update message m set revision_id = g.revision, fingerprint = decode(g.fingerprint, 'hex'), server_id = null,
       internal_date = g.internal_date, search = g.search, conversation_id = g.conversation,
       subject_hash = g.subject, loose = g.loose
     from given g where m.workspace_id = $1 and m.mailbox_id = $2 and m.id = $3`,
    [workspaceId, mailboxId, id, toJson([{ ...row, ...place }]), now],
  );
  assert(count === 1, "a revision of a message that is not here");
}

async function placeDraft(
  tx: Transaction,
  at: { readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId },
  next: Omit<NewMessage, "serverId">,
): Promise<ReturnType<typeof placeRow>> {
  const { messageId } = next;
  const { rows } = await tx.query<{ conversation: ConversationId | null }>(
    "select conversation_id as conversation from message where workspace_id = $1 and id = $2",
    [at.workspaceId, messageId],
  );
  const places = await placeMessages(tx, at, [{ ...next, conversation: rows[0]?.conversation ?? null }]);
  const place = placeRow(places, messageId);
  await tx.query("update copy set conversation_id = $3 where workspace_id = $1 and message_id = $2", [
    at.workspaceId,
    messageId,
    place.conversation,
  ]);
  return place;
}

async function checkSame(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  messages: readonly NewMessage[],
): Promise<void> {
  const { rows } = await tx.query<{ id: MessageId; fingerprint: Uint8Array; mailbox_id: MailboxId }>(
    "select id, fingerprint, mailbox_id from message where workspace_id = $1 and id = any($2)",
    [workspaceId, messages.map((message) => message.messageId)],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const { messageId, fingerprint } of messages) {
    const row = found.get(messageId);
    const same = row?.mailbox_id === mailboxId && toHex(row.fingerprint) === toHex(fingerprint);
    assert(same, "another message has this id already");
  }
}

/** A copy that is here already is harmless. The message's own copy in this folder may be in limbo under an
 *  older  key: then this is where it reappeared. */
const INSERT_COPIES = `
  insert into copy as c (workspace_id, folder_id, remote_key, message_id, flags, internal_date, conversation_id)
  select $1, r."folderId", r.key, r."messageId", r.flags, r."internalDate",
    coalesce(r.conversation, ${conversationOf('r."messageId"')})
  from jsonb_to_recordset($3::jsonb) as r("folderId" uuid, key text, "messageId" uuid, flags integer,
    "internalDate" bigint, conversation uuid)
  join remote_folder f on f.workspace_id = $1 and f.mailbox_id = $2 and f.id = r."folderId"
  on conflict (workspace_id, message_id, folder_id) do update set remote_key = excluded.remote_key,
    flags = (excluded.flags & ~c.pending_flags) | (c.flags & c.pending_flags),
    internal_date = excluded.internal_date, missing_since = null, expected = false
  where c.missing_since is not null or c.expected or c.remote_key = excluded.remote_key`;

const NO_PLACES: Places = new Map();

/** A copy is listed by the conversation of its message. */
export function conversationOf(messageId: string): string {
  return `(select x.conversation_id from message x where x.workspace_id = $1 and x.id = ${messageId})`;
}

/** Their folders must be the mailbox's; their messages are checked by whoever calls this. `places`: of those that were
 *  just inserted. */
export async function insertCopies(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  copies: readonly NewCopy[],
  places: Places = NO_PLACES,
): Promise<void> {
  const given = copies.map((copy) => ({ ...copy, conversation: places.get(copy.messageId)?.conversation }));
  const { count } = await tx.query(INSERT_COPIES, [workspaceId, mailboxId, toJson(given)]);
  assert(count === copies.length, "a copy in a folder of another mailbox, or two copies in one folder");
}

/** For messages that have a copy again: departed ones come back. All of them must be the mailbox's, and what they were
 *  when they were found to be the same. */
export async function bringBack(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  copies: readonly Pick<NewCopy, "messageId" | "revisionId">[],
): Promise<void> {
  if (copies.length === 0) return;
  const given = copies.map(({ messageId, revisionId = null }) => ({ messageId, revisionId }));
  const { rows } = await tx.query<{ strange: number; stale: boolean | null }>(
    `with known as (
       select m.id, m.departed_at, r."revisionId" is not null as found,
         m.revision_id is distinct from r."revisionId" as stale
       from jsonb_to_recordset($3::jsonb) as r("messageId" uuid, "revisionId" uuid)
       left join message m on m.workspace_id = $1 and m.mailbox_id = $2 and m.id = r."messageId"
     ), back as (
       update message m set departed_at = null, departed_from = null, departed_evidence = null,
         departed_draft = false
       from known where m.workspace_id = $1 and m.id = known.id and known.departed_at is not null
     )
     select count(*) filter (where id is null and not found)::int as strange, bool_or(found and stale) as stale
     from known`,
    [workspaceId, mailboxId, toJson(given)],
  );
  assert(rows[0]?.strange === 0, "a copy of a message that is not here");
  // One that was found here a moment ago is another by now, or was erased: the loop begins anew with what is so.
  if (rows[0].stale === true) throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
}
