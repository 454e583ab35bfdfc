// What every store must give to those who read.
import { describe, expect, test } from "vitest";
import { UidSet } from "../../core/uid-set.ts";
import type { MessageQuery } from "../../engine/ports/reading.ts";
import {
  copyOf,
  importInto,
  key,
  ledgerOf,
  makeWorld,
  NOW,
  newConnection,
  newMessage,
  type Stores,
  type World,
} from "./store-world.ts";

export function readingContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name}: lists`, () => listTests(open));
  describe(`${name}: one message, and all`, () => messageTests(open));
  describe(`${name}: state`, () => stateTests(open));
}

async function start(open: () => Promise<Stores>): Promise<{ stores: Stores; world: World }> {
  const stores = await open();
  return { stores, world: await makeWorld(stores) };
}

async function list(stores: Stores, world: World, query: Partial<MessageQuery>) {
  const all = { folder: null, offset: 0, limit: 50, ...query };
  const { messages, total } = await stores.reading.listMessages(world.workspace.id, world.mailboxId, all);
  return { subjects: messages.map((message) => message.subject), total, messages };
}

function listTests(open: () => Promise<Stores>): void {
  test("newest first, in a folder and in all, at any offset", async () => {
    const { stores, world } = await start(open);
    const names = Array.from({ length: 25 }, (_, index) => `m${index}`);
    await importInto(stores, world, world.inbox, names);
    const newest = names.toReversed();
    for (const folder of [null, world.inboxMapping.appFolderId]) {
      expect((await list(stores, world, { folder })).subjects).toEqual(newest);
      for (const offset of [0, 1, 7, 12, 13, 20, 24, 25, 99]) {
        const page = await list(stores, world, { folder, offset, limit: 4 });
        expect(page).toMatchObject({ subjects: newest.slice(offset, offset + 4), total: 25 });
      }
    }
    const empty = await list(stores, world, { folder: world.archiveMapping.appFolderId });
    expect(empty).toMatchObject({ subjects: [], total: 0 });
  });

  test("messages of one second keep one order, from both ends of the list", async () => {
    const { stores, world } = await start(open);
    const messages = Array.from({ length: 9 }, (_, index) => newMessage(`s${index}`, NOW));
    await stores.sync.commit(world.ownership, {
      messages,
      copies: messages.map((message, index) => copyOf(message, world.inbox, index + 1)),
      events: [],
    });
    const all = (await list(stores, world, {})).subjects;
    const paged: string[] = [];
    for (let offset = 0; offset < 9; offset += 2) {
      paged.push(...(await list(stores, world, { offset, limit: 2 })).subjects);
    }
    expect(paged).toEqual(all);
  });

  test("a message in two folders is in both, and once among all", async () => {
    const { stores, world } = await start(open);
    const [message] = await importInto(stores, world, world.archive, ["both"]);
    if (!message) throw new Error("no message");
    const copies = [{ ...copyOf(message, world.inbox, 3), flags: 1 }];
    await stores.sync.commit(world.ownership, { copies, events: [] });
    for (const mapping of [world.inboxMapping, world.archiveMapping]) {
      const { messages } = await list(stores, world, { folder: mapping.appFolderId });
      expect(messages).toMatchObject([{ appFolderId: mapping.appFolderId }]);
    }
    const { messages, total } = await list(stores, world, {});
    expect(messages).toMatchObject([{ appFolderId: world.inboxMapping.appFolderId, flags: 1 }]);
    expect(total).toBe(1);
  });

  test("a folder of another mailbox gives nothing", async () => {
    const { stores, world } = await start(open);
    const other = await makeWorld(stores, "Fabrikam");
    await importInto(stores, other, other.inbox, ["secret"]);
    const { total } = await list(stores, world, { folder: other.inboxMapping.appFolderId });
    expect(total).toBe(0);
    const sibling = await stores.connections.connect(newConnection(world.user, "jobs@contoso.example"));
    await importInto(stores, world, world.inbox, ["secret"]);
    const query = { folder: world.inboxMapping.appFolderId, offset: 0, limit: 9 };
    const page = await stores.reading.listMessages(world.workspace.id, sibling.mailbox.id, query);
    expect(page).toEqual({ messages: [], total: 0 });
  });
}

function messageTests(open: () => Promise<Stores>): void {
  test("a message is read with all that its list and its bytes need", async () => {
    const { stores, world } = await start(open);
    const [given] = await importInto(stores, world, world.inbox, ["one"]);
    if (!given) throw new Error("no message");
    const at = [world.workspace.id, world.mailboxId] as const;
    const { messageId, revisionId, scan, place, internalDate } = given;
    const { attachments, inReplyTo: _inReplyTo, references: _references, ...shown } = scan;
    expect(await stores.reading.readMessage(...at, messageId)).toEqual({
      ...shown,
      id: messageId,
      conversationId: messageId,
      refused: null,
      revisionId,
      appFolderId: world.inboxMapping.appFolderId,
      appFolderIds: [world.inboxMapping.appFolderId],
      internalDate,
      flags: 0,
      attachments: 0,
      attachmentList: attachments,
      size: place.size,
      place,
    });
    const other = await makeWorld(stores, "Fabrikam");
    const elsewhere = await stores.reading.readMessage(other.workspace.id, other.mailboxId, messageId);
    expect(elsewhere).toBeNull();
  });

  test("an export gives every message of every folder, oldest first", async () => {
    const { stores, world } = await start(open);
    const names = Array.from({ length: 450 }, (_, index) => `m${index}`);
    const messages = await importInto(stores, world, world.inbox, names);
    const [first] = messages;
    if (!first) throw new Error("no message");
    await stores.sync.commit(world.ownership, { copies: [copyOf(first, world.archive, 1)], events: [] });
    const seen: string[] = [];
    for await (const message of stores.reading.exportMessages(world.workspace.id, world.mailboxId)) {
      const inbox = message.appFolderId === world.inboxMapping.appFolderId;
      seen.push(`${inbox ? "Inbox" : "Archive"} ${message.subject}`);
    }
    expect(seen).toEqual(["Archive m0", ...names.map((name) => `Inbox ${name}`)]);
  });
}

function stateTests(open: () => Promise<Stores>): void {
  test("folders are shown in their order, with their counts", async () => {
    const { stores, world } = await start(open);
    const messages = [newMessage("read"), newMessage("unread"), newMessage("flagged")];
    const flags = [1, 0, 4];
    await stores.sync.commit(world.ownership, {
      messages,
      copies: messages.map((message, index) => copyOf(message, world.inbox, index + 1, flags[index])),
      events: [],
    });
    const folders = await stores.reading.listFolders(world.workspace.id, world.mailboxId);
    expect(folders).toEqual([
      {
        id: world.inboxMapping.appFolderId,
        folderId: world.inbox,
        role: "inbox",
        name: "Inbox",
        parentId: null,
        takesFolders: false,
        messages: 3,
        unread: 2,
      },
      expect.objectContaining({ role: "archive", messages: 0, unread: 0 }),
    ]);
    expect(await stores.reading.countMessages(world.workspace.id, world.mailboxId)).toBe(3);
  });

  test("progress counts what is wanted and what is still to come", async () => {
    const { stores, world } = await start(open);
    const at = [world.workspace.id, world.mailboxId] as const;
    expect(await stores.reading.progress(...at)).toEqual({ done: 0, total: 0 });
    const ledger = {
      ...ledgerOf([]),
      uids: UidSet.range(1, 100),
      wanted: UidSet.range(41, 100),
      stored: UidSet.range(81, 100),
      aside: UidSet.of([50]),
    };
    const ledgers = [{ folderId: world.inbox, ledger, readAt: NOW }];
    await stores.sync.commit(world.ownership, { ledgers, events: [] });
    expect(await stores.reading.progress(...at)).toEqual({ done: 21, total: 60 });
  });

  test("departures are told until they were seen, by folder", async () => {
    const { stores, world } = await start(open);
    const at = [world.workspace.id, world.mailboxId] as const;
    const messages = await importInto(stores, world, world.inbox, ["one", "two", "three"]);
    const depart = async (index: number, when: number) => {
      const messageId = messages[index]?.messageId;
      if (!messageId) throw new Error("no message");
      await stores.sync.commit(world.ownership, {
        missing: [{ folderId: world.inbox, keys: [key(index + 1)], since: when }],
        departed: [{ messageId, fromFolderId: world.inbox, at: when, evidence: {} }],
        events: [{ kind: "message.departed", fromFolderId: world.inbox, messageId }],
      });
    };
    await depart(0, NOW + 1);
    await depart(1, NOW + 2);
    expect(await stores.reading.departures(...at)).toEqual([
      { folderId: world.inbox, folder: "Inbox", count: 2, at: NOW + 2 },
    ]);
    await stores.reading.dismissDepartures(...at, NOW + 2);
    expect(await stores.reading.departures(...at)).toEqual([]);
    await depart(2, NOW + 3);
    expect(await stores.reading.departures(...at)).toEqual([
      { folderId: world.inbox, folder: "Inbox", count: 1, at: NOW + 3 },
    ]);
  });

  test("events are read from where one left off", async () => {
    const { stores, world } = await start(open);
    const at = [world.workspace.id, world.mailboxId] as const;
    const event = { kind: "folders.changed" } as const;
    await stores.sync.commit(world.ownership, { events: Array.from({ length: 5 }, () => event) });
    const rows = await stores.reading.readEvents(...at, 2, 2);
    expect(rows.map(({ seq, event: kind }) => ({ seq, kind }))).toEqual([
      { seq: 3, kind: event },
      { seq: 4, kind: event },
    ]);
    expect(rows.every((row) => row.at > 0)).toBe(true);
    expect(await stores.reading.readEvents(...at, 5, 10)).toEqual([]);
    expect(await stores.reading.lastSeq(...at)).toBe(5);
  });
}
