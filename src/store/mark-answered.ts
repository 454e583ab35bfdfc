// What was answered from here shows that, here and at the provider, as if its own mail program had done it (\Answered, RFC 3501
// section 2.3.2). What was passed on doesn't: Exchange has no flag for that ($Forwarded) that programs may set.
import { randomUUID } from "node:crypto";
import type { MessageId, UserId } from "../base/ids.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { placeAct, type ShownCopy } from "../core/place-act.ts";
import { nameOfId } from "../core/threading/conversation-marks.ts";
import type { ActId } from "../engine/ports/changes.ts";
import { seedOf } from "./place-messages.ts";
import type { EndedSend } from "./send-ends.ts";
import type { Transaction } from "./transaction.ts";
import { writeAct } from "./write-act.ts";

/** Messages with one Message-ID, and of one conversation. */
const ALIKE_MAX = 10;
const MESSAGES_MAX = 500;

interface AnswerRow {
  readonly in_reply_to: string;
}

/** In the transaction that ends the send, which has locked the mailbox. */
export async function markAnswered(
  tx: Transaction,
  send: EndedSend & { readonly userId: UserId },
): Promise<void> {
  const { workspaceId, mailboxId, messageId, userId, now } = send;
  const { rows } = await tx.query<AnswerRow>(
    `select r.scan ->> 'inReplyTo' as in_reply_to from message m join revision r on r.workspace_id = $1 and r.id = m.revision_id
     join mailbox b on b.workspace_id = $1 and b.id = m.mailbox_id and b.state = 'syncing'
       and not b.receive_only and not is_receive_only($1)
     where m.workspace_id = $1 and m.mailbox_id = $2 and m.id = $3`,
    [workspaceId, mailboxId, messageId],
  );
  const source = rows[0]?.in_reply_to ?? "";
  if (source === "") return;
  const act = { kind: "flags", add: FLAG_BITS.answered, remove: 0 } as const;
  const messages = (await selectSource(tx, send, source)).flatMap((row) => {
    const placed = placeAct(act, row.copies ?? []);
    return placed === null ? [] : [{ messageId: row.id, internalDate: row.internal_date, placed }];
  });
  if (messages.length === 0) return;
  const made = { workspaceId, mailboxId, actId: randomUUID() as ActId, userId, now, dueAt: now };
  await writeAct(tx, made, messages);
}

interface SourceRow {
  readonly id: MessageId;
  readonly internal_date: number;
  readonly copies: readonly ShownCopy[] | null;
}

async function selectSource(
  tx: Transaction,
  { workspaceId, mailboxId }: EndedSend,
  id: string,
): Promise<readonly SourceRow[]> {
  const { rows } = await tx.query<SourceRow>(
    `select m.id, m.internal_date, (
       select json_agg(json_build_object('folderId', c.folder_id, 'flags', c.flags, 'hidden', c.hidden))
       from copy c where c.workspace_id = $1 and c.message_id = m.id) as copies
     from (select x.conversation_id as id from conversation_name x
       where x.workspace_id = $1 and x.name_hash = $3 and x.mailbox_id = $2 limit 1) n
     cross join lateral (select x.* from message x
       where x.workspace_id = $1 and x.conversation_id = n.id and x.mailbox_id = $2 limit ${MESSAGES_MAX}) m
     cross join lateral (select v.scan from revision v where v.workspace_id = $1 and v.id = m.revision_id limit 1) r
     where r.scan ->> 'messageId' = $4 limit ${ALIKE_MAX}`,
    [workspaceId, mailboxId, nameOfId(id, seedOf(workspaceId)), id],
  );
  return rows;
}
