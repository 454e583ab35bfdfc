// Folders as they are known here and as LIST tells them, for tests.
import type { FolderId } from "../../base/ids.ts";
import type { FolderInList, ListedLike, ListedStatus } from "../folder-evidence.ts";

export function known(path: string, more: Partial<FolderInList> = {}): FolderInList {
  return {
    id: `id of ${path}` as FolderId,
    path,
    delimiter: "/",
    selectable: true,
    serverId: null,
    uidValidity: null,
    uidNext: null,
    goneAt: null,
    used: false,
    ...more,
  };
}

/** A folder whose mail is here. */
export function used(
  path: string,
  uidValidity: number | null,
  more: Partial<FolderInList> = {},
): FolderInList {
  return known(path, { uidValidity, used: true, ...more });
}

export interface Listed extends ListedLike {
  readonly status: ListedStatus | null;
}

export function listed(
  path: string,
  uidValidity: number | null = null,
  more: Partial<ListedStatus> = {},
): Listed {
  const status = { serverId: null, uidValidity: uidValidity ?? 0, uidNext: null, ...more };
  const told = uidValidity !== null || more.serverId !== undefined;
  return { path, delimiter: "/", selectable: true, status: told ? status : null };
}
