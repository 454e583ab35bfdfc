import { describe, expect, test } from "vitest";
import {
  isSendable,
  type OutgoingMessage,
  outgoingMessage,
  RECIPIENTS_MAX,
  withBlindCopies,
} from "./outgoing-message.ts";

const AT = Date.UTC(2026, 10, 30, 9, 5, 7);
const order = { at: AT, id: "new@contoso.example" };

function prepare(text: string) {
  return outgoingMessage(Buffer.from(text.replaceAll("\n", "\r\n"), "utf8"), order);
}

function ready(text: string): OutgoingMessage & { readonly text: string } {
  const made = prepare(text);
  if (made.kind !== "ready") throw new Error(made.kind);
  return { ...made, text: Buffer.from(made.bytes).toString("utf8").replaceAll("\r\n", "\n") };
}

describe("a message that is sent", () => {
  test("has the date of its sending, keeps its Message-ID, and tells nobody of blind copies", () => {
    const { text, envelope } = ready(
      `From: Ada <ada@contoso.example>
Date: Mon, 1 Jan 2001 00:00:00 +0100
To: "de Wit, Eva" <eva@fabrikam.example>,
 Bob@fabrikam.example
Cc: EVA@fabrikam.example
BCC: secret@fabrikam.example,
 another@fabrikam.example
Message-ID: <draft@contoso.example>
Subject: Hello
 there

Bcc: not a header`,
    );
    expect(text).toBe(
      `Date: Mon, 30 Nov 2026 09:05:07 +0000
From: Ada <ada@contoso.example>
To: "de Wit, Eva" <eva@fabrikam.example>,
 Bob@fabrikam.example
Cc: EVA@fabrikam.example
Message-ID: <draft@contoso.example>
Subject: Hello
 there

Bcc: not a header`,
    );
    expect(envelope).toEqual({
      from: "ada@contoso.example",
      to: [
        "EVA@fabrikam.example",
        "Bob@fabrikam.example",
        "secret@fabrikam.example",
        "another@fabrikam.example",
      ],
    });
  });

  test.each(["", "Message-ID: \n", "Message-ID: nonsense\n"])("gets a Message-ID where it has %j", (line) => {
    const { text } = ready(`From: a@b.example\n${line}To: c@d.example\n\nHi`);
    expect(text.match(/^Message-ID:.*$/gim)).toEqual(["Message-ID: <new@contoso.example>"]);
  });

  test("of several authors is sent by whom Sender names", () => {
    const several = "From: a@b.example, c@b.example\nTo: d@e.example\n";
    expect(ready(`${several}Sender: c@b.example\n\nHi`).envelope.from).toBe("c@b.example");
    expect(prepare(`${several}\nHi`)).toEqual({ kind: "noSender" });
  });

  test.each([
    ["To: c@d.example\n\nHi", "noSender"],
    ["From: a@b.example\nFrom: x@y.example\nTo: c@d.example\n\nHi", "noSender"],
    ["From: a@b.example\nSubject: x\n\nHi", "noRecipients"],
    ["From: a@b.example\nTo: undisclosed-recipients:;\n\nHi", "noRecipients"],
    ["From: Ada\nTo: c@d.example\n\nHi", "wrongAddress"],
    ["From: a@b.example\nTo: Eva de Wit\n\nHi", "wrongAddress"],
    ['From: a@b.example\nTo: "a@evil.example x"@good.example\n\nHi', "wrongAddress"],
    ["From: a@b.example\nTo: eva@localhost\n\nHi", "wrongAddress"],
    ["From: a@b.example\nTo: eva@d.example=?utf-8?q?=00?=.evil.example\n\nHi", "wrongAddress"],
    ["From: a@b.example\nTo: =?utf-8?q?eva=40evil.example?=\n\nHi", "wrongAddress"],
    ["From: a@b.example\nTo: eva@d.example\u0000.evil.example\n\nHi", "wrongAddress"],
  ])("is refused where it begins %j", (text, kind) => {
    expect(prepare(text).kind).toBe(kind);
  });

  test("is refused to more people than a server takes", () => {
    const to = (count: number): string =>
      Array.from({ length: count }, (_, index) => `p${index}@d.example`).join(",\n ");
    expect(prepare(`From: a@b.example\nTo: ${to(RECIPIENTS_MAX)}\n\nHi`).kind).toBe("ready");
    expect(prepare(`From: a@b.example\nTo: ${to(RECIPIENTS_MAX + 1)}\n\nHi`).kind).toBe("tooManyRecipients");
  });

  test("keeps bytes that are no text", () => {
    const bytes = Buffer.concat([
      Buffer.from("From: a@b.example\r\nTo: c@d.example\r\nSubject: \xe9\r\n\r\n", "latin1"),
      Buffer.from([0xff, 0xfe, 0x0d, 0x0a]),
    ]);
    const made = outgoingMessage(bytes, order);
    expect(made.kind === "ready" && Buffer.from(made.bytes).subarray(-4)).toEqual(
      Buffer.from([0xff, 0xfe, 0x0d, 0x0a]),
    );
    expect(made.kind === "ready" && Buffer.from(made.bytes).includes(0xe9)).toBe(true);
  });
});

test("to a service that sends to whom the message names, blind copies are named again", () => {
  const { bytes, envelope } = ready(
    "From: a@b.example\nTo: c@d.example\nBcc: e@f.example, g@h.example\n\nHi",
  );
  const named = Buffer.from(withBlindCopies(bytes, envelope)).toString();
  expect(named).toMatch(/^Bcc: e@f\.example,\r\n g@h\.example\r\nDate: /);
  expect(outgoingMessage(Buffer.from(named), order)).toMatchObject({ envelope });
  const open = ready("From: a@b.example\nTo: c@d.example\n\nHi");
  expect(withBlindCopies(open.bytes, open.envelope)).toBe(open.bytes);
});

test("people whose names are encoded, and addresses of UTF-8, can be sent to", () => {
  const { envelope } = ready(
    'From: =?utf-8?q?J=C3=BCrgen?= <j@b.example>\nTo: =?utf-8?q?"Ev=C3=A4"?= <Eva@D.example>, jürgen@müller.example\n\nHi',
  );
  expect(envelope).toEqual({ from: "j@b.example", to: ["Eva@d.example", "jürgen@müller.example"] });
});

test.each([
  ["eva@fabrikam.example", true],
  ["eva+tag@sub.fabrikam.example", true],
  ["jürgen@müller.example", true],
  ["eva@xn--mller-kva.example", true],
  ["eva..x@fabrikam.example", false],
  ["eva@-fabrikam.example", false],
  ["eva@fabrikam..example", false],
  ["eva@", false],
  ["@fabrikam.example", false],
  ["a@b@c.example", false],
  ["e va@fabrikam.example", false],
  ["eva>@fabrikam.example", false],
  [`${"e".repeat(300)}@fabrikam.example`, false],
])("can be sent to: %s %s", (address, is) => {
  expect(isSendable(address)).toBe(is);
});
