// What is kept of the application's own access to the mailboxes of whole organisations: what was approved, and the
// mailboxes that an administrator wants connected so.
import type { MailboxId, ProviderId, UserId, WorkspaceId } from "../../base/ids.ts";
import type { Diagnosis } from "../../core/diagnose.ts";
import type { ListedMailbox, ListProblem } from "../../core/mailbox-list.ts";
import type { User, Workspace } from "./accounts.ts";
import type { ImportWindow } from "./connections.ts";

/** Longer than one mailbox may take: sign-in, folders and mappings. */
export const TAKEN_MS = 3 * 60_000;

/** How one of the workspace's own domains stood at the last look. */
export interface DomainAccess {
  readonly workspaceId: WorkspaceId;
  readonly providerId: ProviderId;
  /** Lower case. */
  readonly domain: string;
  /** The registration that was asked about. */
  readonly clientId: string;
  /** GUID of the directory tenant that the domain belongs to; null where the sign-in service knows none. */
  readonly directoryTenant: string | null;
  /** GUID of the object that stands for the application there. */
  readonly principalId: string | null;
  /** Since when it is known to be approved, ms; null while it isn't. */
  readonly approvedAt: number | null;
  readonly diagnosis: Diagnosis | null;
}

export interface WantedMailbox {
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
  readonly providerId: ProviderId;
  /** Lower case. */
  readonly address: string;
  readonly importWindow: ImportWindow;
  readonly askedBy: UserId;
  readonly askedAt: number;
}

/** connecting: the mailbox has opened, and nothing takes that back any more. */
export type AppMailboxState = "waiting" | "connecting" | "connected" | "failed";

export interface AppMailbox extends WantedMailbox {
  readonly state: AppMailboxState;
  /** Some process works on it now. */
  readonly isTaken: boolean;
  readonly diagnosis: Diagnosis | null;
  readonly mailboxId: MailboxId | null;
}

export interface TakenMailbox extends WantedMailbox {
  readonly state: "waiting" | "connecting";
  /** What a process holds while it works on it. */
  readonly takenUntil: number;
}

export interface Connected {
  /** Users with a connection of whatever kind. */
  readonly users: ReadonlySet<UserId>;
  /** Addresses of mailboxes that somebody has signed in to; lower case. */
  readonly signedIn: ReadonlySet<string>;
}

export interface AppAccess {
  readDomains(workspaceId: WorkspaceId, providerId: ProviderId): Promise<readonly DomainAccess[]>;
  saveDomain(access: DomainAccess): Promise<void>;
  /** Who and what is connected already. */
  readConnected(workspaceId: WorkspaceId): Promise<Connected>;
  /** In the order they were asked for. One that was connected and whose user has stopped it since isn't among them. */
  listMailboxes(workspaceId: WorkspaceId, providerId: ProviderId): Promise<readonly AppMailbox[]>;
  /** Wants these too; one that ended makes way for a new one of the same user, one that waits stays as it is. All have one
   *  workspace. */
  want(mailboxes: readonly WantedMailbox[]): Promise<void>;
  /** Takes the next ones that wait, or were left behind by a process that ended, for TAKEN_MS by the store's clock. */
  take(workspaceId: WorkspaceId, limit: number): Promise<readonly TakenMailbox[]>;
  /** False when it isn't this process's any more, or was cancelled: then nothing may come of it. */
  change(
    taken: TakenMailbox,
    change: {
      readonly state: AppMailboxState;
      readonly diagnosis?: Diagnosis;
      readonly mailboxId?: MailboxId;
    },
  ): Promise<boolean>;
  /** Those that failed wait again: the user's, or all. */
  retry(workspaceId: WorkspaceId, providerId: ProviderId, userId: UserId | null): Promise<void>;
  /** `waiting`: nothing comes of them. `ended`: they are no longer listed. */
  drop(workspaceId: WorkspaceId, providerId: ProviderId, which: "waiting" | "ended"): Promise<void>;
}

/** Of a line of the list, or of what keeps the mailbox from being connected so. unknownUser: there is no such user here.
 *  hasMailbox: the user has one. signedIn: somebody has signed in to it. notAllowed: the workspace's policy. notApproved:
 *  its organisation hasn't approved the application, or isn't the workspace's. notYours: who asks may have a mailbox of
 *  their own address only. */
export type WantProblem =
  | ListProblem
  | "unknownUser"
  | "hasMailbox"
  | "signedIn"
  | "notAllowed"
  | "notApproved"
  | "notYours";

export interface JudgedMailbox extends Omit<ListedMailbox, "problem"> {
  readonly user: User | null;
  readonly problem: WantProblem | null;
}

export interface DomainView extends DomainAccess {
  /** What an administrator of the organisation opens to approve it; null where the service doesn't know the domain. */
  readonly consentUrl: string | null;
}

export interface AppAccessDesk {
  /** Null where the application can't sign in as itself. */
  read(workspace: Workspace, providerId: ProviderId): Promise<readonly DomainView[] | null>;
  /** Asks the sign-in service how each of the workspace's own domains stands now. */
  check(by: User, workspace: Workspace, providerId: ProviderId): Promise<readonly DomainView[] | null>;
  /** Users that have no mailbox yet, and aren't about to get one. */
  candidates(workspace: Workspace, providerId: ProviderId): Promise<readonly User[]>;
  /** `creates`: who isn't a user here becomes one. */
  judge(
    by: User,
    workspace: Workspace,
    providerId: ProviderId,
    list: { readonly mailboxes: readonly ListedMailbox[]; readonly creates: boolean },
  ): Promise<readonly JudgedMailbox[]>;
  want(by: User, mailboxes: readonly WantedMailbox[]): Promise<void>;
  list(workspaceId: WorkspaceId, providerId: ProviderId): Promise<readonly AppMailbox[]>;
  retry(workspaceId: WorkspaceId, providerId: ProviderId, userId: UserId | null): Promise<void>;
  drop(by: User, providerId: ProviderId, which: "waiting" | "ended"): Promise<void>;
}
