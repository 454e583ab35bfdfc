// How work grows with its input, as a ratio: for tests that nobody can make us work for ever. No time is asserted.

const FACTOR = 8;
const TRIES = 5;
/** Linear work grows eight times, the square sixty-four times; machines are uneven. */
export const GROWTH_MAX = 24;

/** How many times the work of `run` grows when its input grows eight times. */
export function growth<Input>(
  size: number,
  make: (size: number) => Input,
  run: (input: Input) => unknown,
): number {
  const small = leastTime(make(size), run);
  return leastTime(make(size * FACTOR), run) / small;
}

/** The least of several tries: other tests run beside. */
function leastTime<Input>(input: Input, run: (input: Input) => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRIES; i++) {
    const before = performance.now();
    run(input);
    least = Math.min(least, performance.now() - before);
  }
  return least;
}
