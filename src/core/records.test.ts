import { describe, expect, test } from "vitest";
import {
  type AboutSharing,
  ignoredEntry,
  isConfidential,
  peopleOf,
  recordAddress,
  sharingOf,
} from "./records.ts";
import { scanMessage } from "./scan-message.ts";

test("an address is compared in lower case, and is one", () => {
  const given = [
    " Eva@Adatum.Example ",
    "o'brien+jobs@a.example",
    "eva@localhost",
    "eva",
    "a@b@c.example",
    "@x.example",
  ];
  expect(given.map(recordAddress)).toEqual([
    "eva@adatum.example",
    "o'brien+jobs@a.example",
    null,
    null,
    null,
    null,
  ]);
  expect(recordAddress("eva@adatum.example, x@y.example")).toBeNull();
  expect(recordAddress(`${"x".repeat(320)}@a.example`)).toBeNull();
});

test("ignored are addresses and domains", () => {
  const given = ["Jobs@Board.example", "@Board.example", "board.example", "board", "", "a b.example"];
  expect(given.map(ignoredEntry)).toEqual([
    "jobs@board.example",
    "board.example",
    "board.example",
    null,
    null,
    null,
  ]);
});

test("all the people of a message are its people, each once", () => {
  const scan = scanMessage(
    Buffer.from(
      "From: Eva <Eva@a.example>\r\nReply-To: r@a.example\r\nTo: ada@c.example, EVA@A.example\r\nCc: x@c.example\r\n" +
        "Bcc: b@c.example, undisclosed\r\n\r\n",
    ),
  );
  const all = ["eva@a.example", "r@a.example", "ada@c.example", "x@c.example", "b@c.example"];
  expect(peopleOf(scan).slice(0, 5)).toEqual(all);
});

test("whatever Sensitivity says, but that it is normal, makes a message confidential", () => {
  const values = ["", "Normal", " normal ", "Personal", "Private", "Company-Confidential", "geheim"];
  expect(values.map(isConfidential)).toEqual([false, false, false, true, true, true, true]);
  const scanned = (line: string) =>
    scanMessage(Buffer.from(`From: a@b.example\r\n${line}\r\n\r\n`)).confidential;
  expect([scanned("sensitivity: Private"), scanned("Sensitivity: (x)\r\n Normal"), scanned("X: y")]).toEqual([
    ...[true, true],
    false,
  ]);
});

describe("what a colleague sees", () => {
  const open: AboutSharing = {
    ...{ isPrivate: false, confidential: false, people: ["eva@a.example", "ada@c.example"] },
    ...{ ownDomains: ["c.example"], ignored: ["board.example", "x@y.example"] },
    ...{ colleaguesSee: "full", recordShown: "subject" },
  };
  const cases: readonly (readonly [string, Partial<AboutSharing>, string])[] = [
    ["as the mailbox says", {}, "full mailbox"],
    ["as the mailbox says, nothing", { colleaguesSee: "nothing" }, "nothing mailbox"],
    ["as the record says", { colleaguesSee: "record" }, "subject record"],
    ["nothing that is private", { isPrivate: true }, "nothing private"],
    ["nothing confidential", { confidential: true }, "nothing confidential"],
    ["nothing of which that isn't known", { confidential: null }, "nothing confidential"],
    ["nothing inside the own domains", { people: ["a@c.example", "b@C.example"] }, "nothing inside"],
    ["nothing without people", { people: [] }, "nothing inside"],
    ["nothing of an ignored domain", { people: ["a@c.example", "j@board.example"] }, "nothing ignored"],
    ["nothing of an ignored address", { people: ["a@c.example", "x@y.example"] }, "nothing ignored"],
    ["what a like domain has", { people: ["a@c.example", "j@myboard.example"] }, "full mailbox"],
    ["nothing private first of all", { isPrivate: true, confidential: true, people: [] }, "nothing private"],
  ];
  test.each(cases)("%s", (_name, about, expected) => {
    const { shown, why } = sharingOf({ ...open, ...about });
    expect(`${shown} ${why}`).toBe(expected);
  });
});
