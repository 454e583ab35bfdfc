// Tells a scenario: what was so before, what happened on each side, how it ends. Told once more it is with the process
// killed at one of its steps, and has to end the same.
import type { SimEvent } from "../scheduler.ts";
import { SimProcess } from "../sim-process.ts";
import { departedInWords, type MailInWords, mailThereInWords, shownInWords } from "./mail-in-words.ts";
import { Scenario, type Story } from "./scenario.ts";

export interface Told {
  /** As in the list of a hundred scenarios that two-way sync must survive. */
  readonly number: number;
  readonly name: string;
  /** Made for each telling, since hooks remember what they did. */
  readonly story?: (told: () => Scenario) => Story;
  readonly before?: (scenario: Scenario) => unknown;
  readonly events: (scenario: Scenario) => unknown;
  readonly ends: Ending;
  /** More that must be so where nothing was killed; expects. */
  readonly also?: (scenario: Scenario, begun: Begun) => void;
  /** How it may end as well where what was done too late was not done. */
  readonly orEnds?: Ending;
  /** The beginning is killed at its steps too. */
  readonly killsBegin?: true;
  /** Why it is told without kills. */
  readonly noKills?: string;
  /** It is also told with all connections cut at each of its steps. */
  readonly cuts?: true;
  /** What was here is lost, its ids too. */
  readonly newIds?: true;
}

export interface Ending {
  /** What the lists show. */
  readonly here: MailInWords;
  /** What the provider has, where that is something else. */
  readonly there?: MailInWords;
  /** How many lie there marked as deleted depends on how far it came: only the others count. */
  readonly withoutMarked?: true;
  /** Numbers of messages that are kept and lie nowhere. */
  readonly departed?: string;
  /** Ids here, where one message isn't one number. */
  readonly messages?: number;
  /** What stays different, in the checkers' words. */
  readonly wrong?: readonly string[];
}

/** How it was when the events began. */
export interface Begun {
  readonly packs: number;
  readonly events: number;
  readonly commands: number;
  readonly logins: number;
}

export interface Kill {
  readonly kind: "kill" | "cut";
  /** Before the first event of a process after so many steps. */
  readonly step: number;
  /** What was asked for by then is done, and its answer lost; else it is lost itself. */
  readonly effect: boolean;
}

export interface Telling {
  readonly wrong: readonly string[];
  /** Where killing it makes a difference. */
  readonly kills: readonly Kill[];
  readonly steps: number;
}

/** So many kills that change nothing outside are worth their time: a story that waits for minutes asks the same again and
 *  again. */
const SAME_KILLS_MAX = 120;
/** When all that can be noticed was noticed. */
const SETTLE_MS = 60_000;

export async function tell(told: Told, kill: Kill | null = null): Promise<Telling> {
  let scenario: Scenario | null = null;
  const story = told.story?.(() => scenario as Scenario) ?? {};
  scenario = new Scenario(story);
  const { world } = scenario;
  world.requestsSurvive = kill?.effect ?? false;
  const kills = new Kills(scenario);
  try {
    told.before?.(scenario);
    if (kill?.kind === "kill") world.killAtStep = kill.step;
    if (kill?.kind === "cut") world.scheduler.afterSteps(kill.step, () => world.faults.cutNext(kill.effect));
    if (told.killsBegin === true) kills.watch();
    await scenario.connect(story.from);
    const begun = begunNow(scenario);
    const ids = idsBySubject(scenario);
    kills.watch();
    await told.events(scenario);
    scenario.look();
    await scenario.pass(SETTLE_MS);
    kills.end();
    await scenario.daysPass(1);
    await scenario.daysPass(8);
    let wrong = differences(scenario, told.ends);
    if (wrong.length > 0 && told.orEnds !== undefined) wrong = differences(scenario, told.orEnds);
    wrong = [...wrong, ...(await secondRound(scenario))];
    if (told.newIds !== true) wrong = [...wrong, ...lostIds(scenario, ids)];
    if (world.killAtStep < Number.POSITIVE_INFINITY) wrong = [...wrong, "nothing was killed"];
    if (kill === null) told.also?.(scenario, begun);
    return { wrong, kills: worthTelling(kills.found), steps: world.scheduler.steps };
  } finally {
    for (const { running } of world.machines) running?.process.kill();
  }
}

function begunNow({ world, data }: Scenario): Begun {
  const { commands, logins } = world.server;
  return { packs: world.packs.size, events: data.events.length, commands, logins };
}

function differences(scenario: Scenario, ends: Ending): readonly string[] {
  const { data, box } = scenario;
  const { here, there = here, departed = "", wrong = [] } = ends;
  const numbers = new Set(
    [...Object.values(here), departed].flatMap((line) => line.match(/[^\s]*\d/g) ?? []),
  );
  const is = {
    here: shownInWords(data),
    there: mailThereInWords(box.account, ends.withoutMarked === true),
    departed: departedInWords(data),
    messages: data.messages.size,
    wrong: scenario.wrong,
  };
  const shouldBe = { here, there, departed, messages: ends.messages ?? numbers.size, wrong };
  return Object.entries(shouldBe).flatMap(([what, wanted]) => {
    const [told, meant] = [is[what as keyof typeof is], wanted].map((each) => JSON.stringify(sorted(each)));
    return told === meant ? [] : [`${what}: ${told} instead of ${meant}`];
  });
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Idle means silent: whoever looks once more writes nothing, here or there. */
async function secondRound(scenario: Scenario): Promise<readonly string[]> {
  const { world, box, there } = scenario;
  const { data, row } = world.stored(box);
  const before = there.state;
  await scenario.daysPass(8);
  const after = world.stored(box);
  const wrong: string[] = [];
  if (after.data !== data) wrong.push("looked at once more, and mail is written to");
  if (after.row !== row) wrong.push("looked at once more, and the mailbox's row is written to");
  if (there.state !== before) wrong.push("looked at once more, and something is changed at the provider");
  return wrong;
}

/** Subject -> ids. */
function idsBySubject({ data }: Scenario): ReadonlyMap<string, readonly string[]> {
  const all = [...data.messages.values()];
  const grouped = Map.groupBy(all, ({ scan }) => scan.subject);
  return new Map([...grouped].map(([subject, found]) => [subject, found.map(({ messageId }) => messageId)]));
}

/** Ids never change. */
function lostIds(scenario: Scenario, before: ReturnType<typeof idsBySubject>): readonly string[] {
  const now = idsBySubject(scenario);
  return [...before].flatMap(([subject, ids]) => {
    const lost = ids.filter((id) => now.get(subject)?.includes(id) !== true);
    return lost.length === 0 ? [] : [`${subject} has lost its id`];
  });
}

/** All where something changes, and of the others as many as there is time for, evenly. */
function worthTelling(kills: readonly Kill[]): readonly Kill[] {
  const changing = new Set(kills.flatMap(({ step, effect }) => (effect ? [step] : [])));
  const same = kills.filter(({ step }) => !changing.has(step));
  const every = Math.max(1, same.length / SAME_KILLS_MAX);
  const kept = new Set(
    Array.from({ length: Math.min(same.length, SAME_KILLS_MAX) }, (_, at) => same[Math.floor(at * every)]),
  );
  return kills.filter((kill) => changing.has(kill.step) || kept.has(kill));
}

/** Finds out where a kill makes a difference: before each request that travels, what it asks for is lost; and where it
 *  changes something outside, it is done too and its answer lost. */
class Kills {
  readonly found: Kill[] = [];
  readonly #scenario: Scenario;
  #watching = false;
  #last: { readonly kill: Kill; readonly state: string } | null = null;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  watch(): void {
    const { scheduler } = this.#scenario.world;
    if (!this.#watching) {
      const strike = scheduler.beforeEvent;
      scheduler.beforeEvent = (event) => {
        if (this.#watching) this.#see(event);
        strike?.(event);
      };
    }
    this.#watching = true;
  }

  end(): void {
    this.#watching = false;
  }

  #see({ owner, sent }: SimEvent): void {
    if (!(owner instanceof SimProcess) || !owner.alive) return;
    const state = this.#outside();
    if (this.#last !== null && this.#last.state !== state)
      this.found.push({ ...this.#last.kill, effect: true });
    this.#last = null;
    if (!sent) return;
    const kill = { kind: "kill", step: this.#scenario.world.scheduler.steps, effect: false } as const;
    this.found.push(kill);
    this.#last = { kill, state };
  }

  /** What outlives a process, as far as it may change. */
  #outside(): string {
    const { world, box, there } = this.#scenario;
    const mailbox = world.db.mailboxes.get(box.mailboxId);
    return JSON.stringify([
      ...[this.#version(mailbox?.data), this.#version(mailbox?.row), world.packs.size],
      there.state,
    ]);
  }

  readonly #versions = new WeakMap<object, number>();
  #counted = 0;

  #version(value: object | undefined): number {
    if (value === undefined) return 0;
    const known = this.#versions.get(value) ?? ++this.#counted;
    this.#versions.set(value, known);
    return known;
  }
}
