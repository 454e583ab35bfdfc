// Uploads and drafts from here to Playground 365, with each kind of server: what is accepted lies there once, whatever
// is cut or killed on the way, and comes back with its reason where the provider doesn't take it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import { APPEND_DOUBT_MS } from "../core/plan-append.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ProfileName } from "../playground/imap/profiles.ts";
import { type CuttingProxy, startCuttingProxy } from "./testing/cutting-proxy.ts";
import { dyingStore } from "./testing/dying-store.ts";
import { letterBytes } from "./testing/letter.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox, sha256 } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";
const FOLDERS: Readonly<Record<string, string>> = {
  Inbox: "INBOX",
  Drafts: "Drafts",
  Archive: "Archive",
};
const JUNE = Date.UTC(2025, 5, 1, 12, 30, 15);
/** Bytes on the wire between two cuts that are tried. */
const CUT_STEP = 211;

describe.each(["exchange", "modern", "minimal"] satisfies ProfileName[])("to %s", (profile) => {
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  let proxy: CuttingProxy;
  let mailbox: SyncedMailbox;
  let count = 0;
  const newSubject = (name = "Upload"): string => `${name} ${profile} ${++count}`;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile, serve: false });
    control = twinbox.playground.control;
    proxy = await startCuttingProxy(twinbox.playground.imap.port);
    const token = await control.issueToken(CHLOE, { seconds: 86_400 });
    mailbox = await SyncedMailbox.connect(twinbox.house, {
      workspace: twinbox.workspace.name,
      user: CHLOE,
      server: { host: "127.0.0.1", port: proxy.port, security: "none" },
      userName: CHLOE,
      grant: { kind: "command", command: `echo ${token}` },
      maps: Object.entries(FOLDERS).map(([name, path]) => ({ name, path })),
      since: "all",
    });
    await mailbox.sync();
  });
  afterAll(async () => {
    await twinbox?.close();
    await proxy?.close();
  });

  interface There {
    readonly folder: string;
    readonly flags: readonly string[];
    readonly date: number;
    readonly bytes: Buffer;
  }
  /** Where the provider has messages of this subject; those a server could only mark don't count. */
  function there(subject: string): readonly There[] {
    return Object.entries(FOLDERS).flatMap(([folder, path]) =>
      control.listMessages(CHLOE, path, 1_000).flatMap(({ uid, date }): There[] => {
        const bytes = control.bytesOf(CHLOE, path, uid);
        const flags = [...control.flagsOf(CHLOE, path, uid)].sort();
        if (!bytes.toString("latin1").includes(`Subject: ${subject}\r\n`)) return [];
        return flags.includes("\\Deleted") ? [] : [{ folder, flags, date, bytes }];
      }),
    );
  }
  const texts = (subject: string): readonly string[] =>
    there(subject).map(({ bytes }) => /Good morning\. (.*)\r\n/.exec(bytes.toString("latin1"))?.[1] ?? "");
  async function settle(): Promise<void> {
    await mailbox.syncUntil(async () => {
      // What only time brings about: a server had its time to finish what it was given before a cut.
      await twinbox.sql(
        `update twinbox.change set due_at = 0, attempted_at = attempted_at - ${APPEND_DOUBT_MS}
         where state in ('waiting', 'attempted')`,
      );
      return (await mailbox.outbox()).waiting === 0;
    });
    await mailbox.sync();
  }
  async function expectIdle(): Promise<void> {
    const seq = await mailbox.lastSeq();
    await mailbox.sync();
    expect(await mailbox.events(seq), "a further round has nothing to do").toEqual([]);
  }

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
    await twinbox.house.desk.dismissRefusals(...mailbox.at);
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
    await twinbox.house.desk.dismissRefusals(...mailbox.at);
  });

  /** Each is cut or killed at another place. */
  async function uploadAll(attempt: (subject: string, at: number) => Promise<boolean>): Promise<number> {
    for (let at = 0; ; at++) {
      const subject = newSubject("Cut");
      if (!(await attempt(subject, at))) return at;
      await settle();
      expect(texts(subject), `lies there once, try ${at}`).toHaveLength(1);
      expect(await mailbox.find(subject), `is here once, try ${at}`).toHaveLength(1);
    }
  }
  const syncDying = (at: number): Promise<boolean> => {
    const { store, died } = dyingStore({ commit: at >> 1, when: at % 2 === 0 ? "before" : "after" });
    return mailbox.through(store).sync().then(died, died);
  };
  /** Of all kinds in turn: with Message-ID, without, without anything. */
  const kindOf = (subject: string, at: number) => ({
    subject,
    ...(at % 3 === 1 ? { messageId: null } : {}),
    ...(at % 3 === 2 ? { messageId: null, from: null } : {}),
  });
  /** False when the connection wasn't cut any more. */
  async function syncCut(at: number): Promise<boolean> {
    const cuts = proxy.cuts();
    proxy.cutAfter = () => 1 + at * CUT_STEP;
    await mailbox.sync().catch(() => undefined);
    proxy.cutAfter = null;
    return proxy.cuts() > cuts;
  }

  test("cut anywhere, an upload lies there once", { timeout: 180_000 }, async () => {
    const cuts = await uploadAll(async (subject, at) => {
      await mailbox.upload("Archive", letterBytes({ ...kindOf(subject, at), text: "x".repeat(300) }));
      return syncCut(at);
    });
    expect(cuts).toBeGreaterThan(5);
    await expectIdle();
  });

  test("killed at any commit, an upload lies there once", { timeout: 180_000 }, async () => {
    const kills = await uploadAll(async (subject, at) => {
      await mailbox.upload("Archive", letterBytes(kindOf(subject, at)));
      return syncDying(at);
    });
    expect(kills).toBeGreaterThanOrEqual(4);
    await expectIdle();
  });

  test("cut anywhere, a draft that was saved again is the new one, once", { timeout: 180_000 }, async () => {
    const cuts = await uploadAll(async (subject, at) => {
      const draft = await mailbox.newDraft(letterBytes({ ...kindOf(subject, at), text: "Old" }));
      await settle();
      await mailbox.saveDraft(draft, letterBytes({ ...kindOf(subject, at), text: "New" }));
      const cut = await syncCut(at);
      expect(texts(subject).length, "one of them is always there").toBeGreaterThan(0);
      await settle();
      expect(texts(subject)).toEqual(["New"]);
      expect(await mailbox.find(subject)).toMatchObject([{ id: draft.messageId }]);
      return cut;
    });
    expect(cuts).toBeGreaterThan(5);
    await expectIdle();
  });

  test("killed at any commit, a draft that was saved again is the new one, once", {
    timeout: 180_000,
  }, async () => {
    const kills = await uploadAll(async (subject, at) => {
      const draft = await mailbox.newDraft(letterBytes({ ...kindOf(subject, at), text: "Old" }));
      await settle();
      await mailbox.saveDraft(draft, letterBytes({ ...kindOf(subject, at), text: "New" }));
      const died = await syncDying(at);
      expect(texts(subject).length, "one of them is always there").toBeGreaterThan(0);
      await settle();
      expect(texts(subject)).toEqual(["New"]);
      expect(await mailbox.find(subject)).toMatchObject([{ id: draft.messageId }]);
      return died;
    });
    expect(kills).toBeGreaterThanOrEqual(8);
    await expectIdle();
  });
});
