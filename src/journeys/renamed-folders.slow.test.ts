// Folders that are renamed, swapped, moved with all below them, deleted and made again: each is followed as what it
// is, under the ids that its messages have, and no body is fetched again. Engine, Postgres and Playground 365.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { House } from "../cli/house.ts";
import type { MailProvider } from "../engine/ports/mail.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ProfileName } from "../playground/imap/profiles.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";
const JOBS = "jobs@contoso.example";
const EVE = "eve@fabrikam.example";

// Two kinds of servers: one that tells the evidence only when it is asked for each folder, and one that has MAILBOXID.
describe.each(["minimal", "modern"] satisfies ProfileName[])("from %s", (profile) => {
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile, serve: false });
    control = twinbox.playground.control;
  });
  afterAll(() => twinbox?.close());

  let workspaces = 0;
  type Maps = Parameters<SyncedMailbox["map"]>[0];
  async function connect(address: string, maps: Maps, house = twinbox.house): Promise<SyncedMailbox> {
    const token = await control.issueToken(address, { seconds: 86_400 });
    const mailbox = await SyncedMailbox.connect(house, {
      // Each test knows nothing of what the others saw of this mailbox.
      workspace: `Workspace ${++workspaces}`,
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

  let race: (() => Promise<void>) | null = null;
  /** A house in which the provider does `race` before the next folder is opened. */
  function racing(): House {
    const open: MailProvider["open"] = async (...given) => {
      const session = await twinbox.house.mail.open(...given);
      const openFolder = session.openFolder.bind(session);
      return Object.assign(session, {
        openFolder: async (...folder: Parameters<typeof openFolder>) => {
          const act = race;
          race = null;
          await act?.();
          return openFolder(...folder);
        },
      });
    };
    return { ...twinbox.house, workerDeps: { ...twinbox.house.workerDeps, mail: { open } } };
  }

  /** App folder -> ids of what it holds. */
  async function ids(mailbox: SyncedMailbox): Promise<Readonly<Record<string, readonly string[]>>> {
    const here = [...(await mailbox.here())];
    return Object.fromEntries(here.map(([name, copies]) => [name, copies.map(({ id }) => id).sort()]));
  }
  /** App folder -> hashes of what it holds. */
  async function contents(mailbox: SyncedMailbox): Promise<Readonly<Record<string, readonly string[]>>> {
    const here = [...(await mailbox.here())];
    return Object.fromEntries(
      here.map(([name, copies]) => [name, copies.map(({ sha256 }) => sha256).sort()]),
    );
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
    const { Clients, ...below } = await ids(mailbox);
    const fetched = control.fetchesOf(ADA);
    expect(Object.keys(below).sort()).toEqual(["2026", "ACME", "Globex", "Inbox"]);
    const seq = await mailbox.lastSeq();
    await control.renameFolder(ADA, "Clients", "Archive/Customers");
    await mailbox.sync();
    // It was called as at the provider, and still is.
    const before: Readonly<Record<string, readonly string[] | undefined>> = { ...below, Customers: Clients };
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
    const maps = [
      { name: "Inbox", path: "INBOX" },
      { name: "Customers", path: "Archive/Customers", subtree: true },
    ];
    await mailbox.map(maps);
    const names = ["2026", "Acme Corp.", "Customers", "Globex", "Inbox", "Initech"];
    expect(Object.keys(await ids(mailbox)).sort()).toEqual(names.toSorted());

    await control.renameFolder(ADA, "Archive/Customers/Globex/Acme Corp.", "Deleted Items/Acme");
    await control.renameFolder(ADA, "Junk Email", "Archive/Customers/Moved in");
    await mailbox.sync();
    const moved = await ids(mailbox);
    expect(Object.keys(moved).sort()).toEqual([...names, "Moved in"].sort());
    expect(moved["Acme Corp."], "followed out of the subtree").toEqual(ACME);
    expect(moved["Moved in"]).toHaveLength(3);
    await mailbox.map(maps);
    expect(Object.keys(await ids(mailbox)).sort(), "until Edit folders is saved").toEqual(
      ["Customers", "Globex", "Inbox", "Initech", "Moved in"].sort(),
    );
  });

  test.each([
    ["swaps its name with another", "Swapped", () => swap(BRAM, "Swapped", "Concepten")],
    ["is renamed", "Renamed", () => control.renameFolder(BRAM, "Renamed", "Jobs")],
  ])("a folder that %s between LIST and reading is followed in the same round", async (_, name, act) => {
    await control.createFolder(BRAM, name);
    const maps = [
      { name: "Jobs", path: name },
      { name: "Drafts", path: "Concepten" },
    ];
    const mailbox = await connect(BRAM, maps, racing());
    const before = await ids(mailbox);
    await control.deliver(BRAM, { folder: name, subject: name });
    const fetched = control.fetchesOf(BRAM);
    race = act;
    await mailbox.sync();
    expect(race, "the race was run").toBeNull();
    const [{ id = "", folder } = {}] = await mailbox.find(name);
    expect(folder).toBe("Jobs");
    expect(await ids(mailbox)).toEqual({ ...before, Jobs: [id] });
    // The headers and the body of the one that came.
    expect(control.fetchesOf(BRAM) - fetched).toBeLessThanOrEqual(2);
  });

  test("a loop that runs finds out by itself, without waiting for the next LIST", async () => {
    await control.createFolder(EVE, "Running");
    const mailbox = await connect(EVE, [
      { name: "Always", path: "Running" },
      { name: "Junk", path: "Junk Email" },
    ]);
    const before = await ids(mailbox);
    const fetched = control.fetchesOf(EVE);
    await mailbox.keep(async (look) => {
      await swap(EVE, "Running", "Junk Email");
      await look();
      expect(await ids(mailbox)).toEqual(before);
      await control.deliver(EVE, { folder: "Junk Email", subject: "Followed" });
    });
    await mailbox.syncUntil(async () => (await mailbox.find("Followed")).length === 1);
    expect(await mailbox.find("Followed")).toMatchObject([{ folder: "Always" }]);
    expect(control.fetchesOf(EVE) - fetched).toBeLessThanOrEqual(2);
  });

  test("a folder that is deleted and made again is read as what it is, and nothing of it is dropped", async () => {
    const mailbox = await connect(EVE, [{ name: "Archive", path: "Archive" }]);
    const before = await ids(mailbox);
    const letters = control.uidsOf(EVE, "Archive").map((uid) => control.bytesOf(EVE, "Archive", uid));
    const seq = await mailbox.lastSeq();
    await control.deleteFolder(EVE, "Archive");
    await mailbox.sync();
    expect(await ids(mailbox), "while it is gone").toEqual(before);
    await control.createFolder(EVE, "Archive");
    for (const raw of letters.slice(1)) await control.deliver(EVE, { folder: "Archive", raw });
    await mailbox.syncUntil(async () => (await mailbox.here()).get("Archive")?.length === 4);
    const after = await ids(mailbox);
    expect(before.Archive).toEqual(expect.arrayContaining([...(after.Archive ?? [])]));
    expect(after.Inbox).toEqual(before.Inbox);
    const kinds = (await mailbox.events(seq)).map(({ kind }) => kind);
    // Delivered anew, they are unread.
    const others = kinds.filter((kind) => kind !== "message.flags");
    expect(others).toEqual(["folders.changed", "folders.changed", "message.departed"]);
    await control.deliver(EVE, { folder: "Archive", raw: letters[0] ?? Buffer.alloc(0) });
    await mailbox.syncUntil(async () => (await mailbox.here()).get("Archive")?.length === 5);
    expect(await ids(mailbox), "it comes back under its id").toEqual(before);
  });

  test("one UIDVALIDITY for all: folders that swap their names mix no messages up", async () => {
    control.setSwitch(JOBS, "oneUidValidity", true);
    const mailbox = await connect(JOBS, [
      { name: "Archive", path: "Archive" },
      { name: "Sent", path: "Sent Items" },
    ]);
    const [before, bytes] = [await ids(mailbox), await contents(mailbox)];
    const seq = await mailbox.lastSeq();
    await swap(JOBS, "Archive", "Sent Items");
    await mailbox.sync();
    // By the server's id the folders are followed; without it, each message is.
    const swapped = <T>(by: Readonly<Record<string, T>>) => ({ ...by, Archive: by.Sent, Sent: by.Archive });
    const isFollowed = profile === "modern";
    expect(await ids(mailbox)).toEqual(isFollowed ? before : swapped(before));
    expect(await contents(mailbox)).toEqual(isFollowed ? bytes : swapped(bytes));
    const kinds = new Set((await mailbox.events(seq)).map(({ kind }) => kind));
    expect([...kinds]).toEqual([isFollowed ? "folders.changed" : "message.moved"]);
    await mailbox.keep(async (look) => {
      await swap(JOBS, "Archive", "Sent Items");
      await look();
    });
    expect(await ids(mailbox), "and back, while a loop runs").toEqual(before);
    expect(await contents(mailbox)).toEqual(bytes);
    control.clearSwitches();
  });
});
