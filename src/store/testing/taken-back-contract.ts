// What is taken back, refused or told of changes, as every store must keep it.
import { describe, expect, test } from "vitest";
import type { RemoteKey } from "../../base/ids.ts";
import { FLAG_BITS } from "../../core/flags.ts";
import { type FolderLedger, withRows } from "../../core/ledger.ts";
import type { ActId } from "../../engine/ports/changes.ts";
import { type Bed, READ } from "./changes-bed.ts";
import { eventsOf } from "./store-looks.ts";
import { key, ledgerOf, NOW } from "./store-world.ts";

const { seen, flagged } = FLAG_BITS;

function ledgerWith(uid: number, uids: readonly number[], flags: number): FolderLedger {
  const ledger = ledgerOf(uids);
  return { ...ledger, flags: withRows(ledger.flags, [{ uid, flags }]) };
}

export function takenBackTests(name: string, start: () => Promise<Bed>): void {
  describe(`${name}: what is taken back`, () => {
    test("two changes of one message's flags are dropped by a Stop as if neither had been", async () => {
      const bed = await start();
      await bed.act(READ);
      await bed.act({ kind: "flags", add: flagged, remove: seen });
      await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
    });

    test("undone, a flag is what the provider has by then", async () => {
      const bed = await start();
      const readIt = await bed.act(READ);
      await bed.stores.sync.commit(bed.world.ownership, {
        flags: [{ folderId: bed.world.inbox, key: key(1), flags: seen | flagged }],
        ledgers: [{ folderId: bed.world.inbox, ledger: ledgerWith(1, [1, 2], seen | flagged), readAt: NOW }],
        events: [],
      });
      await bed.stores.changes.undo(bed.world.workspace.id, bed.world.mailboxId, readIt, NOW);
      expect((await bed.lists()).Inbox).toEqual(["two 0", `one ${seen | flagged}`]);
    });

    test("undone, a flag is on each copy what the provider has there", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const at = { messageId: bed.one, folderId: world.archive, key: key(9) };
      const copies = [{ ...at, flags: 0, internalDate: NOW }];
      await stores.sync.commit(world.ownership, { copies, events: [] });
      const readIt = await bed.act(READ);
      await stores.sync.commit(world.ownership, {
        flags: [{ folderId: world.inbox, key: key(1), flags: seen }],
        ledgers: [{ folderId: world.inbox, ledger: ledgerWith(1, [1, 2], seen), readAt: NOW }],
        events: [],
      });
      await stores.sync.commit(world.ownership, {
        flags: [{ folderId: world.archive, key: key(9), flags: flagged }],
        ledgers: [{ folderId: world.archive, ledger: ledgerWith(9, [9], flagged), readAt: NOW }],
        events: [],
      });
      await stores.changes.undo(world.workspace.id, world.mailboxId, readIt, NOW);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", `one ${seen}`], Archive: [`one ${flagged}`] });
    });

    test("undone, a flag is what a change before it that still waits has made of it", async () => {
      const bed = await start();
      await bed.act(READ);
      const unread = await bed.act({ kind: "flags", add: 0, remove: seen });
      await bed.stores.changes.undo(bed.world.workspace.id, bed.world.mailboxId, unread, NOW);
      expect((await bed.lists()).Inbox).toEqual(["two 0", `one ${seen}`]);
    });

    test("refused, a flag gives way to a later change that still waits", async () => {
      const bed = await start();
      await bed.act(READ);
      await bed.act({ kind: "flags", add: 0, remove: seen });
      await bed.act(READ);
      const ended = [{ seq: 1, outcome: "refused", why: "refused", at: NOW }] as const;
      await bed.stores.sync.commit(bed.world.ownership, { ended, events: [] });
      expect((await bed.lists()).Inbox).toEqual(["two 0", `one ${seen}`]);
    });

    test("undone when the folder it was moved from is mapped no more, a message has departed", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const filed = await bed.file();
      const at = [world.workspace.id, world.mailboxId] as const;
      const archive = { folderId: world.archive, mapping: world.archiveMapping };
      await stores.sync.saveMappings(...at, [archive], "all", NOW);
      expect(await stores.changes.undo(...at, filed, NOW)).toBe(true);
      expect(await stores.reading.countMessages(...at)).toBe(0);
    });

    test("undone, the way back leaves a message where it was moved before", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const back = { kind: "move", from: world.archive, to: world.inbox } as const;
      await bed.file();
      const brought = await bed.act(back);
      const undo = (actId: ActId): Promise<boolean> =>
        stores.changes.undo(world.workspace.id, world.mailboxId, actId, NOW);
      await undo(brought);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: ["one 0"] });
      await bed.act(back);
      await undo(await bed.file());
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
      const [first] = await bed.open();
      expect(first?.copies.map(({ state }) => state).sort()).toEqual(["expected", "here"]);
    });

    test("found where it was moved, a message is still shown where a later act brings it back", async () => {
      const bed = await start();
      const { world, stores } = bed;
      await bed.file();
      await bed.act({ kind: "move", from: world.archive, to: world.inbox });
      await stores.sync.commit(world.ownership, {
        missing: [{ folderId: world.inbox, keys: [key(1)], since: NOW }],
        rekeyed: [
          {
            folderId: world.archive,
            from: `expected:${bed.one}` as RemoteKey,
            to: key(9),
            flags: 0,
            internalDate: null,
          },
        ],
        events: [],
      });
      await stores.sync.commit(world.ownership, {
        moved: [{ messageId: bed.one, fromFolderId: world.inbox }],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
      expect((await bed.open())[0]?.copies.map(({ state }) => state).sort()).toEqual(["expected", "here"]);
    });

    test("found where it was moved after that was taken back, a message is there too", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const filed = await bed.file();
      await stores.changes.undo(world.workspace.id, world.mailboxId, filed, NOW);
      const before = (await eventsOf(stores, world)).length;
      const from = `expected:${bed.one}` as RemoteKey;
      const rekeyed = [{ folderId: world.archive, from, to: key(9), flags: seen, internalDate: null }];
      for (let time = 0; time < 2; time++) {
        await stores.sync.commit(world.ownership, { rekeyed, events: [] });
        expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [`one ${seen}`] });
        expect((await eventsOf(stores, world)).slice(before)).toEqual([
          { kind: "message.returned", folderId: world.archive, messageId: bed.one },
        ]);
      }
    });

    test("what comes again to a folder that a change takes it from is not shown there", async () => {
      const bed = await start();
      const { world, stores } = bed;
      await bed.file();
      const missing = [{ folderId: world.inbox, keys: [key(1)], since: NOW }];
      const moved = [{ messageId: bed.one, fromFolderId: world.inbox }];
      await stores.sync.commit(world.ownership, { missing, events: [] });
      await stores.sync.commit(world.ownership, { moved, events: [] });
      const again = { messageId: bed.one, folderId: world.inbox, key: key(5), flags: 0, internalDate: NOW };
      const before = (await eventsOf(stores, world)).length;
      await stores.sync.commit(world.ownership, {
        copies: [again],
        events: [{ kind: "messages.imported", folderId: world.inbox, messageIds: [bed.one] }],
      });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: ["one 0"] });
      expect((await eventsOf(stores, world)).slice(before)).toEqual([]);
      const ended = [{ seq: 1, outcome: "refused", why: "refused", at: NOW }] as const;
      await stores.sync.commit(world.ownership, { ended, events: [] });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
    });

    test("moved to a folder that doesn't expect it any more, a message is there", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const to = { toFolderId: world.archive, key: key(9), at: NOW };
      await stores.sync.commit(world.ownership, {
        relocated: [{ messageId: bed.one, fromFolderId: world.inbox, ...to }],
        events: [
          { kind: "message.moved", messageId: bed.one, fromFolderId: world.inbox, folderId: world.archive },
        ],
      });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0"], Archive: ["one 0"] });
      const limbo = await stores.sync.listLimbo(world.ownership);
      expect(limbo.map(({ folderId, key: at }) => [folderId, at])).toEqual([[world.archive, key(9)]]);
    });

    test("moved back to where it is still missed, a message is missed there from then on", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const archived = {
        messageId: bed.one,
        folderId: world.archive,
        key: key(9),
        flags: 0,
        internalDate: NOW,
      };
      await stores.sync.commit(world.ownership, {
        copies: [archived],
        missing: [{ folderId: world.inbox, keys: [key(1)], since: NOW }],
        events: [],
      });
      const to = { toFolderId: world.inbox, key: key(7), at: NOW + 5_000 };
      await stores.sync.commit(world.ownership, {
        relocated: [{ messageId: bed.one, fromFolderId: world.archive, ...to }],
        events: [],
      });
      const limbo = await stores.sync.listLimbo(world.ownership);
      expect(limbo.map(({ key: at, since }) => [at, since])).toEqual([[key(7), NOW + 5_000]]);
    });

    test("while it is brought back to a folder, that one goes on showing a message that is missed there", async () => {
      const bed = await start();
      const { world, stores } = bed;
      await bed.file();
      await stores.sync.commit(world.ownership, {
        missing: [{ folderId: world.inbox, keys: [key(1)], since: NOW }],
        rekeyed: [
          {
            folderId: world.archive,
            from: `expected:${bed.one}` as RemoteKey,
            to: key(9),
            flags: 0,
            internalDate: null,
          },
        ],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      await bed.act({ kind: "move", from: world.archive, to: world.inbox });
      await stores.sync.commit(world.ownership, { attempted: { seqs: [2], at: NOW }, events: [] });
      const moved = [{ messageId: bed.one, fromFolderId: world.inbox }];
      await stores.sync.commit(world.ownership, { moved, events: [] });
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [] });
    });

    test("a copy that came later shows what the provider has of a flag that waits elsewhere", async () => {
      const bed = await start();
      const { world, stores } = bed;
      await bed.act({ kind: "flags", add: flagged, remove: 0 });
      const archived = {
        messageId: bed.one,
        folderId: world.archive,
        key: key(9),
        flags: 0,
        internalDate: NOW,
      };
      await stores.sync.commit(world.ownership, { copies: [archived], events: [] });
      await bed.act(READ);
      await bed.act({ kind: "flags", add: FLAG_BITS.answered, remove: 0 });
      const at = { folderId: world.archive, key: key(9) };
      await stores.sync.commit(world.ownership, {
        ended: [{ seq: 2, outcome: "done", why: null, at: NOW }],
        flags: [{ ...at, flags: seen }],
        events: [],
      });
      await stores.sync.commit(world.ownership, { flags: [{ ...at, flags: seen | flagged }], events: [] });
      expect((await bed.lists()).Archive).toEqual([`one ${seen | flagged | FLAG_BITS.answered}`]);
    });

    test("undone, a copy that was so already stays so", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const archived = {
        messageId: bed.one,
        folderId: world.archive,
        key: key(9),
        flags: seen,
        internalDate: NOW,
      };
      await stores.sync.commit(world.ownership, { copies: [archived], events: [] });
      const readIt = await bed.act(READ);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", `one ${seen}`], Archive: [`one ${seen}`] });
      await stores.changes.undo(world.workspace.id, world.mailboxId, readIt, NOW);
      expect(await bed.lists()).toEqual({ Inbox: ["two 0", "one 0"], Archive: [`one ${seen}`] });
    });

    test("what lay there marked is shown again when somebody takes the mark away", async () => {
      const bed = await start();
      const { world, stores } = bed;
      await bed.act({ kind: "erase", from: world.inbox });
      await stores.sync.commit(world.ownership, {
        marked: [{ messageId: bed.one, folderId: world.inbox }],
        flags: [{ folderId: world.inbox, key: key(1), flags: FLAG_BITS.deleted }],
        ended: [{ seq: 1, outcome: "done", why: null, at: NOW }],
        events: [],
      });
      expect((await bed.lists()).Inbox).toEqual(["two 0"]);
      const flags = [{ folderId: world.inbox, key: key(1), flags: 0 }];
      await stores.sync.commit(world.ownership, { flags, events: [] });
      expect((await bed.lists()).Inbox).toEqual(["two 0", "one 0"]);
      expect((await eventsOf(stores, world)).at(-1)).toEqual({
        kind: "message.returned",
        folderId: world.inbox,
        messageId: bed.one,
      });
    });
  });

  describe(`${name}: what is told`, () => {
    test("of a change that ended what the lists show differently, and nothing else", async () => {
      const bed = await start();
      const { world, stores } = bed;
      await bed.file();
      await bed.act(READ, [bed.two]);
      const before = (await eventsOf(stores, world)).length;
      await stores.sync.commit(world.ownership, {
        ended: [
          { seq: 1, outcome: "refused", why: "refused", at: NOW },
          { seq: 2, outcome: "done", why: null, at: NOW },
        ],
        flags: [{ folderId: world.inbox, key: key(2), flags: seen | flagged }],
        events: [],
      });
      expect((await eventsOf(stores, world)).slice(before)).toEqual([
        { kind: "message.moved", fromFolderId: world.archive, folderId: world.inbox, messageId: bed.one },
        { kind: "message.flags", folderId: world.inbox, messageId: bed.two, flags: seen | flagged },
      ]);
    });

    test("refused because it is gone, a message that was moved here has departed", async () => {
      const bed = await start();
      const { world, stores } = bed;
      await bed.file();
      const before = (await eventsOf(stores, world)).length;
      await stores.sync.commit(world.ownership, {
        erased: [{ messageId: bed.one, fromFolderId: world.inbox, at: NOW }],
        ended: [{ seq: 1, outcome: "refused", why: "gone", at: NOW }],
        events: [],
      });
      expect((await eventsOf(stores, world)).slice(before)).toEqual([
        { kind: "message.departed", fromFolderId: world.archive, messageId: bed.one },
      ]);
    });

    test("flags as they are, when a person has taken something back since the loop looked", async () => {
      const bed = await start();
      const { world, stores } = bed;
      const readIt = await bed.act(READ);
      await stores.changes.undo(world.workspace.id, world.mailboxId, readIt, NOW);
      const before = (await eventsOf(stores, world)).length;
      const at = { folderId: world.inbox, messageId: bed.one };
      await stores.sync.commit(world.ownership, {
        flags: [{ folderId: world.inbox, key: key(1), flags: flagged }],
        events: [{ kind: "message.flags", ...at, flags: seen | flagged }],
      });
      expect((await eventsOf(stores, world)).slice(before)).toEqual([
        { kind: "message.flags", ...at, flags: flagged },
      ]);
    });

    test("of what waits what the lists show, whatever the loop thinks", async () => {
      const bed = await start();
      const { world, stores } = bed;
      await bed.file();
      const before = (await eventsOf(stores, world)).length;
      await stores.sync.commit(world.ownership, {
        flags: [
          { folderId: world.inbox, key: key(1), flags: flagged },
          { folderId: world.inbox, key: key(2), flags: flagged },
        ],
        events: [bed.one, bed.two].map((messageId) => ({
          kind: "message.flags",
          folderId: world.inbox,
          messageId,
          flags: flagged,
        })),
      });
      expect((await eventsOf(stores, world)).slice(before)).toEqual([
        { kind: "message.flags", folderId: world.inbox, messageId: bed.two, flags: flagged },
      ]);
    });
  });
}
