// The one loop of a simulated world. Whatever takes time (a command, an answer, a row, a timer, a person's decision)
// is an event; one event runs at a time, in the order of virtual time, and the next only when everything that
// follows from it inside the program has come to rest. Latencies come from the seed, and so does the order.
import { nextTick } from "node:process";
import { assert } from "../base/assert.ts";
import type { SeededRandom } from "./random.ts";
import type { Trace } from "./trace.ts";

export interface SimEvent {
  readonly at: number;
  readonly order: number;
  readonly what: string;
  readonly owner: EventOwner | null;
  /** It has left its owner: it happens even while that one is suspended. */
  readonly sent: boolean;
  readonly run: () => void;
  cancelled: boolean;
}

/** A simulated process. */
export interface EventOwner {
  readonly name: string;
  /** Whether the event may run now; a suspended process keeps it for later, a dead one loses it. */
  admits(event: SimEvent): boolean;
}

/** The world doesn't come to rest: something tries for ever. */
export class RestlessError extends Error {}

const SOON = Promise.resolve();
/** What takes longer than this on a wire is slow. */
const SHORT_MS = 30;

interface Trigger {
  readonly step: number;
  readonly run: () => void;
}

export class Scheduler {
  readonly #random: SeededRandom;
  readonly #trace: Trace;
  readonly #stepsMax: number;
  readonly #heap: SimEvent[] = [];
  #triggers: Trigger[] = [];
  #order = 0;
  /** What was done within the step of something else. */
  #skipped = 0;
  /** Milliseconds since the world began. */
  time = 0;
  steps = 0;
  /** Nothing on a wire takes long any more. */
  isCalm = false;
  /** Called before each event of a process: here it may be killed or suspended. */
  beforeEvent: ((event: SimEvent) => void) | null = null;

  constructor(random: SeededRandom, trace: Trace, stepsMax: number) {
    this.#random = random;
    this.#trace = trace;
    this.#stepsMax = stepsMax;
  }

  /** How long something on a wire takes: mostly little, sometimes long enough for anything to happen meanwhile. */
  latency(): number {
    if (this.isCalm) return 1 + this.#random.below(SHORT_MS);
    const luck = this.#random.fraction();
    if (luck < 0.9) return 1 + this.#random.below(SHORT_MS);
    return luck < 0.99 ? this.#random.between(50, 800) : this.#random.between(1_000, 8_000);
  }

  /** In the quiet part nothing happens between two things that would be worth a step of its own. */
  tossCoin(): boolean {
    if (this.isCalm) return true;
    return this.#random.fraction() < 0.5;
  }

  /** The same of what happens all the time: null where it takes no step of its own. What is slow takes one: beats that
   *  come late are what mailboxes are lost by. */
  routineLatency(): number | null {
    const ms = this.isCalm ? 0 : this.latency();
    if (ms > SHORT_MS) return ms;
    this.#skipped++;
    return null;
  }

  after(ms: number, what: string, run: () => void, owner: EventOwner | null = null, sent = false): SimEvent {
    const event: SimEvent = {
      at: this.time + ms,
      order: this.#order++,
      what,
      owner,
      sent,
      run,
      cancelled: false,
    };
    this.#push(event);
    return event;
  }

  /** Runs when this many more things have happened: people act where something is going on. */
  afterSteps(steps: number, run: () => void): void {
    this.#triggers.push({ step: this.#happened + steps, run });
  }

  get #happened(): number {
    return this.steps + this.#skipped;
  }

  /** `more` is for readers. */
  note(line: string, more?: () => string): void {
    this.#trace.add(this.time, "", line, more);
  }

  explain(line: () => string): void {
    this.#trace.explain(this.time, line);
  }

  /** Runs events until `done` says so, or none is left. Rejects with what an event threw. */
  drive(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        try {
          if (done() || !this.#runNext()) resolve();
          else settle();
        } catch (error) {
          reject(error);
        }
      };
      // A tick queued by a microtask runs when no microtask is left: everything that follows from what has happened
      // so far inside the program has then happened.
      const tick = (): void => nextTick(turn);
      // (Not queueMicrotask, which keeps track of who called it and takes longer for that.)
      const settle = (): void => void SOON.then(tick);
      settle();
    });
  }

  /** Runs events for so long. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    await this.drive(() => this.#nextAt() > until);
    this.time = until;
  }

  /** When the next event is that was not called off. */
  #nextAt(): number {
    while (this.#heap[0]?.cancelled) this.#pop();
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  #runNext(): boolean {
    if (this.#runTriggers()) return true;
    for (;;) {
      const event = this.#pop();
      if (event === undefined) return false;
      if (event.cancelled) continue;
      assert(event.at >= this.time, `an event in the past: ${event.what} ${event.at} ${this.time}`);
      this.time = event.at;
      if (event.owner !== null) this.beforeEvent?.(event);
      if (event.owner?.admits(event) === false) continue;
      this.steps++;
      if (this.steps > this.#stepsMax) throw new RestlessError(`no rest after ${this.steps} steps`);
      this.#trace.add(this.time, event.owner?.name ?? "", event.what);
      event.run();
      return true;
    }
  }

  /** What follows from them has a turn of its own. */
  #runTriggers(): boolean {
    const happened = this.#happened;
    if (!this.#triggers.some(({ step }) => step <= happened)) return false;
    const due = this.#triggers.filter(({ step }) => step <= happened);
    this.#triggers = this.#triggers.filter(({ step }) => step > happened);
    for (const { run } of due) run();
    return true;
  }

  #push(event: SimEvent): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      assert(above !== undefined, "a heap with a hole");
      if (isBefore(above, event)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): SimEvent | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, below)) {
        below = right;
        child++;
      }
      if (isBefore(last, below)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: SimEvent, b: SimEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
