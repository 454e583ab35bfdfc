import { describe, expect, test, vi } from "vitest";
import { decodeCharset, decodeUnknown } from "./decode-charset.ts";

const bytes = (latin1: string): Uint8Array => Buffer.from(latin1, "latin1");
const utf8 = (text: string): Uint8Array => Buffer.from(text);

describe("text is read in the charset it names", () => {
  test.each([
    ["windows-1252", "\x93Gr\xfc\xdfe\x94 \x80", "“Grüße” €"],
    ["ISO-8859-1", "Gr\xfc\xdfe", "Grüße"],
    ["iso-8859-15", "\xa4", "€"],
    ["iso-8859-2", "\xb3\xf3d\xbc", "łódź"],
    ["iso-8859-9", "\xfe\xfd", "şı"],
    ["windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"],
    ["koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"],
    ["shift_jis", "\x93\xfa\x96\x7b", "日本"],
    ["iso-2022-jp", "\x1b$BF|K\\\x1b(B", "日本"],
    ["euc-jp", "\xc6\xfc\xcb\xdc", "日本"],
    ["gb2312", "\xd6\xd0\xb9\xfa", "中国"],
    ["big5", "\xa4\xa4\xb0\xea", "中國"],
    ["ks_c_5601-1987", "\xc7\xd1\xb1\xb9", "한국"],
    ["tis-620", "\xe4\xb7\xc2", "ไทย"],
    ["utf-16le", "a\0b\0", "ab"],
    ["utf-16", "\xfe\xff\0a\0b", "ab"],
    ["utf-16", "\xff\xfea\0b\0", "ab"],
  ])("%s", (charset, text, wanted) => {
    expect(decodeCharset(bytes(text), charset)).toBe(wanted);
  });

  test.each([
    ["UTF_8", "utf8", "Utf-8 ", "'utf-8'", "x-utf-8", "utf8mb4"],
    ["cp-1251", "CP1251", "win-1251", "windows_1251", "Windows1251", "ansi-1251"],
    ["ISO8859-2", "iso_8859_2:1987", "iso8859_2", "latin2", "ISO-8859-2"],
    ["cp932", "x-sjis", "Windows-31J", "SJIS", "ms_kanji"],
  ])("however it is spelt: %s, %s, %s ...", (...names) => {
    const text = utf8("łПя日");
    const readings = names.map((name) => decodeCharset(text.subarray(0, 4), name));
    expect(new Set(readings).size).toBe(1);
    expect(readings[0]).not.toBe(decodeCharset(text.subarray(0, 4), "macintosh"));
  });
});

describe("text that is UTF-8 is read as UTF-8", () => {
  test.each([
    "",
    "us-ascii",
    "iso-8859-1",
    "windows-1252",
    "x-unknown",
    "utf-7",
    "8bit",
    "\0",
    "iso-8859-12",
  ])("though it was called %j", (charset) => {
    expect(decodeCharset(utf8("ü"), charset)).toBe("ü");
    expect(decodeCharset(utf8("日本語 😀"), charset)).toBe("日本語 😀");
    expect(decodeCharset(bytes("\xfc"), charset)).toBe("ü");
  });

  test("though it was called another European charset, unless it is a word or two", () => {
    for (const charset of ["windows-1251", "iso-8859-2", "koi8-r", "iso-8859-15"]) {
      expect(decodeCharset(utf8("Привет"), charset)).toBe("Привет");
      expect(decodeCharset(utf8("Привет").subarray(0, 11), charset)).toBe("Приве\ufffd");
    }
    expect(decodeCharset(bytes("\xc5\xa3"), "koi8-r")).toBe("её");
  });

  test("never though it was called an Asian charset, where it may be by chance", () => {
    expect(decodeCharset(utf8("üüüü"), "gbk")).not.toContain("ü");
  });

  test("only when it is well-formed, but for a few characters", () => {
    const malformed = ["\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80"];
    for (const wrong of [...malformed, "\xf8\x88", "\xe9", "\xc3"]) {
      const read = decodeUnknown(bytes(wrong), "windows-1252");
      expect([read.length, read.includes("\ufffd")], wrong).toEqual([wrong.length, false]);
    }
    expect(decodeUnknown(Buffer.concat([utf8("äöüß"), bytes("\xff")]), "windows-1252")).toBe("äöüß\ufffd");
    expect(decodeUnknown(Buffer.concat([utf8("äöü"), bytes("\xff")]), "windows-1252")).toBe("Ã¤Ã¶Ã¼ÿ");
    expect(decodeUnknown(utf8("a\ufffdb"), "windows-1252")).toBe("a\ufffdb");
  });
});

test("thousands of charsets that don't exist are told without trying each", () => {
  const tried = vi.spyOn(globalThis, "TextDecoder");
  for (let i = 0; i < 5_000; i++) expect(decodeCharset(bytes("\xfc"), `x-charset-${i}`)).toBe("ü");
  expect(tried.mock.calls.length).toBeLessThan(5);
  tried.mockRestore();
});
