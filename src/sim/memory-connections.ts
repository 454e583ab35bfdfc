// Mailboxes and the connections to them, on the memory database: what worker, folder desk and the people of a
// simulated world need. Sign-in attempts are not simulated and refuse.
import { InvariantError } from "../base/assert.ts";
import type { ConnectionId, MailboxId, ProviderId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import {
  type Connection,
  type Connections,
  type MailboxIdentity,
  type MailboxRow,
  type NewConnection,
  type Provider,
  REFRESH_LEASE_MS,
  type RefreshLease,
  type StopOutcome,
} from "../engine/ports/connections.ts";
import {
  type MemoryDatabase,
  NO_MAIL,
  type StoredConnection,
  type StoredMailbox,
} from "./memory-database.ts";
import { isOpen, MailDraft } from "./memory-draft.ts";
import { dropChanges } from "./memory-outbox.ts";
import type { Caller } from "./sim-process.ts";

/** There is one in every workspace. */
export const PROVIDER_ID = "sign-in" as ProviderId;

export function createMemoryConnections(db: MemoryDatabase, call: Caller): Connections {
  return {
    ...notSimulated,
    ...createReads(db, call),
    connect: async (given) => {
      for (;;) {
        const id = connectionFor(db, given) ?? given.connectionId;
        const sealedGrant = await given.sealGrant(id);
        const made = await call("store.connect", () => connect(db, given, id, sealedGrant));
        if (made !== null) return made;
      }
    },
    stop: (connection, mail, now, outbox) =>
      call("store.stop", () => stop(db, connection, { mail, now, outbox })),
    beginRefresh: (connection) =>
      call("store.beginRefresh", () => {
        const until = (db.now() + REFRESH_LEASE_MS) as RefreshLease;
        const begun = change(db, connection, (stored) =>
          isVersionOf(connection, stored) && (stored.refreshingUntil ?? 0) <= db.now()
            ? { ...stored, refreshingUntil: until }
            : null,
        );
        return begun ? until : null;
      }),
    endRefresh: (connection, lease) =>
      call("store.endRefresh", () => {
        change(db, connection, (stored) =>
          stored.refreshingUntil === lease ? { ...stored, refreshingUntil: null } : null,
        );
      }),
    saveGrant: (connection, sealedGrant) =>
      call("store.saveGrant", () =>
        change(db, connection, (stored) => {
          const { connection: known } = stored;
          const renewed = { ...known, sealedGrant, grantVersion: known.grantVersion + 1 };
          return isVersionOf(connection, stored)
            ? { ...stored, connection: renewed, refreshingUntil: null }
            : null;
        }),
      ),
    markDead: (connection) =>
      call("store.markDead", () => {
        change(db, connection, (stored) =>
          isVersionOf(connection, stored)
            ? { ...stored, connection: { ...stored.connection, alive: false } }
            : null,
        );
      }),
    setDiagnosis: (ownership, diagnosis, now) =>
      call("store.setDiagnosis", () => {
        const mailbox = db.owned(ownership);
        const before = mailbox.row.diagnosis;
        if (JSON.stringify(before) === JSON.stringify(diagnosis)) return;
        const since = before?.id === diagnosis?.id ? mailbox.row.diagnosisSince : now;
        mailbox.row = { ...mailbox.row, diagnosis, diagnosisSince: diagnosis === null ? null : since };
      }),
  };
}

function absent(): never {
  throw new InvariantError("sign-in attempts are not simulated");
}

const notSimulated = {
  listProviders: async () => absent(),
  readProvider: async (workspaceId: WorkspaceId): Promise<Provider> => ({
    ...{ id: PROVIDER_ID, workspaceId, kind: "microsoft", name: "", enabled: true },
    ...{ clientId: "", sealedSecret: null, certificate: null, tenant: null },
    ...{ secretExpiresAt: null, next: null, provenAt: 0, moreAllowed: [], cloud: "worldwide", hosts: null },
  }),
  mailboxLike: async () => absent(),
  grantHistory: async () => absent(),
  unusedGrants: async () => absent(),
  isAllowedElsewhere: async () => absent(),
  workspacesTakingBack: async () => absent(),
  claimTakingBack: async () => absent(),
  endTakingBack: async () => absent(),
  saveProvider: async () => absent(),
  removeProvider: async () => absent(),
  listExpiringProviders: async () => absent(),
  tellExpiry: async () => absent(),
  markProven: async () => absent(),
  tellMoreAllowed: async () => absent(),
  createAttempt: async () => absent(),
  readAttempt: async () => absent(),
  latestAttempt: async () => absent(),
  findAttempt: async () => absent(),
  changeAttempt: async () => absent(),
};

type Reads = Pick<
  Connections,
  | "readMailbox"
  | "findMailbox"
  | "listMailboxes"
  | "listIllMailboxes"
  | "connectionOfUser"
  | "mayRead"
  | "keptMailboxOfUser"
  | "connectionsOfMailbox"
  | "lastStop"
>;

function createReads(db: MemoryDatabase, call: Caller): Reads {
  const ofMailbox = (mailboxId: MailboxId): readonly Connection[] =>
    db.connections
      .toSorted((a, b) => rank(a.connection) - rank(b.connection) || a.connectedAt - b.connectedAt)
      .flatMap(({ connection }) => (connection.mailboxId === mailboxId ? [connection] : []));
  const kept = (userId: Connection["userId"]): MailboxId | null => {
    const last = new Map(db.receipts.map((receipt) => [receipt.mailboxId, receipt]));
    const own = [...last.values()].filter(
      (receipt) =>
        receipt.userId === userId &&
        receipt.outcome.mail === "keep" &&
        db.mailboxes.get(receipt.mailboxId)?.row.state === "stopped",
    );
    return own.at(-1)?.mailboxId ?? null;
  };
  return {
    readMailbox: (workspaceId, id) => call("store.readMailbox", () => db.find(workspaceId, id)?.row ?? null),
    findMailbox: (id) => call("store.findMailbox", () => db.mailboxes.get(id)?.row ?? null),
    listMailboxes: () => call("store.listMailboxes", () => [...db.mailboxes.values()].map(({ row }) => row)),
    listIllMailboxes: () =>
      call("store.listIllMailboxes", () =>
        [...db.mailboxes.values()].flatMap(({ row: { workspaceId, state, diagnosis, diagnosisSince } }) =>
          diagnosis === null || diagnosisSince === null || state === "stopped"
            ? []
            : [{ workspaceId, diagnosis, since: diagnosisSince }],
        ),
      ),
    connectionOfUser: (_workspaceId, userId) =>
      call("store.connectionOfUser", () => {
        const own = db.connections.filter(({ connection }) => connection.userId === userId);
        const sorted = own.toSorted((a, b) => b.connectedAt - a.connectedAt);
        return (sorted.find(({ connection }) => connection.alive) ?? sorted[0])?.connection ?? null;
      }),
    mayRead: (_workspaceId, userId, mailboxId) =>
      call("store.mayRead", () => {
        const own = ofMailbox(mailboxId).some((connection) => connection.userId === userId);
        return own || kept(userId) === mailboxId;
      }),
    keptMailboxOfUser: (_workspaceId, userId) => call("store.keptMailboxOfUser", () => kept(userId)),
    connectionsOfMailbox: (_workspaceId, mailboxId) =>
      call("store.connectionsOfMailbox", () => ofMailbox(mailboxId).filter(({ alive }) => alive)),
    lastStop: (_workspaceId, userId) =>
      call("store.lastStop", () => db.receipts.findLast((each) => each.userId === userId)?.outcome ?? null),
  };
}

function rank({ role }: Connection): number {
  return role === "owner" ? 0 : 1;
}

function isVersionOf({ grantVersion }: Connection, { connection }: StoredConnection): boolean {
  return connection.grantVersion === grantVersion;
}

function change(
  db: MemoryDatabase,
  { id }: Connection,
  make: (stored: StoredConnection) => StoredConnection | null,
): boolean {
  let changed = false;
  db.connections = db.connections.map((stored) => {
    const next = stored.connection.id === id ? make(stored) : null;
    if (next === null) return stored;
    changed = true;
    return next;
  });
  return changed;
}

function mailboxFor(db: MemoryDatabase, given: NewConnection): StoredMailbox | undefined {
  const { workspaceId, identity } = given;
  return [...db.mailboxes.values()].find(
    ({ row }) => row.workspaceId === workspaceId && nameOf(row) === nameOf(identity),
  );
}

function nameOf({ provider, cloud, directoryTenant, address }: MailboxIdentity): string {
  return [provider, cloud, directoryTenant, address].join("\n");
}

function connectionFor(db: MemoryDatabase, given: NewConnection): ConnectionId | null {
  const mailboxId = mailboxFor(db, given)?.row.id;
  const own = db.connections.find(
    ({ connection }) => connection.mailboxId === mailboxId && connection.userId === given.userId,
  );
  return own?.connection.id ?? null;
}

function connect(
  db: MemoryDatabase,
  given: NewConnection,
  id: ConnectionId,
  sealedGrant: Uint8Array,
): { readonly mailbox: MailboxRow; readonly connection: Connection } | null {
  if ((connectionFor(db, given) ?? given.connectionId) !== id) return null;
  const mailbox = putMailbox(db, given);
  const mailboxId = mailbox.row.id;
  const own = db.connections.find(({ connection }) => connection.id === id)?.connection;
  const first = !db.connections.some(({ connection }) => connection.mailboxId === mailboxId);
  const { workspaceId, userId, providerId, subject } = given;
  const connection: Connection = {
    ...{ id, workspaceId, mailboxId, userId, providerId, subject, sealedGrant, alive: true },
    role: own?.role ?? (first ? "owner" : "member"),
    grantVersion: own === undefined ? 1 : own.grantVersion + 1,
  };
  const others = db.connections.filter((stored) => stored.connection.id !== id);
  db.connections = [...others, { connection, connectedAt: given.now, refreshingUntil: null }];
  return { mailbox: mailbox.row, connection };
}

function putMailbox(db: MemoryDatabase, given: NewConnection): StoredMailbox {
  const { displayName, userName, incoming, outgoing } = given;
  const own = { displayName, userName, incoming, outgoing, diagnosis: null, diagnosisSince: null };
  const known = mailboxFor(db, given);
  if (known !== undefined) {
    const state = known.row.state === "stopped" ? "unmapped" : known.row.state;
    known.row = { ...known.row, ...own, state };
    db.fence(known);
    return known;
  }
  const made: StoredMailbox = {
    row: {
      ...given.identity,
      ...own,
      id: given.mailboxId,
      workspaceId: given.workspaceId,
      state: "unmapped",
      importWindow: null,
      receiveOnly: "off",
      version: 1,
      lastArrivedAt: null,
    },
    ownerWorker: null,
    ownerEpoch: 0,
    data: NO_MAIL,
    departuresSeenAt: 0,
  };
  db.mailboxes.set(given.mailboxId, made);
  return made;
}

interface StopOrder {
  readonly mail: "keep" | "delete";
  readonly now: number;
  readonly outbox: "finish" | undefined;
}

function stop(db: MemoryDatabase, connection: Connection, order: StopOrder): StopOutcome {
  const { mail, now, outbox } = order;
  const { workspaceId, mailboxId, userId } = connection;
  const mailbox = db.get(workspaceId, mailboxId);
  const left = db.connections.filter((stored) => stored.connection.id !== connection.id);
  if (left.length === db.connections.length) {
    throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
  }
  const next = left.find((stored) => stored.connection.mailboxId === mailboxId)?.connection;
  if (next === undefined && outbox === "finish" && [...mailbox.data.changes.values()].some(isOpen)) {
    throw new SyncError("changesWaiting", { scope: "mailbox", retry: "later" });
  }
  db.fence(mailbox);
  db.connections = left;
  if (
    next !== undefined &&
    !left.some(({ connection: each }) => each.mailboxId === mailboxId && rank(each) === 0)
  ) {
    change(db, next, (stored) => ({ ...stored, connection: { ...stored.connection, role: "owner" } }));
  }
  const messages = [...mailbox.data.messages.values()].filter((each) => each.departedAt === null).length;
  const mailboxStopped = next === undefined;
  if (mailboxStopped) endMailbox(db, mailbox, mail, now);
  const { address, provider } = mailbox.row;
  const outcome: StopOutcome = {
    address,
    provider,
    messages,
    mailboxStopped,
    mail,
    at: now,
    permission: "stays",
  };
  db.receipts = [...db.receipts, { userId, mailboxId, workspaceId, outcome }];
  return outcome;
}

function endMailbox(db: MemoryDatabase, mailbox: StoredMailbox, mail: "keep" | "delete", now: number): void {
  const ended = { state: "stopped", importWindow: null, diagnosis: null, diagnosisSince: null } as const;
  mailbox.row = { ...mailbox.row, ...ended };
  const draft = new MailDraft(mailbox.row.id, mailbox.data);
  const told = dropChanges(draft, now);
  for (const [id, row] of mailbox.data.appFolders) draft.appFolders.set(id, { ...row, mapped: false });
  const data = draft.done(told);
  if (mail === "delete") mailbox.row = { ...mailbox.row, lastArrivedAt: null };
  const { events, changeSeq } = data;
  db.rearrange(mailbox, mail === "delete" ? { ...NO_MAIL, events, changeSeq } : data);
}
