// The loop's side of uploads and drafts: what of them is under way, and where they lie once the provider has them.
import { assert } from "../base/assert.ts";
import type { FolderId, MessageId, RemoteKey, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { SentCopy } from "../core/plan-append.ts";
import type { AppendIntent, Ownership, SyncChanges, SyncStore } from "../engine/ports/sync.ts";
import { toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import { PLACE_COLUMNS, type PlaceRow, placeOfRow } from "./place-columns.ts";
import type { Transaction } from "./transaction.ts";

type Appended = NonNullable<SyncChanges["appended"]>;

const OPEN = "state in ('waiting', 'attempted')";

interface IntentRow {
  readonly seq: number;
  readonly kind: "append" | "discard";
  readonly message_id: MessageId;
  readonly fingerprint: string;
  readonly sha256: Uint8Array;
  readonly internal_date: number;
  readonly attempted_from: RemoteKey | null;
  readonly answered: boolean;
  readonly sent: SentCopy | null;
  readonly earlier: readonly RemoteKey[];
  readonly expected: boolean;
}

export function createAppends(db: Database): Pick<SyncStore, "appendsTo" | "placeOf"> {
  return {
    async appendsTo(ownership, folderId) {
      const rows = await db.readWorkspace(ownership.workspaceId, (tx) => selectOpen(tx, ownership, folderId));
      const intents = rows
        .filter(({ kind, expected }) => kind === "append" && expected)
        .map(
          (row): AppendIntent => ({
            seq: row.seq,
            messageId: row.message_id,
            fingerprint: Buffer.from(row.fingerprint, "hex"),
            sha256: row.sha256,
            internalDate: row.internal_date,
            from: row.attempted_from,
            answered: row.answered,
            sent: row.sent,
          }),
        );
      return { intents, earlier: new Set(rows.flatMap(({ earlier }) => earlier)) };
    },

    async placeOf({ workspaceId }, revisionId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<PlaceRow>(
          `select ${PLACE_COLUMNS} from revision
           where workspace_id = $1 and id = $2`,
          [workspaceId, revisionId],
        ),
      );
      const [row] = rows;
      assert(row !== undefined, "an upload without its bytes");
      return placeOfRow(row);
    },
  };
}

async function selectOpen(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  folderId: FolderId,
): Promise<readonly IntentRow[]> {
  const { rows } = await tx.query<IntentRow>(
    `select ch.seq, ch.act ->> 'kind' as kind, ch.message_id, ch.act ->> 'fingerprint' as fingerprint, r.sha256,
       (ch.act ->> 'internalDate')::bigint as internal_date, ch.attempted_from, ch.answered,
       ch.act -> 'sent' as sent, ch.act -> 'earlier' as earlier,
       exists (select from copy c where c.workspace_id = $1 and c.message_id = ch.message_id
         and c.folder_id = $3 and c.expected) as expected
     from change ch
     left join revision r on r.workspace_id = $1 and r.id = (ch.act ->> 'revisionId')::uuid
     where ch.workspace_id = $1 and ch.mailbox_id = $2 and ch.${OPEN} and ch.act ? 'earlier'
       and coalesce(ch.act ->> 'to', ch.act ->> 'from')::uuid = $3
     order by ch.seq`,
    [workspaceId, mailboxId, folderId],
  );
  return rows;
}

export async function writeAnswered(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  seqs: readonly number[],
): Promise<void> {
  await tx.query(
    `update change set answered = true where workspace_id = $1 and mailbox_id = $2 and seq = any($3) and ${OPEN}`,
    [workspaceId, mailboxId, seqs],
  );
}

/** A place of a revision that was saved over meanwhile goes with the earlier ones of the newer, and with the draft's
 *  end where that waits too: the newer one is never sent then. */
export async function placeAppended(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  appended: Appended,
): Promise<void> {
  for (const { seq, messageId, folderId, key, at, seen } of appended) {
    const { count: newer } = await tx.query(
      `update change ch set act = jsonb_set(act, '{earlier}', (act -> 'earlier') || to_jsonb($6::text))
       where workspace_id = $1 and mailbox_id = $2 and message_id = $3 and seq > $4 and ${OPEN}
         and act ? 'earlier' and coalesce(act ->> 'to', act ->> 'from')::uuid = $5
         and exists (select from change newer where newer.workspace_id = $1 and newer.mailbox_id = $2
           and newer.message_id = $3 and newer.seq > $4 and newer.${OPEN}
           and newer.act ->> 'kind' = 'append' and (newer.act ->> 'to')::uuid = $5)`,
      [workspaceId, mailboxId, messageId, seq, folderId, key],
    );
    if (newer === 0) {
      await tx.query(
        `update copy set remote_key = $4, expected = false, missing_since = $5,
           flags = (coalesce($6, flags) & ~pending_flags) | (flags & pending_flags),
           internal_date = coalesce($7, internal_date)
         where workspace_id = $1 and message_id = $2 and folder_id = $3 and expected`,
        [
          workspaceId,
          messageId,
          folderId,
          key,
          seen === null ? at : null,
          seen?.flags ?? null,
          seen?.internalDate ?? null,
        ],
      );
    }
    await tx.query(
      `update change set state = 'done', ended_at = $4
       where workspace_id = $1 and mailbox_id = $2 and seq = $3 and ${OPEN}
         and ($5 or act -> 'earlier' = '[]'::jsonb)`,
      [workspaceId, mailboxId, seq, at, newer > 0],
    );
  }
}

/** What was erased before the provider had it. */
export async function dropUnplaced(
  tx: Transaction,
  workspaceId: WorkspaceId,
  erased: readonly { readonly messageId: MessageId; readonly fromFolderId: FolderId }[],
): Promise<void> {
  if (erased.length === 0) return;
  await tx.query(
    `delete from copy c using jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "fromFolderId" uuid)
     where c.workspace_id = $1 and c.message_id = r."messageId" and c.folder_id = r."fromFolderId" and c.expected`,
    [workspaceId, toJson(erased)],
  );
}

/** Places in a folder whose uids aren't believed any more are no places: nothing that lies there now is removed. */
export async function renumberAppends(
  tx: Transaction,
  workspaceId: WorkspaceId,
  { folderId, from, to }: { readonly folderId: FolderId; readonly from: string; readonly to: string },
): Promise<void> {
  const renumbered = (key: string): string =>
    `case when starts_with(${key}, $3 || ':') then $4 || substr(${key}, length($3) + 1) else ${key} end`;
  await tx.query(
    `update change ch set attempted_from = ${renumbered("ch.attempted_from")},
       act = jsonb_set(act, '{earlier}', coalesce((
         select jsonb_agg(${renumbered("each.key")})
         from jsonb_array_elements_text(ch.act -> 'earlier') as each(key)), '[]'::jsonb))
     where ch.workspace_id = $1 and ch.${OPEN} and ch.act ? 'earlier'
       and coalesce(ch.act ->> 'to', ch.act ->> 'from')::uuid = $2`,
    [workspaceId, folderId, from, to],
  );
}

/** Drafts that were saved over since the loop looked: their earlier revisions lie there under the new keys. */
export async function rekeyEarlier(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  rekeyed: NonNullable<SyncChanges["rekeyed"]>,
): Promise<void> {
  await tx.query(
    `update change ch set act = jsonb_set(act, '{earlier}', ((act -> 'earlier') - r."from") || to_jsonb(r."to"))
     from jsonb_to_recordset($3::jsonb) as r("folderId" uuid, "from" text, "to" text)
     where ch.workspace_id = $1 and ch.mailbox_id = $2 and ch.${OPEN} and ch.act -> 'earlier' ? r."from"
       and coalesce(ch.act ->> 'to', ch.act ->> 'from')::uuid = r."folderId"`,
    [workspaceId, mailboxId, toJson(rekeyed)],
  );
}

/** Whether an upload that waits will bring a message to the provider; `message`: the column that names it. */
export function awaited(message: string): string {
  return `exists (select from change ch
    join copy e on e.workspace_id = $1 and e.message_id = ch.message_id and e.expected
      and e.folder_id = (ch.act ->> 'to')::uuid
    where ch.workspace_id = $1 and ch.message_id = ${message} and ch.${OPEN} and ch.act ->> 'kind' = 'append')`;
}

/** A draft that was missed, and saved again before that was written, stays: the loop begins anew with what is so now. */
export async function checkNotSaved(
  tx: Transaction,
  workspaceId: WorkspaceId,
  departed: readonly MessageId[],
): Promise<void> {
  const { count } = await tx.query(
    `select from unnest($2::uuid[]) as d(message_id) where ${awaited("d.message_id")} limit 1`,
    [workspaceId, departed],
  );
  if (count > 0) throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
}
