import { expect, test } from "vitest";
import { explainText } from "../core/explain-text.ts";
import type { Playground } from "./playground.ts";
import { LOGIN_REFUSALS, SEND_REFUSALS } from "./smtp-refusals.ts";
import { ADA, open } from "./testing/bed.ts";
import { BareClient } from "./testing/imap-client.ts";

const BRAM = "bram@contoso.example";
const LETTER = "From: ada@contoso.example\r\nSubject: By SMTP\r\n\r\nHello Bram.\r\n";

/** The answers, one for each command; a command may have several lines. */
async function converse(playground: Playground, commands: readonly string[]): Promise<readonly string[]> {
  const client = await BareClient.open(playground.smtp);
  const answers: string[] = [];
  for (const command of commands) {
    client.send(`${command}\r\n`);
    answers.push((await client.until(/(?:^|\r\n)\d{3} [^\r]*\r\n/)).trim());
  }
  return answers;
}

async function auth(playground: Playground, user: string, scope?: string): Promise<string> {
  const token = await playground.control.issueToken(ADA, scope === undefined ? {} : { scope });
  const sasl = Buffer.from(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`).toString("base64");
  return `AUTH XOAUTH2 ${sasl}`;
}

test("a message is delivered, and its copy is filed in Sent Items", async () => {
  const playground = await open();
  const answers = await converse(playground, [
    "EHLO client",
    await auth(playground, ADA),
    `MAIL FROM:<${ADA}>`,
    `RCPT TO:<${BRAM}>`,
    "DATA",
    `${LETTER}.`,
  ]);
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual(["250", "235", "250", "250", "354", "250"]);
  const [arrived] = playground.control.listMessages(BRAM, "INBOX", 1);
  expect(arrived?.subject).toBe("By SMTP");
  expect(playground.control.bytesOf(BRAM, "INBOX", arrived?.uid ?? 0).toString()).toBe(LETTER);
  expect(playground.control.listMessages(ADA, "Sent Items", 1)[0]).toMatchObject({
    subject: "By SMTP",
    flags: ["\\Seen"],
  });
});

test.each([
  ["smtp-auth-tenant", LOGIN_REFUSALS[0]],
  ["smtp-auth-mailbox", LOGIN_REFUSALS[1]],
  ["smtp-secdefaults", LOGIN_REFUSALS[2]],
  ["smtp-auth-token", LOGIN_REFUSALS[3]],
  ["smtp-basic", LOGIN_REFUSALS[4]],
])("%s: the sign-in is refused with %s", async (id, line) => {
  const playground = await open();
  playground.control.setSwitch(ADA, "smtpLoginError", line);
  const answer = (await converse(playground, ["EHLO c", await auth(playground, ADA)])).at(-1) ?? "";
  expect(answer).toBe(line);
  expect(explainText(answer).diagnosis.id).toBe(id);
});

test.each([
  ["smtp-sendas", SEND_REFUSALS[0]],
  ["smtp-rate", SEND_REFUSALS[1]],
  ["smtp-quota", SEND_REFUSALS[2]],
])("%s: a message is refused with %s, and goes nowhere", async (id, line) => {
  const playground = await open();
  const before = playground.control.uidsOf(BRAM, "INBOX");
  playground.control.setSwitch(ADA, "smtpSendError", line);
  const conversation = ["EHLO c", await auth(playground, ADA), `MAIL FROM:<${ADA}>`, `RCPT TO:<${BRAM}>`];
  const answer = (await converse(playground, [...conversation, "DATA", `${LETTER}.`])).at(-1) ?? "";
  expect(answer).toBe(line);
  expect(explainText(answer).diagnosis.id).toBe(id);
  expect(playground.control.uidsOf(BRAM, "INBOX")).toEqual(before);
});

test("the line can be cut once a message is there, and Sent left without it", async () => {
  const playground = await open();
  const { control } = playground;
  const send = async (): Promise<string | undefined> => {
    const conversation = ["EHLO c", await auth(playground, ADA), `MAIL FROM:<${ADA}>`, `RCPT TO:<${BRAM}>`];
    return (await converse(playground, [...conversation, "DATA", `${LETTER}.`])).at(-1);
  };
  const before = [control.uidsOf(BRAM, "INBOX").length, control.uidsOf(ADA, "Sent Items").length];
  control.setSwitch(ADA, "smtpCutAtEnd", true);
  expect(await send()).not.toMatch(/^250 /);
  control.setSwitch(ADA, "smtpCutAtEnd", false);
  control.setSwitch(ADA, "sentNotFiled", true);
  expect(await send()).toMatch(/^250 /);
  const after = [control.uidsOf(BRAM, "INBOX").length, control.uidsOf(ADA, "Sent Items").length];
  expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([2, 1]);
});

test("sending needs the scope, the own name and the own address", async () => {
  const playground = await open();
  const imapOnly = await auth(playground, ADA, "https://outlook.office.com/IMAP.AccessAsUser.All");
  expect((await converse(playground, ["EHLO c", imapOnly])).at(-1)).toMatch(/^535 /);
  expect((await converse(playground, ["EHLO c", await auth(playground, BRAM)])).at(-1)).toMatch(/^535 /);
  const foreign = ["EHLO c", await auth(playground, ADA), `MAIL FROM:<${BRAM}>`];
  expect((await converse(playground, foreign)).at(-1)).toMatch(/^554 .*SendAsDenied/);
});
