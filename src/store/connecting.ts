// Gives a user a connection to a mailbox, which is found by its identity or made.
import { assert } from "../base/assert.ts";
import type { ConnectionId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Connection, Connections, MailboxRow, NewConnection } from "../engine/ports/connections.ts";
import { cleanText, toBuffer, toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import {
  CONNECTION_COLUMNS,
  type ConnectionColumns,
  connectionOf,
  MAILBOX_COLUMNS,
  type MailboxColumns,
  mailboxOf,
} from "./mailboxes.ts";
import type { Transaction } from "./transaction.ts";

/** How often the user's connection may appear or vanish between looking and writing. */
const TRIES_MAX = 5;

export function createConnecting(db: Database): Pick<Connections, "connect"> {
  return {
    // The grant is sealed before the transaction: sealing may read keys, on a connection of its own, and
    // waiting for that while holding one could use up the pool.
    async connect(given) {
      for (let tries = 0; tries < TRIES_MAX; tries++) {
        const existing = await db.readWorkspace(given.workspaceId, (tx) => findConnection(tx, given));
        const id = existing ?? given.connectionId;
        const sealedGrant = await given.sealGrant(id);
        const result = await db.inWorkspace(given.workspaceId, (tx) => connect(tx, given, id, sealedGrant));
        if (result) return result;
      }
      assert(false, "the connection keeps changing");
    },
  };
}

async function connect(
  tx: Transaction,
  given: NewConnection,
  id: ConnectionId,
  sealedGrant: Uint8Array,
): Promise<{ readonly mailbox: MailboxRow; readonly connection: Connection } | null> {
  const mailbox = await upsertMailbox(tx, given);
  if (given.yields) await refuseWhereConnected(tx, given, mailbox);
  // Under the mailbox's row lock nobody else connects or stops here.
  const existing = await findConnection(tx, given);
  if ((existing ?? given.connectionId) !== id) return null;
  const { rows } = await tx.query<ConnectionColumns>(
    `insert into connection as c (${CONNECTION_COLUMNS}, connected_at, renewed_at)
     values ($1, $2, $3, $4, $5,
       case when exists (select from connection x where x.workspace_id = $1 and x.mailbox_id = $3)
         then 'member' else 'owner' end,
       $6, $7, 1, true, $8, now_ms())
     on conflict (workspace_id, mailbox_id, user_id) do update set provider_id = excluded.provider_id,
       subject = excluded.subject, sealed_grant = excluded.sealed_grant, alive = true,
       grant_version = c.grant_version + 1, refreshing_until = null,
       connected_at = excluded.connected_at, renewed_at = excluded.renewed_at
     returning ${CONNECTION_COLUMNS}`,
    [
      given.workspaceId,
      id,
      mailbox.id,
      given.userId,
      given.providerId,
      given.subject,
      toBuffer(sealedGrant),
      given.now,
    ],
  );
  assert(rows[0], "no connection was made");
  return { mailbox, connection: connectionOf(rows[0]) };
}

async function refuseWhereConnected(
  tx: Transaction,
  { workspaceId, userId }: NewConnection,
  { id }: MailboxRow,
): Promise<void> {
  const { rows } = await tx.query(
    `select from connection where workspace_id = $1
       and ((mailbox_id = $2 and subject not like 'app:%') or (user_id = $3 and mailbox_id <> $2)) limit 1`,
    [workspaceId, id, userId],
  );
  if (rows.length > 0) {
    throw new SyncError("refused", { scope: "mailbox", retry: "never", said: "connected by a sign-in" });
  }
}

async function findConnection(tx: Transaction, given: NewConnection): Promise<ConnectionId | null> {
  const { provider, cloud, directoryTenant, address } = given.identity;
  const { rows } = await tx.query<{ id: ConnectionId }>(
    `select c.id from mailbox m join connection c on c.workspace_id = m.workspace_id and c.mailbox_id = m.id
     where m.workspace_id = $1 and m.provider = $2 and m.cloud = $3 and m.directory_tenant = $4
       and m.address = $5 and c.user_id = $6`,
    [given.workspaceId, provider, cloud, directoryTenant, address, given.userId],
  );
  return rows[0]?.id ?? null;
}

/** Version and epoch go up, and the owner goes: whatever runs with the old grant must not write any more. */
async function upsertMailbox(tx: Transaction, given: NewConnection): Promise<MailboxRow> {
  const { provider, cloud, directoryTenant, address } = given.identity;
  const { rows } = await tx.query<MailboxColumns>(
    `insert into mailbox as m (workspace_id, id, provider, cloud, directory_tenant, address, display_name,
       user_name, incoming, outgoing, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'unmapped')
     on conflict (workspace_id, provider, cloud, directory_tenant, address) do update set
       display_name = excluded.display_name, user_name = excluded.user_name, incoming = excluded.incoming,
       outgoing = excluded.outgoing, diagnosis = null, diagnosis_since = null,
       state = case m.state when 'stopped' then 'unmapped' else m.state end,
       version = m.version + 1, owner_epoch = m.owner_epoch + 1, owner_worker = null
     returning ${MAILBOX_COLUMNS}`,
    [
      given.workspaceId,
      given.mailboxId,
      provider,
      cloud,
      directoryTenant,
      address,
      cleanText(given.displayName),
      cleanText(given.userName),
      toJson(given.incoming),
      given.outgoing && toJson(given.outgoing),
    ],
  );
  assert(rows[0], "no mailbox was made");
  return mailboxOf(rows[0]);
}
