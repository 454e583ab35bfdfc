// Uploads and drafts in the outbox and in the lists, as every store must keep them.
import { describe, expect, test } from "vitest";
import type { MessageId, RemoteKey, RevisionId } from "../../base/ids.ts";
import { FLAG_BITS, flagNames } from "../../core/flags.ts";
import type { ActId } from "../../engine/ports/changes.ts";
import type { NewMessage, Ownership } from "../../engine/ports/sync.ts";
import type { DraftOutcome, NamedRequest, UploadOutcome, Uploads } from "../../engine/ports/uploads.ts";
import type { ChangeStores } from "./changes-bed.ts";
import { eventsOf, startWorld } from "./store-looks.ts";
import {
  addFolders,
  key,
  NOW,
  newFolder,
  newMapping,
  newMessage,
  nextId,
  VALIDITY,
  type World,
} from "./store-world.ts";

export type UploadStores = ChangeStores & { readonly uploads: Uploads };

const DRAFT = FLAG_BITS.draft | FLAG_BITS.seen;

interface Bed {
  readonly stores: UploadStores;
  readonly world: World;
  readonly ownership: Ownership;
  readonly drafts: World["inbox"];
  upload(
    message: NewMessage,
    folder?: World["inbox"],
    flags?: number,
    request?: NamedRequest | null,
  ): Promise<UploadOutcome>;
  save(messageId: MessageId, basedOn: RevisionId, next: NewMessage): Promise<DraftOutcome>;
  discard(messageId: MessageId, basedOn?: RevisionId | null): Promise<DraftOutcome>;
  commit(changes: Omit<Parameters<UploadStores["sync"]["commit"]>[1], "events">): Promise<void>;
  open(): ReturnType<UploadStores["sync"]["openChanges"]>;
  /** App folder -> subjects with flags. */
  lists(): Promise<Readonly<Record<string, readonly string[]>>>;
}

export function uploadsContract(name: string, open: () => Promise<UploadStores>): void {
  async function start(): Promise<Bed> {
    const { stores: opened, world } = await startWorld(open);
    const stores = opened as UploadStores;
    const { drafts, ownership } = await mapDrafts(stores, world);
    const at = { workspaceId: world.workspace.id, mailboxId: world.mailboxId };
    const order = () => ({ ...at, userId: world.user.id, actId: nextId<ActId>(), now: NOW });
    return {
      stores,
      world,
      ownership,
      drafts,
      upload: (message, folderId = drafts, flags = DRAFT, request = null) =>
        stores.uploads.upload({ ...order(), folderId, message, flags, request }),
      save: (messageId, basedOn, revision) =>
        stores.uploads.saveDraft({ ...order(), messageId, basedOn, revision }),
      discard: (messageId, basedOn = null) =>
        stores.uploads.discardDraft({ ...order(), messageId, basedOn, dueAt: NOW + 10_000 }),
      commit: (changes) => stores.sync.commit(ownership, { ...changes, events: [] }),
      open: () => stores.sync.openChanges(ownership, 100),
      async lists() {
        const found: Record<string, readonly string[]> = {};
        for (const folder of await stores.reading.listFolders(at.workspaceId, at.mailboxId)) {
          const query = { folder: folder.id, words: [], offset: 0, limit: 100 };
          const { messages } = await stores.reading.listMessages(at.workspaceId, at.mailboxId, query);
          found[folder.name] = messages.map(({ subject, flags }) => [subject, ...flagNames(flags)].join(" "));
        }
        return found;
      },
    };
  }

  /** A draft that lies at the provider as uid 1 of Drafts. */
  async function startWithDraft(): Promise<Bed & { readonly draft: NewMessage }> {
    const bed = await start();
    const draft = newMessage("draft");
    await bed.upload(draft);
    await bed.commit({ appended: [placed(bed, draft, 1)] });
    return { ...bed, draft };
  }

  describe(`${name}: uploads`, () => {
    test("it is listed at once, can be read, and waits", async () => {
      const bed = await start();
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
      const bed = await start();
      const message = newMessage("letter");
      await bed.upload(message);
      const intent = {
        seq: 1,
        messageId: message.messageId,
        fingerprint: message.fingerprint,
        sha256: message.place.sha256,
        internalDate: message.internalDate,
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
      const bed = await start();
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
      const bed = await start();
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
      const bed = await start();
      await bed.upload(newMessage("letter"));
      await bed.commit({ attempted: { seqs: [1], at: NOW, from: key(5) } });
      await bed.commit({ answered: [1] });
      expect(await bed.open()).toMatchObject([{ attemptedAt: NOW, answered: true }]);
    });

    test("taken, and moved there before it was seen, it is where it was put, and nowhere else", async () => {
      const bed = await start();
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

    test("refused now, it is nowhere: nothing has to be looked for before the next try", async () => {
      const bed = await start();
      await bed.upload(newMessage("letter"));
      await bed.commit({ attempted: { seqs: [1], at: NOW, from: key(5) } });
      await bed.commit({ postponed: { seqs: [1], until: NOW + 1 } });
      expect(await bed.open()).toMatchObject([{ attemptedAt: null, tries: 1, dueAt: NOW + 1 }]);
    });

    test("refused for good, it stays here with its bytes, and the reason waits to be read", async () => {
      const bed = await start();
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

    test("into a folder that nothing is mapped to, or of another mailbox, nothing is taken", async () => {
      const bed = await start();
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
      const bed = await start();
      await bed.upload(newMessage("letter"));
      await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
      expect(await bed.open()).toHaveLength(1);
      expect((await bed.lists()).Drafts).toEqual(["letter seen draft"]);
      await expect(bed.upload(newMessage("late"))).rejects.toMatchObject({ code: "stopped" });
    });

    test("asked again under the same name it is done once, whatever has become of it, and answers as before", async () => {
      const bed = await start();
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
      const bed = await start();
      const name = new Uint8Array([1]);
      const content = new Uint8Array([2]);
      await bed.upload(newMessage("one"), bed.drafts, DRAFT, { name, content });
      const other = { name, content: new Uint8Array([3]) };
      expect(await bed.upload(newMessage("two"), bed.drafts, DRAFT, other)).toBe("nameTaken");
      await bed.upload(newMessage("three"), bed.drafts, DRAFT, { name: new Uint8Array([4]), content });
      expect((await bed.lists()).Drafts?.toSorted()).toEqual(["one seen draft", "three seen draft"]);
    });

    test("two that ask under one name at once get one answer", async () => {
      const bed = await start();
      const request = { name: new Uint8Array([1]), content: new Uint8Array([2]) };
      const ask = () => bed.upload(newMessage("letter"), bed.drafts, DRAFT, request);
      const [one, two] = await Promise.all([ask(), ask()]);
      expect(one).toEqual(two);
      expect((await bed.lists()).Drafts).toHaveLength(1);
    });

    test("it can't be undone: it was accepted", async () => {
      const bed = await start();
      const actId = nextId<ActId>();
      const { workspace, user, mailboxId } = bed.world;
      const at = { workspaceId: workspace.id, mailboxId, userId: user.id, actId, now: NOW };
      const message = newMessage("letter");
      await bed.stores.uploads.upload({ ...at, folderId: bed.drafts, message, flags: 0, request: null });
      expect(await bed.stores.changes.undo(workspace.id, mailboxId, actId, NOW)).toBe(false);
    });
  });

  describe(`${name}: drafts`, () => {
    test("saved again, it is the same message with other bytes, and the earlier one is remembered", async () => {
      const bed = await startWithDraft();
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

    test("with two revisions in one second each has a date of its own", async () => {
      const bed = await startWithDraft();
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      const [change] = await bed.open();
      const date = change?.act.kind === "append" ? change.act.internalDate : 0;
      expect(date).toBe(bed.draft.internalDate + 1_000);
    });

    test("when the new one lies there its change waits for the earlier one to go", async () => {
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
      const two = newMessage("two");
      await bed.save(bed.draft.messageId, bed.draft.revisionId, two);
      await bed.commit({ appended: [{ ...placed(bed, bed.draft, 2), seq: 2 }] });
      await bed.save(bed.draft.messageId, two.revisionId, newMessage("three"));
      const open = await bed.open();
      expect(open.map(({ seq }) => seq)).toEqual([3]);
      expect(earlierOf(open[0])).toEqual([key(1), key(2)]);
    });

    test("made from another revision, it is not saved", async () => {
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
      const letter = newMessage("letter");
      await bed.upload(letter, bed.world.archive);
      expect(await bed.save(letter.messageId, letter.revisionId, newMessage("two"))).toBe("gone");
      expect(await bed.discard(letter.messageId)).toBe("gone");
      expect(await bed.discard(nextId<MessageId>())).toBe("gone");
    });

    test("what lies in another folder too isn't saved over, and can be discarded", async () => {
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
      const { messageId, revisionId, internalDate } = bed.draft;
      await bed.save(messageId, revisionId, newMessage("two"));
      const place = { folderId: bed.world.archive, key: key(7), flags: 0, internalDate };
      const commit = bed.commit({ copies: [{ messageId, revisionId, ...place }] });
      await expect(commit).rejects.toMatchObject({ code: "ownershipLost" });
      expect(await bed.lists()).toMatchObject({ Drafts: ["two seen draft"], Archive: [] });
    });

    test("saved again while it was found under a new uid, that is where the earlier one lies", async () => {
      const bed = await startWithDraft();
      const { messageId, revisionId, internalDate } = bed.draft;
      await bed.save(messageId, revisionId, newMessage("two"));
      const rekeyed = [{ folderId: bed.drafts, from: key(1), to: key(9), flags: DRAFT, internalDate }];
      await bed.commit({ rekeyed });
      expect((await bed.open()).map(earlierOf)).toEqual([[key(9)]]);
      expect((await bed.lists()).Drafts).toEqual(["two seen draft"]);
    });

    test("saved again while it was missed there, it doesn't depart", async () => {
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
      await bed.save(bed.draft.messageId, bed.draft.revisionId, newMessage("two"));
      await bed.commit({ attempted: { seqs: [2], at: NOW, from: key(2) } });
      await bed.commit({ renumbered: [{ folderId: bed.drafts, from: VALIDITY, to: -9 }] });
      const [change] = await bed.open();
      expect(earlierOf(change)).toEqual(["-9:1"]);
      expect(change?.attemptedFrom).toBe("-9:2");
    });

    test("a flag that was set meanwhile is on the new one too", async () => {
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
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
      const bed = await startWithDraft();
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

async function mapDrafts(stores: UploadStores, world: World) {
  const drafts = newFolder("Drafts");
  const { workspace, mailboxId } = world;
  await addFolders(stores, { workspaceId: workspace.id, id: mailboxId }, [drafts]);
  const mappings = [
    { folderId: world.inbox, mapping: world.inboxMapping },
    { folderId: world.archive, mapping: world.archiveMapping },
    { folderId: drafts.id, mapping: newMapping("Drafts", "drafts") },
  ];
  await stores.sync.saveMappings(workspace.id, mailboxId, mappings, "all", NOW);
  const ownership = await stores.sync.claimOne(world.workerId, workspace.id, mailboxId);
  if (ownership === null) throw new Error("the mailbox could not be claimed again");
  return { drafts: drafts.id, ownership };
}

function placed(bed: Bed, { messageId, internalDate }: NewMessage, uid: number) {
  const seen = { flags: DRAFT, internalDate };
  return { seq: 1, messageId, folderId: bed.drafts, key: key(uid), at: NOW, seen };
}

function earlierOf(change: Awaited<ReturnType<Bed["open"]>>[number] | undefined): readonly RemoteKey[] {
  return change !== undefined && "earlier" in change.act ? [...change.act.earlier].sort() : [];
}
