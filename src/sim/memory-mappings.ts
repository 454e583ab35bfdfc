// "Edit folders" saved, on the memory database: the same rules as src/store/save-mappings.ts.
import { assert } from "../base/assert.ts";
import type { AppFolderId, FolderId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { hasFlag } from "../core/flags.ts";
import type { ImportWindow } from "../engine/ports/connections.ts";
import type { FolderMapping } from "../engine/ports/sync.ts";
import type { AppFolderRow, MailData, MemoryDatabase } from "./memory-database.ts";

interface MappedFolder {
  readonly folderId: FolderId;
  readonly mapping: FolderMapping;
}

interface Saving {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly mappings: readonly MappedFolder[];
  readonly importWindow: ImportWindow;
  readonly now: number;
}

export function saveMappings(db: MemoryDatabase, saving: Saving): void {
  const { workspaceId, mailboxId, mappings, importWindow, now } = saving;
  const { data } = db.get(workspaceId, mailboxId);
  for (const { folderId } of mappings) {
    const folder = data.folders.get(folderId);
    if (folder?.goneAt !== null) throw new SyncError("folderGone", { scope: "folder", retry: "askUser" });
  }
  const present = [...data.appFolders].flatMap(([folderId, { mapping, mapped }]) =>
    mapped ? [{ folderId, mapping }] : [],
  );
  const wanted = withFollowers(mappings, present, data);
  const ids = new Set(wanted.map(({ folderId }) => folderId));
  assert(ids.size === wanted.length, "a folder mapped twice");
  const mailbox = db.stopOwner(workspaceId, mailboxId);
  mailbox.row = { ...mailbox.row, state: "syncing", importWindow };
  const kept = withoutFolders(
    data,
    [...data.appFolders.keys()].filter((id) => !ids.has(id)),
    now,
  );
  const before = new Map(present.map(({ folderId, mapping }) => [folderId, mapping]));
  const appFolders = new Map<FolderId, AppFolderRow>();
  for (const { folderId, mapping } of wanted) {
    const old = before.get(folderId);
    const searched = old?.searched === true && !isEarlier(mapping.importFrom, old.importFrom);
    appFolders.set(folderId, { mapping: { ...mapping, searched }, mapped: true });
  }
  const folders = new Map(kept.folders);
  for (const [id] of appFolders) {
    const folder = folders.get(id);
    // Chosen by its name: what was learned of it before may be another's by now.
    const isStrange = !before.has(id) && !data.ledgers.has(id);
    if (folder !== undefined && isStrange) folders.set(id, { ...folder, uidValidity: null, serverId: null });
  }
  db.rearrange(mailbox, { ...kept, folders, appFolders });
}

/** Folders that came with a subtree stay with it unless they were moved out of it, and are imported from when their
 *  root is. */
function withFollowers(
  given: readonly MappedFolder[],
  present: readonly MappedFolder[],
  { folders }: MailData,
): readonly MappedFolder[] {
  const isBelow = (id: FolderId, root: FolderId): boolean => {
    const [folder, above] = [folders.get(id), folders.get(root)];
    if (folder === undefined || above === undefined) return false;
    return folder.goneAt !== null || folder.path.startsWith(`${above.path}${folder.delimiter}`);
  };
  const named = new Set(given.map(({ folderId }) => folderId));
  const roots = new Map<AppFolderId, MappedFolder>();
  for (const each of given) if (each.mapping.subtree) roots.set(each.mapping.appFolderId, each);
  const wanted = [...given];
  let left = present.filter(({ folderId, mapping }) => mapping.inherited && !named.has(folderId));
  for (;;) {
    const following = left.flatMap((each) => {
      const root = each.mapping.parentId === null ? undefined : roots.get(each.mapping.parentId);
      return root === undefined || !isBelow(each.folderId, root.folderId) ? [] : [{ each, root }];
    });
    if (following.length === 0) return wanted;
    for (const { each, root } of following) {
      const { importFrom } = root.mapping;
      const follower = { folderId: each.folderId, mapping: { ...each.mapping, importFrom } };
      wanted.push(follower);
      roots.set(follower.mapping.appFolderId, follower);
    }
    left = left.filter((each) => !following.some((one) => one.each === each));
  }
}

function isEarlier(importFrom: number | null, than: number | null): boolean {
  return than !== null && (importFrom === null || importFrom < than);
}

/** Their copies go; messages that lie nowhere else depart, and nobody is told. */
function withoutFolders(data: MailData, removed: readonly FolderId[], now: number): MailData {
  const ledgers = new Map(data.ledgers);
  const copies = new Map(data.copies);
  const messages = new Map(data.messages);
  const leftBehind = new Map<MessageId, boolean>();
  for (const folderId of removed) ledgers.delete(folderId);
  for (const [key, copy] of data.copies) {
    if (!removed.includes(copy.folderId)) continue;
    copies.delete(key);
    const draft = leftBehind.get(copy.messageId) === true || hasFlag(copy.flags, "draft");
    leftBehind.set(copy.messageId, draft);
  }
  const live = new Set([...copies.values()].map(({ messageId }) => messageId));
  for (const [messageId, departedDraft] of leftBehind) {
    const message = messages.get(messageId);
    if (message === undefined || live.has(messageId) || message.departedAt !== null) continue;
    messages.set(messageId, { ...message, departedAt: now, departedDraft });
  }
  return { ...data, ledgers, copies, messages };
}
