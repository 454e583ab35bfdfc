import { expect, test } from "vitest";
import { ADA, emptyFolder, open } from "../testing/bed.ts";
import { BareClient, connectFlow } from "../testing/imap-client.ts";

const LETTER = "Message-ID: <a@b.example>\r\nFrom: a@b.example\r\nSubject: Put\r\n\r\nText.\r\n";
const [ALL, TRASH] = ["[Gmail]/All Mail", "[Gmail]/Trash"];

async function opened() {
  const playground = await open({ profile: "gmail" });
  const client = await BareClient.login(playground);
  await client.run("SELECT INBOX");
  return { ...playground, client, uids: (path: string) => playground.control.uidsOf(ADA, path) };
}

test("lists its own folders in [Gmail], which is none, with what each is for", async () => {
  const { client } = await opened();
  const told = await client.run('LIST "" "*"');
  expect(told).toContain('(\\HasChildren \\Noselect) "/" "[Gmail]"');
  for (const [use, path] of [
    ["All", ALL],
    ["Flagged", "[Gmail]/Starred"],
    ["Junk", "[Gmail]/Spam"],
    ["Trash", TRASH],
  ]) {
    expect(told).toContain(`(\\HasNoChildren \\${use}) "/" "${path}"`);
  }
  expect(told).toContain('"Clients/ACME"');
  expect(told).not.toContain("Calendar");
});

test("a message has one X-GM-MSGID under all its labels, and tells the others", async () => {
  const { client } = await opened();
  const here = await client.run("UID FETCH 5 (X-GM-MSGID X-GM-THRID X-GM-LABELS)");
  expect(here).toMatch(/X-GM-LABELS \("Clients"\)/);
  const id = /X-GM-MSGID (\d+)/.exec(here)?.[1] ?? "";
  await client.run("EXAMINE Clients");
  expect(await client.run("FETCH 1:* (X-GM-MSGID X-GM-LABELS)")).toMatch(
    new RegExp(`X-GM-MSGID ${id} X-GM-LABELS \\([^)]*"\\\\\\\\Inbox"`),
  );
  await client.run(`EXAMINE "${ALL}"`);
  expect((await client.run("FETCH 1:* (X-GM-MSGID)")).split(`X-GM-MSGID ${id})`)).toHaveLength(2);
});

test("flags are the message's, with a star it is in Starred", async () => {
  const { client, control, uids } = await opened();
  await control.setFlag(ADA, "INBOX", 5, "\\Flagged", false);
  const [before, last] = [uids("[Gmail]/Starred").length, uids("Clients").at(-1) ?? 0];
  await client.run("SELECT Clients (CONDSTORE)");
  const of5 = control
    .listMessages(ADA, "Clients", 1_000)
    .find(({ uid }) => control.bytesOf(ADA, "Clients", uid).equals(control.bytesOf(ADA, "INBOX", 5)))?.uid;
  expect(of5).toBeLessThanOrEqual(last);
  await client.run(`UID STORE ${of5} +FLAGS (\\Flagged)`);
  expect(control.flagsOf(ADA, "INBOX", 5)).toContain("\\Flagged");
  expect(uids("[Gmail]/Starred")).toHaveLength(before + 1);
  await control.setFlag(ADA, "INBOX", 5, "\\Flagged", false);
  expect(uids("[Gmail]/Starred")).toHaveLength(before);
});

test("what is marked as deleted in a label loses it, and is in All Mail still", async () => {
  const { client, uids } = await opened();
  const [inbox, all] = [uids("INBOX").length, uids(ALL ?? "").length];
  expect(await client.run("UID STORE 5 +FLAGS.SILENT (\\Deleted)")).toContain("* 5 EXPUNGE");
  expect(uids("INBOX")).toHaveLength(inbox - 1);
  expect(uids(ALL ?? "")).toHaveLength(all);
});

test("moved to Trash a message has no other label, and expunged there it is gone", async () => {
  const { client, uids } = await opened();
  const sizes = () => ["INBOX", "Clients", ALL ?? "", TRASH ?? ""].map((path) => uids(path).length);
  const before = sizes();
  const told = await client.run(`UID MOVE 5 "${TRASH}"`);
  expect(told, "Gmail tells with the OK").toMatch(/\* 5 EXPUNGE\r\nt\d+ OK \[COPYUID \d+ 5 (\d+)\]/);
  expect(sizes()).toEqual(before.map((count, i) => count + (i < 3 ? -1 : 1)));
  await client.run(`SELECT "${TRASH}"`);
  await client.run("UID STORE 1:* +FLAGS.SILENT (\\Deleted)");
  expect(uids(TRASH ?? "")).toHaveLength(0);
  expect(uids(ALL ?? "")).toHaveLength((before[2] ?? 0) - 1);
});

test("what is copied or put where it is already has the uid it had", async () => {
  const { client, uids } = await opened();
  const before = uids("Clients");
  const copied = await client.run("UID COPY 5 Clients");
  expect(uids("Clients")).toEqual(before);
  expect(before).toContain(Number(/COPYUID \d+ 5 (\d+)/.exec(copied)?.[1]));
  const put = async (path: string) =>
    (await client.run(`APPEND ${path} {${LETTER.length}+}\r\n${LETTER}`)).match(/APPENDUID \d+ (\d+)/)?.[1];
  const first = await put("Clients");
  expect(await put("Clients")).toBe(first);
  const all = uids(ALL ?? "").length;
  await put("INBOX");
  expect(uids(ALL ?? "")).toHaveLength(all);
});

test("its own folders are neither renamed nor deleted", async () => {
  const { client } = await opened();
  expect(await client.run(`DELETE "${TRASH}"`)).toMatch(/NO \[CANNOT\]/);
  expect(await client.run(`RENAME "${TRASH}" Bin`)).toMatch(/NO \[CANNOT\]/);
  expect(await client.run("DELETE Clients/ACME")).toMatch(/ OK /);
});

test("a second start has the same labels", async () => {
  const dataDir = await emptyFolder();
  const first = await open({ profile: "gmail", dataDir });
  const shown = ({ control }: typeof first) =>
    control.listFolders(ADA).map(({ path }) => [path, control.listMessages(ADA, path, 1_000)]);
  const [uid = 0] = first.control.uidsOf(ADA, "INBOX");
  await first.control.move(ADA, "INBOX", [uid], "Clients");
  await first.control.setFlag(
    ADA,
    "Clients",
    first.control.uidsOf(ADA, "Clients").at(-1) ?? 0,
    "\\Flagged",
    true,
  );
  await first.control.move(ADA, "INBOX", [2], TRASH ?? "");
  const before = shown(first);
  await first.close();
  expect(shown(await open({ profile: "gmail", dataDir }))).toEqual(before);
});

test("a program that nobody here wrote finds its way", async () => {
  const client = await connectFlow(await open({ profile: "gmail" }));
  const folders = await client.list();
  expect(folders.find(({ specialUse }) => specialUse === "\\All")?.path).toBe(ALL);
  const lock = await client.getMailboxLock("INBOX");
  const message = await client.fetchOne("5", { uid: true, labels: true }, { uid: true });
  if (message === false) throw new Error("no message 5");
  expect(message.emailId).toMatch(/^\d+$/);
  expect([...(message.labels ?? [])]).toEqual(["Clients"]);
  lock.release();
});
