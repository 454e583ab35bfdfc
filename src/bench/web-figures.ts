// What `npm run bench -- web` prints: a row for each figure, with the aim beside it.

export const AIMS = {
  folderMs: 100,
  prefetchedMs: 100,
  messageMs: 250,
  letterMs: 150,
  longTaskMs: 50,
  firstLoadBytes: 200_000,
  interactiveMs: 1_000,
} as const;

/** What the page noted while it was scrolled, ms. */
export interface Noted {
  /** Those over 50 ms: no others are told. */
  readonly tasks: readonly number[];
  readonly frames: readonly number[];
  /** The most that ever stood in the document. */
  readonly rows: number;
}

type Row = readonly [what: string, median: string, p95: string, worst: string, aim: string];

export class FigureTable {
  readonly #rows: Row[] = [];

  times(what: string, times: readonly number[], aim: number): void {
    this.#add([
      `${what} (${times.length} times)`,
      `${at(times, 0.5)} ms`,
      `${at(times, 0.95)} ms`,
      `${at(times, 1)} ms`,
      `${aim} ms`,
    ]);
  }

  size(what: string, bytes: number, aim: number | null): void {
    const kilobytes = (value: number) => `${(value / 1000).toFixed(0)} kB`;
    const wanted = aim === null ? "–" : kilobytes(aim);
    this.#add([`${what}, compressed as it was sent`, kilobytes(bytes), "–", "–", wanted]);
  }

  scrolled(what: string, { tasks, frames, rows }: Noted, aim: number): void {
    this.#add([
      `${what}: frames (${frames.length}, at most ${rows} rows)`,
      `${at(frames, 0.5)} ms`,
      `${at(frames, 0.95)} ms`,
      `${at(frames, 1)} ms`,
      "–",
    ]);
    const worst = tasks.length === 0 ? "–" : `${at(tasks, 1)} ms`;
    this.#add([`${what}: long tasks`, `${tasks.length}`, "–", worst, `none over ${aim} ms`]);
  }

  print(): void {
    const head: Row = ["what", "median", "p95", "worst", "aim"];
    const line: Row = ["---", "---", "---", "---", "---"];
    for (const row of [head, line, ...this.#rows]) console.log(`| ${row.join(" | ")} |`);
  }

  /** Told at once too: the whole takes minutes. */
  #add(row: Row): void {
    this.#rows.push(row);
    console.error(`  ${row.join("  ")}`);
  }
}

/** The smallest that so many of them don't exceed. */
function at(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0).toFixed(0);
}
