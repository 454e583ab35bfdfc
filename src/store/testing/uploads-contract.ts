// Uploads in the outbox and in the lists, as every store must keep them.
import { describe, expect, test } from "vitest";
import { FLAG_BITS } from "../../core/flags.ts";
import type { ActId } from "../../engine/ports/changes.ts";
import { eventsOf } from "./store-looks.ts";
import { addFolders, key, NOW, newFolder, newMessage, nextId, type World } from "./store-world.ts";
import { DRAFT, earlierOf, placed, startUploads, startWithDraft, type UploadStores } from "./uploads-bed.ts";

export function uploadsContract(name: string, openStores: () => Promise<UploadStores>): void {
  describe(`${name}: uploads`, () => {
    test("it is listed at once, can be read, and waits", async () => {
      const bed = await startUploads(openStores);
      const message = newMessage("letter");
      await bed.upload(message, bed.world.archive, FLAG_BITS.flagged);
      expect(await bed.lists()).toEqual({ Inbox: [], Drafts: [], Archive: ["letter flagged"] });
      const at = [bed.world.workspace.id, bed.world.mailboxId] as const;
      const read = await bed.stores.reading.readMessage(...at, message.messageId);
      expect(read).toMatchObject({ revisionId: message.revisionId, place: message.place });
      expect(await bed.open()).toMatchObject([
        {
          act: { kind: "append", to: bed.world.archive, flags: FLAG_BITS.flagged, earlier: [] },
          copies: [{ folderId: bed.world.archive, state: "expected" }],
        },
      ]);
      expect((await eventsOf(bed.stores, bed.world)).at(-1)).toEqual({
        kind: "message.arrived",
        folderId: bed.world.archive,
        messageId: message.messageId,
      });
      expect(await bed.stores.sync.placeOf(bed.ownership, message.revisionId)).toEqual(message.place);
    });

    test("what tells it is known once it was attempted, until it lies there", async () => {
      const bed = await startUploads(openStores);
      const message = newMessage("letter");
      await bed.upload(message);
      const intent = {
        seq: 1,
        messageId: message.messageId,
        fingerprint: message.fingerprint,
        sha256: message.place.sha256,
        internalDate: message.internalDate,
        sent: null,
      };
      const intents = async () =>
        (await bed.stores.sync.appendsTo(bed.ownership, bed.drafts)).intents.map(
          ({ fingerprint, sha256, ...each }) => ({
            ...each,
            fingerprint: new Uint8Array(fingerprint),
            sha256: new Uint8Array(sha256),
          }),
        );
      expect(await intents()).toEqual([{ ...intent, from: null, answered: false }]);
      await bed.commit({ attempted: { seqs: [1], at: NOW, from: key(5) } });
      expect(await intents()).toEqual([{ ...intent, from: key(5), answered: false }]);
      await bed.commit({ answered: [1] });
      expect(await intents()).toEqual([{ ...intent, from: key(5), answered: true }]);
      expect((await bed.stores.sync.appendsTo(bed.ownership, bed.world.inbox)).intents).toEqual([]);
      await bed.commit({ appended: [placed(bed, message, 5)] });
      expect(await intents()).toEqual([]);
    });

    test("placed by the server's word, it is in limbo until a reading has seen it", async () => {
      const bed = await startUploads(openStores);
      const message = newMessage("letter");
      await bed.upload(message);
      await bed.commit({ appended: [{ ...placed(bed, message, 5), seen: null }] });
      expect(await bed.open()).toEqual([]);
      expect((await bed.lists()).Drafts).toEqual(["letter seen draft"]);
      expect(await bed.stores.sync.listLimbo(bed.ownership)).toMatchObject([{ key: key(5), since: NOW }]);
      await bed.commit({ found: [{ folderId: bed.drafts, keys: [key(5)] }] });
      expect(await bed.stores.sync.listLimbo(bed.ownership)).toEqual([]);
    });

    test("seen by a reading, it has the flags the provider has", async () => {
      const bed = await startUploads(openStores);
      const message = newMessage("letter");
      await bed.upload(message, bed.world.archive, 0);
      const seen = { flags: FLAG_BITS.answered, internalDate: message.internalDate };
      await bed.commit({ appended: [{ ...placed(bed, message, 5), folderId: bed.world.archive, seen }] });
      expect((await bed.lists()).Archive).toEqual(["letter answered"]);
      expect((await eventsOf(bed.stores, bed.world)).at(-1)).toMatchObject({
        ...{ kind: "message.flags", messageId: message.messageId, flags: FLAG_BITS.answered },
      });
      expect(await bed.stores.sync.listLimbo(bed.ownership)).toEqual([]);
    });

    test("what was taken without a word of where goes on waiting, and says so", async () => {
      const bed = await startUploads(openStores);
      await bed.upload(newMessage("letter"));
      await bed.commit({ attempted: { seqs: [1], at: NOW, from: key(5) } });
      await bed.commit({ answered: [1] });
      expect(await bed.open()).toMatchObject([{ attemptedAt: NOW, answered: true }]);
    });

    test("taken, and moved there before it was seen, it is where it was put, and nowhere else", async () => {
      const bed = await startUploads(openStores);
      const message = newMessage("letter");
      await bed.upload(message);
      await bed.commit({ attempted: { seqs: [1], at: NOW, from: key(5) } });
      await bed.commit({ answered: [1] });
      const { messageId, internalDate } = message;
      const copy = { messageId, folderId: bed.world.archive, key: key(7), flags: DRAFT, internalDate };
      await bed.commit({ copies: [copy] });
      await bed.commit({ ended: [{ seq: 1, outcome: "done", why: null, at: NOW }] });
      expect(await bed.lists()).toMatchObject({ Drafts: [], Archive: ["letter seen draft"] });
      expect((await eventsOf(bed.stores, bed.world)).at(-1)).toMatchObject({
        ...{ kind: "message.moved", fromFolderId: bed.drafts, folderId: bed.world.archive },
      });
    });

    test("missed where it was moved before it was seen, it doesn't depart as long as it waits, or refused stays here", async () => {
      const bed = await startUploads(openStores);
      const message = newMessage("letter");
      await bed.upload(message);
      await bed.commit({ attempted: { seqs: [1], at: NOW, from: key(5) } });
      const { messageId, internalDate } = message;
      const folderId = bed.world.archive;
      await bed.commit({ copies: [{ messageId, folderId, key: key(7), flags: DRAFT, internalDate }] });
      await bed.commit({ missing: [{ folderId, keys: [key(7)], since: NOW }] });
      const limbo = { messageId, folderId, liveElsewhere: null };
      expect(await bed.stores.sync.listLimbo(bed.ownership)).toMatchObject([{ ...limbo, awaited: true }]);
      const departed = [{ messageId, fromFolderId: folderId, at: NOW, evidence: {} }];
      await expect(bed.commit({ departed })).rejects.toMatchObject({ code: "ownershipLost" });
      await bed.commit({ ended: [{ seq: 1, outcome: "refused", why: "gone", at: NOW }] });
      expect(await bed.stores.sync.listLimbo(bed.ownership)).toMatchObject([
        { messageId, folderId, liveElsewhere: bed.drafts, awaited: false },
      ]);
      await bed.commit({ moved: [{ messageId, fromFolderId: folderId }] });
      expect(await bed.lists()).toMatchObject({ Drafts: ["letter seen draft"], Archive: [] });
    });

    test("refused now, it is nowhere: nothing has to be looked for before the next try", async () => {
      const bed = await startUploads(openStores);
      await bed.upload(newMessage("letter"));
      await bed.commit({ attempted: { seqs: [1], at: NOW, from: key(5) } });
      await bed.commit({ postponed: { seqs: [1], until: NOW + 1 } });
      expect(await bed.open()).toMatchObject([{ attemptedAt: null, tries: 1, dueAt: NOW + 1 }]);
      const from = async () =>
        (await bed.stores.sync.appendsTo(bed.ownership, bed.drafts)).intents.map((each) => each.from);
      expect(await from(), "what comes there isn't it").toEqual([null]);
      await bed.commit({ attempted: { seqs: [1], at: NOW, from: key(6) } });
      await bed.commit({ answered: [1] });
      await bed.commit({ postponed: { seqs: [1], until: NOW + 1 } });
      expect(await from(), "taken, it comes").toEqual([key(6)]);
    });

    test("refused for good, it stays here with its bytes, and the reason waits to be read", async () => {
      const bed = await startUploads(openStores);
      const message = newMessage("letter");
      await bed.upload(message);
      await bed.commit({ ended: [{ seq: 1, outcome: "refused", why: "refused", at: NOW }] });
      expect((await bed.lists()).Drafts).toEqual(["letter seen draft"]);
      const at = [bed.world.workspace.id, bed.world.mailboxId] as const;
      expect(await bed.stores.changes.outbox(...at, NOW)).toMatchObject({
        waiting: 0,
        refused: [{ kind: "append", why: "refused", count: 1 }],
      });
      const { entries } = await bed.stores.changes.changed(...at, { limit: 10, cursor: null });
      expect(entries).toMatchObject([
        { kind: "append", from: null, to: "Drafts", subject: "letter", outcome: "refused" },
      ]);
      expect(await bed.discard(message.messageId)).toBe("done");
      await bed.commit({ ended: [{ seq: 2, outcome: "done", why: null, at: NOW }] });
      expect((await bed.lists()).Drafts).toEqual([]);
      expect(await bed.stores.reading.countMessages(...at)).toBe(0);
    });

    test("refused, it says so wherever it is shown, and can be given once more", async () => {
      const bed = await startUploads(openStores);
      const at = [bed.world.workspace.id, bed.world.mailboxId] as const;
      const message = newMessage("letter");
      const { messageId } = message;
      const refusedAs = async () => {
        const { messages } = await bed.stores.reading.listMessages(...at, {
          ...{ folder: null, offset: 0, limit: 10 },
        });
        const read = await bed.stores.reading.readMessage(...at, messageId);
        expect(messages.map(({ refused }) => refused)).toEqual([read?.refused]);
        return read?.refused;
      };
      await bed.upload(message);
      expect(await refusedAs()).toBe(null);
      expect(await bed.retry(messageId), "it waits").toBe(0);
      await bed.commit({ ended: [{ seq: 1, outcome: "refused", why: "readOnly", at: NOW }] });
      expect(await refusedAs()).toBe("readOnly");
      expect(await bed.retry(messageId)).toBe(1);
      expect(await refusedAs()).toBe(null);
      expect(await bed.retry(messageId), "it waits again").toBe(0);
      expect((await eventsOf(bed.stores, bed.world)).at(-1)).toEqual({
        kind: "upload.retried",
        folderId: bed.drafts,
        messageId,
      });
      const [change] = await bed.open();
      expect(change?.act).toMatchObject({ kind: "append", to: bed.drafts, revisionId: message.revisionId });
      await bed.commit({ ended: [{ seq: 2, outcome: "refused", why: "refused", at: NOW }] });
      expect(await refusedAs(), "the last word").toBe("refused");
      await bed.retry(messageId);
      await bed.commit({ appended: [{ ...placed(bed, message, 1), seq: 3 }] });
      expect(await refusedAs()).toBe(null);
      expect(await bed.retry(messageId), "it is there").toBe(0);
      expect((await bed.lists()).Drafts).toEqual(["letter seen draft"]);
    });

    test("moved away and back before it was refused, it stays here", async () => {
      const bed = await startUploads(openStores);
      const { inbox, archive } = bed.world;
      const message = newMessage("letter");
      await bed.upload(message, inbox);
      await bed.move(message.messageId, inbox, archive);
      await bed.move(message.messageId, archive, inbox);
      expect(await bed.lists()).toMatchObject({ Inbox: ["letter seen draft"], Archive: [] });
      for (const { seq } of await bed.open()) {
        await bed.commit({ ended: [{ seq, outcome: "refused", why: "gone", at: NOW }] });
      }
      expect(await bed.lists()).toMatchObject({ Inbox: ["letter seen draft"], Archive: [] });
      // Given once more and taken, it lies there; gone from there, no refusal of before keeps it here.
      await bed.retry(message.messageId);
      const [again] = await bed.open();
      await bed.commit({ appended: [{ ...placed(bed, message, 1), seq: again?.seq ?? 0, folderId: inbox }] });
      await bed.move(message.messageId, inbox, archive);
      await bed.move(message.messageId, archive, inbox);
      await bed.commit({ missing: [{ folderId: inbox, keys: [key(1)], since: NOW }] });
      await bed.commit({ moved: [{ messageId: message.messageId, fromFolderId: inbox }] });
      for (const { seq } of await bed.open()) {
        await bed.commit({ ended: [{ seq, outcome: "refused", why: "gone", at: NOW }] });
      }
      expect(await bed.lists()).toMatchObject({ Inbox: [], Archive: [] });
    });

    test("a refused draft takes its earlier revision away when it is given once more", async () => {
      const bed = await startWithDraft(openStores);
      const { messageId, revisionId } = bed.draft;
      await bed.save(messageId, revisionId, newMessage("longer"));
      await bed.commit({ ended: [{ seq: 2, outcome: "refused", why: "refused", at: NOW }] });
      expect(await bed.retry(messageId)).toBe(1);
      expect((await bed.open()).map(earlierOf)).toEqual([[key(1)]]);
    });

    test("into a folder that nothing is mapped to, or of another mailbox, nothing is taken", async () => {
      const bed = await startUploads(openStores);
      const other = newFolder("Other");
      const mailbox = { workspaceId: bed.world.workspace.id, id: bed.world.mailboxId };
      await addFolders(bed.stores, mailbox, [other]);
      for (const folder of [other.id, nextId<World["inbox"]>()]) {
        const uploaded = bed.upload(newMessage("letter"), folder);
        await expect(uploaded).rejects.toMatchObject({ code: "folderGone" });
      }
      expect(await bed.stores.reading.countMessages(mailbox.workspaceId, mailbox.id)).toBe(0);
    });

    test("a stopped mailbox takes none; one that waited is kept, and waits on", async () => {
      const bed = await startUploads(openStores);
      await bed.upload(newMessage("letter"));
      await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
      expect(await bed.open()).toHaveLength(1);
      expect((await bed.lists()).Drafts).toEqual(["letter seen draft"]);
      await expect(bed.upload(newMessage("late"))).rejects.toMatchObject({ code: "stopped" });
    });

    test("asked again under the same name it is done once, whatever has become of it, and answers as before", async () => {
      const bed = await startUploads(openStores);
      const at = [bed.world.workspace.id, bed.world.mailboxId] as const;
      const [message, again] = [newMessage("letter"), newMessage("letter")];
      const request = { name: new Uint8Array([1]), content: new Uint8Array([2]) };
      expect(await bed.stores.uploads.outcomeOf(...at, request)).toBe(null);
      const accepted = await bed.upload(message, bed.drafts, DRAFT, request);
      expect(accepted).toMatchObject({ messageId: message.messageId, revisionId: message.revisionId });
      expect(await bed.upload(again, bed.drafts, DRAFT, request)).toEqual(accepted);
      await bed.save(message.messageId, message.revisionId, newMessage("longer"));
      await bed.commit({ appended: [{ ...placed(bed, message, 1), seq: 2 }] });
      await bed.commit({ ended: [{ seq: 2, outcome: "done", why: null, at: NOW }] });
      await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
      expect(await bed.stores.uploads.outcomeOf(...at, request)).toEqual(accepted);
      expect((await bed.lists()).Drafts).toEqual(["longer seen draft"]);
    });

    test("a name of another request is refused, and another name is another request", async () => {
      const bed = await startUploads(openStores);
      const name = new Uint8Array([1]);
      const content = new Uint8Array([2]);
      await bed.upload(newMessage("one"), bed.drafts, DRAFT, { name, content });
      const other = { name, content: new Uint8Array([3]) };
      expect(await bed.upload(newMessage("two"), bed.drafts, DRAFT, other)).toBe("nameTaken");
      await bed.upload(newMessage("three"), bed.drafts, DRAFT, { name: new Uint8Array([4]), content });
      expect((await bed.lists()).Drafts?.toSorted()).toEqual(["one seen draft", "three seen draft"]);
    });

    test("two that ask under one name at once get one answer", async () => {
      const bed = await startUploads(openStores);
      const request = { name: new Uint8Array([1]), content: new Uint8Array([2]) };
      const ask = () => bed.upload(newMessage("letter"), bed.drafts, DRAFT, request);
      const [one, two] = await Promise.all([ask(), ask()]);
      expect(one).toEqual(two);
      expect((await bed.lists()).Drafts).toHaveLength(1);
    });

    test("it can't be undone: it was accepted", async () => {
      const bed = await startUploads(openStores);
      const actId = nextId<ActId>();
      const { workspace, user, mailboxId } = bed.world;
      const at = { workspaceId: workspace.id, mailboxId, userId: user.id, actId, now: NOW };
      const message = newMessage("letter");
      await bed.stores.uploads.upload({ ...at, folderId: bed.drafts, message, flags: 0, request: null });
      expect(await bed.stores.changes.undo(workspace.id, mailboxId, actId, NOW)).toBe(false);
    });
  });
}
