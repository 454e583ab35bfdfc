// Puts commands on the wire in their order. A literal (RFC 3501 section 4.3) stands in the middle of a command: until
// it is out, or the server has refused it, everything behind it waits, since the server would take it for the literal.

/** How much of a literal is handed over before we wait until the network has taken it. */
const SLICE_BYTES = 64 * 1024;

export interface Literal {
  readonly bytes: Uint8Array;
  /** Sent when the server says "+"; without waiting only where it offers that (RFC 7888). */
  readonly waits: boolean;
}

export interface Wire {
  write(text: string): void;
  /** Resolves when the network took it: true, or false when the connection has ended. */
  put(bytes: Uint8Array): Promise<boolean>;
}

interface Piece {
  readonly text: string;
  readonly literal: Literal | null;
}

export class CommandWriter {
  readonly #wire: Wire;
  #queue: Piece[] = [];
  /** Announced and not yet out. */
  #literal: Literal | null = null;
  #isRunning = false;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** `text` without its line break and, with a literal, without its announcement. */
  send(text: string, literal: Literal | null = null): void {
    this.#queue.push({ text, literal });
    this.#goOn();
  }

  waitsFor(literal: Literal): boolean {
    return this.#literal === literal && !this.#isRunning;
  }

  /** The server said "+" to this literal. */
  start(literal: Literal): void {
    if (this.waitsFor(literal)) void this.#run(literal);
  }

  /** The command of this literal was answered. True when the literal was out whole before. One that hasn't begun is
   *  dropped with its command; one on the way must go on to its end, or what follows would be taken for it. */
  answered(literal: Literal): boolean {
    const queued = this.#queue.some((piece) => piece.literal === literal);
    const whole = !queued && this.#literal !== literal;
    this.#queue = this.#queue.filter((piece) => piece.literal !== literal);
    if (this.waitsFor(literal)) {
      this.#literal = null;
      this.#goOn();
    }
    return whole;
  }

  #goOn(): void {
    while (this.#literal === null) {
      const piece = this.#queue.shift();
      if (piece === undefined) return;
      const { text, literal } = piece;
      if (literal === null) this.#wire.write(`${text}\r\n`);
      else {
        this.#literal = literal;
        this.#wire.write(`${text} {${literal.bytes.length}${literal.waits ? "" : "+"}}\r\n`);
        if (!literal.waits) void this.#run(literal);
      }
    }
  }

  async #run(literal: Literal): Promise<void> {
    this.#isRunning = true;
    const { bytes } = literal;
    let at = 0;
    for (; at + SLICE_BYTES < bytes.length; at += SLICE_BYTES) {
      if (!(await this.#wire.put(bytes.subarray(at, at + SLICE_BYTES)))) return;
    }
    // The command ends with the last of its bytes: an answer may be here before the network tells that it took them.
    void this.#wire.put(bytes.subarray(at));
    this.#wire.write("\r\n");
    this.#isRunning = false;
    this.#literal = null;
    this.#goOn();
  }
}
