// All chance of a simulated history comes from its seed, through this generator (sfc32, Chris Doty-Humphrey's small
// fast counting generator): fast, and good enough that neighbouring seeds have nothing in common.
import { assert } from "../base/assert.ts";
import type { Random } from "../base/random.ts";

/** Rounds after which the seed has reached every bit. */
const WARM_UP = 15;

export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    this.#c = stream | 0;
    for (let i = 0; i < WARM_UP; i++) this.#next();
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i += 4) {
      const word = this.#next();
      for (let j = i; j < Math.min(count, i + 4); j++) bytes[j] = word >>> ((j - i) * 8);
    }
    return bytes;
  }

  fraction(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(all: readonly T[]): T {
    const one = all[this.below(all.length)];
    assert(one !== undefined, "nothing to pick from");
    return one;
  }

  /** A generator of its own: what it is asked for doesn't change what this one answers. */
  fork(): SeededRandom {
    return new SeededRandom(this.#next() * 2 ** 21 + this.#next() / 2 ** 11, this.#next());
  }
}
