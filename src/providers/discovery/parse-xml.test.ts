import { expect, test } from "vitest";
import { GROWTH_MAX, growth } from "../../core/testing/growth.ts";
import { parseXml } from "./parse-xml.ts";

test("elements, attributes and text are read, comments and declarations are not", () => {
  const text = `\uFEFF<?xml version="1.0"?><!-- <x> --><a b="1 &amp; 2" c='"'> one <b/><d>two<![CDATA[<&]]></d> </a>\n`;
  expect(parseXml(text)).toEqual({
    name: "a",
    attributes: { b: "1 & 2", c: '"' },
    text: "one",
    children: [
      { name: "b", attributes: {}, text: "", children: [] },
      { name: "d", attributes: {}, text: "two<&", children: [] },
    ],
  });
});

test.each([
  ["a document type", `<!DOCTYPE a><a/>`],
  ["an entity of its own", `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`],
  ["a file as an entity", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`],
  ["another end", "<a><b></a></b>"],
  ["no end", "<a><b></b>"],
  ["an end too much", "<a></a></a>"],
  ["two roots", "<a/><b/>"],
  ["text alone", "Not found"],
  ["nothing", ""],
  ["a tag that isn't closed", "<a"],
  ["depth beyond measure", "<a>".repeat(50) + "</a>".repeat(50)],
  ["a page", "<!doctype html><html><p>Hello<br>there</html>"],
])("%s is not read", (_, text) => {
  expect(parseXml(text)).toBeNull();
});

test("an entity that isn't XML's own stays what it is", () => {
  expect(parseXml("<a>&x;&lt;</a>")?.text).toBe("&x;<");
});

test.each<readonly [string, (size: number) => string]>([
  ["comments without an end", (size) => "<!--".repeat(size)],
  ["tags without an end", (size) => `<a${" b".repeat(size)}`],
  ["attributes without an end", (size) => `<a${` b="${"x".repeat(9)}"`.repeat(size)}`],
  ["blanks", (size) => `<a${" ".repeat(size * 4)}`],
  ["siblings", (size) => `<a>${"<b/>".repeat(size)}</a>`],
  ["entities", (size) => `<a>${"&amp;&x".repeat(size)}</a>`],
])("%s take a time that grows with their length", (_, make) => {
  expect(growth(4_000, make, parseXml)).toBeLessThan(GROWTH_MAX);
});
