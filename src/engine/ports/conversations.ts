// Messages as conversations: how they are listed and read, and that those get one which were here before there were any.
import type { AppFolderId, ConversationId, MailboxId, MessageId, WorkspaceId } from "../../base/ids.ts";
import type { Person } from "../../core/message.ts";
import type { ListedMessage } from "./reading.ts";

/** A conversation in a folder's list: its newest message there. Of its flags `seen` is set when all there have it, and
 *  `flagged` when one has. */
export interface ListedConversation extends ListedMessage {
  /** Messages of it in all folders; those in Deleted and Junk only where the list is of that folder. At most 500 are
   *  counted. */
  readonly messages: number;
  /** In this folder. */
  readonly messagesHere: number;
  readonly unreadHere: number;
  /** Who wrote them, the earliest first, each once; at most 20. */
  readonly people: readonly Person[];
}

export interface ConversationQuery {
  readonly folder: AppFolderId;
  /** A place in the list by its number, or what follows the newest message of a conversation. */
  readonly from: { readonly offset: number } | { readonly after: ConversationCursor };
  readonly limit: number;
}

export interface ConversationCursor {
  readonly internalDate: number;
  readonly id: MessageId;
}

export interface ConversationPage {
  readonly conversations: readonly ListedConversation[];
  /** Of the whole folder. */
  readonly total: number;
}

export interface Conversation {
  readonly id: ConversationId;
  /** The oldest first; the newest 500 of it. */
  readonly messages: readonly ListedMessage[];
}

export interface Conversations {
  /** Newest first. */
  listConversations(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    query: ConversationQuery,
  ): Promise<ConversationPage>;
  /** `id`: a conversation's, that of one which was joined with it since, or of one of its messages. `folder`: where one
   *  looks at it; those in Deleted and Junk are given only there. Null: nothing of it is listed. */
  readConversation(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    id: string,
    folder: AppFolderId | null,
  ): Promise<Conversation | null>;
  /** Messages of these conversations that a folder shows, at most `limit`. */
  messagesOf(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    which: { readonly folder: AppFolderId; readonly ids: readonly ConversationId[] },
    limit: number,
  ): Promise<readonly MessageId[]>;
  /** Places messages that aren't in any conversation yet, the newest first, in transactions of a few hundred. Answers how
   *  many there were. */
  placeUnplaced(workspaceId: WorkspaceId, signal: AbortSignal): Promise<number>;
}
