import { expect, test } from "vitest";
import { GROWTH_MAX, growth } from "../../core/testing/growth.ts";
import { ResponseCursor } from "./response-cursor.ts";

test.each(['"a" ', '"\\\\a" ', "a ", "a[b] ", "(a) ", "NIL ", "  "])(
  "a list of nothing but %j is read in a time that grows with its length",
  (piece) => {
    const list = (size: number): string => `(${piece.repeat(size / piece.length)})`;
    const read = (text: string) => new ResponseCursor([text]).value();
    expect(growth(30_000, list, read)).toBeLessThan(GROWTH_MAX);
  },
);
