// Erases what is here of a mailbox that goes on: it isn't imported again, whatever folder it turns up in, under whatever
// uid. What tells it is a keyed hash of its fingerprint.
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import type { KeptMailbox } from "../engine/ports/leaving.ts";
import type { SyncStore } from "../engine/ports/sync.ts";
import { toBuffer, toHex } from "./column-types.ts";
import { appendEvents } from "./commit.ts";
import type { Database } from "./database.ts";
import { deleteMessages } from "./delete-mail.ts";
import { refuseWhileWaiting } from "./drop-changes.ts";
import { type ErasedHash, erasedHash, rememberErased } from "./erased-mail.ts";
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
  const { count } = await tx.query(
    "select from mailbox where workspace_id = $1 and id = $2 and state = 'syncing' for update",
    [workspaceId, mailboxId],
  );
  if (count === 0) return null;
  const { address } = await fence(tx, workspaceId, mailboxId);
  // What was accepted and isn't at the provider yet is here alone.
  await refuseWhileWaiting(tx, workspaceId, mailboxId);
  const messages = hash === null ? 0 : await remember(tx, { workspaceId, mailboxId, now, hash });
  await deleteMessages(tx, workspaceId, mailboxId);
  await tx.query(
    "update app_folder set import_from = $3 where workspace_id = $1 and mailbox_id = $2 and mapped",
    [workspaceId, mailboxId, now],
  );
  await appendEvents(tx, { workspaceId, mailboxId }, [{ kind: "folders.changed" }]);
  return { address, messages };
}

/** Answers how many messages there are. */
async function remember(
  tx: Transaction,
  { workspaceId, mailboxId, now, hash }: Erasure & { readonly hash: ErasedHash },
): Promise<number> {
  const { rows } = await tx.query<{ fingerprint: Uint8Array; message_id: string }>(
    `select m.fingerprint, r.scan ->> 'messageId' as message_id from message m
     join revision r on r.workspace_id = $1 and r.id = m.revision_id
     where m.workspace_id = $1 and m.mailbox_id = $2`,
    [workspaceId, mailboxId],
  );
  const named = [...new Set(rows.map((row) => row.message_id).filter((messageId) => messageId !== ""))];
  for (let i = 0; i < rows.length; i += HASHES_AT_ONCE) {
    await tx.query(
      `insert into kept_out (workspace_id, mailbox_id, fingerprint_hash)
       select $1, $2, h from unnest($3::bytea[]) h on conflict do nothing`,
      [
        workspaceId,
        mailboxId,
        rows.slice(i, i + HASHES_AT_ONCE).map(({ fingerprint }) => hash(toBuffer(fingerprint))),
      ],
    );
    const ids = named.slice(i, i + HASHES_AT_ONCE);
    await rememberErased(tx, { workspaceId, mailboxId }, ids.map(hash), { now, byAge: false });
  }
  return rows.length;
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
