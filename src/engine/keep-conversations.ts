// Messages that were here before there were conversations get theirs, in every workspace, beside all else. It begins anew
// with the process and every few hours, and asks one index where nothing is left.
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Conversations } from "./ports/conversations.ts";

const LOOK_MS = 4 * 3_600_000;

export interface KeepConversationsDeps {
  readonly accounts: Pick<Accounts, "listWorkspaces">;
  readonly conversations: Pick<Conversations, "placeUnplaced">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Until `signal` aborts. */
export async function keepConversations(deps: KeepConversationsDeps, signal: AbortSignal): Promise<void> {
  const { clock, log } = deps;
  while (!signal.aborted) {
    try {
      await placeAll(deps, signal);
    } catch (error) {
      log.warn("conversations.failed", { error: error instanceof SyncError ? error.message : "unknown" });
    }
    await clock.sleep(LOOK_MS, signal);
  }
}

async function placeAll(
  { accounts, conversations, log }: KeepConversationsDeps,
  signal: AbortSignal,
): Promise<void> {
  for (const { id } of await accounts.listWorkspaces()) {
    if (signal.aborted) return;
    const placed = await conversations.placeUnplaced(id, signal);
    if (placed > 0) log.info("conversations.placed", { workspace: id, messages: placed });
  }
}
