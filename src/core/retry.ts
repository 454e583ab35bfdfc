// How long a mailbox in trouble waits before the next try (law 8).
import type { SyncError } from "../base/sync-error.ts";

const FIRST_MS = 1_000;
/** What has ended is noticed within a minute, by itself: with the sign-in that follows. */
const LONGEST_MS = 50_000;
/** What only a person can mend is looked at this often, for the same reason. */
const ASK_USER_MS = 45_000;
/** A mailbox that stayed alive this long has recovered. */
const ALIVE_MS = 5 * 60_000;
/** A server that named no time to wait. */
const THROTTLED_MS = 50_000;
/** However long a server asks us to wait. A timer of more than 24 days would run out at once. */
const ASKED_MS_MAX = 60 * 60_000;

export interface Failure {
  /** Null for a bug of ours. */
  readonly error: SyncError | null;
  /** How long it had run before it failed. */
  readonly aliveMs: number;
  /** A random number in [0, 1): no two mailboxes come back at the same moment. */
  readonly fraction: number;
}

export class Backoff {
  #failures = 0;

  /** A cut connection or an expired session, for the first time in a while: everyday life, nothing to alarm anybody
   *  with. Ask after `after`. */
  isEveryday(error: SyncError | null): boolean {
    if (error?.code === "sessionExpired") return true;
    return error?.code === "disconnected" && this.#failures <= 1;
  }

  /** It ran for so long. */
  lived(aliveMs: number): void {
    if (aliveMs >= ALIVE_MS) this.#failures = 0;
  }

  /** Milliseconds to wait after this failure. */
  after({ error, aliveMs, fraction }: Failure): number {
    this.lived(aliveMs);
    this.#failures++;
    // A server that says so again at once doesn't mean the token's hour.
    if (error?.code === "sessionExpired" && this.#failures === 1) return fraction * FIRST_MS;
    const asked = error?.retryAfterMs ?? (error?.code === "throttled" ? THROTTLED_MS : null);
    if (asked !== null) return Math.min(asked, ASKED_MS_MAX) + fraction * FIRST_MS;
    if (error?.retry === "askUser" || error?.retry === "never") {
      return ASK_USER_MS * (0.75 + fraction / 2);
    }
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.#failures - 1));
    return ceiling * (0.5 + fraction / 2);
  }
}
