import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFolderName, encodeFolderName } from "./modified-utf7.ts";

test("folder names are written as RFC 3501 says", () => {
  // The examples of RFC 3501 section 5.1.3 and RFC 2152.
  expect(encodeFolderName("~peter/mail/台北/日本語")).toBe("~peter/mail/&U,BTFw-/&ZeVnLIqe-");
  expect(encodeFolderName("R&D")).toBe("R&-D");
  expect(encodeFolderName("Één")).toBe("&AMkA6Q-n");
  expect(encodeFolderName("😀")).toBe("&2D3eAA-");
  expect(encodeFolderName("a\r\nb")).toBe("a&AA0ACg-b");
});

test("every name comes back as it was, in printable ASCII on the way", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      // No folder is called by what no database can hold.
      const name = text.replaceAll("\0", "");
      const wire = encodeFolderName(name);
      expect(wire).toMatch(/^[ -~]*$/);
      expect(decodeFolderName(wire, null)).toBe(name);
    }),
  );
});

test("what isn't valid is kept, raw UTF-8 is read", () => {
  const kept = ["broken &AA-", "a & b", "&", "&AOk", "half a pair &2D0-", "nothing &AAA-", "empty &A-"];
  for (const name of kept) expect(decodeFolderName(name, "/")).toBe(name);
  expect(decodeFolderName(Buffer.from("Größe").toString("latin1"), "/")).toBe("Größe");
  expect(decodeFolderName("Gr\xf6\xdfe", "/")).toBe("Gr\xf6\xdfe");
});

test("no letter in disguise splits a name in two", () => {
  expect(decodeFolderName("a&AC8-b", "/")).toBe("a&AC8-b");
  expect(decodeFolderName("a&AC8-b", ".")).toBe("a/b");
  expect(decodeFolderName("a&AC8-b", null)).toBe("a/b");
});
