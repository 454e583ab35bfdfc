// `npm run sim -- --seeds N [--from S] [--profile P] [--trace]`: runs histories on all cores. The last line says how many
// and how many went wrong; with --trace everything that happens in them is printed.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { runHistory } from "./history.ts";
import type { SeedsReport, SeedsTask } from "./run-seeds.ts";

const PROFILES = ["exchange", "gmail", "modern", "minimal"];
const FAILURES_SHOWN = 20;
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
  readonly trace: boolean;
}

function readOrder(): Order {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1000" },
      from: { type: "string", default: "1" },
      profile: { type: "string" },
      trace: { type: "boolean", default: false },
    },
  });
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  const profile = values.profile ?? null;
  if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from) || seeds < 1 || from < 0) {
    throw new Error("--seeds and --from are whole numbers");
  }
  if (profile !== null && !PROFILES.includes(profile)) {
    throw new Error(`--profile is one of ${PROFILES.join(", ")}`);
  }
  return { seeds, from, profile, trace: values.trace };
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
  const threads = Math.max(1, Math.min(availableParallelism(), order.seeds));
  const share = Math.ceil(order.seeds / threads);
  await Promise.all(
    Array.from({ length: threads }, (_, index) => {
      const first = order.from + index * share;
      const count = Math.min(share, order.from + order.seeds - first);
      return count <= 0 ? Promise.resolve() : runThread({ first, count, profile: order.profile }, take);
    }),
  );
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

function runThread(task: SeedsTask, take: (report: SeedsReport) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("seeds-thread.ts", import.meta.url), {
      workerData: task,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    thread.on("message", take);
    thread.on("error", reject);
    thread.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))));
  });
}

const order = readOrder();
const failed = await (order.trace ? printTraces(order) : runAll(order));
process.exitCode = failed > 0 ? 1 : 0;
