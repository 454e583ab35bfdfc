import { expect, test } from "vitest";
import { importStart } from "./import-window.ts";

test.each([
  ["1m", "2026-11-23T09:00:00Z", "2026-10-23T00:00:00.000Z"],
  ["1m", "2026-03-31T23:59:59Z", "2026-02-28T00:00:00.000Z"],
  ["3m", "2026-02-01T00:00:00Z", "2025-11-01T00:00:00.000Z"],
  ["1y", "2028-02-29T12:00:00Z", "2027-02-28T00:00:00.000Z"],
] as const)("a window of %s seen at %s starts at %s", (window, now, start) => {
  expect(new Date(importStart(window, Date.parse(now)) ?? 0).toISOString()).toBe(start);
});

test("everything has no start", () => {
  expect(importStart("all", 0)).toBeNull();
});
