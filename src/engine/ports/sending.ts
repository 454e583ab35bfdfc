// Mail that leaves from here: accepted and durable, kept back for a moment so that it can be taken back, then handed over
// to the provider, once. What nobody knows the end of is never handed over again by itself (law 6).
import type { Branded, MailboxId, MessageId, RevisionId, UserId, WorkspaceId } from "../../base/ids.ts";
import type { Diagnosis } from "../../core/diagnose.ts";
import type { Envelope } from "../../core/outgoing-message.ts";
import type { SentCopy } from "../../core/plan-append.ts";
import type { Credential, OpenOptions, ServerAddress } from "./mail.ts";
import type { NewMessage } from "./sync.ts";
import type { NamedRequest } from "./uploads.ts";
import type { SealedPlace } from "./vault.ts";

export type SendId = Branded<"SendId">;

/** waiting: also kept back, or tried and put off. handing: the server may have it. doubtful: nobody knows whether it has.
 *  undone: by whoever sent it. */
export type SendState = "waiting" | "handing" | "doubtful" | "sent" | "refused" | "undone";

/** Why it wasn't taken. */
export interface SendProblem {
  readonly diagnosis: Diagnosis;
  /** Addresses that the server doesn't take mail for. */
  readonly recipients: readonly string[];
}

export interface NewSend {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
  readonly sendId: SendId;
  /** It is what this draft's revision was, and the draft is out of the lists meanwhile; null: it was given as it is. */
  readonly draft: { readonly messageId: MessageId; readonly basedOn: RevisionId } | null;
  readonly request: NamedRequest | null;
  readonly message: NewMessage;
  readonly envelope: Envelope;
  readonly now: number;
  /** Until then it can be taken back, ms. */
  readonly dueAt: number;
}

export interface AcceptedSend {
  readonly sendId: SendId;
  /** Of the message as it is sent. */
  readonly messageId: MessageId;
  readonly dueAt: number;
}

/** nameTaken: of another request. gone, otherRevision: as of drafts. */
export type SendOutcome = AcceptedSend | "nameTaken" | "gone" | "otherRevision";

/** Of an end that waits until the send has one. */
export const HELD_UNTIL = Number.MAX_SAFE_INTEGER;

export interface ListedSend {
  readonly sendId: SendId;
  readonly messageId: MessageId;
  readonly draftId: MessageId | null;
  readonly userId: UserId;
  readonly subject: string;
  readonly envelope: Envelope;
  readonly state: SendState;
  readonly madeAt: number;
  readonly dueAt: number;
  /** When it was handed over, ms; null: not yet. */
  readonly handedAt: number | null;
  readonly endedAt: number | null;
  /** Also of what is tried again. */
  readonly problem: SendProblem | null;
  /** Of a doubtful one: the provider's Sent folder is still looked through, and nobody needs to be asked. */
  readonly looking: boolean;
}

export interface AboutSend {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly sendId: SendId;
  readonly now: number;
}

/** sent: it is put into Sent where it isn't. again: handed over once more. draft: not at all. */
export type DoubtAnswer = "sent" | "again" | "draft";

/** One that is in this process's hands until `takenUntil`, by the store's clock. */
export interface TakenSend {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly userId: UserId;
  readonly sendId: SendId;
  readonly messageId: MessageId;
  readonly envelope: Envelope;
  readonly place: SealedPlace;
  readonly state: "waiting" | "handing";
  readonly tries: number;
  /** When it was first to go, ms. */
  readonly since: number;
  readonly handedAt: number | null;
  /** By which the service that has it tells what became of it; null: nobody does. */
  readonly handle: string | null;
  readonly takenUntil: number;
}

/** How its copy comes into Sent. */
export type Filing = Pick<SentCopy, "within">;

/** How long a send is in the hands of one process, which goes on taking it. */
export const SEND_TAKEN_MS = 60_000;

export interface Sends {
  outcomeOf(
    workspaceId: WorkspaceId,
    mailboxId: MailboxId,
    request: NamedRequest,
  ): Promise<SendOutcome | null>;
  /** Asked before, it answers what it did then. Rejects with SyncError `stopped`, `receiveOnly`. */
  accept(send: NewSend): Promise<SendOutcome>;
  /** False when it is too late, or there is none. Rejects as accept does. */
  undo(send: AboutSend): Promise<boolean>;
  /** False when there is no doubt (any more). Rejects as accept does. */
  answer(send: AboutSend, answer: DoubtAnswer): Promise<boolean>;
  /** What was refused was read. */
  dismiss(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<void>;
  /** What isn't at an end, and refusals that nobody has read, the newest first. */
  list(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<readonly ListedSend[]>;
}

/** The sending side. */
export interface SendWork {
  /** Of all workspaces that have something to send: when the next is due, ms; null: it is all in doubt. */
  due(): Promise<readonly { readonly workspaceId: WorkspaceId; readonly dueAt: number | null }[]>;
  /** One of each mailbox at most; those too that a process which is no more had in its hands. */
  take(workspaceId: WorkspaceId, now: number, limit: number): Promise<readonly TakenSend[]>;
  /** Answers it with its new end; null: it isn't this process's any more. */
  keep(taken: TakenSend): Promise<TakenSend | null>;
  /** From now on the server may have it. False: it isn't this process's any more, and must not be handed over. */
  handing(taken: TakenSend, now: number, handle: string | null): Promise<boolean>;
  /** Its draft goes, and Sent shows it; when Sent isn't mapped it is in no list. */
  sent(taken: TakenSend, filing: Filing, now: number): Promise<void>;
  postpone(taken: TakenSend, until: number, problem: SendProblem): Promise<void>;
  /** The draft is back; what was no draft becomes one, where Drafts is mapped. */
  refuse(taken: TakenSend, problem: SendProblem, now: number): Promise<void>;
  /** `filing`: null where no copy comes by itself that would tell. */
  doubt(taken: TakenSend, filing: Filing | null, now: number): Promise<void>;
  /** Doubtful ones whose copy has been found in Sent are sent. Answers of which mailboxes, and where it is still looked. */
  settle(
    workspaceId: WorkspaceId,
    now: number,
  ): Promise<{ readonly sent: readonly MailboxId[]; readonly looking: readonly MailboxId[] }>;
}

/** A message for a server. */
export interface Handover {
  readonly envelope: Envelope;
  readonly bytes: Uint8Array;
  /** Awaited when the server is ready to take it, before it has all of it; where it rejects nothing is sent. */
  readonly handing: () => Promise<void>;
}

/** unknown: it was cut off before the answer. */
export type HandoverOutcome =
  | { readonly kind: "taken" }
  | { readonly kind: "refusedRecipients"; readonly recipients: readonly string[]; readonly said: string }
  | { readonly kind: "unknown" };

/** A server that takes mail to be sent. */
export interface Sender {
  /** To all recipients or to none. Rejects with SyncError where it certainly wasn't sent (`refused`: for good). */
  send(
    server: ServerAddress,
    credential: Credential,
    message: Handover,
    options: Pick<OpenOptions, "signal">,
  ): Promise<HandoverOutcome>;
}
