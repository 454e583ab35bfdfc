import { expect, test } from "vitest";
import { isProviderStub } from "./provider-stub.ts";

function message(head: string, body: string): Uint8Array {
  return Buffer.from(`${head.replaceAll("\n", "\r\n")}\r\n\r\n${body.replaceAll("\n", "\r\n")}`);
}

const HEAD = `MIME-Version: 1.0
Content-Type: text/plain; charset="us-ascii"
From: Microsoft Exchange Server 2010
To: Eva de Wit <eva@contoso.example>
Subject: Retrieval using the IMAP4 protocol failed for the following
 message: 20004
Content-Transfer-Encoding: quoted-printable`;
const BODY = `The server couldn't retrieve the following message:

Subject: "Canceled: Interview"`;

test("Exchange's answer in place of a message is told from messages", () => {
  expect(isProviderStub(message(HEAD, BODY))).toBe(true);
  expect(isProviderStub(message(HEAD, ""))).toBe(true);
  expect(isProviderStub(message("From: a@b.example\nSubject: x", "Good morning"))).toBe(false);
  expect(isProviderStub(new Uint8Array())).toBe(false);
});

test("a small mail that quotes it, forwards it or answers it is a message", () => {
  const quoting = "From: a@b.example\nSubject: strange\nMessage-ID: <1@b.example>";
  expect(isProviderStub(message(quoting, `${HEAD}\n\n${BODY}`))).toBe(false);
  expect(isProviderStub(message("From: a@b.example\nSubject: strange", `${HEAD}\n\n${BODY}`))).toBe(false);
  expect(isProviderStub(message(HEAD.replace("Subject: R", "Subject: FW: R"), BODY))).toBe(false);
  expect(isProviderStub(message(`${HEAD}\nMessage-ID: <2@b.example>`, BODY))).toBe(false);
  expect(isProviderStub(message(`Received: from b.example\n${HEAD}`, BODY))).toBe(false);
});

test("a large message is never one", () => {
  expect(isProviderStub(message(HEAD, BODY + " ".repeat(4_000)))).toBe(false);
});
