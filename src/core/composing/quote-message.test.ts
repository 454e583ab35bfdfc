import { expect, test } from "vitest";
import { type QuotedMessage, quoteAsHtml, quoteAsText } from "./quote-message.ts";

const MESSAGE: QuotedMessage = {
  subject: "Interview <b>",
  from: [{ name: "Eva <i>", address: "eva@x.example" }],
  to: [{ name: "", address: "ada@contoso.example" }],
  cc: [],
  sentAt: Date.UTC(2026, 10, 2, 23, 30),
  text: "When?\r\n> Tuesday\r\n",
  html: null,
};
const EN = { language: "en", timeZone: "Europe/Amsterdam" } as const;
const NL = { language: "nl", timeZone: "Europe/Amsterdam" } as const;

test("the line above says who wrote it when, in the reader's language and time", () => {
  const line = (reader: typeof EN | typeof NL): string =>
    quoteAsText("reply", MESSAGE, reader).split("\n")[0] ?? "";
  expect(line(EN)).toBe("On Tue 3 November 2026 at 00:30, Eva <i> <eva@x.example> wrote:");
  expect(line(NL)).toBe("Op di 3 november 2026 om 00:30 schreef Eva <i> <eva@x.example>:");
  expect(quoteAsText("reply", MESSAGE, { language: "en", timeZone: "Mars/Olympus" })).toMatch(
    /^On Mon 2 November 2026 at 23:30/,
  );
});

test("in plain text each line is marked, and what was quoted there once more", () => {
  expect(quoteAsText("reply", MESSAGE, EN).split("\n").slice(1)).toEqual(["> When?", ">> Tuesday"]);
});

test("what was only HTML is quoted as the text of it", () => {
  const html = "<p>When?</p><ul><li>Tuesday</li></ul>";
  expect(quoteAsText("reply", { ...MESSAGE, text: null, html }, EN)).toMatch(/> When\?\n> - Tuesday$/);
});

test("in HTML nothing of the header is markup", () => {
  for (const kind of ["reply", "forward"] as const) {
    const quote = quoteAsHtml(kind, MESSAGE, EN);
    expect(quote).toContain("Eva &lt;i&gt;");
    expect(quote).not.toMatch(/<i>|Interview <b>/);
  }
});

test("what is passed on has its header lines, without those that are empty", () => {
  expect(quoteAsText("forward", MESSAGE, NL).split("\n")).toEqual([
    "---------- Doorgestuurd bericht ----------",
    "Van: Eva <i> <eva@x.example>",
    "Verzonden: di 3 november 2026 om 00:30",
    "Aan: ada@contoso.example",
    "Onderwerp: Interview <b>",
    "",
    "When?",
    "> Tuesday",
  ]);
});
