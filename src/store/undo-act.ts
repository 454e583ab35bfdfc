// Takes an act of a person back. What the provider wasn't told yet is forgotten as if it had never been; what it was
// told is done the other way round, as a new act.
import { randomUUID } from "node:crypto";
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { type NewAct, placeAct, type ShownCopy } from "../core/place-act.ts";
import type { ChangeAct } from "../core/plan-changes.ts";
import { shownChanges } from "../core/shown-changes.ts";
import type { ActId } from "../engine/ports/changes.ts";
import { departHomeless, showAgain } from "./change-commits.ts";
import { appendEvents } from "./commit.ts";
import { selectShown } from "./shown-places.ts";
import type { Transaction } from "./transaction.ts";
import { lockForAct, type PlacedMessage, writeAct } from "./write-act.ts";

export interface UndoOrder {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly actId: ActId;
  readonly now: number;
}

interface ActRow {
  readonly seq: number;
  readonly message_id: MessageId;
  readonly act: ChangeAct;
  readonly flags_before: number;
  readonly state: "waiting" | "attempted" | "done";
  /** A later change of the same message waits. */
  readonly followed: boolean;
  readonly internal_date: number;
  readonly copies: readonly ShownCopy[] | null;
}

export async function undoAct(tx: Transaction, order: UndoOrder): Promise<boolean> {
  const { workspaceId, mailboxId, actId, now } = order;
  await lockForAct(tx, workspaceId, mailboxId);
  const { rows } = await tx.query<ActRow>(
    `select ch.seq, ch.message_id, ch.act, ch.flags_before, ch.state, m.internal_date,
       exists (select from change o where o.workspace_id = $1 and o.message_id = ch.message_id
         and o.state in ('waiting', 'attempted') and o.seq > ch.seq) as followed, (
       select json_agg(json_build_object('folderId', c.folder_id, 'flags', c.flags, 'hidden', c.hidden))
       from copy c where c.workspace_id = $1 and c.message_id = ch.message_id) as copies
     from change ch join message m on m.workspace_id = $1 and m.id = ch.message_id
     where ch.workspace_id = $1 and ch.mailbox_id = $2 and ch.act_id = $3
       and ch.state in ('waiting', 'attempted', 'done') and ch.act ->> 'kind' <> 'append'`,
    [workspaceId, mailboxId, actId],
  );
  const forgotten = rows.filter(({ state, followed }) => state === "waiting" && !followed);
  const told = rows.filter((row) => !forgotten.includes(row));
  if (forgotten.length > 0) await forget(tx, order, forgotten);
  const reversed = told.flatMap((row): PlacedMessage[] => {
    const act = reverseOf(row);
    const placed = act === null ? null : placeAct(act, row.copies ?? []);
    return placed === null ? [] : [{ messageId: row.message_id, internalDate: row.internal_date, placed }];
  });
  if (reversed.length > 0) {
    const newAct = { workspaceId, mailboxId, actId: randomUUID() as ActId, userId: null, now, dueAt: now };
    await writeAct(tx, newAct, reversed);
  }
  return forgotten.length + reversed.length > 0;
}

function reverseOf({ act, flags_before: before }: ActRow): NewAct | null {
  switch (act.kind) {
    case "flags": {
      const touched = act.add | act.remove;
      return { kind: "flags", add: before & touched, remove: ~before & touched };
    }
    case "move":
      return { kind: "move", from: act.to, to: act.from };
    case "erase":
    case "append":
    case "discard":
      return null;
  }
}

async function forget(tx: Transaction, order: UndoOrder, rows: readonly ActRow[]): Promise<void> {
  const { workspaceId, mailboxId, now } = order;
  const ids = rows.map((row) => row.message_id);
  const before = await selectShown(tx, workspaceId, ids);
  await tx.query(
    `update change set state = 'undone', ended_at = $4
     where workspace_id = $1 and mailbox_id = $2 and seq = any($3)`,
    [workspaceId, mailboxId, rows.map(({ seq }) => seq), now],
  );
  await showAgain(tx, workspaceId, rows);
  // The folder it was moved from may be mapped no more.
  await departHomeless(
    tx,
    workspaceId,
    ids.map((messageId) => ({ messageId, at: now, why: "undone" })),
  );
  const after = await selectShown(tx, workspaceId, ids);
  await appendEvents(tx, { workspaceId, mailboxId }, shownChanges(before, after));
}
