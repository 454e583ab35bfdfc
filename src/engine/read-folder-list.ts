// LIST, with STATUS of the folders whose evidence it leaves out: of those whose mail is here, and where one of them
// is missed, of all that it could be now.
import { SyncError } from "../base/sync-error.ts";
import { type FolderListPlan, planFolderList } from "../core/plan-folder-list.ts";
import { inList } from "./decide-folder-list.ts";
import type { FolderStatus, ListedFolder, MailSession } from "./ports/mail.ts";
import type { KnownFolder } from "./ports/sync.ts";

/** Folders that a missed one is looked for in. */
const SOUGHT_MAX = 1_000;
const READINGS_MAX = 4;

/** Folders may change places between LIST and the STATUS of one and of the other. So a missed folder is believed only
 *  when two readings say the same; null where they never do. */
export async function readFolderList(
  session: MailSession,
  known: readonly KnownFolder[],
): Promise<readonly ListedFolder[] | null> {
  let last: readonly ListedFolder[] | null = null;
  for (let reading = 0; reading < READINGS_MAX; reading++) {
    const { listed, plan } = await readOnce(session, known);
    if (plan.kind === "question" || !plan.isMissing) return listed;
    if (last !== null && areAlike(last, listed)) return listed;
    last = listed;
  }
  return null;
}

async function readOnce(
  session: MailSession,
  known: readonly KnownFolder[],
): Promise<{ readonly listed: readonly ListedFolder[]; readonly plan: FolderListPlan<ListedFolder> }> {
  const listed = await session.listFolders();
  const read = new Set(
    known.flatMap((folder) => (folder.goneAt === null && isComparable(folder) ? [folder.path] : [])),
  );
  const untold = listed.flatMap(({ path, selectable, status }) =>
    selectable && status === null && read.has(path) ? [path] : [],
  );
  const told = await withStatus(session, listed, untold);
  const plan = planFolderList(known.map(inList), told);
  if (plan.kind === "question" || plan.sought.length === 0) return { listed: told, plan };
  const all = await withStatus(session, told, plan.sought.slice(0, SOUGHT_MAX));
  return { listed: all, plan: planFolderList(known.map(inList), all) };
}

/** Its mail is here, or will be, and it is known what it was. */
function isComparable({ ledger, mapping, uidValidity }: KnownFolder): boolean {
  return ledger !== null || (mapping !== null && uidValidity !== null);
}

/** Whether the same folders are in the same places, as far as both readings tell. */
function areAlike(a: readonly ListedFolder[], b: readonly ListedFolder[]): boolean {
  const byPath = new Map(a.map((each) => [each.path, each]));
  return (
    a.length === b.length &&
    b.every((now) => {
      const before = byPath.get(now.path);
      if (before?.selectable !== now.selectable) return false;
      return before.status === null || now.status === null || isSame(before.status, now.status);
    })
  );
}

/** What isn't told says nothing. */
function isSame(a: FolderStatus, b: FolderStatus): boolean {
  if (a.serverId !== null && b.serverId !== null) return a.serverId === b.serverId;
  return a.uidValidity === 0 || b.uidValidity === 0 || a.uidValidity === b.uidValidity;
}

async function withStatus(
  session: MailSession,
  listed: readonly ListedFolder[],
  paths: readonly string[],
): Promise<readonly ListedFolder[]> {
  const statuses = await readStatuses(session, paths);
  return listed.map((each) => ({ ...each, status: statuses.get(each.path) ?? each.status }));
}

/** A folder that refuses tells nothing. */
export async function readStatuses(
  session: MailSession,
  paths: readonly string[],
): Promise<ReadonlyMap<string, FolderStatus>> {
  const statuses = new Map<string, FolderStatus>();
  if (paths.length === 0) return statuses;
  for await (const { path, status } of session.statusFolders(paths)) {
    if (!(status instanceof SyncError)) statuses.set(path, status);
  }
  return statuses;
}
