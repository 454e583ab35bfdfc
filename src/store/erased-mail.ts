// Which messages retention has erased: known again by a keyed hash of their Message-ID, and not to be read out.
import { createHmac } from "node:crypto";
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import { toBuffer } from "./column-types.ts";
import { deriveKey } from "./seal-key.ts";
import type { KeyStore } from "./seal-keys.ts";
import type { Transaction } from "./transaction.ts";

/** Under the key of one mailbox. */
export type MessageIdHash = (messageId: string) => Buffer;

/** Rejects with SyncError `secretUnreadable` where the mailbox has no key: nothing of it was stored then. */
export async function messageIdHash(
  keys: KeyStore,
  owner: { readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId },
): Promise<MessageIdHash> {
  const key = deriveKey(await keys.mailboxKey(owner, "read"), "erased mail 1");
  return (messageId) => createHmac("sha256", key).update(messageId).digest();
}

export async function rememberErased(
  tx: Transaction,
  owner: { readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId },
  hashes: readonly Uint8Array[],
  now: number,
): Promise<void> {
  await tx.query(
    `insert into erased_mail (workspace_id, mailbox_id, message_id_hash, erased_at)
     select $1, $2, unnest($3::bytea[]), $4
     on conflict (workspace_id, mailbox_id, message_id_hash) do update set erased_at = excluded.erased_at`,
    [owner.workspaceId, owner.mailboxId, hashes.map(toBuffer), now],
  );
}
