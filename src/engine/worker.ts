// A worker owns mailboxes and runs one loop for each. It beats while it lives; mailboxes of a worker that stopped
// beating are taken over. A mailbox in trouble waits by itself and never holds up another (law 8).

import { InvariantError } from "../base/assert.ts";
import type { AppFolderId, MailboxId, WorkerId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Diagnosis } from "../core/diagnose.ts";
import { Backoff } from "../core/retry.ts";
import type { OtherWays } from "../core/tell-apart.ts";
import { AskedOnce } from "./asked-once.ts";
import type { Incidents } from "./incidents.ts";
import { limitLogins } from "./login-limits.ts";
import { LoopState } from "./loop-state.ts";
import { type LoopDeps, MailboxLoop } from "./mailbox-loop.ts";
import type { Connections, MailboxRow } from "./ports/connections.ts";
import type { MailProvider, MailSession } from "./ports/mail.ts";
import type { Hints, Ownership } from "./ports/sync.ts";
import { sessionFor } from "./receive-only-session.ts";
import type { SessionPool } from "./session-pool.ts";
import { diagnosisOf, signIn } from "./sign-in.ts";
import type { Tokens } from "./tokens.ts";

const BEAT_MS = 3_000;
/** Why something ends; without a reason an Error would be made each time. */
const NOW = "now";
/** Mailboxes taken at one beat, so that a start with thousands doesn't sign in to all at once. */
const CLAIM_MAX = 50;
const STOP_MS = 10_000;

export interface WorkerDeps extends Omit<LoopDeps, "changed" | "equal" | "lookedAt" | "onScreen"> {
  readonly connections: Connections;
  readonly mail: MailProvider;
  readonly tokens: Tokens;
  readonly incidents: Incidents;
  readonly sessions: SessionPool;
  readonly hints: Hints;
  /** Asks whatever tells apart causes that look the same. Never rejects. */
  readonly askOtherWays: (mailbox: MailboxRow, signal: AbortSignal) => Promise<OtherWays>;
  readonly lookedAt: (mailboxId: MailboxId) => number | null;
  readonly onScreen: (mailboxId: MailboxId) => AppFolderId | null;
}

interface Running {
  readonly ownership: Ownership;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  loop: MailboxLoop | null;
  /** Wakes a loop that waits after a failure. */
  retry: AbortController;
  /** What it waits for with all others of its server; null while it doesn't, or for something of its own. */
  incident: string | null;
  /** Of other ways, while it is refused. */
  readonly answers: AskedOnce;
}

export class Worker {
  readonly #deps: WorkerDeps;
  readonly #id: WorkerId;
  readonly #running = new Map<MailboxId, Running>();
  readonly #checked = new Map<MailboxId, number>();
  readonly #stop = new AbortController();
  /** It may own mailboxes that no loop of it runs: the answer to a claim or a release was lost. As long as it beats
   *  nobody else takes them. */
  #doubts = false;
  #look = new AbortController();
  #unsubscribe: () => void = () => undefined;

  constructor(deps: WorkerDeps, id: WorkerId) {
    this.#deps = { ...deps, mail: deps.incidents.guardMail(limitLogins(deps.mail)) };
    this.#id = id;
  }

  /** Beats and claims until `close`. */
  async run(): Promise<void> {
    const { clock, hints } = this.#deps;
    this.#unsubscribe = hints.subscribe((hint) => {
      if (hint.kind !== "wake" && hint.kind !== "changes") return;
      const running = this.#running.get(hint.mailboxId);
      if (hint.kind === "changes") {
        running?.loop?.push();
        return;
      }
      if (running !== undefined && running.incident !== null) {
        this.#deps.incidents.tryNow(running.incident);
      }
      running?.answers.forget();
      running?.retry.abort(NOW);
      running?.loop?.wake();
      this.#look.abort(NOW);
    });
    while (!this.#stop.signal.aborted) {
      if (this.#look.signal.aborted) this.#look = new AbortController();
      try {
        await this.#beat();
      } catch (error) {
        this.#deps.log.warn("worker.beat.failed", { error: nameOf(error) });
      }
      this.#endIncidents();
      await clock.sleep(BEAT_MS, this.#look.signal);
    }
  }

  /** Mailbox -> when it was last found equal, ms. */
  checkedAt(mailboxId: MailboxId): number | null {
    return this.#checked.get(mailboxId) ?? null;
  }

  /** Stops claiming, ends the loops, gives the mailboxes back. */
  async close(): Promise<void> {
    this.#stop.abort(NOW);
    this.#look.abort(NOW);
    this.#unsubscribe();
    const running = [...this.#running.values()];
    for (const each of running) {
      each.stop.abort(NOW);
      each.retry.abort(NOW);
    }
    const timer = new AbortController();
    await Promise.race([
      Promise.all(running.map((each) => each.ended)),
      this.#deps.clock.sleep(STOP_MS, timer.signal),
    ]);
    timer.abort(NOW);
    await this.#deps.store.retire(this.#id);
  }

  async #beat(): Promise<void> {
    const { store } = this.#deps;
    await store.beat(this.#id, this.#checked);
    const held = this.#doubts ? [...this.#running.keys()] : null;
    this.#doubts = false;
    let claimed: readonly Ownership[] = [];
    try {
      claimed = await store.claim(this.#id, CLAIM_MAX, held);
    } catch (error) {
      this.#doubts = true;
      throw error;
    }
    if (held !== null && claimed.length === CLAIM_MAX) this.#doubts = true;
    for (const ownership of claimed) this.#start(ownership);
  }

  /** Of those that wait for the end of an incident one finds out, and all others are woken when it is over. */
  #endIncidents(): void {
    const { incidents } = this.#deps;
    const asked = new Set<string>();
    for (const { incident, retry } of this.#running.values()) {
      if (incident === null) continue;
      if (incidents.isOpen(incident)) {
        if (asked.has(incident) || !incidents.mayTry(incident)) continue;
        asked.add(incident);
      }
      retry.abort(NOW);
    }
  }

  #start(ownership: Ownership): void {
    const before = this.#running.get(ownership.mailboxId);
    before?.stop.abort(NOW);
    before?.retry.abort(NOW);
    const stop = new AbortController();
    const running: Running = {
      ownership,
      stop,
      loop: null,
      retry: new AbortController(),
      incident: null,
      answers: new AskedOnce(),
      ended: (async () => {
        await before?.ended;
        await this.#keep(ownership, stop.signal, () => running);
      })(),
    };
    this.#running.set(ownership.mailboxId, running);
  }

  /** Runs the loop again and again until ownership ends. */
  async #keep(ownership: Ownership, signal: AbortSignal, running: () => Running): Promise<void> {
    const { clock, random, log, connections } = this.#deps;
    const backoff = new Backoff();
    const mailbox = await connections
      .readMailbox(ownership.workspaceId, ownership.mailboxId)
      .catch(() => null);
    const provider = mailbox?.provider ?? "imap";
    while (!signal.aborted) {
      const startedAt = clock.monotonic();
      try {
        await this.#once(ownership, signal, running());
        // It made way for one with a new token.
        backoff.lived(clock.monotonic() - startedAt);
      } catch (error) {
        if (signal.aborted || isOver(error)) break;
        // Whoever wants it tried again while its cause is looked for doesn't wait either.
        const retry = new AbortController();
        running().retry = retry;
        const waitMs = backoff.after({
          error: error instanceof SyncError ? error : null,
          aliveMs: clock.monotonic() - startedAt,
          fraction: random.fraction(),
        });
        log.warn("mailbox.failed", { mailbox: ownership.mailboxId, error: nameOf(error), waitMs });
        const isEveryday = backoff.isEveryday(error instanceof SyncError ? error : null);
        const otherWays = await running().answers.of(error, async () =>
          mailbox === null ? {} : this.#deps.askOtherWays(mailbox, signal),
        );
        const diagnosis = withRetryAt(diagnosisOf(error, provider, otherWays), error, clock.now() + waitMs);
        if (!isEveryday && !(await this.#tell(ownership, diagnosis))) break;
        running().incident = this.#deps.incidents.nameOf(error);
        await clock.sleep(waitMs, AbortSignal.any([signal, retry.signal]));
        running().incident = null;
      } finally {
        running().loop = null;
      }
    }
    this.#checked.delete(ownership.mailboxId);
    if (this.#running.get(ownership.mailboxId)?.ownership === ownership) {
      this.#running.delete(ownership.mailboxId);
    }
    await this.#deps.store.release(ownership).catch(() => undefined);
    this.#doubts = true;
  }

  async #once(ownership: Ownership, signal: AbortSignal, running: Running): Promise<void> {
    const opened = await openMailbox(this.#deps, ownership, signal);
    const { mailbox, session, state } = opened;
    const { hints } = this.#deps;
    const { workspaceId, mailboxId } = ownership;
    const changed = (): void => hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    const loop = new MailboxLoop(
      {
        ...this.#deps,
        changed,
        equal: (at) => {
          running.answers.forget();
          const first = !this.#checked.has(mailboxId);
          this.#checked.set(mailboxId, at);
          if (first) changed();
        },
        lookedAt: () => this.#deps.lookedAt(mailboxId),
        onScreen: () => this.#deps.onScreen(mailboxId),
      },
      state,
      session,
    );
    try {
      if (mailbox.diagnosis !== null) await this.#recovered(ownership);
      running.loop = loop;
      await loop.run(signal);
    } finally {
      await session.close();
    }
  }

  /** Rejects where the store is away: nobody would take the diagnosis back later. */
  async #recovered(ownership: Ownership): Promise<void> {
    const { connections, hints, clock } = this.#deps;
    const { workspaceId, mailboxId } = ownership;
    await connections.setDiagnosis(ownership, null, clock.now());
    hints.publish({ kind: "mailbox", workspaceId, mailboxId });
  }

  /** False where the mailbox isn't ours any more: a loop that can't even sign in would never find out by a commit. */
  async #tell(ownership: Ownership, diagnosis: Diagnosis): Promise<boolean> {
    const { connections, hints, clock, log } = this.#deps;
    const { workspaceId, mailboxId } = ownership;
    this.#checked.delete(mailboxId);
    try {
      await connections.setDiagnosis(ownership, diagnosis, clock.now());
      hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    } catch (error) {
      if (isOver(error)) return false;
      log.warn("diagnosis.lost", { mailbox: mailboxId, error: nameOf(error) });
    }
    return true;
  }
}

export interface OpenedMailbox {
  readonly mailbox: MailboxRow;
  readonly session: MailSession;
  readonly state: LoopState;
}

/** Signs in with the elected connection; one whose grant has died gives way to the next (law 5 of the model: a
 *  shared mailbox goes on as long as one of its people is connected). */
export async function openMailbox(
  deps: Pick<WorkerDeps, "connections" | "mail" | "tokens" | "sessions" | "store" | "clock" | "log">,
  ownership: Ownership,
  signal: AbortSignal,
): Promise<OpenedMailbox> {
  const { workspaceId, mailboxId } = ownership;
  const loaded = await deps.store.load(workspaceId, mailboxId);
  if (loaded === null || loaded.mailbox.state !== "syncing") throw stopped();
  const session = deps.sessions.take(mailboxId) ?? (await signIn(deps, loaded.mailbox, signal));
  const state = new LoopState(ownership, loaded);
  try {
    state.resume(await deps.store.listLimbo(ownership));
  } catch (error) {
    // Nobody else knows of the session.
    await session.close();
    throw error;
  }
  return { mailbox: loaded.mailbox, session: sessionFor(loaded.mailbox, session), state };
}

function stopped(): SyncError {
  return new SyncError("stopped", { scope: "mailbox", retry: "never" });
}

function isOver(error: unknown): boolean {
  return error instanceof SyncError && (error.code === "ownershipLost" || error.code === "stopped");
}

/** When a server named a time to wait, people want to know it. */
function withRetryAt(diagnosis: Diagnosis, error: unknown, at: number): Diagnosis {
  if (!(error instanceof SyncError) || error.retryAfterMs === undefined) return diagnosis;
  return { ...diagnosis, params: { ...diagnosis.params, retryAt: new Date(at).toISOString() } };
}

function nameOf(error: unknown): string {
  if (error instanceof SyncError) return error.message;
  if (error instanceof InvariantError) return `${error.message} ${error.stack ?? ""}`.slice(0, 1000);
  return error instanceof Error
    ? `${error.name}: ${error.message} ${error.stack ?? ""}`.slice(0, 1000)
    : "unknown";
}
