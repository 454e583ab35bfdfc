// The SyncStore port: what the mailbox loop reads and writes.
import type { SyncStore } from "../engine/ports/sync.ts";
import { createAppends } from "./append-commits.ts";
import { createOpenChanges } from "./change-commits.ts";
import { commitChanges, writeFolderList } from "./commit.ts";
import type { Database } from "./database.ts";
import { createKeptOut } from "./erase-connected.ts";
import { selectFolders } from "./folder-rows.ts";
import { selectMailbox } from "./mailboxes.ts";
import { createMatches } from "./matches.ts";
import { createOffers } from "./offers.ts";
import { createOwnerships, lockMailbox } from "./ownership.ts";
import { createRecordsOnly, isRecordsOnly } from "./records-only.ts";
import { createSaveMappings } from "./save-mappings.ts";
import type { KeyStore } from "./seal-keys.ts";

export function createSyncStore(db: Database, keys: KeyStore): SyncStore {
  return {
    ...createMatches(db),
    ...createOpenChanges(db),
    ...createAppends(db),
    ...createSaveMappings(db),
    ...createOffers(db),
    ...createOwnerships(db),
    ...createKeptOut(db, keys),
    ...createRecordsOnly(db),
    commit: (ownership, changes) => commitChanges(db, ownership, changes),
    ...createLoading(db),
  };
}

function createLoading(db: Database): Pick<SyncStore, "load" | "changeFolders"> {
  return {
    load: (workspaceId, mailboxId) =>
      db.readWorkspace(workspaceId, async (tx) => {
        const mailbox = await selectMailbox(tx, workspaceId, mailboxId);
        if (mailbox === null) return null;
        const recordsOnly = await isRecordsOnly(tx, workspaceId);
        return { mailbox, folders: await selectFolders(tx, workspaceId, mailboxId), recordsOnly };
      }),

    // The lock on the mailbox keeps two pickers, and the loop, from adding the same folder twice; it is a write, and
    // nothing is written for no changes.
    changeFolders: (workspaceId, mailboxId, decide) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const folders = await selectFolders(tx, workspaceId, mailboxId);
        if (decide(folders) === null) return folders;
        await lockMailbox(tx, workspaceId, mailboxId);
        const changes = decide(await selectFolders(tx, workspaceId, mailboxId));
        if (changes !== null) await writeFolderList(tx, workspaceId, mailboxId, changes);
        return selectFolders(tx, workspaceId, mailboxId);
      }),
  };
}
