// Writes an act of a person: the outbox, what the lists show from now on, and the events, in the caller's transaction.
import { assert } from "../base/assert.ts";
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { PlacedAct } from "../core/place-act.ts";
import { shownChanges } from "../core/shown-changes.ts";
import type { Submission } from "../engine/ports/changes.ts";
import type { NewEvent } from "../engine/ports/sync.ts";
import { toJson } from "./column-types.ts";
import { appendEvents } from "./commit.ts";
import { conversationOf } from "./message-rows.ts";
import { lockMailbox } from "./ownership.ts";
import { selectShown } from "./shown-places.ts";
import type { Transaction } from "./transaction.ts";

/** Keeps the loop's commits and other acts out until this one is written. Rejects with SyncError `stopped`, and
 *  `receiveOnly` where nothing may be written at the provider. */
export async function lockForAct(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const mailbox = await lockMailbox(tx, workspaceId, mailboxId);
  if (mailbox?.state !== "syncing") throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
  // Only once the lock is had: while it waited the workspace may have been switched, which its snapshot can't show.
  const receiving = await tx.query(
    `select from mailbox where workspace_id = $1 and id = $2 and (receive_only or is_receive_only($1))`,
    [workspaceId, mailboxId],
  );
  if (receiving.count !== 0) throw new SyncError("receiveOnly", { scope: "mailbox", retry: "never" });
}

export interface PlacedMessage {
  readonly messageId: MessageId;
  readonly internalDate: number;
  readonly placed: PlacedAct;
}

export async function writeAct(
  tx: Transaction,
  submission: Pick<Submission, "workspaceId" | "mailboxId" | "actId" | "now" | "dueAt"> & {
    readonly userId: string | null;
  },
  messages: readonly PlacedMessage[],
): Promise<void> {
  const { workspaceId, mailboxId, actId, userId, now, dueAt } = submission;
  const rows = messages.map(({ messageId, internalDate, placed }) => ({
    message: messageId,
    act: placed.change,
    before: placed.flagsBefore,
    hide: placed.hide,
    show: placed.show,
    flags: placed.flags,
    date: internalDate,
    add: placed.change.kind === "flags" ? placed.change.add : 0,
    remove: placed.change.kind === "flags" ? placed.change.remove : 0,
  }));
  const flagged = messages.flatMap(({ messageId, placed }) => (placed.hide === null ? [messageId] : []));
  const before = await selectShown(tx, workspaceId, flagged);
  const taken = await tx.query<{ change_seq: number }>(
    `update mailbox set change_seq = change_seq + $3 where workspace_id = $1 and id = $2 returning change_seq`,
    [workspaceId, mailboxId, rows.length],
  );
  const last = taken.rows[0];
  assert(last !== undefined, "no such mailbox");
  await tx.query(
    `insert into change (workspace_id, mailbox_id, seq, act_id, user_id, message_id, act, flags_before, state,
       made_at, due_at)
     select $1, $2, $3::bigint + position, $4, $5, (r ->> 'message')::uuid, r -> 'act', (r ->> 'before')::int,
       'waiting', $6, $7
     from jsonb_array_elements($8::jsonb) with ordinality as given(r, position)`,
    [workspaceId, mailboxId, last.change_seq - rows.length, actId, userId, now, dueAt, toJson(rows)],
  );
  await showAct(tx, workspaceId, rows);
  const told = messages.flatMap((message) => eventOf(message) ?? []);
  const shown = shownChanges(before, await selectShown(tx, workspaceId, flagged));
  await appendEvents(tx, { workspaceId, mailboxId }, [...told, ...shown]);
}

/** A folder that has the message already, hidden by an earlier act, shows it again; one that isn't mapped shows
 *  nothing. */
async function showAct(tx: Transaction, workspaceId: WorkspaceId, rows: readonly object[]): Promise<void> {
  const given = toJson(rows);
  await tx.query(
    `update copy c set flags = (c.flags | r.add) & ~r.remove, pending_flags = c.pending_flags | (r.add & ~c.flags) | (r.remove & c.flags)
     from jsonb_to_recordset($2::jsonb) as r(message uuid, add integer, remove integer)
     where c.workspace_id = $1 and c.message_id = r.message and (r.add | r.remove) <> 0`,
    [workspaceId, given],
  );
  await tx.query(
    `update copy c set hidden = true from jsonb_to_recordset($2::jsonb) as r(message uuid, hide uuid)
     where c.workspace_id = $1 and c.message_id = r.message and c.folder_id = r.hide`,
    [workspaceId, given],
  );
  await tx.query(
    `insert into copy as c (workspace_id, folder_id, remote_key, message_id, flags, internal_date, expected,
       conversation_id)
     select $1, r.show, 'expected:' || r.message, r.message, r.flags, r.date, true, ${conversationOf("r.message")}
     from jsonb_to_recordset($2::jsonb) as r(message uuid, hide uuid, show uuid, flags integer, date bigint)
     join app_folder a on a.workspace_id = $1 and a.folder_id = r.show and a.mapped
     where r.hide is not null
     on conflict (workspace_id, message_id, folder_id) do update set hidden = false`,
    [workspaceId, given],
  );
}

/** Of flags the lists tell. */
function eventOf({ messageId, placed: { hide, show: folderId } }: PlacedMessage): NewEvent | null {
  if (hide === null) return null;
  if (folderId === null) return { kind: "message.erased", fromFolderId: hide, messageId };
  return { kind: "message.moved", fromFolderId: hide, folderId, messageId };
}
