// Stop: ends one user's connection, and with the last one the mailbox.
import { randomUUID } from "node:crypto";
import { assert } from "../base/assert.ts";
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import type { Connection, Connections, ProviderKind, StopOutcome } from "../engine/ports/connections.ts";
import type { Database } from "./database.ts";
import { deleteMail } from "./delete-mail.ts";
import { dropChanges, refuseWhileWaiting } from "./drop-changes.ts";
import { beginTakingBack } from "./taking-back.ts";
import type { Transaction } from "./transaction.ts";

interface ReceiptRow {
  readonly address: string;
  readonly provider: ProviderKind;
  readonly messages: number;
  readonly mailbox_stopped: boolean;
  readonly mail: "keep" | "delete";
  readonly at: number;
  readonly permission: StopOutcome["permission"];
}

export function createStops(db: Database): Pick<Connections, "stop" | "isAllowedElsewhere" | "lastStop"> {
  return {
    stop: (connection, mail, now, outbox) =>
      db.inWorkspace(connection.workspaceId, (tx) => stop(tx, connection, { mail, now, outbox })),

    async isAllowedElsewhere(kind, clientId, subject) {
      const { rows } = await db.outside((tx) =>
        tx.query<{ allowed: boolean }>("select is_allowed_elsewhere($1, $2, $3) as allowed", [
          kind,
          clientId,
          subject,
        ]),
      );
      return rows[0]?.allowed === true;
    },

    async lastStop(workspaceId, userId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<ReceiptRow>(
          // With its provider goes what was to be told there.
          `select address, provider, messages, mailbox_stopped, mail, at,
             case when permission = 'pending' and not exists (
               select from taking_back t where t.workspace_id = r.workspace_id and t.receipt_id = r.id)
             then 'stays' else permission end as permission
           from stop_receipt r
           where workspace_id = $1 and user_id = $2 order by at desc, id desc limit 1`,
          [workspaceId, userId],
        ),
      );
      const row = rows[0];
      if (!row) return null;
      const { address, provider, messages, mail, at, permission } = row;
      return { address, provider, messages, mailboxStopped: row.mailbox_stopped, mail, at, permission };
    },
  };
}

async function stop(
  tx: Transaction,
  connection: Connection,
  {
    mail,
    now,
    outbox,
  }: { readonly mail: "keep" | "delete"; readonly now: number; readonly outbox?: "finish" | undefined },
): Promise<StopOutcome> {
  const { workspaceId, mailboxId } = connection;
  const mailbox = await fence(tx, workspaceId, mailboxId);
  await cancelAttempts(tx, connection);
  const grant = await removeConnection(tx, connection);
  const mailboxStopped = !(await hasOwner(tx, workspaceId, mailboxId));
  const messages = await countMessages(tx, workspaceId, mailboxId);
  if (mailboxStopped) {
    if (outbox === "finish") await refuseWhileWaiting(tx, workspaceId, mailboxId);
    await endMailbox(tx, workspaceId, mailboxId);
    if (mail === "delete") await deleteMail(tx, workspaceId, mailboxId);
    else await keepFor(tx, connection, now);
  }
  const isPending = connection.providerId !== null && signInServiceOf(mailbox.provider)?.revokes === true;
  const permission: StopOutcome["permission"] = isPending ? "pending" : "stays";
  const outcome = { ...mailbox, messages, mailboxStopped, mail, at: now, permission };
  const receiptId = await writeReceipt(tx, connection, outcome);
  if (isPending) await beginTakingBack(tx, connection, grant, receiptId);
  return outcome;
}

/** From here on nothing that began before writes to the mailbox. */
export async function fence(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<{ readonly address: string; readonly provider: ProviderKind }> {
  const { rows } = await tx.query<{ address: string; provider: ProviderKind }>(
    `update mailbox set version = version + 1, owner_epoch = owner_epoch + 1, owner_worker = null
     where workspace_id = $1 and id = $2 returning address, provider`,
    [workspaceId, mailboxId],
  );
  assert(rows[0], "no such mailbox");
  return rows[0];
}

/** A sign-in that is still under way in another tab would connect again after the Stop. Its state's hash
 *  stays, so  that the tab can be told why it leads nowhere. */
async function cancelAttempts(tx: Transaction, connection: Connection): Promise<void> {
  await tx.query(
    `update connect_attempt set state = 'cancelled', ticket_hash = null, sealed_secret = null
     where workspace_id = $1 and user_id = $2 and state in ('waiting', 'question', 'connecting')`,
    [connection.workspaceId, connection.userId],
  );
}

/** Answers its grant as it was at last: it may have been renewed since it was read. */
async function removeConnection(tx: Transaction, connection: Connection): Promise<Uint8Array> {
  const { rows } = await tx.query<{ sealed_grant: Uint8Array }>(
    "delete from connection where workspace_id = $1 and id = $2 returning sealed_grant",
    [connection.workspaceId, connection.id],
  );
  if (!rows[0]) throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
  return rows[0].sealed_grant;
}

/** Whether connections are left; the oldest of them becomes the owner where the owner has gone. One whose
 *  grant  has died counts: its user can sign in again, and has not asked for anything to end. */
async function hasOwner(tx: Transaction, workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<boolean> {
  const { rows } = await tx.query<{ id: string; role: string }>(
    `select id, role from connection where workspace_id = $1 and mailbox_id = $2
     order by role = 'owner' desc, alive desc, connected_at, id limit 1`,
    [workspaceId, mailboxId],
  );
  const next = rows[0];
  if (next?.role === "member") {
    await tx.query("update connection set role = 'owner' where workspace_id = $1 and id = $2", [
      workspaceId,
      next.id,
    ]);
  }
  return next !== undefined;
}

async function countMessages(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    `select count(*)::int as count from message
     where workspace_id = $1 and mailbox_id = $2 and departed_at is null`,
    [workspaceId, mailboxId],
  );
  return rows[0]?.count ?? 0;
}

async function endMailbox(tx: Transaction, workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<void> {
  const ids = [workspaceId, mailboxId];
  await tx.query(
    `update mailbox set state = 'stopped', import_window = null, diagnosis = null, diagnosis_since = null
     where workspace_id = $1 and id = $2`,
    ids,
  );
  await dropChanges(tx, workspaceId, mailboxId);
  await tx.query(
    "update app_folder set mapped = false where workspace_id = $1 and mailbox_id = $2 and mapped",
    ids,
  );
}

/** Whoever stopped the mailbox last reads what is kept of it, until it is handed over or connected again. */
async function keepFor(
  tx: Transaction,
  { workspaceId, mailboxId, userId }: Connection,
  now: number,
): Promise<void> {
  await tx.query(
    `insert into kept_mailbox (workspace_id, mailbox_id, user_id, since) values ($1, $2, $3, $4)
     on conflict (workspace_id, mailbox_id) do update set user_id = excluded.user_id, since = excluded.since,
       handed_over = false`,
    [workspaceId, mailboxId, userId, now],
  );
}

/** Answers its id. */
async function writeReceipt(tx: Transaction, connection: Connection, outcome: StopOutcome): Promise<string> {
  const id = randomUUID();
  await tx.query(
    `insert into stop_receipt (workspace_id, id, mailbox_id, user_id, address, provider, messages,
       mailbox_stopped, mail, at, permission)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      connection.workspaceId,
      id,
      connection.mailboxId,
      connection.userId,
      outcome.address,
      outcome.provider,
      outcome.messages,
      outcome.mailboxStopped,
      outcome.mail,
      outcome.at,
      outcome.permission,
    ],
  );
  return id;
}
