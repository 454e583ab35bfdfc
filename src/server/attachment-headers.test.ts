import { describe, expect, test } from "vitest";
import { attachmentHeaders, safeName } from "./attachment-headers.ts";

const RTL = "\u202e";

describe("check 41: an attachment", () => {
  test.each([
    ["text/html", "application/octet-stream"],
    ["text/html; charset=utf-8", "application/octet-stream"],
    ["image/svg+xml", "application/octet-stream"],
    ["application/xhtml+xml", "application/octet-stream"],
    ["text/xml", "application/octet-stream"],
    ["application/xml", "application/octet-stream"],
    ["multipart/related", "application/octet-stream"],
    ["message/rfc822", "message/rfc822"],
    ["application/pdf", "application/pdf"],
    ["IMAGE/PNG", "image/png"],
    ["image/png\r\nx-evil: 1", "application/octet-stream"],
    ["", "application/octet-stream"],
  ])("of type %j is downloaded, never rendered", (type, served) => {
    const headers = attachmentHeaders("photo.png", type);
    expect(headers).toMatchObject({
      "content-type": served,
      "content-disposition": `attachment; filename="photo.png"; filename*=UTF-8''photo.png`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(() => new Headers(headers)).not.toThrow();
  });
});

describe("check 42: a file name", () => {
  test.each([
    ["../../etc/passwd", "_.._etc_passwd"],
    ["/etc/passwd", "_etc_passwd"],
    ["..\\..\\autoexec.bat", "_.._autoexec.bat"],
    ["C:\\boot.ini", "C__boot.ini"],
    ["a\0b.txt", "ab.txt"],
    ["a.txt\r\nset-cookie: x=1", "a.txtset-cookie_ x=1"],
    [`invoice${RTL}fdp.exe`, "invoicefdp.exe"],
    ["CON", "_CON"],
    ["con.txt", "_con.txt"],
    ["LPT1.pdf", "_LPT1.pdf"],
    ["...", "attachment"],
    ["", "attachment"],
    [".htaccess", "htaccess"],
    ["trailing. ", "trailing"],
    [`${"a".repeat(300)}.pdf`, `${"a".repeat(150)}.pdf`],
    [`${"é".repeat(300)}`, "é".repeat(150)],
    ["offer \ud800.pdf", "offer .pdf"],
    ["Grüße & 管理.doc", "Grüße & 管理.doc"],
  ])("%j is saved as %j", (given, saved) => {
    expect(safeName(given)).toBe(saved);
    const headers = attachmentHeaders(given, "application/pdf");
    expect(() => new Headers(headers)).not.toThrow();
    expect(headers["content-disposition"]).toMatch(
      /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''\S+$/,
    );
  });
});
