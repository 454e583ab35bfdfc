// Gives a user a connection to a mailbox, which is found by its identity or made.
import { assert } from "../base/assert.ts";
import type { ConnectionId, MailboxId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import {
  type Connection,
  type Connections,
  isByApp,
  type MailboxRow,
  type NewConnection,
} from "../engine/ports/connections.ts";
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
  const mailbox = await putMailbox(tx, given);
  if (mailbox === null) return null;
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
  const { rows } = await tx.query<{ id: ConnectionId }>(
    "select id from connection where workspace_id = $1 and mailbox_id = $2 and user_id = $3",
    [given.workspaceId, await findMailbox(tx, given), given.userId],
  );
  return rows[0]?.id ?? null;
}

/** By whose it is at its sign-in service; where that isn't known, or there is none, by its address. */
async function findMailbox(tx: Transaction, given: NewConnection): Promise<MailboxId | null> {
  const { provider, cloud, directoryTenant, address } = given.identity;
  const { rows } = await tx.query<{ id: MailboxId }>(
    `select id from mailbox
     where workspace_id = $1 and provider = $2 and cloud = $3
       and (subject = $6 or ((subject is null or $7) and directory_tenant = $4 and address = $5))
     order by subject is not distinct from $6 desc, state = 'stopped' limit 1`,
    [given.workspaceId, provider, cloud, directoryTenant, address, subjectOf(given), isByApp(given)],
  );
  return rows[0]?.id ?? null;
}

/** Null: a user name at an IMAP server is what the user says, and the application's own access names nobody. */
function subjectOf(given: NewConnection): string | null {
  return given.identity.provider === "imap" || isByApp(given) ? null : given.subject;
}

/** Null where another one came in between. */
async function putMailbox(tx: Transaction, given: NewConnection): Promise<MailboxRow | null> {
  const id = await findMailbox(tx, given);
  const { rows } =
    id === null
      ? await tx.query<MailboxColumns>(
          `insert into mailbox (workspace_id, id, provider, cloud, directory_tenant, address, display_name,
             user_name, incoming, outgoing, subject, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'unmapped')
           on conflict do nothing returning ${MAILBOX_COLUMNS}`,
          columnsOf(given, given.mailboxId),
        )
      : // Version and epoch go up, and the owner goes: whatever runs with the old grant must not write any more.
        await tx.query<MailboxColumns>(
          `update mailbox set directory_tenant = $5, address = $6, display_name = $7, user_name = $8,
             incoming = $9, outgoing = $10, subject = coalesce(subject, $11),
             diagnosis = null, diagnosis_since = null,
             state = case state when 'stopped' then 'unmapped' else state end,
             version = version + 1, owner_epoch = owner_epoch + 1, owner_worker = null
           where workspace_id = $1 and id = $2 and provider = $3 and cloud = $4
             and (subject is null or subject = $11 or $12)
           returning ${MAILBOX_COLUMNS}`,
          [...columnsOf(given, id), isByApp(given)],
        );
  return rows[0] ? mailboxOf(rows[0]) : null;
}

function columnsOf(given: NewConnection, id: MailboxId): readonly (string | null)[] {
  const { provider, cloud, directoryTenant, address } = given.identity;
  return [
    ...[given.workspaceId, id, provider, cloud, directoryTenant, address],
    ...[cleanText(given.displayName), cleanText(given.userName)],
    ...[toJson(given.incoming), given.outgoing && toJson(given.outgoing), subjectOf(given)],
  ];
}
