// How fast an import runs, from the progress that people happen to look at.

import type { Clock } from "../base/clock.ts";
import type { MailboxId } from "../base/ids.ts";
import type { ImportProgress } from "../engine/ports/reading.ts";

const WINDOW_MS = 10_000;

export class ProgressRate {
  readonly #clock: Clock;
  readonly #samples = new Map<MailboxId, { readonly at: number; readonly done: number }[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Messages a second over the last ten seconds, and what is left at that rate. */
  sample(
    mailboxId: MailboxId,
    progress: ImportProgress,
  ): { done: number; total: number; rate: number; secondsLeft: number | null } {
    const now = this.#clock.monotonic();
    const samples = (this.#samples.get(mailboxId) ?? []).filter(
      ({ at, done }) => now - at <= WINDOW_MS && done <= progress.done,
    );
    const first = samples[0];
    samples.push({ at: now, done: progress.done });
    this.#samples.set(mailboxId, samples);
    const seconds = first === undefined ? 0 : (now - first.at) / 1000;
    const rate = first === undefined || seconds < 0.2 ? 0 : (progress.done - first.done) / seconds;
    const left = progress.total - progress.done;
    return { ...progress, rate: Math.round(rate), secondsLeft: rate > 0 ? Math.ceil(left / rate) : null };
  }
}
