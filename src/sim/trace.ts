// What happened in a history, as one number: two runs of one seed that differ in a single step have different ones.
// The lines themselves are kept only when somebody wants to read them.

export class Trace {
  readonly #lines: string[] | null;
  #low = 0x811c9dc5;
  #high = 0x01000193;

  constructor(keepLines: boolean) {
    this.#lines = keepLines ? [] : null;
  }

  add(line: string): void {
    this.#lines?.push(line);
    // FNV-1a over the characters, twice with different starts.
    let { low, high } = { low: this.#low, high: this.#high };
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x85ebca6b);
    }
    this.#low = low;
    this.#high = high;
  }

  /** More for readers; not part of what two runs are compared by. */
  explain(line: () => string): void {
    this.#lines?.push(line());
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  get hash(): string {
    return [this.#high, this.#low].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
  }
}
