// Sign-in services forget a grant that nobody uses: Microsoft after 90 days, Google after six months. That of a mailbox in
// sync is renewed every hour; those of a colleague's second sign-in, and of mailboxes that wait for their folders, here.
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Connection, Connections } from "./ports/connections.ts";
import { Rounds } from "./rounds.ts";
import type { Tokens } from "./tokens.ts";

const UNUSED_MS = 7 * 24 * 3_600_000;
const REST_MS = 3_600_000;
/** In one workspace at one look. */
const RENEWED_MAX = 100;

export interface KeepGrantsDeps {
  readonly accounts: Pick<Accounts, "listWorkspaces">;
  readonly connections: Pick<
    Connections,
    "unusedGrants" | "readMailbox" | "connectionsOfMailbox" | "markDead"
  >;
  readonly tokens: Pick<Tokens, "keep">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Until `signal` aborts. */
export function keepGrants(deps: KeepGrantsDeps, signal: AbortSignal): Promise<void> {
  const look = () => renewUnused(deps, signal);
  return new Rounds(deps, { restMs: REST_MS, begin: "resting", failed: "grants.unkept", look }).run(signal);
}

export async function renewUnused(deps: KeepGrantsDeps, signal: AbortSignal): Promise<void> {
  for (const { id } of await deps.accounts.listWorkspaces()) {
    for (const connection of await deps.connections.unusedGrants(id, UNUSED_MS, RENEWED_MAX)) {
      if (signal.aborted) return;
      await renew(deps, connection);
    }
  }
}

async function renew({ connections, tokens, log }: KeepGrantsDeps, connection: Connection): Promise<void> {
  const { workspaceId, mailboxId, id } = connection;
  const mailbox = await connections.readMailbox(workspaceId, mailboxId);
  if (mailbox === null) return;
  try {
    await tokens.keep(mailbox, connection);
  } catch (error) {
    if (!(error instanceof SyncError) || error.scope === "installation") throw error;
    log.warn("grant.unkept", { connection: id, mailbox: mailboxId, error: error.message });
    if (error.code !== "grantRevoked") return;
    // The last one stays, so that the panel can say what is wrong and offer to sign in again.
    const all = await connections.connectionsOfMailbox(workspaceId, mailboxId);
    if (all.some((other) => other.id !== id)) await connections.markDead(connection);
  }
}
