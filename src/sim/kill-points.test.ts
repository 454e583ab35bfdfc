// One story, and the same story again with the process killed at every step of it: each must end alike.
import { expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import { Scenario } from "./testing/scenario.ts";

/** On a machine that does much else; it takes a few seconds. */
const PATIENCE_MS = 300_000;

/** Import, arrival, move, flags, a folder renumbered, mail expunged; here: moves, flags, an erasure, one act undone. */
async function tell(server: Server, killAtStep: number): Promise<Scenario> {
  const story = await Scenario.begin(SERVERS[server], (there) => {
    there.deliver("INBOX", 3, FLAG_BITS.seen);
    there.deliver("INBOX");
    there.deliver("Archive", 400);
    there.deliver("Archive");
    there.deliver("Archive");
  });
  const { account } = story.box;
  const [inbox, archive] = [story.folder("INBOX"), story.folder("Archive")];
  story.world.killAtStep = story.world.scheduler.steps + killAtStep;
  story.deliver("INBOX");
  story.act({ kind: "move", from: "Archive", to: "INBOX" }, "Subject 4");
  story.act({ kind: "flags", add: FLAG_BITS.flagged, remove: 0 }, "Subject 2", "Subject 4");
  await story.pass(3_000);
  const [moved] = inbox.messages;
  if (moved === undefined) throw new Error("nothing to move");
  inbox.remove(moved.uid);
  account.put(archive, moved);
  story.act({ kind: "moveToRole", from: "INBOX", role: "deleted" }, "Subject 2");
  await story.pass(3_000);
  archive.setFlags(1, FLAG_BITS.flagged);
  account.renumber(archive, [...archive.messages].reverse());
  story.act({ kind: "erase", from: "Archive" }, "Subject 5");
  story.look();
  await story.pass(3_000);
  story.act({ kind: "move", from: "Archive", to: "INBOX" }, "Subject 3");
  await story.pass(50);
  story.undo();
  story.look();
  await story.pass(30_000);
  await story.daysPass(1);
  await story.daysPass(8);
  return story;
}

const FOLDERS = ["INBOX", "Archive", "Deleted Items"];
/** What servers can do decides in how many steps a message moves. */
const SERVERS = {
  minimal: { server: "minimal", folders: FOLDERS },
  copying: { server: "minimal", kind: { uidPlus: true }, folders: FOLDERS },
  modern: { server: "modern", folders: FOLDERS },
} as const;
type Server = keyof typeof SERVERS;

test.each(Object.keys(SERVERS) as readonly Server[])(
  "killed at every step, a %s server's mailbox ends the same",
  async (server) => {
    const whole = await tell(server, Number.POSITIVE_INFINITY);
    expect(whole.wrong).toEqual([]);
    expect(whole.messagesHere).toBe(6);
    const begun = await Scenario.begin(SERVERS[server]);
    const steps = whole.world.scheduler.steps - begun.world.scheduler.steps;
    expect(steps).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (let step = 0; step < steps; step++) {
      const story = await tell(server, step);
      if (story.messagesHere !== 6) wrong.push(`killed at ${step}: ${story.messagesHere} messages`);
      wrong.push(...story.wrong.map((what) => `killed at ${step}: ${what}`));
    }
    expect(wrong).toEqual([]);
  },
  PATIENCE_MS,
);
