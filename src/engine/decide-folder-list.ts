// What LIST means for the folders that are known, as changes to be written: for the mailbox loop and for "Edit
// folders", which look at the same mailbox side by side.
import { type FolderId, newId } from "../base/ids.ts";
import { leafOf } from "../core/folder-acts.ts";
import type { FolderInList } from "../core/folder-evidence.ts";
import { disbelieved } from "../core/ledger.ts";
import { planFolderList } from "../core/plan-folder-list.ts";
import { customNameProblem } from "../core/propose-mappings.ts";
import type { ImportDeps } from "./import-messages.ts";
import { inheritedMappings, type MappingChange } from "./inherited-mappings.ts";
import type { ListedFolder } from "./ports/mail.ts";
import type { FolderListChanges, FolderMapping, KnownFolder } from "./ports/sync.ts";

export type FolderListDecision =
  | { readonly kind: "question"; readonly reason: string }
  | {
      readonly kind: "decided";
      /** All folders as they are after the changes. */
      readonly folders: readonly KnownFolder[];
      /** Null when nothing has changed (law 6). */
      readonly changes: FolderListChanges | null;
    };

/** What was just renamed from here: that it is the same folder needs no other evidence. */
export interface Renamed {
  readonly folderId: FolderId;
  readonly to: string;
}

export function decideFolderList(
  deps: Pick<ImportDeps, "clock" | "random">,
  known: readonly KnownFolder[],
  listed: readonly ListedFolder[],
  renamed: Renamed | null = null,
): FolderListDecision {
  const plan = planFolderList(asRenamed(known, renamed).map(inList), listed);
  if (plan.kind === "question") return plan;
  const now = deps.clock.now();
  const places = new Map(plan.there.map((place) => [place.folderId, place]));
  const gone = new Set(plan.gone);
  const stood = known.map((folder): KnownFolder => {
    const place = places.get(folder.id);
    if (place === undefined) return gone.has(folder.id) ? { ...folder, goneAt: now } : folder;
    const listed = asListed(folder, place.listed);
    if (folder.ledger === null) return listed;
    // What was read under another name may have been another folder's: it proves nothing of this one.
    if (!place.doubted) return listed.path === folder.path ? listed : { ...listed, readAt: 0 };
    // The ledger tells no more what it is: should it be renamed before it is read, this does.
    const uidValidity = place.listed.status?.uidValidity ?? listed.uidValidity;
    return { ...listed, uidValidity, ledger: disbelieved(folder.ledger, now), readAt: 0 };
  });
  const added = plan.added.map((each) => asListed(newFolder(deps), each));
  const folders = withInherited(deps, [...namedAsBefore(known, stood), ...added]);
  return { kind: "decided", folders, changes: changesOf(known, folders) };
}

/** The folder and all below it are where they were put. */
function asRenamed(known: readonly KnownFolder[], renamed: Renamed | null): readonly KnownFolder[] {
  const from = known.find(({ id }) => id === renamed?.folderId);
  if (renamed === null || from === undefined) return known;
  const inside = `${from.path}${from.delimiter ?? ""}`;
  return known.map((folder) => {
    if (folder === from) return { ...folder, path: renamed.to };
    if (from.delimiter === null || !folder.path.startsWith(inside)) return folder;
    return { ...folder, path: `${renamed.to}${from.delimiter}${folder.path.slice(inside.length)}` };
  });
}

export function inList(folder: KnownFolder): FolderInList {
  const { ledger, mapping } = folder;
  const believed = ledger !== null && ledger.uidValidity > 0 ? ledger : null;
  const uidValidity = folder.uidValidity ?? believed?.uidValidity ?? null;
  return {
    ...folder,
    uidValidity,
    uidNext: believed !== null && believed.uidValidity === uidValidity ? believed.uidNext : null,
    used: mapping !== null || ledger !== null,
  };
}

function newFolder({ clock, random }: Pick<ImportDeps, "clock" | "random">): KnownFolder {
  return {
    id: newId<FolderId>(clock, random),
    path: "",
    delimiter: null,
    selectable: false,
    specialUse: null,
    serverId: null,
    uidValidity: null,
    goneAt: null,
    mapping: null,
    ledger: null,
    readAt: null,
  };
}

function asListed(folder: KnownFolder, listed: ListedFolder): KnownFolder {
  const { path, delimiter, selectable, specialUse, status } = listed;
  const told = status === null || status.uidValidity === 0 ? folder.uidValidity : status.uidValidity;
  return {
    ...folder,
    path,
    delimiter,
    selectable,
    specialUse,
    serverId: status?.serverId ?? folder.serverId,
    // What the ledger says already isn't news (law 6).
    uidValidity: folder.uidValidity === null && told === folder.ledger?.uidValidity ? null : told,
    goneAt: null,
  };
}

/** A folder that the application calls as the provider does is called so still when the provider renames it. */
function namedAsBefore(
  known: readonly KnownFolder[],
  folders: readonly KnownFolder[],
): readonly KnownFolder[] {
  const before = new Map(known.map((folder) => [folder.id, folder]));
  const renamed = folders.filter(({ id, path, mapping }) => {
    const old = before.get(id);
    return old !== undefined && old.path !== path && isOwn(mapping) && mapping.name === leafOf(old);
  });
  if (renamed.length === 0) return folders;
  const names = new Map(
    folders.flatMap(({ id, mapping }) => (isOwn(mapping) ? [[id, mapping.name] as const] : [])),
  );
  for (const folder of renamed) {
    const others = [...names].flatMap(([id, name]) => (id === folder.id ? [] : [name]));
    if (customNameProblem(leafOf(folder), others) === null) names.set(folder.id, leafOf(folder));
  }
  return folders.map((folder) => {
    const { mapping } = folder;
    const name = names.get(folder.id);
    if (mapping === null || name === undefined || name === mapping.name) return folder;
    return { ...folder, mapping: { ...mapping, name } };
  });
}

function isOwn(mapping: FolderMapping | null): mapping is FolderMapping {
  return mapping !== null && mapping.role === null && !mapping.inherited;
}

/** Folders that came below a subtree, and those whose names or parents there are others now. */
function withInherited(
  deps: Pick<ImportDeps, "clock" | "random">,
  folders: readonly KnownFolder[],
): readonly KnownFolder[] {
  const inherited = new Map(
    inheritedMappings(deps, folders).map(({ folderId, mapping }) => [folderId, mapping]),
  );
  return folders.map((folder) => {
    const mapping = inherited.get(folder.id);
    const old = folder.mapping;
    if (mapping === undefined) return folder;
    if (old?.name === mapping.name && old.parentId === mapping.parentId) return folder;
    return { ...folder, mapping };
  });
}

function changesOf(known: readonly KnownFolder[], folders: readonly KnownFolder[]): FolderListChanges | null {
  const before = new Map(known.map((folder) => [folder.id, folder]));
  const changed = folders.filter((folder) => isOther(before.get(folder.id), folder));
  const doubted = folders.flatMap(({ id, ledger }) => {
    const from = before.get(id)?.ledger?.uidValidity;
    if (ledger === null || from === undefined || ledger.uidValidity === from) return [];
    return [{ folderId: id, ledger, from }];
  });
  const unproven = folders.flatMap(({ id, ledger, readAt }) => {
    const old = before.get(id);
    if (ledger === null || ledger !== old?.ledger || readAt === old.readAt) return [];
    return [{ folderId: id, ledger }];
  });
  const mappings = folders.flatMap(({ id, mapping }): readonly MappingChange[] => {
    if (mapping === null || mapping === (before.get(id)?.mapping ?? null)) return [];
    return [{ folderId: id, mapping }];
  });
  if (changed.length === 0 && mappings.length === 0 && doubted.length === 0) return null;
  const shown =
    mappings.length > 0 || changed.some((folder) => isShownOtherwise(before.get(folder.id), folder));
  return {
    folders: changed.map(({ mapping: _m, ledger: _l, readAt: _r, ...folder }) => folder),
    mappings,
    ledgers: [...doubted, ...unproven].map(({ folderId, ledger }) => ({ folderId, ledger, readAt: 0 })),
    renumbered: doubted.map(({ folderId, ledger, from }) => ({ folderId, from, to: ledger.uidValidity })),
    events: shown ? [{ kind: "folders.changed" }] : [],
  };
}

function isOther(before: KnownFolder | undefined, now: KnownFolder): boolean {
  return (
    isShownOtherwise(before, now) ||
    before?.serverId !== now.serverId ||
    before.uidValidity !== now.uidValidity
  );
}

function isShownOtherwise(before: KnownFolder | undefined, now: KnownFolder): boolean {
  return (
    before?.path !== now.path ||
    before.delimiter !== now.delimiter ||
    before.selectable !== now.selectable ||
    before.specialUse !== now.specialUse ||
    before.goneAt !== now.goneAt
  );
}
