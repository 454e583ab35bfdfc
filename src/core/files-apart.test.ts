import { expect, test } from "vitest";
import { withFilesApart } from "./files-apart.ts";

const decoder = new TextDecoder();

function message(text: string): Uint8Array {
  return new TextEncoder().encode(text.replaceAll("\n", "\r\n"));
}

function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes).replaceAll("\r\n", "\n");
}

function file(name: string, content: string, more = ""): string {
  const base64 = Buffer.from(content).toString("base64");
  return `--b\nContent-Type: application/pdf; name="${name}"\nContent-Disposition: attachment\n${more}Content-Transfer-Encoding: base64\n\n${base64}\n`;
}

const HEAD = `From: a@b.example
References: <1@b.example>
Content-Type: multipart/mixed; boundary=b

`;
const TEXT = "--b\nContent-Type: text/plain\n\nHello\n\n";
const SMALL = file("small.pdf", "small");
const LARGE = file("large.pdf", "large".repeat(40));
const LARGER = file("larger.pdf", "larger".repeat(60));

test("small enough, a message stays whole", () => {
  const bytes = message(`${HEAD}${TEXT}${LARGE}--b--\n`);
  expect(withFilesApart(bytes, bytes.length)).toEqual({ rest: bytes, files: [] });
});

test("the largest files go apart, as few as it takes, and the rest stays to the byte", () => {
  const whole = message(`${HEAD}${TEXT}${LARGE}${SMALL}${LARGER}--b--\nbehind\n`);
  const one = withFilesApart(whole, whole.length - 1);
  expect(textOf(one.rest)).toBe(`${HEAD}${TEXT}${LARGE}${SMALL}--b--\nbehind\n`);
  expect(one.files).toEqual([
    {
      ...{ name: "larger.pdf", contentType: "application/pdf", contentId: null, inline: false },
      content: new TextEncoder().encode("larger".repeat(60)),
    },
  ]);
  const two = withFilesApart(whole, one.rest.length - 1);
  expect(textOf(two.rest)).toBe(`${HEAD}${TEXT}${SMALL}--b--\nbehind\n`);
  expect(two.files.map(({ name }) => name)).toEqual(["large.pdf", "larger.pdf"]);
});

test("not enough to take out leaves more than it should be", () => {
  const { rest, files } = withFilesApart(message(`${HEAD}${TEXT}${SMALL}--b--\n`), 10);
  expect(textOf(rest)).toBe(`${HEAD}${TEXT}--b--\n`);
  expect(files).toHaveLength(1);
});

test("an image that the text shows is told by its id", () => {
  const related = `--b\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<img src="cid:i@x">\n`;
  const image = `--r\nContent-Type: image/png\nContent-ID: <i@x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\n${"AAAA".repeat(50)}\n`;
  const named = file("named.pdf", "x".repeat(90), "Content-ID: <n@x>\n");
  const { rest, files } = withFilesApart(message(`${HEAD}${related}${image}--r--\n${named}--b--\n`), 300);
  expect(textOf(rest)).toBe(`${HEAD}${related}--r--\n--b--\n`);
  expect(files.map(({ name, contentId, inline }) => [name, contentId, inline])).toEqual([
    ["i@x", "i@x", true],
    ["named.pdf", "n@x", false],
  ]);
});

test.each([
  ["the only part", `${HEAD}${LARGE}--b--\n`],
  ["the message", `Content-Type: application/pdf; name=x.pdf\n\n${"x".repeat(300)}\n`],
  ["signed", `${HEAD.replace("mixed", "signed")}${TEXT}${LARGE}--b--\n`],
  ["one of several forms", `${HEAD.replace("mixed", "alternative")}${TEXT}${LARGE}--b--\n`],
])("a file stays that is %s", (_name, text) => {
  const bytes = message(text);
  expect(withFilesApart(bytes, 100)).toEqual({ rest: bytes, files: [] });
});

test("unended, and with line feeds alone, it is cut where the parts are", () => {
  const bytes = new TextEncoder().encode(`${HEAD}${TEXT}${SMALL}${LARGER}`);
  const { rest, files } = withFilesApart(bytes, bytes.length - 1);
  expect(decoder.decode(rest)).toBe(`${HEAD}${TEXT}${SMALL}`.slice(0, -1));
  expect(files.map(({ name }) => name)).toEqual(["larger.pdf"]);
});
