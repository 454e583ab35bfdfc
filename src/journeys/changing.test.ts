// What people do with mail here, and what the provider then has: engine, Postgres and Playground 365 with each kind of
// server. Every scenario ends with both sides equal, and with nothing left in the outbox.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { toldProfiles } from "./testing/profiles.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox, sha256 } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";
const FOLDERS: Readonly<Record<string, string>> = {
  Inbox: "INBOX",
  Archive: "Archive",
  Deleted: "Deleted Items",
};
const SEEN = { kind: "flags", add: FLAG_BITS.seen, remove: 0 } as const;
const UNSEEN = { kind: "flags", add: 0, remove: FLAG_BITS.seen } as const;

describe.each(toldProfiles())("to %s", (profile) => {
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  let mailbox: SyncedMailbox;
  let subject: string;
  let count = 0;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile, serve: false });
    control = twinbox.playground.control;
    const token = await control.issueToken(CHLOE, { seconds: 86_400 });
    mailbox = await SyncedMailbox.connect(twinbox.house, {
      workspace: twinbox.workspace.name,
      user: CHLOE,
      server: { ...twinbox.playground.imap, security: "none" },
      userName: CHLOE,
      grant: { kind: "command", command: `echo ${token}` },
      maps: Object.entries(FOLDERS).map(([name, path]) => ({ name, path })),
      since: "all",
    });
    await mailbox.sync();
  });
  afterAll(() => twinbox?.close());

  /** A message of its own for each test, arrived here. */
  let id: string;
  beforeEach(async () => {
    subject = `Change ${++count}`;
    await control.deliver(CHLOE, { subject });
    await mailbox.syncUntil(async () => (await mailbox.find(subject)).length === 1);
    id = await mailbox.idOf("Inbox", subject);
  });

  /** Where the provider has messages of this subject. */
  function there(name = subject): readonly { readonly folder: string; readonly flags: readonly string[] }[] {
    return Object.entries(FOLDERS).flatMap(([folder, path]) =>
      control
        .uidsOf(CHLOE, path)
        .filter((uid) =>
          control.bytesOf(CHLOE, path, uid).toString("latin1").includes(`Subject: ${name}\r\n`),
        )
        .map((uid) => ({ folder, flags: [...control.flagsOf(CHLOE, path, uid)].sort() })),
    );
  }
  const folders = async (): Promise<readonly string[]> =>
    (await mailbox.find(subject)).map((each) => each.folder);
  async function settle(): Promise<void> {
    await mailbox.syncUntil(async () => (await mailbox.openChanges()) === 0);
  }
  /** All mapped folders hold the same on both sides. */
  async function expectEqual(): Promise<void> {
    const here = [...(await mailbox.here())].map(
      ([name, copies]) => [name, copies.map((copy) => copy.sha256).sort()] as const,
    );
    const remote = Object.entries(FOLDERS).map(
      ([name, path]) =>
        [
          name,
          control
            .uidsOf(CHLOE, path)
            .filter((uid) => !control.flagsOf(CHLOE, path, uid).includes("\\Deleted"))
            .map((uid) => sha256(control.bytesOf(CHLOE, path, uid)))
            .sort(),
        ] as const,
    );
    expect(Object.fromEntries(here)).toEqual(Object.fromEntries(remote));
  }

  test("read and flagged here is read and flagged there", async () => {
    const before = await mailbox.lastSeq();
    await mailbox.act(SEEN, [id]);
    expect((await mailbox.find(subject))[0]?.flags, "the screen doesn't wait").toEqual(["seen"]);
    await mailbox.act({ kind: "flags", add: FLAG_BITS.flagged, remove: 0 }, [id]);
    await settle();
    expect(there()).toEqual([{ folder: "Inbox", flags: ["\\Flagged", "\\Seen"] }]);
    await mailbox.act(UNSEEN, [id]);
    await settle();
    expect(there()[0]?.flags).toEqual(["\\Flagged"]);
    expect((await mailbox.find(subject))[0]?.flags).toEqual(["flagged"]);
    const flags = (await mailbox.events(before)).filter((event) => event.kind === "message.flags");
    expect(flags, "one event a change, told once").toHaveLength(3);
  });

  test("different flags set on both sides at once are both kept", async () => {
    await mailbox.act(SEEN, [id]);
    const uid = control.uidsOf(CHLOE, "INBOX").at(-1) ?? 0;
    await control.setFlag(CHLOE, "INBOX", uid, "\\Flagged", true);
    await settle();
    await mailbox.syncUntil(async () => (await mailbox.find(subject))[0]?.flags.length === 2);
    expect(there()[0]?.flags).toEqual(["\\Flagged", "\\Seen"]);
    expect((await mailbox.find(subject))[0]?.flags).toEqual(["flagged", "seen"]);
  });

  test("moved here is moved there, under its id, and no body is fetched for it", async () => {
    const before = await mailbox.lastSeq();
    await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, [id]);
    expect(await folders(), "the screen doesn't wait").toEqual(["Archive"]);
    await settle();
    await mailbox.sync();
    expect(there().filter(({ flags }) => !flags.includes("\\Deleted"))).toEqual([
      { folder: "Archive", flags: [] },
    ]);
    expect(await mailbox.find(subject)).toEqual([expect.objectContaining({ id, folder: "Archive" })]);
    expect((await mailbox.events(before)).map(({ kind }) => kind)).toEqual(["message.moved"]);
    await expectEqual();
    const seq = await mailbox.lastSeq();
    await mailbox.sync();
    expect(await mailbox.events(seq), "a further round has nothing to do").toEqual([]);
  });

  test("there and back again before the provider heard of it", async () => {
    await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, [id]);
    await mailbox.act({ kind: "move", from: "Archive", to: "Inbox" }, [id]);
    expect(await folders()).toEqual(["Inbox"]);
    await settle();
    await mailbox.sync();
    expect(await mailbox.find(subject)).toEqual([expect.objectContaining({ id, folder: "Inbox" })]);
    await expectEqual();
  });

  test("deleted here lies in the provider's Deleted, and can be erased for good", async () => {
    await mailbox.act({ kind: "moveToRole", from: "Inbox", role: "deleted" }, [id]);
    await settle();
    await mailbox.sync();
    expect(there().filter(({ flags }) => !flags.includes("\\Deleted"))).toEqual([
      { folder: "Deleted", flags: [] },
    ]);
    await mailbox.act({ kind: "erase", from: "Deleted" }, [id]);
    expect(await mailbox.find(subject)).toEqual([]);
    expect(await mailbox.openChanges(), "erased after ten seconds, not before").toBe(1);
    await mailbox.sync();
    expect(there().filter(({ flags }) => !flags.includes("\\Deleted"))).toHaveLength(1);
    await twinbox.sql("update twinbox.change set due_at = 0 where state = 'waiting'");
    await settle();
    expect(there().filter(({ flags }) => !flags.includes("\\Deleted"))).toEqual([]);
    await mailbox.sync();
    expect(await mailbox.find(subject)).toEqual([]);
    await expectEqual();
  });

  test("undone before the provider was told, nothing has happened", async () => {
    const act = await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, [id]);
    const seen = await mailbox.act(SEEN, [id]);
    expect(await mailbox.undo(seen)).toBe(true);
    expect(await mailbox.undo(act)).toBe(true);
    expect(await mailbox.find(subject)).toEqual([
      expect.objectContaining({ id, folder: "Inbox", flags: [] }),
    ]);
    expect(await mailbox.openChanges()).toBe(0);
    await mailbox.sync();
    expect(there()).toEqual([{ folder: "Inbox", flags: [] }]);
  });

  test("undone afterwards, it is done the other way round", async () => {
    const act = await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, [id]);
    await settle();
    expect(await mailbox.undo(act)).toBe(true);
    expect(await folders()).toEqual(["Inbox"]);
    await settle();
    await mailbox.sync();
    expect(there().filter(({ flags }) => !flags.includes("\\Deleted"))).toEqual([
      { folder: "Inbox", flags: [] },
    ]);
    await expectEqual();
  });

  test("moved here and elsewhere there at once, it ends in one place, the same on both sides", async () => {
    await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, [id]);
    const uid = control.uidsOf(CHLOE, "INBOX").at(-1) ?? 0;
    await control.move(CHLOE, "INBOX", [uid], "Deleted Items");
    await settle();
    await mailbox.syncUntil(async () => (await mailbox.find(subject)).length === 1);
    await mailbox.sync();
    expect(await mailbox.find(subject)).toEqual([expect.objectContaining({ id, folder: "Archive" })]);
    await expectEqual();
  });

  test("a change of a message that the provider has no more comes back with its reason", async () => {
    await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, [id]);
    const uid = control.uidsOf(CHLOE, "INBOX").at(-1) ?? 0;
    await control.expunge(CHLOE, "INBOX", [uid]);
    await settle();
    expect(await mailbox.find(subject)).toEqual([]);
    expect((await mailbox.outbox()).refused).toEqual([
      expect.objectContaining({ kind: "move", why: "gone", count: 1 }),
    ]);
    await expectEqual();
  });

  test("what the provider refuses comes back with its reason", async () => {
    control.setSwitch(CHLOE, "movesRefused", true);
    await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, [id]);
    // An answer without a reason is believed after some tries.
    await mailbox.syncUntil(async () => {
      await twinbox.sql("update twinbox.change set due_at = 0");
      return (await mailbox.openChanges()) === 0;
    });
    control.setSwitch(CHLOE, "movesRefused", false);
    expect(await folders()).toEqual(["Inbox"]);
    expect((await mailbox.outbox()).refused).toContainEqual(
      expect.objectContaining({ kind: "move", why: "refused", count: 1 }),
    );
    await expectEqual();
  });

  // A server with MOVE needs no room for it.
  test.runIf(profile === "minimal")(
    "what the provider has no room for waits, and new mail comes meanwhile",
    async () => {
      control.setSwitch(CHLOE, "overQuota", true);
      await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, [id]);
      await mailbox.sync();
      const later = `Later ${count}`;
      await control.deliver(CHLOE, { subject: later });
      await mailbox.syncUntil(async () => (await mailbox.find(later)).length === 1);
      expect(await folders(), "shown where it will be").toEqual(["Archive"]);
      expect(await mailbox.openChanges()).toBe(1);
      control.setSwitch(CHLOE, "overQuota", false);
      await twinbox.sql("update twinbox.change set due_at = 0 where state = 'attempted'");
      await settle();
      await mailbox.sync();
      expect(await mailbox.find(subject)).toEqual([expect.objectContaining({ id, folder: "Archive" })]);
      await expectEqual();
    },
  );

  test("many at once, of all kinds, in the order they were done", async () => {
    const names = Array.from({ length: 30 }, (_, n) => `Many ${count} ${n}`);
    for (const name of names) await control.deliver(CHLOE, { subject: name });
    await mailbox.syncUntil(async () => (await mailbox.find(names.at(-1) ?? "")).length === 1);
    const inbox = (await mailbox.here()).get("Inbox") ?? [];
    const ids = names.map((name) => inbox.find((each) => each.subject === name)?.id ?? "");
    await mailbox.act(SEEN, ids);
    await mailbox.act({ kind: "move", from: "Inbox", to: "Archive" }, ids.slice(0, 20));
    await mailbox.act(UNSEEN, ids.slice(0, 10));
    await mailbox.act({ kind: "move", from: "Archive", to: "Deleted" }, ids.slice(0, 5));
    await settle();
    await mailbox.sync();
    const expected = names.map((_, n) => ({
      folder: n < 5 ? "Deleted" : n < 20 ? "Archive" : "Inbox",
      flags: n < 10 ? [] : ["\\Seen"],
    }));
    expect(names.map((name) => there(name).filter(({ flags }) => !flags.includes("\\Deleted")))).toEqual(
      expected.map((each) => [each]),
    );
    await expectEqual();
  });
});
