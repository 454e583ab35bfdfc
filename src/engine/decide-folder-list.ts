// What LIST means for the folders that are known, as changes to be written: for the mailbox loop and for "Edit
// folders", which look at the same mailbox side by side.
import { type FolderId, newId } from "../base/ids.ts";
import type { FolderInList } from "../core/folder-evidence.ts";
import { disbelieved } from "../core/ledger.ts";
import { planFolderList } from "../core/plan-folder-list.ts";
import type { ImportDeps } from "./import-messages.ts";
import { type InheritedMapping, inheritedMappings } from "./inherited-mappings.ts";
import type { ListedFolder } from "./ports/mail.ts";
import type { FolderListChanges, KnownFolder } from "./ports/sync.ts";

export type FolderListDecision =
  | { readonly kind: "question"; readonly reason: string }
  | {
      readonly kind: "decided";
      /** All folders as they are after the changes. */
      readonly folders: readonly KnownFolder[];
      /** Null when nothing has changed (law 6). */
      readonly changes: FolderListChanges | null;
    };

export function decideFolderList(
  deps: Pick<ImportDeps, "clock" | "random">,
  known: readonly KnownFolder[],
  listed: readonly ListedFolder[],
): FolderListDecision {
  const plan = planFolderList(known.map(inList), listed);
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
    return { ...listed, ledger: disbelieved(folder.ledger, now), readAt: 0 };
  });
  const added = plan.added.map((each) => asListed(newFolder(deps), each));
  const mapped = withInherited(deps, [...stood, ...added]);
  return { kind: "decided", folders: mapped.folders, changes: changesOf(known, mapped) };
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

interface Mapped {
  readonly folders: readonly KnownFolder[];
  readonly inherited: readonly InheritedMapping[];
}

/** Folders that came below a subtree, and those whose names or parents there are others now. */
function withInherited(deps: Pick<ImportDeps, "clock" | "random">, folders: readonly KnownFolder[]): Mapped {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const inherited = inheritedMappings(deps, folders).filter(({ folderId, mapping }) => {
    const old = byId.get(folderId)?.mapping;
    return old == null || old.name !== mapping.name || old.parentId !== mapping.parentId;
  });
  const mappings = new Map(inherited.map(({ folderId, mapping }) => [folderId, mapping]));
  return {
    folders: folders.map((folder) => ({ ...folder, mapping: mappings.get(folder.id) ?? folder.mapping })),
    inherited,
  };
}

function changesOf(known: readonly KnownFolder[], { folders, inherited }: Mapped): FolderListChanges | null {
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
  if (changed.length === 0 && inherited.length === 0 && doubted.length === 0) return null;
  const shown =
    inherited.length > 0 || changed.some((folder) => isShownOtherwise(before.get(folder.id), folder));
  return {
    folders: changed.map(({ mapping: _m, ledger: _l, readAt: _r, ...folder }) => folder),
    inherited,
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
