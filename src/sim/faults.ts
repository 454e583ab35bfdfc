// What goes wrong in one history. Swarm testing: each history has some kinds of faults and not others, so that frequent
// ones don't hide what only rare ones bring about. In the quiet part nothing goes wrong.
import type { SyncError } from "../base/sync-error.ts";
import { busy, bye, cut, diskFull, refused, storeDown, throttled, unreachable } from "./mail-refusals.ts";
import type { Lies, ServerKind } from "./mail-server.ts";
import { HONEST } from "./mail-server.ts";
import type { SeededRandom } from "./random.ts";
import type { CallFault } from "./sim-process.ts";

/** Probabilities, for each occasion. */
export interface FaultRates {
  readonly kill: number;
  readonly suspend: number;
  readonly clockJump: number;
  readonly cut: number;
  readonly timeout: number;
  readonly refuse: number;
  readonly throttle: number;
  readonly bye: number;
  readonly login: number;
  readonly storeDown: number;
  /** The store does it, and the answer is lost: a commit too. */
  readonly answerLost: number;
  readonly hintLost: number;
}

export const NO_FAULTS: FaultRates = {
  kill: 0,
  suspend: 0,
  clockJump: 0,
  cut: 0,
  timeout: 0,
  refuse: 0,
  throttle: 0,
  bye: 0,
  login: 0,
  storeDown: 0,
  answerLost: 0,
  hintLost: 0,
};

/** How often a kind of fault happens at most, where a history has it. */
const RATES_MAX: FaultRates = {
  kill: 0.0186,
  suspend: 0.0048,
  clockJump: 0.0029,
  cut: 0.02,
  timeout: 0.01,
  refuse: 0.03,
  throttle: 0.01,
  bye: 0.01,
  login: 0.3,
  storeDown: 0.02,
  answerLost: 0.02,
  hintLost: 0.5,
};

/** Of ten histories this many have a kind of fault. */
const SHARE = 0.3;

export type CommandFault =
  | { readonly kind: "answer"; readonly error: SyncError }
  | { readonly kind: "end"; readonly error: SyncError }
  | { readonly kind: "hang" };

export class Faults {
  readonly #random: SeededRandom;
  readonly rates: FaultRates;
  /** Set by a test that wants a certain call to fail. */
  planned: ((what: string) => CallFault) | null = null;
  #cutNext: "before" | "after" | null = null;
  #active = true;

  constructor(rates: FaultRates, random: SeededRandom) {
    this.rates = rates;
    this.#random = random;
  }

  /** From here on nothing goes wrong. */
  cease(): void {
    this.#active = false;
  }

  /** The next command of any session is cut: before it is done, or before it is answered. */
  cutNext(isDone: boolean): void {
    this.#cutNext = isDone ? "after" : "before";
  }

  losesAnswer(): boolean {
    const planned = this.#cutNext === "after";
    if (planned) this.#cutNext = null;
    return planned || this.happens("cut");
  }

  get isActive(): boolean {
    return this.#active;
  }

  happens(kind: keyof FaultRates): boolean {
    if (!this.#active) return false;
    const rate = this.rates[kind];
    return rate > 0 && this.#random.chance(rate);
  }

  ofStore(what: string): CallFault {
    const planned = this.planned?.(what) ?? null;
    if (planned !== null) return planned;
    if (this.happens("storeDown")) {
      const error = what === "packs.append" ? diskFull() : storeDown("the database is away");
      return { kind: "before", error };
    }
    if (this.happens("answerLost")) return { kind: "after", error: storeDown("no answer to COMMIT") };
    return null;
  }

  ofLogin(): SyncError | null {
    if (!this.happens("login")) return null;
    return this.#random.pick([unreachable(), busy(), throttled(this.#random.between(1_000, 30_000))]);
  }

  ofCommand(inFolder: boolean): CommandFault | null {
    const planned = this.#cutNext === "before";
    if (planned) this.#cutNext = null;
    if (planned || this.happens("cut")) return { kind: "end", error: cut() };
    if (this.happens("timeout")) return { kind: "hang" };
    if (this.happens("bye")) return { kind: "end", error: bye(this.#random.chance(0.3)) };
    if (this.happens("throttle")) {
      return { kind: "answer", error: throttled(this.#random.between(1_000, 60_000)) };
    }
    if (!this.happens("refuse")) return null;
    return { kind: "answer", error: this.#random.chance(0.3) ? busy() : refused(inFolder) };
  }

  ofIdle(): SyncError | null {
    if (this.happens("cut")) return cut();
    return this.happens("bye") ? bye(this.#random.chance(0.5)) : null;
  }
}

export function someFaults(random: SeededRandom): FaultRates {
  if (random.chance(0.1)) return NO_FAULTS;
  const some = (max: number): number => (random.chance(SHARE) ? max * random.fraction() : 0);
  return Object.fromEntries(
    Object.entries(RATES_MAX).map(([kind, max]) => [kind, some(max)]),
  ) as unknown as FaultRates;
}

export function someLies(kind: ServerKind, random: SeededRandom): Lies {
  const { name } = kind.profile;
  if (random.chance(0.2)) return HONEST;
  const some = (share: number, max: number): number => (random.chance(share) ? max * random.fraction() : 0);
  const any = { listEmpty: some(0.2, 0.3), listShort: some(0.1, 0.2), deaf: some(0.2, 1) };
  const odd = {
    noUidValidity: some(0.05, 0.1),
    movePartly: some(0.2, 0.5),
    noCopyUid: some(0.2, 0.5),
    noAppendUid: some(0.2, 0.5),
  };
  // A server that counts changes and leaves some out is broken beyond what a client can notice.
  if (kind.profile.condstore) return { ...HONEST, ...any, ...odd };
  const exchange = name === "exchange" ? 0.5 : 0.15;
  return {
    ...any,
    ...odd,
    announcedEarly: some(exchange, 0.6),
    searchNamesEarly: random.chance(0.5),
    stub: some(exchange, 0.3),
    nil: some(exchange, 0.3),
    statusLate: some(exchange, 0.6),
    searchShort: some(0.2, 0.15),
    fetchShort: some(0.2, 0.15),
  };
}

export function someKind(random: SeededRandom, wanted: string | null): ServerKind {
  const name = wanted ?? random.pick(["exchange", "exchange", "modern", "minimal"]);
  if (name === "gmail") return gmailKind(random);
  const exchange = name === "exchange";
  const condstore = name === "modern";
  return {
    profile: {
      name: exchange ? "exchange" : condstore ? "modern" : "minimal",
      condstore,
      qresync: condstore && random.chance(0.6),
      idle: exchange || random.chance(0.7),
      specialUse: !exchange && random.chance(0.5),
      listStatus: !exchange && random.chance(0.5),
      messageIds: !exchange && random.chance(0.3),
      folderIds: !exchange && random.chance(0.3),
    },
    noUidNext: !exchange && random.chance(0.1),
    noModseq: condstore && random.chance(0.1),
    sharedUidValidity: !exchange && random.chance(0.2),
    uidPlus: exchange || random.chance(condstore ? 0.9 : 0.4),
    move: exchange || random.chance(condstore ? 0.7 : 0.3),
    keywords: random.chance(0.7),
    datesAnew: random.chance(0.1),
    zoneMs: random.between(-11, 13) * 3_600_000,
    pushesFlags: !exchange && random.chance(0.7),
    renumberingEndsSession: random.chance(0.5),
  };
}

function gmailKind(random: SeededRandom): ServerKind {
  return {
    profile: {
      name: "gmail",
      condstore: true,
      qresync: false,
      idle: true,
      specialUse: true,
      listStatus: true,
      messageIds: true,
      folderIds: false,
    },
    noUidNext: false,
    noModseq: false,
    sharedUidValidity: false,
    uidPlus: true,
    move: true,
    keywords: true,
    datesAnew: false,
    zoneMs: random.between(-11, 13) * 3_600_000,
    pushesFlags: random.chance(0.5),
    renumberingEndsSession: random.chance(0.5),
  };
}
