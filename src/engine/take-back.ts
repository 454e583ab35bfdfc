// After a Stop: where a sign-in service can take back what a person allowed (Google; Microsoft can't), it does, unless
// another connection of that person hangs on it: to the service the application is one, whoever uses it.
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import { signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import type { Connection, Connections, Grant, Provider } from "./ports/connections.ts";
import type { OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";
import { secretContext } from "./ports/secrets.ts";
import type { Vault } from "./ports/vault.ts";

/** Who stops waits no longer: here everything has ended, and the service lists the permission for its owner. */
const WAIT_MS = 5_000;

export interface TakeBackDeps {
  readonly connections: Connections;
  readonly oauth: OAuthClient;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
}

/** `connection`: as it was before it was stopped. Never rejects. */
export async function takeBack(
  deps: TakeBackDeps,
  connection: Connection,
  settingsOf: (provider: Provider) => Promise<OAuthClientSettings>,
): Promise<void> {
  const { clock, log } = deps;
  const timer = new AbortController();
  const taken = revoke(deps, connection, settingsOf).catch((error: unknown) => {
    const code = error instanceof SyncError ? error.code : "unknown";
    log.warn("grant.stays", { connection: connection.id, code });
  });
  await Promise.race([taken, clock.sleep(WAIT_MS, timer.signal)]);
  timer.abort("now");
}

async function revoke(
  { connections, oauth, vault, log }: TakeBackDeps,
  { id, workspaceId, providerId, subject, sealedGrant }: Connection,
  settingsOf: (provider: Provider) => Promise<OAuthClientSettings>,
): Promise<void> {
  const provider = providerId === null ? null : await connections.readProvider(workspaceId, providerId);
  if (provider === null || provider.clientId === null || !signInServiceOf(provider.kind)?.revokes) return;
  if (await connections.isAllowedElsewhere(provider.kind, provider.clientId, subject)) return;
  const grant = JSON.parse(await vault.open(sealedGrant, secretContext("connection", id))) as Grant;
  if (grant.kind !== "oauth") return;
  await oauth.revoke(await settingsOf(provider), grant.refreshToken);
  log.info("grant.taken-back", { connection: id });
}
