import type { AnswerOf } from "../../../api/operations.ts";
import type { Texts } from "../../texts/en.ts";

export type AppFolder = AnswerOf<"listFolders">[number];

export function folderLabel(folder: AppFolder, t: Texts): string {
  return folder.role === null ? folder.name : t.folders.roles[folder.role];
}
