// An immutable set of message uids (RFC 3501 section 2.3.1.1: 1 to 4294967295) as sorted runs. A million uids
// of a real folder take about half a megabyte; the same as rows took 194 MB (facts in docs/ARCHITECTURE.md).
import { assert } from "../base/assert.ts";

export const UID_MAX = 0xffff_ffff;

export class UidSet {
  static readonly empty = new UidSet([]);

  /** first, last, first, last ... ascending, with a gap of at least one uid between two runs. */
  readonly #runs: readonly number[];
  readonly size: number;

  private constructor(runs: readonly number[]) {
    this.#runs = runs;
    let size = 0;
    for (let i = 0; i < runs.length; i += 2) size += at(runs, i + 1) - at(runs, i) + 1;
    this.size = size;
  }

  /** From uids in any order, doubles allowed. */
  static of(uids: Iterable<number>): UidSet {
    const sorted = Uint32Array.from(uids).sort();
    const runs: number[] = [];
    for (const uid of sorted) {
      const last = runs.length - 1;
      if (last > 0 && uid <= at(runs, last) + 1) runs[last] = Math.max(at(runs, last), uid);
      else runs.push(uid, uid);
    }
    return runs.length === 0 ? UidSet.empty : new UidSet(runs);
  }

  /** All uids from `first` to `last`, both included; empty when first > last. */
  static range(first: number, last: number): UidSet {
    return first > last ? UidSet.empty : new UidSet([first, last]);
  }

  /** From the text of a sequence-set without "*" (RFC 3501 section 9): "1:4,7,9:12". */
  static parse(text: string): UidSet {
    if (text === "") return UidSet.empty;
    let set = UidSet.empty;
    const singles: number[] = [];
    for (const part of text.split(",")) {
      const match = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(part);
      assert(match, `not a uid set: ${part.slice(0, 40)}`);
      const a = Number(match[1]);
      const b = match[2] === undefined ? a : Number(match[2]);
      assert(a >= 1 && b >= 1 && a <= UID_MAX && b <= UID_MAX, "uid out of range");
      if (a === b) singles.push(a);
      else set = set.union(UidSet.range(Math.min(a, b), Math.max(a, b)));
    }
    return set.union(UidSet.of(singles));
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
    let low = 0;
    let high = this.#runs.length / 2 - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (uid < at(this.#runs, middle * 2)) high = middle - 1;
      else if (uid > at(this.#runs, middle * 2 + 1)) low = middle + 1;
      else return true;
    }
    return false;
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

  /** The `count` highest uids (all, when there are fewer). */
  highest(count: number): UidSet {
    const runs: number[] = [];
    let left = count;
    for (let i = this.#runs.length - 2; i >= 0 && left > 0; i -= 2) {
      const last = at(this.#runs, i + 1);
      const first = Math.max(at(this.#runs, i), last - left + 1);
      runs.unshift(first, last);
      left -= last - first + 1;
    }
    return runs.length === 0 ? UidSet.empty : new UidSet(runs);
  }

  /** The uid at a position counted from 0 in ascending order: for bisection over sequence numbers. */
  at(position: number): number {
    let left = position;
    for (const [first, last] of this.runs()) {
      if (left <= last - first) return first + left;
      left -= last - first + 1;
    }
    assert(false, "position outside the uid set");
  }

  /** How many uids are lower than `uid`. */
  countBelow(uid: number): number {
    let count = 0;
    for (const [first, last] of this.runs()) {
      if (first >= uid) break;
      count += Math.min(last, uid - 1) - first + 1;
    }
    return count;
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
    const bytes: number[] = [];
    let end = 0;
    for (const [first, last] of this.runs()) {
      pushVarint(bytes, first - end);
      pushVarint(bytes, last - first);
      end = last;
    }
    return Uint8Array.from(bytes);
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

function at(values: readonly number[], index: number): number {
  const value = values[index];
  assert(value !== undefined, "index outside the runs");
  return value;
}

function pushVarint(bytes: number[], value: number): void {
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) | 0x80);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}
