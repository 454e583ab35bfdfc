import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../base/assert.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";
import { UID_MAX, UidSet } from "./uid-set.ts";

/** Close together, so that runs touch, and at both ends of what uids can be. */
const uid = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: UID_MAX - 5, max: UID_MAX }),
  fc.integer({ min: 1, max: UID_MAX }),
);
const uids = fc.array(uid, { maxLength: 60 });
const sorted = (values: Iterable<number>): readonly number[] => [...new Set(values)].sort((a, b) => a - b);

describe("a set of uids is what a set of numbers is", () => {
  test("in what it holds, in order, with its size and both ends", () => {
    fc.assert(
      fc.property(uids, uid, (values, probe) => {
        const set = UidSet.of(values);
        const model = sorted(values);
        expect([...set]).toEqual(model);
        expect([set.size, set.min, set.max]).toEqual([model.length, model[0] ?? 0, model.at(-1) ?? 0]);
        expect(set.isEmpty).toBe(model.length === 0);
        expect(set.has(probe)).toBe(model.includes(probe));
        expect(set.countBelow(probe)).toBe(model.filter((each) => each < probe).length);
        model.forEach((each, position) => {
          expect(set.at(position)).toBe(each);
        });
      }),
    );
  });

  test("joined, cut and without another", () => {
    fc.assert(
      fc.property(uids, uids, (left, right) => {
        const [a, b] = [UidSet.of(left), UidSet.of(right)];
        const other = new Set(right);
        expect([...a.union(b)]).toEqual(sorted([...left, ...right]));
        expect([...a.intersect(b)]).toEqual(sorted(left.filter((each) => other.has(each))));
        expect([...a.without(b)]).toEqual(sorted(left.filter((each) => !other.has(each))));
        expect(a.equals(b)).toBe(sorted(left).join() === sorted(right).join());
        expect(a.union(b).equals(b.union(a))).toBe(true);
        expect(a.without(b).union(a.intersect(b)).equals(a)).toBe(true);
      }),
    );
  });

  test("in what lies between two positions", () => {
    fc.assert(
      fc.property(uids, fc.nat(70), fc.nat(70), (values, a, b) => {
        const set = UidSet.of(values);
        const [from, to] = [Math.min(a, set.size), Math.min(b, set.size)];
        expect([...set.slice(from, to)]).toEqual(sorted(values).slice(from, to));
      }),
    );
  });

  test("read from ranges in any order, overlapping, touching or turned around", () => {
    const end = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(end, end), { minLength: 1, maxLength: 12 }), (ranges) => {
        const model = ranges.flatMap(([a, b]) => {
          const first = Math.min(a, b);
          return Array.from({ length: Math.max(a, b) - first + 1 }, (_, i) => first + i);
        });
        const set = UidSet.parse(ranges.map(([a, b]) => (a === b ? `${a}` : `${a}:${b}`)).join(","));
        expect([...set]).toEqual(sorted(model));
        expect(set.equals(UidSet.of(model))).toBe(true);
      }),
    );
  });

  test("in its highest uids", () => {
    fc.assert(
      fc.property(uids, fc.integer({ min: 0, max: 70 }), (values, count) => {
        const model = sorted(values);
        expect([...UidSet.of(values).highest(count)]).toEqual(model.slice(Math.max(0, model.length - count)));
      }),
    );
  });

  test("after it was written as text or bytes and read again", () => {
    fc.assert(
      fc.property(uids, fc.integer({ min: 25, max: 80 }), (values, lengthMax) => {
        const set = UidSet.of(values);
        expect(UidSet.parse(set.toString()).equals(set)).toBe(true);
        expect(UidSet.decode(set.encode()).equals(set)).toBe(true);
        const texts = [...set.texts(lengthMax)];
        expect(texts.every((text) => text.length <= lengthMax && text !== "")).toBe(true);
        expect(UidSet.parse(texts.join(",")).equals(set)).toBe(true);
      }),
    );
  });
});

test("runs are as few as possible, in the words of IMAP", () => {
  expect(UidSet.of([5, 3, 4, 4, 9, 1]).toString()).toBe("1,3:5,9");
  expect(UidSet.parse("9:12,1:4,5,20").toString()).toBe("1:5,9:12,20");
  expect(UidSet.parse("7:3").toString()).toBe("3:7");
  expect(UidSet.range(4, 3).isEmpty).toBe(true);
  expect(UidSet.range(1, UID_MAX).size).toBe(UID_MAX);
});

test("what is no set of uids is refused", () => {
  for (const text of [
    "0",
    "1:*",
    "*",
    "a",
    "1,,2",
    "1:2:3",
    "4294967296",
    "0:5",
    "-1",
    "1.5",
    " 1",
    "1,",
    ",1",
  ]) {
    expect(() => UidSet.parse(text), text).toThrow(InvariantError);
  }
  expect(() => UidSet.decode(Uint8Array.from([0x80]))).toThrow(InvariantError);
  expect(() => UidSet.decode(Uint8Array.from([0, 0]))).toThrow(InvariantError);
  for (const uid of [0, -1, UID_MAX + 1, Number.NaN]) {
    expect(() => UidSet.of([1, uid]), `${uid}`).toThrow(InvariantError);
  }
  expect(() => UidSet.of([1, 2]).at(2)).toThrow(InvariantError);
});

describe("a set that a server made as costly as it can", () => {
  const ranges = (count: number): string =>
    Array.from(
      { length: count },
      (_, i) => `${((i * 7) % count) * 3 + 1}:${((i * 7) % count) * 3 + 2}`,
    ).join();
  const scattered = (count: number): UidSet => UidSet.of(Array.from({ length: count }, (_, i) => i * 2 + 1));
  // A set keeps what it has counted: each try takes a new one.
  const anew = (set: UidSet): UidSet => set.union(UidSet.range(UID_MAX, UID_MAX));

  test.each<[string, (count: number) => unknown, (input: never) => unknown]>([
    ["read", ranges, (text: string) => UidSet.parse(text)],
    ["cut", scattered, (set: UidSet) => anew(set).highest(set.size - 1)],
    [
      "bisected",
      scattered,
      (set: UidSet) => {
        const fresh = anew(set);
        for (let i = 0; i < set.size; i++) fresh.countBelow(fresh.at(i));
      },
    ],
    ["written", scattered, (set: UidSet) => [set.encode(), set.toString(), [...set.texts()]]],
    ["joined", scattered, (set: UidSet) => set.union(UidSet.of([2, 4])).without(UidSet.range(5, 9))],
  ])("is %s in a time that grows with its length", (_name, make, run) => {
    expect(growth(500, make, run as (input: unknown) => unknown)).toBeLessThan(GROWTH_MAX);
  });

  test("costs nothing for the uids between its ends", () => {
    const every = UidSet.parse("1:4294967295,4294967295:1");
    expect([every.size, every.toString()]).toEqual([UID_MAX, "1:4294967295"]);
    expect(every.highest(3).toString()).toBe("4294967293:4294967295");
    expect(every.slice(5, UID_MAX - 5).without(UidSet.of([7])).size).toBe(UID_MAX - 11);
    expect(every.countBelow(every.at(4_000_000_000))).toBe(4_000_000_000);
    expect(every.encode().length).toBeLessThan(10);
  });
});

test("random bytes are decoded to a set or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      try {
        const set = UidSet.decode(bytes);
        expect(set.max).toBeLessThanOrEqual(UID_MAX);
        expect(UidSet.parse(set.toString()).equals(set)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(InvariantError);
      }
    }),
    { numRuns: 1_000 },
  );
});
