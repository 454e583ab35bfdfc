// What an admin erased of a connected mailbox never comes again (J16), whatever happens to it at the provider, while new
// mail goes on coming. Postgres and Playground 365.
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseClues } from "../core/parse-clues.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { letterBytes } from "./testing/letter.ts";
import type { SyncedMailbox } from "./testing/synced-mailbox.ts";
import { CHLOE, UploadBed } from "./testing/upload-bed.ts";

const OLD = ["Erased one", "Erased two", "Erased three"];

let bed: UploadBed;
let control: PlaygroundControl;
let mailbox: SyncedMailbox;
let count = 0;

beforeAll(async () => {
  bed = await UploadBed.start({ profile: "modern" });
  ({ control, mailbox } = bed);
  for (const subject of OLD) await control.deliver(CHLOE, { raw: letterBytes({ subject }) });
  await mailbox.sync();
});
afterAll(() => bed?.close());

const erase = () => bed.twinbox.house.leaving.eraseConnected(...mailbox.at, Date.now());

async function here(): Promise<number> {
  return [...(await mailbox.here()).values()].flat().length;
}

function there(): number {
  return ["INBOX", "Archive", "Drafts"].reduce((sum, path) => sum + control.uidsOf(CHLOE, path).length, 0);
}

function uidOf(folder: string, subject: string): number {
  return control.listMessages(CHLOE, folder, 1_000).find((each) => each.subject === subject)?.uid ?? 0;
}

/** That nothing old has come, and that new mail does. */
async function expectOnly(fresh: number): Promise<void> {
  await mailbox.sync();
  await mailbox.sync();
  for (const subject of OLD) expect(await mailbox.find(subject), subject).toEqual([]);
  expect(await here()).toBe(fresh);
  const subject = `New ${++count}`;
  await control.deliver(CHLOE, { raw: letterBytes({ subject }) });
  await mailbox.sync();
  expect(await mailbox.find(subject)).toMatchObject([{ folder: "Inbox" }]);
  await bed.expectIdle();
}

test("not while it is on hold, nor while something waits that is here alone", async () => {
  const before = await here();
  await bed.twinbox.house.leaving.setHold(...mailbox.at, Date.now());
  await expect(erase()).rejects.toMatchObject({ code: "onHold" });
  await bed.twinbox.house.leaving.setHold(...mailbox.at, null);
  await mailbox.upload("Archive", letterBytes({ subject: "Uploaded" }));
  await expect(erase()).rejects.toMatchObject({ code: "changesWaiting" });
  await bed.settle();
  expect(await here()).toBe(before + 1);
});

test("not where it couldn't be remembered: a key that nobody can read, or another spelling of the id", async () => {
  const before = await here();
  const [workspaceId, mailboxId] = mailbox.at;
  const { leaving } = bed.twinbox.house;
  const erased = leaving.eraseConnected(workspaceId, mailboxId.toUpperCase() as typeof mailboxId, Date.now());
  await expect(erased).rejects.toMatchObject({ code: "secretUnreadable" });
  expect(await here()).toBe(before);
});

test("erased, it is gone here with its keys, told of to who asks, and there as it was", async () => {
  const [all, provider] = [await here(), there()];
  expect(await erase()).toEqual({ address: CHLOE, messages: all });
  expect(await here()).toBe(0);
  const { rows } = await bed.twinbox.house.database.readWorkspace(mailbox.at[0], (tx) =>
    tx.query<{ count: number }>("select count(*)::int as count from revision where workspace_id = $1", [
      mailbox.at[0],
    ]),
  );
  expect(rows[0]?.count).toBe(0);
  const clues = parseClues({ messageId: "Erased.one@adatum.example" });
  const answer = clues && (await bed.twinbox.house.where.where(...mailbox.at, clues, { askProvider: false }));
  expect(answer).toMatchObject({ outcome: "erased", erased: { byAge: false } });
  expect(there()).toBe(provider);
});

test("it doesn't come again by itself, nor is it fetched again", async () => {
  const fetched = control.fetchesOf(CHLOE);
  await mailbox.sync();
  expect(control.fetchesOf(CHLOE)).toBe(fetched);
  await expectOnly(0);
});

test("nor in another folder", async () => {
  await control.move(CHLOE, "INBOX", [uidOf("INBOX", "Erased one")], "Archive");
  await expectOnly(1);
});

test("nor under other uids", async () => {
  await control.bumpUidValidity(CHLOE, "INBOX");
  await control.bumpUidValidity(CHLOE, "Archive");
  await expectOnly(2);
});

test("nor when the same is put there once more", async () => {
  await control.deliver(CHLOE, { raw: letterBytes({ subject: "Erased two" }) });
  await expectOnly(3);
});

test("nor when everything is asked for", async () => {
  await mailbox.map([
    { name: "Inbox", path: "INBOX" },
    { name: "Archive", path: "Archive" },
    { name: "Drafts", path: "Drafts" },
  ]);
  await expectOnly(4);
});

test("nor after a Stop that kept what was here", async () => {
  await mailbox.stop();
  mailbox = await bed.connectAgain();
  await expectOnly(5);
});
