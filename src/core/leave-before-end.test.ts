import { expect, test } from "vitest";
import { leaveAt, RENEWED_BEFORE_MS } from "./leave-before-end.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  ["an hour's token is left one to four minutes before its end", HOUR, 0, 59 * MINUTE],
  ["by chance, so that not all leave together", HOUR, 1, 56 * MINUTE],
  ["a short token after half its life at the earliest", 2 * MINUTE, 1, MINUTE],
  ["what has ended by this clock is left to the server", -MINUTE, 0.5, Number.POSITIVE_INFINITY],
  ["what doesn't end is never left", null, 0.5, Number.POSITIVE_INFINITY],
])("%s", (_case, endsInMs, fraction, leavesInMs) => {
  const openedAt = 1_000_000;
  const endsAt = endsInMs === null ? null : openedAt + endsInMs;
  expect(leaveAt({ endsAt, openedAt, fraction })).toBe(openedAt + leavesInMs);
});

test("who leaves comes back with a new token", () => {
  expect(HOUR - leaveAt({ endsAt: HOUR, openedAt: 0, fraction: 1 })).toBeLessThan(RENEWED_BEFORE_MS);
});
