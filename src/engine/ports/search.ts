// Searching mail, and making it searchable. Words of a message are found once the index job has read it; until then what
// its headers say.
import type { MailboxId, MessageId, RevisionId, WorkspaceId } from "../../base/ids.ts";
import type { MessageScan } from "../../core/message.ts";
import type { SearchQuery } from "../../core/search-query.ts";
import type { ListedMessage } from "./reading.ts";
import type { PackOwner, SealedPlace } from "./vault.ts";

export interface FoundMessage extends ListedMessage {
  readonly place: SealedPlace;
}

export interface SearchRequest {
  readonly query: SearchQuery;
  /** The last row of the page before; null: from the newest on. */
  readonly after: Pick<ListedMessage, "id" | "internalDate"> | null;
  readonly limit: number;
}

export interface SearchPage {
  readonly messages: readonly FoundMessage[];
  readonly more: boolean;
  /** What stands behind "in:" where no folder is called so. */
  readonly unknownFolders: readonly string[];
}

/** How many of a mailbox's messages have been read for the index. */
export interface IndexProgress {
  readonly done: number;
  readonly total: number;
}

export interface Search {
  /** Messages that a list shows, newest first. */
  search(workspaceId: WorkspaceId, mailboxId: MailboxId, request: SearchRequest): Promise<SearchPage>;
  /** Null when all of them have been. */
  indexProgress(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<IndexProgress | null>;
}

export interface DueMessage {
  readonly id: MessageId;
  readonly revisionId: RevisionId;
  /** Tells whether it is still as it was taken. */
  readonly takenUntil: number;
  readonly internalDate: number;
  readonly scan: MessageScan;
  readonly place: SealedPlace;
}

export interface SearchIndex {
  /** Of all workspaces, at most a thousand. */
  mailboxesToIndex(): Promise<readonly PackOwner[]>;
  /** The newest that no process is at, for a minute: then another may have them. */
  takeDue(owner: PackOwner, limit: number): Promise<readonly DueMessage[]>;
  /** What was erased meanwhile, or is another revision by now, is left. */
  saveIndexed(
    owner: PackOwner,
    messages: readonly (Omit<DueMessage, "place"> & { readonly body: string })[],
  ): Promise<void>;
}
