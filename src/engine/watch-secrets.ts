// Client secrets and certificates end, and all mailboxes of a registration with them: said in time, once for each step,
// whichever process looks and however often it was started meanwhile.
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { EXPIRY_TOLD_MS_MAX, expiryOf } from "../core/secret-expiry.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Connections } from "./ports/connections.ts";
import type { Hints } from "./ports/sync.ts";
import { Rounds } from "./rounds.ts";

const REST_MS = 3_600_000;

export interface WatchSecretsDeps {
  readonly accounts: Pick<Accounts, "audit">;
  readonly connections: Pick<Connections, "listExpiringProviders" | "tellExpiry">;
  readonly hints: Pick<Hints, "publish">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Until `signal` aborts. */
export function watchSecrets(deps: WatchSecretsDeps, signal: AbortSignal): Promise<void> {
  const look = () => tellExpiring(deps);
  return new Rounds(deps, { restMs: REST_MS, begin: "looking", failed: "secrets.unwatched", look }).run(
    signal,
  );
}

export async function tellExpiring(deps: WatchSecretsDeps): Promise<void> {
  const { accounts, connections, hints, clock, log } = deps;
  const now = clock.now();
  for (const provider of await connections.listExpiringProviders(now + EXPIRY_TOLD_MS_MAX)) {
    const { workspaceId, id, secretExpiresAt } = provider;
    const step = expiryOf(secretExpiresAt, now)?.step;
    if (step === undefined || !(await connections.tellExpiry(provider, step))) continue;
    log.warn("secret.expires", { workspace: workspaceId, provider: id, days: step });
    const action = step === 0 ? "provider.secretExpired" : "provider.secretExpires";
    const detail = { provider: id, days: step };
    await accounts.audit({ at: now, workspaceId, actor: "system", action, detail });
    hints.publish({ kind: "settings", workspaceId });
  }
}
