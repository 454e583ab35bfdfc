// Commits, as every SyncStore must make them.
import { expect, test } from "vitest";
import type { FolderId, MessageId, RemoteKey, RevisionId, WorkerId } from "../../base/ids.ts";
import { remoteKey } from "../../core/ledger.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { Ownership } from "../../engine/ports/sync.ts";
import { changed, eventsOf, folderOf, ownershipLost, startWorld, subjectsOf } from "./store-looks.ts";
import {
  addFolders,
  copyOf,
  importInto,
  key,
  ledgerOf,
  makeWorld,
  NOW,
  newConnection,
  newFolder,
  newMessage,
  nextId,
  type Stores,
  VALIDITY,
} from "./store-world.ts";

function keysOf(uidValidity: number): readonly RemoteKey[] {
  return [1, 2].map((uid) => remoteKey(uidValidity, uid));
}

export function commitTests(open: () => Promise<Stores>): void {
  test("messages, copies, ledger and events are there together", async () => {
    const { stores, world } = await startWorld(open);
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
    const { stores, world } = await startWorld(open);
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
    const { stores, world } = await startWorld(open);
    for (let round = 0; round < 3; round++) {
      await stores.sync.commit(world.ownership, { events: [changed, changed] });
    }
    expect(await eventsOf(stores, world)).toHaveLength(6);
  });

  test("a worker that lost the mailbox changes nothing", async () => {
    const { stores, world } = await startWorld(open);
    const earlier: Ownership = { ...world.ownership, epoch: world.ownership.epoch - 1 };
    const stranger: Ownership = { ...world.ownership, workerId: nextId<WorkerId>() };
    for (const ownership of [earlier, stranger]) {
      await expect(stores.sync.commit(ownership, { events: [changed] })).rejects.toMatchObject(ownershipLost);
    }
    expect(await eventsOf(stores, world)).toEqual([]);
  });

  test("flags that are others now are told, once, also where the loop had seen them so before a person took it back", async () => {
    const { stores, world } = await startWorld(open);
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    const before = await eventsOf(stores, world);
    const flags = [{ folderId: world.inbox, key: key(1), flags: 1 }];
    await stores.sync.commit(world.ownership, { flags, events: [] });
    await stores.sync.commit(world.ownership, { flags, events: [] });
    const told = {
      kind: "message.flags",
      folderId: world.inbox,
      messageId: message?.messageId ?? nextId(),
    } as const;
    const again = [{ folderId: world.inbox, key: key(1), flags: 4 }];
    await stores.sync.commit(world.ownership, { flags: again, events: [{ ...told, flags: 4 }] });
    const events = (await eventsOf(stores, world)).slice(before.length);
    expect(events).toMatchObject([
      { ...told, flags: 1 },
      { ...told, flags: 4 },
    ]);
  });

  test("a message that was saved again since its bytes were found under another uid isn't taken for them", async () => {
    const { stores, world } = await startWorld(open);
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    const again = (revisionId: RevisionId) => ({
      ...{ folderId: world.inbox, from: key(1), to: key(9), flags: 0, internalDate: null },
      found: revisionId,
    });
    const late = stores.sync.commit(world.ownership, { rekeyed: [again(nextId())], events: [] });
    await expect(late).rejects.toMatchObject(ownershipLost);
    const places = () => stores.sync.copiesAt(world.ownership, world.inbox, [key(1), key(9)]);
    expect([...(await places()).keys()]).toEqual([key(1)]);
    const revisionId = message?.revisionId ?? nextId();
    await stores.sync.commit(world.ownership, { rekeyed: [again(revisionId)], events: [] });
    expect([...(await places()).keys()]).toEqual([key(9)]);
  });

  test("a failing commit leaves nothing behind", async () => {
    const { stores, world } = await startWorld(open);
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
    const at = await stores.sync.copiesAt(world.ownership, world.inbox, [key(1), key(2)]);
    expect([...at].map(([at, { messageId }]) => [at, messageId])).toEqual([[key(1), message?.messageId]]);
  });

  test("the same commit again, after its answer was lost, changes nothing", async () => {
    const { stores, world } = await startWorld(open);
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
    const { stores, world } = await startWorld(open);
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
    const { stores, world } = await startWorld(open);
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    if (!message) throw new Error("no message");
    const again = { copies: [copyOf(message, world.inbox, 9)], events: [] };
    await expect(stores.sync.commit(world.ownership, again)).rejects.toThrow("two copies");
  });

  test("a copy of a message, or in a folder, that the mailbox doesn't have is refused", async () => {
    const { stores, world } = await startWorld(open);
    const other = await makeWorld(stores, "Fabrikam");
    const [message] = await importInto(stores, world, world.inbox, ["one"]);
    const [foreign] = await importInto(stores, other, other.inbox, ["one"]);
    if (!message || !foreign) throw new Error("no message");
    const sibling = await stores.connections.connect(newConnection(world.user, "jobs@contoso.example"));
    const folder = newFolder("INBOX");
    await addFolders(stores, sibling.mailbox, [folder]);
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
    const { stores, world } = await startWorld(open);
    const message = newMessage("nul \0 and half \ud83d a pair");
    await stores.sync.commit(world.ownership, {
      messages: [message],
      copies: [copyOf(message, world.inbox, 1)],
      events: [],
    });
    expect(await subjectsOf(stores, world)).toEqual(["nul \ufffd and half \ufffd a pair"]);
  });

  test("copies keep their uids under another UIDVALIDITY, missed ones too, and no others change", async () => {
    const { stores, world } = await startWorld(open);
    const [one, two] = await importInto(stores, world, world.inbox, ["one", "two"]);
    if (!one || !two) throw new Error("no message");
    await stores.sync.commit(world.ownership, {
      copies: [copyOf(one, world.archive, 1)],
      missing: [{ folderId: world.inbox, keys: [key(2)], since: NOW }],
      events: [],
    });
    await stores.sync.commit(world.ownership, {
      renumbered: [
        { folderId: world.inbox, from: VALIDITY, to: -NOW },
        // Of which there are none: 7 is not 70.
        { folderId: world.archive, from: 70, to: 8 },
      ],
      events: [],
    });
    const at = async (folderId: FolderId, uidValidity: number) =>
      [...(await stores.sync.copiesAt(world.ownership, folderId, keysOf(uidValidity))).values()]
        .map(({ messageId }) => messageId)
        .sort();
    expect(await at(world.inbox, -NOW)).toEqual([one.messageId, two.messageId]);
    expect(await at(world.inbox, VALIDITY)).toEqual([]);
    expect(await at(world.archive, VALIDITY)).toEqual([one.messageId]);
    const [limbo] = await stores.sync.listLimbo(world.ownership);
    expect(limbo).toMatchObject({ messageId: two.messageId, key: remoteKey(-NOW, 2), since: NOW });
  });

  test("flags change where the copy lies", async () => {
    const { stores, world } = await startWorld(open);
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
    const { stores, world } = await startWorld(open);
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
    const { stores, world } = await startWorld(open);
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
                    revisionId: message.revisionId,
                    fingerprint: message.fingerprint,
                    serverId: message.serverId,
                    internalDate: message.internalDate,
                    sha256: message.place.sha256,
                    departed: false,
                    draft: false,
                    copies: [
                      {
                        folderId: message === two ? world.archive : world.inbox,
                        key: key(1),
                        flags: 0,
                        internalDate: NOW,
                        missing: false,
                        expected: false,
                        told: false,
                        left: false,
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
