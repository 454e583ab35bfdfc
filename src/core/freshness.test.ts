import { expect, test } from "vitest";
import { attentionOf, BUDGETS } from "./freshness.ts";

const NOW = 1_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("somebody who looks makes a mailbox hot, a change within a day warm, nothing leaves it cold", () => {
  const of = (lookedAt: number | null, changedAt: number | null) => attentionOf(NOW, { lookedAt, changedAt });
  expect(of(NOW, null)).toBe("hot");
  expect(of(NOW - 5 * MINUTE, NOW)).toBe("hot");
  expect(of(NOW - 5 * MINUTE - 1, NOW)).toBe("warm");
  expect(of(null, NOW - 24 * HOUR)).toBe("warm");
  expect(of(null, NOW - 24 * HOUR - 1)).toBe("cold");
  expect(of(NOW - 6 * MINUTE, null)).toBe("cold");
  expect(of(null, null)).toBe("cold");
});

test("more attention is never less fresh, on any kind of server", () => {
  for (const { hot, warm, cold } of Object.values(BUDGETS)) {
    for (const what of ["statusMs", "flagsMs", "flagsOnScreenMs", "fullMs"] as const) {
      expect(hot[what]).toBeLessThanOrEqual(warm[what]);
      expect(warm[what]).toBeLessThanOrEqual(cold[what]);
      expect(hot[what]).toBeGreaterThanOrEqual(10_000);
    }
  }
});

test("servers that don't count changes are asked for flags while somebody looks", () => {
  for (const { hot } of [BUDGETS.exchange, BUDGETS.minimal]) {
    expect(hot).toMatchObject({ flagsOnScreenMs: 15_000, flagsMs: 60_000 });
  }
  expect(BUDGETS.modern.hot).toMatchObject({ statusMs: 10_000, flagsMs: 24 * HOUR });
  expect(BUDGETS.gmail.hot).toEqual(BUDGETS.modern.hot);
});
