// One story, and the same story again with the process killed at every step of it: each must end alike.
import { expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import { Scenario } from "./testing/scenario.ts";

/** On a machine that does much else; it takes a few seconds. */
const PATIENCE_MS = 300_000;

/** Import, arrival, move, flags, a folder renumbered, mail expunged. */
async function tell(server: "minimal" | "modern", killAtStep: number): Promise<Scenario> {
  const story = await Scenario.begin({ server }, (there) => {
    there.deliver("INBOX", 3, FLAG_BITS.seen);
    there.deliver("INBOX");
    there.deliver("Archive", 400);
  });
  const { account } = story.box;
  const [inbox, archive] = [story.folder("INBOX"), story.folder("Archive")];
  story.world.killAtStep = story.world.scheduler.steps + killAtStep;
  story.deliver("INBOX");
  story.look();
  await story.pass(3_000);
  const [moved] = inbox.messages;
  if (moved === undefined) throw new Error("nothing to move");
  inbox.remove(moved.uid);
  account.put(archive, moved);
  await story.pass(3_000);
  archive.setFlags(1, FLAG_BITS.flagged);
  account.renumber(archive, [...archive.messages].reverse());
  story.look();
  await story.pass(3_000);
  inbox.remove(inbox.messages[0]?.uid ?? 0);
  story.look();
  await story.pass(30_000);
  await story.daysPass(1);
  return story;
}

test.each(["minimal", "modern"] as const)(
  "killed at every step, a %s server's mailbox ends the same",
  async (server) => {
    const whole = await tell(server, Number.POSITIVE_INFINITY);
    expect(whole.wrong).toEqual([]);
    expect(whole.messagesHere).toBe(4);
    const begun = await Scenario.begin({ server });
    const steps = whole.world.scheduler.steps - begun.world.scheduler.steps;
    expect(steps).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (let step = 0; step < steps; step++) {
      const story = await tell(server, step);
      if (story.messagesHere !== 4) wrong.push(`killed at ${step}: ${story.messagesHere} messages`);
      wrong.push(...story.wrong.map((what) => `killed at ${step}: ${what}`));
    }
    expect(wrong).toEqual([]);
  },
  PATIENCE_MS,
);
