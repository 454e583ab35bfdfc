// Drafts in the outbox and in the lists, as every store must keep them.
import { describe, expect, test } from "vitest";
import type { MessageId } from "../../base/ids.ts";
import { FLAG_BITS } from "../../core/flags.ts";
import type { ActId } from "../../engine/ports/changes.ts";
import { eventsOf } from "./store-looks.ts";
import { key, NOW, newMessage, nextId, VALIDITY } from "./store-world.ts";
import { DRAFT, earlierOf, placed, startUploads, startWithDraft, type UploadStores } from "./uploads-bed.ts";

export function draftsContract(name: string, openStores: () => Promise<UploadStores>): void {
  describe(`${name}: drafts`, () => {
    test("saved again, it is the same message with other bytes, and the earlier one is remembered", async () => {
      const bed = await startWithDraft(openStores);
      const next = newMessage("draft, longer");
      expect(await bed.save(bed.draft.messageId, bed.draft.revisionId, next)).toBe("done");
      expect((await bed.lists()).Drafts).toEqual(["draft, longer seen draft"]);
      const [change] = await bed.open();
      expect(change).toMatchObject({
        messageId: bed.draft.messageId,
        act: { kind: "append", revisionId: next.revisionId, earlier: [key(1)] },
        copies: [{ state: "expected" }],
      });
      const at = [bed.world.workspace.id, bed.world.mailboxId] as const;
      const read = await bed.stores.reading.readMessage(...at, bed.draft.messageId);
      expect(read).toMatchObject({ subject: "draft, longer", revisionId: next.revisionId });
      const appends = await bed.stores.sync.appendsTo(bed.ownership, bed.drafts);
      expect([...appends.earlier]).toEqual([key(1)]);
      expect((await eventsOf(bed.stores, bed.world)).at(-1)).toMatchObject({ kind: "draft.saved" });
      expect(await bed.stores.reading.countMessages(...at)).toBe(1);
    });

    test("saved under a name, what came of it is known by that, and asked again it isn't saved again", async () => {
      const bed = await startWithDraft(openStores);
      const { messageId, revisionId } = bed.draft;
      const at = [bed.world.workspace.id, bed.world.mailboxId] as const;
      const request = { name: new Uint8Array([1]), content: new Uint8Array([2]) };
      const next = newMessage("longer");
      expect(await bed.save(messageId, revisionId, next, request)).toBe("done");
      expect(await bed.save(messageId, revisionId, newMessage("longer"), request)).toBe("otherRevision");
      // Also where the revision would allow it.
      expect(await bed.save(messageId, next.revisionId, newMessage("other"), request)).toBe("otherRevision");
      const outcome = await bed.stores.uploads.outcomeOf(...at, request);
      expect(outcome).toMatchObject({ messageId, revisionId: next.revisionId });
      expect((await bed.lists()).Drafts).toEqual(["longer seen draft"]);
    });

    test("discarded before it was sent and then not, because of a Stop, it waits to be sent as before", async () => {
      const bed = await startUploads(openStores);
      const message = newMessage("draft");
      await bed.upload(message);
      await bed.discard(message.messageId);
      await bed.commit({ attempted: { seqs: [2], at: NOW } });
      await bed.commit({ ended: [{ seq: 1, outcome: "undone", why: null, at: NOW }] });
      expect((await bed.lists()).Drafts).toEqual([]);
      await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
      expect((await bed.lists()).Drafts).toEqual(["draft seen draft"]);
      expect((await bed.open()).map(({ seq, act }) => [seq, act.kind])).toEqual([[1, "append"]]);
    });

    test("with two revisions in one second each has a date of its own", async () => {
      const bed = await startWithDraft(openStores);
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      const [change] = await bed.open();
      const date = change?.act.kind === "append" ? change.act.internalDate : 0;
      expect(date).toBe(bed.draft.internalDate + 1_000);
    });

    test("when the new one lies there its change waits for the earlier one to go", async () => {
      const bed = await startWithDraft(openStores);
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      await bed.commit({ appended: [{ ...placed(bed, bed.draft, 2), seq: 2 }] });
      expect(await bed.open()).toMatchObject([
        { copies: [{ key: key(2), state: "here" }], act: { earlier: [key(1)] } },
      ]);
      await bed.commit({ ended: [{ seq: 2, outcome: "done", why: null, at: NOW }] });
      expect(await bed.open()).toEqual([]);
      expect((await bed.lists()).Drafts).toEqual(["two seen draft"]);
    });

    test("saved over while it was on its way, its place goes with the earlier ones", async () => {
      const bed = await startWithDraft(openStores);
      const two = newMessage("two");
      await bed.save(bed.draft.messageId, bed.draft.revisionId, two);
      await bed.commit({ attempted: { seqs: [2], at: NOW, from: key(2) } });
      await bed.save(bed.draft.messageId, two.revisionId, newMessage("three"));
      await bed.commit({ appended: [{ ...placed(bed, bed.draft, 2), seq: 2 }] });
      const open = await bed.open();
      expect(open).toMatchObject([{ seq: 3, copies: [{ state: "expected" }] }]);
      expect(earlierOf(open[0])).toEqual([key(1), key(2)]);
      expect((await bed.lists()).Drafts).toEqual(["three seen draft"]);
    });

    test("saved over and discarded while it was on its way, its place goes with the draft's end", async () => {
      const bed = await startWithDraft(openStores);
      const two = newMessage("two");
      await bed.save(bed.draft.messageId, bed.draft.revisionId, two);
      await bed.commit({ attempted: { seqs: [2], at: NOW, from: key(2) } });
      await bed.save(bed.draft.messageId, two.revisionId, newMessage("three"));
      await bed.discard(bed.draft.messageId);
      await bed.commit({ appended: [{ ...placed(bed, bed.draft, 2), seq: 2 }] });
      const open = await bed.open();
      expect(open.map(({ act }) => act.kind)).toEqual(["append", "discard"]);
      expect(open.map(earlierOf)).toEqual([
        [key(1), key(2)],
        [key(1), key(2)],
      ]);
    });

    test("discarded while it was on its way, it lies where it is told, and goes", async () => {
      const bed = await startWithDraft(openStores);
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      await bed.commit({ attempted: { seqs: [2], at: NOW, from: key(2) } });
      await bed.discard(bed.draft.messageId);
      await bed.commit({ appended: [{ ...placed(bed, bed.draft, 2), seq: 2 }] });
      const discard = (await bed.open()).find(({ act }) => act.kind === "discard");
      expect(earlierOf(discard)).toEqual([key(1)]);
      expect(discard?.copies).toMatchObject([{ key: key(2), state: "here" }]);
      expect((await bed.lists()).Drafts).toEqual([]);
    });

    test("saved over while the earlier one had yet to go, the newest takes that over", async () => {
      const bed = await startWithDraft(openStores);
      const two = newMessage("two");
      await bed.save(bed.draft.messageId, bed.draft.revisionId, two);
      await bed.commit({ appended: [{ ...placed(bed, bed.draft, 2), seq: 2 }] });
      await bed.save(bed.draft.messageId, two.revisionId, newMessage("three"));
      const open = await bed.open();
      expect(open.map(({ seq }) => seq)).toEqual([3]);
      expect(earlierOf(open[0])).toEqual([key(1), key(2)]);
    });

    test("made from another revision, it is not saved", async () => {
      const bed = await startWithDraft(openStores);
      const two = newMessage("two");
      await bed.save(bed.draft.messageId, bed.draft.revisionId, two);
      expect(await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("mine"))).toBe(
        "otherRevision",
      );
      expect(await bed.discard(bed.draft.messageId, bed.draft.revisionId)).toBe("otherRevision");
      expect((await bed.lists()).Drafts).toEqual(["two seen draft"]);
      expect(await bed.open()).toHaveLength(1);
    });

    test("what doesn't lie in Drafts is no draft", async () => {
      const bed = await startWithDraft(openStores);
      const letter = newMessage("letter");
      await bed.upload(letter, bed.world.archive);
      expect(await bed.save(letter.messageId, letter.revisionId, newMessage("two"))).toBe("gone");
      expect(await bed.discard(letter.messageId)).toBe("gone");
      expect(await bed.discard(nextId<MessageId>())).toBe("gone");
    });

    test("what lies in another folder too isn't saved over, and can be discarded", async () => {
      const bed = await startWithDraft(openStores);
      const { messageId, revisionId, internalDate } = bed.draft;
      const copy = { messageId, folderId: bed.world.archive, key: key(7), flags: DRAFT, internalDate };
      await bed.commit({ copies: [copy] });
      expect(await bed.save(messageId, revisionId, newMessage("two"))).toBe("gone");
      expect(await bed.lists()).toMatchObject({
        Drafts: ["draft seen draft"],
        Archive: ["draft seen draft"],
      });
      expect(await bed.discard(messageId)).toBe("done");
      expect(await bed.lists()).toMatchObject({ Drafts: [], Archive: ["draft seen draft"] });
    });

    test("saved again after another message was found to be the same, it isn't: the loop begins anew", async () => {
      const bed = await startWithDraft(openStores);
      const { messageId, revisionId, internalDate } = bed.draft;
      await bed.save(messageId, revisionId, newMessage("two"));
      const place = { folderId: bed.world.archive, key: key(7), flags: 0, internalDate };
      const commit = bed.commit({ copies: [{ messageId, revisionId, ...place }] });
      await expect(commit).rejects.toMatchObject({ code: "ownershipLost" });
      expect(await bed.lists()).toMatchObject({ Drafts: ["two seen draft"], Archive: [] });
    });

    test("saved again while it was found under a new uid, that is where the earlier one lies", async () => {
      const bed = await startWithDraft(openStores);
      const { messageId, revisionId, internalDate } = bed.draft;
      await bed.save(messageId, revisionId, newMessage("two"));
      const rekeyed = [{ folderId: bed.drafts, from: key(1), to: key(9), flags: DRAFT, internalDate }];
      await bed.commit({ rekeyed });
      expect((await bed.open()).map(earlierOf)).toEqual([[key(9)]]);
      expect((await bed.lists()).Drafts).toEqual(["two seen draft"]);
    });

    test("saved again before the move that brought it is over, it waits to be sent", async () => {
      const bed = await startUploads(openStores);
      const { inbox } = bed.world;
      const draft = newMessage("draft");
      const { messageId, revisionId, internalDate } = draft;
      const copy = { messageId, revisionId, folderId: inbox, key: key(5), flags: DRAFT, internalDate };
      await bed.commit({ messages: [draft], copies: [copy] });
      await bed.move(messageId, inbox, bed.drafts);
      const [move] = await bed.open();
      const from = move?.copies.find(({ folderId }) => folderId === bed.drafts)?.key ?? key(0);
      const found = { folderId: bed.drafts, from, to: key(1), flags: DRAFT, internalDate };
      await bed.commit({ missing: [{ folderId: inbox, keys: [key(5)], since: NOW }], rekeyed: [found] });
      await bed.commit({ moved: [{ messageId, fromFolderId: inbox }] });
      expect(await bed.save(messageId, revisionId, newMessage("two"))).toBe("done");
      await bed.commit({ ended: [{ seq: move?.seq ?? 0, outcome: "done", why: null, at: NOW }] });
      const open = await bed.open();
      expect(open).toMatchObject([{ act: { kind: "append" }, copies: [{ state: "expected" }] }]);
      expect(open.map(earlierOf)).toEqual([[key(1)]]);
    });

    test("saved again while it was missed there, it doesn't depart", async () => {
      const bed = await startWithDraft(openStores);
      await bed.commit({ missing: [{ folderId: bed.drafts, keys: [key(1)], since: NOW }] });
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      const departed = [
        { messageId: bed.draft.messageId, fromFolderId: bed.drafts, at: NOW + 1, evidence: {} },
      ];
      await expect(bed.commit({ departed })).rejects.toMatchObject({ code: "ownershipLost" });
      expect((await bed.lists()).Drafts).toEqual(["two seen draft"]);
      expect(await bed.stores.sync.listLimbo(bed.ownership)).toEqual([]);
    });

    test("where uids aren't believed any more, no earlier place names what lies there now", async () => {
      const bed = await startWithDraft(openStores);
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      await bed.commit({ attempted: { seqs: [2], at: NOW, from: key(2) } });
      await bed.commit({ renumbered: [{ folderId: bed.drafts, from: VALIDITY, to: -9 }] });
      const [change] = await bed.open();
      expect(earlierOf(change)).toEqual(["-9:1"]);
      expect(change?.attemptedFrom).toBe("-9:2");
    });

    test("a flag that was set meanwhile is on the new one too", async () => {
      const bed = await startWithDraft(openStores);
      const { workspace, user, mailboxId } = bed.world;
      await bed.stores.changes.submit({
        ...{ workspaceId: workspace.id, mailboxId, userId: user.id, actId: nextId<ActId>() },
        act: { kind: "flags", add: FLAG_BITS.flagged, remove: 0 },
        messages: [bed.draft.messageId],
        ...{ now: NOW, dueAt: NOW },
      });
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      expect((await bed.lists()).Drafts).toEqual(["two seen flagged draft"]);
      expect((await bed.open())[1]?.act).toMatchObject({ flags: DRAFT | FLAG_BITS.flagged });
    });

    test("marked as unread and saved again before the provider was told, it is unread", async () => {
      const bed = await startWithDraft(openStores);
      const { workspace, user, mailboxId } = bed.world;
      await bed.stores.changes.submit({
        ...{ workspaceId: workspace.id, mailboxId, userId: user.id, actId: nextId<ActId>() },
        act: { kind: "flags", add: 0, remove: FLAG_BITS.seen },
        messages: [bed.draft.messageId],
        ...{ now: NOW, dueAt: NOW },
      });
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      expect((await bed.lists()).Drafts).toEqual(["two draft"]);
    });

    test("discarded, it is in no list, and can be taken back until the provider is told", async () => {
      const bed = await startWithDraft(openStores);
      const { workspace, user, mailboxId } = bed.world;
      const actId = nextId<ActId>();
      const at = { workspaceId: workspace.id, mailboxId, userId: user.id, actId, now: NOW };
      const order = { ...at, messageId: bed.draft.messageId, basedOn: bed.draft.revisionId };
      expect(await bed.stores.uploads.discardDraft({ ...order, dueAt: NOW + 10_000 })).toBe("done");
      expect((await bed.lists()).Drafts).toEqual([]);
      expect(await bed.open()).toMatchObject([{ act: { kind: "discard" }, dueAt: NOW + 10_000 }]);
      expect(await bed.discard(bed.draft.messageId), "once").toBe("gone");
      expect(await bed.stores.changes.undo(workspace.id, mailboxId, actId, NOW)).toBe(true);
      expect((await bed.lists()).Drafts).toEqual(["draft seen draft"]);
      expect(await bed.open()).toEqual([]);
    });

    test("erased by the provider, it has departed", async () => {
      const bed = await startWithDraft(openStores);
      await bed.discard(bed.draft.messageId);
      await bed.commit({
        erased: [{ messageId: bed.draft.messageId, fromFolderId: bed.drafts, at: NOW }],
        ended: [{ seq: 2, outcome: "done", why: null, at: NOW }],
      });
      const { workspace, mailboxId } = bed.world;
      expect(await bed.stores.reading.countMessages(workspace.id, mailboxId)).toBe(0);
      expect((await eventsOf(bed.stores, bed.world)).at(-1)).toMatchObject({ kind: "message.erased" });
    });
  });
}
