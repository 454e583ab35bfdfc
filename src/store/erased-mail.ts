// What was erased here, known again by keyed hashes and not to be read out: of Message-IDs, so that whoever asks for one is
// told, and of fingerprints, so that it isn't imported again.
import { createHmac } from "node:crypto";
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { toBuffer } from "./column-types.ts";
import { deriveKey } from "./seal-key.ts";
import type { KeyStore } from "./seal-keys.ts";
import type { Transaction } from "./transaction.ts";

export interface MailboxOwner {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
}

/** Under the key of one mailbox. */
export type ErasedHash = (value: string | Uint8Array) => Buffer;

/** Null where the mailbox has no key that could be read: nothing was stored then, or nobody can read it. To be asked
 *  before a transaction: waiting for a second connection while holding one could use up the pool. */
export async function erasedHash(keys: KeyStore, owner: MailboxOwner): Promise<ErasedHash | null> {
  try {
    const key = deriveKey(await keys.mailboxKey(owner, "read"), "erased mail 1");
    return (value) => createHmac("sha256", key).update(value).digest();
  } catch (error) {
    if (error instanceof SyncError && error.code === "secretUnreadable") return null;
    throw error;
  }
}

export async function rememberErased(
  tx: Transaction,
  owner: MailboxOwner,
  hashes: readonly Uint8Array[],
  how: { readonly now: number; readonly byAge: boolean },
): Promise<void> {
  await tx.query(
    `insert into erased_mail (workspace_id, mailbox_id, message_id_hash, erased_at, by_age)
     select $1, $2, h, $4, $5 from unnest($3::bytea[]) h
     on conflict (workspace_id, mailbox_id, message_id_hash) do update set erased_at = excluded.erased_at,
       by_age = excluded.by_age`,
    [owner.workspaceId, owner.mailboxId, hashes.map(toBuffer), how.now, how.byAge],
  );
}
