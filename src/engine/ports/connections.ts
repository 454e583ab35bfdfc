// Providers, attempts to connect, mailboxes and the connections of users to them.
import type { AttemptId, ConnectionId, MailboxId, ProviderId, UserId, WorkspaceId } from "../../base/ids.ts";
import type { Diagnosis } from "../../core/diagnose.ts";
import type { ExpiryStep } from "../../core/secret-expiry.ts";
import type { CloudId, OwnHosts } from "../../core/sign-in/sign-in-service.ts";
import type { ServerAddress } from "./mail.ts";
import type { Ownership } from "./sync.ts";

export type ProviderKind = "microsoft" | "google" | "imap";

export interface Provider {
  readonly id: ProviderId;
  readonly workspaceId: WorkspaceId;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly clientId: string | null;
  /** Sealed for `secretContext("provider", id)`: the client secret, or the private key (PKCS#8, PEM) of `certificate`;
   *  null when none was given. */
  readonly sealedSecret: Uint8Array | null;
  /** PEM; null: it is a client secret. */
  readonly certificate: string | null;
  /** Until when the service takes the secret, ms; of a certificate its own end; null: nobody said. */
  readonly secretExpiresAt: number | null;
  /** A certificate that was made and isn't used yet, so that it can be registered before; its key sealed as above. */
  readonly next: { readonly sealedKey: Uint8Array; readonly certificate: string } | null;
  /** When somebody first signed in with what is registered now, or a token was renewed with it, ms; null: not yet. Kept by
   *  the store: saving another client, secret, tenant or cloud forgets it. */
  readonly provenAt: number | null;
  /** What people were seen to have allowed beyond what is asked, in the service's words. Kept by the store: whatever is saved
   *  forgets it, and the next sign-in tells it again. */
  readonly moreAllowed: readonly string[];
  /** "organizations", "common" or a directory tenant's GUID. */
  readonly tenant: string | null;
  readonly cloud: CloudId;
  /** Only of the cloud "own". */
  readonly hosts: OwnHosts | null;
}

/** Without what sign-ins tell. */
export type SavedProvider = Omit<Provider, "provenAt" | "moreAllowed">;

export interface ExpiringProvider {
  readonly workspaceId: WorkspaceId;
  readonly id: ProviderId;
  readonly name: string;
  readonly credential: "secret" | "certificate";
  readonly secretExpiresAt: number;
}

export type AttemptState =
  | "waiting"
  | "question"
  | "connecting"
  | "connected"
  | "failed"
  | "cancelled"
  | "expired";

export interface Attempt {
  readonly id: AttemptId;
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
  readonly providerId: ProviderId;
  readonly state: AttemptState;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** SHA-256 of the one-time ticket in the tab's address; null once it was used. */
  readonly ticketHash: Uint8Array | null;
  readonly ticketExpiresAt: number;
  /** SHA-256 of the cookie of the browser that opened the tab. */
  readonly browserHash: Uint8Array | null;
  /** SHA-256 of `state` of the authorisation request; null before it was sent and after it was used. */
  readonly stateHash: Uint8Array | null;
  /** Sealed JSON {nonce, codeVerifier} and, in state `question`, the grant. */
  readonly sealedSecret: Uint8Array | null;
  readonly address: string | null;
  readonly diagnosis: Diagnosis | null;
  readonly mailboxId: MailboxId | null;
}

/** Identifies a remote mailbox, where no sign-in service names whose it is: connecting it again finds what is here. */
export interface MailboxIdentity {
  readonly provider: ProviderKind;
  /** Host of the cloud or server: "login.microsoftonline.com", "imap.example.org". */
  readonly cloud: string;
  /** Microsoft directory tenant's GUID; at an IMAP server the user name where it isn't the address; "" elsewhere. */
  readonly directoryTenant: string;
  /** Lower case. */
  readonly address: string;
}

export interface MailboxRow extends MailboxIdentity {
  readonly id: MailboxId;
  readonly workspaceId: WorkspaceId;
  readonly displayName: string;
  readonly userName: string;
  readonly incoming: ServerAddress;
  readonly outgoing: ServerAddress | null;
  readonly state: "unmapped" | "syncing" | "stopped";
  readonly diagnosis: Diagnosis | null;
  readonly diagnosisSince: number | null;
  readonly importWindow: ImportWindow | null;
  /** Nothing is written at the provider, by the mailbox's own switch or by that of its workspace. */
  readonly receiveOnly: "off" | "mailbox" | "workspace";
  /** Goes up with every connect, stop and mapping: whatever began under an older one must not write. */
  readonly version: number;
  readonly lastArrivedAt: number | null;
}

export interface IllMailbox {
  readonly workspaceId: WorkspaceId;
  readonly diagnosis: Diagnosis;
  readonly since: number;
}

export type ImportWindow = "1m" | "3m" | "1y" | "all";

export interface Connection {
  readonly id: ConnectionId;
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
  readonly providerId: ProviderId | null;
  readonly role: "owner" | "member";
  /** "tid:oid", "sub" or the user name: whose grant it is. "app:" and the directory tenant of a grant of kind `app`. */
  readonly subject: string;
  /** Sealed Grant for `secretContext("connection", id)`. */
  readonly sealedGrant: Uint8Array;
  /** Compare-and-set for rotation: the grant is written only over the version it was read at. */
  readonly grantVersion: number;
  readonly alive: boolean;
}

/** What a grant holds, before it is sealed. */
export type Grant =
  | {
      readonly kind: "oauth";
      readonly refreshToken: string;
      readonly scopes: readonly string[];
      readonly accessToken: string | null;
      readonly accessTokenExpiresAt: number | null;
    }
  | { readonly kind: "password"; readonly password: string }
  /** The application signs in as itself at this directory tenant, with what the provider holds: nothing is secret here. */
  | { readonly kind: "app"; readonly tenant: string }
  /** A command that prints the token or password on its first line (command line only). */
  | { readonly kind: "command"; readonly command: string };

/** An administrator set it up, for a user who never signed in. */
export function isByApp({ subject }: Pick<Connection, "subject">): boolean {
  return subject.startsWith("app:");
}

export interface NewConnection {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly identity: MailboxIdentity;
  readonly displayName: string;
  readonly userName: string;
  readonly incoming: ServerAddress;
  readonly outgoing: ServerAddress | null;
  readonly connectionId: ConnectionId;
  readonly userId: UserId;
  readonly providerId: ProviderId | null;
  readonly subject: string;
  readonly now: number;
  /** Comes second: nothing is done where somebody has signed in to this mailbox, or this user has another one. Rejects
   *  with SyncError `refused`. */
  readonly yields?: true;
  /** Seals the grant for the connection id it gets. */
  readonly sealGrant: (connectionId: ConnectionId) => Promise<Uint8Array>;
}

/** Longer than a sign-in service is waited for. */
export const REFRESH_LEASE_MS = 30_000;

/** Until when, ms by the store's clock. */
export type RefreshLease = number & { readonly lease: "refresh" };

export interface StopOutcome {
  readonly address: string;
  readonly provider: ProviderKind;
  readonly messages: number;
  /** True when no other connection keeps the mailbox running. */
  readonly mailboxStopped: boolean;
  readonly mail: "keep" | "delete";
  readonly at: number;
  readonly permission: StoppedPermission;
}

/** What a person allowed at the sign-in service. stays: it goes on listing it, until its owner takes it away there.
 *  pending: it is being told to end it. takenBack: it has. needed: another connection of that person hangs on it. */
export type StoppedPermission = "stays" | "pending" | "takenBack" | "needed";

/** What a Stop still has to tell a sign-in service. */
export interface TakingBack {
  /** Of the connection that was; `sealedGrant` is sealed for it. */
  readonly id: ConnectionId;
  readonly workspaceId: WorkspaceId;
  readonly providerId: ProviderId;
  readonly userId: UserId;
  readonly subject: string;
  readonly sealedGrant: Uint8Array;
  /** It has been tried for a day. */
  readonly isLast: boolean;
}

export interface Connections {
  listProviders(workspaceId: WorkspaceId): Promise<readonly (Provider & { readonly mailboxes: number })[]>;
  readProvider(workspaceId: WorkspaceId, id: ProviderId): Promise<Provider | null>;
  saveProvider(provider: SavedProvider): Promise<void>;
  /** What is registered works, unless it was changed since `provider` was read. */
  markProven(provider: Provider, now: number): Promise<void>;
  /** Audited; false when all of it was told already. */
  tellMoreAllowed(provider: Provider, more: readonly string[], now: number): Promise<boolean>;
  /** Across workspaces: those whose secret ends before `before`, ms. */
  listExpiringProviders(before: number): Promise<readonly ExpiringProvider[]>;
  /** False when this step, or a later one, was told already of the secret that ends then. */
  tellExpiry(provider: ExpiringProvider, step: ExpiryStep): Promise<boolean>;
  /** False when a connection still uses it. */
  removeProvider(workspaceId: WorkspaceId, id: ProviderId): Promise<boolean>;

  createAttempt(attempt: Attempt): Promise<void>;
  readAttempt(workspaceId: WorkspaceId, id: AttemptId): Promise<Attempt | null>;
  /** The newest attempt of the user, running or ended. */
  latestAttempt(workspaceId: WorkspaceId, userId: UserId): Promise<Attempt | null>;
  /** Across workspaces, since the tab knows only the secret. */
  findAttempt(
    by:
      | { readonly ticketHash: Uint8Array }
      | { readonly stateHash: Uint8Array }
      | { readonly browserHash: Uint8Array },
  ): Promise<Attempt | null>;
  /** Changes the attempt only while its state is one of `from` and, where given, its secret hashes are still the
   *  expected ones; false otherwise. That is what makes tickets, states and answers work once. */
  changeAttempt(
    attempt: Attempt,
    from: readonly AttemptState[],
    change: Partial<
      Pick<
        Attempt,
        | "state"
        | "ticketHash"
        | "browserHash"
        | "stateHash"
        | "sealedSecret"
        | "address"
        | "diagnosis"
        | "mailboxId"
        | "expiresAt"
      >
    >,
  ): Promise<boolean>;

  /** Finds or makes the mailbox, by the subject at its sign-in service, where that isn't known by its identity, and gives the user a connection to it (replacing the one this
   *  user has to it), alive, in one transaction. Version and owner epoch go up. */
  connect(
    connection: NewConnection,
  ): Promise<{ readonly mailbox: MailboxRow; readonly connection: Connection }>;
  readMailbox(workspaceId: WorkspaceId, id: MailboxId): Promise<MailboxRow | null>;
  /** By id alone, for the command line. */
  findMailbox(id: MailboxId): Promise<MailboxRow | null>;
  listMailboxes(): Promise<readonly MailboxRow[]>;
  /** A synchronized mailbox of the workspace that is another one of the same organization, one without a diagnosis
   *  first; null where there is none. */
  mailboxLike(workspaceId: WorkspaceId, identity: MailboxIdentity): Promise<MailboxRow | null>;
  /** Of all workspaces those that have a diagnosis and weren't stopped. */
  listIllMailboxes(): Promise<readonly IllMailbox[]>;
  /** The user's living connection; null when there is none. */
  connectionOfUser(workspaceId: WorkspaceId, userId: UserId): Promise<Connection | null>;
  /** Whether this user may read this mailbox: a living connection, or the last one to it ended by their own Stop
   *  with the mail kept. */
  mayRead(workspaceId: WorkspaceId, userId: UserId, mailboxId: MailboxId): Promise<boolean>;
  /** The mailbox whose kept mail the user still sees, when nothing is connected. */
  keptMailboxOfUser(workspaceId: WorkspaceId, userId: UserId): Promise<MailboxId | null>;
  /** Living connections of a mailbox, the elected one first. */
  connectionsOfMailbox(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<readonly Connection[]>;
  /** Takes the right to renew this grant, for REFRESH_LEASE_MS by the store's clock; null while another process has it,
   *  and when the grant is an older one by now. */
  beginRefresh(connection: Connection): Promise<RefreshLease | null>;
  /** Gives the right back where nothing came of it. */
  endRefresh(connection: Connection, lease: RefreshLease): Promise<void>;
  /** Ends the right to renew it too. False when another process has written a newer grant meanwhile: read it again. */
  saveGrant(connection: Connection, sealedGrant: Uint8Array): Promise<boolean>;
  /** When this grant was given, ms; and whether another one of its provider was renewed when it was older than `ageMs`. */
  grantHistory(
    connection: Connection,
    ageMs: number,
  ): Promise<{ readonly givenAt: number; readonly anotherIsOlder: boolean } | null>;
  markDead(connection: Connection): Promise<void>;
  /** Living ones that somebody signed in for at a sign-in service and that were not renewed for so long, the oldest
   *  first. */
  unusedGrants(workspaceId: WorkspaceId, unusedMs: number, limit: number): Promise<readonly Connection[]>;
  /** Ends the user's connection: grant and, with the last connection, settings and mappings go; version and
   *  epoch go up; running attempts of the user are cancelled. One transaction. What waits for the provider is dropped,
   *  or with `finish` nothing happens while something waits that nobody else's connection will do: rejects with
   *  SyncError `changesWaiting`. What a sign-in service has to be told is written with it. */
  stop(connection: Connection, mail: "keep" | "delete", now: number, outbox?: "finish"): Promise<StopOutcome>;
  /** Whether a connection hangs on what this person allowed this application at its sign-in service. Across workspaces,
   *  since it is one application there. */
  isAllowedElsewhere(kind: ProviderKind, clientId: string, subject: string): Promise<boolean>;
  workspacesTakingBack(): Promise<readonly WorkspaceId[]>;
  /** Those that are due, or only that of one Stop where it is: whoever gets them has a minute, later an hour, before
   *  they are given out again. */
  claimTakingBack(workspaceId: WorkspaceId, only?: ConnectionId): Promise<readonly TakingBack[]>;
  /** It needn't be told any more; the receipt of the Stop says why. */
  endTakingBack(
    taking: Pick<TakingBack, "workspaceId" | "id">,
    permission: Exclude<StoppedPermission, "pending">,
  ): Promise<void>;
  lastStop(workspaceId: WorkspaceId, userId: UserId): Promise<StopOutcome | null>;
  /** Only the mailbox's owner has something to say of it: a worker that has lost it would leave its last trouble
   *  behind for ever. Rejects with SyncError `ownershipLost`. */
  setDiagnosis(ownership: Ownership, diagnosis: Diagnosis | null, now: number): Promise<void>;
}
