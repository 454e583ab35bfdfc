import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { zipAttachments } from "./zip-attachments.ts";

async function zipped(message: string): Promise<Record<string, string>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipAttachments(Buffer.from(message, "latin1"))) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const entries = Object.entries(unzipSync(bytes));
  return Object.fromEntries(entries.map(([name, content]) => [name, Buffer.from(content).toString()]));
}
const part = (name: string, body: string): string =>
  `--b\r\nContent-Type: a/b\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${body}\r\n`;
const message = (...parts: readonly string[]): string =>
  `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n${parts.join("")}--b--`;

test("all attachments are in one file, each under a name of its own that leads nowhere", async () => {
  const mail = message(
    part("a.png", "1"),
    part("A.png", "2"),
    part("../../x", "3"),
    part("", "4"),
    part("a.png", "5"),
  );
  expect(await zipped(mail)).toEqual({
    "a.png": "1",
    "A (2).png": "2",
    "_.._x": "3",
    attachment: "4",
    "a (3).png": "5",
  });
});

test("a message without attachments is an empty file", async () => {
  expect(await zipped(message())).toEqual({});
});
