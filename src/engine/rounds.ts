// What a process does again and again beside its mailboxes: look, rest about so long, look again. Nothing is done in reaction
// to an event: whoever knows of something new wakes the loop, and the next look finds it. A look that fails is told of in
// the log, and the next one is made all the same.
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";

export interface RoundsDeps {
  readonly clock: Pick<Clock, "sleep">;
  readonly random: Pick<Random, "fraction">;
  readonly log: Pick<Log, "warn">;
}

export interface Round {
  /** Between two looks, on average, ms. */
  readonly restMs: number;
  /** What costs much and has time rests first, so that a start isn't burdened with it. */
  readonly begin: "looking" | "resting";
  /** What the log calls a look that failed. */
  readonly failed: string;
  look(signal: AbortSignal): Promise<void>;
}

export class Rounds {
  readonly #deps: RoundsDeps;
  readonly #round: Round;
  #rest = new AbortController();
  #restMsMax = Number.POSITIVE_INFINITY;

  constructor(deps: RoundsDeps, round: Round) {
    this.#deps = deps;
    this.#round = round;
  }

  /** Look now; what is being looked at now, once more. */
  wake(): void {
    this.#rest.abort("wake");
  }

  /** There is something to do in so many ms: the rest that follows is no longer. */
  restAtMost(ms: number): void {
    this.#restMsMax = Math.min(this.#restMsMax, ms);
  }

  /** Until `signal` aborts; a look that is under way then has ended. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.wake();
    signal.addEventListener("abort", wake, { once: true });
    if (this.#round.begin === "resting" && !signal.aborted) await this.#sleep();
    while (!signal.aborted) {
      // Whoever wakes it from here on may know what this look has passed by.
      this.#rest = new AbortController();
      this.#restMsMax = Number.POSITIVE_INFINITY;
      await this.#look(signal);
      if (!signal.aborted) await this.#sleep();
    }
    signal.removeEventListener("abort", wake);
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { failed } = this.#round;
    try {
      await this.#round.look(signal);
    } catch (error) {
      this.#deps.log.warn(failed, { error: error instanceof SyncError ? error.message : "unknown" });
    }
  }

  /** Not all processes look at the same moment. */
  async #sleep(): Promise<void> {
    const { clock, random } = this.#deps;
    const restMs = Math.min(this.#round.restMs * (0.5 + random.fraction()), this.#restMsMax);
    await clock.sleep(restMs, this.#rest.signal);
  }
}
