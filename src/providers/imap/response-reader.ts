// Cuts the bytes of an IMAP connection into responses: the text of a line with its literals in place. Lines are
// found with Buffer.indexOf and literals are kept as the socket's own slices, so that a body is copied once.
// A literal that is cut off never gives a response. Everything has a limit; what breaks one is a protocol error.
import { SyncError } from "../../base/sync-error.ts";

/** Text and literals in the order they came; the first is always text. */
export type Response = readonly (string | Buffer)[];

export interface ReaderLimits {
  /** Characters of one line of text. */
  readonly lineBytesMax: number;
  /** A larger literal is read over and given as TOO_LARGE; all of one response together may not be larger. */
  readonly literalBytesMax: number;
  /** Literals in one response. */
  readonly literalsMax: number;
}

export const READER_LIMITS: ReaderLimits = {
  // A SEARCH answer of a million uids is about 8 MB.
  lineBytesMax: 16 * 1024 * 1024,
  literalBytesMax: 160 * 1024 * 1024,
  literalsMax: 1_000,
};

/** Stands in for a literal that was larger than we take. */
export const TOO_LARGE = Buffer.alloc(0);

export class ResponseReader {
  readonly #limits: ReaderLimits;
  readonly #take: (response: Response) => void;
  #parts: (string | Buffer)[] = [];
  #line: Buffer[] = [];
  #lineBytes = 0;
  #literal: Buffer[] = [];
  #literalBytes = 0;
  #literalLeft = 0;
  #responseBytes = 0;
  #skipping = false;

  constructor(take: (response: Response) => void, limits: ReaderLimits = READER_LIMITS) {
    this.#take = take;
    this.#limits = limits;
  }

  /** True between responses: nothing is half-read. */
  get isBetween(): boolean {
    return this.#parts.length === 0 && this.#lineBytes === 0 && this.#literalLeft === 0;
  }

  /** Throws SyncError `protocol` when a limit is broken; the connection is then of no use any more. */
  push(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length) {
      if (this.#literalLeft > 0) {
        position = this.#readLiteral(chunk, position);
        continue;
      }
      const end = chunk.indexOf(10, position);
      const slice = chunk.subarray(position, end < 0 ? chunk.length : end + 1);
      this.#line.push(slice);
      this.#lineBytes += slice.length;
      if (this.#lineBytes > this.#limits.lineBytesMax) throw broken("a line is too long");
      if (end < 0) return;
      position = end + 1;
      this.#endLine();
    }
  }

  #readLiteral(chunk: Buffer, position: number): number {
    const count = Math.min(this.#literalLeft, chunk.length - position);
    if (!this.#skipping) this.#literal.push(chunk.subarray(position, position + count));
    this.#literalLeft -= count;
    if (this.#literalLeft === 0) this.#endLiteral();
    return position + count;
  }

  #endLiteral(): void {
    const [only] = this.#literal;
    if (this.#skipping) this.#parts.push(TOO_LARGE);
    else if (this.#literal.length === 1 && only !== undefined) this.#parts.push(only);
    else this.#parts.push(Buffer.concat(this.#literal, this.#literalBytes));
    this.#literal = [];
    this.#skipping = false;
  }

  #endLine(): void {
    const [only] = this.#line;
    const line = this.#line.length === 1 && only !== undefined ? only : Buffer.concat(this.#line);
    this.#line = [];
    this.#lineBytes = 0;
    let end = line.length - 1;
    if (end > 0 && line[end - 1] === 13) end--;
    const size = line[end - 1] === 0x7d ? literalSize(line, end) : null;
    if (size === null) {
      const parts = [...this.#parts, line.toString("latin1", 0, end)];
      this.#parts = [];
      this.#responseBytes = 0;
      this.#take(parts);
      return;
    }
    this.#parts.push(line.toString("latin1", 0, size.start));
    if (this.#parts.length > this.#limits.literalsMax * 2) throw broken("too many literals");
    this.#literalBytes = size.bytes;
    this.#literalLeft = size.bytes;
    this.#skipping = size.bytes > this.#limits.literalBytesMax;
    if (!this.#skipping) this.#responseBytes += size.bytes;
    if (this.#responseBytes > this.#limits.literalBytesMax) throw broken("a response is too large");
    if (size.bytes === 0) this.#parts.push(Buffer.alloc(0));
  }
}

/** "{123}" or "{123+}" or "~{123}" at the end of a line. A number that no literal can have ends the connection:
 *  what follows could be taken for responses. */
function literalSize(line: Buffer, end: number): { readonly start: number; readonly bytes: number } | null {
  let position = end - 2;
  if (line[position] === 0x2b) position--;
  const last = position;
  while (position >= 0 && (line[position] ?? 0) >= 48 && (line[position] ?? 0) <= 57) position--;
  if (position === last || line[position] !== 0x7b) return null;
  const bytes = Number(line.toString("latin1", position + 1, last + 1));
  if (bytes > 2 ** 32) throw broken("a literal of impossible size");
  return { start: line[position - 1] === 0x7e ? position - 1 : position, bytes };
}

function broken(said: string): SyncError {
  return new SyncError("protocol", { scope: "mailbox", retry: "later", said });
}
