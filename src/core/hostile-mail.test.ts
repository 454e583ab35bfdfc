// Mail that means harm or nothing: reading it always ends, in a time that grows with its length, within limits.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCharset } from "./decode-charset.ts";
import { decodeHeaderText } from "./encoded-words.ts";
import { fingerprintText } from "./fingerprint.ts";
import { htmlToText } from "./html-to-text.ts";
import type { MessageScan } from "./message.ts";
import { readHeaders } from "./mime-headers.ts";
import { parseParameters } from "./mime-parameters.ts";
import { readParts } from "./mime-parts.ts";
import { parseAddresses } from "./parse-addresses.ts";
import { isProviderStub } from "./provider-stub.ts";
import { scanMessage } from "./scan-message.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";
import { decodeBase64, decodeQuotedPrintable } from "./transfer-decoding.ts";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const filled = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length));
const numbered = (count: number, piece: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => piece(i)).join("");

function read(message: Uint8Array): MessageScan {
  fingerprintText(message);
  const scan = scanMessage(message);
  expect(scan.understood).toBe(true);
  return scan;
}

/** Each made of so many bytes, or of so many times a few bytes. */
const HEADERS: readonly (readonly [string, (size: number) => string])[] = [
  ["of many fields", (size) => numbered(size / 8, (i) => `x${i}: y\r\n`)],
  ["of one field, many times", (size) => filled("To: a@b.example\r\n", size)],
  ["of lines that are no fields", (size) => `X: y\r\n${filled("nothing\r\n", size)}`],
  ["folded into many lines", (size) => `Subject: a${filled("\r\n b", size)}\r\n`],
  ["folded into empty lines", (size) => `To: a${filled("\r\n \t", size)}\r\n`],
  ["of many encoded words", (size) => `Subject: ${filled("=?utf-8?Q?a?= ", size)}\r\n`],
  ["of words in many charsets", (size) => `To: ${numbered(size / 20, (i) => `=?x${i}?Q?=FC?= <a@b>,`)}\r\n`],
  ["of words that never end", (size) => `Subject: ${filled("=?utf-8?Q?a", size)}\r\n`],
  ["of encoded spaces", (size) => `Subject: =?utf-8?Q?a?=${filled(" ", size)}=?utf-8?Q?a?= x\r\n`],
  [
    "of many people with broken names",
    (size) => numbered(50, () => `Cc: ${filled("\xfc@b,", size / 50)}\r\n`),
  ],
  ["of comments in comments", (size) => `From: ${filled("(", size)}a@b.example\r\n`],
  ["of groups", (size) => `To: ${filled("a:b@c;", size)}\r\n`],
  ["of open quotes", (size) => `To: ${filled('"a', size)}\r\n`],
  ["of many parameters", (size) => `Content-Type: a/b${numbered(size / 8, (i) => `;n${i}=x`)}\r\n`],
  ["of many pieces", (size) => `Content-Type: a/b${numbered(size / 8, (i) => `;n*${i}*=%41`)}\r\n`],
  ["of parameters that never end", (size) => `Content-Disposition: a;b="${filled('\\"', size)}\r\n`],
  ["of spaces in parameters", (size) => `Content-Type: a/b;${filled(" ", size)}x${filled("\t", size)}=\r\n`],
  ["of open brackets", (size) => `References: ${filled("<", size)}\r\nMessage-ID: ${filled("<a", size)}\r\n`],
];

/** One address with its name is cut at 4,000 bytes: what takes the square of that takes minutes a megabyte. */
const ADDRESSES: readonly (readonly [string, (size: number) => string])[] = [
  ["quotation marks", (size) => filled("''a", size)],
  ["quotation marks in front of others", (size) => `'${filled("a'", size)} <a@b>`],
  ["backslashes", (size) => `"${filled('\\"', size)}`],
  ["at signs", (size) => filled("@a", size)],
  ["words", (size) => `@ ${filled("a ", size)}`],
  ["colons", (size) => `a@b${filled(":", size)}`],
  ["comments", (size) => `${filled("(a)", size)} a@b`],
  ["brackets", (size) => filled("<a", size)],
];

const multipart = (boundary: string): string =>
  `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\n`;
const BODIES: readonly (readonly [string, (size: number) => string])[] = [
  ["of many parts", (size) => multipart("b") + filled("--b\r\n\r\n", size)],
  ["of parts without an end of their headers", (size) => multipart("b") + filled("--b\r\nx: y\r\n", size)],
  ["of ends", (size) => multipart("b") + filled("--b-- \r\n", size)],
  ["of dashes", (size) => multipart("-----") + filled("-", size)],
  ["of lines of dashes", (size) => multipart("b") + filled("--\n", size)],
  ["of white space behind dashes", (size) => `${multipart("b")}--b${filled(" ", size)}x`],
  ["of a boundary as long as it", (size) => multipart(filled("-", size)) + filled("-", size)],
  ["of multiparts in multiparts", (size) => numbered(size / 60, (i) => multipart(`b${i}`))],
  ["of one multipart in itself", (size) => filled(multipart("b"), size)],
];

const HTML = ["<", "<!--", "-->", "&", "&#1", "&amp;", "<style>", "</style ", "<a href='", "</", "<p>", " "];
const ENCODED = ["=", "==", "=4", "=\r\n", "Q", "QUJD", "\xff", "\n", " "];

/** So often that it takes a time which can be told. */
function repeatedly<Input>(run: (input: Input) => unknown): (input: Input) => void {
  return (input) => {
    for (let i = 0; i < 20; i++) run(input);
  };
}

describe("work grows with the length of", () => {
  test.each(HEADERS)("a header %s", (_name, header) => {
    const message = (size: number): Buffer => latin1(`${header(size)}\r\n`);
    expect(growth(4_000, message, read)).toBeLessThan(GROWTH_MAX);
  });

  test.each(ADDRESSES)("an address of %s", (_name, address) => {
    expect(growth(480, address, repeatedly(parseAddresses))).toBeLessThan(GROWTH_MAX);
  });

  test.each(BODIES)("a body %s", (_name, body) => {
    expect(growth(6_000, (size) => latin1(body(size)), read)).toBeLessThan(GROWTH_MAX);
  });

  test("a body, however deep its parts are", () => {
    const deep = (depth: number): Buffer =>
      latin1(numbered(depth, (i) => multipart(`b${i}`)) + filled("-\n", depth * 4_000));
    expect(growth(3, deep, read)).toBeLessThan(GROWTH_MAX);
  });

  test.each(HTML)("HTML of nothing but %s", (piece) => {
    expect(growth(20_000, (size) => filled(piece, size), htmlToText)).toBeLessThan(GROWTH_MAX);
  });

  test.each(ENCODED)("encoded text of nothing but %j", (piece) => {
    const decode = (bytes: Buffer) => [decodeBase64(bytes), decodeQuotedPrintable(bytes)];
    expect(growth(20_000, (size) => latin1(filled(piece, size)), decode)).toBeLessThan(GROWTH_MAX);
  });
});

describe("what is read of a message is limited", () => {
  test("in people, parts and files", () => {
    const people = read(latin1(`${numbered(40, () => `To: ${filled("a@b,", 1_000)}\r\n`)}\r\n`));
    expect(people.to).toHaveLength(2_000);
    const files = read(latin1(multipart("b") + filled("--b\r\nContent-Type: a/b\r\n\r\n", 600_000)));
    expect(files.attachments).toHaveLength(1_000);
    const parts = latin1(multipart("b") + filled("--b\r\n\r\n", 200_000));
    expect([...readParts(parts, readHeaders(parts, 0))]).toHaveLength(10_000);
  });

  test("in the headers of its parts", () => {
    const part = `--b\r\nContent-Type: a/b\r\n${filled("x: y\r\n", 1_000_000)}\r\n\r\n`;
    expect(read(latin1(multipart("b") + part.repeat(8))).attachments.length).toBeLessThan(6);
  });
});

describe("reading never throws and stays within limits", () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`hostile mail: seed ${seed}`);
  const runs = { seed, numRuns: 1_500 };

  const piece = fc.oneof(
    fc.constantFrom(
      ...[
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "\0",
        ":",
        ";",
        ",",
        "<",
        ">",
        "(",
        ")",
        '"',
        "\\",
        "'",
        "@",
        "=",
        "*",
        "%",
      ],
      ...[
        "=?utf-8?Q?",
        "=?gbk?B?",
        "=?x?q?",
        "?=",
        "=C3",
        "=ED=A0=80",
        "8J+YgA==",
        "%F0%9F",
        "utf-8''",
        "*0*=",
        "*1=",
      ],
      ...[
        "\xc3\xa9",
        "\xf0\x9f\x98\x80",
        "\xe2\x80\xae",
        "\xa0",
        "\x80",
        "\xff",
        "--",
        "--b",
        "--b--",
        "--bc\r\n",
      ],
      ...[
        "a",
        "b@c.example",
        "Group:",
        "2026",
        "Nov",
        "+0100",
        "&#xd83d;",
        "&#128512;",
        "<style>",
        "<!--",
        "-->",
      ],
      ...[
        "\r\nSubject: ",
        "\r\nFrom: ",
        "\r\nTo: ",
        "\r\nDate: ",
        "\r\nReferences: ",
        "\r\nContent-ID: ",
        "\r\n\r\n",
      ],
      ...["\r\nContent-Type: multipart/mixed; boundary=b", "\r\nContent-Type: multipart/x; boundary=bc"],
      ...[
        "\r\nContent-Type: text/html; charset=",
        "\r\nContent-Type: a/b; name",
        "\r\nContent-Disposition: ",
      ],
      ...["\r\nContent-Transfer-Encoding: base64", "\r\nContent-Transfer-Encoding: quoted-printable"],
    ),
    fc.string({ unit: "binary", maxLength: 6 }).map((text) => Buffer.from(text).toString("latin1")),
  );
  const text = fc
    .array(fc.tuple(piece, fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.nat(1_500))), {
      maxLength: 30,
    })
    .map((pieces) => pieces.map(([each, times]) => each.repeat(times)).join(""));
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 400 }), text.map(latin1));

  test("a message", () => {
    fc.assert(
      fc.property(bytes, (message) => {
        expectWithinLimits(scanMessage(message));
        expect(fingerprintText(message).split("\n")).toHaveLength(7);
        isProviderStub(message);
      }),
      runs,
    );
  });

  test("its parts, which lie one behind the other", () => {
    fc.assert(
      fc.property(text, (body) => {
        const message = latin1(`Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${body}`);
        let last = 0;
        for (const { headers, path, end } of readParts(message, readHeaders(message, 0))) {
          expect(path).toMatch(/^\d+(?:\.\d+)*$/);
          expect(headers.bodyStart).toBeGreaterThanOrEqual(last);
          expect(end).toBeLessThanOrEqual(message.length);
          last = Math.max(end, headers.bodyStart);
        }
      }),
      runs,
    );
  });

  test("a header's text, addresses and parameters", () => {
    fc.assert(
      fc.property(text, fc.string(), (header, charset) => {
        expect(decodeHeaderText(header, charset).isWellFormed()).toBe(true);
        for (const { name, address } of parseAddresses(header, charset)) expectPerson(name, address);
        for (const [name, value] of parseParameters(header).parameters) {
          expect(name).toBe(name.toLowerCase());
          expect(value.isWellFormed()).toBe(true);
        }
      }),
      runs,
    );
  });

  test("HTML, charsets and encodings", () => {
    fc.assert(
      fc.property(bytes, fc.string(), (body, charset) => {
        const decoded = decodeCharset(body, charset);
        expect(decoded.isWellFormed()).toBe(true);
        expect(htmlToText(decoded).isWellFormed()).toBe(true);
        expect(decodeBase64(body).length).toBeLessThanOrEqual(Math.ceil(body.length * 0.75));
        expect(decodeBase64(body, 7).length).toBeLessThanOrEqual(7);
        expect(decodeQuotedPrintable(body).length).toBeLessThanOrEqual(body.length);
      }),
      runs,
    );
  });
});

function expectWithinLimits(scan: MessageScan): void {
  expectLine(scan.subject, 2_000);
  expectLine(scan.snippet, 200);
  for (const list of [scan.from, scan.to, scan.cc, scan.bcc, scan.replyTo]) {
    expect(list.length).toBeLessThanOrEqual(2_000);
    for (const { name, address } of list) expectPerson(name, address);
  }
  expect(scan.references.length).toBeLessThanOrEqual(200);
  for (const id of [scan.messageId, scan.inReplyTo, ...scan.references]) {
    expect(id.length).toBeLessThanOrEqual(998);
  }
  expect(scan.attachments.length).toBeLessThanOrEqual(1_000);
  for (const { fileName, contentType, contentId, size } of scan.attachments) {
    expectLine(fileName, 255);
    expectLine(contentType, 200);
    expectLine(contentId ?? "", 500);
    expect(size).toBeGreaterThanOrEqual(0);
  }
  expect(scan.understood || scan.attachments.length === 0).toBe(true);
}

function expectPerson(name: string, address: string): void {
  expectLine(name, 500);
  expectLine(address, 998);
  expect(name + address).not.toBe("");
}

function expectLine(line: string, lengthMax: number): void {
  expect(line.length).toBeLessThanOrEqual(lengthMax);
  expect(line.isWellFormed()).toBe(true);
  expect(line).not.toMatch(/\p{Cc}/u);
}
