// Puts one change of one message into the outbox, with its event.
import { assert } from "../base/assert.ts";
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { Flags } from "../core/flags.ts";
import type { ChangeAct } from "../core/plan-changes.ts";
import type { ActId } from "../engine/ports/changes.ts";
import type { NewEvent } from "../engine/ports/sync.ts";
import type { NamedRequest } from "../engine/ports/uploads.ts";
import { toJson } from "./column-types.ts";
import { appendEvents } from "./commit.ts";
import type { Transaction } from "./transaction.ts";

export interface QueuedChange {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: string;
  readonly actId: ActId;
  readonly messageId: MessageId;
  readonly act: ChangeAct;
  /** It was shown with before. */
  readonly flags: Flags;
  /** Null: the lists show nothing of it. */
  readonly event: NewEvent | null;
  readonly now: number;
  readonly dueAt: number;
  readonly request?: NamedRequest | null;
}

export async function queueChange(tx: Transaction, change: QueuedChange): Promise<void> {
  const { workspaceId, mailboxId, userId, actId, messageId, act, flags, event, now, dueAt, request } = change;
  const { rows } = await tx.query<{ change_seq: number }>(
    `update mailbox set change_seq = change_seq + 1 where workspace_id = $1 and id = $2 returning change_seq`,
    [workspaceId, mailboxId],
  );
  const taken = rows[0];
  assert(taken !== undefined, "a mailbox that was there a moment ago");
  await tx.query(
    `insert into change (workspace_id, mailbox_id, seq, act_id, user_id, message_id, act, flags_before, state,
       made_at, due_at, request_name, request_content)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, 'waiting', $9, $10, $11, $12)`,
    [
      ...[workspaceId, mailboxId, taken.change_seq, actId, userId, messageId, toJson(act), flags, now, dueAt],
      ...[request?.name ?? null, request?.content ?? null],
    ],
  );
  await appendEvents(tx, { workspaceId, mailboxId }, event === null ? [] : [event]);
}
