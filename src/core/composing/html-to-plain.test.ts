import { expect, test } from "vitest";
import { htmlToPlain } from "./html-to-plain.ts";

test.each([
  ["<div>One</div><div>two</div>", "One\ntwo"],
  ["<div>One</div><div><br></div><div>two</div>", "One\n\ntwo"],
  ["One<br>two", "One\ntwo"],
  ["<ul><li>one</li><li>two<ol><li>a</li><li>b</li></ol></li></ul>", "- one\n- two\n  1. a\n  2. b"],
  [
    "<div>They said:</div><blockquote>Yes<blockquote>No</blockquote></blockquote>",
    "They said:\n> Yes\n>> No",
  ],
  ['See <a href="https://x.example/a">this</a>', "See this <https://x.example/a>"],
  ['<a href="https://x.example/">x.example</a>', "x.example"],
  ['<a href="mailto:eva@x.example">eva@x.example</a>', "eva@x.example"],
  ["<pre>a\n  b</pre>", "a\n  b"],
  ["a &amp; b&nbsp;&lt;c&gt; &#8364; &#x20ac; &nope;", "a & b <c> € € &nope;"],
  ["<style>p{}</style><script>alert(1)</script><!-- no -->Text<title>x</title>", "Text"],
  ['<p title="a > b">Text</p>', "Text"],
  ["  many \n  spaces  ", "many spaces"],
  ["<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"],
  ["a<hr>b", "a\n----------\nb"],
  ["</blockquote></ul>text<li>x", "text\n- x"],
])("%s", (html, text) => {
  expect(htmlToPlain(html)).toBe(text);
});

test("a megabyte of what is meant to stop it is read", () => {
  for (const piece of [
    "<blockquote>",
    "<ul><li>",
    "<a href='",
    "<!--",
    "<<<<",
    "&#",
    '<p title="',
    "<script>",
  ]) {
    expect(typeof htmlToPlain(piece.repeat(1_000_000 / piece.length))).toBe("string");
  }
});
