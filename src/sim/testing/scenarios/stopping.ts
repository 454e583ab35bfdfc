// Stop and start again; a database that is lost or restored; workers that die.
import { expect } from "vitest";
import { FLAG_BITS } from "../../../core/flags.ts";
import type { Scenario } from "../scenario.ts";
import type { Told } from "../tell-scenario.ts";

const { flagged, seen } = FLAG_BITS;
const MODERN = () => ({ server: "modern" }) as const;

function three({ there }: Scenario): void {
  there.deliver("INBOX");
  there.deliver("INBOX");
  there.deliver("Archive");
}

export const STOPPING: readonly Told[] = [
  {
    number: 90,
    name: "what is asked for twice is done once",
    story: MODERN,
    before: three,
    events: async (story) => {
      for (const _twice of [1, 2]) {
        await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
        await story.does({ kind: "move", from: "INBOX", to: "Archive" }, 2);
      }
    },
    ends: { here: { INBOX: "1F", Archive: "2 3" } },
  },
  {
    number: 90,
    name: "stopped with something waiting, it is dropped, and the provider never hears of it",
    story: MODERN,
    before: three,
    events: async (story) => {
      await story.does({ kind: "erase", from: "INBOX" }, 1);
      await story.stop();
      await story.pass(30_000);
      await story.connect();
    },
    ends: { here: { INBOX: "1 2", Archive: "3" } },
    orEnds: { here: { INBOX: "2", Archive: "3" }, departed: "1" },
  },
  {
    number: 91,
    name: "stopped and started again with the same mailbox, nothing is doubled, and ids stay",
    story: MODERN,
    before: three,
    events: async (story) => {
      await story.does({ kind: "move", from: "INBOX", to: "Archive" }, 1);
      await story.stop();
      story.there.move(2, "INBOX", "Archive");
      story.there.mark(3, "Archive", { add: seen });
      story.there.deliver("INBOX");
      await story.pass(10_000);
      await story.connect();
    },
    ends: { here: { INBOX: "1 4", Archive: "2 3S" } },
    orEnds: { here: { INBOX: "4", Archive: "1 2 3S" } },
  },
  {
    number: 95,
    name: "with the database lost everything is imported anew, and nothing is written there",
    before: three,
    events: async (story) => {
      const { db } = story.world;
      const { state } = story.there;
      db.mailboxes.clear();
      db.connections = [];
      await story.connect();
      await story.pass(30_000);
      expect(story.there.state).toBe(state);
    },
    ends: { here: { INBOX: "1 2", Archive: "3" } },
    newIds: true,
  },
  {
    number: 96,
    name: "with a database of yesterday nothing is deleted there or doubled here",
    story: MODERN,
    before: three,
    events: async (story) => {
      const mailbox = story.world.stored(story.box);
      const { data, row } = mailbox;
      story.there.deliver("INBOX");
      story.there.expunge(2, "INBOX");
      await story.does({ kind: "move", from: "INBOX", to: "Archive" }, 1);
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 3);
      await story.pass(30_000);
      mailbox.data = data;
      mailbox.row = row;
      story.world.db.fence(mailbox);
      story.there.deliver("Archive");
    },
    ends: { here: { INBOX: "4", Archive: "1 3F 5" }, departed: "2" },
  },
];

export const WORKERS: readonly Told[] = [
  {
    number: 88,
    name: "a worker that sleeps while another takes its mailbox does nothing twice when it wakes",
    story: () => ({ server: "modern", machines: 2 }),
    before: three,
    events: async (story) => {
      await story.does({ kind: "move", from: "INBOX", to: "Archive" }, 1);
      const owner = story.owner();
      owner?.suspend();
      story.there.deliver("INBOX");
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 2);
      await story.pass(20_000);
      owner?.resume();
      await story.pass(20_000);
    },
    ends: { here: { INBOX: "2F 4", Archive: "1 3" } },
  },
  {
    number: 89,
    name: "a worker dies with sixty mailboxes: fifteen seconds later the other one has them, and soon all their mail",
    story: () => ({ machines: 2 }),
    before: three,
    events: async (story) => {
      const others: Scenario[] = [];
      for (let number = 0; number < 60; number++) others.push(await story.beside(`box${number}`));
      story.owner()?.kill();
      for (const other of others) other.there.deliver("INBOX");
      await story.pass(15_000);
      const owners = [...story.world.db.mailboxes.values()].map(({ ownerWorker }) => ownerWorker);
      expect(owners).toHaveLength(61);
      expect(new Set(owners).size).toBe(1);
      await story.pass(15_000);
      expect(others.filter(({ lists }) => lists.INBOX !== "1").map(({ box }) => box.name)).toEqual([]);
    },
    ends: { here: { INBOX: "1 2", Archive: "3" } },
    noKills: "it is a kill already",
  },
];
