// "Edit folders" while it is being edited: rows, and what is wrong with them. Pure, so that the page only shows it.
import type { AnswerOf, BodyOf } from "../../../api/operations.ts";

export type FolderPicker = AnswerOf<"readFolderPicker">;
export type RemoteFolder = FolderPicker["folders"][number];
export type Role = NonNullable<FolderPicker["mappings"][number]["role"]>;
type Mapping = BodyOf<"saveMappings">["mappings"][number];

export const ROLES = ["inbox", "sent", "drafts", "archive", "junk", "deleted"] as const satisfies Role[];

/** The contract names the folders of a role in English. */
const ROLE_NAMES: Readonly<Record<Role, string>> = {
  inbox: "Inbox",
  sent: "Sent",
  drafts: "Drafts",
  archive: "Archive",
  junk: "Junk",
  deleted: "Deleted",
};

export interface Row {
  /** The role, or a number for a folder of one's own. */
  readonly key: string;
  readonly role: Role | null;
  readonly name: string;
  readonly folderId: string | null;
  readonly subtree: boolean;
  /** Found by the server and not touched since. */
  readonly proposed: boolean;
}

export type RowProblem =
  | { readonly kind: "twice"; readonly other: Row }
  | { readonly kind: "sameName" | "needName" | "needFolder" | "gone" }
  | { readonly kind: "server"; readonly message: string };

/** What every folder is cut off at: one has as many messages, and none has more. Null until all are counted. */
export function cutOffAt(
  { folders, limits }: FolderPicker,
  counts: Readonly<Record<string, { readonly messages: number }>>,
): number | null {
  const there = folders.filter(({ selectable }) => selectable).map(({ id }) => counts[id]?.messages);
  if (there.length === 0 || there.includes(undefined)) return null;
  const most = Math.max(...there.map((messages) => messages ?? 0));
  return limits.includes(most) ? most : null;
}

export function firstDraft(picker: FolderPicker): readonly Row[] {
  // Who has mapped before has left the others out on purpose.
  const fresh = picker.mappings.length === 0;
  const roles = ROLES.map((role): Row => {
    const mapping = picker.mappings.find((each) => each.role === role);
    const proposal = fresh ? picker.proposals.find((each) => each.role === role) : undefined;
    return {
      key: role,
      role,
      name: ROLE_NAMES[role],
      folderId: mapping?.remoteFolderId ?? proposal?.remoteFolderId ?? null,
      subtree: mapping?.subtree ?? false,
      proposed: mapping === undefined && (proposal?.remoteFolderId ?? null) !== null,
    };
  });
  const own = picker.mappings
    .filter((each) => each.role === null)
    .map(
      (each, index): Row => ({
        key: String(index),
        role: null,
        name: each.name,
        folderId: each.remoteFolderId,
        subtree: each.subtree,
        proposed: false,
      }),
    );
  return [...roles, ...own];
}

export function addRow(rows: readonly Row[]): readonly Row[] {
  const numbers = rows.filter(({ role }) => role === null).map(({ key }) => Number(key));
  const key = String(Math.max(-1, ...numbers) + 1);
  return [...rows, { key, role: null, name: "", folderId: null, subtree: false, proposed: false }];
}

export function changeRow(
  rows: readonly Row[],
  key: string,
  change: Partial<Pick<Row, "name" | "folderId" | "subtree">>,
): readonly Row[] {
  return rows.map((row) => (row.key === key ? { ...row, ...change, proposed: false } : row));
}

/** What is wrong, by row key. Empty rows of roles are right: that folder isn't mapped. */
export function draftProblems(
  rows: readonly Row[],
  folders: readonly RemoteFolder[],
): ReadonlyMap<string, RowProblem> {
  const problems = new Map<string, RowProblem>();
  const present = new Set(folders.map(({ id }) => id));
  for (const row of rows) {
    const problem = rowProblem(row, rows, present);
    if (problem !== null) problems.set(row.key, problem);
  }
  return problems;
}

function rowProblem(row: Row, rows: readonly Row[], present: ReadonlySet<string>): RowProblem | null {
  if (row.folderId === null) return row.role === null ? { kind: "needFolder" } : null;
  if (!present.has(row.folderId)) return { kind: "gone" };
  const other = rows.find((each) => each.key !== row.key && each.folderId === row.folderId);
  if (other !== undefined) return { kind: "twice", other };
  if (row.role !== null) return null;
  const name = row.name.trim().toLowerCase();
  if (name === "") return { kind: "needName" };
  const same = rows.some((each) => each.key !== row.key && each.name.trim().toLowerCase() === name);
  return same ? { kind: "sameName" } : null;
}

/** Rows that are mapped, in the order in which they are sent: the server's `mappings.N` counts them. */
export function mappedRows(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ folderId }) => folderId !== null);
}

export function toMappings(rows: readonly Row[]): Mapping[] {
  return mappedRows(rows).flatMap(({ role, name, folderId, subtree }) =>
    folderId === null ? [] : [{ role, name: name.trim(), remoteFolderId: folderId, subtree }],
  );
}

/** All folders whose messages would come in, subtrees included. */
export function coveredFolders(rows: readonly Row[], folders: readonly RemoteFolder[]): readonly string[] {
  const covered = new Set<string>();
  for (const { folderId, subtree } of rows) {
    if (folderId === null) continue;
    covered.add(folderId);
    if (subtree) for (const { id } of foldersBelow(folderId, folders)) covered.add(id);
  }
  return [...covered].sort();
}

export function foldersBelow(folderId: string, folders: readonly RemoteFolder[]): readonly RemoteFolder[] {
  const below = new Set([folderId]);
  // Parents may stand after their children: repeat until nothing is added.
  for (let before = 0; before !== below.size; ) {
    before = below.size;
    for (const { id, parentId } of folders) if (parentId !== null && below.has(parentId)) below.add(id);
  }
  return folders.filter(({ id, selectable }) => id !== folderId && selectable && below.has(id));
}

/** Every folder directly after its parent, as a tree is read; hidden ones only when asked or in use. */
export function treeOrder(
  folders: readonly RemoteFolder[],
  showHidden: boolean,
  used: ReadonlySet<string>,
): readonly RemoteFolder[] {
  const children = new Map<string | null, RemoteFolder[]>();
  const ids = new Set(folders.map(({ id }) => id));
  for (const folder of folders) {
    const parent = folder.parentId !== null && ids.has(folder.parentId) ? folder.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), folder]);
  }
  const ordered: RemoteFolder[] = [];
  const seen = new Set<string>();
  const visit = (parent: string | null): void => {
    for (const folder of children.get(parent) ?? []) {
      if (seen.has(folder.id)) continue;
      seen.add(folder.id);
      if (showHidden || !folder.hidden || used.has(folder.id)) ordered.push(folder);
      visit(folder.id);
    }
  };
  visit(null);
  return ordered;
}

/** "Clients / ACME": the names from the top down. */
export function folderPathText(folder: RemoteFolder, byId: ReadonlyMap<string, RemoteFolder>): string {
  const names = [folder.name];
  const seen = new Set([folder.id]);
  for (let parent = byId.get(folder.parentId ?? ""); parent !== undefined && !seen.has(parent.id); ) {
    names.unshift(parent.name);
    seen.add(parent.id);
    parent = byId.get(parent.parentId ?? "");
  }
  return names.join(" / ");
}
