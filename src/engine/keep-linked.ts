// Links the mail that is here to records that have got an address (J14), beside all else. Mail that comes is linked when it is
// stored.
import type { Clock } from "../base/clock.ts";
import type { WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Records } from "./ports/records.ts";
import type { Hints } from "./ports/sync.ts";
import { Rounds } from "./rounds.ts";

const REST_MS = 60_000;
/** What commits beside a push may take so long to end. */
const AGAIN_MS = 1_000;
/** Addresses that are looked for together. */
const AT_ONCE = 100;

export interface KeepLinkedDeps {
  readonly records: Pick<Records, "workspacesDue" | "linkDue">;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Until `signal` aborts. */
export async function keepLinked(deps: KeepLinkedDeps, signal: AbortSignal): Promise<void> {
  const { records, hints } = deps;
  const rounds = new Rounds(deps, {
    restMs: REST_MS,
    begin: "looking",
    failed: "records.unlinked",
    async look() {
      const due = await records.workspacesDue();
      for (const workspaceId of due) await linkAll(deps, workspaceId, signal);
      if (due.length > 0) rounds.restAtMost(AGAIN_MS);
    },
  });
  const unsubscribe = hints.subscribe(({ kind }) => {
    if (kind === "records") rounds.wake();
  });
  await rounds.run(signal);
  unsubscribe();
}

/** What fails in one workspace is tried again later, and holds up no other. */
async function linkAll(
  { records, hints, log }: KeepLinkedDeps,
  workspaceId: WorkspaceId,
  signal: AbortSignal,
): Promise<void> {
  let addresses = 0;
  try {
    for (let count = AT_ONCE; count === AT_ONCE && !signal.aborted; addresses += count) {
      const linked = await records.linkDue(workspaceId, AT_ONCE);
      count = linked.addresses;
      for (const mailboxId of linked.searching) hints.publish({ kind: "wake", workspaceId, mailboxId });
    }
  } catch (error) {
    const message = error instanceof SyncError ? error.message : "unknown";
    log.warn("records.unlinked", { workspace: workspaceId, error: message });
  }
  if (addresses > 0) log.info("records.linked", { workspace: workspaceId, addresses });
}
