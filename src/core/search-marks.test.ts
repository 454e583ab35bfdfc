import { expect, test } from "vitest";
import { marksIn, snippetAround } from "./search-marks.ts";
import { parseSearch, type SearchPlace } from "./search-query.ts";

/** With the marked pieces in brackets. */
function shown(text: string, marks: readonly { readonly start: number; readonly length: number }[]): string {
  let result = "";
  let at = 0;
  for (const { start, length } of marks) {
    result += `${text.slice(at, start)}[${text.slice(start, start + length)}]`;
    at = start + length;
  }
  return result + text.slice(at);
}

const marked = (text: string, query: string, ...places: readonly SearchPlace[]): string =>
  shown(text, marksIn(text, parseSearch(query), ...places));

test("the words that were found are marked, whatever their case and accents", () => {
  expect(marked("La Réunion est une réunion", "REUNION x", "anywhere")).toBe(
    "La [Réunion] est une [réunion]",
  );
  expect(marked("Offers, an offer", "offer", "anywhere")).toBe("[Offers], an [offer]");
  expect(marked("Offers, an offer", '"offer"', "anywhere")).toBe("Offers, an [offer]");
  expect(marked("the offer, the-offer, offer the", '"the offer"', "anywhere")).toBe(
    "[the offer], [the-offer], offer the",
  );
  expect(marked("eva@adatum.example", "from:eva@adatum", "from")).toBe("[eva@adatum.example]");
  expect(marked("日本語", "本", "anywhere")).toBe("日[本]語");
});

test("marked is only what was asked for in that place, and nothing that was to be left out", () => {
  expect(marked("offer", "subject:offer", "anywhere")).toBe("offer");
  expect(marked("offer", "subject:offer", "anywhere", "subject")).toBe("[offer]");
  expect(marked("spam offer", "-spam offer", "anywhere")).toBe("spam [offer]");
});

test("marks neither meet nor lie within each other", () => {
  expect(marked("ab ab@cd.ef", "ab ab@cd.ef", "anywhere")).toBe("[ab] [ab@cd.ef]");
});

test("of a long text the piece around the first word is shown", () => {
  const text = `${"lorem ipsum ".repeat(50)}\n\nthe offer stands ${"dolor ".repeat(100)}`;
  const piece = snippetAround(text, parseSearch("offer "));
  expect(shown(piece?.text ?? "", piece?.marks ?? [])).toMatch(/^… the \[offer\] stands dolor /);
  expect(piece?.text.length).toBeLessThanOrEqual(202);
  expect(snippetAround(text, parseSearch("nothing "))).toBe(null);
  expect(snippetAround("the offer", parseSearch("offer"))).toEqual({
    text: "the offer",
    marks: [{ start: 4, length: 5 }],
  });
});

test("what was found is seen where a row has room for a few characters only", () => {
  for (const [text, query, piece] of [
    ["All of this is about the offer that stands", "offer", "… the [offer] that stands"],
    ["All about a comprehensive offer", "offer", "… [offer]"],
    ["All of it is (offer)", "offer", "… ([offer])"],
    ["All is at www.adatum.example/offer", "offer", "… [offer]"],
    ["See this offer", "offer", "… this [offer]"],
    ["See the offer", "offer", "See the [offer]"],
    ["Unmistakable offer", "offer", "… [offer]"],
    ["我们大家都要看看全部这个提议", "提议", "… [提议]"],
  ] as const) {
    const found = snippetAround(text, parseSearch(query));
    expect(shown(found?.text ?? "", found?.marks ?? []), text).toBe(piece);
  }
});
