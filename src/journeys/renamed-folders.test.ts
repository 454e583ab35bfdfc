// Folders that are renamed, swapped, moved with all below them, deleted and made again: each is followed as what it
// is, under the ids that its messages have, and no body is fetched again. Engine, Postgres and Playground 365.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ProfileName } from "../playground/imap/profiles.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";
const JOBS = "jobs@contoso.example";

describe.each(["exchange", "modern"] satisfies ProfileName[])("from %s", (profile) => {
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile, serve: false });
    control = twinbox.playground.control;
  });
  afterAll(() => twinbox?.close());

  type Maps = Parameters<SyncedMailbox["map"]>[0];
  async function connect(address: string, maps: Maps): Promise<SyncedMailbox> {
    const token = await control.issueToken(address, { seconds: 86_400 });
    const mailbox = await SyncedMailbox.connect(twinbox.house, {
      workspace: twinbox.workspace.name,
      user: address,
      server: { ...twinbox.playground.imap, security: "none" },
      userName: address,
      grant: { kind: "command", command: `echo ${token}` },
      maps: [{ name: "Inbox", path: "INBOX" }],
      since: "all",
    });
    await mailbox.map([{ name: "Inbox", path: "INBOX" }, ...maps]);
    await mailbox.sync();
    return mailbox;
  }

  /** App folder -> ids of what it holds. */
  async function ids(mailbox: SyncedMailbox): Promise<Readonly<Record<string, readonly string[]>>> {
    const here = [...(await mailbox.here())];
    return Object.fromEntries(here.map(([name, copies]) => [name, copies.map(({ id }) => id).sort()]));
  }
  async function swap(address: string, a: string, b: string): Promise<void> {
    await control.renameFolder(address, a, "In between");
    await control.renameFolder(address, b, a);
    await control.renameFolder(address, "In between", b);
  }

  test("a renamed folder keeps its messages' ids, and what arrives in it arrives here", async () => {
    const mailbox = await connect(BRAM, [{ name: "Clients", path: "Klanten" }]);
    const before = await ids(mailbox);
    const fetched = control.fetchesOf(BRAM);
    const seq = await mailbox.lastSeq();
    await control.renameFolder(BRAM, "Klanten", "Relaties");
    await mailbox.sync();
    expect(await ids(mailbox)).toEqual(before);
    expect(control.fetchesOf(BRAM)).toBe(fetched);
    expect(await mailbox.events(seq)).toEqual([{ kind: "folders.changed" }]);
    await control.deliver(BRAM, { folder: "Relaties", subject: "After the rename" });
    await mailbox.syncUntil(async () => (await mailbox.find("After the rename")).length === 1);
    expect(await mailbox.find("After the rename")).toMatchObject([{ folder: "Clients" }]);
  });

  test("folders that swap their names are followed, two and three of them", async () => {
    const mailbox = await connect(CHLOE, [
      { name: "Archive", path: "Archive" },
      { name: "Sent", path: "Sent Items" },
      { name: "Junk", path: "Junk Email" },
    ]);
    const before = await ids(mailbox);
    const fetched = control.fetchesOf(CHLOE);
    const seq = await mailbox.lastSeq();
    await swap(CHLOE, "Archive", "Sent Items");
    await mailbox.sync();
    expect(await ids(mailbox)).toEqual(before);
    await swap(CHLOE, "Sent Items", "Junk Email");
    await swap(CHLOE, "Archive", "Junk Email");
    await mailbox.sync();
    expect(await ids(mailbox)).toEqual(before);
    expect(control.fetchesOf(CHLOE)).toBe(fetched);
    expect((await mailbox.events(seq)).map(({ kind }) => kind)).toEqual([
      "folders.changed",
      "folders.changed",
    ]);
  });

  test("a folder that swaps its name with one that isn't mapped is followed", async () => {
    const mailbox = await connect(JOBS, [{ name: "Archive", path: "Archive" }]);
    const before = await ids(mailbox);
    const fetched = control.fetchesOf(JOBS);
    await swap(JOBS, "Archive", "Sent Items");
    await mailbox.sync();
    expect(await ids(mailbox)).toEqual(before);
    expect(control.fetchesOf(JOBS)).toBe(fetched);
  });

  test("a folder is followed with all below it, and so are the folders mapped with it", async () => {
    const mailbox = await connect(ADA, [{ name: "Clients", path: "Clients", subtree: true }]);
    const before = await ids(mailbox);
    const fetched = control.fetchesOf(ADA);
    expect(Object.keys(before).sort()).toEqual(["2026", "ACME", "Clients", "Globex", "Inbox"]);
    const seq = await mailbox.lastSeq();
    await control.renameFolder(ADA, "Clients", "Archive/Customers");
    await mailbox.sync();
    expect(await ids(mailbox)).toEqual(before);
    await control.createFolder(ADA, "Archive/Customers/Initech");
    await control.renameFolder(ADA, "Archive/Customers/ACME", "Archive/Customers/Globex/Acme Corp.");
    await mailbox.sync();
    const { ACME, ...others } = before;
    expect(await ids(mailbox)).toEqual({ ...others, "Acme Corp.": ACME, Initech: [] });
    expect(control.fetchesOf(ADA)).toBe(fetched);
    expect((await mailbox.events(seq)).map(({ kind }) => kind)).toEqual([
      "folders.changed",
      "folders.changed",
    ]);
    await mailbox.map([
      { name: "Inbox", path: "INBOX" },
      { name: "Customers", path: "Archive/Customers", subtree: true },
    ]);
    expect(Object.keys(await ids(mailbox)).sort()).toEqual(
      ["2026", "Acme Corp.", "Customers", "Globex", "Inbox", "Initech"].sort(),
    );
  });
});
