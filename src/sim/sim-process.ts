// One simulated operating-system process. Everything the program awaits in it goes through here, so it can be killed
// at any of these moments (nothing it awaits ever comes) or suspended (all of it comes later).
import type { Clock } from "../base/clock.ts";
import type { EventOwner, Scheduler, SimEvent } from "./scheduler.ts";

/** Wednesday 25 November 2026, 08:00 UTC. */
export const WORLD_START = Date.UTC(2026, 10, 25, 8);

/** What stands between a process and something outside: the request travels, it is done there, the answer travels.
 *  `isRoutine`: it happens all the time and changes nothing that anybody would see. */
export type Caller = <T>(what: string, effect: () => T, isRoutine?: boolean) => Promise<T>;

/** What may go wrong with one call: nothing, it is refused before its effect, or its answer is lost after it. */
export type CallFault = { readonly kind: "before" | "after"; readonly error: Error } | null;

/** A wall clock that may be wrong: of a machine, so it outlives its processes. */
export interface WallClock {
  offsetMs: number;
}

export class SimProcess implements EventOwner {
  readonly name: string;
  readonly clock: Clock;
  readonly #scheduler: Scheduler;
  /** Whether requests on their way survive the death of who sent them. */
  readonly #requestsSurvive: boolean;
  readonly #atDeath: (() => void)[] = [];
  readonly #sleepers = new WeakMap<AbortSignal, Set<() => void>>();
  #held: SimEvent[] = [];
  alive = true;
  suspended = false;

  constructor(scheduler: Scheduler, name: string, wall: WallClock, requestsSurvive: boolean) {
    this.#scheduler = scheduler;
    this.name = name;
    this.#requestsSurvive = requestsSurvive;
    this.clock = {
      now: () => WORLD_START + scheduler.time + wall.offsetMs,
      monotonic: () => scheduler.time,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    };
  }

  admits(event: SimEvent): boolean {
    if (!this.alive) return event.sent && this.#requestsSurvive;
    if (!this.suspended || event.sent) return true;
    this.#held.push(event);
    return false;
  }

  /** Something travels to or from this process; resolves never when it dies before. */
  step(what: string, ms = this.#scheduler.latency()): Promise<void> {
    return new Promise((resolve) => {
      this.#scheduler.after(ms, what, resolve, this);
    });
  }

  call<T>(what: string, effect: () => T, fault: CallFault, isRoutine = false): Promise<T> {
    const scheduler = this.#scheduler;
    // Half of what a history consists of would be beats of workers that have nothing to do.
    const mayBeSkipped = isRoutine && fault === null && this.alive && !this.suspended;
    const ms = mayBeSkipped ? scheduler.routineLatency() : scheduler.latency();
    if (ms === null) {
      return new Promise((resolve) => {
        resolve(effect());
      });
    }
    return new Promise((resolve, reject) => {
      const answer = (settle: () => void): void => {
        if (this.hears()) settle();
        else scheduler.after(scheduler.latency(), `${what} answered`, settle, this);
      };
      const run = (): void => {
        if (fault?.kind === "before") {
          answer(() => reject(fault.error));
          return;
        }
        try {
          const value = effect();
          answer(() => (fault === null ? resolve(value) : reject(fault.error)));
        } catch (error) {
          answer(() => reject(error));
        }
      };
      scheduler.after(ms, what, run, this, true);
    });
  }

  /** Whether an answer is here at once, as seen from this process: half of them are, which halves what a history
   *  costs and takes nothing from what can happen. */
  hears(): boolean {
    return this.alive && !this.suspended && this.#scheduler.tossCoin();
  }

  onDeath(run: () => void): void {
    this.#atDeath.push(run);
  }

  kill(): void {
    if (!this.alive) return;
    this.#scheduler.note(`${this.name} is killed`);
    this.alive = false;
    this.#held = [];
    for (const run of this.#atDeath) run();
  }

  suspend(): void {
    this.#scheduler.note(`${this.name} is suspended`);
    this.suspended = true;
  }

  resume(): void {
    if (!this.suspended) return;
    this.#scheduler.note(`${this.name} goes on`);
    this.suspended = false;
    const held = this.#held;
    this.#held = [];
    for (const event of held) {
      if (!event.cancelled) this.#scheduler.after(0, event.what, event.run, this, event.sent);
    }
  }

  /** Whom it wakes. One listener for all: a worker that does nothing sleeps again and again by one signal. */
  #sleepersOf(signal: AbortSignal): Set<() => void> {
    const known = this.#sleepers.get(signal);
    if (known !== undefined) return known;
    const made = new Set<() => void>();
    this.#sleepers.set(signal, made);
    signal.addEventListener(
      "abort",
      () => {
        for (const abort of made) abort();
      },
      { once: true },
    );
    return made;
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleepers = signal === undefined ? null : this.#sleepersOf(signal);
      const wake = (): void => {
        sleepers?.delete(abort);
        resolve();
      };
      const event = this.#scheduler.after(Math.max(0, Math.ceil(ms)), "timer", wake, this);
      const abort = (): void => {
        event.cancelled = true;
        if (this.alive) resolve();
      };
      sleepers?.add(abort);
    });
  }
}
