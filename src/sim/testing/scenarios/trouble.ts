// Servers that refuse, hang, throttle and hang up; clocks that are wrong.
import { expect } from "vitest";
import type { SyncError } from "../../../base/sync-error.ts";
import { FLAG_BITS } from "../../../core/flags.ts";
import type { Hooks } from "../../machine.ts";
import { busy, bye, refused, throttled, timedOut, unreachable } from "../../mail-refusals.ts";
import { onFolder, withParts } from "../hooked.ts";
import type { Scenario } from "../scenario.ts";
import type { Told } from "../tell-scenario.ts";

const { flagged } = FLAG_BITS;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function one({ there }: Scenario): void {
  there.deliver("INBOX");
}

/** These refusals, one after the other, once the mailbox has begun. */
function refusingLogins(told: () => Scenario, refusals: readonly SyncError[], takesMs = 0): Hooks {
  const left = [...refusals];
  return {
    mail: (mail) =>
      withParts(mail, {
        open: async (...given) => {
          const refusal = told().box.account.folder("INBOX").messages.length > 1 ? left.shift() : undefined;
          if (refusal === undefined) return mail.open(...given);
          if (takesMs > 0) await told().world.machines[0]?.running?.process.clock.sleep(takesMs);
          throw refusal;
        },
      }),
  };
}

function arriveAndCut(story: Scenario): void {
  story.there.deliver("INBOX");
  story.cutSessions();
}

export const TROUBLE: readonly Told[] = [
  {
    number: 79,
    name: "throttled for minutes it waits so long, keeps what it has, and doesn't knock",
    before: one,
    events: async (story) => {
      const { world, box } = story;
      story.there.deliver("INBOX");
      box.account.throttledUntil = world.scheduler.time + 299_961;
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
      await story.pass(7 * MINUTE);
    },
    ends: { here: { INBOX: "1F 2" } },
    also: (story, begun) => {
      // Others' looks are on top: each of them asks once.
      expect(story.world.server.logins - begun.logins).toBeLessThan(8);
    },
  },
  {
    number: 80,
    name: "logins refused at random are tried again, further and further apart",
    before: one,
    story: (told) => ({
      hooks: refusingLogins(told, [busy(), unreachable(), throttled(20_000), busy(), busy(), unreachable()]),
    }),
    events: async (story) => {
      arriveAndCut(story);
      await story.pass(10 * MINUTE);
    },
    ends: { here: { INBOX: "1 2" } },
  },
  {
    number: 81,
    name: "a login that hangs is given up, and other mailboxes go on meanwhile",
    before: one,
    story: (told) => ({ hooks: refusingLogins(told, [timedOut()], MINUTE) }),
    events: async (story) => {
      const other = await story.beside("eva");
      arriveAndCut(story);
      other.there.deliver("INBOX");
      await other.pass(20_000);
      expect(other.lists).toEqual({ INBOX: "1" });
      await story.pass(3 * MINUTE);
    },
    ends: { here: { INBOX: "1 2" } },
    noKills: "it is about time: the other mailbox would have to wait for the next process",
  },
  {
    number: 82,
    name: "BYE instead of a greeting and BYE in IDLE: it connects again",
    before: one,
    story: (told) => ({ hooks: refusingLogins(told, [bye(false), bye(true)]) }),
    events: async (story) => {
      arriveAndCut(story);
      await story.pass(2 * MINUTE);
    },
    ends: { here: { INBOX: "1 2" } },
  },
  ...[
    { uidPlus: false, move: false },
    { uidPlus: true, move: false },
    { uidPlus: true, move: true },
  ].map(
    (kind): Told => ({
      number: 83,
      name: `cut while things are done on both sides, nothing is done twice (${kind.move ? "MOVE" : kind.uidPlus ? "UIDPLUS" : "neither"})`,
      story: () => ({ kind, folders: ["INBOX", "Archive"] }),
      before: (story) => {
        for (let left = 3; left > 0; left--) one(story);
      },
      events: async (story) => {
        story.there.deliver("INBOX");
        await story.does({ kind: "move", from: "INBOX", to: "Archive" }, 1);
        await story.does({ kind: "flags", add: flagged, remove: 0 }, 2);
        story.there.move(3, "INBOX", "Archive");
        await story.pass(2 * MINUTE);
      },
      ends: {
        here: { INBOX: "2F 4", Archive: "1 3" },
        there: { INBOX: kind.uidPlus ? "2F 4" : "1T 2F 4", Archive: "1 3" },
      },
      cuts: true,
    }),
  ),
  {
    number: 84,
    name: "what happens before the server says + to IDLE is not missed",
    before: one,
    story: (told) => {
      let left = 1;
      return {
        hooks: onFolder((folder) =>
          withParts(folder, {
            idle: (signal) => {
              if (told().there.folder("INBOX").messages.length === 2 && left-- > 0) {
                told().there.deliver("INBOX");
                told().there.expunge(1, "INBOX");
              }
              return folder.idle(signal);
            },
          }),
        ),
      };
    },
    events: async (story) => {
      story.there.deliver("INBOX");
      await story.pass(20_000);
      expect(story.lists).toEqual({ INBOX: "2 3" });
    },
    ends: { here: { INBOX: "2 3" }, departed: "1" },
    noKills: "it is about time: killed, the story's seconds would pass without anybody looking",
  },
  {
    number: 84,
    name: "a server that says NO to IDLE is asked again",
    before: one,
    story: () => {
      let left = 3;
      return {
        hooks: onFolder((folder) =>
          withParts(folder, {
            idle: (signal) => (left-- > 0 ? Promise.reject(refused(true)) : folder.idle(signal)),
          }),
        ),
      };
    },
    events: async (story) => {
      story.there.deliver("INBOX");
      await story.pass(2 * MINUTE);
    },
    ends: { here: { INBOX: "1 2" } },
  },
  {
    number: 84,
    name: "after half an hour of silence in IDLE mail is noticed as ever",
    before: one,
    events: async (story) => {
      await story.pass(31 * MINUTE);
      story.there.deliver("INBOX");
    },
    ends: { here: { INBOX: "1 2" } },
  },
  ...[26, -26].map(
    (hours): Told => ({
      number: 98,
      name: `a clock that is wrong by ${hours} hours for a while changes nothing`,
      before: one,
      events: async (story) => {
        setClocks(story, hours * HOUR);
        story.there.deliver("INBOX");
        await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
        story.look();
        await story.pass(10_000);
        setClocks(story, 0);
        story.there.deliver("INBOX");
      },
      ends: { here: { INBOX: "1F 2 3" } },
    }),
  ),
];

function setClocks({ world }: Scenario, ms: number): void {
  world.clocksWereWrong = true;
  for (const { wall } of world.machines) wall.offsetMs = ms;
}
