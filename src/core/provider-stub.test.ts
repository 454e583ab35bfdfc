import { expect, test } from "vitest";
import { isProviderStub } from "./provider-stub.ts";

function message(body: string): Uint8Array {
  return Buffer.from(`From: a@b.example\r\nSubject: x\r\n\r\n${body}`);
}

const STUB = "Retrieval using the IMAP4 protocol failed for the following message: 66";

test("Exchange's answer in place of a message is told from messages", () => {
  expect(isProviderStub(message(STUB))).toBe(true);
  expect(
    isProviderStub(message(`The server couldn't retrieve the following message:\r\n\r\nSubject: x`)),
  ).toBe(true);
  expect(isProviderStub(message("Good morning"))).toBe(false);
  expect(isProviderStub(new Uint8Array())).toBe(false);
});

test("a large message that quotes it is a message", () => {
  expect(isProviderStub(message(STUB + " ".repeat(17_000)))).toBe(false);
});
