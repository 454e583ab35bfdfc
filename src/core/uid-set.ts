// An immutable set of message uids (RFC 3501 section 2.3.1.1: 1 to 4294967295) as sorted runs. A million uids
// of a real folder take about half a megabyte; the same as rows took 194 MB (facts in docs/ARCHITECTURE.md).
import { assert } from "../base/assert.ts";

export const UID_MAX = 0xffff_ffff;
/** Seven bits of a number in each byte. */
const VARINT_BYTES_MAX = 5;

export class UidSet {
  static readonly empty = new UidSet([]);

  /** first, last, first, last ... ascending, with a gap of at least one uid between two runs. */
  readonly #runs: readonly number[];
  /** How many uids lie before each run; made when it is first asked for. */
  #before: Float64Array | null = null;
  readonly size: number;

  private constructor(runs: readonly number[]) {
    this.#runs = runs;
    let size = 0;
    for (let i = 0; i < runs.length; i += 2) size += at(runs, i + 1) - at(runs, i) + 1;
    this.size = size;
  }

  /** From uids in any order, doubles allowed. */
  static of(uids: Iterable<number>): UidSet {
    const sorted = Float64Array.from(uids).sort();
    return UidSet.#ofSorted(sorted, sorted);
  }

  /** All uids from `first` to `last`, both included; empty when first > last. */
  static range(first: number, last: number): UidSet {
    return first > last ? UidSet.empty : new UidSet([first, last]);
  }

  /** From the text of a sequence-set without "*" (RFC 3501 section 9): "1:4,7,9:12". Servers send these: in any
   *  order, overlapping, and megabytes of them. */
  static parse(text: string): UidSet {
    if (text === "") return UidSet.empty;
    const range = /(\d{1,10})(?::(\d{1,10}))?(?:,(?=\d)|$)/y;
    const firsts: number[] = [];
    const lasts: number[] = [];
    while (range.lastIndex < text.length) {
      const start = range.lastIndex;
      const match = range.exec(text);
      assert(match, `not a uid set: ${text.slice(start, start + 40)}`);
      const a = Number(match[1]);
      const b = match[2] === undefined ? a : Number(match[2]);
      firsts.push(Math.min(a, b));
      lasts.push(Math.max(a, b));
    }
    return UidSet.#ofSorted(Float64Array.from(firsts).sort(), Float64Array.from(lasts).sort());
  }

  /** From the beginnings and the ends of ranges, each sorted by itself: between the first `i` ends and the next
   *  beginning lies a gap exactly where these `i` ends close all ranges begun so far. */
  static #ofSorted(firsts: Float64Array, lasts: Float64Array): UidSet {
    const runs: number[] = [];
    for (const [i, first] of firsts.entries()) {
      const last = at(lasts, i);
      if (i > 0 && first <= at(lasts, i - 1) + 1) runs[runs.length - 1] = last;
      else runs.push(first, last);
    }
    if (runs.length === 0) return UidSet.empty;
    assert(at(runs, 0) >= 1 && at(runs, runs.length - 1) <= UID_MAX, "uid out of range");
    return new UidSet(runs);
  }

  /** The sequence-set text, "" for the empty set. */
  toString(): string {
    const parts: string[] = [];
    for (const [first, last] of this.runs()) parts.push(first === last ? `${first}` : `${first}:${last}`);
    return parts.join(",");
  }

  *runs(): Generator<readonly [first: number, last: number]> {
    for (let i = 0; i < this.#runs.length; i += 2) yield [at(this.#runs, i), at(this.#runs, i + 1)];
  }

  *[Symbol.iterator](): Generator<number> {
    for (const [first, last] of this.runs()) for (let uid = first; uid <= last; uid++) yield uid;
  }

  get isEmpty(): boolean {
    return this.#runs.length === 0;
  }

  /** The lowest uid, 0 for the empty set. */
  get min(): number {
    return this.#runs[0] ?? 0;
  }

  /** The highest uid, 0 for the empty set. */
  get max(): number {
    return this.#runs[this.#runs.length - 1] ?? 0;
  }

  has(uid: number): boolean {
    const run = this.#lastRun((first) => first <= uid);
    return run >= 0 && uid <= at(this.#runs, run + 1);
  }

  equals(other: UidSet): boolean {
    return (
      this.#runs.length === other.#runs.length && this.#runs.every((value, i) => value === other.#runs[i])
    );
  }

  union(other: UidSet): UidSet {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    return this.#combine(other, (a, b) => a || b);
  }

  intersect(other: UidSet): UidSet {
    if (this.isEmpty || other.isEmpty) return UidSet.empty;
    return this.#combine(other, (a, b) => a && b);
  }

  without(other: UidSet): UidSet {
    if (this.isEmpty || other.isEmpty) return this;
    return this.#combine(other, (a, b) => a && !b);
  }

  /** The uid at a position counted from 0 in ascending order: for bisection over sequence numbers. */
  at(position: number): number {
    assert(position >= 0 && position < this.size, "position outside the uid set");
    const run = this.#runAt(position);
    return at(this.#runs, run) + position - this.#countBefore(run);
  }

  /** How many uids are lower than `uid`. */
  countBelow(uid: number): number {
    const run = this.#lastRun((first) => first < uid);
    if (run < 0) return 0;
    return this.#countBefore(run) + Math.min(at(this.#runs, run + 1), uid - 1) - at(this.#runs, run) + 1;
  }

  /** The uids at positions `from` to `to`, `to` left out. */
  slice(from: number, to: number): UidSet {
    if (from >= to) return UidSet.empty;
    const runs = this.#runs.slice(this.#runAt(from), this.#runAt(to - 1) + 2);
    runs[0] = this.at(from);
    runs[runs.length - 1] = this.at(to - 1);
    return new UidSet(runs);
  }

  /** The `count` highest uids (all, when there are fewer). */
  highest(count: number): UidSet {
    return this.slice(Math.max(0, this.size - count), this.size);
  }

  /** Sequence-set texts of at most `lengthMax` characters each: servers limit a command line
   *  (Exchange: 10,240 bytes). */
  *texts(lengthMax = 8000): Generator<string> {
    let text = "";
    for (const [first, last] of this.runs()) {
      const part = first === last ? `${first}` : `${first}:${last}`;
      if (text !== "" && text.length + 1 + part.length > lengthMax) {
        yield text;
        text = "";
      }
      text = text === "" ? part : `${text},${part}`;
    }
    if (text !== "") yield text;
  }

  /** Variable-length bytes (LEB128): gap and length of each run. */
  encode(): Uint8Array {
    const bytes = new Uint8Array(this.#runs.length * VARINT_BYTES_MAX);
    let length = 0;
    const write = (value: number): void => {
      let left = value;
      for (; left >= 128; left = Math.floor(left / 128)) bytes[length++] = (left % 128) | 0x80;
      bytes[length++] = left;
    };
    let end = 0;
    for (const [first, last] of this.runs()) {
      write(first - end);
      write(last - first);
      end = last;
    }
    return bytes.slice(0, length);
  }

  static decode(bytes: Uint8Array): UidSet {
    const runs: number[] = [];
    let end = 0;
    let position = 0;
    const read = (): number => {
      let value = 0;
      let factor = 1;
      for (;;) {
        const byte = bytes[position++];
        assert(byte !== undefined && factor <= 2 ** 35, "a uid set is cut off");
        value += (byte & 0x7f) * factor;
        if (byte < 0x80) return value;
        factor *= 128;
      }
    };
    while (position < bytes.length) {
      const gap = read();
      // Runs that touch would be one run: two texts of one set would be unequal.
      assert(gap >= (end === 0 ? 1 : 2), "runs of a uid set touch");
      const first = end + gap;
      end = first + read();
      assert(end <= UID_MAX, "a uid set is out of range");
      runs.push(first, end);
    }
    return runs.length === 0 ? UidSet.empty : new UidSet(runs);
  }

  /** Where the last run begins in #runs that `test` accepts by its first uid; negative when none is. */
  #lastRun(test: (first: number, run: number) => boolean): number {
    let low = 0;
    let high = this.#runs.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (test(at(this.#runs, middle * 2), middle * 2)) low = middle + 1;
      else high = middle;
    }
    return low * 2 - 2;
  }

  /** Where the run begins in #runs that holds the uid at `position`. */
  #runAt(position: number): number {
    return this.#lastRun((_first, run) => this.#countBefore(run) <= position);
  }

  #countBefore(run: number): number {
    if (this.#before === null) {
      this.#before = new Float64Array(this.#runs.length / 2);
      let count = 0;
      for (let i = 0; i < this.#before.length; i++) {
        this.#before[i] = count;
        count += at(this.#runs, i * 2 + 1) - at(this.#runs, i * 2) + 1;
      }
    }
    return at(this.#before, run / 2);
  }

  /** One sweep over the borders of both sets, keeping what `keep` says of (in this, in other). */
  #combine(other: UidSet, keep: (inThis: boolean, inOther: boolean) => boolean): UidSet {
    const a = this.#runs;
    const b = other.#runs;
    const runs: number[] = [];
    let i = 0;
    let j = 0;
    let start = 0; // 0: not inside a kept stretch
    while (i < a.length || j < b.length) {
      const x = i < a.length ? border(a, i) : Number.POSITIVE_INFINITY;
      const y = j < b.length ? border(b, j) : Number.POSITIVE_INFINITY;
      const here = Math.min(x, y);
      if (x === here) i++;
      if (y === here) j++;
      const kept = keep(i % 2 === 1, j % 2 === 1);
      if (kept && start === 0) start = here;
      else if (!kept && start !== 0) {
        runs.push(start, here - 1);
        start = 0;
      }
    }
    return runs.length === 0 ? UidSet.empty : new UidSet(runs);
  }
}

/** Those lower than `uidNext`; all where the server names none. */
export function uidsBelow(uids: UidSet, uidNext: number | null): UidSet {
  return uidNext === null ? uids : uids.intersect(UidSet.range(1, uidNext - 1));
}

/** Where a run begins (even index) or the first uid after it (odd index). */
function border(runs: readonly number[], index: number): number {
  return at(runs, index) + (index % 2);
}

function at(values: readonly number[] | Float64Array, index: number): number {
  const value = values[index];
  assert(value !== undefined, "index outside the runs");
  return value;
}
