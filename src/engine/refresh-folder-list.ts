// LIST for the mailbox loop: folders that were made, renamed, went and came back, and what follows from that for the
// mapped ones.
import { decideFolderList } from "./decide-folder-list.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopState } from "./loop-state.ts";
import type { FolderStatus, MailSession } from "./ports/mail.ts";
import type { KnownFolder } from "./ports/sync.ts";
import { readFolderList } from "./read-folder-list.ts";

/** `known` are the mailbox's folders as they are in the store: a person may have changed them. Answers the counts
 *  that the server gave along, by path. */
export async function refreshFolderList(
  deps: ImportDeps,
  state: LoopState,
  session: MailSession,
  known: readonly KnownFolder[],
): Promise<ReadonlyMap<string, FolderStatus>> {
  const listed = await readFolderList(session, known);
  if (listed === null) {
    deps.log.warn("folders.question", { reason: "they change while they are listed" });
    return new Map();
  }
  const statuses = new Map(
    listed.flatMap(({ path, status }) => (status === null ? [] : [[path, status] as const])),
  );
  const decision = decideFolderList(deps, known, listed);
  if (decision.kind === "question") {
    deps.log.warn("folders.question", { reason: decision.reason });
    return statuses;
  }
  const { changes, folders } = decision;
  if (changes !== null) await deps.store.commit(state.ownership, changes);
  for (const { folderId } of changes?.renumbered ?? []) {
    deps.log.warn("folder.doubted", { folder: folderId });
  }
  state.adopt(folders, statuses);
  return statuses;
}
