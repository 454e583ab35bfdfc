// The database of a simulated world: mailboxes, connections, workers, mail. A mailbox's mail is one immutable value:
// a transaction makes a new one or none, and whoever holds the old one has a snapshot.
import { assert } from "../base/assert.ts";
import type {
  FolderId,
  MailboxId,
  MessageId,
  RemoteKey,
  RevisionId,
  WorkerId,
  WorkspaceId,
} from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { ChangeAct } from "../core/plan-changes.ts";
import type { ActId } from "../engine/ports/changes.ts";
import type { Connection, MailboxRow, StopOutcome } from "../engine/ports/connections.ts";
import type {
  ChangeRefusal,
  FolderMapping,
  KnownFolder,
  NewEvent,
  NewMessage,
  Ownership,
  SyncChanges,
} from "../engine/ports/sync.ts";
import type { NamedRequest } from "../engine/ports/uploads.ts";

export interface CopyRow {
  readonly messageId: MessageId;
  readonly folderId: FolderId;
  readonly key: RemoteKey;
  readonly flags: number;
  readonly internalDate: number;
  readonly missingSince: number | null;
  /** Moved or erased here, still at the provider: in no list. */
  readonly hidden: boolean;
  /** Moved here to this folder, not yet at the provider. */
  readonly expected: boolean;
  /** Bits of `flags` that were set here and are not confirmed. */
  readonly pendingFlags: number;
}

/** One row of the outbox; it stays after its end. */
export interface ChangeRow {
  readonly seq: number;
  readonly actId: ActId;
  readonly messageId: MessageId;
  readonly request: NamedRequest | null;
  readonly act: ChangeAct;
  readonly flagsBefore: number;
  readonly state: "waiting" | "attempted" | "done" | "refused" | "undone";
  readonly madeAt: number;
  readonly dueAt: number;
  readonly attemptedAt: number | null;
  /** Of uploads, as in SyncChanges.attempted and answered. */
  readonly attemptedFrom: RemoteKey | null;
  readonly answered: boolean;
  readonly tries: number;
  readonly endedAt: number | null;
  readonly why: ChangeRefusal | null;
  /** Its refusal was seen. */
  readonly seen: boolean;
}

export interface MessageRow extends NewMessage {
  readonly departedAt: number | null;
  readonly departedFrom: FolderId | null;
  readonly departedDraft: boolean;
}

export type FolderRow = Omit<KnownFolder, "mapping" | "ledger" | "readAt">;
export type LedgerRow = Pick<NonNullable<SyncChanges["ledgers"]>[number], "ledger" | "readAt">;

/** The application's side of a remote folder; after Stop it stays, not mapped. */
export interface AppFolderRow {
  readonly mapping: FolderMapping;
  readonly mapped: boolean;
}

export interface MailData {
  readonly folders: ReadonlyMap<FolderId, FolderRow>;
  readonly appFolders: ReadonlyMap<FolderId, AppFolderRow>;
  readonly ledgers: ReadonlyMap<FolderId, LedgerRow>;
  readonly messages: ReadonlyMap<MessageId, MessageRow>;
  /** Where the bytes lie of what came from here. */
  readonly revisions: ReadonlyMap<RevisionId, NewMessage["place"]>;
  /** By `copyKey`. */
  readonly copies: ReadonlyMap<string, CopyRow>;
  /** By seq. */
  readonly changes: ReadonlyMap<number, ChangeRow>;
  /** The number of the last change. */
  readonly changeSeq: number;
  readonly events: readonly NewEvent[];
}

export const NO_MAIL: MailData = {
  folders: new Map(),
  appFolders: new Map(),
  ledgers: new Map(),
  messages: new Map(),
  revisions: new Map(),
  copies: new Map(),
  changes: new Map(),
  changeSeq: 0,
  events: [],
};

export function copyKey(folderId: FolderId, key: RemoteKey): string {
  return `${folderId} ${key}`;
}

export interface StoredMailbox {
  row: MailboxRow;
  ownerWorker: WorkerId | null;
  ownerEpoch: number;
  data: MailData;
  departuresSeenAt: number;
}

export interface StoredConnection {
  readonly connection: Connection;
  readonly connectedAt: number;
  readonly refreshingUntil: number | null;
}

export interface StoredReceipt {
  readonly userId: Connection["userId"];
  readonly mailboxId: MailboxId;
  readonly workspaceId: WorkspaceId;
  readonly outcome: StopOutcome;
}

/** What a transaction did to a mailbox's mail. */
export interface Transition {
  readonly mailbox: StoredMailbox;
  readonly before: MailData;
  readonly after: MailData;
  /** Of a loop's commit; null where a person did it. */
  readonly changes: SyncChanges | null;
  /** The events that go with it; null where nobody has to be told: a person rearranged the mailbox. */
  readonly told: readonly NewEvent[] | null;
}

export class MemoryDatabase {
  readonly mailboxes = new Map<MailboxId, StoredMailbox>();
  /** Its clock, ms; those of the processes may be wrong. */
  readonly now: () => number;
  readonly workers = new Map<
    WorkerId,
    { readonly beatAt: number; readonly checked: ReadonlyMap<MailboxId, number> }
  >();
  connections: readonly StoredConnection[] = [];
  receipts: readonly StoredReceipt[] = [];
  /** Sees every transaction that changed mail; throws where one should never have been made. */
  watch: ((transition: Transition) => void) | null = null;

  constructor(now: () => number) {
    this.now = now;
  }

  find(workspaceId: WorkspaceId, mailboxId: MailboxId): StoredMailbox | null {
    const mailbox = this.mailboxes.get(mailboxId);
    return mailbox?.row.workspaceId === workspaceId ? mailbox : null;
  }

  get(workspaceId: WorkspaceId, mailboxId: MailboxId): StoredMailbox {
    const mailbox = this.find(workspaceId, mailboxId);
    assert(mailbox !== null, "no such mailbox");
    return mailbox;
  }

  owned({ workspaceId, mailboxId, workerId, epoch }: Ownership): StoredMailbox {
    const mailbox = this.find(workspaceId, mailboxId);
    if (mailbox === null || mailbox.ownerWorker !== workerId || mailbox.ownerEpoch !== epoch) {
      throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
    }
    return mailbox;
  }

  /** By a loop. */
  write(mailbox: StoredMailbox, after: MailData, changes: SyncChanges): void {
    this.#write(mailbox, { after, changes, told: changes.events });
  }

  /** A person changed the mail. */
  act(mailbox: StoredMailbox, after: MailData, told: readonly NewEvent[]): void {
    this.#write(mailbox, { after, changes: null, told });
  }

  /** A person changed what is synced. */
  rearrange(mailbox: StoredMailbox, after: MailData): void {
    this.#write(mailbox, { after, changes: null, told: null });
  }

  #write(mailbox: StoredMailbox, { after, ...how }: Pick<Transition, "after" | "changes" | "told">): void {
    const before = mailbox.data;
    mailbox.data = after;
    this.watch?.({ mailbox, before, after, ...how });
  }

  /** A person changes what the loop works by: the present owner writes no more. */
  stopOwner(workspaceId: WorkspaceId, mailboxId: MailboxId): StoredMailbox {
    const mailbox = this.find(workspaceId, mailboxId);
    if (mailbox === null || mailbox.row.state === "stopped") {
      throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
    }
    this.fence(mailbox);
    return mailbox;
  }

  fence(mailbox: StoredMailbox): void {
    mailbox.row = { ...mailbox.row, version: mailbox.row.version + 1 };
    mailbox.ownerEpoch++;
    mailbox.ownerWorker = null;
  }
}

export function knownFolders(data: MailData): readonly KnownFolder[] {
  return [...data.folders.values()]
    .map((folder) => {
      const app = data.appFolders.get(folder.id);
      const ledger = data.ledgers.get(folder.id);
      return {
        ...folder,
        mapping: app?.mapped === true ? app.mapping : null,
        ledger: ledger?.ledger ?? null,
        readAt: ledger?.readAt ?? null,
      };
    })
    .sort((a, b) => (a.path === b.path ? (a.id < b.id ? -1 : 1) : a.path < b.path ? -1 : 1));
}
