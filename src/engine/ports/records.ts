// Mail on records.
import type { ConversationId, MailboxId, MessageId, RecordId, UserId, WorkspaceId } from "../../base/ids.ts";
import type { MessageScan, Person } from "../../core/message.ts";
import type { ColleaguesSee, LinkedBy, Sharing, Shown } from "../../core/records.ts";
import type { SealedPlace } from "./vault.ts";

export interface NewRecord {
  /** Of one that isn't here yet. */
  readonly id: RecordId;
  readonly type: string;
  readonly externalId: string;
  readonly name: string;
  /** As recordAddress makes them, each once. */
  readonly addresses: readonly string[];
  readonly url: string | null;
  /** Undefined: as it is, and subject for a new one. */
  readonly shown: Shown | undefined;
}

export interface PushOutcome {
  readonly made: number;
  readonly changed: number;
  readonly same: number;
  /** Were merged into others, and are left out: their places in what was given. */
  readonly merged: readonly number[];
}

export interface MailRecord {
  readonly id: RecordId;
  readonly type: string;
  readonly externalId: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly url: string | null;
}

export interface RecordQuery {
  readonly text: string;
  readonly type: string | null;
  /** What the page before ended with. */
  readonly after: Pick<MailRecord, "name" | "id"> | null;
  readonly limit: number;
}

/** A message on a record, once for all colleagues who have it, by the best right that the viewer has. */
export interface RecordMessage {
  readonly messageId: MessageId;
  /** Whose it is, of those the viewer may see it by. */
  readonly mailboxId: MailboxId;
  /** Where it stands in the list. */
  readonly at: RecordCursor;
  /** The viewer may read that mailbox. */
  readonly isOwn: boolean;
  readonly shown: Exclude<Shown, "nothing">;
  readonly subject: string;
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly internalDate: number;
  readonly isOut: boolean;
  readonly snippet: string;
  readonly attachments: number;
  readonly how: LinkedBy;
  readonly linkedBy: string | null;
  readonly isPrivate: boolean;
}

export interface RecordViewer {
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
}

/** With what its bytes are opened by; who sees its subject only is given none of it. */
export interface SeenMessage {
  readonly seen: RecordMessage;
  readonly scan: MessageScan;
  readonly place: SealedPlace;
}

export interface RecordCursor {
  readonly internalDate: number;
  readonly id: MessageId;
}

export interface LinkOrder {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
  readonly recordId: RecordId;
  readonly linked: boolean;
  readonly messages: readonly MessageId[] | { readonly conversation: ConversationId };
  readonly now: number;
}

export interface RecordRules {
  readonly ignored: readonly string[];
  readonly recordsOnly: boolean;
}

export interface Records {
  /** No two with the same type and application's id. Mail of new addresses is then looked through. */
  push(workspaceId: WorkspaceId, records: readonly NewRecord[]): Promise<PushOutcome>;
  find(
    workspaceId: WorkspaceId,
    query: RecordQuery,
  ): Promise<{ readonly records: readonly MailRecord[]; readonly types: readonly string[] }>;
  /** A merged one answers the one it leads to. */
  read(
    workspaceId: WorkspaceId,
    id: RecordId,
  ): Promise<(MailRecord & { readonly linking: boolean; readonly merged: boolean }) | null>;
  /** False: one of them isn't there, or both are one. */
  merge(workspaceId: WorkspaceId, from: RecordId, into: RecordId): Promise<boolean>;
  /** False: it isn't there. */
  remove(workspaceId: WorkspaceId, id: RecordId): Promise<boolean>;
  messages(
    viewer: RecordViewer,
    id: RecordId,
    page: { readonly after: RecordCursor | null; readonly limit: number },
  ): Promise<readonly RecordMessage[]>;
  /** With the message behind it; null: there is none that the viewer may see. */
  message(viewer: RecordViewer, id: RecordId, messageId: MessageId): Promise<SeenMessage | null>;
  /** Of a message of this mailbox; null: there is none. */
  ofMessage(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    messageId: MessageId,
  ): Promise<{
    readonly records: readonly {
      readonly record: MailRecord;
      readonly how: LinkedBy;
      readonly linkedBy: string | null;
    }[];
    readonly isPrivate: boolean;
    readonly colleagues: Sharing;
  } | null>;
  /** Those of the mailbox's that it changed; null: there is no such record. */
  link(order: LinkOrder): Promise<readonly MessageId[] | null>;
  /** False: the mailbox has no such message. */
  setPrivate(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    messageId: MessageId,
    isPrivate: boolean,
  ): Promise<boolean>;
  colleaguesSee(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<ColleaguesSee>;
  setColleaguesSee(workspaceId: WorkspaceId, mailboxId: MailboxId, see: ColleaguesSee): Promise<void>;
  readRules(workspaceId: WorkspaceId): Promise<RecordRules & { readonly records: number }>;
  /** Where all mail is imported from now on, what was left out is looked for. */
  saveRules(workspaceId: WorkspaceId, rules: RecordRules): Promise<void>;
  /** Workspaces in which mail is to be looked through. */
  workspacesDue(): Promise<readonly WorkspaceId[]>;
  /** Looks through the mail of one, for so many addresses. 0 addresses: none is due, or what commits beside it has not ended.
   *  Where only mail of records is imported, these mailboxes are to look for more at their providers. */
  linkDue(
    workspaceId: WorkspaceId,
    limit: number,
  ): Promise<{ readonly addresses: number; readonly searching: readonly MailboxId[] }>;
}
