import { expect, test } from "vitest";
import { EXPIRY_TOLD_MS_MAX, expiryOf } from "./secret-expiry.ts";

const DAY_MS = 24 * 3_600_000;
const END = Date.UTC(2027, 10, 24, 12);

test.each<readonly [string, number, ReturnType<typeof expiryOf>]>([
  ["a month and a moment", 30 * DAY_MS + 1, null],
  ["30 days", 30 * DAY_MS, { step: 30, daysLeft: 30 }],
  ["two weeks and a moment", 14 * DAY_MS + 1, { step: 30, daysLeft: 15 }],
  ["14 days", 14 * DAY_MS, { step: 14, daysLeft: 14 }],
  ["3 days", 3 * DAY_MS, { step: 3, daysLeft: 3 }],
  ["an hour", DAY_MS / 24, { step: 3, daysLeft: 1 }],
  ["no time", 0, { step: 0, daysLeft: 0 }],
  ["less than none", -DAY_MS, { step: 0, daysLeft: 0 }],
])("with %s left a secret is told of so", (_, leftMs, told) => {
  expect(expiryOf(END, END - leftMs)).toEqual(told);
});

test("nothing is told of one whose end nobody named", () => {
  expect(expiryOf(null, END)).toBeNull();
  expect(expiryOf(END, END - EXPIRY_TOLD_MS_MAX)).not.toBeNull();
  expect(expiryOf(END, END - EXPIRY_TOLD_MS_MAX - 1)).toBeNull();
});
