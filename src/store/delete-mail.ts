// Deletes all that is here of a mailbox; the provider's is never touched.
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Transaction } from "./transaction.ts";

/** Deleting a million messages takes minutes, and must not be cut off by the usual limit. */
const DELETE_MS_MAX = 30 * 60_000;

/** The large tables have no foreign keys: nothing of them goes by itself. The mailbox's key goes too, and
 *  with it  the packs can't be read any more, wherever copies of them lie. The event log holds ids only, and
 *  stays. Rejects
 *  with SyncError `onHold`. */
export async function deleteMail(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const ids = [workspaceId, mailboxId];
  await refuseOnHold(tx, workspaceId, mailboxId);
  await tx.query(`set local statement_timeout = ${DELETE_MS_MAX}`);
  for (const text of [
    `delete from copy c using remote_folder f where c.workspace_id = $1 and f.workspace_id = $1
       and f.mailbox_id = $2 and c.folder_id = f.id`,
    `delete from revision r using message m where r.workspace_id = $1 and m.workspace_id = $1
       and m.mailbox_id = $2 and r.message_id = m.id`,
    "delete from message where workspace_id = $1 and mailbox_id = $2",
    "delete from change where workspace_id = $1 and mailbox_id = $2",
    "delete from remote_folder where workspace_id = $1 and mailbox_id = $2",
    "delete from erased_mail where workspace_id = $1 and mailbox_id = $2",
    "delete from kept_mailbox where workspace_id = $1 and mailbox_id = $2",
    "delete from mailbox_key where workspace_id = $1 and mailbox_id = $2",
    "update mailbox set last_arrived_at = null where workspace_id = $1 and id = $2",
  ]) {
    await tx.query(text, ids);
  }
}

async function refuseOnHold(tx: Transaction, workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<void> {
  const { count } = await tx.query(
    "select from mailbox where workspace_id = $1 and id = $2 and held_since is not null",
    [workspaceId, mailboxId],
  );
  if (count > 0) throw new SyncError("onHold", { scope: "mailbox", retry: "askUser" });
}
