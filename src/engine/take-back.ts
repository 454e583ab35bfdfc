// After a Stop: where a sign-in service can take back what a person allowed (Google; Microsoft can't), it is told to, unless
// another connection of that person hangs on it: to the service the application is one, whoever uses it. What is to be told
// was written with the Stop, and is tried for a day, by whichever process lives.
import type { Clock } from "../base/clock.ts";
import type { ConnectionId, WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Attempt, Connections, Grant, Provider, TakingBack } from "./ports/connections.ts";
import type { OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";
import { secretContext } from "./ports/secrets.ts";
import type { Hints } from "./ports/sync.ts";
import type { Vault } from "./ports/vault.ts";
import { Rounds } from "./rounds.ts";

/** Who stops waits no longer: here everything has ended, and it is tried again. */
const WAIT_MS = 5_000;
const REST_MS = 60_000;
/** Somebody is at the sign-in service: taking back now would end what is allowed there this moment. */
const UNDER_WAY: ReadonlySet<Attempt["state"]> = new Set(["waiting", "question", "connecting"]);

export interface TakeBackDeps {
  readonly connections: Pick<
    Connections,
    | "workspacesTakingBack"
    | "claimTakingBack"
    | "endTakingBack"
    | "readProvider"
    | "isAllowedElsewhere"
    | "latestAttempt"
  >;
  readonly oauth: Pick<OAuthClient, "revoke">;
  readonly clientSettings: (provider: Provider) => Promise<OAuthClientSettings>;
  readonly vault: Vault;
  readonly hints: Pick<Hints, "publish">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What the Stop of this connection has to tell, now. Never rejects. */
export async function takeBackNow(
  deps: TakeBackDeps,
  workspaceId: WorkspaceId,
  id: ConnectionId,
): Promise<void> {
  const timer = new AbortController();
  const taken = takeBackDue(deps, workspaceId, id);
  await Promise.race([taken, deps.clock.sleep(WAIT_MS, timer.signal)]);
  timer.abort("now");
}

/** What earlier Stops still have to tell, until `signal` aborts. */
export function keepTakingBack(deps: TakeBackDeps, signal: AbortSignal): Promise<void> {
  const look = async () => {
    for (const id of await deps.connections.workspacesTakingBack()) await takeBackDue(deps, id);
  };
  return new Rounds(deps, { restMs: REST_MS, begin: "resting", failed: "grants.stay", look }).run(signal);
}

/** Never rejects. */
async function takeBackDue(deps: TakeBackDeps, workspaceId: WorkspaceId, only?: ConnectionId): Promise<void> {
  const { connections, log } = deps;
  try {
    for (const due of await connections.claimTakingBack(workspaceId, only)) await takeBack(deps, due);
  } catch (error) {
    log.warn("grants.stay", { workspace: workspaceId, error: codeOf(error) });
  }
}

async function takeBack(deps: TakeBackDeps, due: TakingBack): Promise<void> {
  const { log } = deps;
  try {
    const how = await revoke(deps, due);
    if (how === "later") return;
    await end(deps, due, how);
    log.info(how === "takenBack" ? "grant.taken-back" : "grant.needed", { connection: due.id });
  } catch (error) {
    log.warn("grant.stays", { connection: due.id, code: codeOf(error), isLast: due.isLast });
    if (due.isLast) await end(deps, due, "stays");
  }
}

async function end(
  { connections, hints }: TakeBackDeps,
  due: TakingBack,
  how: "takenBack" | "needed" | "stays",
): Promise<void> {
  await connections.endTakingBack(due, how);
  // The receipt says so.
  hints.publish({ kind: "settings", workspaceId: due.workspaceId });
}

async function revoke(
  { connections, oauth, vault, clientSettings }: TakeBackDeps,
  { id, workspaceId, providerId, userId, subject, sealedGrant }: TakingBack,
): Promise<"takenBack" | "needed" | "later"> {
  const provider = await connections.readProvider(workspaceId, providerId);
  if (provider === null || provider.clientId === null) {
    throw new SyncError("clientRejected", { scope: "provider", retry: "askUser", said: "provider removed" });
  }
  if (await connections.isAllowedElsewhere(provider.kind, provider.clientId, subject)) return "needed";
  const attempt = await connections.latestAttempt(workspaceId, userId);
  if (attempt !== null && UNDER_WAY.has(attempt.state)) return "later";
  const grant = JSON.parse(await vault.open(sealedGrant, secretContext("connection", id))) as Grant;
  if (grant.kind !== "oauth") return "takenBack";
  try {
    await oauth.revoke(await clientSettings(provider), grant.refreshToken);
  } catch (error) {
    // "invalid_token" (RFC 7009 section 2.2 asks for no error at all): nothing is left of it there.
    if (!(error instanceof SyncError) || error.code !== "grantRevoked") throw error;
  }
  return "takenBack";
}

function codeOf(error: unknown): string {
  return error instanceof SyncError ? error.code : "unknown";
}
