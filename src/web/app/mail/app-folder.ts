import type { AnswerOf } from "../../../api/operations.ts";
import type { Texts } from "../../texts/en.ts";

export type AppFolder = AnswerOf<"listFolders">[number];

/** Deeper than any tree that is shown; a ring of parents would have no end. */
const DEPTH_MAX = 20;

/** The folders around it, the outermost first, and itself. */
export function trailOf(folder: AppFolder, all: readonly AppFolder[]): readonly AppFolder[] {
  const byId = new Map(all.map((each) => [each.id, each]));
  const trail = [folder];
  let parent = folder.parentId === null ? undefined : byId.get(folder.parentId);
  while (parent !== undefined && trail.length < DEPTH_MAX) {
    trail.unshift(parent);
    parent = parent.parentId === null ? undefined : byId.get(parent.parentId);
  }
  return trail;
}

/** "Clients / ACME". */
export function folderPath(folder: AppFolder, all: readonly AppFolder[], t: Texts): string {
  return trailOf(folder, all)
    .map((each) => folderLabel(each, t))
    .join(" / ");
}

export function folderLabel(folder: AppFolder, t: Texts): string {
  return folder.role === null ? folder.name : t.mail.roles[folder.role];
}
