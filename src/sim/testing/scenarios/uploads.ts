// What programs put there from here: uploads, and drafts that are saved again and again.
import { expect } from "vitest";
import { SyncError } from "../../../base/sync-error.ts";
import { FLAG_BITS } from "../../../core/flags.ts";
import { refused } from "../../mail-refusals.ts";
import { onSession, withParts } from "../hooked.ts";
import type { Scenario, Story } from "../scenario.ts";
import type { Ending, Told } from "../tell-scenario.ts";

const { seen, flagged, deleted, draft } = FLAG_BITS;
const FOLDERS = ["INBOX", "Archive", "Drafts"];
const MINUTE = 60_000;

/** By what a server tells of an upload. */
const SERVERS: Readonly<Record<string, () => Story>> = {
  "with APPENDUID": () => ({ server: "modern", folders: FOLDERS }),
  "that has APPENDUID and doesn't tell": () => ({
    server: "modern",
    lies: { noAppendUid: 1 },
    folders: FOLDERS,
  }),
  "without UIDPLUS": () => ({ folders: FOLDERS }),
  "that keeps its own dates": () => ({ kind: { datesAnew: true }, folders: FOLDERS }),
};

function one({ there }: Scenario): void {
  there.deliver("INBOX");
}

function takingNothing(): Story {
  const said = "[TOOBIG] too large";
  const tooBig = new SyncError("refused", { scope: "folder", retry: "never", said });
  const hooks = onSession((session) => withParts(session, { appendMessage: () => Promise.reject(tooBig) }));
  return { server: "modern", folders: FOLDERS, hooks };
}

/** Told for each kind of server; killed at every step they are three scenarios: before the APPEND, after it, after its
 *  answer. */
function onEach(
  number: number,
  name: string,
  told: Omit<Told, "number" | "name" | "story" | "ends"> & { readonly ends: (hasUidPlus: boolean) => Ending },
): readonly Told[] {
  return Object.entries(SERVERS).map(([server, story]) => ({
    ...told,
    number,
    name: `${name}, on a server ${server}`,
    story,
    ends: told.ends(story().server === "modern"),
  }));
}

/** The next revision of a draft. */
function revise({ there }: Scenario, body: string) {
  return there.madeHere("D1", body);
}

export const UPLOADS: readonly Told[] = [
  ...onEach(2, "uploaded here, a message lies there once, with its flags", {
    before: one,
    events: (story) => story.uploads("INBOX", story.there.madeHere("U1"), flagged),
    ends: () => ({ here: { INBOX: "1 U1F" } }),
    cuts: true,
  }),
  {
    number: 15,
    name: "uploaded with the mark of the deleted, it lies there marked, and isn't sent again",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: one,
    events: (story) => story.uploads("INBOX", story.there.madeHere("U1"), deleted),
    ends: { here: { INBOX: "1 U1T" } },
  },
  {
    number: 22,
    name: "where no APPENDUID tells, an upload is known by its headers and its date",
    story: () => ({ folders: FOLDERS }),
    before: one,
    events: async (story) => {
      await story.uploads("Archive", story.there.madeHere("U1"));
      await story.uploads("Archive", story.there.madeHere("U2"));
      story.there.deliver("Archive");
    },
    ends: { here: { INBOX: "1", Archive: "2 U1 U2" } },
    cuts: true,
  },
  ...onEach(23, "uploaded, marked and moved before anybody there knows of it", {
    before: one,
    events: async (story) => {
      await story.uploads("INBOX", story.there.madeHere("U1"));
      await story.does({ kind: "flags", add: seen, remove: 0 }, "U1");
      await story.does({ kind: "move", from: "INBOX", to: "Archive" }, "U1");
    },
    ends: (hasUidPlus) => ({
      here: { INBOX: "1", Archive: "U1S" },
      there: { INBOX: hasUidPlus ? "1" : "1 U1ST", Archive: "U1S" },
    }),
  }),
  {
    number: 24,
    name: "taken by the server while new mail comes, it is told from it",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: one,
    events: async (story) => {
      const uploaded = story.uploads("INBOX", story.there.madeHere("U1"));
      story.there.deliver("INBOX");
      await uploaded;
      story.there.deliver("INBOX");
    },
    ends: { here: { INBOX: "1 2 3 U1" } },
    cuts: true,
  },
  {
    number: 24,
    name: "taken by a server that doesn't tell where, and moved there before anybody saw it, it is where it was put",
    story: (told) => ({
      server: "modern",
      folders: FOLDERS,
      lies: { noAppendUid: 1 },
      hooks: onSession((session) =>
        withParts(session, {
          appendMessage: async (...given) => {
            const place = await session.appendMessage(...given);
            told().there.move("U1", "INBOX", "Archive");
            return place;
          },
        }),
      ),
    }),
    before: one,
    events: async (story) => {
      await story.uploads("INBOX", story.there.madeHere("U1"));
      await story.pass(2 * MINUTE);
      story.there.copy("U1", "Archive", "Drafts");
    },
    ends: { here: { INBOX: "1", Archive: "U1", Drafts: "U1" } },
    // Killed before the answer is noted nobody knows that it was taken: it is sent again.
    noKills: "the program that dies between APPEND and its answer moves nothing",
  },
  {
    number: 25,
    name: "two that are alike to the last byte are both sent, once each",
    story: () => ({ folders: FOLDERS }),
    before: one,
    events: async (story) => {
      const content = story.there.madeHere("U1");
      await story.uploads("INBOX", content);
      await story.uploads("INBOX", content);
    },
    ends: { here: { INBOX: "1 U1 U1" }, messages: 3 },
    cuts: true,
  },
  {
    number: 26,
    name: "renumbered while an upload is on its way, its folder has it once",
    story: () => ({ folders: FOLDERS }),
    before: one,
    events: async (story) => {
      await story.uploads("INBOX", story.there.madeHere("U1"));
      await story.pass(100);
      story.there.renumber("INBOX");
    },
    ends: { here: { INBOX: "1 U1" } },
    cuts: true,
  },
  ...onEach(41, "uploaded without Message-ID, Date and From, it lies there once", {
    before: one,
    events: (story) => story.uploads("INBOX", story.there.bareContent("U1")),
    ends: () => ({ here: { INBOX: "1 U1" } }),
    cuts: true,
  }),
  {
    number: 69,
    name: "its folder deleted there before it was sent, an upload comes back with its reason, and stays here",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: one,
    events: async (story) => {
      story.box.account.full = true;
      await story.uploads("Archive", story.there.madeHere("U1"));
      await story.pass(5_000);
      story.box.account.delete("Archive");
      story.box.account.full = false;
      await story.pass(20 * MINUTE);
    },
    ends: { here: { INBOX: "1", Archive: "U1" }, there: { INBOX: "1" } },
    also: (story) => expect(story.refusals).toEqual(["folderGone"]),
  },
  {
    number: 77,
    name: "what there is no room for waits, mail comes meanwhile, and it is sent when there is",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: one,
    events: async (story) => {
      story.box.account.full = true;
      await story.uploads("INBOX", story.there.madeHere("U1"));
      story.there.deliver("INBOX");
      await story.pass(5 * MINUTE);
      expect(story.lists).toEqual({ INBOX: "1 2 U1" });
      story.box.account.full = false;
      await story.pass(10 * MINUTE);
    },
    ends: { here: { INBOX: "1 2 U1" } },
  },
  {
    number: 78,
    name: "what is too long for the server comes back with its reason, and stays here",
    story: takingNothing,
    before: one,
    events: (story) => story.uploads("INBOX", story.there.madeHere("U1")),
    ends: { here: { INBOX: "1 U1" }, there: { INBOX: "1" } },
    also: (story) => expect(story.refusals).toEqual(["refused"]),
  },
  {
    number: 78,
    name: "... and when it comes there by another way it is in both places",
    story: takingNothing,
    before: one,
    events: async (story) => {
      const content = story.there.madeHere("U1");
      await story.uploads("INBOX", content);
      await story.pass(30_000);
      story.there.deliver("Archive", { content });
    },
    ends: { here: { INBOX: "1 U1", Archive: "U1" }, there: { INBOX: "1", Archive: "U1" } },
  },
  ...onEach(91, "stopped while an upload is on its way, and started again, it lies there once", {
    before: one,
    events: async (story) => {
      await story.uploads("INBOX", story.there.madeHere("U1"));
      await story.stop();
      await story.pass(20_000);
      await story.connect();
    },
    ends: () => ({ here: { INBOX: "1 U1" } }),
  }),
  ...onEach(93, "a draft saved again: the newest is there, and none of the earlier", {
    before: one,
    events: async (story) => {
      await story.saves(revise(story, "first"));
      await story.pass(10_000);
      await story.saves(revise(story, "second"));
      await story.pass(10_000);
      await story.saves(revise(story, "third"));
    },
    ends: () => ({ here: { INBOX: "1", Drafts: "D1DS" }, withoutMarked: true }),
    also: (story) => expect(story.there.bodyOf("D1", "Drafts")).toBe("third"),
  }),
  {
    number: 93,
    name: "saved over while it is on its way, the newest is sent and the earlier one removed, if it was sent at all",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: one,
    events: async (story) => {
      for (const body of ["first", "second", "third"]) {
        await story.saves(revise(story, body));
        await story.pass(30);
      }
    },
    ends: { here: { INBOX: "1", Drafts: "D1DS" } },
    also: (story) => expect(story.there.bodyOf("D1", "Drafts")).toBe("third"),
    cuts: true,
  },
  {
    number: 93,
    name: "a draft edited on both sides at once becomes two",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: ({ there }) => {
      one({ there } as Scenario);
      there.deliver("Drafts", { content: there.madeHere("D1"), flags: draft | seen });
    },
    events: async (story) => {
      story.there.expunge("D1", "Drafts");
      story.there.deliver("Drafts", { content: story.there.madeHere("D1", "theirs"), flags: draft | seen });
      await story.saves(revise(story, "ours"));
    },
    ends: { here: { INBOX: "1", Drafts: "D1DS D1DS" }, messages: 3 },
    orEnds: { here: { INBOX: "1", Drafts: "D1DS" }, departed: "D1", messages: 3 },
  },
  {
    number: 93,
    name: "a draft saved here and deleted there at once is there as it was saved here",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: ({ there }) => {
      there.deliver("Drafts", { content: there.madeHere("D1"), flags: draft | seen });
    },
    events: async (story) => {
      story.there.expunge("D1", "Drafts");
      await story.saves(revise(story, "ours"));
    },
    ends: { here: { Drafts: "D1DS" } },
    orEnds: { here: {}, departed: "D1" },
  },
  {
    number: 93,
    name: "a draft that is discarded is gone with all its revisions, and nothing else is",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: ({ there }) => {
      there.deliver("Drafts", { flags: draft });
    },
    events: async (story) => {
      await story.saves(revise(story, "first"));
      await story.saves(revise(story, "second"));
      await story.discards("D1");
    },
    ends: { here: { Drafts: "1D" }, departed: "D1" },
    cuts: true,
  },
  {
    number: 93,
    name: "marked as unread again and again and saved again meanwhile, a draft is unread on both sides",
    story: () => ({ server: "modern", folders: FOLDERS }),
    before: ({ there }) => {
      there.deliver("Drafts", { content: there.madeHere("D1"), flags: draft | seen });
    },
    events: async (story) => {
      await story.does({ kind: "flags", add: 0, remove: seen }, "D1");
      await story.saves(revise(story, "first"));
      await story.does({ kind: "flags", add: 0, remove: seen }, "D1");
      await story.saves(revise(story, "second"));
      await story.does({ kind: "flags", add: 0, remove: seen }, "D1");
    },
    ends: { here: { Drafts: "D1D" } },
  },
  {
    number: 93,
    name: "discarded while its folder is deleted there, a draft is gone, and the mailbox goes on",
    story: (told) => ({
      server: "modern",
      folders: FOLDERS,
      hooks: onSession((session) =>
        withParts(session, {
          appendMessage: async (...given) => {
            const place = await session.appendMessage(...given);
            // Before a reading has seen it there.
            told().box.account.delete("Drafts");
            return place;
          },
          // As long as this one can't be read it may have been moved there.
          openFolder: (path, known) => {
            const isSick = path === "Archive" && told().world.scheduler.time < 5 * MINUTE;
            return isSick && told().messagesHere > 1
              ? Promise.reject(refused(true))
              : session.openFolder(path, known);
          },
        }),
      ),
    }),
    before: one,
    events: async (story) => {
      await story.saves(revise(story, "first"));
      story.there.deliver("Archive");
      await story.discards("D1");
      await story.pass(20 * MINUTE);
      story.there.deliver("INBOX");
    },
    ends: { here: { INBOX: "1 3", Archive: "2" }, departed: "D1" },
  },
  {
    number: 93,
    name: "discarded while it is missed there, and another folder can't be read, a draft is waited for in peace",
    story: (told) => ({
      server: "modern",
      folders: FOLDERS,
      hooks: onSession((session) =>
        withParts(session, {
          openFolder: (path, known) => {
            const isSick = path === "Archive" && told().world.scheduler.time < 5 * MINUTE;
            const hasNews = told().there.folder("Archive").messages.length > 0;
            return isSick && hasNews ? Promise.reject(refused(true)) : session.openFolder(path, known);
          },
        }),
      ),
    }),
    before: ({ there }) => {
      there.deliver("Drafts", { content: there.madeHere("D1"), flags: draft | seen });
    },
    events: async (story) => {
      story.there.deliver("Archive");
      story.there.expunge("D1", "Drafts");
      story.look();
      await story.pass(5_000);
      await story.discards("D1");
      await story.pass(10 * MINUTE);
    },
    ends: { here: { Archive: "1" }, departed: "D1" },
  },
  {
    number: 93,
    name: "discarded where nothing single can be expunged, a draft is marked there, and in no list",
    story: () => ({ folders: FOLDERS }),
    before: ({ there }) => {
      there.deliver("Drafts", { content: there.madeHere("D1"), flags: draft | seen });
    },
    events: async (story) => {
      await story.discards("D1");
      await story.pass(30_000);
    },
    ends: { here: {}, there: { Drafts: "D1DST" }, messages: 1 },
  },
  {
    number: 88,
    name: "a worker that sleeps while it uploads, and another that takes over, send it once",
    story: () => ({ server: "modern", folders: FOLDERS, machines: 2 }),
    before: one,
    events: async (story) => {
      await story.uploads("INBOX", story.there.madeHere("U1"));
      await story.pass(40);
      const owner = story.owner();
      owner?.suspend();
      await story.pass(30_000);
      owner?.resume();
      await story.pass(30_000);
    },
    ends: { here: { INBOX: "1 U1" } },
  },
];
