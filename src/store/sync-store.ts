// The SyncStore port: what the mailbox loop reads and writes.
import type { KnownFolder, SyncStore } from "../engine/ports/sync.ts";
import { createOpenChanges } from "./change-commits.ts";
import { commitChanges } from "./commit.ts";
import type { Database } from "./database.ts";
import { type ListedFolder, selectFolders, upsertFolders } from "./folder-rows.ts";
import { selectMailbox } from "./mailboxes.ts";
import { createMatches } from "./matches.ts";
import { createOffers } from "./offers.ts";
import { createOwnerships } from "./ownership.ts";
import { createSaveMappings } from "./save-mappings.ts";

export function createSyncStore(db: Database): SyncStore {
  return {
    ...createMatches(db),
    ...createOpenChanges(db),
    ...createSaveMappings(db),
    ...createOffers(db),
    ...createOwnerships(db),
    commit: (ownership, changes) => commitChanges(db, ownership, changes),
    ...createLoading(db),
  };
}

function createLoading(db: Database): Pick<SyncStore, "load" | "addFolders"> {
  return {
    load: (workspaceId, mailboxId) =>
      db.readWorkspace(workspaceId, async (tx) => {
        const mailbox = await selectMailbox(tx, workspaceId, mailboxId);
        return mailbox && { mailbox, folders: await selectFolders(tx, workspaceId, mailboxId) };
      }),

    // The lock on the mailbox keeps two pickers, and the loop, from adding the same folder twice.
    addFolders: (workspaceId, mailboxId, folders) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const news = missingFrom(folders, await selectFolders(tx, workspaceId, mailboxId));
        if (news.length > 0) {
          await tx.query("select from mailbox where workspace_id = $1 and id = $2 for update", [
            workspaceId,
            mailboxId,
          ]);
          const known = await selectFolders(tx, workspaceId, mailboxId);
          await upsertFolders(tx, workspaceId, mailboxId, missingFrom(news, known));
        }
        return selectFolders(tx, workspaceId, mailboxId);
      }),
  };
}

/** What has to be written so that each of these paths is there: new folders, and ones that had gone and are back. */
function missingFrom(
  folders: readonly ListedFolder[],
  known: readonly KnownFolder[],
): readonly ListedFolder[] {
  const there = new Set(known.filter(({ goneAt }) => goneAt === null).map(({ path }) => path));
  const gone = new Map(known.filter(({ goneAt }) => goneAt !== null).map(({ path, id }) => [path, id]));
  return folders
    .filter(({ path }) => !there.has(path))
    .map((folder) => ({ ...folder, id: gone.get(folder.path) ?? folder.id }));
}
