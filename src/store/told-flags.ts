// The server told the flags of copies for which something waits.
import type { FolderId, MessageId, RemoteKey, WorkspaceId } from "../base/ids.ts";
import { FLAG_BITS, type Flags } from "../core/flags.ts";
import { toJson } from "./column-types.ts";
import type { Transaction } from "./transaction.ts";

/** Of the copy with this key, or of the message's own copy in the folder. */
export interface ToldFlags {
  readonly folderId: FolderId;
  readonly key?: RemoteKey;
  readonly messageId?: MessageId;
  readonly flags: Flags;
}

const TOLD = `jsonb_to_recordset($2::jsonb) as r("folderId" uuid, key text, "messageId" uuid, flags integer)
  join copy c on c.workspace_id = $1 and c.folder_id = r."folderId"
    and (r.key is null or c.remote_key = r.key) and (r."messageId" is null or c.message_id = r."messageId")`;
const TOUCHED = "((act ->> 'add')::int | (act ->> 'remove')::int)";

/** Taken back, or refused, a change leaves what the provider has by then: of each bit the first change remembers it. */
export async function rememberTold(
  tx: Transaction,
  workspaceId: WorkspaceId,
  told: readonly ToldFlags[],
): Promise<void> {
  await tx.query(
    `with told as (
       select distinct on (c.message_id) c.message_id, r.flags from ${TOLD} where c.pending_flags <> 0
       order by c.message_id, c.folder_id),
     waiting as (
       select ch.mailbox_id, ch.seq, ch.message_id, ${TOUCHED} as bits from change ch
       where ch.workspace_id = $1 and ch.message_id in (select message_id from told)
         and ch.state in ('waiting', 'attempted') and ch.act ->> 'kind' = 'flags'),
     first as (
       select w.mailbox_id, w.seq, t.flags, w.bits & ~coalesce((
         select bit_or(e.bits) from waiting e where e.message_id = w.message_id and e.seq < w.seq), 0) as bits
       from waiting w join told t on t.message_id = w.message_id)
     update change ch set flags_before = (ch.flags_before & ~f.bits) | (f.flags & f.bits) from first f
     where ch.workspace_id = $1 and ch.mailbox_id = f.mailbox_id and ch.seq = f.seq and f.bits <> 0`,
    [workspaceId, toJson(told)],
  );
}

/** What lay there marked \\Deleted is in the lists again when somebody took the mark away. */
export async function showUnmarked(
  tx: Transaction,
  workspaceId: WorkspaceId,
  told: readonly ToldFlags[],
): Promise<void> {
  await tx.query(
    `update copy h set hidden = false from ${TOLD}
     where h.workspace_id = $1 and h.folder_id = c.folder_id and h.remote_key = c.remote_key and h.hidden
       and (r.flags & ${FLAG_BITS.deleted}) = 0 and not exists (
         select from change ch where ch.workspace_id = $1 and ch.message_id = h.message_id
           and ch.state in ('waiting', 'attempted') and (ch.act ->> 'from')::uuid = h.folder_id)`,
    [workspaceId, toJson(told)],
  );
}
