// `twinbox keys rotate` beside a running server: nobody notices, and afterwards nothing needs the earlier key.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openHouse } from "../cli/house.ts";
import { secretContext } from "../engine/ports/secrets.ts";
import { noLog } from "../store/testing/no-log.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

const MAIN = path.join(import.meta.dirname, "../cli/main.ts");
const LOOK_MS = 50;

interface Keys {
  readonly keys: readonly { readonly id: string; readonly seals: boolean; readonly sealed: number }[];
  readonly unreadable: number;
}

let twinbox: RunningTwinbox;
let ada: ApiClient;
let mailboxId: string;
beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "modern" });
  ada = await twinbox.signIn(ADA);
  mailboxId = await connectByForms(ada, ADA);
  const picker = await ada.call("readFolderPicker", { params: { mailboxId } });
  const remoteFolderId = picker.folders.find(({ role }) => role === "inbox")?.id ?? "";
  const mappings = [{ role: "inbox" as const, name: "Inbox", remoteFolderId, subtree: false }];
  await ada.call("saveMappings", { params: { mailboxId }, body: { mappings, importWindow: "all" } });
  await until(async () => (await ada.call("readEmailSettings")).mailbox?.state === "inSync");
});
afterAll(() => twinbox?.close());

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

async function keys(...args: readonly string[]): Promise<Keys> {
  const { dataFolder, databaseUrl } = twinbox.house.config;
  const env = { ...process.env, TWINBOX_DATA: dataFolder, DATABASE_URL: databaseUrl ?? "" };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, "keys", ...args, "--json"], { env });
  return JSON.parse(stdout) as Keys;
}

/** New mail comes in, by a sign-in of its own, until `ended`. */
async function receiveUntil(ended: Promise<unknown>): Promise<number> {
  let isOver = false;
  void ended.finally(() => {
    isOver = true;
  });
  for (let count = 1; ; count++) {
    const subject = `Letter ${count}`;
    await twinbox.playground.control.deliver(ADA, { subject });
    await until(async () => (await subjects()).includes(subject));
    await twinbox.house.tokens.credential(...(await signInOfAda()));
    if (isOver) return count;
  }
}

async function subjects(): Promise<readonly string[]> {
  const [folder] = await ada.call("listFolders", { params: { mailboxId } });
  const query = { folder: folder?.id ?? "", limit: "200" };
  const { messages } = await ada.call("listMessages", { params: { mailboxId }, query });
  return messages.map(({ subject }) => subject);
}

async function signInOfAda() {
  const { connections } = twinbox.house;
  const [mailbox] = await connections.listMailboxes();
  if (mailbox === undefined) throw new Error("no mailbox");
  const [connection] = await connections.connectionsOfMailbox(mailbox.workspaceId, mailbox.id);
  if (connection === undefined) throw new Error("no connection");
  return [mailbox, connection] as const;
}

test("check 17: the master key is rotated while mail comes in, and the earlier one can be thrown away", async () => {
  const before = await keys();
  const [old] = before.keys;
  expect(before.unreadable).toBe(0);
  expect(old?.sealed).toBeGreaterThan(2);

  const rotating = keys("rotate");
  expect(await receiveUntil(rotating)).toBeGreaterThan(1);
  const { keys: both } = await rotating;
  expect(both).toEqual([
    { id: both[0]?.id, seals: true, sealed: old?.sealed },
    { id: old?.id, seals: false, sealed: 0 },
  ]);
  expect((await ada.call("readEmailSettings")).mailbox?.diagnosis).toBeNull();

  const { keys: left } = await keys("remove", old?.id ?? "");
  expect(left.map(({ id }) => id)).toEqual([both[0]?.id]);
  const file = readFileSync(path.join(twinbox.house.config.dataFolder, "key"), "utf8");
  expect(file.trim().split("\n")).toHaveLength(1);
  // Who runs on and who starts anew: both open what lies there.
  await receiveUntil(Promise.resolve());
  const [, connection] = await signInOfAda();
  const another = await openHouse(twinbox.house.config, noLog);
  const opened = another.vault.open(connection.sealedGrant, secretContext("connection", connection.id));
  expect(JSON.parse(await opened)).toMatchObject({ kind: "oauth" });
  await another.close();
});

test.each([
  [["remove", "12345678"], /There is no key 12345678/],
  [["rotate", "now"], /Say rotate, or remove and a key's id, or nothing/],
  [["list"], /Say rotate/],
])("keys %s is refused in one sentence", async (args, sentence) => {
  await expect(keys(...args)).rejects.toThrow(sentence);
});

test("the key that seals isn't removed", async () => {
  const { keys: all } = await keys();
  await expect(keys("remove", all[0]?.id ?? "")).rejects.toThrow(/is the one that seals: rotate first/);
});
