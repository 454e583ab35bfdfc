import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprintText } from "./fingerprint.ts";

const HEADERS: Readonly<Record<string, string>> = {
  "Message-ID": "<1@mail.example>",
  Date: "Mon, 23 Nov 2026 10:00:00 +0100",
  From: "Eva de Wit <eva@mail.example>",
  To: "Ada <ada@contoso.example>, jobs@contoso.example",
  Subject: "Gr=?utf-8?Q?=C3=BC=C3=9Fe?= from Munich",
};

function of(headers: Readonly<Record<string, string | null>> = {}, body = "\r\n\r\nHello\r\n"): string {
  const lines = Object.entries({ ...HEADERS, ...headers }).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return fingerprintText(Buffer.from(lines.join("\r\n") + body, "latin1"));
}

const ORIGINAL = of();

describe("a message is the same message", () => {
  test.each<[string, Readonly<Record<string, string | null>>]>([
    [
      "its headers are folded in another way",
      { To: "Ada\r\n <ada@contoso.example>,\r\n\tjobs@contoso.example" },
    ],
    [
      "its addresses are written in another way",
      { To: '"Ada" <ADA@contoso.example> , <jobs@Contoso.EXAMPLE>' },
    ],
    ["its sender's name is encoded", { From: "=?utf-8?B?RXZhIGRlIFdpdA==?= <eva@mail.example>" }],
    ["its date is written in another zone", { Date: "23 Nov 2026 09:00:00 +0000 (UTC)" }],
    [
      "a server adds lines of its own",
      { Received: "from a by b", "X-MS-Exchange-Organization-AuthAs": "Internal" },
    ],
  ])("when %s", (_name, changed) => {
    expect(of(changed)).toBe(ORIGINAL);
  });

  test("when its subject is encoded in another way, or not at all", () => {
    const plain = of({ Subject: "Grüße from Munich" });
    const raw = of({ Subject: Buffer.from("Grüße from Munich").toString("latin1") });
    const words = of({ Subject: "=?iso-8859-1?Q?Gr=FC=DFe_from?=\r\n =?utf-8?B?IE11bmljaA==?=" });
    expect([plain, raw, words]).toEqual([words, words, words]);
  });

  test("when its lines end otherwise, its headers come in another order or in other letters", () => {
    const lines = Object.entries(HEADERS).map(([name, value]) => `${name.toUpperCase()}: ${value}`);
    expect(fingerprintText(Buffer.from(`${lines.reverse().join("\n")}\n\nHello\n`))).toBe(ORIGINAL);
  });

  test("whether its headers alone were read or all of it", () => {
    expect(of({}, "\r\n\r\n")).toBe(ORIGINAL);
    expect(of({}, "")).toBe(ORIGINAL);
  });
});

describe("a message is another message", () => {
  test.each<[string, Readonly<Record<string, string | null>>]>([
    ["subject", { Subject: "Something else" }],
    ["sender", { From: "eva@other.example" }],
    ["recipient", { To: "ada@contoso.example" }],
    ["date", { Date: "Mon, 23 Nov 2026 10:00:01 +0100" }],
    ["id", { "Message-ID": "<2@mail.example>" }],
    ["thread", { "In-Reply-To": "<0@mail.example>" }],
    ["copy", { Cc: "bob@contoso.example" }],
    ["missing subject", { Subject: null }],
    ["unreadable date", { Date: "some day" }],
  ])("with another %s", (_name, changed) => {
    expect(of(changed)).not.toBe(ORIGINAL);
  });

  test("when two unreadable dates differ", () => {
    expect(of({ Date: "some day" })).not.toBe(of({ Date: "another day" }));
  });
});

test("any bytes have one, made of seven lines", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(fingerprintText(bytes)).toBe(fingerprintText(bytes));
      expect(fingerprintText(bytes).split("\n")).toHaveLength(7);
    }),
  );
});
