import { describe, expect, test } from "vitest";
import { parseAddresses } from "./parse-addresses.ts";
import { senderDoubt } from "./sender-doubt.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";

const word = (text: string): string => `=?utf-8?b?${Buffer.from(text).toString("base64")}?=`;
const doubt = (...headers: readonly string[]) => senderDoubt(headers, parseAddresses(headers[0] ?? ""));
const CEO = "ceo@contoso.example";

/** Each as Mailsploit has them, with where it really comes from. */
const SPOOFED: readonly (readonly [string, string, ReturnType<typeof doubt>])[] = [
  ["an address for a name", `"${CEO}" <x9@elsewhere.example>`, "otherAddress"],
  ["an address in an encoded name", `${word(`Carla (${CEO})`)} <x9@elsewhere.example>`, "otherAddress"],
  ["NUL behind an encoded address", `${word(CEO)}=?utf-8?Q?=00?=@elsewhere.example`, "hidden"],
  ["an encoded address before the domain", `${word(CEO)}@elsewhere.example`, "malformed"],
  ["a newline in an encoded address", `${word(`${CEO}\n`)}@elsewhere.example`, "hidden"],
  ["an encoded bracket", `${word(`${CEO}>`)} <x9@elsewhere.example>`, "otherAddress"],
  ["writing that turns", `${word("\u202eelpmaxe.osotnoc@oec")} <x9@elsewhere.example>`, "hidden"],
  ["a domain of mixed letters", `Carla <carla@${"cont\u043eso"}.example>`, "malformed"],
  ["quotes around an address", `"${CEO}"@elsewhere.example`, "malformed"],
];

describe("check 36: a From header with", () => {
  test.each(SPOOFED)(
    "%s is told to be doubtful, and shows where it comes from",
    (_name, header, expected) => {
      const raw = Buffer.from(header).toString("latin1");
      const people = parseAddresses(raw, "utf-8");
      expect(senderDoubt([raw], people)).toBe(expected);
      const domains = people.map(({ address }) => address.slice(address.lastIndexOf("@") + 1));
      expect(domains).not.toContain("contoso.example");
      expect(domains).toHaveLength(1);
    },
  );

  test("a second one beside it is doubtful", () => {
    expect(doubt(`<${CEO}>`, "<x9@elsewhere.example>")).toBe("several");
  });

  test.each([
    `Carla de Wit <${CEO}>`,
    CEO,
    `"${CEO}" <${CEO}>`,
    `"carla@contoso.example" <${CEO}>`,
    `"info@contoso.example" <news@mail.contoso.example>`,
    `"De Wit, Carla (HR)" <${CEO}>`,
    `${word("Şebnem Yıldız")} <s.yildiz@hospital.example>`,
    `${word("\u200fשרה")} <sara@hospital.example>`,
    "Büro <post@bücher.example>",
    "Mailer Daemon <>",
    "",
  ])("nothing odd is none: %s", (header) => {
    const raw = Buffer.from(header).toString("latin1");
    expect(senderDoubt([raw], parseAddresses(raw, "utf-8"))).toBeNull();
  });

  test("a megabyte of anything takes no longer than other text", () => {
    for (const piece of ["@", "a@", "a.", "a@b.", "=?", "\0"]) {
      const header = (size: number): string => piece.repeat(size / piece.length);
      const run = (raw: string) => {
        const person = { name: raw.slice(0, 500), address: raw.slice(0, 998) };
        for (let i = 0; i < 20; i++) senderDoubt([raw], [person]);
      };
      expect(growth(2_000, header, run), piece).toBeLessThan(GROWTH_MAX);
    }
  });
});
