// What happens to copies that are here: flags, limbo and its ends, new keys.
import { assert } from "../base/assert.ts";
import type { WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { ShownPlace } from "../core/shown-changes.ts";
import type { NewCopy, Ownership, SyncChanges } from "../engine/ports/sync.ts";
import { checkNotSaved, renumberAppends } from "./append-commits.ts";
import { leaveCopies } from "./change-commits.ts";
import { toJson } from "./column-types.ts";
import type { Transaction } from "./transaction.ts";

type Changes<Key extends keyof SyncChanges> = NonNullable<SyncChanges[Key]>;

/** What was set here and waits for the provider stays (law 5). */
const OVERLAID = "(r.flags & ~c.pending_flags) | (c.flags & c.pending_flags)";

/** Answers the copies in lists whose flags are others now. */
export async function changeFlags(
  tx: Transaction,
  workspaceId: WorkspaceId,
  flags: Changes<"flags">,
): Promise<readonly ShownPlace[]> {
  const { rows } = await tx.query<ShownPlace & { readonly hidden: boolean }>(
    `update copy c set flags = ${OVERLAID}
     from jsonb_to_recordset($2::jsonb) as r("folderId" uuid, key text, flags integer)
     where c.workspace_id = $1 and c.folder_id = r."folderId" and c.remote_key = r.key
       and c.flags <> (${OVERLAID})
     returning c.message_id as "messageId", c.folder_id as "folderId", c.flags, c.hidden`,
    [workspaceId, toJson(flags)],
  );
  return rows.flatMap(({ hidden, ...place }) => (hidden ? [] : [place]));
}

/** Limbo counts from the first time it was missed. */
export async function beginLimbo(
  tx: Transaction,
  workspaceId: WorkspaceId,
  missing: Changes<"missing">,
): Promise<void> {
  for (const { folderId, keys, since } of missing) {
    await tx.query(
      `update copy set missing_since = $4
       where workspace_id = $1 and folder_id = $2 and remote_key = any($3) and missing_since is null`,
      [workspaceId, folderId, keys, since],
    );
  }
}

export async function endLimboFound(
  tx: Transaction,
  workspaceId: WorkspaceId,
  found: Changes<"found">,
): Promise<void> {
  for (const { folderId, keys } of found) {
    await tx.query(
      `update copy set missing_since = null
       where workspace_id = $1 and folder_id = $2 and remote_key = any($3) and missing_since is not null`,
      [workspaceId, folderId, keys],
    );
  }
}

export async function renumberCopies(
  tx: Transaction,
  workspaceId: WorkspaceId,
  renumbered: Changes<"renumbered">,
): Promise<void> {
  for (const { folderId, from, to } of renumbered) {
    await tx.query(
      `update copy set remote_key = $4 || substr(remote_key, length($3) + 1)
       where workspace_id = $1 and folder_id = $2 and starts_with(remote_key, $3 || ':')`,
      [workspaceId, folderId, String(from), String(to)],
    );
    await renumberAppends(tx, workspaceId, { folderId, from: String(from), to: String(to) });
  }
}

/** Found where a person had just moved them, and has taken that back since the loop looked: nothing expects them there
 *  any more, and there they are all the same. */
export async function selectUnexpected(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  rekeyed: Changes<"rekeyed">,
): Promise<readonly NewCopy[]> {
  const expected = rekeyed.filter(({ from }) => from.startsWith("expected:"));
  if (expected.length === 0) return [];
  const { rows } = await tx.query<NewCopy>(
    `select m.id as "messageId", r."folderId", r.to as key, r.flags,
       coalesce(r."internalDate", m.internal_date) as "internalDate"
     from jsonb_to_recordset($3::jsonb) as r("folderId" uuid, "from" text, "to" text, flags integer,
       "internalDate" bigint)
     join message m on m.workspace_id = $1 and m.mailbox_id = $2
       and m.id = substr(r."from", length('expected:') + 1)::uuid
     where not exists (select from copy c where c.workspace_id = $1 and c.folder_id = r."folderId"
       and c.remote_key in (r."from", r."to"))`,
    [workspaceId, mailboxId, toJson(expected)],
  );
  return rows;
}

/** A copy that already has the new key was given it by this same commit before its answer was lost. */
export async function rekeyCopies(
  tx: Transaction,
  workspaceId: WorkspaceId,
  rekeyed: Changes<"rekeyed">,
): Promise<void> {
  const { rows } = await tx.query<{ stale: boolean }>(
    `update copy c set remote_key = r.to, flags = ${OVERLAID}, missing_since = null, expected = false,
       internal_date = coalesce(r."internalDate", c.internal_date)
     from jsonb_to_recordset($2::jsonb) as r("folderId" uuid, "from" text, "to" text, flags integer,
       "internalDate" bigint, found uuid)
     where c.workspace_id = $1 and c.folder_id = r."folderId" and c.remote_key = r.from
     returning r.found is not null and not exists (
       select from message m where m.workspace_id = $1 and m.id = c.message_id and m.revision_id = r.found) as stale`,
    [workspaceId, toJson(rekeyed)],
  );
  if (rows.some(({ stale }) => stale)) {
    throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
  }
}

/** A message that moved must lie somewhere, else it would be lost from every list without having departed. */
export async function endLimboMoved(
  tx: Transaction,
  workspaceId: WorkspaceId,
  moved: Changes<"moved">,
): Promise<void> {
  await leaveCopies(tx, workspaceId, moved, "missing");
  const { count } = await tx.query(
    `select from unnest($2::uuid[]) as given(id) where not exists (
       select from copy c where c.workspace_id = $1 and c.message_id = given.id)`,
    [workspaceId, moved.map((each) => each.messageId)],
  );
  assert(count === 0, "a message said to have moved lies nowhere");
}

/** A message is named once for each folder it was missed from; one of them is remembered. */
export async function endLimboDeparted(
  tx: Transaction,
  workspaceId: WorkspaceId,
  departed: Changes<"departed">,
): Promise<void> {
  const ids = [...new Set(departed.map((each) => each.messageId))];
  await checkNotSaved(tx, workspaceId, ids);
  await tx.query(
    `with gone as (
       delete from copy where workspace_id = $1 and message_id = any($2)
         and (missing_since is not null or expected)
       returning message_id, flags)
     update message m set departed_draft = true from gone
     where m.workspace_id = $1 and m.id = gone.message_id and (gone.flags & ${FLAG_BITS.draft}) <> 0`,
    [workspaceId, ids],
  );
  const { count } = await tx.query(
    `select from copy where workspace_id = $1 and message_id = any($2) limit 1`,
    [workspaceId, ids],
  );
  assert(count === 0, "a message said to have departed lies in a folder");
  await tx.query(
    `update message m set departed_at = r.at, departed_from = r."fromFolderId", departed_evidence = r.evidence
     from jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "fromFolderId" uuid, at bigint, evidence jsonb)
     where m.workspace_id = $1 and m.id = r."messageId" and m.departed_at is null`,
    [workspaceId, toJson(departed)],
  );
}
