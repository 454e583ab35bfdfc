import fc from "fast-check";
import { expect, test } from "vitest";
import { daysOf, parseSearch, type SearchTerm } from "./search-query.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";

/** In short: `place:words`, `~` behind a beginning, `-` in front of what is left out. */
function told(term: SearchTerm): string {
  const not = term.not ? "-" : "";
  switch (term.kind) {
    case "words": {
      const place = term.in === "anywhere" ? "" : `${term.in}:`;
      return `${not}${place}${term.words.join("+")}${term.prefix ? "~" : ""}`;
    }
    case "is":
      return `${not}is:${term.state}`;
    case "attachment":
      return `${not}attachment`;
    default:
      return `${not}${term.kind}:${term.text}`;
  }
}

const TABLE: readonly (readonly [typed: string, understood: string])[] = [
  ["", ""],
  ["   ", ""],
  ["offer", "offer~"],
  ["offer interview", "offer interview~"],
  ["Réunion À", "reunion a"],
  ["a", "a"],
  ["off* a", "off~ a"],
  ['"the offer"', "the+offer"],
  ['"the offer" ', "the+offer"],
  ['"the offer', "the+offer"],
  ['""', ""],
  ["offer -spam", "offer -spam"],
  ['-"not this" that', "-not+this that~"],
  ["e-mail a-b", "e+mail a+b"],
  ["-", ""],
  ["--", ""],
  ["!!! ???", ""],
  ["from:eva", "from:eva~"],
  ["FROM:Eva x", "from:eva x"],
  ['from:"Eva de Wit"', "from:eva+de+wit"],
  ["-from:eva x", "-from:eva x"],
  ["from:", ""],
  ["from: eva", "eva~"],
  ["from:eva@adatum.example", "from:eva@adatum.example~"],
  ["from:eva@", "from:eva~"],
  ["from:@adatum.example x", "from:adatum+example x"],
  ["to:ada@contoso.example subject:offer x", "to:ada@contoso.example subject:offer x"],
  ["subject:offer", "subject:offer~"],
  ["has:attachment", "attachment"],
  ["has:attachments", "attachment"],
  ["-has:attachment", "-attachment"],
  ["has:att", ""],
  ["has:legs", "has+legs~"],
  ["has:att x", "has+att x"],
  ["is:unread", "is:unread"],
  ["is:read is:flagged", "is:read is:flagged"],
  ["is:starred", "is:flagged"],
  ["-is:unread", "-is:unread"],
  ["is:un", ""],
  ["is:blue", "is+blue~"],
  ["in:Archive", "in:Archive"],
  ['in:"My clients" x', "in:My clients x"],
  ["-in:junk", "-in:junk"],
  ["in:", ""],
  ["before:2026-11-23", "before:2026-11-23"],
  ["before:2026/1/5", "before:2026-01-05"],
  ["after:2026", "after:2026-01-01"],
  ["after:2026-11", "after:2026-11-01"],
  ["after:23-11-2026", "after:2026-11-23"],
  ["after:2026-", ""],
  ["after:2026-02-31", ""],
  ["after:2026-02-31 x", "after+2026+02+31 x"],
  ["after:noon x", "after+noon x"],
  ["foo:bar x", "foo+bar x"],
  ["https://x.example/a", "https+x+example+a"],
  ["日本語", "日+本+語"],
  ["日本語テスト abc", "日+本+語+テ+ス+ト abc~"],
  ["don't x", "don+t x"],
  ['say"so', "say+so~"],
];

test("a text is understood as it was meant", () => {
  for (const [typed, understood] of TABLE) {
    expect(parseSearch(typed).map(told).join(" "), typed).toBe(understood);
  }
});

test("any text is a query, and says the same however often it is asked", () => {
  const pieces = fc.constantFrom(
    ...'from: in:"-"is:unreadbefore:2026 *éß@日\u0000\ud800'.split(""),
    "from:",
    "in:",
    " ",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (typed) => {
      const text = typed.join("");
      expect(parseSearch(text)).toEqual(parseSearch(text));
      for (const term of parseSearch(text)) {
        if (term.kind === "words") expect(term.words.length).toBeGreaterThan(0);
      }
    }),
  );
  expect(parseSearch("a ".repeat(5_000)).length).toBe(20);
});

test("days leave the time between them, also when said the other way round", () => {
  const at = (day: string): number => Date.parse(day);
  expect(daysOf(parseSearch("offer"))).toEqual({ since: null, before: null });
  expect(daysOf(parseSearch("after:2026-01-01 before:2026-02-01"))).toEqual({
    since: at("2026-01-01"),
    before: at("2026-02-01"),
  });
  expect(daysOf(parseSearch("after:2025 after:2026 -before:2024 -after:2027"))).toEqual({
    since: at("2026-01-01"),
    before: at("2027-01-01"),
  });
});

test("what somebody pastes takes no longer than its length", () => {
  for (const piece of ['"', "-", "from:", "a@", "@a", "é"]) {
    const run = (text: string) => parseSearch(text);
    expect(
      growth(20_000, (size) => piece.repeat(size), run),
      piece,
    ).toBeLessThan(GROWTH_MAX);
  }
});
