import { expect, test } from "vitest";
import { scanMessage } from "../scan-message.ts";
import { conversationMarks } from "./conversation-marks.ts";
import { shortHash } from "./short-hash.ts";

const INDEX = Buffer.from([1, ...Array.from({ length: 31 }, (_, byte) => byte)]).toString("base64");

function marksOf(...lines: readonly string[]) {
  return conversationMarks(scanMessage(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`)), null, 0);
}

function nameOf(text: string): number {
  return shortHash(text, 0);
}

test("the nearest message that one answers comes first, its root last", () => {
  const ids = Array.from({ length: 30 }, (_, index) => `<${index}@x>`);
  const { own, ancestors } = marksOf(
    `References: ${ids.join(" ")}`,
    "In-Reply-To: <29@x>",
    "Message-ID: <30@x>",
  );
  expect(own).toBe(nameOf("id 30@x"));
  expect(ancestors.slice(0, 2)).toEqual([nameOf("id 29@x"), nameOf("id 28@x")]);
  expect(ancestors.at(-1)).toBe(nameOf("id 0@x"));
  expect(ancestors.length).toBe(5);
});

test("ten thousand references leave the root and the nearest", () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `<${index}@x>`);
  const { ancestors } = marksOf(`References: ${ids.join("\r\n ")}`);
  expect([ancestors[0], ancestors.at(-1), ancestors.length]).toEqual([
    nameOf("id 9999@x"),
    nameOf("id 0@x"),
    5,
  ]);
});

test("an address is no message, though some programs say that they answer it", () => {
  const marks = marksOf(
    "From: eva@x",
    "To: Ada <Ada@y>",
    "In-Reply-To: Your mail of Monday <ada@y>",
    "Subject: Re: a",
  );
  expect([marks.ancestors, marks.isBareReply]).toEqual([[], true]);
});

test("a message doesn't answer itself", () => {
  expect(marksOf("Message-ID: <1@x>", "References: <1@x>").ancestors).toEqual([]);
});

test("only an answer that doesn't say to what is taken by its subject", () => {
  const bare = (...lines: readonly string[]) => marksOf(...lines).isBareReply;
  expect(bare("Subject: Re: Invoice")).toBe(true);
  expect(bare("Subject: Invoice")).toBe(false);
  expect(bare("Subject: Fwd: Invoice")).toBe(false);
  expect(bare("Subject: Re:")).toBe(false);
  expect(bare("Subject: Re: Invoice", "References: <1@x>")).toBe(false);
});

test("Outlook's Thread-Index tells with the subject, in the same way for each answer", () => {
  const first = marksOf("Subject: Invoice", `Thread-Index: ${INDEX.slice(0, 32)}`).index;
  expect(first).not.toBeNull();
  expect(marksOf("Subject: RE: Invoice", `Thread-Index: ${INDEX}`).index).toBe(first);
  expect(marksOf("Subject: Another", `Thread-Index: ${INDEX}`).index).not.toBe(first);
  expect(marksOf("Subject: Invoice", "Thread-Index: AQHc").index).toBeNull();
  expect(marksOf("Subject: Invoice", `Thread-Index: ${"A".repeat(44)}`).index).toBeNull();
});

test("where the provider tells the conversation, nothing is guessed", () => {
  const scan = scanMessage(Buffer.from(`Subject: Re: a\r\nThread-Index: ${INDEX}\r\n\r\n`));
  const { thread, index, isBareReply } = conversationMarks(scan, "1278455344230334865", 0);
  expect([thread, index, isBareReply]).toEqual([nameOf("thread 1278455344230334865"), null, false]);
});

test("people are compared without case, and a hostile list of them is cut", () => {
  const many = Array.from({ length: 3_000 }, (_, index) => `${index}@x`).join(", ");
  const { authors, receivers } = marksOf("From: Eva@X", "Reply-To: office@x", `To: ${many}`, `Cc: ${many}`);
  expect([authors, receivers.length]).toEqual([["eva@x", "office@x"], 200]);
});
