// The sign-in service of a simulated world: its access tokens end, its refresh tokens may be given anew with each use,
// and people take back what they allowed. It sees to it that a token is used only after what came with it was kept.
import { SyncError } from "../base/sync-error.ts";
import { REFRESH_LEASE_MS } from "../engine/ports/connections.ts";
import type { Tokens } from "../engine/ports/oauth.ts";
import type { SeededRandom } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import { type CallFault, type SimProcess, WORLD_START } from "./sim-process.ts";

const MINUTE = 60_000;
/** Of a history in which this goes wrong, for each request. */
const DOWN_MAX = 0.3;
/** In the text of every token: no log line may have it. */
const MARK = "token-of-";

interface Issued {
  readonly person: string;
  /** Counts what the person was given. */
  readonly number: number;
}

interface Opening extends Issued {
  /** World time, ms. */
  readonly endsAt: number;
  /** What was stored when it was asked for; as long as that is stored still, a crash would lose what came with it. */
  readonly after: number;
}

export class TokenIssuer {
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #lifeMs: number;
  readonly #rotates: boolean;
  /** What was taken back is refused by the mail server too, before the token ends. */
  #isHeard: boolean;
  readonly #down: number;
  readonly #refresh = new Map<string, Issued>();
  readonly #access = new Map<string, Opening>();
  readonly #lastOf = new Map<string, number>();
  readonly #taken = new Map<string, number>();
  /** By refresh token: who asks for what it gives, and since when, world time. */
  readonly #asking = new Map<string, { readonly by: SimProcess; readonly since: number }>();
  #isCalm = false;

  constructor(scheduler: Scheduler, random: SeededRandom) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#lifeMs = random.pick([6, 20, 75]) * MINUTE;
    this.#rotates = random.chance(0.7);
    this.#isHeard = random.chance(0.5);
    this.#down = random.chance(0.4) ? DOWN_MAX * random.fraction() : 0;
    scheduler.explain(() =>
      JSON.stringify({ tokens: this.#lifeMs, rotates: this.#rotates, down: this.#down }),
    );
  }

  static isTold(text: string): boolean {
    return text.includes(MARK);
  }

  /** Nothing goes wrong any more, and what was taken back is heard of everywhere. */
  calmDown(): void {
    this.#isCalm = this.#isHeard = true;
  }

  hasTakenBack(person: string): boolean {
    return this.#lastOf.get(person) === this.#taken.get(person);
  }

  /** A person signs in and allows it. */
  signIn(person: string): Tokens {
    return this.#give(person, null);
  }

  /** Rejects as the real one with `grantRevoked` when that was taken back. */
  refresh(refreshToken: string): Tokens {
    const issued = this.#refresh.get(refreshToken);
    if (issued === undefined || this.#isTaken(issued)) {
      throw new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser", said: "invalid_grant" });
    }
    return this.#give(issued.person, issued);
  }

  /** A process that runs asks with it, and hasn't taken longer than it may. */
  isAsked(refreshToken: string): boolean {
    const asking = this.#asking.get(refreshToken);
    if (asking === undefined || !asking.by.alive || asking.by.suspended) return false;
    return this.#scheduler.time - asking.since < REFRESH_LEASE_MS;
  }

  /** To be called when it is answered. */
  asks(refreshToken: string, by: SimProcess): () => void {
    const asking = { by, since: this.#scheduler.time };
    this.#asking.set(refreshToken, asking);
    return () => {
      if (this.#asking.get(refreshToken) === asking) this.#asking.delete(refreshToken);
    };
  }

  fault(): CallFault {
    if (this.#isCalm || this.#down === 0 || !this.#random.chance(this.#down)) return null;
    const error = new SyncError("tokenServerDown", { scope: "provider", retry: "later", said: "no answer" });
    return { kind: this.#random.chance(0.5) ? "before" : "after", error };
  }

  /** The person takes back what was allowed so far. */
  takeBack(person: string): void {
    this.#taken.set(person, this.#lastOf.get(person) ?? 0);
  }

  /** Whom the token lets in, and until when; null where it is no good. */
  opens(accessToken: string): Opening | null {
    const issued = this.#access.get(accessToken);
    if (issued === undefined || issued.endsAt <= this.#scheduler.time) return null;
    return this.#isHeard && this.#isTaken(issued) ? null : issued;
  }

  /** What the refresh token is the how manieth of its person; 0 for none. */
  numberOf(refreshToken: string): number {
    return this.#refresh.get(refreshToken)?.number ?? 0;
  }

  #isTaken({ person, number }: Issued): boolean {
    return number <= (this.#taken.get(person) ?? 0);
  }

  #give(person: string, from: Issued | null): Tokens {
    const isNew = from === null || this.#rotates;
    const number = isNew ? (this.#lastOf.get(person) ?? 0) + 1 : from.number;
    const endsAt = this.#scheduler.time + this.#lifeMs;
    const accessToken = `access-${MARK}${person} ${this.#access.size}`;
    this.#access.set(accessToken, { person, number, endsAt, after: isNew ? (from?.number ?? 0) : 0 });
    const given = { accessToken, expiresAt: WORLD_START + endsAt, scopes: ["mail"] };
    if (!isNew) return { ...given, refreshToken: null };
    const refreshToken = `refresh-${MARK}${person} ${number}`;
    this.#lastOf.set(person, number);
    this.#refresh.set(refreshToken, { person, number });
    return { ...given, refreshToken };
  }
}
