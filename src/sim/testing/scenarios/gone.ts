// Messages that go: there, here, on both sides at once.
import { expect } from "vitest";
import { FLAG_BITS } from "../../../core/flags.ts";
import type { Scenario, Story } from "../scenario.ts";
import type { Told } from "../tell-scenario.ts";

const { flagged } = FLAG_BITS;
const FOLDERS = ["INBOX", "Archive", "Deleted Items"];
const MODERN = (): Story => ({ server: "modern", folders: FOLDERS });
const MINIMAL = (): Story => ({ folders: FOLDERS });

function one({ there }: Scenario): void {
  there.deliver("INBOX");
}

function toDeleted(story: Scenario): Promise<void> {
  return story.does({ kind: "moveToRole", from: null, role: "deleted" }, 1);
}

/** What is no more is kept here as departed, for good. */
export const GONE: readonly Told[] = [
  {
    number: 8,
    name: "expunged there, it departs, and is kept",
    before: one,
    events: ({ there }) => there.expunge(1, "INBOX"),
    ends: { here: {}, departed: "1" },
    also: (story) => expect(story.events.at(-1)).toBe("message.departed"),
  },
  {
    number: 9,
    name: "deleted here, it lies in the provider's Deleted",
    story: MODERN,
    before: one,
    events: toDeleted,
    ends: { here: { "Deleted Items": "1" } },
  },
  {
    number: 9,
    name: "erased here, it is expunged there",
    story: MODERN,
    before: one,
    events: (story) => story.does({ kind: "erase", from: "INBOX" }, 1),
    ends: { here: {}, departed: "1" },
  },
  {
    number: 9,
    name: "erased here where nothing single can be expunged, it is marked there and in no list",
    before: one,
    events: (story) => story.does({ kind: "erase", from: "INBOX" }, 1),
    ends: { here: {}, there: { INBOX: "1T" }, messages: 1 },
  },
  ...[MODERN, MINIMAL].map(
    (story): Told => ({
      number: 10,
      name: `deleted on both sides at once, it is gone on both, on a ${story().server ?? "minimal"} server`,
      story,
      before: one,
      events: async (told) => {
        told.there.expunge(1, "INBOX");
        await toDeleted(told);
      },
      ends: { here: {}, departed: "1" },
    }),
  ),
  {
    number: 11,
    name: "expunged there and flagged here at once, it is gone, and the flag comes back",
    before: one,
    events: async (story) => {
      story.there.expunge(1, "INBOX");
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
    },
    ends: { here: {}, departed: "1" },
    also: (story) => expect(story.refusals).toEqual(["gone"]),
  },
  {
    number: 12,
    name: "deleted here and flagged there at once, it lies in Deleted with its flag",
    story: MODERN,
    before: one,
    events: async (story) => {
      story.there.mark(1, "INBOX", { add: flagged });
      await toDeleted(story);
    },
    ends: { here: { "Deleted Items": "1F" } },
  },
  {
    number: 97,
    name: "a mailbox that is emptied at once is empty here, and all of its mail is kept",
    before: ({ there }) => {
      for (let left = 100; left > 0; left--) there.deliver("INBOX");
      there.deliver("Archive");
    },
    events: async (story) => {
      await story.pass(30_000);
      for (let number = 1; number <= 100; number++) story.there.expunge(number, "INBOX");
    },
    ends: {
      here: { Archive: "101" },
      departed: Array.from({ length: 100 }, (_, index) => index + 1).join(" "),
    },
  },
];
