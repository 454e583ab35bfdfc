// Changes that wait when somebody wants nothing written at the provider any more (Stop, receive only): first they are
// finished, or they are dropped, and the lists show again what the provider has.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { shownChanges } from "../core/shown-changes.ts";
import { departHomeless, showAgain, type TakenBack } from "./change-commits.ts";
import { appendEvents } from "./commit.ts";
import { dropSends } from "./send-ends.ts";
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
  await dropSends(tx, workspaceId, mailboxId);
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
  await goOnUploading(tx, { workspaceId, mailboxId }, rows);
  await showAgain(tx, workspaceId, rows);
  await departHomeless(
    tx,
    workspaceId,
    rows.map(({ message_id: messageId, ended_at: at }) => ({ messageId, at, why: "stopped" })),
  );
  const after = await selectShown(tx, workspaceId, ids);
  await appendEvents(tx, { workspaceId, mailboxId }, shownChanges(before, after));
}

/** What was called off for a draft's end is to be done after all: otherwise it would be here alone, and wait for nothing. */
async function goOnUploading(
  tx: Transaction,
  { workspaceId, mailboxId }: { readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId },
  dropped: readonly TakenBack[],
): Promise<void> {
  const ends = dropped.flatMap(({ message_id: id, act }) =>
    act.kind === "discard" ? { id, folder: act.from } : [],
  );
  if (ends.length === 0) return;
  await tx.query(
    `update change c set state = case when c.attempted_at is null then 'waiting' else 'attempted' end, ended_at = null
     from unnest($3::uuid[], $4::uuid[]) as e(id, folder)
     cross join lateral (
       select a.seq, a.state from change a
       where a.workspace_id = $1 and a.mailbox_id = $2 and a.message_id = e.id and a.act ->> 'kind' = 'append'
         and (a.act ->> 'to')::uuid = e.folder
       order by a.seq desc limit 1) last
     where last.state = 'undone' and c.workspace_id = $1 and c.mailbox_id = $2 and c.seq = last.seq`,
    [workspaceId, mailboxId, ends.map(({ id }) => id), ends.map(({ folder }) => folder)],
  );
}

/** Rejects with SyncError `changesWaiting` while something does. */
export async function refuseWhileWaiting(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const { rows } = await tx.query<{ waiting: boolean }>(
    `select exists (select from change
       where workspace_id = $1 and mailbox_id = $2 and state in ('waiting', 'attempted')) or exists (select from sending
       where workspace_id = $1 and mailbox_id = $2 and state in ('waiting', 'handing', 'doubtful')) as waiting`,
    [workspaceId, mailboxId],
  );
  if (rows[0]?.waiting) throw new SyncError("changesWaiting", { scope: "mailbox", retry: "later" });
}
