// Erases what is here of a mailbox that goes on: it isn't imported again, whatever folder it turns up in, under whatever
// uid. What tells it is a keyed hash of its fingerprint.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { KeptMailbox } from "../engine/ports/leaving.ts";
import type { SyncStore } from "../engine/ports/sync.ts";
import { toBuffer, toHex } from "./column-types.ts";
import { appendEvents } from "./commit.ts";
import type { Database } from "./database.ts";
import { deleteMessages } from "./delete-mail.ts";
import { refuseWhileWaiting } from "./drop-changes.ts";
import { type ErasedHash, erasedHash, rememberErased } from "./erased-mail.ts";
import { lockMailbox } from "./ownership.ts";
import type { KeyStore } from "./seal-keys.ts";
import { fence } from "./stop.ts";
import type { Transaction } from "./transaction.ts";

const HASHES_AT_ONCE = 5_000;

interface Erasure {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly now: number;
  readonly hash: ErasedHash | null;
}

export async function eraseConnected(
  db: Database,
  keys: KeyStore,
  order: Omit<Erasure, "hash">,
): Promise<Pick<KeptMailbox, "address" | "messages"> | null> {
  const hash = await erasedHash(keys, order);
  return db.inWorkspace(order.workspaceId, (tx) => erase(tx, { ...order, hash }));
}

async function erase(
  tx: Transaction,
  { workspaceId, mailboxId, now, hash }: Erasure,
): Promise<Pick<KeptMailbox, "address" | "messages"> | null> {
  const mailbox = await lockMailbox(tx, workspaceId, mailboxId);
  if (mailbox?.state !== "syncing") return null;
  const { address } = await fence(tx, workspaceId, mailboxId);
  // What was accepted and isn't at the provider yet is here alone.
  await refuseWhileWaiting(tx, workspaceId, mailboxId);
  if (hash === null) await refuseForgetting(tx, workspaceId, mailboxId);
  const messages = hash === null ? 0 : await remember(tx, { workspaceId, mailboxId, now, hash });
  await deleteMessages(tx, workspaceId, mailboxId);
  await tx.query(
    "update app_folder set import_from = $3 where workspace_id = $1 and mailbox_id = $2 and mapped",
    [workspaceId, mailboxId, now],
  );
  await appendEvents(tx, { workspaceId, mailboxId }, [{ kind: "folders.changed" }]);
  return { address, messages };
}

/** What can't be remembered would come again. */
async function refuseForgetting(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const { rows } = await tx.query("select from message where workspace_id = $1 and mailbox_id = $2 limit 1", [
    workspaceId,
    mailboxId,
  ]);
  if (rows.length > 0) throw new SyncError("secretUnreadable", { scope: "mailbox", retry: "never" });
}

/** They aren't imported again, and whoever asks for one by its Message-ID is told. */
export async function rememberKeptOut(
  tx: Transaction,
  { workspaceId, mailboxId, now, hash }: Erasure & { readonly hash: ErasedHash },
  ids: readonly MessageId[],
): Promise<void> {
  const { rows } = await tx.query<{ fingerprint: Uint8Array; message_id: string }>(
    `select m.fingerprint, r.scan ->> 'messageId' as message_id from unnest($3::uuid[]) as given(id)
     join message m on m.workspace_id = $1 and m.mailbox_id = $2 and m.id = given.id
     join revision r on r.workspace_id = $1 and r.id = m.revision_id`,
    [workspaceId, mailboxId, ids],
  );
  const named = new Set(rows.map((row) => row.message_id).filter((messageId) => messageId !== ""));
  await tx.query(
    `insert into kept_out (workspace_id, mailbox_id, fingerprint_hash)
     select $1, $2, h from unnest($3::bytea[]) h on conflict do nothing`,
    [workspaceId, mailboxId, rows.map(({ fingerprint }) => hash(toBuffer(fingerprint)))],
  );
  await rememberErased(tx, { workspaceId, mailboxId }, [...named].map(hash), { now, byAge: false });
}

/** Answers how many messages there are. */
async function remember(tx: Transaction, erasure: Erasure & { readonly hash: ErasedHash }): Promise<number> {
  const { workspaceId, mailboxId } = erasure;
  const { rows } = await tx.query<{ id: MessageId }>(
    "select id from message where workspace_id = $1 and mailbox_id = $2",
    [workspaceId, mailboxId],
  );
  const ids = rows.map(({ id }) => id);
  for (let i = 0; i < ids.length; i += HASHES_AT_ONCE) {
    await rememberKeptOut(tx, erasure, ids.slice(i, i + HASHES_AT_ONCE));
  }
  return ids.length;
}

export function createKeptOut(db: Database, keys: KeyStore): Pick<SyncStore, "keptOut"> {
  return {
    async keptOut(owner, fingerprints) {
      const { workspaceId, mailboxId } = owner;
      const { rows: any } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query("select from mailbox where workspace_id = $1 and id = $2 and keeps_out", [
          workspaceId,
          mailboxId,
        ]),
      );
      const hash = any.length === 0 ? null : await erasedHash(keys, owner);
      if (hash === null) return new Set();
      const byHash = new Map(fingerprints.map((print) => [toHex(hash(toBuffer(print))), toHex(print)]));
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ fingerprint_hash: Uint8Array }>(
          `select fingerprint_hash from kept_out
           where workspace_id = $1 and mailbox_id = $2 and fingerprint_hash = any($3)`,
          [workspaceId, mailboxId, [...byHash.keys()].map((hex) => Buffer.from(hex, "hex"))],
        ),
      );
      return new Set(rows.flatMap((row) => byHash.get(toHex(row.fingerprint_hash)) ?? []));
    },
  };
}
