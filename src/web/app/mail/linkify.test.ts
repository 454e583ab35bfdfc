import { describe, expect, test } from "vitest";
import { GROWTH_MAX, growth } from "../../../core/testing/growth.ts";
import { linkify } from "./linkify.ts";

const links = (text: string) =>
  linkify(text).flatMap(({ text: shown, href }) => (href === null ? [] : [[shown, href]]));

test.each([
  ["see https://example.nl/a?b=c.", [["https://example.nl/a?b=c", "https://example.nl/a?b=c"]]],
  ["(www.example.nl)", [["www.example.nl", "https://www.example.nl/"]]],
  ["eva@example.nl, or", [["eva@example.nl", "mailto:eva@example.nl"]]],
  [
    "https://en.example/wiki/Mercury_(planet)",
    [["https://en.example/wiki/Mercury_(planet)", "https://en.example/wiki/Mercury_(planet)"]],
  ],
  ["https://b\u00fccher.example", [["https://b\u00fccher.example", "https://xn--bcher-kva.example/"]]],
  ["javascript:alert(1) data:text/html,x file:///etc/passwd", []],
])("%s", (text, expected) => {
  expect(links(text)).toEqual(expected);
});

test("nothing of the text is lost", () => {
  const text = "a https://x.example/), (b@c.example) <http://d.example> www. @ http://";
  expect(
    linkify(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});

describe("check 44: looking for links takes as long as the text is, in nothing but", () => {
  test.each([
    "(",
    "@",
    ".",
    "a@",
    "a.",
    "a@b.",
    "http://",
    "www.",
    "https://(",
    "-",
    "+.",
    "http://a)",
    "()",
    "\u201c",
  ])("%s", (piece) => {
    const text = (size: number): string => piece.repeat(size / piece.length);
    expect(growth(20_000, text, linkify)).toBeLessThan(GROWTH_MAX);
  });
});
