import { expect, test } from "vitest";
import { addressesIn, wordsIn } from "./search-words.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";

test("words are runs of letters and digits, folded, and know where they stand", () => {
  const text = "Réunion: 2026-11-23, ÆRØ’s “x”";
  const words = [...wordsIn(text)];
  expect(words.map(({ word }) => word)).toEqual(["reunion", "2026", "11", "23", "aero", "s", "x"]);
  expect(words.map(({ start, length }) => text.slice(start, start + length))).toEqual([
    ...["Réunion", "2026", "11", "23", "ÆRØ", "s", "x"],
  ]);
});

test("an accent that is a character of its own doesn't part a word", () => {
  expect([...wordsIn("Re\u0301union a\u0301")]).toEqual([
    { word: "reunion", start: 0, length: 8 },
    { word: "a", start: 9, length: 2 },
  ]);
  expect([...wordsIn("\u0301")]).toEqual([]);
});

test("scripts without spaces have a word for each character", () => {
  expect([...wordsIn("東京abcで")].map(({ word }) => word)).toEqual(["東", "京", "abc", "て"]);
});

test("what nobody types is cut", () => {
  expect([...wordsIn("x".repeat(200))].map(({ word }) => word.length)).toEqual([64]);
});

test("addresses are found whole, also while their domain is typed", () => {
  const found = (text: string) => [...addressesIn(text)].map(({ word }) => word);
  expect(found("Write to <Eva.de-Wit+x@Adatum.example>, or a@b.")).toEqual([
    "eva.de-wit+x@adatum.example",
    "a@b",
  ]);
  expect(found("eva@ @b a @ b")).toEqual([]);
});

test("the words of a text take no longer than its length", () => {
  for (const piece of ["@", "a@", "a.", "é", "日", "a ", "-"]) {
    const run = (text: string) => [...wordsIn(text), ...addressesIn(text)].length;
    expect(
      growth(4_000, (size) => piece.repeat(size), run),
      piece,
    ).toBeLessThan(GROWTH_MAX);
  }
});
