import { expect, test } from "vitest";
import { bodyText } from "./body-text.ts";

const message = (...lines: readonly string[]) => Buffer.from(lines.join("\r\n"));
const HEADERS = ["From: eva@adatum.example", "MIME-Version: 1.0"];
const MIXED = [...HEADERS, "Content-Type: multipart/mixed; boundary=x", ""];

test("all text that people read is there, and no file", () => {
  const text = bodyText(
    message(
      ...[
        ...MIXED,
        "--x",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
      ],
      ...[
        Buffer.from("Première réunion").toString("base64"),
        "--x",
        "Content-Type: text/plain",
        "",
        "second part",
      ],
      ...[
        "--x",
        'Content-Type: text/plain; name="a.txt"',
        "Content-Disposition: attachment",
        "",
        "a file",
        "--x--",
      ],
    ),
  );
  expect(text).toContain("Première réunion");
  expect(text).toContain("second part");
  expect(text).not.toContain("a file");
});

test("where there is plain text the HTML beside it isn't read once more, and alone it is", () => {
  const html = ["--x", "Content-Type: text/html", "", "<style>p{}</style><p>only <b>in</b> html</p>"];
  const plain = ["--x", "Content-Type: text/plain", "", "plain"];
  expect(bodyText(message(...MIXED, ...plain, ...html, "--x--")).trim()).toBe("plain");
  expect(
    bodyText(message(...MIXED, ...html, "--x--"))
      .replace(/\s+/g, " ")
      .trim(),
  ).toBe("only in html");
});

test("a long text is cut, and what isn't mail is no failure", () => {
  expect(bodyText(message(...HEADERS, "", "long ".repeat(100_000))).length).toBe(100_000);
  expect(bodyText(new Uint8Array([0, 255, 10, 13]))).toBeTypeOf("string");
});
