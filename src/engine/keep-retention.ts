// Removes what is kept no longer (J16), of every workspace, again and again. Whoever asks about it finds how much in the
// audit trail.
import type { Clock } from "../base/clock.ts";
import type { WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Retention } from "./ports/retention.ts";
import { Rounds } from "./rounds.ts";

const REST_MS = 3_600_000;

export interface KeepRetentionDeps {
  readonly accounts: Pick<Accounts, "listWorkspaces">;
  readonly retention: Pick<Retention, "removeDue">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Until `signal` aborts. */
export function keepRetention(deps: KeepRetentionDeps, signal: AbortSignal): Promise<void> {
  const look = () => removeDue(deps, signal);
  return new Rounds(deps, { restMs: REST_MS, begin: "resting", failed: "retention.failed", look }).run(
    signal,
  );
}

async function removeDue(deps: KeepRetentionDeps, signal: AbortSignal): Promise<void> {
  for (const { id } of await deps.accounts.listWorkspaces()) {
    if (signal.aborted) return;
    await removeOf(deps, id, signal);
  }
}

async function removeOf(
  { retention, clock, log }: KeepRetentionDeps,
  workspaceId: WorkspaceId,
  signal: AbortSignal,
): Promise<void> {
  const removed = await retention.removeDue(workspaceId, clock.now(), signal);
  if (Object.values(removed).every((count) => count === 0)) return;
  log.info("retention.removed", { workspace: workspaceId, ...removed });
}
