// Changes that wait when somebody wants nothing written at the provider any more (Stop, receive only): first they are
// finished, or they are dropped, and the lists show again what the provider has.
import type { FolderId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { ChangeAct } from "../core/plan-changes.ts";
import type { NewEvent } from "../engine/ports/sync.ts";
import { showAgain } from "./change-commits.ts";
import { insertEvents } from "./commit.ts";
import type { Transaction } from "./transaction.ts";

interface DroppedRow {
  readonly message_id: MessageId;
  readonly act: ChangeAct;
  readonly flags_before: number;
}

export async function dropChanges(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const { rows } = await tx.query<DroppedRow>(
    `with dropped as (
       update change set state = 'undone', ended_at = (extract(epoch from clock_timestamp()) * 1000)::bigint
       where workspace_id = $1 and mailbox_id = $2 and state in ('waiting', 'attempted')
       returning seq, message_id, act, flags_before)
     select message_id, act, flags_before from dropped order by seq desc`,
    [workspaceId, mailboxId],
  );
  if (rows.length === 0) return;
  // The newest first: of several changes of a message the oldest knows how it was.
  for (const round of roundsOf(rows)) {
    await showAgain(
      tx,
      workspaceId,
      round.map(({ message_id, act, flags_before }) => ({ messageId: message_id, act, flags: flags_before })),
    );
  }
  const events = await eventsOf(tx, workspaceId, rows);
  const { rows: taken } = await tx.query<{ event_seq: number }>(
    `update mailbox set event_seq = event_seq + $3 where workspace_id = $1 and id = $2 returning event_seq`,
    [workspaceId, mailboxId, events.length],
  );
  await insertEvents(tx, { workspaceId, mailboxId }, (taken[0]?.event_seq ?? 0) - events.length, events);
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

/** In each round a message occurs once: a statement takes any one of several rows for the same copy. */
function roundsOf(rows: readonly DroppedRow[]): readonly (readonly DroppedRow[])[] {
  const rounds: DroppedRow[][] = [];
  const times = new Map<MessageId, number>();
  for (const row of rows) {
    const round = times.get(row.message_id) ?? 0;
    times.set(row.message_id, round + 1);
    const there = rounds[round];
    if (there === undefined) rounds.push([row]);
    else there.push(row);
  }
  return rounds;
}

/** Where the messages are shown again, and with which flags. */
async function eventsOf(
  tx: Transaction,
  workspaceId: WorkspaceId,
  rows: readonly DroppedRow[],
): Promise<readonly NewEvent[]> {
  const moved = new Set(rows.filter(({ act }) => act.kind !== "flags").map((row) => row.message_id));
  const { rows: shown } = await tx.query<{ message_id: MessageId; folder_id: FolderId; flags: number }>(
    `select distinct on (c.message_id) c.message_id, c.folder_id, c.flags from copy c
     join app_folder a on a.workspace_id = $1 and a.folder_id = c.folder_id and a.mapped
     where c.workspace_id = $1 and c.message_id = any($2) and not c.hidden order by c.message_id, a.id`,
    [workspaceId, [...new Set(rows.map((row) => row.message_id))]],
  );
  return shown.map(({ message_id: messageId, folder_id: folderId, flags }) =>
    moved.has(messageId)
      ? { kind: "message.returned", folderId, messageId }
      : { kind: "message.flags", folderId, messageId, flags },
  );
}
