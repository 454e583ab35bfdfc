import { expect, test } from "vitest";
import { parseMailboxList } from "./mailbox-list.ts";

const ADA = "ada@contoso.example";
const JOBS = "jobs@contoso.example";

function pairs(text: string): readonly string[] {
  return parseMailboxList(text).map(({ line, email, address, problem }) =>
    problem === null ? `${line} ${email} ${address}` : `${line} ${problem}`,
  );
}

test.each([
  ["a comma", `${ADA},${JOBS}`],
  ["a semicolon", `${ADA};${JOBS}`],
  ["a tab", `${ADA}\t${JOBS}`],
  ["blanks around", `  ${ADA} ,  ${JOBS}  `],
  ["capitals", `Ada@Contoso.example,JOBS@contoso.example`],
  ["quotes", `"${ADA}","${JOBS}"`],
  ["quotes and blanks", `"${ADA}" ; "${JOBS}" `],
  ["a byte order mark", `\uFEFF${ADA},${JOBS}`],
  ["empty cells at its end", `${ADA},${JOBS},,`],
])("a line with %s is read", (_what, line) => {
  expect(pairs(line)).toEqual([`1 ${ADA} ${JOBS}`]);
});

test("headings and empty lines are passed over, and lines are counted as in an editor", () => {
  expect(pairs(`\uFEFF"User, email";"Mailbox"\r\n\r\n${ADA};${JOBS}\r\n`)).toEqual([`3 ${ADA} ${JOBS}`]);
  expect(pairs("email\rada@x\rbram@x\r")).toEqual(["2 ada@x ada@x", "3 bram@x bram@x"]);
  expect(pairs("")).toEqual([]);
});

test("who has one column has a mailbox of the same name", () => {
  expect(pairs(`${ADA}\nbram@contoso.example,`)).toEqual([
    `1 ${ADA} ${ADA}`,
    "2 bram@contoso.example bram@contoso.example",
  ]);
});

test.each([
  ["three columns", `${ADA},${JOBS},x`, "1 columns"],
  ["a quote that doesn't end", `"${ADA},${JOBS}`, "1 quote"],
  ["something behind a quote", `"${ADA}"x,${JOBS}`, "1 quote"],
  ["no address", `${ADA},jobs`, "1 address"],
  ["no user", `ada,${JOBS}`, "1 email"],
  ["a command in place of an address", `${ADA},"x'; Remove-Mailbox y@z"`, "1 address"],
  ["a character that nobody sees", `${ADA},jobs\u200b@contoso.example`, "1 address"],
])("a line with %s is told", (_what, line, problem) => {
  expect(pairs(line)).toEqual([problem]);
});

test("a user can't be there twice; a mailbox can, for those who share it", () => {
  expect(pairs(`${ADA},${JOBS}\nbram@x,${JOBS}\nADA@contoso.example`)).toEqual([
    `1 ${ADA} ${JOBS}`,
    `2 bram@x ${JOBS}`,
    "3 twice",
  ]);
});

test("a long line is read in a time that grows with its length", () => {
  const line = (length: number) => `"${'""'.repeat(length)},${",".repeat(length)}`;
  for (const length of [10, 100_000]) expect(pairs(`a@x\n${line(length)}`)).toEqual(["1 a@x a@x", "2 quote"]);
});
