// What every SyncStore must do, whatever it is made of.
import { describe, expect, test } from "vitest";
import type { FolderId, MessageId, WorkerId } from "../../base/ids.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { NewEvent, Ownership } from "../../engine/ports/sync.ts";
import {
  copyOf,
  importInto,
  key,
  ledgerOf,
  makeWorld,
  NOW,
  newConnection,
  newFolder,
  newMapping,
  newMessage,
  nextId,
  type Stores,
  type World,
} from "./store-world.ts";

/** `open` gives empty stores, and closes them by itself at the end of the test. */
export function syncStoreContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name}: commits`, () => commitTests(open));
  describe(`${name}: limbo`, () => limboTests(open));
  describe(`${name}: mappings`, () => mappingTests(open));
  describe(`${name}: ownership`, () => ownershipTests(open));
}

async function start(open: () => Promise<Stores>): Promise<{ stores: Stores; world: World }> {
  const stores = await open();
  return { stores, world: await makeWorld(stores) };
}

async function folderOf(stores: Stores, world: World, id: FolderId) {
  const loaded = await stores.sync.load(world.workspace.id, world.mailboxId);
  const folder = loaded?.folders.find((each) => each.id === id);
  if (!folder) throw new Error("no such folder");
  return folder;
}

async function eventsOf(stores: Stores, world: World): Promise<readonly NewEvent[]> {
  const rows = await stores.reading.readEvents(world.workspace.id, world.mailboxId, 0, 1000);
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
  return rows.map((row) => row.event);
}

async function subjectsOf(stores: Stores, world: World): Promise<readonly string[]> {
  const query = { folder: null, words: [], offset: 0, limit: 100 };
  const { messages } = await stores.reading.listMessages(world.workspace.id, world.mailboxId, query);
  return messages.map((message) => message.subject);
}

const ownershipLost = { code: "ownershipLost" };
const changed: NewEvent = { kind: "folders.changed" };

function commitTests(open: () => Promise<Stores>): void {
  test("messages, copies, ledger and events are there together", async () => {
    const { stores, world } = await start(open);
    const messages = await importInto(stores, world, world.inbox, ["one", "two", "three"]);
    expect(await subjectsOf(stores, world)).toEqual(["three", "two", "one"]);
    const folder = await folderOf(stores, world, world.inbox);
    expect(folder.ledger?.stored.toString()).toBe("1:3");
    expect(folder.readAt).toBe(NOW);
    expect(await eventsOf(stores, world)).toEqual([
      { kind: "messages.imported", folderId: world.inbox, messageIds: messages.map((m) => m.messageId) },
    ]);
    expect(await stores.reading.lastSeq(world.workspace.id, world.mailboxId)).toBe(1);
  });

  test("a ledger comes back as it was written", async () => {
    const { stores, world } = await start(open);
    const uids = UidSet.parse("1:4,7,9:12,4294967295");
    const ledger = {
      ...ledgerOf([1, 2, 3]),
      uidValidity: 4_294_967_295,
      uidNext: 4_294_967_296,
      modseq: 9_223_372_036_854_775_807n,
      uids,
      aside: UidSet.of([7]),
      mappedUidNext: 12,
    };
    await stores.sync.commit(world.ownership, {
      ledgers: [{ folderId: world.inbox, ledger, readAt: NOW + 5, searched: true }],
      events: [],
    });
    const folder = await folderOf(stores, world, world.inbox);
    expect(folder.ledger && { ...folder.ledger, uids: folder.ledger.uids.toString() }).toMatchObject({
      uidValidity: 4_294_967_295,
      uidNext: 4_294_967_296,
      modseq: 9_223_372_036_854_775_807n,
      uids: uids.toString(),
      mappedUidNext: 12,
    });
    expect(folder.mapping?.searched).toBe(true);
    expect(folder.readAt).toBe(NOW + 5);
  });

  test("events are numbered without gaps, in the order of the commits", async () => {
    const { stores, world } = await start(open);
    for (let round = 0; round < 3; round++) {
      await stores.sync.commit(world.ownership, { events: [changed, changed] });
    }
    expect(await eventsOf(stores, world)).toHaveLength(6);
  });

  test("a worker that lost the mailbox changes nothing", async () => {
    const { stores, world } = await start(open);
    const earlier: Ownership = { ...world.ownership, epoch: world.ownership.epoch - 1 };
    const stranger: Ownership = { ...world.ownership, workerId: nextId<WorkerId>() };
    for (const ownership of [earlier, stranger]) {
      await expect(stores.sync.commit(ownership, { events: [changed] })).rejects.toMatchObject(ownershipLost);
    }
    expect(await eventsOf(stores, world)).toEqual([]);
  });

  test("a failing commit leaves nothing behind", async () => {
    const { stores, world } = await start(open);
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    const other = newMessage("other");
    await expect(
      stores.sync.commit(world.ownership, {
        messages: [other],
        copies: [copyOf(other, world.inbox, 1)],
        events: [changed],
      }),
    ).rejects.toThrow();
    expect(await subjectsOf(stores, world)).toEqual(["one"]);
    expect(await eventsOf(stores, world)).toHaveLength(1);
    const at = await stores.sync.messagesAt(world.ownership, world.inbox, [key(1), key(2)]);
    expect([...at]).toEqual([[key(1), message?.messageId]]);
  });

  test("the same commit again, after its answer was lost, changes nothing", async () => {
    const { stores, world } = await start(open);
    const message = newMessage("one");
    const changes = {
      messages: [message],
      copies: [copyOf(message, world.inbox, 1)],
      events: [{ kind: "message.arrived", folderId: world.inbox, messageId: message.messageId }],
    } as const;
    await stores.sync.commit(world.ownership, changes);
    await stores.sync.commit(world.ownership, changes);
    expect(await eventsOf(stores, world)).toHaveLength(1);
    expect(await subjectsOf(stores, world)).toEqual(["one"]);
  });

  test("another message under an id that is taken is refused", async () => {
    const { stores, world } = await start(open);
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    const impostor = { ...newMessage("two"), messageId: message?.messageId ?? nextId<MessageId>() };
    await expect(
      stores.sync.commit(world.ownership, {
        messages: [impostor],
        copies: [copyOf(impostor, world.inbox, 2)],
        events: [],
      }),
    ).rejects.toThrow("another message");
  });

  test("a message has at most one copy in a folder", async () => {
    const { stores, world } = await start(open);
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    if (!message) throw new Error("no message");
    const again = { copies: [copyOf(message, world.inbox, 9)], events: [] };
    await expect(stores.sync.commit(world.ownership, again)).rejects.toThrow("two copies");
  });

  test("a copy of a message, or in a folder, that the mailbox doesn't have is refused", async () => {
    const { stores, world } = await start(open);
    const other = await makeWorld(stores, "Fabrikam");
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    const [foreign] = await importInto(stores, other, other.inbox, ["one"]);
    if (!message || !foreign) throw new Error("no message");
    const sibling = await stores.connections.connect(newConnection(world.user, "jobs@contoso.example"));
    const folder = newFolder("INBOX");
    await stores.sync.addFolders(world.workspace.id, sibling.mailbox.id, [folder]);
    for (const copy of [
      copyOf(message, other.archive, 5),
      copyOf(message, folder.id, 5),
      copyOf(foreign, world.archive, 5),
    ]) {
      await expect(stores.sync.commit(world.ownership, { copies: [copy], events: [] })).rejects.toThrow(
        "a copy",
      );
    }
  });

  test("text that a database can't hold is stored all the same", async () => {
    const { stores, world } = await start(open);
    const message = newMessage("nul \0 and half \ud83d a pair");
    await stores.sync.commit(world.ownership, {
      messages: [message],
      copies: [copyOf(message, world.inbox, 1)],
      events: [],
    });
    expect(await subjectsOf(stores, world)).toEqual(["nul \ufffd and half \ufffd a pair"]);
  });

  test("flags change where the copy lies", async () => {
    const { stores, world } = await start(open);
    await importInto(stores, world, world.inbox, ["one", "two"]);
    await stores.sync.commit(world.ownership, {
      flags: [
        { folderId: world.inbox, key: key(2), flags: 5 },
        { folderId: world.inbox, key: key(77), flags: 1 },
      ],
      events: [],
    });
    const [inbox] = await stores.reading.listFolders(world.workspace.id, world.mailboxId);
    expect(inbox).toMatchObject({ messages: 2, unread: 1 });
  });

  test("folders are made, renamed and said to be gone", async () => {
    const { stores, world } = await start(open);
    const folder = newFolder("Clients");
    await stores.sync.commit(world.ownership, { folders: [folder], events: [changed] });
    await stores.sync.commit(world.ownership, {
      folders: [{ ...folder, path: "Customers", goneAt: NOW }],
      events: [changed],
    });
    const stored = await folderOf(stores, world, folder.id);
    expect(stored).toEqual({
      ...folder,
      path: "Customers",
      goneAt: NOW,
      mapping: null,
      ledger: null,
      readAt: null,
    });
  });

  test("matches are found by fingerprint and by server id, departed ones too", async () => {
    const { stores, world } = await start(open);
    const [one] = await importInto(stores, world, world.inbox, ["one"]);
    const two = { ...newMessage("two"), serverId: "M-2" };
    await stores.sync.commit(world.ownership, {
      messages: [two],
      copies: [copyOf(two, world.archive, 1)],
      events: [],
    });
    const rows = await stores.sync.findMatches(world.ownership, {
      fingerprints: [one?.fingerprint ?? new Uint8Array()],
      serverIds: ["M-2", "M-3"],
    });
    expect(new Map(rows.map((row) => [row.messageId, row]))).toEqual(
      new Map(
        [one, two].flatMap((message) =>
          message
            ? [
                [
                  message.messageId,
                  {
                    messageId: message.messageId,
                    fingerprint: message.fingerprint,
                    serverId: message.serverId,
                    internalDate: message.internalDate,
                    sha256: message.place.sha256,
                    departed: false,
                    copies: [
                      {
                        folderId: message === two ? world.archive : world.inbox,
                        key: key(1),
                        missing: false,
                      },
                    ],
                  },
                ],
              ]
            : [],
        ),
      ),
    );
  });
}

function limboTests(open: () => Promise<Stores>): void {
  async function startMissing(): Promise<{ stores: Stores; world: World; messageId: MessageId }> {
    const { stores, world } = await start(open);
    const [message] = await importInto(stores, world, world.inbox, ["one", "two"]);
    if (!message) throw new Error("no message");
    await stores.sync.commit(world.ownership, {
      missing: [{ folderId: world.inbox, keys: [key(1)], since: NOW }],
      events: [],
    });
    return { stores, world, messageId: message.messageId };
  }

  test("a missed message is still listed, and limbo counts from the first time", async () => {
    const { stores, world, messageId } = await startMissing();
    await stores.sync.commit(world.ownership, {
      missing: [{ folderId: world.inbox, keys: [key(1)], since: NOW + 999 }],
      events: [],
    });
    expect(await stores.sync.listLimbo(world.ownership)).toEqual([
      { messageId, folderId: world.inbox, key: key(1), since: NOW, liveElsewhere: null },
    ]);
    expect(await subjectsOf(stores, world)).toEqual(["two", "one"]);
  });

  test("found again, limbo is over", async () => {
    const { stores, world } = await startMissing();
    await stores.sync.commit(world.ownership, {
      found: [{ folderId: world.inbox, keys: [key(1)] }],
      events: [],
    });
    expect(await stores.sync.listLimbo(world.ownership)).toEqual([]);
  });

  test("found in another folder it has moved, under its id", async () => {
    const { stores, world, messageId } = await startMissing();
    const copies = [{ messageId, folderId: world.archive, key: key(1), flags: 1, internalDate: NOW }];
    await stores.sync.commit(world.ownership, { copies, events: [] });
    expect(await stores.sync.listLimbo(world.ownership)).toMatchObject([{ liveElsewhere: world.archive }]);
    const moved = [{ messageId, fromFolderId: world.inbox }];
    await stores.sync.commit(world.ownership, { moved, events: [] });
    expect(await stores.sync.listLimbo(world.ownership)).toEqual([]);
    const read = await stores.reading.readMessage(world.workspace.id, world.mailboxId, messageId);
    expect(read?.appFolderIds).toEqual([world.archiveMapping.appFolderId]);
  });

  test("what is still seen where it is said to have moved from stays there", async () => {
    const { stores, world, messageId } = await startMissing();
    await stores.sync.commit(world.ownership, {
      found: [{ folderId: world.inbox, keys: [key(1)] }],
      copies: [{ messageId, folderId: world.archive, key: key(1), flags: 1, internalDate: NOW }],
      moved: [{ messageId, fromFolderId: world.inbox }],
      events: [],
    });
    const read = await stores.reading.readMessage(world.workspace.id, world.mailboxId, messageId);
    expect(read?.appFolderIds).toHaveLength(2);
  });

  test("a message that lies nowhere can't have moved", async () => {
    const { stores, world, messageId } = await startMissing();
    const moved = [{ messageId, fromFolderId: world.inbox }];
    await expect(stores.sync.commit(world.ownership, { moved, events: [] })).rejects.toThrow("lies nowhere");
  });

  test("departed, it leaves the lists and comes back under its id with a copy", async () => {
    const { stores, world, messageId } = await startMissing();
    const departed = [{ messageId, fromFolderId: world.inbox, at: NOW + 1, evidence: { read: [] } }];
    await stores.sync.commit(world.ownership, { departed, events: [] });
    expect(await subjectsOf(stores, world)).toEqual(["two"]);
    expect(await stores.reading.departures(world.workspace.id, world.mailboxId)).toEqual([
      { folder: "Inbox", count: 1, at: NOW + 1 },
    ]);
    const copies = [{ messageId, folderId: world.archive, key: key(1), flags: 0, internalDate: NOW }];
    await stores.sync.commit(world.ownership, { copies, events: [] });
    expect(await subjectsOf(stores, world)).toEqual(["two", "one"]);
    expect(await stores.reading.departures(world.workspace.id, world.mailboxId)).toEqual([]);
  });

  test("what lies in a folder can't have departed", async () => {
    const { stores, world } = await start(open);
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    const departed = [
      {
        messageId: message?.messageId ?? nextId<MessageId>(),
        fromFolderId: world.inbox,
        at: NOW,
        evidence: {},
      },
    ];
    await expect(stores.sync.commit(world.ownership, { departed, events: [] })).rejects.toThrow("lies in");
  });

  test("missed from two folders it departs once", async () => {
    const { stores, world, messageId } = await startMissing();
    const { archive, inbox } = world;
    const copies = [{ messageId, folderId: archive, key: key(1), flags: 0, internalDate: NOW }];
    await stores.sync.commit(world.ownership, { copies, events: [] });
    await stores.sync.commit(world.ownership, {
      missing: [{ folderId: archive, keys: [key(1)], since: NOW }],
      events: [],
    });
    const departed = [inbox, archive].map((fromFolderId) => ({
      messageId,
      fromFolderId,
      at: NOW,
      evidence: {},
    }));
    await stores.sync.commit(world.ownership, { departed, events: [] });
    expect(await stores.sync.listLimbo(world.ownership)).toEqual([]);
    expect(await stores.reading.countMessages(world.workspace.id, world.mailboxId)).toBe(1);
  });

  test("missed and seen again under a new key in the same folder, it has one copy there", async () => {
    const { stores, world, messageId } = await startMissing();
    const copies = [{ messageId, folderId: world.inbox, key: key(9), flags: 2, internalDate: NOW }];
    await stores.sync.commit(world.ownership, { copies, events: [] });
    const at = await stores.sync.messagesAt(world.ownership, world.inbox, [key(1), key(9)]);
    expect([...at]).toEqual([[key(9), messageId]]);
    expect(await stores.sync.listLimbo(world.ownership)).toEqual([]);
  });

  test("a new UIDVALIDITY gives the same copies new keys", async () => {
    const { stores, world, messageId } = await startMissing();
    await stores.sync.commit(world.ownership, {
      rekeyed: [{ folderId: world.inbox, from: key(1), to: key(2001), flags: 1 }],
      events: [],
    });
    const at = await stores.sync.messagesAt(world.ownership, world.inbox, [key(1), key(2001)]);
    expect([...at]).toEqual([[key(2001), messageId]]);
    expect(await stores.sync.listLimbo(world.ownership)).toEqual([]);
  });
}

function mappingTests(open: () => Promise<Stores>): void {
  const saveOnly = (stores: Stores, world: World, mappings: Parameters<Stores["sync"]["saveMappings"]>[2]) =>
    stores.sync.saveMappings(world.workspace.id, world.mailboxId, mappings, "3m", NOW + 10);

  test("saving starts the sync and stops whoever synced before", async () => {
    const { stores, world } = await start(open);
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

  test("a folder no longer mapped loses its copies; messages only there depart without a notice", async () => {
    const { stores, world } = await start(open);
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
    const { stores, world } = await start(open);
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

  test("two app folders may exchange their remote folders", async () => {
    const { stores, world } = await start(open);
    await saveOnly(stores, world, [
      { folderId: world.inbox, mapping: world.archiveMapping },
      { folderId: world.archive, mapping: world.inboxMapping },
    ]);
    expect((await folderOf(stores, world, world.inbox)).mapping?.role).toBe("archive");
    expect((await folderOf(stores, world, world.archive)).mapping?.role).toBe("inbox");
  });

  test("folders that came with a subtree stay while it is mapped, and go with it", async () => {
    const { stores, world } = await start(open);
    const child = newFolder("Archive/2025");
    const root = { folderId: world.archive, mapping: { ...world.archiveMapping, subtree: true } };
    await saveOnly(stores, world, [root]);
    const at = [world.workspace.id, world.mailboxId] as const;
    const owned = await stores.sync.claimOne(world.workerId, NOW, ...at);
    if (!owned) throw new Error("not claimed");
    const parentId = world.archiveMapping.appFolderId;
    const mapping = { ...newMapping("2025"), inherited: true, subtree: true, parentId };
    await stores.sync.commit(owned, {
      folders: [child],
      inherited: [{ folderId: child.id, mapping }],
      events: [changed],
    });
    await saveOnly(stores, world, [root]);
    expect((await folderOf(stores, world, child.id)).mapping).toEqual(mapping);
    await saveOnly(stores, world, [{ ...root, mapping: world.archiveMapping }]);
    expect((await folderOf(stores, world, child.id)).mapping).toBeNull();
  });

  test("a folder that has gone can't be mapped, and nothing is changed by trying", async () => {
    const { stores, world } = await start(open);
    const gone = { ...newFolder("Old"), goneAt: NOW };
    await stores.sync.commit(world.ownership, { folders: [gone], events: [] });
    const mappings = [{ folderId: gone.id, mapping: newMapping("Old") }];
    await expect(saveOnly(stores, world, mappings)).rejects.toMatchObject({ code: "folderGone" });
    expect((await folderOf(stores, world, world.inbox)).mapping).not.toBeNull();
    await stores.sync.commit(world.ownership, { events: [changed] });
  });

  test("folders are added once, by their path", async () => {
    const { stores, world } = await start(open);
    const at = [world.workspace.id, world.mailboxId] as const;
    const names = ["Clients", "Jobs", "Old", "New"];
    for (const [index, name] of names.entries()) {
      const added = await Promise.all(
        Array.from({ length: 6 }, () => stores.sync.addFolders(...at, [newFolder("INBOX"), newFolder(name)])),
      );
      const paths = ["Archive", "INBOX", ...names.slice(0, index + 1)].toSorted();
      for (const folders of added) expect(folders.map((folder) => folder.path)).toEqual(paths);
    }
  });
}

function ownershipTests(open: () => Promise<Stores>): void {
  test("a mailbox is claimed by one of many", async () => {
    const { stores, world } = await start(open);
    await stores.sync.release(world.ownership);
    const workers = Array.from({ length: 8 }, () => nextId<WorkerId>());
    await Promise.all(workers.map((worker) => stores.sync.beat(worker, NOW, {})));
    const at = [world.workspace.id, world.mailboxId] as const;
    const taken = await Promise.all(
      workers.map(async (worker, index) =>
        index % 2 === 0
          ? stores.sync.claimOne(worker, NOW, ...at)
          : ((await stores.sync.claim(worker, NOW, 5))[0] ?? null),
      ),
    );
    const winners = taken.filter((each) => each !== null);
    expect(winners).toHaveLength(1);
    for (const winner of winners) await stores.sync.commit(winner, { events: [changed] });
  });

  test("it belongs to its worker as long as that one beats, and nine seconds longer", async () => {
    const { stores, world } = await start(open);
    const other = nextId<WorkerId>();
    await stores.sync.beat(other, NOW, {});
    expect(await stores.sync.claim(other, NOW + 8_999, 5)).toEqual([]);
    const [taken] = await stores.sync.claim(other, NOW + 9_000, 5);
    expect(taken).toMatchObject({ workerId: other, mailboxId: world.mailboxId });
    expect(taken?.epoch).toBeGreaterThan(world.ownership.epoch);
    const late = stores.sync.commit(world.ownership, { events: [changed] });
    await expect(late).rejects.toMatchObject(ownershipLost);
  });

  test("who retires leaves its mailboxes to others at once", async () => {
    const { stores, world } = await start(open);
    await stores.sync.retire(world.workerId);
    const other = nextId<WorkerId>();
    await stores.sync.beat(other, NOW, {});
    expect(await stores.sync.claim(other, NOW, 5)).toHaveLength(1);
  });

  test("a late release takes nothing from the next owner", async () => {
    const { stores, world } = await start(open);
    await stores.sync.release(world.ownership);
    const at = [world.workspace.id, world.mailboxId] as const;
    const next = await stores.sync.claimOne(world.workerId, NOW, ...at);
    if (!next) throw new Error("not claimed");
    await stores.sync.release(world.ownership);
    await stores.sync.commit(next, { events: [changed] });
  });

  test("only mailboxes in state syncing are claimed unasked, a stopped one never", async () => {
    const { stores, world } = await start(open);
    const unmapped = await stores.connections.connect(newConnection(world.user, "jobs@contoso.example"));
    const worker = nextId<WorkerId>();
    await stores.sync.beat(worker, NOW, {});
    expect(await stores.sync.claim(worker, NOW, 5)).toEqual([]);
    const at = [world.workspace.id, unmapped.mailbox.id] as const;
    expect(await stores.sync.claimOne(worker, NOW, ...at)).not.toBeNull();
    await stores.connections.stop(unmapped.connection, "keep", NOW);
    expect(await stores.sync.claimOne(worker, NOW, ...at)).toBeNull();
  });

  test("when a mailbox was last found equal is in the worker's beat", async () => {
    const { stores, world } = await start(open);
    expect(await stores.sync.checkedAt(world.mailboxId)).toBeNull();
    await stores.sync.beat(world.workerId, NOW, { [world.mailboxId]: NOW - 3 });
    expect(await stores.sync.checkedAt(world.mailboxId)).toBe(NOW - 3);
  });
}
