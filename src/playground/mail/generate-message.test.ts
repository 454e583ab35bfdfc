import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { Mailboxes } from "../mailbox.ts";
import { ADA, emptyFolder } from "../testing/bed.ts";
import { quotedPrintable } from "./generate-message.ts";

const NOW = Date.UTC(2031, 4, 6, 7, 8, 9);

test("Ada's inbox weighs what inboxes weigh", async () => {
  const { messages } = new Mailboxes(await emptyFolder(), { size: "demo", labels: false }, () => NOW).folder(
    ADA,
    "INBOX",
  );
  // Every fourth: three messages are one conversation, so all kinds are met.
  const sizes = messages.filter((_, i) => i % 4 === 0).map((message) => message.size());
  const sorted = sizes.toSorted((a, b) => a - b);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  expect(sorted[sizes.length >> 1]).toSatisfy((size: number) => size > 9_000 && size < 16_000);
  expect(mean).toSatisfy((size: number) => size > 35_000 && size < 55_000);
  expect(sizes.filter((size) => size > 1_000_000).length).toBeGreaterThan(2);
  expect(Math.max(...sizes)).toBeLessThan(9_000_000);
});

test("every message is readable mail, and the same at every start", async () => {
  const dataDir = await emptyFolder();
  const { messages } = new Mailboxes(dataDir, { size: "small", labels: false }, () => NOW).folder(
    ADA,
    "INBOX",
  );
  const later = new Mailboxes(dataDir, { size: "small", labels: false }, () => NOW + 1e9).folder(
    ADA,
    "INBOX",
  );
  for (const [i, message] of messages.entries()) {
    expect(later.messages[i]?.bytes().equals(message.bytes())).toBe(true);
    const mail = await PostalMime.parse(message.bytes());
    expect(mail.subject).toBeTruthy();
    expect(mail.from?.address).toMatch(/\.example$/);
    expect(mail.date).toBe(new Date(message.date).toISOString());
    expect(mail.text).toMatch(/\w/);
    expect(`${mail.subject}${mail.text}${mail.html ?? ""}`).not.toMatch(/\ufffd|undefined/);
  }
});

test("everybody has mail to read", async () => {
  const mailboxes = new Mailboxes(await emptyFolder(), { size: "small", labels: false }, () => NOW);
  for (const { person } of mailboxes.accounts) {
    const { messages } = mailboxes.folder(person.address, "INBOX");
    expect(messages.filter(({ flags }) => !flags.has("\\Seen")).length, person.name).toBeGreaterThan(1);
  }
});

test("the newest mail is of the day of the first start", async () => {
  const { messages } = new Mailboxes(await emptyFolder(), { size: "small", labels: false }, () => NOW).folder(
    ADA,
    "INBOX",
  );
  expect(NOW - (messages.at(-1)?.date ?? 0)).toBeLessThan(24 * 3_600_000);
  const dates = messages.map(({ date }) => date);
  expect(dates.toSorted((a, b) => a - b)).toEqual(dates);
});

test("quoted-printable lines have at most 76 characters and never cut a character in its code", async () => {
  for (let pad = 0; pad < 80; pad++) {
    const text = `${"x".repeat(pad)}${"é=ü ".repeat(40)}end`;
    const encoded = quotedPrintable(text);
    const lines = encoded.split("\r\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(lines.every((line) => !/=[0-9A-F]?=?$/.test(line.replace(/=$/, "")))).toBe(true);
    const head =
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    expect((await PostalMime.parse(head + encoded)).text?.trim()).toBe(text);
  }
});
