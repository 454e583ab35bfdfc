// Signing in to a mailbox with what its people allowed, one after the other, and what is known of a refusal.
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SyncError, type SyncErrorCode } from "../base/sync-error.ts";
import { type Diagnosis, diagnoseError, knownDiagnosis } from "../core/diagnose.ts";
import { type Circumstances, type OtherWays, TESTING_MS } from "../core/tell-apart.ts";
import { claimsOf } from "../core/token-claims.ts";
import type { Connection, Connections, MailboxRow, ProviderKind } from "./ports/connections.ts";
import type { Credential, MailProvider, MailSession } from "./ports/mail.ts";
import type { Tokens } from "./tokens.ts";

const DAY_MS = 24 * 3_600_000;

export interface SignInDeps {
  readonly connections: Connections;
  readonly mail: MailProvider;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly log: Log;
}

export async function signIn(
  deps: SignInDeps,
  mailbox: MailboxRow,
  signal?: AbortSignal,
): Promise<MailSession> {
  const connections: readonly Connection[] = await deps.connections.connectionsOfMailbox(
    mailbox.workspaceId,
    mailbox.id,
  );
  let refused: unknown = null;
  let alive = connections.length;
  for (const connection of connections) {
    try {
      return await signInWith(deps, mailbox, connection, signal);
    } catch (error) {
      if (!(error instanceof SyncError) || !OF_ONE_CONNECTION.has(error.code)) throw error;
      refused ??= error;
      if (error.code !== "grantRevoked") continue;
      deps.log.warn("connection.dead", { connection: connection.id, mailbox: mailbox.id });
      // The last one stays, so that the panel can say what is wrong and offer to sign in again.
      if (alive-- > 1) await deps.connections.markDead(connection);
    }
  }
  // Whose grants have died are still there: each of them can sign in again.
  throw refused ?? new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser" });
}

/** What the sign-in of one person meets, and that of another need not. A registration that is refused, or hasn't got the
 *  permission, may be refused to the application alone: its own access was taken back, what a person allowed wasn't. */
const OF_ONE_CONNECTION: ReadonlySet<SyncErrorCode> = new Set([
  "clientRejected",
  "wrongResource",
  "grantRevoked",
  "consentMissing",
  "authenticationFailed",
  "authenticatedNotConnected",
]);

/** What is known of a sign-in that was refused, for causes that look the same. */
class SignInRefused extends SyncError {
  readonly circumstances: Circumstances;

  constructor(error: SyncError, circumstances: Circumstances) {
    const { scope, retry, said, retryAfterMs, providerCode } = error;
    super(error.code, {
      scope,
      retry,
      cause: error,
      ...(said === undefined ? {} : { said }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(providerCode === undefined ? {} : { providerCode }),
    });
    this.circumstances = circumstances;
  }
}

/** What several causes get for an answer. Any other error is told of by itself: an incident knows it again. */
const LOOKS_LIKE_OTHERS: ReadonlySet<SyncErrorCode> = new Set([
  "authenticationFailed",
  "authenticatedNotConnected",
]);

export function looksLikeOthers(error: unknown): error is SyncError {
  return error instanceof SyncError && LOOKS_LIKE_OTHERS.has(error.code);
}

/** Servers lock out who gives them a wrong password again and again: until somebody types another it is tried rarely. */
const PASSWORD_AGAIN_MS = 15 * 60_000;

function withCircumstances(error: unknown, mailbox: MailboxRow, credential: Credential): unknown {
  if (!looksLikeOthers(error)) return error;
  if (credential.kind === "password") {
    const { code, scope, retry, said = "" } = error;
    return new SyncError(code, { scope, retry, said, retryAfterMs: PASSWORD_AGAIN_MS, cause: error });
  }
  const names = [mailbox.address, mailbox.userName];
  return new SignInRefused(error, { ...claimsOf(credential.token), names });
}

/** A token that was good an hour ago may have been revoked since: only a fresh one tells why the server refuses. */
async function signInWith(
  deps: Omit<SignInDeps, "log">,
  mailbox: MailboxRow,
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<MailSession> {
  const open = async (credential: Credential) => {
    try {
      return await deps.mail.open(mailbox.incoming, credential, signal === undefined ? {} : { signal });
    } catch (error) {
      throw withCircumstances(error, mailbox, credential);
    }
  };
  const credential = await credentialOf(deps, mailbox, connection);
  try {
    return await open(credential);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "authenticationFailed") throw error;
    const renewed = await deps.tokens.renew(mailbox, connection, credential);
    if (renewed === null) throw error;
    return open(renewed);
  }
}

async function credentialOf(
  { connections, tokens, clock }: Pick<SignInDeps, "connections" | "tokens" | "clock">,
  mailbox: MailboxRow,
  connection: Connection,
): Promise<Credential> {
  try {
    return await tokens.credential(mailbox, connection);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "grantRevoked" || mailbox.provider !== "google")
      throw error;
    const history = await connections.grantHistory(connection, TESTING_MS + DAY_MS).catch(() => null);
    if (history === null) throw error;
    const grantAgeMs = clock.now() - history.givenAt;
    throw new SignInRefused(error, { grantAgeMs, outlivedTesting: history.anotherIsOlder });
  }
}

/** Of whatever ended the loop of a mailbox, or its sign-in; `otherWays`: what they answered at that moment. */
export function diagnosisOf(error: unknown, provider: ProviderKind, otherWays: OtherWays = {}): Diagnosis {
  if (!(error instanceof SyncError)) return knownDiagnosis("unknown");
  const circumstances = error instanceof SignInRefused ? error.circumstances : {};
  return diagnoseError(error, { stage: "sync", provider, circumstances: { ...circumstances, otherWays } });
}
