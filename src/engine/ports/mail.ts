// What the engine asks of the world of mail: a mailbox that can be opened, read and listened to. Written in the
// words of IMAP, because its state model is the strictest; an adapter translates every error into SyncError and
// never answers `false` or `undefined` for "it failed".

import type { SyncError } from "../../base/sync-error.ts";
import type { FileApart } from "../../core/files-apart.ts";
import type { Flags } from "../../core/flags.ts";
import type { UidSet } from "../../core/uid-set.ts";

export type Security = "implicit" | "starttls" | "none";

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** `none` is accepted for loopback addresses only. */
  readonly security: Security;
  /** Typed by a user: connected to only where an adapter's guard of addresses lets it, at each connection anew. */
  readonly guarded?: true;
}

export type Credential =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  | {
      readonly kind: "bearer";
      readonly user: string;
      readonly token: string;
      readonly expiresAt: number | null;
    };

export interface MailProvider {
  /** Connects and signs in. Rejects with SyncError (unreachable, tls*, authentication*, ...). */
  open(server: ServerAddress, credential: Credential, options: OpenOptions): Promise<MailSession>;
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Hears of each step that went well. */
  readonly reached?: ((step: ConnectionStep) => void) | undefined;
}

/** The way to a mailbox. TLS comes right after the connection, or after STARTTLS; folders only with IMAP. */
export type ConnectionStep = "name" | "connection" | "tls" | "greeting" | "starttls" | "signIn" | "folders";

/** A server that mail is sent through. */
export interface Submission {
  /** Connects, signs in and leaves. Rejects with SyncError, as MailProvider.open. */
  signIn(server: ServerAddress, credential: Credential, options: OpenOptions): Promise<void>;
}

/** Microsoft Graph, as far as this release goes: whether somebody's mailbox opens there, and sending by a draft, whose id
 *  stays the same when it is sent. Each rejects with SyncError. */
export interface Graph {
  /** Asks for the name of the Inbox of whom the token is, and for nothing in it. */
  openInbox(at: GraphAddress, token: string, signal: AbortSignal): Promise<void>;
  /** What `createDraft` takes at most; files can be added to the draft. */
  readonly draftBytesMax: number;
  /** Answers its id. `refused` for good where it is larger than Graph takes. */
  createDraft(at: GraphAddress, token: string, bytes: Uint8Array, signal: AbortSignal): Promise<string>;
  /** `refused` where the message becomes larger than the mailbox may send. */
  addFile(at: GraphAddress, token: string, id: string, file: FileApart, signal: AbortSignal): Promise<void>;
  /** False: cut off before the answer, so that nobody knows. */
  sendDraft(at: GraphAddress, token: string, id: string, signal: AbortSignal): Promise<boolean>;
  /** gone: there is nothing of this id, or no more. */
  draftState(
    at: GraphAddress,
    token: string,
    id: string,
    signal: AbortSignal,
  ): Promise<"draft" | "sent" | "gone">;
  deleteDraft(at: GraphAddress, token: string, id: string, signal: AbortSignal): Promise<void>;
}

export interface GraphAddress {
  /** "https://graph.microsoft.com". */
  readonly url: string;
  /** It was typed by a person. */
  readonly guarded: boolean;
}

/** Server families are data (law 10). */
export type ProfileName = "exchange" | "gmail" | "modern" | "minimal";

export interface ServerProfile {
  readonly name: ProfileName;
  readonly condstore: boolean;
  readonly qresync: boolean;
  readonly idle: boolean;
  readonly specialUse: boolean;
  readonly listStatus: boolean;
  /** EMAILID (RFC 8474) or X-GM-MSGID is fetched with every message. */
  readonly messageIds: boolean;
  /** STATUS tells MAILBOXID (RFC 8474). */
  readonly folderIds: boolean;
}

/** One connection, signed in. Commands may be given without waiting for each other; they are pipelined where
 *  the protocol allows it. After any `disconnected` or `protocol` error the session is closed. */
export interface MailSession {
  readonly profile: ServerProfile;
  /** False as soon as it is known that the connection has ended. */
  readonly isOpen: boolean;
  /** When the token ends that it was opened with, ms; null where none does. */
  readonly endsAt: number | null;
  /** Bytes on the wire so far, after TLS. */
  readonly traffic: { readonly received: number; readonly sent: number };
  /** All folders, non-selectable ones too. An empty answer is an error (`protocol`): every mailbox has an INBOX. */
  listFolders(): Promise<readonly ListedFolder[]>;
  /** STATUS of each path, pipelined; a folder that refuses gives its error in its place, others go on. */
  statusFolders(paths: readonly string[]): AsyncIterable<FolderStatusAnswer>;
  createFolder(path: string): Promise<void>;
  /** RENAME, with all folders below. Rejects with `folderGone`, `folderExists` or `refused`. No folder is open then. */
  renameFolder(from: string, to: string): Promise<void>;
  /** DELETE, with all mail in it. Rejects with `folderGone` or `refused`. No folder is open then. */
  deleteFolder(path: string): Promise<void>;
  /** EXAMINE (never SELECT: reading changes nothing). One folder is open at a time. With `known` and a server
   *  that has QRESYNC or CONDSTORE the answer carries what changed since. */
  openFolder(path: string, known: KnownFolderState | null): Promise<OpenFolder>;
  /** SELECT: the folder can be changed. Rejects with `refused` (scope folder, retry never) where the server opens it
   *  for reading only. `goOn` is awaited before each command that changes something, also between those of one move;
   *  where it rejects nothing more is sent. */
  openForWriting(path: string, goOn?: () => Promise<void>): Promise<WritableFolder>;
  /** APPEND. Answers where the message lies now (APPENDUID, RFC 4315); null where the server doesn't tell. Rejects
   *  with `folderGone`, or with `refused` (OVERQUOTA: retry later; over APPENDLIMIT: retry never). */
  appendMessage(path: string, message: NewRemoteMessage): Promise<RemotePlace | null>;
  /** Ends the connection politely (LOGOUT, one second), then by force. Never rejects. */
  close(): Promise<void>;
}

export interface ListedFolder {
  /** Decoded to Unicode, with the server's delimiter: "Clients/ACME". */
  readonly path: string;
  readonly delimiter: string | null;
  readonly selectable: boolean;
  /** SPECIAL-USE attribute in lower case without the backslash: "sent", "trash", "all" ... */
  readonly specialUse: string | null;
  /** Only with LIST-STATUS. */
  readonly status: FolderStatus | null;
}

export interface FolderStatus {
  /** MAILBOXID (RFC 8474) where the server has it. */
  readonly serverId: string | null;
  /** 0 where the server names none. */
  readonly uidValidity: number;
  readonly uidNext: number | null;
  readonly messages: number;
  readonly unseen: number;
  readonly modseq: bigint | null;
}

export interface FolderStatusAnswer {
  readonly path: string;
  readonly status: FolderStatus | SyncError;
}

export interface KnownFolderState {
  readonly uidValidity: number;
  readonly modseq: bigint | null;
  readonly uids: UidSet;
}

export interface OpenFolder {
  readonly path: string;
  /** No other folder was opened since, and it wasn't renumbered: it can be asked. */
  readonly isOpen: boolean;
  /** 0 where the server names none: then nothing may be concluded from uids. */
  readonly uidValidity: number;
  readonly uidNext: number | null;
  readonly exists: number;
  readonly modseq: bigint | null;
  /** QRESYNC, and the uidValidity was the known one: exactly what changed since. */
  readonly resync: { readonly vanished: UidSet; readonly changed: readonly FlagRow[] } | null;

  searchUids(what: SearchCriterion): Promise<UidSet>;
  /** The uids at sequence numbers (1 = lowest uid), for bisection. Rejects with `folderChanged` when the server
   *  reported an EXPUNGE meanwhile, since the numbers have then moved. */
  fetchUidsAt(sequence: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** Rows as the server gave them; uids that have gone give no row. `changedSince` needs CONDSTORE. */
  fetchFlags(uids: UidSet, changedSince?: bigint): Promise<readonly FlagRow[]>;
  /** Headers only (BODY.PEEK[HEADER]), in the server's order. */
  fetchHeaders(uids: UidSet): AsyncIterable<HeaderRow>;
  /** Whole messages (BODY.PEEK[]). A row is given only when its literal arrived whole; with back-pressure.
   *  A uid that is gone gives no row; one that can't be fetched gives bytes null. */
  fetchMessages(uids: UidSet): AsyncIterable<MessageRow>;
  /** Waits until the server says that something changed here, `signal` aborts, or the server ends IDLE.
   *  Without IDLE (profile.idle false) asks NOOP every 30 s. A hint only: the truth is read afterwards. */
  idle(signal: AbortSignal): Promise<IdleHint>;
}

/** A folder that is selected for changes. Messages are named by uid only, never by sequence number. */
export interface WritableFolder extends OpenFolder {
  /** What the server keeps for good (PERMANENTFLAGS, RFC 3501 section 7.1); other flags are not to be asked for. */
  readonly permanentFlags: Flags;
  /** UID STORE +FLAGS and -FLAGS. Answers the flags the server told afterwards; a uid that is gone gives no row. */
  changeFlags(
    uids: UidSet,
    change: { readonly add: Flags; readonly remove: Flags },
  ): Promise<readonly FlagRow[]>;
  /** UID MOVE (RFC 6851); where the server has none UID COPY, then removal of exactly these. */
  moveMessages(uids: UidSet, path: string): Promise<MovedMessages>;
  /** \Deleted and UID EXPUNGE (RFC 4315) of exactly these: a plain EXPUNGE would take the messages others have
   *  marked. Rejects with `refused` (scope folder, retry never) on servers without UIDPLUS. */
  expungeMessages(uids: UidSet): Promise<void>;
}

export interface MovedMessages {
  /** uid here -> uid there, as far as the server told (COPYUID). What it said nothing about may have moved or not:
   *  a reading tells. */
  readonly uids: ReadonlyMap<number, number>;
  /** UIDVALIDITY of the other folder; null where the server told nothing. */
  readonly uidValidity: number | null;
  /** False: the originals stay, marked \Deleted, since the server can't expunge single messages. */
  readonly removed: boolean;
}

export interface NewRemoteMessage {
  readonly bytes: Uint8Array;
  readonly flags: Flags;
  /** Milliseconds since 1970 UTC. */
  readonly internalDate: number;
}

export interface RemotePlace {
  readonly uidValidity: number;
  readonly uid: number;
}

export type SearchCriterion =
  | { readonly kind: "all" }
  | { readonly kind: "from"; readonly uid: number }
  /** INTERNALDATE on or after this day (RFC 3501 SINCE has no time zone); UTC day as YYYY-MM-DD. */
  | { readonly kind: "since"; readonly day: string }
  | {
      readonly kind: "flag";
      readonly flag: "seen" | "flagged" | "answered" | "draft" | "deleted";
      readonly set: boolean;
    }
  /** The address in From, To, Cc or Bcc, INTERNALDATE as with `since`; null: of any day. ASCII. */
  | { readonly kind: "people"; readonly address: string; readonly day: string | null }
  | ClueSearch;

/** By what headers hold (SEARCH HEADER, SUBJECT, FROM); all of it must be so. Words are ASCII: what else a server finds by
 *  them depends on it. A search without any clue is not to be made. */
export interface ClueSearch {
  readonly kind: "clues";
  /** Without angle brackets. */
  readonly messageId: string | null;
  readonly subject: readonly string[];
  readonly from: readonly string[];
  /** INTERNALDATE on or after the first, and before the second day, as with `since`. */
  readonly days: { readonly since: string; readonly before: string } | null;
}

export interface FlagRow {
  readonly uid: number;
  readonly flags: Flags;
}

export interface HeaderRow extends FlagRow {
  /** Milliseconds since 1970 UTC; null where the server's date can't be read. */
  readonly internalDate: number | null;
  /** EMAILID or X-GM-MSGID. */
  readonly serverId: string | null;
  /** RFC822.SIZE: an estimate on Exchange, never to be compared. */
  readonly sizeEstimate: number;
  readonly header: Uint8Array;
}

export interface MessageRow extends FlagRow {
  readonly internalDate: number | null;
  readonly serverId: string | null;
  /** X-GM-THRID: what the provider takes for one conversation; absent where it doesn't say. */
  readonly threadId?: string | null;
  /** The message exactly as served; null where the server has no bytes for it. */
  readonly bytes: Uint8Array | null;
}

export type IdleHint = "arrived" | "gone" | "flags" | "ended" | "aborted";
