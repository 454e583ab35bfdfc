import { expect, test } from "vitest";
import { readDomains } from "./own-domains.ts";

test("domains are read in whatever way they are written, each once", () => {
  const written = [
    " Contoso.Example",
    "@contoso.example",
    "contoso.example.",
    "mail.münchen.example",
    "xn--p1ai.example",
  ];
  expect(readDomains(written)).toEqual({
    domains: ["contoso.example", "mail.münchen.example", "xn--p1ai.example"],
    wrong: [],
  });
  expect(readDomains([])).toEqual({ domains: [], wrong: [] });
});

test.each([
  "contoso",
  "com",
  "",
  "ada@contoso.example",
  "https://contoso.example",
  "contoso..example",
  "-contoso.example",
  "contoso-.example",
  "*.contoso.example",
  "con toso.example",
  "10.0.0.1",
  `${"a".repeat(64)}.example`,
  `${"a.".repeat(130)}example`,
])("%j is no domain, and is told as it was written", (text) => {
  expect(readDomains(["contoso.example", ` ${text} `])).toEqual({
    domains: ["contoso.example"],
    wrong: [text],
  });
});
