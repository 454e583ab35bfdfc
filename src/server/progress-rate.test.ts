import { expect, test } from "vitest";
import type { Clock } from "../base/clock.ts";
import type { MailboxId } from "../base/ids.ts";
import { ProgressRate } from "./progress-rate.ts";

const ADA = "ada" as MailboxId;
const BRAM = "bram" as MailboxId;
const TOTAL = 20_000;

class Hands implements Clock {
  seconds = 1_000;
  now(): number {
    return this.seconds * 1000;
  }
  monotonic(): number {
    return this.seconds * 1000;
  }
  sleep(): Promise<void> {
    return Promise.reject(new Error("nobody waits here"));
  }
}

/** What is answered when somebody looks at these moments: seconds and messages done. */
function looks(...moments: readonly (readonly [seconds: number, done: number])[]) {
  const clock = new Hands();
  const rate = new ProgressRate(clock);
  const begin = clock.seconds;
  return moments.map(([seconds, done]) => {
    clock.seconds = begin + seconds;
    const { rate: speed, secondsLeft } = rate.sample(ADA, { done, total: TOTAL });
    return { speed, secondsLeft };
  });
}

test("the first look knows no rate and no time left", () => {
  expect(looks([0, 50])).toEqual([{ speed: 0, secondsLeft: null }]);
});

test("an even import has an even rate, and the time left is what remains at it", () => {
  expect(looks([0, 0], [1, 400], [2, 800], [5, 2_000])).toEqual([
    { speed: 0, secondsLeft: null },
    { speed: 400, secondsLeft: 49 },
    { speed: 400, secondsLeft: 48 },
    { speed: 400, secondsLeft: 45 },
  ]);
});

test("what was faster more than ten seconds ago doesn't count any more", () => {
  const fast: [number, number][] = Array.from({ length: 11 }, (_, second) => [second, second * 1_000]);
  const slow: [number, number][] = Array.from({ length: 11 }, (_, second) => [
    11 + second,
    10_000 + 10 * second,
  ]);
  expect(looks(...fast, ...slow).at(-1)).toEqual({ speed: 10, secondsLeft: 990 });
});

test("when nothing comes any more the rate sinks to nothing, and nothing is promised", () => {
  const stuck: [number, number][] = Array.from({ length: 12 }, (_, second) => [2 + second, 500]);
  const answers = looks([0, 0], [1, 500], ...stuck);
  expect(answers[1]).toEqual({ speed: 500, secondsLeft: 39 });
  expect(answers.at(-1)).toEqual({ speed: 0, secondsLeft: null });
});

test("two looks at once don't make a rate of a moment", () => {
  expect(looks([0, 0], [0.05, 200]).at(-1)).toEqual({ speed: 0, secondsLeft: null });
});

test("after a pause longer than the window it begins anew", () => {
  expect(looks([0, 0], [1, 400], [60, 5_000], [61, 5_100]).slice(2)).toEqual([
    { speed: 0, secondsLeft: null },
    { speed: 100, secondsLeft: 149 },
  ]);
});

test("an import that begins again has no negative rate", () => {
  expect(looks([0, 9_000], [1, 9_400], [2, 50], [3, 250]).slice(2)).toEqual([
    { speed: 0, secondsLeft: null },
    { speed: 200, secondsLeft: 99 },
  ]);
});

test("mailboxes don't mix", () => {
  const clock = new Hands();
  const rate = new ProgressRate(clock);
  rate.sample(ADA, { done: 0, total: TOTAL });
  rate.sample(BRAM, { done: 5_000, total: TOTAL });
  clock.seconds += 1;
  expect(rate.sample(ADA, { done: 10, total: TOTAL }).rate).toBe(10);
  expect(rate.sample(BRAM, { done: 5_500, total: TOTAL }).rate).toBe(500);
});
