// How many pictures are fetched for one person: whoever sends mail decides what is fetched, and our server is the one
// that asks.
import type { Clock } from "../base/clock.ts";
import type { UserId } from "../base/ids.ts";
import { HttpError } from "./http-error.ts";

const AT_ONCE_MAX = 8;
const A_MINUTE_MAX = 300;
const MINUTE_MS = 60_000;

interface Counted {
  running: number;
  begun: number;
  windowEndsAt: number;
}

export class ImageGate {
  readonly #clock: Pick<Clock, "now">;
  readonly #users = new Map<UserId, Counted>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Rejects with 429 where it is too much. */
  async pass<T>(userId: UserId, fetch: () => Promise<T>): Promise<T> {
    const now = this.#clock.now();
    this.#forget(now);
    const own = this.#users.get(userId) ?? { running: 0, begun: 0, windowEndsAt: now + MINUTE_MS };
    if (own.running >= AT_ONCE_MAX || own.begun >= A_MINUTE_MAX) {
      throw new HttpError(429, "too_many", "Too many images at once. Wait a minute and try again.");
    }
    this.#users.set(userId, own);
    own.running++;
    own.begun++;
    try {
      return await fetch();
    } finally {
      own.running--;
    }
  }

  #forget(now: number): void {
    for (const [userId, own] of this.#users) {
      if (own.windowEndsAt > now) continue;
      if (own.running === 0) this.#users.delete(userId);
      else Object.assign(own, { begun: own.running, windowEndsAt: now + MINUTE_MS });
    }
  }
}
