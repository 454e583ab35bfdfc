// What a person saved in "Edit folders".
import { assert } from "../base/assert.ts";
import type { AppFolderId, FolderId, MailboxId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { KnownFolder, SyncStore } from "../engine/ports/sync.ts";
import type { Database } from "./database.ts";
import { type MappedFolder, selectFolders, upsertMappings } from "./folder-rows.ts";
import { stopOwner } from "./ownership.ts";
import type { Transaction } from "./transaction.ts";

export function createSaveMappings(db: Database): Pick<SyncStore, "saveMappings"> {
  return {
    async saveMappings(workspaceId, mailboxId, mappings, importWindow, now) {
      await db.inWorkspace(workspaceId, async (tx) => {
        await startSyncing(tx, workspaceId, mailboxId, importWindow);
        const folders = await selectFolders(tx, workspaceId, mailboxId);
        const present = folders.flatMap(({ id, mapping }) => (mapping ? [{ folderId: id, mapping }] : []));
        const there = new Set(folders.filter((folder) => folder.goneAt === null).map((folder) => folder.id));
        const wanted = withFollowers(mappings, present, folders);
        for (const { folderId } of mappings) {
          if (!there.has(folderId)) throw new SyncError("folderGone", { scope: "folder", retry: "askUser" });
        }
        assert(new Set(wanted.map((each) => each.folderId)).size === wanted.length, "a folder mapped twice");
        await removeOthers(tx, { workspaceId, mailboxId, kept: wanted.map((each) => each.folderId), now });
        await upsertMappings(tx, workspaceId, mailboxId, markSearched(wanted, present));
        const unread = folders.filter(({ mapping, ledger }) => mapping === null && ledger === null);
        await forgetEvidence(
          tx,
          workspaceId,
          unread.map(({ id }) => id),
        );
      });
    },
  };
}

async function startSyncing(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  importWindow: string,
): Promise<void> {
  await stopOwner(tx, workspaceId, mailboxId);
  await tx.query(
    "update mailbox set state = 'syncing', import_window = $3 where workspace_id = $1 and id = $2",
    [workspaceId, mailboxId, importWindow],
  );
}

/** A person chose them by their names. What was learned of them while nobody used them may be another folder's by now,
 *  since nothing followed them. */
async function forgetEvidence(
  tx: Transaction,
  workspaceId: WorkspaceId,
  unread: readonly FolderId[],
): Promise<void> {
  await tx.query(
    `update remote_folder f set uid_validity = null, server_id = null from app_folder a
     where f.workspace_id = $1 and f.id = any($2) and a.workspace_id = $1 and a.folder_id = f.id`,
    [workspaceId, unread],
  );
}

/** Folders that came with a subtree stay with it while it is mapped, whether or not the caller names them, unless they
 *  were moved out of it. They are imported from when their root is. */
function withFollowers(
  given: readonly MappedFolder[],
  present: readonly MappedFolder[],
  folders: readonly KnownFolder[],
): readonly MappedFolder[] {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const isBelow = (id: FolderId, root: MappedFolder | undefined): boolean => {
    const [folder, above] = [byId.get(id), root && byId.get(root.folderId)];
    if (folder === undefined || above === undefined) return false;
    return folder.goneAt !== null || folder.path.startsWith(`${above.path}${folder.delimiter}`);
  };
  const named = new Set(given.map((each) => each.folderId));
  const roots = new Map<AppFolderId, MappedFolder>();
  for (const each of given) if (each.mapping.subtree) roots.set(each.mapping.appFolderId, each);
  const wanted = [...given];
  let left = present.filter(({ folderId, mapping }) => mapping.inherited && !named.has(folderId));
  for (;;) {
    const following = left.filter(
      ({ folderId, mapping }) => mapping.parentId !== null && isBelow(folderId, roots.get(mapping.parentId)),
    );
    if (following.length === 0) return wanted;
    for (const { folderId, mapping } of following) {
      const root = mapping.parentId === null ? undefined : roots.get(mapping.parentId);
      const importFrom = root?.mapping.importFrom ?? null;
      const follower = { folderId, mapping: { ...mapping, importFrom } };
      wanted.push(follower);
      roots.set(mapping.appFolderId, follower);
    }
    left = left.filter((each) => !following.includes(each));
  }
}

/** Searched again: what was not mapped until now, and what reaches further back than it did. */
function markSearched(
  wanted: readonly MappedFolder[],
  present: readonly MappedFolder[],
): readonly MappedFolder[] {
  const before = new Map(present.map((each) => [each.folderId, each.mapping]));
  return wanted.map(({ folderId, mapping }) => {
    const old = before.get(folderId);
    const searched = old?.searched === true && !isEarlier(mapping.importFrom, old.importFrom);
    return { folderId, mapping: { ...mapping, searched } };
  });
}

/** Null is the beginning of time. */
function isEarlier(importFrom: number | null, than: number | null): boolean {
  return than !== null && (importFrom === null || importFrom < than);
}

interface Removal {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly kept: readonly FolderId[];
  readonly now: number;
}

/** Folders that are mapped (or were, before a Stop) and no longer wanted. Their messages stay, departed,
 *  unless  they lie in a folder that is kept. `departed_from` stays null: the person chose this and isn't
 *  told of it.  All app folders go, since two of them may have exchanged their remote folders. */
async function removeOthers(tx: Transaction, { workspaceId, mailboxId, kept, now }: Removal): Promise<void> {
  const { rows } = await tx.query<{ folder_id: FolderId }>(
    "delete from app_folder where workspace_id = $1 and mailbox_id = $2 returning folder_id",
    [workspaceId, mailboxId],
  );
  const removed = rows.map((row) => row.folder_id).filter((id) => !kept.includes(id));
  if (removed.length === 0) return;
  await tx.query("delete from folder_ledger where workspace_id = $1 and folder_id = any($2)", [
    workspaceId,
    removed,
  ]);
  await tx.query(
    `with gone as (
       delete from copy where workspace_id = $1 and folder_id = any($2) returning message_id, flags),
     left_behind as (
       select message_id, bool_or((flags & ${FLAG_BITS.draft}) <> 0) as draft from gone group by message_id)
     update message m set departed_at = $3, departed_draft = l.draft from left_behind l
     where m.workspace_id = $1 and m.id = l.message_id and m.departed_at is null
       and not exists (select from copy c where c.workspace_id = $1 and c.message_id = m.id
         and c.folder_id <> all($2))`,
    [workspaceId, removed, now],
  );
}
