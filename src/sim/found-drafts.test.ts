// What the simulation found in uploads and drafts, each as a story of its own.
import { expect, test } from "vitest";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { FolderStatus } from "../engine/ports/mail.ts";
import type { SyncStore } from "../engine/ports/sync.ts";
import type { Hooks } from "./machine.ts";
import { mailContent } from "./mail-content.ts";
import { cut, refused } from "./mail-refusals.ts";
import type { ServerFolder } from "./server-folder.ts";
import { holding, onFolder, onSession, onWriting, withParts } from "./testing/hooked.ts";
import { Scenario } from "./testing/scenario.ts";

const { deleted } = FLAG_BITS;
const FOLDERS = ["INBOX", "Drafts"];

function draftOf({ there }: Scenario, body: string) {
  return there.madeHere("D1", body);
}

/** A revision that has headers of its own: no other is taken for it. */
function anewOf({ world }: Scenario, body: string) {
  return mailContent(world.server.nextGuid(), {
    ...{ messageId: `${body}@contoso.example`, date: "Wed, 25 Nov 2026 08:00:00 +0000" },
    ...{ from: "ada@contoso.example", subject: "Subject D1", body },
  });
}

function bodiesIn({ messages }: ServerFolder): readonly string[] {
  return messages.map(({ content: { bytes, header } }) =>
    Buffer.from(bytes.subarray(header.length)).toString().trim(),
  );
}

/** Until the provider has so many messages in Drafts. */
async function taken(story: Scenario, count: number): Promise<void> {
  await story.world.scheduler.drive(() => story.folder("Drafts").messages.length >= count);
}

/** What arrived there a moment ago can't be fetched for a while. */
function servesLater(story: Scenario, ms: number): void {
  const folder = story.folder("Drafts");
  const servedFrom = story.world.scheduler.time + ms;
  folder.messages = folder.messages.map((each) => ({ ...each, servedFrom }));
}

test("saved over and discarded before what was sent of it could be fetched, a draft is nowhere", async () => {
  const story = await Scenario.begin({ folders: FOLDERS });
  await story.saves(draftOf(story, "first"));
  await taken(story, 1);
  servesLater(story, 15_000);
  await story.saves(draftOf(story, "second"));
  await story.discards("D1");
  await story.pass(120_000);
  await story.daysPass(1);
  expect(story.data.copies.size).toBe(0);
  expect(story.folder("Drafts").messages.map(({ flags }) => flags & deleted)).toEqual([deleted]);
  expect(story.wrong).toEqual([]);
});

test("a draft whose discarding is refused is in the list again, beside the revision that lies there", async () => {
  const { hooks, hold } = holding();
  const story = await Scenario.begin({ server: "modern", folders: FOLDERS, hooks }, ({ there }) => {
    there.deliver("Drafts", { content: there.madeHere("D1", "first") });
  });
  hold(true);
  await story.saves(draftOf(story, "second"));
  await story.discards("D1");
  story.folder("Drafts").readOnly = true;
  await story.pass(20_000);
  hold(false);
  story.look();
  await story.pass(60_000);
  expect(story.refusals).toEqual(["refused"]);
  expect(story.lists).toEqual({ Drafts: "D1 D1DS" });
  expect(story.wrong).toEqual([]);
});

test("refused by the provider, a draft whose discarding is taken back is here as before", async () => {
  const story = await Scenario.begin({ server: "modern", folders: FOLDERS });
  story.folder("Drafts").readOnly = true;
  await story.saves(draftOf(story, "first"));
  await story.pass(30_000);
  expect(story.refusals).toEqual(["refused"]);
  await story.discards("D1");
  expect(story.lists).toEqual({});
  story.undo();
  await story.pass(30_000);
  expect(story.lists).toEqual({ Drafts: "D1DS" });
  expect(story.wrong).toEqual([]);
});

test("saved over while it is found again under its new uid, a draft has one revision there in the end", async () => {
  let isRenumbered = false;
  let isFetched = false;
  let isSaved = false;
  const hooks: Hooks = {
    ...onFolder((folder) =>
      withParts(folder, {
        fetchMessages: (uids) => {
          isFetched = isRenumbered;
          return folder.fetchMessages(uids);
        },
      }),
    ),
    store: (store): SyncStore => ({
      ...store,
      findMatches: async (...by) => {
        const found = await store.findMatches(...by);
        if (!isFetched || isSaved) return found;
        isSaved = true;
        void story.saves(draftOf(story, "second"));
        await story.world.machine()?.running?.process.clock.sleep(2_000);
        return found;
      },
    }),
  };
  const story = await Scenario.begin({ server: "modern", folders: FOLDERS, hooks }, ({ there }) => {
    there.deliver("Drafts", { content: there.madeHere("D1", "first"), flags: FLAG_BITS.draft });
  });
  isRenumbered = true;
  story.there.renumber("Drafts");
  story.look();
  await story.pass(60_000);
  expect(isSaved).toBe(true);
  expect(story.lists).toEqual({ Drafts: "D1DS" });
  expect(story.folder("Drafts").messages).toHaveLength(1);
  expect(story.wrong).toEqual([]);
});

test("an earlier revision that somebody there unmarks is a draft of its own", async () => {
  const story = await Scenario.begin({ folders: FOLDERS });
  await story.saves(draftOf(story, "first"));
  await story.pass(30_000);
  await story.saves(draftOf(story, "second"));
  await story.pass(30_000);
  expect(story.lists).toEqual({ Drafts: "D1DS" });
  story.there.mark("D1", "Drafts", { remove: deleted });
  await story.daysPass(1);
  expect(story.lists).toEqual({ Drafts: "D1DS D1DS" });
  expect(story.wrong).toEqual([]);
});

test("unmarked there before the server has told that it is marked, an earlier revision is a draft of its own", async () => {
  let marks = 0;
  const hooks = onWriting((folder) => {
    const change = folder.changeFlags.bind(folder);
    folder.changeFlags = async (uids, how) => {
      const rows = await change(uids, how);
      if (marks++ > 0) return rows;
      story.there.mark("D1", "Drafts", { remove: deleted });
      return rows.map(({ uid, flags }) => ({ uid, flags: flags & ~deleted }));
    };
    return folder;
  });
  const story = await Scenario.begin({ folders: FOLDERS, hooks });
  await story.saves(draftOf(story, "first"));
  await story.pass(30_000);
  await story.saves(draftOf(story, "second"));
  await story.pass(30_000);
  expect(marks).toBe(1);
  await story.daysPass(1);
  expect(story.lists).toEqual({ Drafts: "D1DS D1DS" });
  expect(story.wrong).toEqual([]);
});

test("moved away here before it was saved over, a draft is moved as it was saved", async () => {
  const story = await Scenario.begin({ server: "modern", folders: FOLDERS }, ({ there }) => {
    there.deliver("INBOX", { content: there.madeHere("D1", "first") });
  });
  story.box.account.create("Archive", "archive");
  await story.daysPass(1);
  await story.does({ kind: "moveToRole", from: "INBOX", role: "archive" }, "D1");
  story.there.move("D1", "INBOX", "Drafts");
  story.look();
  await story.pass(5_000);
  expect(story.lists).toEqual({ Drafts: "D1" });
  await story.saves(anewOf(story, "second"));
  await story.pass(60_000);
  expect(story.lists).toEqual({});
  expect(story.folder("Archive").messages).toHaveLength(1);
  expect(story.there.bodyOf("D1", "Archive")).toBe("second");
  expect(story.wrong).toEqual([]);
});

test("of two drafts that are alike one departs while the other, saved over here, isn't sent yet", async () => {
  const { hooks, hold } = holding();
  const story = await Scenario.begin({ server: "modern", folders: FOLDERS, hooks }, ({ there }) => {
    const content = there.madeHere("D1", "first");
    there.deliver("Drafts", { content });
    there.deliver("Drafts", { content });
  });
  hold(true);
  await story.saves(anewOf(story, "second"));
  const [left] = [...story.data.copies.values()].filter(({ expected }) => !expected);
  story.folder("Drafts").remove(Number(left?.key.split(":")[1]));
  story.look();
  await story.pass(60_000);
  expect(story.events).toContain("message.departed");
  hold(false);
  story.look();
  await story.pass(60_000);
  expect(bodiesIn(story.folder("Drafts"))).toEqual(["second"]);
  expect(story.wrong).toEqual([]);
});

/** Drafts and Sent have changed their names, and nobody here knows yet. */
async function withNamesChanged(story: Scenario): Promise<{ drafts: ServerFolder; sent: ServerFolder }> {
  const { account } = story.box;
  const [drafts, sent] = [story.folder("Drafts"), account.create("Sent", null)];
  await story.daysPass(1);
  story.look();
  await story.pass(3_000);
  account.rename(drafts, "Between");
  account.rename(sent, "Drafts");
  account.rename(drafts, "Sent");
  return { drafts, sent };
}

test("put where another folder has taken the name a moment ago, an earlier revision stays there", async () => {
  const story = await Scenario.begin({ server: "modern", folders: FOLDERS });
  const { drafts, sent } = await withNamesChanged(story);
  await story.saves(anewOf(story, "first"));
  await taken(story, 1);
  await story.saves(anewOf(story, "second"));
  await story.pass(120_000);
  expect(bodiesIn(sent)).toEqual(["first"]);
  expect(bodiesIn(drafts)).toEqual(["second"]);
  expect(story.wrong).toEqual([]);
});

test("put where another folder has taken the name a moment ago, an upload whose answer is lost is sent again", async () => {
  let sendings = 0;
  const hooks = onSession((session) =>
    withParts(session, {
      appendMessage: async (...given) => {
        const told = await session.appendMessage(...given);
        if (sendings++ > 0) return told;
        story.cutSessions();
        throw cut();
      },
    }),
  );
  const story = await Scenario.begin({ server: "modern", folders: FOLDERS, hooks });
  const { drafts, sent } = await withNamesChanged(story);
  await story.uploads("Drafts", anewOf(story, "first"));
  await story.pass(120_000);
  expect([bodiesIn(sent), bodiesIn(drafts)]).toEqual([["first"], ["first"]]);
  expect(story.wrong).toEqual([]);
});

test("uploaded twice and taken for each other, the one that is moved is the one that arrives", async () => {
  const { hooks: held, hold } = holding();
  let readings = 0;
  const hooks: Hooks = {
    ...held,
    ...onFolder((folder) =>
      withParts(folder, {
        async *fetchHeaders(uids) {
          const isFirst = readings++ === 0;
          for await (const row of folder.fetchHeaders(uids)) if (!isFirst || row.uid !== 1) yield row;
        },
      }),
    ),
  };
  const story = await Scenario.begin({ hooks, kind: { move: true } });
  hold(true);
  const content = story.there.madeHere("U1");
  await story.uploads("INBOX", content);
  await story.pass(2_000);
  await story.uploads("INBOX", content);
  hold(false);
  story.look();
  await story.pass(30_000);
  const second = [...story.data.copies.values()].find(({ key }) => key.endsWith(":1"))?.messageId;
  expect(second).toBe([...story.data.messages.keys()].at(-1));
  story.actOn({ kind: "move", from: "INBOX", to: "Archive" }, second === undefined ? [] : [second]);
  await story.pass(60_000);
  expect(story.lists).toEqual({ INBOX: "U1", Archive: "U1" });
  expect(story.wrong).toEqual([]);
});

test("uploaded elsewhere, moved to Drafts and discarded before the provider has it, a message is nowhere", async () => {
  let sent = 0;
  const hooks = onSession((session) =>
    withParts(session, {
      appendMessage: (path, message) =>
        sent++ === 0 ? Promise.reject(refused(true)) : session.appendMessage(path, message),
    }),
  );
  const story = await Scenario.begin({ server: "modern", hooks, folders: ["INBOX", "Archive", "Drafts"] });
  await story.uploads("Archive", story.there.madeHere("U1"));
  await story.does({ kind: "move", from: "Archive", to: "Drafts" }, "U1");
  await story.discards("U1");
  await story.pass(120_000);
  await story.daysPass(1);
  expect(story.data.copies.size).toBe(0);
  expect(story.wrong).toEqual([]);
});

test("uploaded to a folder that holds what can't be fetched, a message that can't be either yet doesn't depart", async () => {
  const folders = ["INBOX", "Archive"];
  const story = await Scenario.begin({ kind: { uidPlus: true }, folders });
  const { account } = story.box;
  const { scheduler } = story.world;
  const inbox = story.folder("INBOX");
  const stub = { spoiltUntil: Number.POSITIVE_INFINITY, spoiltBy: "stub" } as const;
  story.deliver("INBOX");
  inbox.messages = inbox.messages.map((each) => ({ ...each, ...stub }));
  story.look();
  await story.pass(300_000);
  account.observer = {
    ...{ sends: () => undefined, touched: () => undefined },
    ...{ renamed: () => undefined, renumbered: () => undefined },
    writes: ({ folder }) =>
      queueMicrotask(() => {
        const servedFrom = scheduler.time + 60_000;
        folder.messages = folder.messages.map((each) => (each.uid === 2 ? { ...each, servedFrom } : each));
      }),
  };
  await story.uploads("INBOX", story.there.madeHere("U1"));
  story.look();
  await story.pass(50_000);
  expect(story.events).not.toContain("message.departed");
  await story.pass(600_000);
  expect([...story.data.copies.values()].map(({ missingSince }) => missingSince)).toEqual([null]);
});

test("uploaded to where one message goes and another comes, a message that is counted and not named yet is not sent again", async () => {
  let appends = 0;
  const hooks = onSession((session) =>
    withParts(session, {
      appendMessage: async (path, message) => {
        const place = await session.appendMessage(path, message);
        if (appends++ > 0) return place;
        const inbox = story.folder("INBOX");
        const namedFrom = story.world.scheduler.time + 20_000;
        inbox.messages = inbox.messages.map((each) => ({ ...each, servedFrom: namedFrom, namedFrom }));
        inbox.remove(1);
        story.deliver("INBOX");
        story.cutSessions();
        throw cut();
      },
    }),
  );
  const story = await Scenario.begin({ hooks }, (there) => there.deliver("INBOX"));
  await story.uploads("INBOX", story.there.madeHere("U1"));
  await story.pass(120_000);
  await story.daysPass(1);
  expect(appends).toBe(1);
  expect(story.folder("INBOX").messages.map(({ uid }) => uid)).toEqual([2, 3]);
  expect(story.wrong).toEqual([]);
});

test("not named yet where it was put when the mailbox was stopped, an upload is found there, though the counts agree", async () => {
  const hooks = onSession((session) =>
    withParts(session, {
      appendMessage: async (path, message) => {
        const place = await session.appendMessage(path, message);
        const archive = story.folder("Archive");
        const namedFrom = story.world.scheduler.time + 60_000;
        archive.messages = archive.messages.map((each) => ({ ...each, servedFrom: namedFrom, namedFrom }));
        story.deliver("Archive");
        return place;
      },
    }),
  );
  const story = await Scenario.begin({ kind: { uidPlus: true }, hooks });
  await story.uploads("Archive", story.there.madeHere("U1"));
  await story.pass(30_000);
  expect([...story.data.ledgers.values()].map(({ ledger }) => String(ledger.uids))).toContain("2");
  await story.stop();
  story.folder("Archive").remove(2);
  await story.pass(120_000);
  await story.connect();
  await story.pass(60_000);
  expect([...story.data.copies.values()].map(({ missingSince }) => missingSince)).toEqual([null]);
  expect(story.lists).toEqual({ Archive: "U1" });
  expect(story.wrong).toEqual([]);
});

test("uploaded to a folder whose counts are of before, a message doesn't depart", async () => {
  let before: FolderStatus | undefined;
  const hooks = onSession((session) =>
    withParts(session, {
      appendMessage: (...given) => {
        story.deliver("Archive");
        return session.appendMessage(...given);
      },
      async *statusFolders(paths) {
        for await (const told of session.statusFolders(paths)) {
          if (told.path === "Archive" && !(told.status instanceof SyncError)) before ??= told.status;
          yield told.path === "Archive" && before !== undefined ? { path: told.path, status: before } : told;
        }
      },
    }),
  );
  const story = await Scenario.begin({ kind: { uidPlus: true }, hooks });
  story.look();
  await story.pass(30_000);
  expect(before?.messages).toBe(0);
  story.look();
  await story.pass(2_000);
  await story.uploads("Archive", story.there.madeHere("U1"));
  story.look();
  await story.pass(60_000);
  expect(story.events).not.toContain("message.departed");
  expect([...story.data.copies.values()].map(({ missingSince }) => missingSince)).toEqual([null, null]);
});

test.each([
  ["before its end is journaled, it is here and there", "before", { Drafts: "D1DS" }, ["first"]],
  ["once its end is journaled, it is nowhere", "after", {}, []],
] as const)("taken back %s: a discarded draft that was never sent", async (_name, when, lists, bodies) => {
  const { hooks: held, hold } = holding();
  let undo: (() => Promise<void>) | null = null;
  const once = async (at: typeof when): Promise<void> => {
    if (at !== when) return;
    const taken = undo;
    undo = null;
    await taken?.();
  };
  const hooks: Hooks = {
    store: (store): SyncStore => {
      const holdable = held.store?.(store) ?? store;
      return {
        ...holdable,
        commit: async (ownership, changes) => {
          const isOutbox = changes.attempted !== undefined || changes.ended !== undefined;
          if (isOutbox) await once("before");
          await store.commit(ownership, changes);
          if (isOutbox) await once("after");
        },
      };
    },
  };
  const story = await Scenario.begin({ server: "modern", folders: FOLDERS, hooks });
  hold(true);
  await story.saves(draftOf(story, "first"));
  await story.discards("D1");
  // Its ten seconds are over.
  await story.pass(15_000);
  undo = async () => {
    story.undo();
    await story.world.machine()?.running?.process.clock.sleep(2_000);
  };
  hold(false);
  story.look();
  await story.pass(60_000);
  expect(undo).toBeNull();
  expect(story.lists).toEqual(lists);
  expect(bodiesIn(story.folder("Drafts"))).toEqual(bodies);
  expect(story.wrong).toEqual([]);
});
