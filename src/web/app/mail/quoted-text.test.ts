import { describe, expect, test } from "vitest";
import { GROWTH_MAX, growth } from "../../../core/testing/growth.ts";
import { quoteBlocks } from "./quoted-text.ts";

const shown = (...lines: readonly string[]) =>
  quoteBlocks(lines.join("\n"))
    .filter(({ folded }) => !folded)
    .map(({ text }) => text)
    .join("\n")
    .trim();

describe("the mail before is folded away", () => {
  test.each([
    [["Fine!", "", "On Tue, 1 Dec 2026 at 09:00, Eva <eva@example.nl> wrote:", "> Tuesday?", ">"]],
    [
      [
        "Fine!",
        "",
        "On Tue, 1 Dec 2026 at 09:00, Eva de Wit with a long name",
        "<eva@example.nl> wrote:",
        "",
        "> Tuesday?",
      ],
    ],
    [["Fine!", "", "Op di 1 dec 2026 om 09:00 schreef Eva <eva@example.nl>:", "> Dinsdag?"]],
    [["Fine!", "", "-----Original Message-----", "From: Eva", "Sent: Tuesday", "", "Tuesday?"]],
    [["Fine!", "", "-----Oorspronkelijk bericht-----", "Van: Eva", "Verzonden: dinsdag", "", "Dinsdag?"]],
    [
      [
        "Fine!",
        "________________________________",
        "From: Eva <eva@example.nl>",
        "Sent: Tuesday",
        "To: Ada",
        "",
        "Tuesday?",
      ],
    ],
    [["Fine!", "", "Van: Eva <eva@example.nl>", "Verzonden: dinsdag 1 december", "Aan: Ada", "", "Dinsdag?"]],
    [["Fine!", "> Tuesday?", ""]],
  ])("%#", (lines) => {
    expect(shown(...lines)).toBe("Fine!");
  });
});

test("answers between the lines, and mail that is only a quote, are shown whole", () => {
  const between = ["On Tuesday, Eva wrote:", "> Tuesday?", "Fine!", "> At ten?", "Yes."];
  expect(shown(...between)).toBe(between.join("\n"));
  const forwarded = ["-----Original Message-----", "From: Eva", "", "Tuesday?"];
  expect(shown(...forwarded)).toBe(forwarded.join("\n"));
  const passedOn = ["See below", "---------- Forwarded message ---------", "From: Eva", "", "Tuesday?"];
  expect(shown(...passedOn)).toBe(passedOn.join("\n"));
  expect(shown("From: the beginning", "to the end.")).toBe("From: the beginning\nto the end.");
});

describe("check 44: quotes are found in a time that grows with the text, in nothing but", () => {
  test.each([">\n", "On \n", "On a wrote\n", "From: a\n", "____________\n", "-----\n", "\n", "On "])(
    "%j",
    (piece) => {
      const text = (size: number): string => piece.repeat(size / piece.length);
      expect(growth(20_000, text, quoteBlocks)).toBeLessThan(GROWTH_MAX);
    },
  );

  test("attributions with a quote behind each", () => {
    const text = (size: number): string => "On Tuesday, Eva wrote:\n> a\n".repeat(size / 27);
    expect(growth(20_000, text, quoteBlocks)).toBeLessThan(GROWTH_MAX);
  });
});
