// Receive only: the switches, and what they do to changes that wait. Acts are kept out by lockForAct (write-act.ts).
import { assert } from "../base/assert.ts";
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { ReceiveOnly, ReceiveOnlySwitch } from "../engine/ports/receive-only.ts";
import type { Database } from "./database.ts";
import { dropChanges, refuseWhileWaiting } from "./drop-changes.ts";
import { lockMailbox } from "./ownership.ts";
import { fence } from "./stop.ts";
import type { Transaction } from "./transaction.ts";

export function createReceiveOnly(db: Database): ReceiveOnly {
  return {
    switchMailbox: (workspaceId, mailboxId, change) =>
      db.inWorkspace(workspaceId, (tx) => switchMailbox(tx, workspaceId, mailboxId, change)),
    switchWorkspace: (workspaceId, change) =>
      db.inWorkspace(workspaceId, (tx) => switchWorkspace(tx, workspaceId, change)),
    async readWorkspace(workspaceId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ on: boolean; waiting: number }>(
          `select w.receive_only as on, (select count(*) from change ch where ch.workspace_id = $1
             and ch.state in ('waiting', 'attempted'))::int as waiting
           from workspace w where w.workspace_id = $1`,
          [workspaceId],
        ),
      );
      assert(rows[0], "no such workspace");
      return rows[0];
    },
  };
}

async function switchMailbox(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  change: ReceiveOnlySwitch,
): Promise<void> {
  const mailbox = await lockMailbox(tx, workspaceId, mailboxId);
  if (mailbox === null || mailbox.state === "stopped") {
    throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
  }
  if (mailbox.receive_only === change.on) return;
  await settle(tx, workspaceId, mailboxId, change);
  await tx.query("update mailbox set receive_only = $3 where workspace_id = $1 and id = $2", [
    workspaceId,
    mailboxId,
    change.on,
  ]);
}

/** The workspace first, then its mailboxes: an act that got in before is found in its mailbox's outbox, one that comes
 *  after finds the workspace switched. */
async function switchWorkspace(
  tx: Transaction,
  workspaceId: WorkspaceId,
  change: ReceiveOnlySwitch,
): Promise<readonly MailboxId[]> {
  const { count } = await tx.query(
    "update workspace set receive_only = $2 where workspace_id = $1 and receive_only <> $2",
    [workspaceId, change.on],
  );
  if (count === 0) return [];
  const { rows } = await tx.query<{ id: MailboxId }>(
    "select id from mailbox where workspace_id = $1 and state <> 'stopped' order by id",
    [workspaceId],
  );
  for (const { id } of rows) await settle(tx, workspaceId, id, change);
  return rows.map(({ id }) => id);
}

/** From here on nothing that began before goes on, whoever runs it. */
async function settle(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  { on, outbox }: ReceiveOnlySwitch,
): Promise<void> {
  await fence(tx, workspaceId, mailboxId);
  if (!on) return;
  if (outbox === "finish") await refuseWhileWaiting(tx, workspaceId, mailboxId);
  else await dropChanges(tx, workspaceId, mailboxId);
}
