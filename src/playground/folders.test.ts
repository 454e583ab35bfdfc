import { expect, test } from "vitest";
import { ADA, emptyFolder, open } from "./testing/bed.ts";

test("what can't be done is refused, and the next start is none the worse for it", async () => {
  const dataDir = await emptyFolder();
  const { control } = await open({ dataDir });
  await expect(control.deleteFolder(ADA, "Nowhere")).rejects.toThrow("no folder Nowhere");
  await expect(control.deleteFolder(ADA, "INBOX")).rejects.toThrow("can't be deleted");
  await expect(control.renameFolder(ADA, "Archive", "Drafts")).rejects.toThrow("exists already");
  await expect(control.renameFolder(ADA, "Clients", "Clients/ACME/Deep")).rejects.toThrow("into itself");
  await expect(control.createFolder(ADA, "Archive")).rejects.toThrow("exists already");
  await expect(control.move(ADA, "INBOX", [1], "Nowhere")).rejects.toThrow("no folder Nowhere");
  await expect(control.deliver("nobody@contoso.example")).rejects.toThrow("Nobody");
  const again = await open({ dataDir });
  expect(again.control.listFolders(ADA)).toEqual(control.listFolders(ADA));
});

test("everything that happened is there after a restart without a goodbye", async () => {
  const dataDir = await emptyFolder();
  const { control } = await open({ dataDir });
  const uid = await control.deliver(ADA, { subject: "Zoë & co", text: "Kept." });
  await control.setFlag(ADA, "INBOX", uid, "\\Flagged", true);
  await control.createFolder(ADA, "Kept");
  await control.move(ADA, "INBOX", [1, 2], "Kept");
  await control.renameFolder(ADA, "Clients", "Customers");
  await control.deleteFolder(ADA, "Junk Email");
  await control.expunge(ADA, "INBOX", [3]);
  await control.bumpUidValidity(ADA, "Archive");
  const again = (await open({ dataDir })).control;
  expect(again.listFolders(ADA)).toEqual(control.listFolders(ADA));
  for (const { path } of control.listFolders(ADA)) {
    expect(again.listMessages(ADA, path, 1_000)).toEqual(control.listMessages(ADA, path, 1_000));
  }
  expect(again.bytesOf(ADA, "INBOX", uid)).toEqual(control.bytesOf(ADA, "INBOX", uid));
});

test("under a new UIDVALIDITY no old uid names the message it named", async () => {
  const { control } = await open();
  const before = control.listMessages(ADA, "INBOX", 1_000);
  await control.bumpUidValidity(ADA, "INBOX");
  const after = control.listMessages(ADA, "INBOX", 1_000);
  expect(after.map(({ subject }) => subject)).toEqual(before.map(({ subject }) => subject));
  const old = new Set(before.map(({ uid }) => uid));
  expect(after.filter(({ uid }) => old.has(uid))).toEqual([]);
});

test("moving what is gone already moves the rest", async () => {
  const { control } = await open();
  await control.expunge(ADA, "INBOX", [2]);
  const made = await control.move(ADA, "INBOX", [1, 2, 3], "Archive");
  expect(made).toEqual(control.uidsOf(ADA, "Archive").slice(-2));
});
