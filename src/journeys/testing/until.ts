import { systemClock } from "../../cli/system.ts";

const PATIENCE_MS = 30_000;
const LOOK_MS = 50;

/** Asks again and again until the answer is the one that is waited for: over REST nobody is told of what happens. Rejects with
 *  `what` and the last answer. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > end) throw new Error(`${what}: ${JSON.stringify(answer)}`);
    await systemClock.sleep(LOOK_MS);
  }
}

/** Until the worker has done something nobody can be told of; the test's own time limit ends it. */
export async function untilDone(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await systemClock.sleep(LOOK_MS);
}
