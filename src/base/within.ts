import type { Clock } from "./clock.ts";

/** Gives `work` a signal that aborts after `ms` milliseconds, and at the end for whatever is still under way. */
export async function within<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const [over, done] = [new AbortController(), new AbortController()];
  void clock.sleep(ms, done.signal).then(() => over.abort());
  try {
    return await work(over.signal);
  } finally {
    done.abort();
  }
}
