// How work grows with its input, as a ratio: for tests that nobody can make us work for ever. No time is asserted.

const FACTOR = 8;
const TRIES_MIN = 3;
const TRIES_MAX = 25;
/** Work that grows as its input does gives 1, the square of it gives eight; machines are uneven. */
export const GROWTH_MAX = 3;

/** How many times longer `run` takes for an input eight times as large than for the smaller one eight times. Both
 *  take as long when all is well, and so are interrupted as often by what else the machine does; the least of several
 *  tries counts, of more when the first were bad. */
export function growth<Input>(
  size: number,
  make: (size: number) => Input,
  run: (input: Input) => unknown,
): number {
  const [small, large] = [make(size), make(size * FACTOR)];
  let [leastSmall, leastLarge] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < TRIES_MIN || (i < TRIES_MAX && leastLarge > leastSmall * GROWTH_MAX); i++) {
    leastLarge = Math.min(
      leastLarge,
      timeOf(() => run(large)),
    );
    leastSmall = Math.min(
      leastSmall,
      timeOf(() => {
        for (let j = 0; j < FACTOR; j++) run(small);
      }),
    );
  }
  return leastLarge / leastSmall;
}

function timeOf(run: () => void): number {
  const before = performance.now();
  run();
  return performance.now() - before;
}
