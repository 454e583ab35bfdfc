// One thread of a simulation run: takes seeds until it is told that there are no more, and tells what it found. Also
// catches what the engine lets go unhandled: in a real process that would be its end.

import { setImmediate } from "node:timers/promises";
import { type HistoryOutcome, runHistory } from "./history.ts";

export interface SeedsTask {
  readonly first: number;
  readonly count: number;
  readonly profile: string | null;
}

export interface SeedsReport {
  readonly histories: number;
  readonly failed: readonly Pick<HistoryOutcome, "seed" | "violations">[];
  readonly steps: number;
  readonly commands: number;
  readonly messages: number;
}

/** Seeds between two reports. */
const REPORT_EVERY = 50;

export async function runSeeds(
  { first, count, profile }: SeedsTask,
  report: (report: SeedsReport) => void,
): Promise<void> {
  const { stackTraceLimit } = Error;
  // Errors are part of everyday life here, and nobody reads where they were made.
  Error.stackTraceLimit = 0;
  const unhandled: string[] = [];
  const listen = (reason: unknown): void => {
    unhandled.push(`unhandled: ${String(reason)}`);
  };
  process.on("unhandledRejection", listen);
  for (let done = 0; done < count; done += REPORT_EVERY) {
    const outcomes: HistoryOutcome[] = [];
    for (let seed = first + done; seed < first + Math.min(count, done + REPORT_EVERY); seed++) {
      const outcome = await runHistory({ seed, profile });
      // What nobody handled comes to light when the thread has a moment.
      await setImmediate();
      outcomes.push({ ...outcome, violations: [...outcome.violations, ...unhandled.splice(0)] });
    }
    report(summary(outcomes));
  }
  process.off("unhandledRejection", listen);
  Error.stackTraceLimit = stackTraceLimit;
}

function summary(outcomes: readonly HistoryOutcome[]): SeedsReport {
  const sum = (of: (outcome: HistoryOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    histories: outcomes.length,
    failed: outcomes.flatMap(({ seed, violations }) => (violations.length > 0 ? [{ seed, violations }] : [])),
    steps: sum(({ steps }) => steps),
    commands: sum(({ commands }) => commands),
    messages: sum(({ messages }) => messages),
  };
}
