// What "Edit folders" shows of a provider's folders while they are made, renamed and hidden, with and without a loop
// beside it. Engine, Postgres and Playground 365.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ProfileName } from "../playground/imap/profiles.ts";
import { ADA, BRAM, EVE, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";
const JOBS = "jobs@contoso.example";
const INBOX = { name: "Inbox", path: "INBOX" };

describe.each(["exchange", "modern"] satisfies ProfileName[])("from %s", (profile) => {
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile, serve: false });
    control = twinbox.playground.control;
  });
  afterAll(() => twinbox?.close());

  async function connect(address: string, maps = [INBOX]): Promise<SyncedMailbox> {
    const token = await control.issueToken(address, { seconds: 86_400 });
    return SyncedMailbox.connect(twinbox.house, {
      workspace: "Another",
      user: address,
      server: { ...twinbox.playground.imap, security: "none" },
      userName: address,
      grant: { kind: "command", command: `echo ${token}` },
      maps,
      since: "all",
    });
  }
  /** Path -> id of what the picker shows. */
  async function shown(mailbox: SyncedMailbox): Promise<ReadonlyMap<string, string>> {
    const { folders } = await mailbox.picker();
    const byPath = new Map(folders.map(({ path, id }) => [path, id]));
    expect(byPath.size, "each path once").toBe(folders.length);
    return byPath;
  }
  async function ids(mailbox: SyncedMailbox, name: string): Promise<readonly string[]> {
    return ((await mailbox.here()).get(name) ?? []).map(({ id }) => id).sort();
  }

  test("what holds no mail on Exchange is hidden there by its name, and there to be found", async () => {
    const { folders } = await (await connect(ADA)).picker();
    for (const path of ["Tasks", "Notes", "Calendar", "Sync Issues/Conflicts"]) {
      const found = folders.filter((folder) => folder.path === path);
      expect(found, path).toEqual([
        expect.objectContaining({ hidden: profile === "exchange", selectable: true }),
      ]);
    }
    expect(folders.find(({ path }) => path === "Clients")?.hidden).toBe(false);
  });

  test("a folder that is renamed while nothing is mapped is there under its new name", async () => {
    const mailbox = await connect(BRAM);
    await mailbox.unmap();
    const before = await shown(mailbox);
    await control.renameFolder(BRAM, "Klanten", "Relaties");
    const after = await shown(mailbox);
    const paths = [...before.keys()].map((path) => path.replace("Klanten", "Relaties"));
    expect([...after.keys()].sort()).toEqual(paths.sort());
    if (profile === "modern") expect(after.get("Relaties/Één & Co")).toBe(before.get("Klanten/Één & Co"));
    await mailbox.map([INBOX, { name: "Clients", path: "Relaties" }]);
    await mailbox.sync();
    expect(await ids(mailbox, "Clients")).toHaveLength(3);
  });

  test("a folder that is mapped and renamed keeps its mapping, also when it is saved before the loop looks", async () => {
    const mailbox = await connect(CHLOE, [INBOX, { name: "Archive", path: "Archive" }]);
    await mailbox.sync();
    const before = await ids(mailbox, "Archive");
    const fetched = control.fetchesOf(CHLOE);
    await control.renameFolder(CHLOE, "Archive", "Filed");
    const { folders, mappings } = await mailbox.picker();
    const mapped = mappings.find(({ role }) => role === "archive");
    expect(folders.find(({ id }) => id === mapped?.folderId)?.path).toBe("Filed");
    await mailbox.map([INBOX, { name: "Archive", path: "Filed" }]);
    await mailbox.sync();
    expect(await ids(mailbox, "Archive")).toEqual(before);
    expect(control.fetchesOf(CHLOE)).toBe(fetched);
  });

  test("a folder that the picker sees first is there once, and the loop reads its folders anew", async () => {
    const mailbox = await connect(EVE);
    await mailbox.sync();
    await mailbox.keep(async (look) => {
      await control.createFolder(EVE, "Made meanwhile");
      await shown(mailbox);
      await expect(look()).rejects.toMatchObject({ code: "ownershipLost" });
    });
    await mailbox.sync();
    expect((await shown(mailbox)).has("Made meanwhile")).toBe(true);
    const seq = await mailbox.lastSeq();
    await shown(mailbox);
    expect(await mailbox.lastSeq(), "nothing is written when nothing changed").toBe(seq);
  });

  test("names that differ in case alone are two folders", async () => {
    await control.createFolder(ADA, "clients");
    await control.deliver(ADA, { folder: "clients", subject: "In the small one" });
    const mailbox = await connect(ADA, [
      { name: "Small", path: "clients" },
      { name: "Inbox", path: "inbox" },
    ]);
    await mailbox.syncUntil(async () => (await mailbox.find("In the small one")).length === 1);
    expect(await ids(mailbox, "Small")).toHaveLength(1);
    await expect(connect(ADA, [{ name: "Clients", path: "CLIENTS" }])).rejects.toThrow("no folder");
  });

  test("a folder that is renamed while the synchronization is stopped is known again", async () => {
    const maps = [INBOX, { name: "Archive", path: "Archive" }];
    const stopped = await connect(JOBS, maps);
    await stopped.sync();
    const before = await ids(stopped, "Archive");
    expect(before).toHaveLength(5);
    await stopped.stop();
    await control.renameFolder(JOBS, "Archive", "Filed");
    await control.renameFolder(JOBS, "Drafts", "Archive");
    const fetched = control.fetchesOf(JOBS);
    const again = await connect(JOBS, [INBOX, { name: "Archive", path: "Filed" }]);
    await again.sync();
    expect(await ids(again, "Archive")).toEqual(before);
    expect(control.fetchesOf(JOBS)).toBe(fetched);
  });
});
