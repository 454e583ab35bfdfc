// What a person does with a folder here, as what the provider is told: where a new folder goes, what a renamed or moved
// one is called then, and how one is taken away without the mail in it. Standard folders stay as they are.
import type { AppFolderRole } from "./folder-role.ts";
import { customNameProblem, folderForRole, isBelow, type NameProblem, partsOf } from "./propose-mappings.ts";

export interface FolderInTree {
  readonly id: string;
  readonly path: string;
  readonly delimiter: string | null;
  readonly selectable: boolean;
  /** RFC 6154, lower case without the backslash. */
  readonly specialUse: string | null;
  readonly goneAt: number | null;
  readonly mapping: {
    readonly appFolderId: string;
    readonly role: AppFolderRole | null;
    readonly name: string;
    readonly subtree: boolean;
    readonly inherited: boolean;
  } | null;
}

/** Folders of the application are named by their app folder ids. */
export type FolderAct =
  | { readonly kind: "create"; readonly name: string; readonly parentId: string | null }
  | {
      readonly kind: "change";
      readonly folderId: string;
      readonly name: string;
      /** Where it is to lie; left as it is without. */
      readonly parentId?: string;
    }
  | { readonly kind: "remove"; readonly folderId: string };

export type FolderPlan<F extends FolderInTree> =
  | { readonly kind: "refused"; readonly problem: NameProblem }
  /** CREATE; a folder below a subtree is mapped with it, another needs a mapping of its own. */
  | { readonly kind: "create"; readonly path: string; readonly inherits: boolean }
  | { readonly kind: "rename"; readonly folder: F; readonly to: string }
  /** Only the application calls it so: the provider's name was another one before. */
  | { readonly kind: "label"; readonly folder: F; readonly name: string }
  /** It lies in Deleted already, and the application shows it still: an earlier try got no further. */
  | { readonly kind: "unmap"; readonly folder: F }
  /** RENAME into Deleted, with all that is in it and below it. */
  | { readonly kind: "bin"; readonly folder: F; readonly to: string }
  /** DELETE. `ifEmpty`: its mail would go with it. */
  | { readonly kind: "delete"; readonly folder: F; readonly ifEmpty: boolean }
  | { readonly kind: "nothing" };

export function planFolderAct<F extends FolderInTree>(
  act: FolderAct,
  all: readonly F[],
  profile: string,
): FolderPlan<F> {
  const tree = new Tree(all.filter(({ goneAt }) => goneAt === null));
  switch (act.kind) {
    case "create":
      return planCreation(tree, act.name.trim(), act.parentId);
    case "change":
      return planChange(tree, { ...act, name: act.name.trim() });
    case "remove":
      return planRemoval(tree, act.folderId, profile);
  }
}

/** The last part of a path: what a person calls the folder. */
export function leafOf({ path, delimiter }: Pick<FolderInTree, "path" | "delimiter">): string {
  return partsOf(path, delimiter).at(-1) ?? path;
}

/** Whether folders that are made in it are mapped with it. */
export function takesFolders(folder: FolderInTree): boolean {
  return folder.mapping !== null && (folder.mapping.subtree || folder.mapping.inherited);
}

class Tree<F extends FolderInTree> {
  readonly folders: readonly F[];
  readonly delimiter: string | null;
  readonly #paths: ReadonlySet<string>;

  constructor(folders: readonly F[]) {
    this.folders = folders;
    this.delimiter = folders.find(({ delimiter }) => delimiter !== null)?.delimiter ?? null;
    // Exchange and others tell no two folders apart by case.
    this.#paths = new Set(folders.map(({ path }) => path.toLowerCase()));
  }

  byApp(appFolderId: string): F | undefined {
    return this.folders.find(({ mapping }) => mapping?.appFolderId === appFolderId);
  }

  has(path: string): boolean {
    return this.#paths.has(path.toLowerCase());
  }

  /** What stands before all folders but INBOX on servers that put them below it ("INBOX.Sent"), else nothing. */
  get prefix(): string {
    const inside = `INBOX${this.delimiter}`;
    const others = this.folders.filter(({ path }) => path.toUpperCase() !== "INBOX");
    return others.length > 0 && others.every(({ path }) => path.startsWith(inside)) ? inside : "";
  }

  /** Names of the folders that are mapped on their own, but for one. */
  ownNames(but: F | null): readonly string[] {
    return this.folders.flatMap((folder) => {
      const { mapping } = folder;
      return mapping === null || mapping.inherited || mapping.role !== null || folder === but
        ? []
        : [mapping.name];
    });
  }
}

function planCreation<F extends FolderInTree>(
  tree: Tree<F>,
  name: string,
  parentId: string | null,
): FolderPlan<F> {
  const wrong =
    pathProblem(tree, name) ?? (parentId === null ? customNameProblem(name, tree.ownNames(null)) : null);
  if (wrong !== null) return { kind: "refused", problem: wrong };
  if (parentId === null) return create(tree, `${tree.prefix}${name}`, false);
  const parent = tree.byApp(parentId);
  if (parent === undefined) return refused("folderUnknown", "The folder around it isn’t here any more.");
  if (!takesFolders(parent) || parent.delimiter === null) {
    return refused("notBelow", "New folders can be made in folders that are mapped with all below them.");
  }
  return create(tree, `${parent.path}${parent.delimiter}${name}`, true);
}

function create<F extends FolderInTree>(tree: Tree<F>, path: string, inherits: boolean): FolderPlan<F> {
  return tree.has(path) ? taken() : { kind: "create", path, inherits };
}

function planChange<F extends FolderInTree>(
  tree: Tree<F>,
  { folderId, name, parentId }: { folderId: string; name: string; parentId?: string },
): FolderPlan<F> {
  const folder = tree.byApp(folderId);
  if (folder?.mapping == null) return refused("folderUnknown", "This folder isn’t here any more.");
  const { mapping } = folder;
  if (mapping.role !== null) return standard();
  const leaf = leafOf(folder);
  const isLabel = !mapping.inherited && mapping.name !== leaf;
  const wrong = mapping.inherited
    ? pathProblem(tree, name)
    : ((isLabel ? null : pathProblem(tree, name)) ?? customNameProblem(name, tree.ownNames(folder)));
  if (wrong !== null) return { kind: "refused", problem: wrong };
  if (parentId !== undefined) return planMove(tree, folder, name, parentId);
  if (name === mapping.name) return { kind: "nothing" };
  if (isLabel) return { kind: "label", folder, name };
  return rename(
    tree,
    folder,
    [...partsOf(folder.path, folder.delimiter).slice(0, -1), name].join(folder.delimiter ?? ""),
  );
}

/** From one place of a mapped tree to another; elsewhere the application would show it no more. */
function planMove<F extends FolderInTree>(
  tree: Tree<F>,
  folder: F,
  name: string,
  parentId: string,
): FolderPlan<F> {
  const parent = tree.byApp(parentId);
  if (parent === undefined) return refused("folderUnknown", "The folder around it isn’t here any more.");
  if (folder.mapping?.inherited !== true || !takesFolders(parent) || parent.delimiter === null) {
    return refused("notBelow", "Folders can be moved within folders that are mapped with all below them.");
  }
  if (parent === folder || isBelow(parent, folder)) {
    return refused("intoItself", "A folder can’t be moved into itself.");
  }
  return rename(tree, folder, `${parent.path}${parent.delimiter}${name}`);
}

function rename<F extends FolderInTree>(tree: Tree<F>, folder: F, to: string): FolderPlan<F> {
  if (to === folder.path) return { kind: "nothing" };
  const isOtherCase = to.toLowerCase() === folder.path.toLowerCase();
  return tree.has(to) && !isOtherCase ? taken() : { kind: "rename", folder, to };
}

function planRemoval<F extends FolderInTree>(
  tree: Tree<F>,
  folderId: string,
  profile: string,
): FolderPlan<F> {
  const folder = tree.byApp(folderId);
  if (folder?.mapping == null) return { kind: "nothing" };
  if (folder.mapping.role !== null) return standard();
  const owned = tree.folders.filter(({ mapping }) => mapping !== null && !mapping.inherited);
  if (owned.every((each) => each === folder)) {
    return refused(
      "lastFolder",
      "The last mapped folder can’t be deleted; stop the synchronization instead.",
    );
  }
  if (tree.folders.some((each) => each.mapping?.role != null && isBelow(each, folder))) {
    return refused("standardBelow", "A standard folder lies in this one.");
  }
  // A label there: its messages stay in All Mail.
  if (profile === "gmail") return { kind: "delete", folder, ifEmpty: false };
  const bin = folderForRole("deleted", tree.folders, profile);
  const isInBin = bin !== null && isBelow(folder, bin);
  if (isInBin && (!folder.mapping.inherited || !takesFolders(bin))) return { kind: "unmap", folder };
  if (bin === null || bin.delimiter === null || isInBin) {
    if (tree.folders.some((each) => isBelow(each, folder))) {
      return refused("hasFolders", "There are folders in it: delete them first.");
    }
    return { kind: "delete", folder, ifEmpty: true };
  }
  const leaf = leafOf(folder);
  for (let n = 1; ; n++) {
    const to = `${bin.path}${bin.delimiter}${n === 1 ? leaf : `${leaf} (${n})`}`;
    if (!tree.has(to)) return { kind: "bin", folder, to };
  }
}

/** What the provider's name can't be. */
function pathProblem<F extends FolderInTree>({ delimiter }: Tree<F>, name: string): NameProblem | null {
  if (delimiter !== null && name.includes(delimiter)) {
    return { kind: "nameDelimiter", message: `A name can’t contain ${delimiter}` };
  }
  // LIST would take them for wildcards (RFC 3501 section 6.3.8).
  if (/[%*]/.test(name)) return { kind: "nameWildcard", message: "A name can’t contain % or *" };
  const problem = customNameProblem(name, []);
  return problem?.kind === "nameOfRole" ? null : problem;
}

function refused(kind: string, message: string): { kind: "refused"; problem: NameProblem } {
  return { kind: "refused", problem: { kind, message } };
}

/** The provider may know of a folder that isn't in the tree. */
export const PATH_TAKEN: NameProblem = {
  kind: "pathTaken",
  message: "There is a folder of this name already.",
};

function taken(): { kind: "refused"; problem: NameProblem } {
  return { kind: "refused", problem: PATH_TAKEN };
}

function standard(): { kind: "refused"; problem: NameProblem } {
  return refused("standardFolder", "Standard folders are neither renamed nor deleted.");
}
