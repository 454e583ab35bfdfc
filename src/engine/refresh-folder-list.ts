// LIST, planned by core: folders made, renamed, gone and back, and folders that a subtree mapping takes in.
import { type AppFolderId, type FolderId, newId } from "../base/ids.ts";
import type { AppFolderRole } from "../core/folder-role.ts";
import { planFolderList } from "../core/plan-folder-list.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopState } from "./loop-state.ts";
import type { FolderStatus, MailSession } from "./ports/mail.ts";
import type { FolderMapping, KnownFolder, SyncChanges } from "./ports/sync.ts";

/** Answers the counts that the server gave along, by path. */
export async function refreshFolderList(
  deps: ImportDeps,
  state: LoopState,
  session: MailSession,
): Promise<ReadonlyMap<string, FolderStatus>> {
  const listed = await session.listFolders();
  const statuses = new Map(
    listed.flatMap(({ path, status }) => (status === null ? [] : [[path, status] as const])),
  );
  const plan = planFolderList(state.known, listed);
  if (plan.kind === "question") {
    deps.log.warn("folders.question", { reason: plan.reason });
    return statuses;
  }
  const added: KnownFolder[] = plan.added.map((folder) => ({
    id: newId<FolderId>(deps.clock, deps.random),
    path: folder.path,
    delimiter: folder.delimiter,
    selectable: folder.selectable,
    specialUse: folder.specialUse,
    serverId: folder.serverId,
    uidValidity: folder.status?.uidValidity ?? null,
    goneAt: null,
    mapping: null,
    ledger: null,
    readAt: null,
  }));
  const changed = new Map<FolderId, KnownFolder>(added.map((folder) => [folder.id, folder]));
  const byId = new Map(state.known.map((folder) => [folder.id, folder]));
  const change = (id: FolderId, part: Partial<KnownFolder>): void => {
    const folder = changed.get(id) ?? byId.get(id);
    if (folder !== undefined) changed.set(id, { ...folder, ...part });
  };
  for (const { folderId, path } of plan.renamed) change(folderId, { path, goneAt: null });
  for (const folderId of plan.gone) change(folderId, { goneAt: deps.clock.now() });
  for (const folderId of plan.back) change(folderId, { goneAt: null });
  const all = [...state.known.map((folder) => changed.get(folder.id) ?? folder), ...added];
  const inherited = inheritedMappings(deps, all);
  if (changed.size === 0 && inherited.length === 0) return statuses;
  const changes: SyncChanges = {
    folders: [...changed.values()].map(({ mapping: _m, ledger: _l, readAt: _r, ...folder }) => folder),
    inherited,
    events: [{ kind: "folders.changed" }],
  };
  await deps.store.commit(state.ownership, changes);
  const mappings = new Map(inherited.map(({ folderId, mapping }) => [folderId, mapping]));
  state.adopt(all.map((folder) => ({ ...folder, mapping: mappings.get(folder.id) ?? folder.mapping })));
  return statuses;
}

/** Folders below one that is mapped with its subtree, and that have no mapping of their own. */
export function inheritedMappings(
  deps: Pick<ImportDeps, "clock" | "random">,
  folders: readonly KnownFolder[],
): readonly { readonly folderId: FolderId; readonly mapping: FolderMapping }[] {
  const roots = folders.filter((folder) => folder.mapping?.subtree === true && folder.goneAt === null);
  const made = new Map<string, FolderMapping>();
  const found: { folderId: FolderId; mapping: FolderMapping }[] = [];
  const byPath = new Map(folders.map((folder) => [folder.path, folder]));
  const sorted = [...folders].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const folder of sorted) {
    if (folder.mapping !== null || folder.goneAt !== null || folder.delimiter === null) continue;
    const root = roots.find((each) => folder.path.startsWith(each.path + folder.delimiter));
    if (root?.mapping == null) continue;
    const parts = folder.path.split(folder.delimiter);
    const parentPath = parts.slice(0, -1).join(folder.delimiter);
    const parent = made.get(parentPath) ?? byPath.get(parentPath)?.mapping ?? null;
    const mapping: FolderMapping = {
      appFolderId: newId<AppFolderId>(deps.clock, deps.random),
      role: null as AppFolderRole | null,
      name: parts.at(-1) ?? folder.path,
      parentId: parent?.appFolderId ?? root.mapping.appFolderId,
      subtree: false,
      inherited: true,
      importFrom: root.mapping.importFrom,
      searched: false,
    };
    made.set(folder.path, mapping);
    found.push({ folderId: folder.id, mapping });
  }
  return found;
}
