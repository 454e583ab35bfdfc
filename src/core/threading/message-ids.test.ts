import { expect, test } from "vitest";
import { GROWTH_MAX, growth } from "../testing/growth.ts";
import { messageIdsIn } from "./message-ids.ts";

const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ["<1@x> <2@x>", ["1@x", "2@x"]],
  ["<1@x><2@x>\t<1@x>", ["1@x", "2@x"]],
  ["1@x 2@x", ["1@x", "2@x"]],
  ["1@x,2@x", ["1@x", "2@x"]],
  ["c@d (a comment)", ["c@d"]],
  ['Message from Joe of "Mon, 1 Jan" <1@x>', ["1@x"]],
  ["Your message of Mon, 23 Nov 2026 09:00:00 +0000", []],
  ["<>", []],
  ["<1>", []],
  ["<@x> <x@>", []],
  ["<0190a000000070008000000000000001>", ["0190a000000070008000000000000001"]],
  ["<1@x", ["1@x"]],
  ["", []],
];

test.each(HEADERS)("%s names what it answers", (header, ids) => {
  expect(messageIdsIn(header)).toEqual(ids);
});

test("ten thousand references are read in a time that grows with their number", () => {
  for (const piece of ["<1@x> ", "<", "1@x ", "a".repeat(10)]) {
    expect(growth(1_500, (size) => piece.repeat(size), messageIdsIn)).toBeLessThan(GROWTH_MAX);
  }
  expect(messageIdsIn(`<${"x".repeat(2_000)}@x>`)).toEqual([]);
});
