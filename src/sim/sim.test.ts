// The simulation as part of every test run: some hundred histories, one of them twice, and bugs planted to see whether
// it would find them. `npm run sim -- --seeds 1000000` is the same with more patience.
import { expect, test } from "vitest";
import { runHistory } from "./history.ts";
import { runSeeds } from "./run-seeds.ts";
import { LABEL_MUTANTS, MUTANTS } from "./testing/mutants.ts";

const HISTORIES = 300;
const GMAIL_HISTORIES = 150;
/** On a machine that does much else; it takes a few seconds. */
const PATIENCE_MS = 300_000;
/** Each planted bug must show in one of so many histories. */
const MUTANT_SEEDS_MAX = 2_000;

test.each([
  ["servers with folders", null, HISTORIES],
  ["Gmail", "gmail", GMAIL_HISTORIES],
])(
  "whatever happens, both sides end equal, and nothing unlawful happened on the way: %s",
  async (_server, profile, count) => {
    const { histories, messages, failed } = await runSeeds({ first: 1, count, profile });
    expect(histories).toBe(count);
    // Histories in which nothing happens would prove nothing.
    expect(messages).toBeGreaterThan(count * 4);
    expect(failed).toEqual([]);
  },
  PATIENCE_MS,
);

test("one seed is one history, to the last step", async () => {
  const first = await runHistory({ seed: 77 });
  const again = await runHistory({ seed: 77, keepLines: true });
  const other = await runHistory({ seed: 78 });
  expect(first.steps).toBeGreaterThan(100);
  expect(again.traceHash).toBe(first.traceHash);
  expect(again.steps).toBe(first.steps);
  expect(other.traceHash).not.toBe(first.traceHash);
});

test.each([
  ...Object.entries(MUTANTS).map(([name, mutant]) => [name, null, mutant] as const),
  ...Object.entries(LABEL_MUTANTS).map(([name, mutant]) => [name, "gmail", mutant] as const),
])("a planted bug is found: %s", async (_name, profile, mutant) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  let found: readonly string[] = [];
  for (let seed = 1; seed <= MUTANT_SEEDS_MAX && found.length === 0; seed++) {
    found = (await runHistory({ seed, profile, hooks: mutant() })).violations;
  }
  Error.stackTraceLimit = stackTraceLimit;
  expect(found.length).toBeGreaterThan(0);
});
