import { expect, test } from "vitest";
import { mentionsAttachment } from "./mentions-attachment.ts";
import { isAddress, joined, parseRecipients } from "./recipients.ts";

test.each([
  ["eva@x.example", [["", "eva@x.example"]]],
  ["Eva de Wit <eva@x.example>", [["Eva de Wit", "eva@x.example"]]],
  [
    '"Wit, Eva de" <eva@x.example>; milan@y.example',
    [
      ["Wit, Eva de", "eva@x.example"],
      ["", "milan@y.example"],
    ],
  ],
  [
    "eva@x.example\nmilan@y.example\r\n\r\nMilan\t<m@z.example>",
    [
      ["", "eva@x.example"],
      ["", "milan@y.example"],
      ["", "Milan"],
      ["", "m@z.example"],
    ],
  ],
  ["mailto:eva@x.example,, ;", [["", "eva@x.example"]]],
  ["half an address", [["", "half an address"]]],
  [
    'broken "quote, eva@x.example\nmilan@y.example',
    [
      ["", 'broken "quote, eva@x.example'],
      ["", "milan@y.example"],
    ],
  ],
] as const)("%j", (text, people) => {
  expect(parseRecipients(text).map(({ name, address }) => [name, address])).toEqual(people);
});

test("an address is told from what isn't one yet", () => {
  for (const good of ["eva@x.example", "e.v+a@sub.x.example", "éva@münchen.example", "a@localhost"]) {
    expect(isAddress(good), good).toBe(true);
  }
  const wrong = [
    "",
    "eva",
    "eva@",
    "@x",
    "eva@@x",
    "eva@x..y",
    ".eva@x",
    "eva @x",
    "a@b@c",
    "<eva@x>",
    `${"a".repeat(65)}@x`,
  ];
  for (const bad of wrong) expect(isAddress(bad), bad).toBe(false);
});

test("nobody is there twice", () => {
  const [eva, milan] = [
    { name: "Eva", address: "eva@x.example" },
    { name: "", address: "milan@x.example" },
  ];
  expect(joined([eva], [{ name: "", address: "EVA@x.example" }, milan, milan])).toEqual([eva, milan]);
});

test.each([
  ["You find my CV attached.", true],
  ["See the attachment", true],
  ["In de bijlage vindt u mijn cv", true],
  ["Bijgaand het voorstel", true],
  ["Ik heb het meegestuurd", true],
  ["I am attached to this house", true],
  ["See you on Tuesday", false],
  ["> You find it attached\nThank you", false],
  ["Reattachable", false],
])("whether a text mentions an attachment: %s", (text, mentioned) => {
  expect(mentionsAttachment("", text)).toBe(mentioned);
});
