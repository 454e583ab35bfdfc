// What the HTTP edge and the command line ask the engine to do for a person.
import type {
  AppFolderId,
  FolderId,
  MailboxId,
  MessageId,
  ProviderId,
  RevisionId,
  UserId,
  WorkspaceId,
} from "../../base/ids.ts";
import type { Diagnosis, DiagnosisId } from "../../core/diagnose.ts";
import type { Flags } from "../../core/flags.ts";
import type { FolderAct } from "../../core/folder-acts.ts";
import type { AppFolderRole } from "../../core/folder-role.ts";
import type { GmailLabel } from "../../core/gmail-settings.ts";
import type { OutgoingProblem } from "../../core/outgoing-message.ts";
import type { NameProblem } from "../../core/propose-mappings.ts";
import type { SignInKind } from "../../core/sign-in/sign-in-service.ts";
import type { User, Workspace } from "./accounts.ts";
import type { ActId, Changed, ChangedPage, Outbox, WaitingChanges } from "./changes.ts";
import type { Attempt, ImportWindow, Provider, StopOutcome } from "./connections.ts";
import type { Approval, ConsentOutcome } from "./consents.ts";
import type { AboutSend, DoubtAnswer, ListedSend, SendOutcome } from "./sending.ts";
import type { OfferAnswer } from "./sync.ts";
import type { DraftOutcome, UploadOutcome } from "./uploads.ts";

/** What the tab has to show, or where it has to go. */
export type TabStep =
  | { readonly kind: "redirect"; readonly url: string; readonly browserSecret: string }
  | {
      readonly kind: "question";
      readonly address: string;
      /** Who will be able to read and send. */
      readonly asker: string;
      readonly workspace: string;
    }
  | { readonly kind: "done"; readonly address: string }
  | { readonly kind: "failed"; readonly diagnosis: Diagnosis };

export interface ConnectDesk {
  /** Begins an attempt and gives up the user's earlier ones. Rejects with SyncError `refused` when the workspace,
   *  the provider or a living connection doesn't allow it. */
  start(
    user: User,
    workspace: Workspace,
    providerId: ProviderId,
  ): Promise<{ readonly attempt: Attempt; readonly url: string }>;
  /** Gives up whatever attempt of this user still runs. */
  cancel(workspaceId: WorkspaceId, userId: UserId): Promise<void>;
  /** The tab's first request: uses the ticket up, binds the attempt to this browser, sends it to the provider. */
  openTicket(ticket: string): Promise<TabStep>;
  /** The provider sent the browser back. `browserSecret` is the cookie's value, `callback` the full address. */
  returned(browserSecret: string | null, callback: URL): Promise<TabStep>;
  /** The answer to the question in the tab. */
  answer(browserSecret: string | null, answer: "allow" | "other"): Promise<TabStep>;
  /** What the admin must register at the service. */
  redirectUris(kind: SignInKind): readonly string[];
  /** Rejects with SyncError `changesWaiting` where what waits is to be finished first. */
  stop(order: StopOrder): Promise<StopOutcome>;
}

/** What the panel shows of a request to an administrator. */
export interface ConsentView {
  readonly providerId: ProviderId;
  readonly askedBy: string;
  readonly askedAt: number;
  /** Null while nobody has answered. */
  readonly outcome: ConsentOutcome | null;
  readonly settledAt: number | null;
  /** What the administrator opens; null when there is nothing to open any more. */
  readonly url: string | null;
}

/** What the administrator's browser shows next. */
export type ConsentStep =
  | {
      readonly kind: "explain";
      readonly asker: string;
      readonly workspace: string;
      readonly domain: string;
      readonly scopes: readonly string[];
    }
  | { readonly kind: "redirect"; readonly url: string; readonly browserSecret: string }
  | { readonly kind: "given" }
  | { readonly kind: "refused" }
  /** About the application's own access; they prove nothing. */
  | { readonly kind: "appGiven" }
  | { readonly kind: "appRefused" }
  /** The link has expired, the answer was used, or it is another browser's. */
  | { readonly kind: "gone" };

/** The way to a registration that works, as far as it can be walked without a person: the service and its tenant, the
 *  address that people come back to, that of administrators who approve, and the secret or certificate. */
export type CheckStep = "reach" | "redirect" | "approval" | "credential";

export interface CheckedStep {
  readonly step: CheckStep;
  /** unknown: the service doesn't tell. waiting: what comes before has failed. */
  readonly state: "done" | "failed" | "unknown" | "waiting";
  /** Only where it has failed. */
  readonly diagnosis: Diagnosis | null;
}

export interface RegistrationDesk {
  check(provider: Provider): Promise<readonly CheckedStep[]>;
}

export interface ConsentDesk {
  /** Whether it is known, before anybody goes there, that the user's administrator has to approve the application first, or
   *  has a short while ago. */
  approvalOf(user: User, provider: Provider): Promise<Approval | null>;
  /** A user was told this by the provider. Never rejects. */
  met(user: User, provider: Provider, diagnosis: DiagnosisId): Promise<void>;
  /** Makes the link, or answers the one that was made for this domain; null where no administrator can be asked. */
  ask(user: User, workspace: Workspace, providerId: ProviderId): Promise<ConsentView | null>;
  /** How the newest request of the user's domain stands; null when there is none. */
  read(user: User): Promise<ConsentView | null>;
  open(link: string): Promise<ConsentStep>;
  /** To the service. */
  goOn(link: string): Promise<ConsentStep>;
  /** Back from it, with the parameters of the address. */
  returned(browserSecret: string | null, answer: URLSearchParams): Promise<ConsentStep>;
}

export interface StopOrder {
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
  readonly mailboxId: MailboxId;
  readonly mail: "keep" | "delete";
  readonly outbox: WaitingChanges;
}

export interface PickedFolder {
  readonly id: FolderId;
  readonly path: string;
  readonly delimiter: string | null;
  readonly selectable: boolean;
  readonly hidden: boolean;
  readonly role: AppFolderRole | null;
}

export interface ChosenMapping {
  readonly role: AppFolderRole | null;
  readonly name: string;
  readonly folderId: FolderId;
  readonly subtree: boolean;
}

export interface Picker {
  readonly folders: readonly PickedFolder[];
  readonly mappings: readonly ChosenMapping[];
  readonly proposals: readonly {
    readonly role: AppFolderRole;
    readonly folderId: FolderId | null;
    readonly createPath: string | null;
  }[];
  readonly importWindow: ImportWindow | null;
  /** What the user's settings at Gmail keep from programs: labels, and numbers at which folders may be cut off. */
  readonly unlisted: readonly GmailLabel[];
  readonly limits: readonly number[];
}

export interface FolderCount {
  readonly id: FolderId;
  readonly messages: number;
  readonly unseen: number;
}

export type MappingProblem = {
  /** Position in what was sent; null when it concerns all. */
  readonly index: number | null;
  readonly kind: string;
  readonly message: string;
};

export interface FolderDesk {
  /** Asks the provider for its folders. Rejects with SyncError when it can't be reached: a cause, never an empty
   *  list. */
  picker(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<Picker>;
  /** Counts folder by folder, as the provider answers. A folder that refuses is left out. */
  counts(workspaceId: WorkspaceId, mailboxId: MailboxId): AsyncIterable<readonly FolderCount[]>;
  createFolder(workspaceId: WorkspaceId, mailboxId: MailboxId, path: string): Promise<Picker>;
  estimate(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    folderIds: readonly FolderId[],
  ): Promise<readonly { readonly window: ImportWindow; readonly messages: number; readonly bytes: number }[]>;
  /** Checks and saves; an empty answer means saved. */
  save(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    mappings: readonly ChosenMapping[],
    importWindow: ImportWindow,
  ): Promise<readonly MappingProblem[]>;
  /** Makes, renames, moves or deletes a folder at the provider and here. Answers what speaks against it; null: done. */
  act(workspaceId: WorkspaceId, mailboxId: MailboxId, act: FolderAct): Promise<NameProblem | null>;
  /** The user's word on older messages that were put into a folder (law 11). Rejects with SyncError stopped. */
  answerOffer(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    folderId: FolderId,
    answer: OfferAnswer,
  ): Promise<void>;
}

/** Somebody looks at this mailbox: it is read more often (law 9). */
export interface Attention {
  /** `folder`: the one whose list is looked at; null: whichever it was. */
  look(workspaceId: WorkspaceId, mailboxId: MailboxId, folder: AppFolderId | null): void;
}

// --- the mail itself --------------------------------------------------------------------------------------

export type MailAct =
  | { readonly kind: "flags"; readonly add: Flags; readonly remove: Flags }
  /** `from` null: from wherever each message is shown. */
  | { readonly kind: "move"; readonly from: AppFolderId | null; readonly to: AppFolderId }
  /** Mapped or not: archive, junk, delete (= move to the provider's Deleted), not junk (= move to Inbox). */
  | {
      readonly kind: "moveToRole";
      readonly from: AppFolderId | null;
      readonly role: "inbox" | "archive" | "junk" | "deleted";
    }
  /** For good, from this folder. */
  | { readonly kind: "erase"; readonly from: AppFolderId };

export interface ActOrder {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
  readonly act: MailAct;
  /** These, or all that an app folder shows. */
  readonly messages: readonly MessageId[] | { readonly all: AppFolderId };
}

export type ActOutcome =
  | { readonly kind: "accepted"; readonly actId: ActId; readonly messages: number }
  | { readonly kind: "noFolder" }
  /** More than ACT_MESSAGES_MAX: nothing was done. */
  | { readonly kind: "tooMany" };

export interface MailDesk {
  /** Shown at once, told to the provider by the mailbox loop. Rejects with SyncError `stopped`,
   *  `receiveOnly`, `folderGone`. */
  act(order: ActOrder): Promise<ActOutcome>;
  /** False when it is too late. */
  undo(workspaceId: WorkspaceId, mailboxId: MailboxId, actId: ActId): Promise<boolean>;
  outbox(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<Outbox>;
  dismissRefusals(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<void>;
  changed(workspaceId: WorkspaceId, mailboxId: MailboxId, page: ChangedPage): Promise<Changed>;
}

export interface UploadOrder {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
  /** As a mail server can be given it (uploadProblem of core says null). */
  readonly bytes: Uint8Array;
  readonly flags: Flags;
  /** INTERNALDATE, ms; null: now. */
  readonly internalDate: number | null;
  /** What whoever asks calls the request: asked again under it, it is done once. */
  readonly requestName: string | null;
}

/** A message that is made here, of what somebody wrote: no two that are made of the same have the same bytes. */
export interface ToWrite {
  /** All that was written, and how. */
  readonly asked: string;
  /** What it rejects with, whoever asked rejects with. */
  readonly write: () => Promise<Uint8Array>;
}

export type NewDraftOrder = Omit<UploadOrder, "flags" | "internalDate" | "bytes"> & {
  readonly bytes: Uint8Array | ToWrite;
};

export interface DraftOrder extends NewDraftOrder {
  readonly messageId: MessageId;
  /** The revision that was edited. */
  readonly basedOn: RevisionId;
}

export type SendOrder = Pick<UploadOrder, "workspaceId" | "mailboxId" | "userId" | "requestName">;

export interface SendDesk {
  /** The draft leaves its list at once; it comes back when it is undone or refused. Rejects with SyncError `stopped`,
   *  `receiveOnly`, `diskFull`. */
  sendDraft(
    order: SendOrder & { readonly draft: { readonly messageId: MessageId; readonly basedOn: RevisionId } },
  ): Promise<SendOutcome | OutgoingProblem>;
  /** Bytes as of uploads. Rejects as sendDraft does. */
  sendMessage(order: SendOrder & { readonly bytes: Uint8Array }): Promise<SendOutcome | OutgoingProblem>;
  /** False when it is too late, or there is none. Rejects as sendDraft does. */
  undo(send: Omit<AboutSend, "now">): Promise<boolean>;
  /** False when nobody doubts. Rejects as sendDraft does. */
  answer(send: Omit<AboutSend, "now">, answer: DoubtAnswer): Promise<boolean>;
  /** Refusals were read. */
  dismiss(place: Pick<AboutSend, "workspaceId" | "mailboxId">): Promise<void>;
  list(place: Pick<AboutSend, "workspaceId" | "mailboxId">): Promise<readonly ListedSend[]>;
}

export interface UploadDesk {
  /** Null: nothing is mapped to this app folder. Rejects with SyncError `stopped`, `folderGone`, `diskFull`. */
  upload(order: UploadOrder & { readonly folder: AppFolderId }): Promise<UploadOutcome | null>;
  /** Gives the provider once more what it refused. Null: nothing of this message was refused, or it is under way again.
   *  Rejects as upload does. */
  retry(
    order: Omit<DraftOrder, "bytes" | "basedOn" | "requestName">,
  ): Promise<{ readonly actId: ActId } | null>;
  /** Null: Drafts isn't mapped. */
  newDraft(order: NewDraftOrder): Promise<UploadOutcome | null>;
  saveDraft(order: DraftOrder): Promise<UploadOutcome | Exclude<DraftOutcome, "done">>;
  /** With all its revisions, for good, in ten seconds. Answers what undoes it until then. */
  discardDraft(
    order: Omit<DraftOrder, "bytes" | "basedOn" | "requestName"> & { readonly basedOn: RevisionId | null },
  ): Promise<{ readonly actId: ActId } | Exclude<DraftOutcome, "done">>;
}
