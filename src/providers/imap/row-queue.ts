// Rows between the connection that reads them and whoever takes them one by one. When too many bytes wait the
// connection stops reading, and goes on when half of them are taken.

const HIGH_BYTES = 2 * 1024 * 1024;
const LOW_BYTES = HIGH_BYTES / 2;
/** What a row costs beside its bytes. */
const ROW_BYTES = 200;

export interface Pausable {
  pause(): void;
  resume(): void;
}

export class RowQueue<Row> {
  readonly #source: Pausable;
  readonly #rows: { readonly row: Row; readonly bytes: number }[] = [];
  #bytes = 0;
  #end: { readonly error: unknown } | "done" | null = null;
  #wake: (() => void) | null = null;

  constructor(source: Pausable) {
    this.#source = source;
  }

  push(row: Row, bytes: number): void {
    this.#rows.push({ row, bytes: bytes + ROW_BYTES });
    this.#bytes += bytes + ROW_BYTES;
    if (this.#bytes >= HIGH_BYTES) this.#source.pause();
    this.#wake?.();
  }

  finish(): void {
    this.#end ??= "done";
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  /** Whoever stops taking before the end must call `discard`, or the connection may stay paused. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    try {
      for (;;) {
        const next = this.#rows.shift();
        if (next !== undefined) {
          this.#bytes -= next.bytes;
          if (this.#bytes <= LOW_BYTES) this.#source.resume();
          yield next.row;
          continue;
        }
        if (this.#end === "done") return;
        if (this.#end !== null) throw this.#end.error;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
      }
    } finally {
      this.discard();
    }
  }

  /** Nobody takes rows any more: the rest is read and dropped. */
  discard(): void {
    this.#rows.length = 0;
    this.#bytes = Number.NEGATIVE_INFINITY;
    this.#source.resume();
  }
}
