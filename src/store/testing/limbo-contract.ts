// Limbo and its ends, as every SyncStore must keep them.
import { expect, test } from "vitest";
import type { MessageId } from "../../base/ids.ts";
import { startWorld, subjectsOf } from "./store-looks.ts";
import { importInto, key, NOW, nextId, type Stores, type World } from "./store-world.ts";

export function limboTests(open: () => Promise<Stores>): void {
  async function startMissing(): Promise<{ stores: Stores; world: World; messageId: MessageId }> {
    const { stores, world } = await startWorld(open);
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
      { messageId, folderId: world.inbox, key: key(1), since: NOW, liveElsewhere: null, awaited: false },
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
      { folderId: world.inbox, folder: "Inbox", count: 1, at: NOW + 1 },
    ]);
    const copies = [{ messageId, folderId: world.archive, key: key(1), flags: 0, internalDate: NOW }];
    await stores.sync.commit(world.ownership, { copies, events: [] });
    expect(await subjectsOf(stores, world)).toEqual(["two", "one"]);
    expect(await stores.reading.departures(world.workspace.id, world.mailboxId)).toEqual([]);
  });

  test("what lies in a folder can't have departed", async () => {
    const { stores, world } = await startWorld(open);
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
    const at = await stores.sync.copiesAt(world.ownership, world.inbox, [key(1), key(9)]);
    expect([...at].map(([at, { messageId }]) => [at, messageId])).toEqual([[key(9), messageId]]);
    expect(await stores.sync.listLimbo(world.ownership)).toEqual([]);
  });

  test("a new UIDVALIDITY gives the same copies new keys", async () => {
    const { stores, world, messageId } = await startMissing();
    const rekeyed = { folderId: world.inbox, from: key(1), to: key(2001), flags: 1, internalDate: null };
    await stores.sync.commit(world.ownership, { rekeyed: [rekeyed], events: [] });
    const at = await stores.sync.copiesAt(world.ownership, world.inbox, [key(1), key(2001)]);
    expect([...at].map(([at, { messageId }]) => [at, messageId])).toEqual([[key(2001), messageId]]);
    expect(await stores.sync.listLimbo(world.ownership)).toEqual([]);
  });

  test("a copy under a new key takes its new date, or keeps the one it has", async () => {
    const { stores, world } = await startMissing();
    const at = [world.workspace.id, world.mailboxId] as const;
    const query = { folder: world.inboxMapping.appFolderId, offset: 0, limit: 9 };
    for (const [from, to, internalDate] of [
      [key(1), key(2001), NOW + 77_000],
      [key(2001), key(2002), null],
    ] as const) {
      const rekeyed = [{ folderId: world.inbox, from, to, flags: 1, internalDate }];
      await stores.sync.commit(world.ownership, { rekeyed, events: [] });
      const { messages } = await stores.reading.listMessages(...at, query);
      expect(messages.map(({ subject }) => subject)).toEqual(["one", "two"]);
    }
  });
}
