// Deletes all that is here of a mailbox; the provider's is never touched.
import type { ConversationId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { forgetConversations } from "./place-messages.ts";
import type { Transaction } from "./transaction.ts";

/** Deleting a million messages takes minutes, and must not be cut off by the usual limit. */
const DELETE_MS_MAX = 30 * 60_000;

/** The large tables have no foreign keys: nothing of them goes by itself. The event log holds ids only, and stays. */
const MESSAGES = [
  `delete from copy c using remote_folder f where c.workspace_id = $1 and f.workspace_id = $1
     and f.mailbox_id = $2 and c.folder_id = f.id`,
  `delete from revision r using message m where r.workspace_id = $1 and m.workspace_id = $1
     and m.mailbox_id = $2 and r.message_id = m.id`,
  `delete from conversation_name n using (
     select distinct conversation_id from message where workspace_id = $1 and mailbox_id = $2) m
   where n.workspace_id = $1 and n.conversation_id = m.conversation_id`,
  "delete from conversation_joined where workspace_id = $1 and mailbox_id = $2",
  "delete from message where workspace_id = $1 and mailbox_id = $2",
  // After the messages: a job may be at one of them.
  "delete from record_link where workspace_id = $1 and mailbox_id = $2",
  "delete from search_entry where workspace_id = $1 and mailbox_id = $2",
  "delete from search_due where workspace_id = $1 and mailbox_id = $2",
  "delete from change where workspace_id = $1 and mailbox_id = $2",
  "delete from sending where workspace_id = $1 and mailbox_id = $2",
  "delete from attachment where workspace_id = $1 and mailbox_id = $2",
  "delete from correspondent where workspace_id = $1 and mailbox_id = $2",
  "delete from counted_people where workspace_id = $1 and mailbox_id = $2",
] as const;

/** All there is. The mailbox's key goes too, and with it the packs can't be read any more, wherever copies of them lie.
 *  Rejects with SyncError `onHold`. */
export async function deleteMail(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  await deleteAll(tx, workspaceId, mailboxId, [
    ...MESSAGES,
    "delete from remote_folder where workspace_id = $1 and mailbox_id = $2",
    "delete from kept_out where workspace_id = $1 and mailbox_id = $2",
    "delete from erased_mail where workspace_id = $1 and mailbox_id = $2",
    "delete from kept_mailbox where workspace_id = $1 and mailbox_id = $2",
    "delete from identity where workspace_id = $1 and mailbox_id = $2",
    "delete from mailbox_key where workspace_id = $1 and mailbox_id = $2",
    "update mailbox set last_arrived_at = null, keeps_out = false where workspace_id = $1 and id = $2",
  ]);
}

/** The messages of a mailbox whose synchronization goes on; the keys of their bytes go with them. All that its folders
 *  have at the provider is then known and not wanted. Rejects with SyncError `onHold`. */
export async function deleteMessages(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  await deleteAll(tx, workspaceId, mailboxId, [
    ...MESSAGES,
    `update folder_ledger l set wanted = '\\x', stored = '\\x', aside = '\\x', unmatched = '\\x', offered = '\\x',
       wanted_count = 0, pending_count = 0, offered_count = 0, mapped_uid_next = l.uid_next
     from remote_folder f where l.workspace_id = $1 and f.workspace_id = $1 and f.mailbox_id = $2
       and l.folder_id = f.id`,
    "update mailbox set last_arrived_at = null, keeps_out = true where workspace_id = $1 and id = $2",
  ]);
}

/** Some messages, with all that is known of them; what they were known by, the caller keeps. */
export async function deleteSome(
  tx: Transaction,
  workspaceId: WorkspaceId,
  ids: readonly MessageId[],
): Promise<void> {
  const values = [workspaceId, ids];
  await tx.query("delete from copy where workspace_id = $1 and message_id = any($2)", values);
  await tx.query("delete from revision where workspace_id = $1 and message_id = any($2)", values);
  const { rows: gone } = await tx.query<{ conversation_id: ConversationId | null }>(
    "delete from message where workspace_id = $1 and id = any($2) returning conversation_id",
    values,
  );
  const conversations = gone.flatMap(({ conversation_id }) => conversation_id ?? []);
  await forgetConversations(tx, workspaceId, conversations);
  // After the messages: a job may be at one of them.
  await tx.query("delete from record_link where workspace_id = $1 and message_id = any($2)", values);
  await tx.query("delete from search_entry where workspace_id = $1 and message_id = any($2)", values);
  await tx.query("delete from search_due where workspace_id = $1 and message_id = any($2)", values);
}

async function deleteAll(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  texts: readonly string[],
): Promise<void> {
  await refuseOnHold(tx, workspaceId, mailboxId);
  await tx.allow(DELETE_MS_MAX);
  for (const text of texts) await tx.query(text, [workspaceId, mailboxId]);
}

export async function refuseOnHold(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const { count } = await tx.query(
    "select from mailbox where workspace_id = $1 and id = $2 and held_since is not null",
    [workspaceId, mailboxId],
  );
  if (count > 0) throw new SyncError("onHold", { scope: "mailbox", retry: "askUser" });
}
