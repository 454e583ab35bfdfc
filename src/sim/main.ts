// `npm run sim -- --seeds N [--from S] [--profile P] [--minutes M] [--trace]`: runs histories on all cores, no new ones
// after M minutes. The last line says how many were run and how many went wrong; with --trace everything that happens in
// them is printed.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { runHistory } from "./history.ts";
import type { SeedsReport, SeedsTask } from "./run-seeds.ts";

const PROFILES = ["exchange", "gmail", "modern", "minimal"];
const FAILURES_SHOWN = 20;
/** Seeds that a thread takes at a time. */
const BLOCK = 50;
const MINUTE_MS = 60_000;
/** Most of what a history makes is garbage at its end. */
const YOUNG_MB = 64;
/** Lines of a trace that tell what happened, not how. */
const STORY =
  /people: | saves | saved | stops | connects | looks | warn | is killed| starts| suspended| goes on|clock of|calms down|WRONG|DIFFERENT/;
const STORY_LINE_MAX = 200;
const PROGRESS_MS = 5_000;

interface Order {
  readonly seeds: number;
  readonly from: number;
  readonly profile: string | null;
  readonly minutes: number;
  readonly trace: boolean;
}

function readOrder(): Order {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1000" },
      from: { type: "string", default: "1" },
      profile: { type: "string" },
      minutes: { type: "string", default: "Infinity" },
      trace: { type: "boolean", default: false },
    },
  });
  const [seeds, from, minutes] = [Number(values.seeds), Number(values.from), Number(values.minutes)];
  const profile = values.profile ?? null;
  if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from) || seeds < 1 || from < 0) {
    throw new Error("--seeds and --from are whole numbers");
  }
  if (!(minutes > 0)) throw new Error("--minutes is a number above 0");
  if (profile !== null && !PROFILES.includes(profile)) {
    throw new Error(`--profile is one of ${PROFILES.join(", ")}`);
  }
  return { seeds, from, profile, minutes, trace: values.trace };
}

async function printTraces({ seeds, from, profile }: Order): Promise<number> {
  let failed = 0;
  for (let seed = from; seed < from + seeds; seed++) {
    const { lines, violations, traceHash } = await runHistory({ seed, profile, keepLines: true });
    console.log(lines.join("\n"));
    for (const violation of violations) console.log(`seed ${seed}: ${violation}`);
    console.log(`seed ${seed}: trace ${traceHash}`);
    if (violations.length > 0) failed++;
  }
  return failed;
}

async function runAll(order: Order): Promise<number> {
  const started = performance.now();
  const totals = { histories: 0, failed: 0, steps: 0, messages: 0 };
  let told = started;
  let firstFailed: number | null = null;
  const take = (report: SeedsReport): void => {
    totals.histories += report.histories;
    totals.steps += report.steps;
    totals.messages += report.messages;
    for (const { seed, violations } of report.failed) {
      firstFailed ??= seed;
      if (totals.failed++ >= FAILURES_SHOWN) continue;
      console.log(`seed ${seed}:\n  ${violations.slice(0, 5).join("\n  ")}`);
    }
    if (performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    console.error(`${totals.histories} histories, ${rate()} per second`);
  };
  const rate = (): number => Math.round((totals.histories / (performance.now() - started)) * 1000);
  const tasks = blocks(order, started + order.minutes * MINUTE_MS);
  await Promise.all(Array.from({ length: availableParallelism() }, () => runThread(tasks, take)));
  const mean = (sum: number): number => Math.round(sum / totals.histories);
  console.log(`${rate()} histories per second, ${mean(totals.steps)} steps each`);
  if (firstFailed !== null) await tellStory(firstFailed, order.profile);
  console.log(`${totals.histories} histories, ${totals.failed} violations`);
  return totals.failed;
}

/** What people and faults did in a history, without the traffic. */
async function tellStory(seed: number, profile: string | null): Promise<void> {
  const { lines } = await runHistory({ seed, profile, keepLines: true });
  console.log(`The story of seed ${seed}; all of it: npm run sim -- --seeds 1 --trace --from ${seed}`);
  const [world, ...rest] = lines;
  console.log(world);
  for (const line of rest) if (STORY.test(line)) console.log(line.slice(0, STORY_LINE_MAX));
}

function* blocks({ seeds, from, profile }: Order, until: number): Generator<SeedsTask, undefined> {
  for (let done = 0; done < seeds && performance.now() < until; done += BLOCK) {
    yield { first: from + done, count: Math.min(BLOCK, seeds - done), profile };
  }
}

/** All threads take from the same `tasks`, so what has been run is always the seeds from the first on, without a gap. */
function runThread(
  tasks: Generator<SeedsTask, undefined>,
  take: (report: SeedsReport) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("seeds-thread.ts", import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const next = (): void => {
      const task = tasks.next().value;
      if (task === undefined) void thread.terminate().then(() => resolve());
      else thread.postMessage(task);
    };
    thread.on("message", (report: SeedsReport) => {
      take(report);
      next();
    });
    thread.on("error", reject);
    next();
  });
}

const order = readOrder();
const failed = await (order.trace ? printTraces(order) : runAll(order));
process.exitCode = failed > 0 ? 1 : 0;
