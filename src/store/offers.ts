// The user's word on older messages that were put into a folder in large numbers (law 11).
import type { FolderId, MailboxId, WorkspaceId } from "../base/ids.ts";
import type { FolderLedger } from "../core/ledger.ts";
import { UidSet } from "../core/uid-set.ts";
import type { OfferAnswer, SyncStore } from "../engine/ports/sync.ts";
import type { Database } from "./database.ts";
import { selectFolders, upsertLedgers } from "./folder-rows.ts";
import { stopOwner } from "./ownership.ts";

export function createOffers(db: Database): Pick<SyncStore, "answerOffer"> {
  return {
    async answerOffer(
      workspaceId: WorkspaceId,
      mailboxId: MailboxId,
      folderId: FolderId,
      answer: OfferAnswer,
    ): Promise<void> {
      await db.inWorkspace(workspaceId, async (tx) => {
        await stopOwner(tx, workspaceId, mailboxId);
        const folders = await selectFolders(tx, workspaceId, mailboxId);
        const folder = folders.find(({ id }) => id === folderId);
        if (!folder?.ledger || folder.mapping === null || folder.ledger.offered.isEmpty) return;
        const ledger = answered(folder.ledger, answer);
        await upsertLedgers(tx, workspaceId, [{ folderId, ledger, readAt: folder.readAt ?? 0 }]);
      });
    },
  };
}

/** What is taken counts as part of the import, and is not announced message by message. */
function answered(ledger: FolderLedger, answer: OfferAnswer): FolderLedger {
  const rest = { ...ledger, offered: UidSet.empty };
  if (answer === "leave") return rest;
  return { ...rest, wanted: ledger.wanted.union(ledger.offered), mappedUidNext: ledger.uidNext };
}
