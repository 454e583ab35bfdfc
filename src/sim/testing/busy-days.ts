// One long story of a mailbox in which much happens on both sides, told with the process killed at one of its steps.
import { FLAG_BITS } from "../../core/flags.ts";
import { Scenario } from "./scenario.ts";

/** Messages that the story ends with. */
const MESSAGES = 6;

/** Import, arrival, move, flags, a folder renumbered, mail expunged; here: moves, flags, an erasure, one act undone. */
async function tell(server: BusyServer, killAtStep: number): Promise<Scenario> {
  const story = await Scenario.begin(BUSY_SERVERS[server], (there) => {
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
export const BUSY_SERVERS = {
  minimal: { server: "minimal", folders: FOLDERS },
  copying: { server: "minimal", kind: { uidPlus: true }, folders: FOLDERS },
  modern: { server: "modern", folders: FOLDERS },
} as const;
export type BusyServer = keyof typeof BUSY_SERVERS;

/** Steps from where the mailbox is in sync to the end. */
export async function stepsOfBusyDays(server: BusyServer): Promise<number> {
  const whole = await tell(server, Number.POSITIVE_INFINITY);
  const begun = await Scenario.begin(BUSY_SERVERS[server]);
  return whole.world.scheduler.steps - begun.world.scheduler.steps;
}

/** Answers what is wrong at the end. */
export async function tellBusyDays(server: BusyServer, killAtStep: number): Promise<readonly string[]> {
  const story = await tell(server, killAtStep);
  const wrong = story.messagesHere === MESSAGES ? [] : [`${story.messagesHere} messages`];
  return [...wrong, ...story.wrong].map((what) => `killed at ${killAtStep}: ${what}`);
}
