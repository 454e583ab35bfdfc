// Who may do what: workspaces, users, operators, their sessions and one-time links. Secrets come in as SHA-256
// hashes of 32 random bytes, so that a copy of the database opens nothing.
import type { OperatorId, UserId, WorkspaceId } from "../../base/ids.ts";

export type Language = "en" | "nl";
export type Activation = "inactive" | "requested" | "active" | "suspended";
/** Whose addresses a user may connect (J7). */
export type AddressPolicy = "own" | "ownDomains" | "any";

export interface Workspace {
  readonly id: WorkspaceId;
  readonly name: string;
  readonly activation: Activation;
  readonly requestedBy: string | null;
  readonly requestedAt: number | null;
  readonly ownDomains: readonly string[];
  readonly addressPolicy: AddressPolicy;
}

export interface WorkspaceCounts extends Workspace {
  readonly users: number;
  readonly mailboxes: number;
  readonly problems: number;
}

export interface User {
  readonly id: UserId;
  readonly workspaceId: WorkspaceId;
  readonly email: string;
  readonly name: string;
  readonly role: "user" | "admin";
  readonly language: Language;
}

export interface Operator {
  readonly id: OperatorId;
  readonly email: string;
  readonly name: string;
  readonly language: Language;
}

export type Principal =
  | { readonly kind: "user"; readonly user: User; readonly workspace: Workspace }
  | { readonly kind: "operator"; readonly operator: Operator };
export type UserPrincipal = Extract<Principal, { kind: "user" }>;

export interface Login {
  readonly principal: Principal;
  /** PHC-like text of argon2id; null until the invitation was used. */
  readonly passwordHash: string | null;
}

export type LinkPurpose =
  | { readonly kind: "firstOperator" }
  | { readonly kind: "invite"; readonly workspaceId: WorkspaceId; readonly userId: UserId };

export interface Accounts {
  countOperators(): Promise<number>;
  /** Rejects nothing when the address exists already: returns false. Addresses are compared in lower case. */
  createOperator(operator: Operator, passwordHash: string): Promise<boolean>;
  createWorkspace(workspace: Workspace): Promise<void>;
  readWorkspace(id: WorkspaceId): Promise<Workspace | null>;
  /** For scripts: by exact name. */
  findWorkspace(name: string): Promise<Workspace | null>;
  listWorkspaces(): Promise<readonly WorkspaceCounts[]>;
  setActivation(
    id: WorkspaceId,
    activation: Activation,
    by: { readonly name: string; readonly at: number },
  ): Promise<Workspace>;
  /** Lower case, each once. */
  setOwnDomains(id: WorkspaceId, ownDomains: readonly string[]): Promise<void>;
  /** False when the address is taken in this workspace. */
  createUser(user: User, passwordHash: string | null): Promise<boolean>;
  listUsers(workspaceId: WorkspaceId): Promise<readonly User[]>;
  readUser(workspaceId: WorkspaceId, id: UserId): Promise<User | null>;
  findUser(workspaceId: WorkspaceId, email: string): Promise<User | null>;
  setPassword(workspaceId: WorkspaceId, userId: UserId, passwordHash: string): Promise<void>;
  /** Every account of this address, in all workspaces and among the operators. */
  findLogins(email: string): Promise<readonly Login[]>;

  createLink(tokenHash: Uint8Array, purpose: LinkPurpose, expiresAt: number): Promise<void>;
  /** Looks without using it up. */
  readLink(tokenHash: Uint8Array, now: number): Promise<LinkPurpose | null>;
  /** Uses the link up: the second caller gets null. */
  takeLink(tokenHash: Uint8Array, now: number): Promise<LinkPurpose | null>;
  /** Removes all links of that kind that have not been used (a new first-operator link replaces the old). */
  dropLinks(kind: LinkPurpose["kind"]): Promise<void>;

  createSession(tokenHash: Uint8Array, principal: Principal, expiresAt: number): Promise<void>;
  findSession(tokenHash: Uint8Array, now: number): Promise<Principal | null>;
  deleteSession(tokenHash: Uint8Array): Promise<void>;

  /** Counts one more try for `key` in the running window and answers how many there are now. */
  countTry(key: string, windowMs: number, now: number): Promise<number>;
  /** The tries of `key` count no longer: the last one was right. */
  forgetTries(key: string): Promise<void>;
  /** Append-only; refused for update and delete by the database itself (security check 51). */
  audit(entry: AuditEntry): Promise<void>;
}

export interface AuditEntry {
  readonly at: number;
  readonly workspaceId: WorkspaceId | null;
  /** "user:<id>", "operator:<id>", "cli", "system". */
  readonly actor: string;
  readonly action: string;
  /** Ids and plain words only: no addresses of correspondents, no secrets. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}
