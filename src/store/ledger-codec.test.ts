import fc from "fast-check";
import { expect, test } from "vitest";
import { FLAG_NAMES, type FlagName } from "../core/flags.ts";
import type { FolderLedger } from "../core/ledger.ts";
import { UID_MAX, UidSet } from "../core/uid-set.ts";
import { decodeLedger, encodeLedger } from "./ledger-codec.ts";

const uid = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: UID_MAX }));
const uidSet = fc
  .record({ singles: fc.array(uid, { maxLength: 40 }), from: uid, length: fc.nat(5000) })
  .map(({ singles, from, length }) =>
    UidSet.of(singles).union(UidSet.range(from, Math.min(from + length, UID_MAX))),
  );
const ledgers: fc.Arbitrary<FolderLedger> = fc.record({
  uidValidity: fc.integer({ min: 1, max: UID_MAX }),
  uidNext: fc.integer({ min: 1, max: UID_MAX + 1 }),
  modseq: fc.option(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })),
  uids: uidSet,
  flags: fc.record(
    Object.fromEntries(FLAG_NAMES.map((name) => [name, uidSet])) as Record<FlagName, typeof uidSet>,
  ),
  wanted: uidSet,
  stored: uidSet,
  aside: uidSet,
  unmatched: uidSet,
  offered: uidSet,
  mappedUidNext: fc.integer({ min: 1, max: UID_MAX + 1 }),
});

/** Sets as their text: two equal sets are different objects. */
function plain(ledger: FolderLedger): unknown {
  const show = (_key: string, value: unknown) =>
    value instanceof UidSet || typeof value === "bigint" ? value.toString() : value;
  return JSON.parse(JSON.stringify(ledger, show));
}

test("any ledger comes back from its row as it was", () => {
  fc.assert(
    fc.property(ledgers, (ledger) => {
      expect(plain(decodeLedger(encodeLedger(ledger)))).toEqual(plain(ledger));
    }),
    { numRuns: 300 },
  );
});

test("the counts for the panel are those of the sets", () => {
  fc.assert(
    fc.property(ledgers, (ledger) => {
      const row = encodeLedger(ledger);
      const pending = [...ledger.wanted].filter(
        (each) => !ledger.stored.has(each) && !ledger.aside.has(each),
      );
      const offered = [...ledger.offered].filter((each) => !ledger.unmatched.has(each));
      expect([row.wanted_count, row.pending_count, row.offered_count]).toEqual([
        ledger.wanted.size,
        pending.length,
        offered.length,
      ]);
    }),
    { numRuns: 50 },
  );
});

test("a contiguous folder of a million messages takes a few bytes", () => {
  const all = UidSet.range(1, 1_000_000);
  expect(all.encode().byteLength).toBeLessThan(10);
});
