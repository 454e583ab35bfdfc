// A mailbox whose folders are labels, with engine, Postgres and a playground that is Gmail: each message once, however many
// labels it has.
import { afterAll, beforeAll, expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const ADA = "ada@contoso.example";
const FOLDERS = {
  Inbox: "INBOX",
  Clients: "Clients",
  Drafts: "[Gmail]/Drafts",
  Deleted: "[Gmail]/Trash",
} as const;
const ALL = "[Gmail]/All Mail";
let twinbox: RunningTwinbox;
let control: PlaygroundControl;
let mailbox: SyncedMailbox;

beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "gmail", serve: false });
  control = twinbox.playground.control;
  const token = await control.issueToken(ADA, { seconds: 86_400 });
  mailbox = await SyncedMailbox.connect(twinbox.house, {
    workspace: twinbox.workspace.name,
    user: ADA,
    server: { ...twinbox.playground.imap, security: "none" },
    userName: ADA,
    grant: { kind: "command", command: `echo ${token}` },
    maps: Object.entries(FOLDERS).map(([name, path]) => ({ name, path })),
    since: "all",
  });
  await mailbox.sync();
});
afterAll(() => twinbox?.close());

/** Paths of the labels that a message has at the provider. */
function labelsOf(subject: string): readonly string[] {
  const paths = control.listFolders(ADA).map(({ path }) => path);
  return paths.filter((path) =>
    control.listMessages(ADA, path, 1_000).some((each) => each.subject === subject),
  );
}

/** Names of the folders that show it here. */
async function shownIn(subject: string): Promise<readonly string[]> {
  const here = [...(await mailbox.here())];
  return here.flatMap(([name, copies]) => (copies.some((each) => each.subject === subject) ? [name] : []));
}

/** In Inbox, and labelled as asked. */
async function arrived(subject: string, ...labels: readonly string[]): Promise<string> {
  const uid = await control.deliver(ADA, { subject });
  for (const label of labels) await control.copy(ADA, "INBOX", [uid], label);
  await mailbox.syncUntil(async () => (await shownIn(subject)).length === 1 + labels.length);
  return mailbox.idOf("Inbox", subject);
}

/** What is held back so that it can be undone is due. */
const hurry = () => twinbox.sql("update twinbox.change set due_at = 0 where state = 'waiting'");
const settle = (): Promise<number> => mailbox.syncUntil(async () => (await mailbox.openChanges()) === 0);

test("imported from two labels a message is one, and both folders show it", async () => {
  const [inbox, clients] = [(await mailbox.here()).get("Inbox"), (await mailbox.here()).get("Clients")];
  const both = clients?.filter(({ id }) => inbox?.some((each) => each.id === id)) ?? [];
  expect(both.length).toBeGreaterThan(5);
  expect(inbox?.length).toBe(control.uidsOf(ADA, "INBOX").length);
  expect(clients?.length).toBe(control.uidsOf(ADA, "Clients").length);
});

test("All Mail can't be mapped, and says why", async () => {
  const { folders, proposals } = await mailbox.picker();
  expect(folders.find(({ path }) => path === ALL)).toMatchObject({ hidden: true });
  expect(proposals.find(({ role }) => role === "archive")).toMatchObject({
    folderId: null,
    createPath: "Archive",
  });
  await expect(mailbox.map([{ name: "Archive", path: ALL }])).rejects.toThrow(
    "“[Gmail]/All Mail” shows messages of other folders once more; map those instead.",
  );
});

test("a label given or taken there is followed, without another message", async () => {
  const id = await arrived("Two labels", "Clients");
  expect(await mailbox.idOf("Clients", "Two labels")).toBe(id);
  await control.expunge(ADA, "INBOX", [control.uidsOf(ADA, "INBOX").at(-1) ?? 0]);
  await mailbox.syncUntil(async () => (await shownIn("Two labels")).join() === "Clients");
  expect(await mailbox.idOf("Clients", "Two labels")).toBe(id);
});

test("flagged here, it is so under all its labels", async () => {
  const id = await arrived("Flagged", "Clients");
  await mailbox.act({ kind: "flags", add: FLAG_BITS.flagged, remove: 0 }, [id]);
  await settle();
  expect(labelsOf("Flagged")).toContain("[Gmail]/Starred");
  await mailbox.syncUntil(async () => {
    const copies = [...(await mailbox.here()).values()].flat().filter(({ subject }) => subject === "Flagged");
    return copies.length === 2 && copies.every(({ flags }) => flags.join() === "flagged");
  });
});

test("archived here it is in All Mail and in no other place", async () => {
  const id = await arrived("Archived");
  await mailbox.act({ kind: "moveToRole", from: "Inbox", role: "archive" }, [id]);
  await hurry();
  await mailbox.syncUntil(async () => labelsOf("Archived").join() === ALL);
  expect(await shownIn("Archived")).toEqual([]);
});

test("deleted here it is in Trash alone, and erased there it is nowhere", async () => {
  const id = await arrived("Deleted", "Clients");
  await mailbox.act({ kind: "moveToRole", from: "Inbox", role: "deleted" }, [id]);
  await settle();
  expect(labelsOf("Deleted")).toEqual([FOLDERS.Deleted]);
  await mailbox.syncUntil(async () => (await shownIn("Deleted")).join() === "Deleted");
  await mailbox.act({ kind: "erase", from: "Deleted" }, [id]);
  await hurry();
  await mailbox.syncUntil(async () => labelsOf("Deleted").length === 0);
});

test("a draft saved again leaves nothing of what it was", async () => {
  const draft = (body: string) => Buffer.from(`From: ${ADA}\r\nSubject: Draft\r\n\r\n${body}\r\n`);
  const first = await mailbox.newDraft(draft("first"));
  await mailbox.syncUntil(async () => labelsOf("Draft").length === 2);
  const before = control.uidsOf(ADA, ALL).length;
  await settle();
  await mailbox.saveDraft(first, draft("second"));
  await settle();
  await mailbox.syncUntil(async () => control.uidsOf(ADA, ALL).length === before);
  expect(labelsOf("Draft").toSorted()).toEqual([ALL, FOLDERS.Drafts]);
});

test("with nothing changed nothing is written", async () => {
  await mailbox.sync();
  const seq = await mailbox.lastSeq();
  await mailbox.sync();
  expect(await mailbox.lastSeq()).toBe(seq);
});
