// Two people of a workspace, each with a sign-in of their own to one shared mailbox: one sync and one outbox, which go on
// by the other's sign-in when one dies, and end when both have.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerOf } from "../api/operations.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { toCallback } from "./testing/sign-in-by-forms.ts";

const JOBS = "jobs@contoso.example";
const LOOK_MS = 50;

let twinbox: RunningTwinbox;
let control: PlaygroundControl;
let ada: ApiClient;
let bram: ApiClient;
beforeAll(async () => {
  twinbox = await startTwinbox();
  control = twinbox.playground.control;
  ada = await twinbox.signIn(ADA);
  bram = await twinbox.signIn(BRAM);
});
afterAll(() => twinbox?.close());

/** Signs in as the shared mailbox, and says in the tab that this is meant. */
async function connect(client: ApiClient): Promise<string> {
  const tab = await client.visit(await toCallback(client, JOBS));
  if ((await tab.text()).includes('name="answer"')) {
    await client.visit(`${twinbox.url}/connect/answer`, {
      method: "POST",
      body: new URLSearchParams({ answer: "allow" }),
    });
  }
  const { mailbox } = await client.call("readEmailSettings");
  if (mailbox === null) throw new Error("nothing was connected");
  return mailbox.id;
}
async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
async function settings(client: ApiClient): Promise<NonNullable<AnswerOf<"readEmailSettings">["mailbox"]>> {
  const { mailbox } = await client.call("readEmailSettings");
  if (mailbox === null) throw new Error("no mailbox");
  return mailbox;
}
async function inbox(client: ApiClient, mailboxId: string) {
  const folders = await client.call("listFolders", { params: { mailboxId } });
  const folder = folders.find(({ role }) => role === "inbox")?.id ?? "";
  const list = await client.call("listMessages", { params: { mailboxId }, query: { folder, limit: "200" } });
  return { folder, messages: list.messages };
}
const comes = async (client: ApiClient, mailboxId: string, subject: string) => {
  await control.deliver(JOBS, { subject });
  await until(async () => (await inbox(client, mailboxId)).messages.some((each) => each.subject === subject));
};
/** Whoever asks for it, the provider hears of it. */
async function flag(client: ApiClient, mailboxId: string, subject: string): Promise<void> {
  const { messages } = await inbox(client, mailboxId);
  const id = messages.find((each) => each.subject === subject)?.id ?? "";
  const body = { act: { kind: "flags" as const, add: ["flagged" as const], remove: [] }, messages: [id] };
  await client.call("changeMessages", { params: { mailboxId }, body });
}
const flaggedThere = (): readonly string[] =>
  control
    .listMessages(JOBS, "INBOX", 200)
    .filter(({ flags }) => flags.includes("\\Flagged"))
    .map(({ subject }) => subject);

test("both see one mailbox, and it goes on by the sign-in that still stands", async () => {
  const mailboxId = await connect(ada);
  const picker = await ada.call("readFolderPicker", { params: { mailboxId } });
  const remoteFolderId = picker.folders.find(({ role }) => role === "inbox")?.id ?? "";
  const mappings = [{ role: "inbox" as const, name: "Inbox", remoteFolderId, subtree: false }];
  await ada.call("saveMappings", { params: { mailboxId }, body: { mappings, importWindow: "all" } });
  await until(async () => (await settings(ada)).state === "inSync");
  const fetched = control.fetchesOf(JOBS);

  expect(await connect(bram), "one mailbox").toBe(mailboxId);
  expect((await settings(bram)).role).toBe("member");
  await until(async () => (await settings(bram)).state === "inSync");
  expect((await inbox(bram, mailboxId)).messages).toEqual((await inbox(ada, mailboxId)).messages);
  expect(control.fetchesOf(JOBS), "one sync").toBe(fetched);
  await comes(bram, mailboxId, "For both");
  await comes(ada, mailboxId, "For later");
  await flag(bram, mailboxId, "For both");
  await until(async () => flaggedThere().includes("For both"));

  // Every sign-in of the mailbox ends; only Bram signs in again.
  await control.revokeGrants(JOBS);
  await until(async () => (await settings(bram)).state === "problem");
  await flag(ada, mailboxId, "For later");
  expect(await connect(bram)).toBe(mailboxId);
  await until(async () => (await settings(bram)).state === "inSync");
  await until(async () => flaggedThere().includes("For later") && (await settings(ada)).outbox.waiting === 0);
  expect((await settings(bram)).diagnosis).toBeNull();
  await comes(ada, mailboxId, "After the first died");

  // Bram stops: Ada's sign-in has died, and she is told.
  await bram.call("stopMailbox", { params: { mailboxId }, body: { mail: "keep", outbox: "finish" } });
  await until(async () => (await settings(ada)).state === "problem");
  expect((await settings(ada)).diagnosis).toMatchObject({ who: "user", retry: "reconnect" });
  expect(await connect(ada)).toBe(mailboxId);
  await comes(ada, mailboxId, "After both");
  const fresh = control.listMessages(JOBS, "INBOX", 200).length;
  expect((await inbox(ada, mailboxId)).messages).toHaveLength(fresh);
});

test("who has to sign in again and does so as somebody else is told which mailbox is meant", async () => {
  const mailboxId = (await settings(ada)).id;
  const { providers } = await ada.call("readEmailSettings");
  const again = { body: { providerId: providers[0]?.id ?? "" } };
  expect(await ada.ask("startAttempt", again), "while all is well").toMatchObject({ status: 409 });
  await control.revokeGrants(JOBS);
  await until(async () => (await settings(ada)).state === "problem");
  const browser = await twinbox.signIn(ADA);
  const { url } = await browser.call("startAttempt", again);
  const authorize = new URL((await browser.visit(url)).headers.get("location") ?? "");
  expect(authorize.searchParams.get("login_hint"), "who is asked for").toBe(JOBS);
  expect(authorize.searchParams.has("prompt"), "Microsoft takes only one of both").toBe(false);
  const tab = await browser.visit(await toCallback(browser, ADA));
  expect(tab.status).toBe(400);
  expect(await tab.text()).toContain(`and not with the account of ${JOBS}`);
  expect(await settings(ada)).toMatchObject({ id: mailboxId, address: JOBS, state: "problem" });
  expect(await connect(ada)).toBe(mailboxId);
  await comes(ada, mailboxId, "As the right one");
});
