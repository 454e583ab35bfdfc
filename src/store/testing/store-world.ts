// A small world for tests of the stores, made through the ports alone, so that any store can be tested with
// it.
import { createHash } from "node:crypto";
import type {
  AppFolderId,
  ConnectionId,
  FolderId,
  MailboxId,
  MessageId,
  PackId,
  RemoteKey,
  RevisionId,
  UserId,
  WorkerId,
  WorkspaceId,
} from "../../base/ids.ts";
import { emptyLedger, type FolderLedger } from "../../core/ledger.ts";
import type { MessageScan } from "../../core/message.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { Accounts, User, Workspace } from "../../engine/ports/accounts.ts";
import type { Connection, Connections, MailboxRow, NewConnection } from "../../engine/ports/connections.ts";
import type { Reading } from "../../engine/ports/reading.ts";
import type {
  FolderListChanges,
  FolderMapping,
  KnownFolder,
  NewCopy,
  NewMessage,
  Ownership,
  SyncStore,
} from "../../engine/ports/sync.ts";

export interface Stores {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly sync: SyncStore;
  readonly reading: Reading;
  /** As if so much time had passed in which no process said anything. */
  readonly silence: (ms: number) => Promise<void>;
}

/** Monday 23 November 2026, 09:00 UTC. */
export const NOW = 1_795_424_400_000;
export const VALIDITY = 7;

let last = 0;

/** Ids in the order they are asked for. */
export function nextId<Id extends string>(): Id {
  return `0190a000-0000-7000-8000-${(++last).toString(16).padStart(12, "0")}` as Id;
}

export function hash(text: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(text).digest());
}

export function newWorkspace(name = "Contoso Recruitment"): Workspace {
  return {
    id: nextId<WorkspaceId>(),
    name,
    activation: "active",
    requestedBy: null,
    requestedAt: null,
    ownDomains: ["contoso.example"],
    addressPolicy: "ownDomains",
  };
}

export function newUser(workspaceId: WorkspaceId, email = "Ada@contoso.example"): User {
  return { id: nextId<UserId>(), workspaceId, email, name: "Ada Jansen", role: "user", language: "en" };
}

export function newConnection(user: User, address = "ada@contoso.example"): NewConnection {
  return {
    workspaceId: user.workspaceId,
    mailboxId: nextId<MailboxId>(),
    identity: { provider: "imap", cloud: "imap.contoso.example", directoryTenant: "", address },
    displayName: user.name,
    userName: address,
    incoming: { host: "imap.contoso.example", port: 993, security: "implicit" },
    outgoing: null,
    connectionId: nextId<ConnectionId>(),
    userId: user.id,
    providerId: null,
    subject: address,
    now: NOW,
    sealGrant: async (id) => hash(`grant of ${id}`),
  };
}

/** As "Edit folders" does: those whose names aren't known yet. */
export function addFolders(
  stores: Stores,
  { workspaceId, id }: Pick<MailboxRow, "workspaceId" | "id">,
  given: NonNullable<FolderListChanges["folders"]>,
): Promise<readonly KnownFolder[]> {
  return stores.sync.changeFolders(workspaceId, id, (known) => {
    const folders = given.filter(({ path }) => !known.some((each) => each.path === path));
    return folders.length === 0 ? null : { folders, events: [] };
  });
}

export interface World {
  readonly workspace: Workspace;
  readonly user: User;
  readonly connection: Connection;
  readonly mailboxId: MailboxId;
  readonly inbox: FolderId;
  readonly archive: FolderId;
  readonly inboxMapping: FolderMapping;
  readonly archiveMapping: FolderMapping;
  readonly workerId: WorkerId;
  readonly ownership: Ownership;
}

/** A mailbox with Inbox and Archive mapped, owned by a living worker. */
export async function makeWorld(stores: Stores, name?: string): Promise<World> {
  const workspace = newWorkspace(name);
  await stores.accounts.createWorkspace(workspace);
  const user = newUser(workspace.id);
  await stores.accounts.createUser(user, null);
  const { mailbox, connection } = await stores.connections.connect(newConnection(user));
  const inbox = newFolder("INBOX");
  const archive = newFolder("Archive");
  await addFolders(stores, mailbox, [inbox, archive]);
  const inboxMapping = newMapping("Inbox", "inbox");
  const archiveMapping = newMapping("Archive", "archive");
  const at = [workspace.id, mailbox.id] as const;
  await stores.sync.saveMappings(
    ...at,
    [
      { folderId: inbox.id, mapping: inboxMapping },
      { folderId: archive.id, mapping: archiveMapping },
    ],
    "all",
    NOW,
  );
  const workerId = nextId<WorkerId>();
  await stores.sync.beat(workerId, new Map());
  const ownership = await stores.sync.claimOne(workerId, ...at);
  if (ownership === null) throw new Error("the new mailbox could not be claimed");
  return {
    workspace,
    user,
    connection,
    mailboxId: mailbox.id,
    inbox: inbox.id,
    archive: archive.id,
    inboxMapping,
    archiveMapping,
    workerId,
    ownership,
  };
}

export function newFolder(path: string): Omit<KnownFolder, "mapping" | "ledger" | "readAt"> {
  return {
    id: nextId<FolderId>(),
    path,
    delimiter: "/",
    selectable: true,
    specialUse: null,
    serverId: null,
    uidValidity: VALIDITY,
    goneAt: null,
  };
}

export function newMapping(name: string, role: FolderMapping["role"] = null): FolderMapping {
  return {
    appFolderId: nextId<AppFolderId>(),
    role,
    name,
    parentId: null,
    subtree: false,
    inherited: false,
    importFrom: null,
    searched: false,
  };
}

export function newScan(subject: string): MessageScan {
  return {
    subject,
    from: [{ name: "Eva de Wit", address: "eva@adatum.example" }],
    to: [{ name: "", address: "ada@contoso.example" }],
    cc: [],
    bcc: [],
    replyTo: [],
    date: NOW - 60_000,
    messageId: `${subject}@adatum.example`,
    inReplyTo: "",
    references: [],
    snippet: `About ${subject}`,
    attachments: [],
    understood: true,
  };
}

export function newMessage(subject: string, internalDate = NOW): NewMessage {
  return {
    messageId: nextId<MessageId>(),
    revisionId: nextId<RevisionId>(),
    fingerprint: hash(subject),
    serverId: null,
    internalDate,
    scan: newScan(subject),
    place: {
      packId: nextId<PackId>(),
      offset: 0,
      length: 120,
      size: 100,
      sha256: hash(`bytes of ${subject}`),
      wrappedKey: hash(`key of ${subject}`),
    },
  };
}

export function key(uid: number): RemoteKey {
  return `${VALIDITY}:${uid}` as RemoteKey;
}

export function copyOf(message: NewMessage, folderId: FolderId, uid: number, flags = 0): NewCopy {
  const { messageId, internalDate } = message;
  return { messageId, folderId, key: key(uid), flags, internalDate };
}

export function ledgerOf(uids: readonly number[]): FolderLedger {
  const set = UidSet.of(uids);
  return { ...emptyLedger(VALIDITY), uidNext: set.max + 1, uids: set, wanted: set, stored: set };
}

/** Imports one message for each subject into the folder, with uids from 1 and one second between two. */
export async function importInto(
  stores: Stores,
  world: World,
  folderId: FolderId,
  subjects: readonly string[],
): Promise<readonly NewMessage[]> {
  const messages = subjects.map((subject, index) => newMessage(subject, NOW + index * 1000));
  await stores.sync.commit(world.ownership, {
    messages,
    copies: messages.map((message, index) => copyOf(message, folderId, index + 1)),
    ledgers: [{ folderId, ledger: ledgerOf(subjects.map((_, index) => index + 1)), readAt: NOW }],
    events: [{ kind: "messages.imported", folderId, messageIds: messages.map((m) => m.messageId) }],
  });
  return messages;
}
