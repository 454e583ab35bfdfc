import { expect, test } from "vitest";
import { SyncError } from "../base/sync-error.ts";
import { type Round, Rounds, type RoundsDeps } from "./rounds.ts";

/** Tells what happens, line by line; time passes when the test says so. */
function bed(round: Partial<Round> = {}, fraction = 0.5) {
  const told: string[] = [];
  const close = new AbortController();
  let pass: () => void = () => undefined;
  let rested: () => void = () => undefined;
  const deps: RoundsDeps = {
    clock: {
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          pass = resolve;
          if (signal?.aborted) return resolve();
          told.push(`rest ${ms}`);
          signal?.addEventListener("abort", () => resolve(), { once: true });
          rested();
        }),
    },
    random: { fraction: () => fraction },
    log: { warn: (event, fields) => void told.push(`${event}: ${fields?.error}`) },
  };
  const rounds = new Rounds(deps, {
    ...{ restMs: 1_000, begin: "looking", failed: "unlooked" },
    look: async () => void told.push("look"),
    ...round,
  });
  return {
    told,
    close,
    rounds,
    run: () => rounds.run(close.signal),
    pass: () => pass(),
    /** Until it rests. */
    resting: () =>
      new Promise<void>((resolve) => {
        rested = resolve;
      }),
  };
}

test("it looks, rests, and looks again, until it is closed", async () => {
  const { told, run, resting, pass, close } = bed();
  let rests = resting();
  const running = run();
  await rests;
  rests = resting();
  pass();
  await rests;
  close.abort();
  await running;
  expect(told).toEqual(["look", "rest 1000", "look", "rest 1000"]);
});

test("a look that knows when there is something to do rests no longer than that", async () => {
  let looks = 0;
  const { told, run, rounds, resting, pass, close } = bed({
    look: async () => rounds.restAtMost(looks++ === 0 ? 20 : 5_000),
  });
  let rests = resting();
  const running = run();
  await rests;
  rests = resting();
  pass();
  await rests;
  close.abort();
  await running;
  expect(told).toEqual(["rest 20", "rest 1000"]);
});

test("what has time rests first", async () => {
  const { told, run, resting, pass, close } = bed({ begin: "resting" });
  let rests = resting();
  const running = run();
  await rests;
  expect(told).toEqual(["rest 1000"]);
  rests = resting();
  pass();
  await rests;
  close.abort();
  await running;
  expect(told).toEqual(["rest 1000", "look", "rest 1000"]);
});

test.each([
  [0, 500],
  [0.999, 1_499],
])("processes rest for different times", async (fraction, ms) => {
  const { told, run, resting, close } = bed({}, fraction);
  const rests = resting();
  const running = run();
  await rests;
  close.abort();
  await running;
  expect(told).toEqual(["look", `rest ${ms}`]);
});

test("woken while it rests it looks at once; woken while it looks it looks once more", async () => {
  const { told, rounds, run, resting, close } = bed({
    async look() {
      told.push("look");
      if (told.length === 1) rounds.wake();
    },
  });
  let rests = resting();
  const running = run();
  await rests;
  expect(told).toEqual(["look", "look", "rest 1000"]);
  rests = resting();
  rounds.wake();
  await rests;
  close.abort();
  await running;
  expect(told.slice(3)).toEqual(["look", "rest 1000"]);
});

test("a look that fails is in the log, without what only a stranger knows, and the next one is made", async () => {
  const failures = [new SyncError("storeDown", { scope: "installation", retry: "later" }), new Error("x")];
  const { told, run, resting, pass, close } = bed({
    async look() {
      throw failures.shift() ?? new Error("y");
    },
  });
  let rests = resting();
  const running = run();
  await rests;
  rests = resting();
  pass();
  await rests;
  close.abort();
  await running;
  expect(told).toEqual(["unlooked: storeDown", "rest 1000", "unlooked: unknown", "rest 1000"]);
});

test("closed while it looks, the look is told so and ends first; closed before it begins, nothing is looked at", async () => {
  const { told, run, close } = bed({
    async look(signal) {
      close.abort();
      await Promise.resolve();
      told.push(`closed: ${signal.aborted}`);
    },
  });
  await run();
  expect(told).toEqual(["closed: true"]);
  const late = bed({ begin: "resting" });
  late.close.abort();
  await late.run();
  expect(late.told.filter((line) => line === "look")).toEqual([]);
});
