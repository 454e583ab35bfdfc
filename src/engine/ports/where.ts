// "Where is my mail?" (J13a): what the store knows of messages that fit some clues, and the desk that answers.
import type { MailboxId, WorkspaceId } from "../../base/ids.ts";
import type { Erased, MailClues, Trace, WhereAnswer } from "../../core/where-is-mail.ts";

export interface Traces {
  /** The newest `limit` messages that fit, departed and hidden ones too. */
  findTraces(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    clues: MailClues,
    limit: number,
  ): Promise<readonly Trace[]>;
  /** Of a message of this Message-ID that was erased here; null: none was. */
  erased(workspaceId: WorkspaceId, mailboxId: MailboxId, messageId: string): Promise<Erased | null>;
}

export interface WhereDesk {
  /** Null where there is no such mailbox. Clues that are not `searchable` are not to be asked the provider for. With
   *  `askProvider` the folders at the provider are searched by headers, those too that are not followed: nothing is read
   *  or imported, and only how many fit is told. Rejects with the SyncError that kept it from signing in, or with
   *  `stopped`. */
  where(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    clues: MailClues,
    options: { readonly askProvider: boolean },
  ): Promise<WhereAnswer | null>;
}
