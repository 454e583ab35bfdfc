// What the mailbox loop reads and writes. Every write names the ownership it was made under: a worker that has
// lost the mailbox (or a Stop, or new mappings) changes nothing any more.
import type {
  AppFolderId,
  FolderId,
  MailboxId,
  MessageId,
  RemoteKey,
  RevisionId,
  WorkerId,
  WorkspaceId,
} from "../../base/ids.ts";
import type { Flags } from "../../core/flags.ts";
import type { AppFolderRole } from "../../core/folder-role.ts";
import type { FolderLedger } from "../../core/ledger.ts";
import type { MessageScan } from "../../core/message.ts";
import type { SentCopy } from "../../core/plan-append.ts";
import type { ChangeAct } from "../../core/plan-changes.ts";
import type { ImportWindow, MailboxRow } from "./connections.ts";
import type { SealedPlace } from "./vault.ts";

export interface Ownership {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly workerId: WorkerId;
  readonly epoch: number;
}

export interface KnownFolder {
  readonly id: FolderId;
  readonly path: string;
  readonly delimiter: string | null;
  readonly selectable: boolean;
  readonly specialUse: string | null;
  readonly serverId: string | null;
  /** UIDVALIDITY as last told with LIST, by which the folder is known again under another name; null unknown. */
  readonly uidValidity: number | null;
  /** Since when LIST does not name it any more; null while it is there. */
  readonly goneAt: number | null;
  readonly mapping: FolderMapping | null;
  /** Of mapped folders, and of kept ones after Stop. */
  readonly ledger: FolderLedger | null;
  /** When it was last read to the end, ms; 0 never since it was mapped, null without a ledger. */
  readonly readAt: number | null;
}

export interface FolderMapping {
  readonly appFolderId: AppFolderId;
  readonly role: AppFolderRole | null;
  readonly name: string;
  readonly parentId: AppFolderId | null;
  /** All folders below follow, new ones too. */
  readonly subtree: boolean;
  /** Came with the subtree of another mapping. */
  readonly inherited: boolean;
  /** Milliseconds UTC; null: everything. */
  readonly importFrom: number | null;
  /** The search for `importFrom` was answered and is in the ledger's `wanted`. */
  readonly searched: boolean;
}

export interface SyncMailbox {
  readonly mailbox: MailboxRow;
  readonly folders: readonly KnownFolder[];
  /** Only mail of its workspace's records is imported. Who changes that takes the mailbox from its loop. */
  readonly recordsOnly: boolean;
}

export interface NewMessage {
  readonly messageId: MessageId;
  readonly revisionId: RevisionId;
  /** SHA-256 of core's fingerprintText, 32 bytes. */
  readonly fingerprint: Uint8Array;
  readonly serverId: string | null;
  /** The provider's own word for its conversation (X-GM-THRID). */
  readonly threadId?: string | null;
  readonly internalDate: number;
  readonly scan: MessageScan;
  readonly place: SealedPlace;
}

export interface NewCopy {
  readonly messageId: MessageId;
  readonly folderId: FolderId;
  readonly key: RemoteKey;
  readonly flags: Flags;
  readonly internalDate: number;
  /** Of a known message: the revision that it was found to be. Saved again meanwhile it is another one by now, and the
   *  commit rejects with `ownershipLost`: the loop begins anew with what is so. */
  readonly revisionId?: RevisionId;
}

export interface SyncChanges {
  /** Folders by LIST: made, renamed, gone, back. Mapping and ledger are not touched by this. */
  readonly folders?: readonly Omit<KnownFolder, "mapping" | "ledger" | "readAt">[];
  /** Mappings that came with a subtree, and those that are called otherwise since their folder was renamed. */
  readonly mappings?: readonly { readonly folderId: FolderId; readonly mapping: FolderMapping }[];
  readonly ledgers?: readonly {
    readonly folderId: FolderId;
    readonly ledger: FolderLedger;
    /** As in KnownFolder. */
    readonly readAt: number;
    /** The search for the mapping's import date was answered (true), or must be asked again (false). */
    readonly searched?: boolean;
  }[];
  readonly messages?: readonly NewMessage[];
  /** Of new messages, and of known ones seen in a further place. A departed message comes back with this. */
  readonly copies?: readonly NewCopy[];
  readonly flags?: readonly { readonly folderId: FolderId; readonly key: RemoteKey; readonly flags: Flags }[];
  /** Gone from the folder: limbo begins. */
  readonly missing?: readonly {
    readonly folderId: FolderId;
    readonly keys: readonly RemoteKey[];
    readonly since: number;
  }[];
  /** Copies that were missed and are there again. */
  readonly found?: readonly { readonly folderId: FolderId; readonly keys: readonly RemoteKey[] }[];
  /** All copies of a folder that have keys of one UIDVALIDITY get those of another, with the same uids. */
  readonly renumbered?: readonly {
    readonly folderId: FolderId;
    readonly from: number;
    readonly to: number;
  }[];
  /** The same copy under a new key (UIDVALIDITY changed); the earlier revision, where a draft was saved over since the
   *  loop looked. */
  readonly rekeyed?: readonly {
    readonly folderId: FolderId;
    readonly from: RemoteKey;
    readonly to: RemoteKey;
    readonly flags: Flags;
    /** Null: as it was. */
    readonly internalDate: number | null;
    /** Its revision whose bytes were found there: where the copy stands for a newer one by now, the commit rejects with
     *  `ownershipLost`. */
    readonly found?: RevisionId;
  }[];
  /** Limbo ended: these missing copies are forgotten because the message lies elsewhere. */
  readonly moved?: readonly { readonly messageId: MessageId; readonly fromFolderId: FolderId }[];
  /** Limbo ended: no mapped folder has it. Its missing copies are forgotten, the message stays, departed. */
  readonly departed?: readonly {
    readonly messageId: MessageId;
    readonly fromFolderId: FolderId;
    readonly at: number;
    readonly evidence: Readonly<Record<string, unknown>>;
  }[];
  /** The provider is about to be told of these changes: written before it is (law 6). */
  readonly attempted?: {
    readonly seqs: readonly number[];
    readonly at: number;
    /** Of uploads and moves: no message that their target got before can be theirs. Its UIDVALIDITY and UIDNEXT as last
     *  read. */
    readonly from?: RemoteKey;
  };
  /** Uploads that the server took without saying where they lie: a reading tells. */
  readonly answered?: readonly number[];
  /** Uploads that lie at the provider. */
  readonly appended?: readonly AppendedMessage[];
  /** Not tried again before `until`, ms: the provider can't do them now. */
  readonly postponed?: { readonly seqs: readonly number[]; readonly until: number };
  /** The provider moved these messages. The copy in `fromFolderId` goes; the expected one gets the key that the server
   *  told, and is in limbo until a reading has seen it. */
  readonly relocated?: readonly {
    readonly messageId: MessageId;
    readonly fromFolderId: FolderId;
    readonly toFolderId: FolderId;
    /** Null: the server didn't tell. */
    readonly key: RemoteKey | null;
    readonly at: number;
  }[];
  /** Erased at the provider, for good: the copy goes, and a message without another one has departed. */
  readonly erased?: readonly {
    readonly messageId: MessageId;
    readonly fromFolderId: FolderId;
    readonly at: number;
  }[];
  /** Marked \Deleted by a move or an erasure on a server that can't expunge single messages: no list shows them. */
  readonly marked?: readonly { readonly messageId: MessageId; readonly folderId: FolderId }[];
  /** Changes that are over. done: what was expected of it is in limbo until it is seen. refused: the lists show again
   *  what the provider has; flags are given with `flags` in the same commit. undone: needless, nobody was told. What the
   *  lists show differently after a commit that has this is told by the store: it alone knows what they showed before. */
  readonly ended?: readonly {
    readonly seq: number;
    readonly outcome: "done" | "refused" | "undone";
    readonly why: ChangeRefusal | null;
    readonly at: number;
  }[];
  readonly lastArrivedAt?: number;
  /** Written to the log in this order, numbered without gaps. */
  readonly events: readonly NewEvent[];
}

/** Where an upload lies now. The expected copy gets this place, and its change is over unless earlier revisions have
 *  yet to go; but where a newer revision waits, the place is one of the earlier ones that go with it. */
export interface AppendedMessage {
  readonly seq: number;
  readonly messageId: MessageId;
  readonly folderId: FolderId;
  readonly key: RemoteKey;
  readonly at: number;
  /** As a reading saw it; null: by the server's word alone, and in limbo until it is seen. */
  readonly seen: { readonly flags: Flags; readonly internalDate: number } | null;
}

/** What tells an upload that may lie in a folder. */
export interface AppendIntent {
  readonly seq: number;
  readonly messageId: MessageId;
  readonly fingerprint: Uint8Array;
  readonly sha256: Uint8Array;
  readonly internalDate: number;
  /** As in SyncChanges.attempted; null: not attempted yet. */
  readonly from: RemoteKey | null;
  /** As in SyncChanges.answered: the server has it. */
  readonly answered: boolean;
  /** The provider puts it there by itself; null: it is an upload. */
  readonly sent: SentCopy | null;
}

/** What follows from LIST. */
export type FolderListChanges = Pick<
  SyncChanges,
  "folders" | "mappings" | "ledgers" | "renumbered" | "events"
>;

export type NewEvent =
  /** By the first import (and widenings): nobody is told message by message. */
  | {
      readonly kind: "messages.imported";
      readonly folderId: FolderId;
      readonly messageIds: readonly MessageId[];
    }
  | { readonly kind: "message.arrived"; readonly folderId: FolderId; readonly messageId: MessageId }
  | {
      readonly kind: "message.flags";
      readonly folderId: FolderId;
      readonly messageId: MessageId;
      readonly flags: Flags;
    }
  | {
      readonly kind: "message.moved";
      readonly fromFolderId: FolderId;
      readonly folderId: FolderId;
      readonly messageId: MessageId;
    }
  | { readonly kind: "message.departed"; readonly fromFolderId: FolderId; readonly messageId: MessageId }
  | { readonly kind: "message.returned"; readonly folderId: FolderId; readonly messageId: MessageId }
  /** A draft was saved again here. */
  | { readonly kind: "draft.saved"; readonly folderId: FolderId; readonly messageId: MessageId }
  /** What was put there from here was refused: it lies here only. */
  | {
      readonly kind: "upload.refused";
      readonly folderId: FolderId;
      readonly messageId: MessageId;
      readonly why: ChangeRefusal;
    }
  /** Somebody asked that the provider be given it once more. */
  | { readonly kind: "upload.retried"; readonly folderId: FolderId; readonly messageId: MessageId }
  /** By a person here, for good. */
  | { readonly kind: "message.erased"; readonly fromFolderId: FolderId; readonly messageId: MessageId }
  | { readonly kind: "folders.changed" };

/** gone: the provider has the message no more. folderGone: its target isn't there. readOnly: the server lets nobody
 *  change it. refused: the server said no. */
export type ChangeRefusal = "gone" | "folderGone" | "readOnly" | "alreadyThere" | "refused";

/** A change that waits for the provider. */
export interface OpenChange {
  readonly seq: number;
  readonly messageId: MessageId;
  readonly act: ChangeAct;
  readonly attemptedAt: number | null;
  /** Not before this, ms. */
  readonly dueAt: number;
  /** How often the provider couldn't do it. */
  readonly tries: number;
  readonly copies: readonly {
    readonly folderId: FolderId;
    readonly key: RemoteKey;
    readonly state: "here" | "missing" | "expected";
  }[];
  /** Of uploads, see SyncChanges.answered. Of moves: the server has refused it for now, and is no more at work on it. */
  readonly answered?: boolean;
  /** See SyncChanges.attempted. */
  readonly attemptedFrom?: RemoteKey;
}

export interface CopyAt {
  readonly messageId: MessageId;
  /** As shown. */
  readonly flags: Flags;
  /** Bits of `flags` that were set here and not confirmed yet. */
  readonly pendingFlags: Flags;
  readonly missing: boolean;
}

export interface MatchRow {
  readonly messageId: MessageId;
  readonly revisionId: RevisionId;
  readonly fingerprint: Uint8Array;
  readonly serverId: string | null;
  readonly internalDate: number;
  readonly sha256: Uint8Array;
  readonly departed: boolean;
  /** It is a draft in some folder, or was when it departed. */
  readonly draft: boolean;
  readonly copies: readonly {
    readonly folderId: FolderId;
    readonly key: RemoteKey;
    readonly flags: Flags;
    readonly internalDate: number;
    /** Missed there, or expected. */
    readonly missing: boolean;
    /** A move or an upload from here will bring it there, or the provider has refused it: it is in the list there. */
    readonly expected: boolean;
    /** ... by a move that the provider was told of. */
    readonly told: boolean;
    /** A move from here has taken it from there, and no list shows it there any more. */
    readonly left: boolean;
  }[];
}

export type OfferAnswer = "import" | "leave";

export interface SyncStore {
  load(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<SyncMailbox | null>;
  /** One transaction, all or nothing. Rejects with SyncError ownershipLost (another epoch), storeDown, diskFull. */
  commit(ownership: Ownership, changes: SyncChanges): Promise<void>;
  /** Messages of the mailbox with one of these fingerprints or server ids, departed ones too. */
  findMatches(
    ownership: Ownership,
    by: { readonly fingerprints: readonly Uint8Array[]; readonly serverIds: readonly string[] },
  ): Promise<readonly MatchRow[]>;
  /** Which of these fingerprints are of messages that an admin has erased here, in lower-case hexadecimal: they are not
   *  imported again. */
  keptOut(
    owner: Pick<Ownership, "workspaceId" | "mailboxId">,
    fingerprints: readonly Uint8Array[],
  ): Promise<ReadonlySet<string>>;
  /** Where only mail of records is imported: addresses that records have got, whose mail is to be looked for at the provider. */
  recordsToSearch(owner: Pick<Ownership, "workspaceId" | "mailboxId">): Promise<readonly string[]>;
  /** Which of these belong to a record, by their places. */
  onRecords(
    owner: Pick<Ownership, "workspaceId" | "mailboxId">,
    scans: readonly MessageScan[],
  ): Promise<ReadonlySet<number>>;
  /** These addresses were looked for in all folders. */
  recordsSearched(ownership: Ownership, addresses: readonly string[]): Promise<void>;
  /** Which messages lie at these places. */
  copiesAt(
    ownership: Ownership,
    folderId: FolderId,
    keys: readonly RemoteKey[],
  ): Promise<ReadonlyMap<RemoteKey, CopyAt>>;
  /** Changes that wait, in their order, at most `limit`. */
  openChanges(ownership: Ownership, limit: number): Promise<readonly OpenChange[]>;
  /** Uploads to this folder that aren't known to lie there, and the places in it that belong to changes which wait:
   *  earlier revisions of drafts, for which no copy stands. */
  appendsTo(
    ownership: Ownership,
    folderId: FolderId,
  ): Promise<{ readonly intents: readonly AppendIntent[]; readonly earlier: ReadonlySet<RemoteKey> }>;
  /** Where the bytes of a revision lie here. */
  placeOf(ownership: Ownership, revisionId: RevisionId): Promise<SealedPlace>;
  /** Missing copies whose fate is open. */
  listLimbo(ownership: Ownership): Promise<
    readonly {
      readonly messageId: MessageId;
      readonly folderId: FolderId;
      readonly key: RemoteKey;
      readonly since: number;
      /** A folder where the message lies too, or stays since the provider has refused it there; null when nowhere. */
      readonly liveElsewhere: FolderId | null;
      /** An upload that waits will bring the message to the provider: until that has ended, it doesn't depart. */
      readonly awaited: boolean;
    }[]
  >;
  /** What a person saved in "Edit folders": replaces all mappings, bumps version and epoch, state becomes syncing.
   *  Folders no longer mapped lose their copies here (their messages depart at once, without a notice). A folder
   *  mapped again or wider is searched again. */
  saveMappings(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    mappings: readonly { readonly folderId: FolderId; readonly mapping: FolderMapping }[],
    importWindow: ImportWindow,
    now: number,
  ): Promise<void>;

  /** The user's word on the older messages that `folderId` offers (law 11): import takes them, leave forgets the
   *  offer. Bumps version and epoch. Rejects with SyncError stopped. */
  answerOffer(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    folderId: FolderId,
    answer: OfferAnswer,
  ): Promise<void>;

  /** What a person's "Edit folders" was told by LIST, beside the loop: `decide` gets the folders as they are and
   *  nobody else changes them meanwhile. Bumps version and epoch where it answers changes, so that the loop reads
   *  them anew. Answers all folders. Rejects with SyncError stopped. */
  changeFolders(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    decide: (known: readonly KnownFolder[]) => FolderListChanges | null,
  ): Promise<readonly KnownFolder[]>;

  // ownership; who lives is told by the store's clock alone
  /** One row a worker: the beat, every 3 s. `checked`: mailbox -> when it was last known to be equal (ms). */
  beat(workerId: WorkerId, checked: ReadonlyMap<MailboxId, number>): Promise<void>;
  retire(workerId: WorkerId): Promise<void>;
  /** Takes mailboxes in state syncing that nobody living owns (no beat for 9 s), at most `limit`. With `held`, the
   *  mailboxes it knows it has, a worker is given again what else is in its name: the answer to an earlier claim, or
   *  to a release, was lost. */
  claim(workerId: WorkerId, limit: number, held: readonly MailboxId[] | null): Promise<readonly Ownership[]>;
  /** Takes this one if nobody living owns it; null otherwise. */
  claimOne(workerId: WorkerId, workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<Ownership | null>;
  release(ownership: Ownership): Promise<void>;
  /** When a living worker last found the mailbox equal, ms; null unknown. */
  checkedAt(mailboxId: MailboxId): Promise<number | null>;
}

/** "Something changed here": never more than a hint. Crosses processes. */
export interface Hints {
  publish(hint: Hint): void;
  subscribe(listener: (hint: Hint) => void): () => void;
}

export type Hint =
  /** The mailbox's messages, folders, progress or state changed. */
  | { readonly kind: "mailbox"; readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId }
  /** An attempt, activation or connection of this workspace changed. */
  | { readonly kind: "settings"; readonly workspaceId: WorkspaceId }
  /** A record has got an address: the mail that is here is to be looked through. */
  | { readonly kind: "records"; readonly workspaceId: WorkspaceId }
  /** Somebody changed something here: the loop tells the provider. */
  | { readonly kind: "changes"; readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId }
  /** There is something to send. */
  | { readonly kind: "sending"; readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId }
  /** Somebody wants the loop of this mailbox to look now. */
  | { readonly kind: "wake"; readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId };
