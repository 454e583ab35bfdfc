// What happened in a history, as one number: two runs of one seed that differ in a single step have different ones.
// The lines themselves are made only when somebody wants to read them.

export class Trace {
  readonly #lines: string[] | null;
  #low = 0x811c9dc5;
  #high = 0x01000193;

  constructor(keepLines: boolean) {
    this.#lines = keepLines ? [] : null;
  }

  /** `who` did it: "" nobody. `more` is for readers, and not part of what two runs are compared by. */
  add(time: number, who: string, what: string, more?: () => string): void {
    this.#take(time);
    this.#takeText(who);
    this.#takeText(what);
    if (this.#lines === null) return;
    const line = who === "" ? what : `${who} ${what}`;
    this.#lines.push(`${time} ${line}${more === undefined ? "" : ` ${more()}`}`);
  }

  /** A line for readers only. */
  explain(time: number, line: () => string): void {
    this.#lines?.push(`${time}   ${line()}`);
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  get hash(): string {
    return [this.#high, this.#low].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #takeText(text: string): void {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = Math.imul(sum, 31) + text.charCodeAt(i);
    this.#take(sum);
  }

  /** FNV-1a over numbers, twice with different starts. */
  #take(number: number): void {
    this.#low = Math.imul(this.#low ^ number, 0x01000193);
    this.#high = Math.imul(this.#high ^ number, 0x85ebca6b);
  }
}
