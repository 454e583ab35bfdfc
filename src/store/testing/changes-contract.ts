// The outbox and what it does to the lists, as every store must keep them.
import { describe, expect, test } from "vitest";
import type { FolderId, MessageId, RemoteKey } from "../../base/ids.ts";
import { FLAG_BITS } from "../../core/flags.ts";
import type { NewAct } from "../../core/place-act.ts";
import type { ActId, Changes } from "../../engine/ports/changes.ts";
import { type Bed, type ChangeStores, READ, startBed } from "./changes-bed.ts";
import { eventsOf } from "./store-looks.ts";
import { hash, key, NOW, nextId } from "./store-world.ts";
import { takenBackTests } from "./taken-back-contract.ts";

const { seen, flagged } = FLAG_BITS;

export function changesContract(name: string, open: () => Promise<ChangeStores>): void {
  const start = (): Promise<Bed> => startBed(open);

  describe(`${name}: acts of people`, () => {
    test("a flag is shown at once, and waits", async () => {
      const bed = await start();
      await bed.act(READ);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", `one ${seen}`], Archive: [] });
      expect(await bed.open()).toEqual([
        {
          seq: 1,
          messageId: bed.one,
          act: READ,
          attemptedAt: null,
          dueAt: NOW,
          tries: 0,
          copies: [{ folderId: bed.world.inbox, key: key(1), state: "here" }],
        },
      ]);
      const events = await eventsOf(bed.stores, bed.world);
      expect(events.at(-1)).toEqual({
        kind: "message.flags",
        folderId: bed.world.inbox,
        messageId: bed.one,
        flags: seen,
      });
    });

    test("what is so already is no change", async () => {
      const bed = await start();
      await bed.act(READ);
      await bed.act(READ);
      expect(await bed.open()).toHaveLength(1);
    });

    test("a move is shown at once, in one folder", async () => {
      const bed = await start();
      await bed.file();
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: ["one 0"] });
      expect((await bed.open())[0]?.copies.map(({ state }) => state)).toEqual(["here", "expected"]);
    });

    test("all that a folder shows, and nothing of another workspace's mailbox", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const submit = (messages: Parameters<Changes["submit"]>[0]["messages"]): Promise<number | null> =>
        stores.changes.submit({
          workspaceId: world.workspace.id,
          mailboxId: world.mailboxId,
          userId: world.user.id,
          actId: nextId<ActId>(),
          act: READ,
          messages,
          now: NOW,
          dueAt: NOW,
        });
      expect(await submit([nextId<MessageId>()])).toBe(0);
      expect(await submit({ all: world.inboxMapping.appFolderId })).toBe(2);
    });

    test("erased, it is in no list", async () => {
      const bed = await start();
      await bed.act({ kind: "erase", from: bed.world.inbox }, [bed.one], NOW + 10_000);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: [] });
      const at = [bed.world.workspace.id, bed.world.mailboxId] as const;
      const { messages } = await bed.stores.reading.listMessages(...at, {
        folder: null,
        offset: 0,
        limit: 10,
      });
      expect(messages.map(({ subject }) => subject)).toEqual(["two"]);
      expect((await bed.open())[0]?.dueAt).toBe(NOW + 10_000);
    });

    test("a folder that isn't there takes nothing", async () => {
      const bed = await start();
      const away: NewAct = { kind: "move", from: null, to: nextId<FolderId>() };
      await expect(bed.act(away)).rejects.toMatchObject({ code: "folderGone" });
    });

    test("a stopped mailbox is not changed, and what waited is dropped", async () => {
      const bed = await start();
      await bed.file();
      await bed.act(READ, [bed.two]);
      await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
      expect(await bed.open()).toEqual([]);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
      await expect(bed.act(READ)).rejects.toMatchObject({ code: "stopped" });
    });

    test("of several changes of a message that are dropped the oldest knows how it was", async () => {
      const bed = await start();
      await bed.act(READ);
      await bed.act({ kind: "flags", add: flagged, remove: seen });
      await bed.act(READ);
      await bed.file();
      const before = (await eventsOf(bed.stores, bed.world)).length;
      await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
      const events = (await eventsOf(bed.stores, bed.world)).slice(before);
      expect(events).toEqual([
        {
          ...{ kind: "message.moved", fromFolderId: bed.world.archive, folderId: bed.world.inbox },
          messageId: bed.one,
        },
      ]);
    });

    test("to be finished first, what waits keeps the mailbox from being stopped", async () => {
      const bed = await start();
      const { connections, sync } = bed.stores;
      const stop = () => connections.stop(bed.world.connection, "keep", NOW, "finish");
      await bed.act(READ);
      await expect(stop()).rejects.toMatchObject({ code: "changesWaiting" });
      expect(await bed.open(), "nothing has happened").toHaveLength(1);
      const ended = [{ seq: 1, outcome: "done", why: null, at: NOW }] as const;
      await sync.commit(bed.world.ownership, { ended, events: [] });
      expect(await stop()).toMatchObject({ mailboxStopped: true });
    });
  });

  takenBackTests(name, start);

  describe(`${name}: undo`, () => {
    test("what nobody was told is as if it had never been", async () => {
      const bed = await start();
      const undo = (actId: ActId): Promise<boolean> =>
        bed.stores.changes.undo(bed.world.workspace.id, bed.world.mailboxId, actId, NOW);
      const filed = await bed.file();
      const readIt = await bed.act(READ);
      expect(await undo(readIt)).toBe(true);
      expect(await undo(filed)).toBe(true);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
      expect(await bed.open()).toEqual([]);
      expect(await undo(filed), "once").toBe(false);
    });

    test("what was told is done the other way round", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const filed = await bed.file();
      await stores.sync.commit(world.ownership, {
        relocated: [relocation(bed, key(9))],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      expect(await stores.changes.undo(world.workspace.id, world.mailboxId, filed, NOW)).toBe(true);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
      expect((await bed.open()).map(({ act }) => act)).toEqual([
        { kind: "move", from: world.archive, to: world.inbox, elsewhere: [] },
      ]);
    });

    test("erased by the provider it is too late", async () => {
      const bed = await start();
      const actId = await bed.act({ kind: "erase", from: bed.world.inbox });
      await bed.stores.sync.commit(bed.world.ownership, {
        erased: [{ messageId: bed.one, fromFolderId: bed.world.inbox, at: NOW }],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      const { workspace, mailboxId } = bed.world;
      expect(await bed.stores.changes.undo(workspace.id, mailboxId, actId, NOW)).toBe(false);
    });
  });

  describe(`${name}: what the loop finds while a change waits`, () => {
    test("a reading doesn't take back a flag that was set here, and brings the others", async () => {
      const bed = await start();
      await bed.act(READ);
      const flags = [{ folderId: bed.world.inbox, key: key(1), flags: flagged }];
      await bed.stores.sync.commit(bed.world.ownership, { flags, events: [] });
      expect((await bed.lists()).Inbox).toEqual(["two 0", `one ${seen | flagged}`]);
      expect(await bed.stores.sync.copiesAt(bed.world.ownership, bed.world.inbox, [key(1)])).toEqual(
        new Map([
          [key(1), { messageId: bed.one, flags: seen | flagged, pendingFlags: seen, missing: false }],
        ]),
      );
    });

    test("confirmed, what the provider says counts again", async () => {
      const bed = await start();
      await bed.act(READ);
      const flags = [{ folderId: bed.world.inbox, key: key(1), flags: seen }];
      await bed.stores.sync.commit(bed.world.ownership, {
        flags,
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      await bed.stores.sync.commit(bed.world.ownership, {
        flags: [{ folderId: bed.world.inbox, key: key(1), flags: 0 }],
        events: [],
      });
      expect((await bed.lists()).Inbox).toEqual(["two 0", "one 0"]);
    });

    test("of two flag changes the second stays pending when the first is confirmed", async () => {
      const bed = await start();
      await bed.act(READ);
      await bed.act({ kind: "flags", add: flagged, remove: 0 });
      await bed.stores.sync.commit(bed.world.ownership, {
        flags: [{ folderId: bed.world.inbox, key: key(1), flags: seen }],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      expect((await bed.lists()).Inbox).toEqual(["two 0", `one ${seen | flagged}`]);
    });

    test("where a message is expected it is no other place for one that is missed", async () => {
      const bed = await start();
      await bed.file();
      await bed.stores.sync.commit(bed.world.ownership, {
        missing: [{ folderId: bed.world.inbox, keys: [key(1)], since: NOW }],
        events: [],
      });
      expect(await bed.stores.sync.listLimbo(bed.world.ownership)).toMatchObject([
        { messageId: bed.one, folderId: bed.world.inbox, liveElsewhere: null },
      ]);
      const [match] = await matchesOf(bed);
      expect(match?.copies.every(({ missing }) => missing)).toBe(true);
    });

    test("departed meanwhile, nothing of it is expected any more", async () => {
      const bed = await start();
      await bed.file();
      await bed.stores.sync.commit(bed.world.ownership, {
        missing: [{ folderId: bed.world.inbox, keys: [key(1)], since: NOW }],
        events: [],
      });
      await bed.stores.sync.commit(bed.world.ownership, {
        departed: [{ messageId: bed.one, fromFolderId: bed.world.inbox, at: NOW + 1, evidence: {} }],
        events: [],
      });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: [] });
      expect((await bed.open())[0]?.copies).toEqual([]);
    });
  });

  describe(`${name}: what came of a change`, () => {
    test("attempted is written before, and says when", async () => {
      const bed = await start();
      await bed.file();
      const told = async () => (await matchesOf(bed))[0]?.copies.map((copy) => [copy.folderId, copy.told]);
      const places = [bed.world.inbox, bed.world.archive].toSorted();
      expect(await told()).toEqual(places.map((each) => [each, false]));
      await bed.stores.sync.commit(bed.world.ownership, {
        attempted: { seqs: [1], at: NOW + 5 },
        events: [],
      });
      expect((await bed.open())[0]?.attemptedAt).toBe(NOW + 5);
      expect(await told()).toEqual(places.map((each) => [each, each === bed.world.archive]));
    });

    test("what the provider can't do now is due later, and its tries are counted", async () => {
      const bed = await start();
      await bed.file();
      const postponed = { seqs: [1], until: NOW + 60_000 };
      await bed.stores.sync.commit(bed.world.ownership, { postponed, events: [] });
      expect(await bed.open()).toMatchObject([{ dueAt: NOW + 60_000, tries: 1 }]);
    });

    test("refused now, flags are said again whatever a reading tells; what was moved may have been", async () => {
      const bed = await start();
      await bed.act(READ);
      await bed.act({ kind: "move", from: bed.world.inbox, to: bed.world.archive }, [bed.two]);
      await bed.stores.sync.commit(bed.world.ownership, {
        attempted: { seqs: [1, 2], at: NOW + 5 },
        events: [],
      });
      await bed.stores.sync.commit(bed.world.ownership, {
        postponed: { seqs: [1, 2], until: NOW + 60_000 },
        events: [],
      });
      expect((await bed.open()).map(({ attemptedAt }) => attemptedAt)).toEqual([null, NOW + 5]);
    });

    test("a move that was refused is known to be so, until it is told again", async () => {
      const bed = await start();
      await bed.file();
      const attempt = (): Promise<void> =>
        bed.stores.sync.commit(bed.world.ownership, { attempted: { seqs: [1], at: NOW }, events: [] });
      const postponed = { seqs: [1], until: NOW + 60_000 };
      await attempt();
      expect((await bed.open())[0]?.answered).toBeUndefined();
      await bed.stores.sync.commit(bed.world.ownership, { postponed, events: [] });
      expect((await bed.open())[0]?.answered).toBe(true);
      await attempt();
      expect((await bed.open())[0]?.answered).toBeUndefined();
    });

    test("moved, it is in limbo under its new key until a reading has seen it", async () => {
      const bed = await start();
      await bed.file();
      await bed.stores.sync.commit(bed.world.ownership, {
        relocated: [relocation(bed, key(9))],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      expect(await bed.open()).toEqual([]);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: ["one 0"] });
      expect(await bed.stores.sync.listLimbo(bed.world.ownership)).toMatchObject([
        { folderId: bed.world.archive, key: key(9), since: NOW },
      ]);
      const found = [{ folderId: bed.world.archive, keys: [key(9)] }];
      await bed.stores.sync.commit(bed.world.ownership, { found, events: [] });
      expect(await bed.stores.sync.listLimbo(bed.world.ownership)).toEqual([]);
    });

    test("moved without a word of where to, it is found there by what it is", async () => {
      const bed = await start();
      await bed.file();
      await bed.stores.sync.commit(bed.world.ownership, {
        relocated: [relocation(bed, null)],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      const [limbo] = await bed.stores.sync.listLimbo(bed.world.ownership);
      await bed.stores.sync.commit(bed.world.ownership, {
        rekeyed: [
          {
            folderId: bed.world.archive,
            from: limbo?.key ?? ("" as RemoteKey),
            to: key(9),
            flags: seen,
            internalDate: null,
          },
        ],
        events: [],
      });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: [`one ${seen}`] });
    });

    test("moved on before the first move was done, both are done in turn", async () => {
      const bed = await start();
      await bed.file();
      await bed.act({ kind: "move", from: bed.world.archive, to: bed.world.inbox });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
      await bed.stores.sync.commit(bed.world.ownership, {
        relocated: [relocation(bed, key(9))],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      expect(await bed.lists(), "it is shown where it will be").toEqual({
        Inbox: ["two 0", "one 0"],
        Archive: [],
      });
    });

    test("refused, the lists are as before, and the reason waits to be read", async () => {
      const bed = await start();
      await bed.file();
      const at = [bed.world.workspace.id, bed.world.mailboxId] as const;
      const ended = [{ seq: 1, outcome: "refused", why: "readOnly", at: NOW + 1 }] as const;
      await bed.stores.sync.commit(bed.world.ownership, { ended, events: [] });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
      expect(await bed.stores.changes.outbox(...at, NOW)).toMatchObject({
        waiting: 0,
        refused: [{ kind: "move", why: "readOnly", count: 1, at: NOW + 1 }],
      });
      await bed.stores.changes.dismissRefusals(...at);
      expect((await bed.stores.changes.outbox(...at, NOW)).refused).toEqual([]);
    });

    test("what is held back for a change of mind doesn't wait for the provider, what it can't do now does", async () => {
      const bed = await start();
      const { workspace, mailboxId, ownership } = bed.world;
      await bed.act(READ, [bed.two], NOW);
      await bed.act({ kind: "move", from: bed.world.inbox, to: bed.world.archive }, [bed.one], NOW + 10_000);
      const outbox = (now: number) => bed.stores.changes.outbox(workspace.id, mailboxId, now);
      expect(await outbox(NOW)).toMatchObject({ waiting: 1, since: NOW, held: 1 });
      expect(await outbox(NOW + 10_000)).toMatchObject({ waiting: 2, held: 0 });
      const postponed = { seqs: [1], until: NOW + 60_000 };
      await bed.stores.sync.commit(ownership, { postponed, events: [] });
      expect(await outbox(NOW)).toMatchObject({ waiting: 1, since: NOW, held: 1 });
    });

    test("refused because the message is gone, it is nowhere", async () => {
      const bed = await start();
      await bed.file();
      await bed.stores.sync.commit(bed.world.ownership, {
        erased: [{ messageId: bed.one, fromFolderId: bed.world.inbox, at: NOW }],
        ended: [{ seq: 1, outcome: "refused", why: "gone", at: NOW }],
        events: [],
      });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: [] });
      const { workspace, mailboxId } = bed.world;
      expect(await bed.stores.reading.countMessages(workspace.id, mailboxId)).toBe(1);
    });

    test("what Twinbox changed is told by act and outcome, newest first", async () => {
      const bed = await start();
      await bed.act(READ, [bed.one, bed.two]);
      await bed.file();
      await bed.stores.sync.commit(bed.world.ownership, {
        ended: [
          { seq: 1, outcome: "done", why: null, at: NOW + 1 },
          { seq: 2, outcome: "done", why: null, at: NOW + 1 },
        ],
        events: [],
      });
      const { workspace, mailboxId } = bed.world;
      const page = (limit: number, cursor: number | null) =>
        bed.stores.changes.changed(workspace.id, mailboxId, { limit, cursor });
      const move = {
        kind: "move",
        from: "INBOX",
        to: "Archive",
        count: 1,
        subject: "one",
        outcome: "waiting",
      };
      const flags = {
        kind: "flags",
        add: seen,
        from: null,
        to: null,
        count: 2,
        subject: "one",
        outcome: "done",
      };
      expect(await page(10, null)).toMatchObject({ entries: [move, flags], next: null });
      const first = await page(1, null);
      expect(first).toMatchObject({ entries: [move], next: expect.any(Number) });
      expect(await page(1, first.next)).toMatchObject({ entries: [flags], next: null });
    });
  });
}

function relocation({ one, world }: Bed, to: RemoteKey | null) {
  return { messageId: one, fromFolderId: world.inbox, toFolderId: world.archive, key: to, at: NOW };
}

function matchesOf({ stores, world }: Bed) {
  return stores.sync.findMatches(world.ownership, { fingerprints: [hash("one")], serverIds: [] });
}
