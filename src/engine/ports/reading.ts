// What people and applications read: folders, lists, messages, the event log. Never writes.
import type {
  AppFolderId,
  ConversationId,
  FolderId,
  MailboxId,
  MessageId,
  RevisionId,
  WorkspaceId,
} from "../../base/ids.ts";
import type { Flags } from "../../core/flags.ts";
import type { AppFolderRole } from "../../core/folder-role.ts";
import type { AttachmentInfo, Person } from "../../core/message.ts";
import type { ChangeRefusal, NewEvent } from "./sync.ts";
import type { SealedPlace } from "./vault.ts";

export interface FolderCounts {
  readonly id: AppFolderId;
  readonly folderId: FolderId;
  readonly role: AppFolderRole | null;
  readonly name: string;
  readonly parentId: AppFolderId | null;
  /** Folders in it are mapped with it. */
  readonly takesFolders: boolean;
  readonly messages: number;
  readonly unread: number;
}

export interface ListedMessage {
  readonly id: MessageId;
  /** Its own id, until it is known to belong with another. */
  readonly conversationId: ConversationId;
  readonly appFolderId: AppFolderId;
  readonly subject: string;
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly internalDate: number;
  readonly snippet: string;
  readonly flags: Flags;
  readonly attachments: number;
  readonly size: number;
  /** Why the provider hasn't taken what was put there from here; null when it has, or is to be told (again). */
  readonly refused: ChangeRefusal | null;
}

export interface StoredMessage extends ListedMessage {
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly replyTo: readonly Person[];
  readonly date: number | null;
  readonly messageId: string;
  readonly attachmentList: readonly AttachmentInfo[];
  readonly understood: boolean;
  readonly appFolderIds: readonly AppFolderId[];
  readonly revisionId: RevisionId;
  readonly place: SealedPlace;
}

export interface MessageQuery {
  readonly folder: AppFolderId | null;
  readonly offset: number;
  readonly limit: number;
}

export interface ImportProgress {
  readonly done: number;
  readonly total: number;
}

/** Older messages that were put into a folder in large numbers and wait for the user's word (law 11). */
export interface Offer {
  readonly folderId: FolderId;
  readonly path: string;
  readonly count: number;
}

export interface Departures {
  readonly folderId: FolderId;
  readonly folder: string;
  readonly count: number;
  readonly at: number;
}

export interface Reading {
  listFolders(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<readonly FolderCounts[]>;
  listMessages(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    query: MessageQuery,
  ): Promise<{ readonly messages: readonly ListedMessage[]; readonly total: number }>;
  readMessage(workspaceId: WorkspaceId, mailboxId: MailboxId, id: MessageId): Promise<StoredMessage | null>;
  countMessages(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<number>;
  progress(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<ImportProgress>;
  offers(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<readonly Offer[]>;
  /** Departures later than the user's last look, by folder; without those that are to be kept. */
  departures(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<readonly Departures[]>;
  dismissDepartures(workspaceId: WorkspaceId, mailboxId: MailboxId, now: number): Promise<void>;
  /** Events after `seq`, oldest first, at most `limit`. */
  readEvents(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    seq: number,
    limit: number,
  ): Promise<readonly { readonly seq: number; readonly at: number; readonly event: NewEvent }[]>;
  lastSeq(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<number>;
  /** Every message of a mailbox for an export, by folder, in order of date; streamed. */
  exportMessages(workspaceId: WorkspaceId, mailboxId: MailboxId): AsyncIterable<StoredMessage>;
}
