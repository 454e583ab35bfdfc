import { expect, test } from "vitest";
import { standsIn, withoutEntities } from "./stands-in.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";

const HTML = `<img src="http://a.example/x.png?a=1&amp;b=2"><td background=http://b.example/y.gif>
<p style="background:url(//c.example/z.png)"><a href="http://d.example/?to=http://e.example/w.png">`;

test.each([
  ["http://a.example/x.png?a=1&b=2", true],
  ["http://b.example/y.gif", true],
  ["//c.example/z.png", true],
  ["http://d.example/?to=http://e.example/w.png", true],
  ["http://a.example/x.png?a=1", false],
  ["http://a.example", false],
  ["http://e.example/w.png", false],
  ["://a.example/x.png?a=1&b=2", false],
  ["http://f.example/", false],
  ["", false],
])("%s: %s", (address, stands) => {
  expect(standsIn(withoutEntities(HTML), address)).toBe(stands);
});

test("looking takes no longer than the message is long", () => {
  const html = (size: number): string => "&http://a".repeat(size / 9);
  const look = (text: string) => standsIn(withoutEntities(text), "http://a&http://a");
  expect(growth(40_000, html, look)).toBeLessThan(GROWTH_MAX);
});
