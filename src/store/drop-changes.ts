// Changes that wait when somebody wants nothing written at the provider any more (Stop, receive only): first they are
// finished, or they are dropped, and the lists show again what the provider has.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { shownChanges } from "../core/shown-changes.ts";
import { departHomeless, showAgain, type TakenBack } from "./change-commits.ts";
import { appendEvents } from "./commit.ts";
import { selectShown } from "./shown-places.ts";
import type { Transaction } from "./transaction.ts";

/** Only uploads go on waiting, until the mailbox may be written to again: what was accepted is here alone. */
const DROPPED = `workspace_id = $1 and mailbox_id = $2 and state in ('waiting', 'attempted')
  and act ->> 'kind' <> 'append'`;

export async function dropChanges(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const open = await tx.query<{ message_id: MessageId }>(
    `select distinct message_id from change where ${DROPPED}`,
    [workspaceId, mailboxId],
  );
  const ids = open.rows.map((row) => row.message_id);
  if (ids.length === 0) return;
  const before = await selectShown(tx, workspaceId, ids);
  const { rows } = await tx.query<TakenBack & { readonly ended_at: number }>(
    `update change set state = 'undone', ended_at = (extract(epoch from clock_timestamp()) * 1000)::bigint
     where ${DROPPED} returning seq, message_id, act, flags_before, ended_at`,
    [workspaceId, mailboxId],
  );
  await showAgain(tx, workspaceId, rows);
  await departHomeless(
    tx,
    workspaceId,
    rows.map(({ message_id: messageId, ended_at: at }) => ({ messageId, at, why: "stopped" })),
  );
  const after = await selectShown(tx, workspaceId, ids);
  await appendEvents(tx, { workspaceId, mailboxId }, shownChanges(before, after));
}

/** Rejects with SyncError `changesWaiting` while something does. */
export async function refuseWhileWaiting(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const { rows } = await tx.query<{ waiting: boolean }>(
    `select exists (select from change
       where workspace_id = $1 and mailbox_id = $2 and state in ('waiting', 'attempted')) as waiting`,
    [workspaceId, mailboxId],
  );
  if (rows[0]?.waiting) throw new SyncError("changesWaiting", { scope: "mailbox", retry: "later" });
}
