// LIST, with STATUS of the folders whose evidence it leaves out: of those whose mail is here, and where one of them
// is missed, of all that it could be now.
import { SyncError } from "../base/sync-error.ts";
import { planFolderList } from "../core/plan-folder-list.ts";
import { inList } from "./decide-folder-list.ts";
import type { FolderStatus, ListedFolder, MailSession } from "./ports/mail.ts";
import type { KnownFolder } from "./ports/sync.ts";

/** Folders that a missed one is looked for in. */
const SOUGHT_MAX = 1_000;

export async function readFolderList(
  session: MailSession,
  known: readonly KnownFolder[],
): Promise<readonly ListedFolder[]> {
  const listed = await session.listFolders();
  const read = new Set(
    known.flatMap(({ path, goneAt, ledger }) => (goneAt !== null || ledger === null ? [] : [path])),
  );
  const untold = listed.filter(
    ({ path, selectable, status }) => selectable && status === null && read.has(path),
  );
  const told = await withStatus(
    session,
    listed,
    untold.map(({ path }) => path),
  );
  const plan = planFolderList(known.map(inList), told);
  if (plan.kind === "question" || plan.sought.length === 0) return told;
  return withStatus(session, told, plan.sought.slice(0, SOUGHT_MAX));
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

async function withStatus(
  session: MailSession,
  listed: readonly ListedFolder[],
  paths: readonly string[],
): Promise<readonly ListedFolder[]> {
  const statuses = await readStatuses(session, paths);
  return listed.map((each) => ({ ...each, status: statuses.get(each.path) ?? each.status }));
}
