// Mappings, as every SyncStore must keep them.
import { expect, test } from "vitest";
import type { FolderListChanges, KnownFolder } from "../../engine/ports/sync.ts";
import { changed, folderOf, ownershipLost, startWorld, subjectsOf } from "./store-looks.ts";
import {
  addFolders,
  copyOf,
  importInto,
  ledgerOf,
  NOW,
  newFolder,
  newMapping,
  type Stores,
  VALIDITY,
  type World,
} from "./store-world.ts";

export function mappingTests(open: () => Promise<Stores>): void {
  const saveOnly = (stores: Stores, world: World, mappings: Parameters<Stores["sync"]["saveMappings"]>[2]) =>
    stores.sync.saveMappings(world.workspace.id, world.mailboxId, mappings, "3m", NOW + 10);

  test("saving starts the sync and stops whoever synced before", async () => {
    const { stores, world } = await startWorld(open);
    const before = await stores.connections.readMailbox(world.workspace.id, world.mailboxId);
    await saveOnly(stores, world, [{ folderId: world.inbox, mapping: world.inboxMapping }]);
    const after = await stores.connections.readMailbox(world.workspace.id, world.mailboxId);
    expect(after).toMatchObject({
      state: "syncing",
      importWindow: "3m",
      version: (before?.version ?? 0) + 1,
    });
    const commit = stores.sync.commit(world.ownership, { events: [changed] });
    await expect(commit).rejects.toMatchObject(ownershipLost);
  });

  test("a folder no longer mapped loses its copies; messages only there depart quietly", async () => {
    const { stores, world } = await startWorld(open);
    const [both] = await importInto(stores, world, world.inbox, ["both", "only inbox"]);
    if (!both) throw new Error("no message");
    const copies = [copyOf(both, world.archive, 1)];
    await stores.sync.commit(world.ownership, { copies, events: [] });
    await saveOnly(stores, world, [{ folderId: world.archive, mapping: world.archiveMapping }]);
    expect(await subjectsOf(stores, world)).toEqual(["both"]);
    expect(await stores.reading.departures(world.workspace.id, world.mailboxId)).toEqual([]);
    expect(await folderOf(stores, world, world.inbox)).toMatchObject({ mapping: null, ledger: null });
  });

  test("a folder is searched again when it reaches further back, else not", async () => {
    const { stores, world } = await startWorld(open);
    const searched = { ledger: ledgerOf([]), readAt: NOW, searched: true } as const;
    await stores.sync.commit(world.ownership, {
      ledgers: [world.inbox, world.archive].map((folderId) => ({ folderId, ...searched })),
      events: [],
    });
    await saveOnly(stores, world, [
      { folderId: world.inbox, mapping: { ...world.inboxMapping, importFrom: NOW - 1000 } },
      { folderId: world.archive, mapping: world.archiveMapping },
    ]);
    expect((await folderOf(stores, world, world.inbox)).mapping?.searched).toBe(true);
    expect((await folderOf(stores, world, world.archive)).mapping?.searched).toBe(true);
    await saveOnly(stores, world, [
      { folderId: world.inbox, mapping: { ...world.inboxMapping, importFrom: NOW - 2000 } },
      { folderId: world.archive, mapping: world.archiveMapping },
    ]);
    expect((await folderOf(stores, world, world.inbox)).mapping?.searched).toBe(false);
    expect((await folderOf(stores, world, world.archive)).mapping?.searched).toBe(true);
  });

  test("what was learned of a folder while nobody used it is forgotten when it is chosen by its name", async () => {
    const { stores, world } = await startWorld(open);
    const learned = { uidValidity: 9, serverId: "F9" };
    const clients = { ...newFolder("Clients"), ...learned };
    const folders = [clients, { ...newFolder("INBOX"), ...learned, id: world.inbox }];
    await stores.sync.commit(world.ownership, { folders, events: [] });
    await saveOnly(stores, world, [
      { folderId: world.inbox, mapping: world.inboxMapping },
      { folderId: clients.id, mapping: newMapping("Clients", null) },
    ]);
    expect(await folderOf(stores, world, world.inbox)).toMatchObject(learned);
    expect(await folderOf(stores, world, clients.id)).toMatchObject({ uidValidity: null, serverId: null });
  });

  test("two app folders may exchange their remote folders", async () => {
    const { stores, world } = await startWorld(open);
    await saveOnly(stores, world, [
      { folderId: world.inbox, mapping: world.archiveMapping },
      { folderId: world.archive, mapping: world.inboxMapping },
    ]);
    expect((await folderOf(stores, world, world.inbox)).mapping?.role).toBe("archive");
    expect((await folderOf(stores, world, world.archive)).mapping?.role).toBe("inbox");
  });

  test("folders that came with a subtree stay while it is mapped, and go with it", async () => {
    const { stores, world } = await startWorld(open);
    const child = newFolder("Archive/2025");
    const root = { folderId: world.archive, mapping: { ...world.archiveMapping, subtree: true } };
    await saveOnly(stores, world, [root]);
    const at = [world.workspace.id, world.mailboxId] as const;
    const owned = await stores.sync.claimOne(world.workerId, ...at);
    if (!owned) throw new Error("not claimed");
    const parentId = world.archiveMapping.appFolderId;
    const mapping = { ...newMapping("2025"), inherited: true, subtree: true, parentId };
    await stores.sync.commit(owned, {
      folders: [child],
      mappings: [{ folderId: child.id, mapping }],
      events: [changed],
    });
    await saveOnly(stores, world, [root]);
    expect((await folderOf(stores, world, child.id)).mapping).toEqual(mapping);
    await saveOnly(stores, world, [{ ...root, mapping: world.archiveMapping }]);
    expect((await folderOf(stores, world, child.id)).mapping).toBeNull();
  });

  test("a folder that was moved out of its subtree doesn't stay with it", async () => {
    const { stores, world } = await startWorld(open);
    const root = { folderId: world.archive, mapping: { ...world.archiveMapping, subtree: true } };
    await saveOnly(stores, world, [root]);
    const [inside, outside] = [newFolder("Archive/2025"), newFolder("Deleted/2024")];
    const at = [world.workspace.id, world.mailboxId] as const;
    const child = (name: string) => ({
      ...newMapping(name),
      inherited: true,
      parentId: root.mapping.appFolderId,
    });
    await stores.sync.changeFolders(...at, () => ({
      folders: [inside, outside],
      mappings: [
        { folderId: inside.id, mapping: child("2025") },
        { folderId: outside.id, mapping: child("2024") },
      ],
      events: [],
    }));
    await saveOnly(stores, world, [root]);
    expect((await folderOf(stores, world, inside.id)).mapping).not.toBeNull();
    expect((await folderOf(stores, world, outside.id)).mapping).toBeNull();
  });

  test("a folder that has gone can't be mapped, and nothing is changed by trying", async () => {
    const { stores, world } = await startWorld(open);
    const gone = { ...newFolder("Old"), goneAt: NOW };
    await stores.sync.commit(world.ownership, { folders: [gone], events: [] });
    const mappings = [{ folderId: gone.id, mapping: newMapping("Old") }];
    await expect(saveOnly(stores, world, mappings)).rejects.toMatchObject({ code: "folderGone" });
    expect((await folderOf(stores, world, world.inbox)).mapping).not.toBeNull();
    await stores.sync.commit(world.ownership, { events: [changed] });
  });

  test("a folder that had gone and is listed again is back under its id, and can be mapped", async () => {
    const { stores, world } = await startWorld(open);
    const at = [world.workspace.id, world.mailboxId] as const;
    const gone = { ...newFolder("Old"), goneAt: NOW };
    await stores.sync.commit(world.ownership, { folders: [gone], events: [] });
    const back = { ...gone, goneAt: null, uidValidity: 77 };
    const folders = await stores.sync.changeFolders(...at, () => ({ folders: [back], events: [] }));
    expect(folders.filter(({ path }) => path === "Old")).toMatchObject([
      { id: gone.id, goneAt: null, uidValidity: 77 },
    ]);
    await saveOnly(stores, world, [{ folderId: gone.id, mapping: newMapping("Old") }]);
    expect((await folderOf(stores, world, gone.id)).mapping?.name).toBe("Old");
  });

  test("folders are added once, by their path", async () => {
    const { stores, world } = await startWorld(open);
    const mailbox = { workspaceId: world.workspace.id, id: world.mailboxId };
    const names = ["Clients", "Jobs", "Old", "New"];
    for (const [index, name] of names.entries()) {
      const added = await Promise.all(
        Array.from({ length: 6 }, () => addFolders(stores, mailbox, [newFolder("INBOX"), newFolder(name)])),
      );
      const paths = ["Archive", "INBOX", ...names.slice(0, index + 1)].toSorted();
      for (const folders of added) expect(folders.map((folder) => folder.path)).toEqual(paths);
    }
  });

  test("what LIST told a person is written beside the loop, which has to read it anew", async () => {
    const { stores, world } = await startWorld(open);
    const at = [world.workspace.id, world.mailboxId] as const;
    const before = await stores.connections.readMailbox(...at);
    await stores.sync.changeFolders(...at, () => null);
    expect(await stores.connections.readMailbox(...at)).toEqual(before);
    await importInto(stores, world, world.inbox, ["one"]);
    const seq = await stores.reading.lastSeq(...at);
    const changes = (known: readonly KnownFolder[]): FolderListChanges => ({
      folders: known.map((folder) => ({ ...folder, path: folder.id === world.inbox ? "Archive" : "INBOX" })),
      mappings: [{ folderId: world.archive, mapping: { ...world.archiveMapping, name: "Old" } }],
      ledgers: [{ folderId: world.inbox, ledger: { ...ledgerOf([1]), uidValidity: -NOW }, readAt: 0 }],
      renumbered: [{ folderId: world.inbox, from: VALIDITY, to: -NOW }],
      events: [changed],
    });
    const folders = await stores.sync.changeFolders(...at, changes);
    expect(
      folders.map(({ id, path, mapping, ledger }) => [id, path, mapping?.name, ledger?.uidValidity]),
    ).toEqual([
      [world.inbox, "Archive", "Inbox", -NOW],
      [world.archive, "INBOX", "Old", undefined],
    ]);
    const after = await stores.connections.readMailbox(...at);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    const events = await stores.reading.readEvents(...at, seq, 10);
    expect(events).toMatchObject([{ seq: seq + 1, event: changed }]);
    const commit = stores.sync.commit(world.ownership, { events: [changed] });
    await expect(commit).rejects.toMatchObject(ownershipLost);
  });
}
