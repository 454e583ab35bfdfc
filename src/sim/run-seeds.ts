// Runs a block of seeds and tells what it found. Also catches what the engine lets go unhandled: in a real process that
// would be its end.

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

export async function runSeeds({ first, count, profile }: SeedsTask): Promise<SeedsReport> {
  const { stackTraceLimit } = Error;
  // Errors are part of everyday life here, and nobody reads where they were made.
  Error.stackTraceLimit = 0;
  const unhandled: string[] = [];
  const listen = (reason: unknown): void => {
    unhandled.push(`unhandled: ${String(reason)}`);
  };
  process.on("unhandledRejection", listen);
  const outcomes: HistoryOutcome[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const outcome = await runHistory({ seed, profile });
    // What nobody handled comes to light when the thread has a moment.
    await setImmediate();
    outcomes.push({ ...outcome, violations: [...outcome.violations, ...unhandled.splice(0)] });
  }
  process.off("unhandledRejection", listen);
  Error.stackTraceLimit = stackTraceLimit;
  return summary(outcomes);
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
