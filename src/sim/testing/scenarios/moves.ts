// Moves: by the ways a server has for them, and on both sides at once.
import { expect } from "vitest";
import { FLAG_BITS } from "../../../core/flags.ts";
import type { Scenario, Story } from "../scenario.ts";
import type { Told } from "../tell-scenario.ts";

const { flagged, deleted } = FLAG_BITS;
const FOLDERS = ["INBOX", "Archive", "Later", "Deleted Items"];
/** It has to copy and to expunge. */
const COPYING = (): Story => ({ kind: { uidPlus: true }, folders: FOLDERS });
const MODERN = (): Story => ({ server: "modern", folders: FOLDERS });
const MINIMAL = (): Story => ({ folders: FOLDERS });
const SERVERS = { minimal: MINIMAL, copying: COPYING, modern: MODERN } as const;

function one({ there }: Scenario): void {
  there.deliver("INBOX");
}

export const MOVES: readonly Told[] = [
  {
    number: 27,
    name: "deleted by copying and expunging, it is in Deleted once",
    story: COPYING,
    before: one,
    events: (story) => story.does({ kind: "moveToRole", from: "INBOX", role: "deleted" }, 1),
    ends: { here: { "Deleted Items": "1" } },
  },
  ...[0, 1].map(
    (noCopyUid): Told => ({
      number: 28,
      name: `moved by MOVE, it is in one folder, ${noCopyUid === 0 ? "told by COPYUID" : "told nothing"}`,
      story: () => ({ ...MODERN(), lies: { noCopyUid } }),
      before: one,
      events: (story) => story.does({ kind: "move", from: "INBOX", to: "Archive" }, 1),
      ends: { here: { Archive: "1" } },
    }),
  ),
  ...[0, 1].map(
    (noCopyUid): Told => ({
      number: 29,
      name: `moved by COPY, \\Deleted and UID EXPUNGE, it is there once${noCopyUid === 0 ? "" : ", without COPYUID"}`,
      story: () => ({ ...COPYING(), lies: { noCopyUid } }),
      before: one,
      events: (story) => story.does({ kind: "move", from: "INBOX", to: "Archive" }, 1),
      ends: { here: { Archive: "1" } },
    }),
  ),
  {
    number: 30,
    name: "where only a plain EXPUNGE is left, none is sent: what others have marked stays",
    story: MINIMAL,
    before: ({ there }) => {
      there.deliver("INBOX");
      there.deliver("INBOX", { flags: deleted });
    },
    events: (story) => story.does({ kind: "move", from: "INBOX", to: "Archive" }, 1),
    ends: { here: { INBOX: "2T", Archive: "1" }, there: { INBOX: "1T 2T", Archive: "1" } },
  },
  {
    number: 31,
    name: "moved there, it is moved here under its id, and nothing departs or arrives",
    before: one,
    events: ({ there }) => there.move(1, "INBOX", "Archive"),
    ends: { here: { Archive: "1" } },
    also: (story, begun) => {
      expect(story.events.slice(begun.events)).toEqual(["message.moved"]);
      expect(story.world.packs.size).toBe(begun.packs);
    },
  },
  ...Object.entries(SERVERS).map(
    ([server, story]): Told => ({
      number: 32,
      name: `moved to two folders at once, it lies where it was moved to from here, on a ${server} server`,
      story,
      before: one,
      events: async (told) => {
        told.there.move(1, "INBOX", "Later");
        await told.does({ kind: "move", from: null, to: "Archive" }, 1);
      },
      ends: {
        here: { Archive: "1" },
        there: { Archive: "1", ...(server === "minimal" ? { Later: "1T" } : {}) },
      },
    }),
  ),
  {
    number: 33,
    name: "moved there and flagged here at once, it has the flag where it lies",
    before: one,
    events: async (story) => {
      story.there.move(1, "INBOX", "Archive");
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
    },
    ends: { here: { Archive: "1F" } },
  },
  {
    number: 34,
    name: "moved there and deleted here at once, it is in Deleted",
    story: MODERN,
    before: one,
    events: async (story) => {
      story.there.move(1, "INBOX", "Archive");
      await story.does({ kind: "moveToRole", from: null, role: "deleted" }, 1);
    },
    ends: { here: { "Deleted Items": "1" } },
  },
  {
    number: 34,
    name: "moved there and erased here from where it was at once, it stays where it was put",
    story: MODERN,
    before: one,
    events: async (story) => {
      story.there.move(1, "INBOX", "Archive");
      await story.does({ kind: "erase", from: "INBOX" }, 1);
    },
    ends: { here: { Archive: "1" } },
  },
  {
    number: 35,
    name: "moved there and back before anybody looks, it is one message under its id",
    before: one,
    events: ({ there }) => {
      there.move(1, "INBOX", "Archive");
      there.move(1, "Archive", "INBOX");
    },
    ends: { here: { INBOX: "1" } },
    also: (story, begun) => {
      expect(story.events.slice(begun.events)).not.toContain("message.departed");
      expect(story.world.packs.size).toBe(begun.packs);
    },
  },
];
