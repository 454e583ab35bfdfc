// In which order messages are fetched: what people look at first comes first (J3).
import type { FolderId } from "../base/ids.ts";
import type { AppFolderRole } from "./folder-role.ts";
import type { UidSet } from "./uid-set.ts";

/** The newest of Inbox, readable within two seconds of saving. */
const FIRST_WINDOW = 50;
/** Then windows grow: small ones show something everywhere soon, large ones cost fewer round trips. */
const WINDOWS = [FIRST_WINDOW, 100, 250, 500, 1_000] as const;
const WINDOW_MAX = 2_000;

export interface ImportFolder {
  readonly folderId: FolderId;
  readonly role: AppFolderRole | null;
  readonly pending: UidSet;
}

export interface ImportWindow {
  readonly folderId: FolderId;
  readonly uids: UidSet;
}

/** The next window to fetch, highest uids first; null when nothing is pending. `windowsDone` counts the windows
 *  fetched since the loop began: Inbox has the first and every second one, the others take turns. */
export function nextImportWindow(folders: readonly ImportFolder[], windowsDone: number): ImportWindow | null {
  const open = folders.filter(({ pending }) => !pending.isEmpty);
  const inbox = open.find(({ role }) => role === "inbox");
  const others = open.filter((folder) => folder !== inbox).sort((a, b) => rank(a) - rank(b));
  const turn = windowsDone % 2 === 0 || others.length === 0 ? inbox : undefined;
  const folder = turn ?? others[Math.floor(windowsDone / 2) % Math.max(1, others.length)] ?? inbox;
  if (folder === undefined) return null;
  const size = WINDOWS[windowsDone] ?? WINDOW_MAX;
  return { folderId: folder.folderId, uids: folder.pending.highest(size) };
}

const ORDER: readonly (AppFolderRole | null)[] = [
  "inbox",
  "sent",
  "drafts",
  null,
  "archive",
  "junk",
  "deleted",
];

function rank({ role }: ImportFolder): number {
  return ORDER.indexOf(role);
}
