// Mappings that follow from another one: of all folders below one that is mapped with its subtree, but for those that
// are mapped on their own.
import { type AppFolderId, type FolderId, newId } from "../base/ids.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { FolderMapping, KnownFolder } from "./ports/sync.ts";

export interface InheritedMapping {
  readonly folderId: FolderId;
  readonly mapping: FolderMapping;
}

/** What each folder below a subtree has to be mapped to; a mapping that it has by inheritance keeps its id. */
export function inheritedMappings(
  deps: Pick<ImportDeps, "clock" | "random">,
  folders: readonly KnownFolder[],
): readonly InheritedMapping[] {
  const there = folders.filter(({ goneAt }) => goneAt === null);
  const roots = there.filter(({ mapping }) => mapping?.subtree === true);
  if (roots.length === 0) return [];
  const mappings = new Map(there.map(({ path, mapping }) => [path, mapping]));
  const found: InheritedMapping[] = [];
  for (const folder of there.toSorted((a, b) => a.path.length - b.path.length)) {
    if (folder.mapping !== null && !folder.mapping.inherited) continue;
    const root = rootOf(folder, roots);
    if (root?.mapping == null || folder.delimiter === null) continue;
    const parts = folder.path.split(folder.delimiter);
    const parent = mappings.get(parts.slice(0, -1).join(folder.delimiter)) ?? root.mapping;
    const { importFrom } = root.mapping;
    const old = folder.mapping;
    const mapping: FolderMapping = {
      appFolderId: old?.appFolderId ?? newId<AppFolderId>(deps.clock, deps.random),
      role: null,
      name: parts.at(-1) ?? folder.path,
      parentId: parent.appFolderId,
      subtree: false,
      inherited: true,
      importFrom,
      searched: old?.searched === true && old.importFrom === importFrom,
    };
    mappings.set(folder.path, mapping);
    found.push({ folderId: folder.id, mapping });
  }
  return found;
}

/** The nearest of them. */
function rootOf(folder: KnownFolder, roots: readonly KnownFolder[]): KnownFolder | null {
  return roots
    .filter(({ path }) => folder.delimiter !== null && folder.path.startsWith(path + folder.delimiter))
    .reduce<KnownFolder | null>(
      (best, root) => (best === null || root.path.length > best.path.length ? root : best),
      null,
    );
}
