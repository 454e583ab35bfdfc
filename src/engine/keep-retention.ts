// Removes what is kept no longer (J16), of every workspace, again and again. Whoever asks about it finds how much in the
// audit trail.
import type { Clock } from "../base/clock.ts";
import type { WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Retention } from "./ports/retention.ts";

const LOOK_MS = 3_600_000;

export interface KeepRetentionDeps {
  readonly accounts: Pick<Accounts, "listWorkspaces" | "audit">;
  readonly retention: Pick<Retention, "removeDue">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Until `signal` aborts. */
export async function keepRetention(deps: KeepRetentionDeps, signal: AbortSignal): Promise<void> {
  const { clock, random, log } = deps;
  while (!signal.aborted) {
    // Not all processes look at the same moment.
    await clock.sleep(LOOK_MS * (0.5 + random.fraction()), signal);
    if (signal.aborted) return;
    try {
      await removeDue(deps, signal);
    } catch (error) {
      log.warn("retention.failed", { error: error instanceof SyncError ? error.message : "unknown" });
    }
  }
}

export async function removeDue(deps: KeepRetentionDeps, signal: AbortSignal): Promise<void> {
  for (const { id } of await deps.accounts.listWorkspaces()) {
    if (signal.aborted) return;
    await removeOf(deps, id, signal);
  }
}

async function removeOf(
  { accounts, retention, clock, log }: KeepRetentionDeps,
  workspaceId: WorkspaceId,
  signal: AbortSignal,
): Promise<void> {
  const removed = await retention.removeDue(workspaceId, clock.now(), signal);
  if (Object.values(removed).every((count) => count === 0)) return;
  log.info("retention.removed", { workspace: workspaceId, ...removed });
  await accounts.audit({
    at: clock.now(),
    workspaceId,
    actor: "system",
    action: "retention.removed",
    detail: removed,
  });
}
