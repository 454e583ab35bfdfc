// Connects the mailboxes that are wanted by the application's own access, a few at a time, until none is left. What a
// process that ended has left behind is taken up by whichever looks next.
import type { WorkspaceId } from "../base/ids.ts";
import { type ConnectAppMailboxDeps, connectAppMailbox } from "./connect-app-mailbox.ts";
import type { Incidents } from "./incidents.ts";
import { limitLogins } from "./login-limits.ts";
import type { TakenMailbox } from "./ports/app-access.ts";
import { Rounds } from "./rounds.ts";

/** How often all workspaces are looked through, for what another process has left. */
const REST_MS = 60_000;
/** Of one workspace. */
const AT_ONCE = 5;
const STOP_MS = 10_000;

export interface AppAccessWorkerDeps extends ConnectAppMailboxDeps {
  readonly incidents: Incidents;
}

export class AppAccessWorker {
  readonly #deps: AppAccessWorkerDeps;
  readonly #running = new Map<WorkspaceId, Set<Promise<void>>>();
  readonly #rounds: Rounds;

  constructor(deps: AppAccessWorkerDeps) {
    this.#deps = { ...deps, mail: deps.incidents.guardMail(limitLogins(deps.mail)) };
    this.#rounds = new Rounds(deps, {
      ...{ restMs: REST_MS, begin: "looking", failed: "app-access.unlooked" },
      look: (signal) => this.#look(signal),
    });
  }

  /** Look now. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Until `signal` aborts. What is under way then has ended, or is taken up by whichever process looks next. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#rounds.run(signal);
    const timer = new AbortController();
    await Promise.race([
      Promise.all([...this.#running.values()].flatMap((runs) => [...runs])),
      this.#deps.clock.sleep(STOP_MS, timer.signal),
    ]);
    timer.abort("over");
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { access, accounts } = this.#deps;
    for (const { id, activation } of await accounts.listWorkspaces()) {
      if (signal.aborted) return;
      if (activation !== "active") continue;
      const runs = this.#running.get(id) ?? new Set();
      if (runs.size === AT_ONCE) continue;
      for (const taken of await access.take(id, AT_ONCE - runs.size)) {
        const run = this.#drain(id, taken, signal).finally(() => {
          runs.delete(run);
          if (runs.size === 0) this.#running.delete(id);
        });
        runs.add(run);
        this.#running.set(id, runs);
      }
    }
  }

  /** One after the other until none is left. Never rejects. */
  async #drain(id: WorkspaceId, first: TakenMailbox, signal: AbortSignal): Promise<void> {
    let next: TakenMailbox | undefined = first;
    try {
      while (next !== undefined) {
        await this.#connect(next);
        next = signal.aborted ? undefined : (await this.#deps.access.take(id, 1))[0];
      }
    } catch (error) {
      // It is taken up again once its time is over.
      const name = error instanceof Error ? error.name : "unknown";
      this.#deps.log.warn("app-access.broke", { workspace: id, error: name });
    }
  }

  async #connect(taken: TakenMailbox): Promise<void> {
    const { accounts } = this.#deps;
    const workspace = await accounts.readWorkspace(taken.workspaceId);
    const user = await accounts.readUser(taken.workspaceId, taken.userId);
    // A workspace that was suspended meanwhile goes on where it was once it is active again.
    if (workspace?.activation !== "active" || user === null) return;
    await connectAppMailbox(this.#deps, taken, { workspace, user });
  }
}
