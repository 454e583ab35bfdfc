// What can go wrong in the field, as one closed union. Adapters translate the errors of their libraries into
// this; the original goes into `cause`. Texts for people are made from the code elsewhere, in one table.

export type SyncErrorCode =
  // connecting
  | "unreachable" // name not found, refused, timed out, closed before the greeting
  | "addressForbidden" // a user's server that isn't at a public address, or not at a port of mail
  | "tlsFailed" // certificate not trusted, wrong host, no common version
  | "tlsMissing" // STARTTLS not offered, or plain text where it is not allowed
  | "authenticationFailed" // the server said no to the credentials
  | "authenticatedNotConnected" // Exchange: "User is authenticated but not connected."
  | "tooManyConnections"
  | "throttled" // with retryAfterMs where the server named it
  | "serverBusy" // UNAVAILABLE, INUSE, "Server Unavailable. 15"
  | "disconnected" // cut, BYE, timed out in the middle
  | "sessionExpired" // Exchange: "Session invalidated - AccessTokenExpired"
  // folders and messages
  | "folderGone" // the folder can't be selected any more
  | "folderChanged" // UIDVALIDITY differs from the one the caller worked with
  | "folderExists"
  | "messageUnavailable" // this one message can't be fetched now (NIL body, stub, NO)
  | "protocol" // an answer that can't be understood, or breaks a limit
  | "refused" // the server said NO for a reason we have no code for
  // tokens
  | "grantRevoked" // the user must sign in again
  | "consentMissing" // an administrator or the user must consent
  | "clientRejected" // client id or secret wrong or expired: the admin must mend the provider
  | "wrongResource" // the token isn't for the mailbox's resource, or lacks the scope
  | "tokenServerDown"
  // our own house
  | "ownershipLost" // another worker owns the mailbox now
  | "stopped" // the connection was stopped while this ran
  | "noProvider" // the workspace has no mail provider of this id
  | "notOffered" // switched off, or not to be connected in this way
  | "notActivated" // the workspace has no mail synchronization
  | "alreadyConnected" // the user has to stop the other mailbox first
  | "notConnected" // the user isn't connected to this mailbox
  | "noPassword" // the mailbox is signed in to in another way
  | "receiveOnly" // nothing may be written at the provider for this mailbox
  | "changesWaiting" // what was changed here must reach the provider first
  | "onHold" // an administrator holds what is here: nothing of it may be deleted
  | "storeDown"
  | "diskFull"
  | "secretUnreadable"; // the master key is missing or another one

/** How much is broken. */
export type SyncErrorScope = "message" | "folder" | "mailbox" | "provider" | "installation";
export type SyncErrorRetry = "now" | "later" | "never" | "askUser";

export interface SyncErrorDetail {
  readonly scope: SyncErrorScope;
  readonly retry: SyncErrorRetry;
  /** What the other side said, one line, already free of secrets. For logs and the doctor. */
  readonly said?: string;
  /** Milliseconds that the other side asked us to wait. */
  readonly retryAfterMs?: number;
  /** A provider's own code where it has one: "AADSTS65001". */
  readonly providerCode?: string;
  readonly cause?: unknown;
}

export class SyncError extends Error {
  override readonly name = "SyncError";
  readonly code: SyncErrorCode;
  readonly scope: SyncErrorScope;
  readonly retry: SyncErrorRetry;
  readonly said: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly providerCode: string | undefined;

  constructor(code: SyncErrorCode, detail: SyncErrorDetail) {
    super(detail.said ? `${code}: ${detail.said}` : code, { cause: detail.cause });
    this.code = code;
    this.scope = detail.scope;
    this.retry = detail.retry;
    this.said = detail.said;
    this.retryAfterMs = detail.retryAfterMs;
    this.providerCode = detail.providerCode;
  }
}
