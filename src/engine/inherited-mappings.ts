// Mappings that follow from another one: of all folders below one that is mapped with its subtree, but for those that
// are mapped on their own.
import { type AppFolderId, type FolderId, newId } from "../base/ids.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { FolderMapping, KnownFolder } from "./ports/sync.ts";

export interface MappingChange {
  readonly folderId: FolderId;
  readonly mapping: FolderMapping;
}

/** What each folder below a subtree has to be mapped to; a mapping that it has by inheritance keeps its id. */
export function inheritedMappings(
  deps: Pick<ImportDeps, "clock" | "random">,
  folders: readonly KnownFolder[],
): readonly MappingChange[] {
  const there = folders.filter(({ goneAt }) => goneAt === null);
  const roots = new Map(
    there.flatMap(({ path, mapping }) => (mapping?.subtree === true ? [[path, mapping] as const] : [])),
  );
  if (roots.size === 0) return [];
  const mappings = new Map(there.map(({ path, mapping }) => [path, mapping]));
  const found: MappingChange[] = [];
  for (const folder of there.toSorted((a, b) => a.path.length - b.path.length)) {
    if (folder.mapping !== null && !folder.mapping.inherited) continue;
    const [parentPath = "", ...above] = pathsAbove(folder);
    const root = [parentPath, ...above].map((path) => roots.get(path)).find((each) => each !== undefined);
    if (root === undefined) continue;
    const parent = mappings.get(parentPath) ?? root;
    const { importFrom } = root;
    const old = folder.mapping;
    const mapping: FolderMapping = {
      appFolderId: old?.appFolderId ?? newId<AppFolderId>(deps.clock, deps.random),
      role: null,
      name: folder.path.slice(parentPath.length + (folder.delimiter?.length ?? 0)),
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

/** The nearest first. */
function pathsAbove({ path, delimiter }: KnownFolder): readonly string[] {
  if (delimiter === null || delimiter === "") return [];
  const parts = path.split(delimiter);
  return parts.slice(1).map((_, above) => parts.slice(0, parts.length - 1 - above).join(delimiter));
}
