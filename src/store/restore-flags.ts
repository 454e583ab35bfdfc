// Flags that a change had set here, and that are taken back: each copy shows again what the provider has on it.
import type { FolderId, MessageId, RemoteKey, WorkspaceId } from "../base/ids.ts";
import { withFlags } from "../core/flags.ts";
import { type FolderLedger, flagsAt, uidOf } from "../core/ledger.ts";
import { toJson } from "./column-types.ts";
import { selectLedgers } from "./folder-rows.ts";
import type { Transaction } from "./transaction.ts";

export interface FlagsBefore {
  readonly message: MessageId;
  /** Of the first of its changes that are taken back. */
  readonly seq: number;
  /** Bits that they set or cleared. */
  readonly touched: number;
  /** What one of its copies had of them before: for copies that no ledger knows. */
  readonly flags: number;
}

interface TouchedCopy {
  readonly folder_id: FolderId;
  readonly message_id: MessageId;
  readonly remote_key: RemoteKey;
  readonly flags: number;
  readonly bits: number;
  readonly before: number;
  /** Of changes that were made before and still wait, in their order. */
  readonly earlier: readonly { readonly add: number; readonly remove: number }[] | null;
}

export async function restoreFlags(
  tx: Transaction,
  workspaceId: WorkspaceId,
  changes: readonly FlagsBefore[],
): Promise<void> {
  if (changes.length === 0) return;
  // A later change that still waits goes on being shown, and a copy that was so already stays so.
  const { rows } = await tx.query<TouchedCopy>(
    `select c.folder_id, c.message_id, c.remote_key, c.flags, r.bits & c.pending_flags as bits, r.flags as before, (
       select json_agg(json_build_object('add', (ch.act ->> 'add')::int, 'remove', (ch.act ->> 'remove')::int)
         order by ch.seq)
       from change ch where ch.workspace_id = $1 and ch.message_id = c.message_id and ch.seq < r.seq
         and ch.state in ('waiting', 'attempted') and ch.act ->> 'kind' = 'flags') as earlier
     from (
       select g.message, g.seq, g.flags, g.touched & ~coalesce((
         select bit_or((ch.act ->> 'add')::int | (ch.act ->> 'remove')::int) from change ch
         where ch.workspace_id = $1 and ch.message_id = g.message and ch.state in ('waiting', 'attempted')
           and ch.act ->> 'kind' = 'flags' and ch.seq > g.seq), 0) as bits
       from jsonb_to_recordset($2::jsonb) as g(message uuid, seq bigint, touched integer, flags integer)) r
     join copy c on c.workspace_id = $1 and c.message_id = r.message and (r.bits & c.pending_flags) <> 0`,
    [workspaceId, toJson(changes)],
  );
  if (rows.length === 0) return;
  const ledgers = await selectLedgers(tx, workspaceId, [...new Set(rows.map(({ folder_id }) => folder_id))]);
  const restored = rows.map(({ folder_id, message_id, remote_key, flags, bits, before, earlier }) => {
    const known = flagsThere(ledgers.get(folder_id), remote_key);
    const there = known === null ? before : (earlier ?? []).reduce(withFlags, known);
    return { message: message_id, folder: folder_id, flags: (flags & ~bits) | (there & bits) };
  });
  await tx.query(
    `update copy c set flags = r.flags
     from jsonb_to_recordset($2::jsonb) as r(message uuid, folder uuid, flags integer)
     where c.workspace_id = $1 and c.message_id = r.message and c.folder_id = r.folder`,
    [workspaceId, toJson(restored)],
  );
}

function flagsThere(ledger: FolderLedger | undefined, key: RemoteKey): number | null {
  const uid = ledger === undefined ? null : uidOf(ledger, key);
  return ledger === undefined || uid === null ? null : flagsAt(ledger, uid);
}
