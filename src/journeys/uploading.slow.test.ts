// Uploads and drafts from here to Playground 365, with each kind of server: what is accepted is listed at once and lies
// there soon after, or comes back with its reason where the provider doesn't take it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { letterBytes } from "./testing/letter.ts";
import { toldProfiles } from "./testing/profiles.ts";
import { type SyncedMailbox, sha256 } from "./testing/synced-mailbox.ts";
import { CHLOE, UploadBed } from "./testing/upload-bed.ts";

const JUNE = Date.UTC(2025, 5, 1, 12, 30, 15);

describe.each(toldProfiles())("to %s", (profile) => {
  let bed: UploadBed;
  let control: PlaygroundControl;
  let mailbox: SyncedMailbox;
  let count = 0;
  const newSubject = (name = "Upload"): string => `${name} ${profile} ${++count}`;
  beforeAll(async () => {
    bed = await UploadBed.start({ profile });
    ({ control, mailbox } = bed);
  });
  afterAll(() => bed?.close());
  const there = (subject: string) => bed.there(subject);
  const texts = (subject: string) => bed.texts(subject);
  const settle = () => bed.settle();
  const expectIdle = () => bed.expectIdle();

  test("an upload is listed at once, and lies there with its flags and its date", async () => {
    const subject = newSubject();
    const bytes = letterBytes({ subject });
    const before = await mailbox.lastSeq();
    const { messageId } = await mailbox.upload("Archive", bytes, {
      flags: FLAG_BITS.seen | FLAG_BITS.flagged,
      internalDate: JUNE + 123,
    });
    const shown = { id: messageId, folder: "Archive", sha256: sha256(bytes), flags: ["flagged", "seen"] };
    expect(await mailbox.find(subject), "the screen doesn't wait").toMatchObject([shown]);
    await settle();
    expect(there(subject)).toMatchObject([{ folder: "Archive", flags: ["\\Flagged", "\\Seen"], date: JUNE }]);
    expect(await mailbox.find(subject), "the bytes as they were given").toMatchObject([shown]);
    expect((await mailbox.events(before)).map(({ kind }) => kind)).toEqual(["message.arrived"]);
    await expectIdle();
  });

  test("two that are alike to the last byte are two", async () => {
    const subject = newSubject();
    const bytes = letterBytes({ subject, messageId: null });
    const dated = { internalDate: JUNE };
    const ids = [
      await mailbox.upload("Archive", bytes, dated),
      await mailbox.upload("Archive", bytes, dated),
    ];
    await settle();
    expect(there(subject)).toHaveLength(2);
    const found = (await mailbox.find(subject)).map(({ id }) => id).sort();
    expect(found).toEqual(ids.map(({ messageId }) => messageId).sort());
    await expectIdle();
  });

  test("the same message that came there meanwhile is another: two are two", async () => {
    const subject = newSubject();
    const raw = letterBytes({ subject });
    const { messageId } = await mailbox.upload("Archive", raw);
    await control.deliver(CHLOE, { subject, raw, folder: "Archive" });
    await settle();
    expect(there(subject)).toHaveLength(2);
    const here = await mailbox.find(subject);
    expect(here).toHaveLength(2);
    expect(here.map(({ id }) => id)).toContain(messageId);
    await expectIdle();
  });

  test("marked and moved before the provider had it, it is marked and moved afterwards", async () => {
    const subject = newSubject();
    const { messageId } = await mailbox.upload("Archive", letterBytes({ subject }));
    await mailbox.act({ kind: "flags", add: FLAG_BITS.flagged, remove: 0 }, [messageId]);
    await mailbox.act({ kind: "move", from: "Archive", to: "Inbox" }, [messageId]);
    await settle();
    expect(there(subject)).toMatchObject([{ folder: "Inbox", flags: ["\\Flagged"] }]);
    expect(await mailbox.find(subject)).toMatchObject([{ id: messageId, folder: "Inbox" }]);
    expect((await mailbox.outbox()).refused).toEqual([]);
    await expectIdle();
  });

  test("a draft that is saved again and again stays one, under its id", async () => {
    const subject = newSubject("Draft");
    const text = (words: string) => letterBytes({ subject, text: words });
    const first = await mailbox.newDraft(text("One"));
    await settle();
    expect(there(subject)).toMatchObject([{ folder: "Drafts", flags: ["\\Draft", "\\Seen"] }]);
    const second = await mailbox.saveDraft(first, text("One, two"));
    expect(await mailbox.find(subject), "the screen doesn't wait").toMatchObject([
      { id: first.messageId, sha256: sha256(text("One, two")) },
    ]);
    await settle();
    expect(texts(subject)).toEqual(["One, two"]);
    // Faster than they can be sent: only the last is.
    const third = await mailbox.saveDraft(second, text("One, two, three"));
    await mailbox.saveDraft(third, text("Done"));
    await settle();
    expect(texts(subject)).toEqual(["Done"]);
    expect(await mailbox.find(subject)).toMatchObject([{ id: first.messageId, folder: "Drafts" }]);
    await expectIdle();
  });

  test("a draft that is edited on both sides becomes two", async () => {
    const subject = newSubject("Draft");
    const messageId = `${count}@adatum.example`;
    const draft = await mailbox.newDraft(letterBytes({ subject, messageId, text: "Common" }));
    await settle();
    await mailbox.saveDraft(draft, letterBytes({ subject, messageId, text: "Ours" }));
    const uid = control.uidsOf(CHLOE, "Drafts").at(-1) ?? 0;
    const raw = letterBytes({ subject, messageId, text: "Theirs" });
    await control.deliver(CHLOE, { subject, raw, folder: "Drafts", flags: ["\\Draft"] });
    await control.expunge(CHLOE, "Drafts", [uid]);
    await settle();
    await mailbox.sync();
    expect([...texts(subject)].sort()).toEqual(["Ours", "Theirs"]);
    const here = await mailbox.find(subject);
    expect(here).toHaveLength(2);
    expect(here.find(({ id }) => id === draft.messageId)?.sha256).toBe(
      sha256(letterBytes({ subject, messageId, text: "Ours" })),
    );
    await expectIdle();
  });

  test("a draft that is edited here and deleted there stays, as it was saved here", async () => {
    const subject = newSubject("Draft");
    const draft = await mailbox.newDraft(letterBytes({ subject, text: "Common" }));
    await settle();
    await control.expunge(CHLOE, "Drafts", [control.uidsOf(CHLOE, "Drafts").at(-1) ?? 0]);
    await mailbox.saveDraft(draft, letterBytes({ subject, text: "Ours" }));
    await settle();
    expect(texts(subject)).toEqual(["Ours"]);
    expect(await mailbox.find(subject)).toMatchObject([{ id: draft.messageId }]);
    await expectIdle();
  });

  test("a discarded draft is gone with all its revisions, and nothing else is", async () => {
    const subject = newSubject("Draft");
    const others = control.uidsOf(CHLOE, "Drafts");
    const draft = await mailbox.newDraft(letterBytes({ subject, text: "One" }));
    await settle();
    await mailbox.saveDraft(draft, letterBytes({ subject, text: "Two" }));
    await mailbox.discardDraft(draft);
    expect(await mailbox.find(subject), "the screen doesn't wait").toEqual([]);
    await settle();
    expect(there(subject)).toEqual([]);
    expect(await mailbox.find(subject)).toEqual([]);
    expect(control.uidsOf(CHLOE, "Drafts")).toEqual(expect.arrayContaining([...others]));
    await expectIdle();
  });

  test("a draft that is discarded here and edited there meanwhile stays, as it was edited", async () => {
    const subject = newSubject("Draft");
    const messageId = `${count}@adatum.example`;
    const draft = await mailbox.newDraft(letterBytes({ subject, messageId, text: "Common" }));
    await settle();
    await mailbox.discardDraft(draft);
    const uid = control.uidsOf(CHLOE, "Drafts").at(-1) ?? 0;
    const raw = letterBytes({ subject, messageId, text: "Theirs" });
    await control.deliver(CHLOE, { subject, raw, folder: "Drafts", flags: ["\\Draft"] });
    await control.expunge(CHLOE, "Drafts", [uid]);
    await settle();
    expect(texts(subject)).toEqual(["Theirs"]);
    const here = await mailbox.find(subject);
    expect(here).toHaveLength(1);
    expect(here[0]?.id).not.toBe(draft.messageId);
    await expectIdle();
  });

  test("a draft that is discarded before it was sent is never sent; taken back, it is", async () => {
    const [never, back] = [newSubject("Never"), newSubject("Back")];
    control.setSwitch(CHLOE, "overQuota", true);
    const first = await mailbox.newDraft(letterBytes({ subject: never }));
    const second = await mailbox.newDraft(letterBytes({ subject: back }));
    await mailbox.sync();
    control.setSwitch(CHLOE, "overQuota", false);
    await mailbox.discardDraft(first);
    expect(await mailbox.undo(await mailbox.discardDraft(second))).toBe(true);
    await settle();
    expect(there(never)).toEqual([]);
    expect(there(back)).toHaveLength(1);
    expect(await mailbox.find(back)).toMatchObject([{ id: second.messageId }]);
    await expectIdle();
  });

  test("what there is no room for waits, and new mail comes meanwhile", async () => {
    const [subject, later] = [newSubject(), newSubject("Later")];
    control.setSwitch(CHLOE, "overQuota", true);
    const { messageId } = await mailbox.upload("Archive", letterBytes({ subject }));
    await mailbox.sync();
    await control.deliver(CHLOE, { subject: later });
    await mailbox.syncUntil(async () => (await mailbox.find(later)).length === 1);
    expect((await mailbox.outbox()).waiting).toBe(1);
    expect(await mailbox.find(subject)).toMatchObject([{ id: messageId, folder: "Archive" }]);
    control.setSwitch(CHLOE, "overQuota", false);
    await settle();
    expect(there(subject)).toHaveLength(1);
    await expectIdle();
  });

  test("into a folder that can only be read it comes back with its reason, and stays here", async () => {
    const subject = newSubject();
    const bytes = letterBytes({ subject });
    control.setSwitch(CHLOE, "readOnlyFolders", "Archive");
    const { messageId } = await mailbox.upload("Archive", bytes);
    await settle();
    control.setSwitch(CHLOE, "readOnlyFolders", "");
    expect((await mailbox.outbox()).refused).toContainEqual(
      expect.objectContaining({ kind: "append", why: "refused" }),
    );
    expect(there(subject)).toEqual([]);
    expect(await mailbox.find(subject)).toMatchObject([{ id: messageId, sha256: sha256(bytes) }]);
    await mailbox.sync();
    expect(there(subject), "nobody tries it for ever").toEqual([]);
    await expectIdle();
    await bed.dismissRefusals();
    const seq = await mailbox.lastSeq();
    expect(await mailbox.retryUpload({ messageId })).toBe(true);
    expect(await mailbox.retryUpload({ messageId }), "once").toBe(false);
    await settle();
    expect(there(subject)).toMatchObject([{ folder: "Archive" }]);
    expect(await mailbox.find(subject)).toMatchObject([{ id: messageId, folder: "Archive" }]);
    expect((await mailbox.events(seq)).map(({ kind }) => kind)).toEqual(["upload.retried"]);
    await expectIdle();
  });

  test("a draft whose next revision isn't taken is shown beside what the provider has", async () => {
    const subject = newSubject("Draft");
    const draft = await mailbox.newDraft(letterBytes({ subject, text: "Taken" }));
    await settle();
    control.setSwitch(CHLOE, "readOnlyFolders", "Drafts");
    await mailbox.saveDraft(draft, letterBytes({ subject, text: "Not taken" }));
    await settle();
    await mailbox.sync();
    control.setSwitch(CHLOE, "readOnlyFolders", "");
    expect(texts(subject)).toEqual(["Taken"]);
    const here = await mailbox.find(subject);
    expect(here).toHaveLength(2);
    expect(here.find(({ id }) => id === draft.messageId)?.sha256).toBe(
      sha256(letterBytes({ subject, text: "Not taken" })),
    );
    await expectIdle();
    await bed.dismissRefusals();
  });
});
