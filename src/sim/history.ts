// One history: a world is made from its seed, people act while things go wrong, then the world calms down, comes to
// rest, and is looked at.
import { differencesOf } from "./at-rest.ts";
import type { Hooks } from "./machine.ts";
import type { StoredMailbox } from "./memory-database.ts";
import { OurPeople } from "./our-people.ts";
import { ProviderPeople } from "./provider-people.ts";
import { RestlessError } from "./scheduler.ts";
import { Watch } from "./watch.ts";
import { type Box, World } from "./world.ts";

/** People act after so many more steps of the world, at most. */
const PATIENCE_STEPS = 70;
const ACTIONS_MAX = 30;
/** What part of what is done to mail is done on our side: nothing, as long as a mailbox is only received, or most. */
const OUR_SHARES = [0, 0.25, 0.5, 0.75] as const;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Whoever looks at a mailbox has it looked at within this time. */
const LOOK_MS = 25_000;
/** ... and who opens the page is shown what is there within this. */
const WOKEN_MS = 8_000;
/** What has been begun is read by then. */
const ROUND_MS = 1_000;
/** When the calm world is looked at again, until both sides are equal. Somebody looks, so most is equal within seconds;
 *  a day later everything was read that is read rarely; the last is for whoever waits after failures. */
const REST: readonly { readonly ms: number; readonly days: number }[] = [
  { ms: WOKEN_MS, days: 0 },
  { ms: 25_000, days: 0 },
  { ms: 25_000, days: 1 },
  { ms: 3 * MINUTE, days: 0 },
  { ms: 10 * MINUTE, days: 8 },
];
/** What a calm world asks of the server at most: much at once after the wild part, little all the time. */
const COMMANDS_MAX = 250;
const COMMANDS_PER_SECOND_MAX = 4;
/** After so many of them nothing is left to be written. */
const LOOKS_MAX = 4;

export interface HistoryOptions {
  readonly seed: number;
  readonly profile?: string | null;
  readonly keepLines?: boolean;
  readonly hooks?: Hooks;
}

export interface HistoryOutcome {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly traceHash: string;
  readonly lines: readonly string[];
  readonly steps: number;
  readonly commands: number;
  readonly messages: number;
}

export async function runHistory(options: HistoryOptions): Promise<HistoryOutcome> {
  const { seed, profile = null, keepLines = false, hooks = {} } = options;
  const world = new World({ seed, profile, keepLines, hooks });
  const watch = new Watch(world);
  try {
    await live(world, watch);
  } catch (error) {
    const what =
      error instanceof RestlessError ? error.message : `${String(error)} ${(error as Error).stack}`;
    world.violations.push(what);
  }
  for (const { running } of world.machines) running?.process.kill();
  return {
    seed,
    violations: [...new Set(world.violations)],
    traceHash: world.trace.hash,
    lines: world.trace.lines,
    steps: world.scheduler.steps,
    commands: world.server.commands,
    messages: [...world.db.mailboxes.values()].reduce((sum, { data }) => sum + data.messages.size, 0),
  };
}

async function live(world: World, watch: Watch): Promise<void> {
  const { random, scheduler } = world;
  const boxes = random.chance(0.2) ? ["ada", "eva"] : ["ada"];
  const people = await Promise.all(
    boxes.map(async (name) => {
      const box = world.addBox(name);
      watch.see(box);
      const there = new ProviderPeople(world, box);
      there.settle();
      await world.connect(box);
      if (random.chance(0.6)) world.look(box);
      return { box, there, here: new OurPeople(world, box) };
    }),
  );
  for (const machine of world.machines) machine.start();
  for (const { here } of people) here.saveFolders();
  const ours = random.pick(OUR_SHARES);
  let left = random.between(3, ACTIONS_MAX);
  const act = (): void => {
    if (left-- <= 0) return;
    const { there, here } = random.pick(people);
    if (random.chance(0.13)) here.act();
    else if (random.chance(ours)) here.changeMail();
    else there.act();
    scheduler.afterSteps(random.chance(0.3) ? 1 : random.below(PATIENCE_STEPS), act);
  };
  scheduler.afterSteps(random.below(PATIENCE_STEPS), act);
  await scheduler.drive(() => left < 0 || world.violations.length > 0);
  if (world.violations.length > 0) return;
  world.calmDown();
  await settle(world, watch, people);
  await stayQuiet(world, watch, people);
}

interface Person {
  readonly box: Box;
  readonly here: OurPeople;
}

/** Both sides become equal, soon where somebody looks; what isn't shown in counts, within a day. */
async function settle(world: World, watch: Watch, people: readonly Person[]): Promise<void> {
  const { scheduler } = world;
  let differences: readonly string[] = [];
  for (const { here } of people) here.lookNow();
  for (const { ms, days } of REST) {
    await later(world, days, ms);
    for (const { box, here } of people) {
      here.signInAgain();
      if (world.stored(box).row.state === "unmapped") here.saveFolders();
      else here.lookNow();
    }
    // Equal sides prove nothing as long as nobody looks: the mailbox may be of a worker that has just died.
    differences = people.flatMap(({ box }) =>
      world.isKept(box) ? differencesOf(world, watch, box) : [`nobody has the mailbox of ${box.name}`],
    );
    if (differences.length === 0 || world.violations.length > 0) return;
  }
  for (const difference of differences) {
    scheduler.note(`DIFFERENT: ${difference}`);
    world.violations.push(difference);
  }
}

/** Idle means silent: once all that is looked at rarely was looked at, whoever looks again writes nothing. */
async function stayQuiet(world: World, watch: Watch, people: readonly Person[]): Promise<void> {
  if (world.violations.length > 0) return;
  // Whoever is reading when days pass goes by the time of before.
  await later(world, 0, ROUND_MS);
  // What the first list of folders takes in, the second learns the UIDVALIDITY of. Somebody opens the page, so that
  // nobody has to wait for it.
  for (let look = 0, wrote = true; wrote && look < LOOKS_MAX; look++) {
    const before = stateOf(world, people);
    for (const { here } of people) {
      here.signInAgain();
      here.lookNow();
    }
    // Whose worker has died has to be missed first, and signed in anew.
    await later(world, 8, isAsleep(world, people) ? LOOK_MS : WOKEN_MS);
    wrote =
      isAsleep(world, people) ||
      stateOf(world, people).some(({ data }, index) => data !== before[index]?.data) ||
      people.some(({ here }) => here.askedToSignIn.length > 0);
  }
  // Now nobody has to ask for it.
  const before = stateOf(world, people);
  await later(world, 8, LOOK_MS);
  for (const { box, data, row } of before) {
    const now = world.stored(box);
    if (now.data !== data) world.violations.push("idle, and mail written to");
    if (now.row !== row) world.violations.push("idle, and the mailbox's row written to");
    world.violations.push(...differencesOf(world, watch, box));
  }
}

/** Nobody is signed in to a mailbox that is synced: it has to be claimed first, or another process, which may have died,
 *  has the right to renew its grant. */
function isAsleep(world: World, people: readonly Person[]): boolean {
  return people.some(({ box }) => world.stored(box).row.state === "syncing" && box.account.sessions === 0);
}

function stateOf(
  world: World,
  people: readonly Person[],
): readonly (Pick<StoredMailbox, "data" | "row"> & Person)[] {
  return people.map((person) => {
    const { data, row } = world.stored(person.box);
    return { ...person, data, row };
  });
}

/** After a day everything is due again: folders are listed, every flag is read row by row. */
async function later(world: World, days: number, ms: number): Promise<void> {
  const { machines, scheduler, server, boxes } = world;
  for (const machine of machines) machine.wall.offsetMs += days * DAY;
  const before = server.commands;
  await scheduler.pass(ms);
  const commands = server.commands - before;
  const bound = boxes.length * machines.length * (COMMANDS_MAX + (ms / 1000) * COMMANDS_PER_SECOND_MAX);
  if (commands > bound) world.violations.push(`${commands} commands within ${ms / 1000} s`);
}
