// Walks through one response: atoms, quoted strings, literals, lists (RFC 3501 section 9), tolerant of what real
// servers send.
import { SyncError } from "../../base/sync-error.ts";
import type { Response } from "./response-reader.ts";

const DEPTH_MAX = 50;

/** Text as latin1 (one character a byte), a literal, a list, or NIL. */
export type Value = string | Buffer | readonly Value[] | null;

export class ResponseCursor {
  readonly #parts: Response;
  #part: number;
  #position: number;

  constructor(parts: Response, position = 0) {
    this.#parts = parts;
    this.#part = 0;
    this.#position = position;
  }

  get #text(): string {
    const part = this.#parts[this.#part];
    return typeof part === "string" ? part : "";
  }

  /** The next character, "" at the end; a literal counts as "{". */
  peek(): string {
    this.#advance();
    const part = this.#parts[this.#part];
    if (part === undefined) return "";
    if (typeof part !== "string") return "{";
    return part[this.#position] ?? "";
  }

  skipSpaces(): void {
    while (this.peek() === " ") this.#position++;
  }

  /** Passes the character if it is next. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#position++;
    return true;
  }

  /** Up to a space, a parenthesis or the end; square brackets are part of it with what they hold. */
  atom(): string {
    this.skipSpaces();
    const text = this.#text;
    const start = this.#position;
    let bracket = false;
    while (this.#position < text.length) {
      const character = text[this.#position];
      if (character === "[") bracket = true;
      else if (character === "]") bracket = false;
      else if (!bracket && (character === " " || character === "(" || character === ")")) break;
      this.#position++;
    }
    return text.slice(start, this.#position);
  }

  value(depth = 0): Value {
    if (depth > DEPTH_MAX) {
      throw new SyncError("protocol", { scope: "mailbox", retry: "later", said: "lists nested too deep" });
    }
    this.skipSpaces();
    const next = this.peek();
    if (next === "{") {
      const literal = this.#parts[this.#part];
      this.#part++;
      this.#position = 0;
      return Buffer.isBuffer(literal) ? literal : null;
    }
    if (next === '"') return this.#quoted();
    if (next === "(") return this.#list(depth);
    const atom = this.atom();
    if (atom === "" && next !== "") this.#position++;
    return atom.toUpperCase() === "NIL" ? null : atom;
  }

  #list(depth: number): readonly Value[] {
    this.take("(");
    const values: Value[] = [];
    for (;;) {
      this.skipSpaces();
      if (this.take(")") || this.peek() === "") return values;
      values.push(this.value(depth + 1));
    }
  }

  #quoted(): string {
    const text = this.#text;
    let position = this.#position + 1;
    const close = text.indexOf('"', position);
    const plain = text.slice(position, close);
    if (close >= 0 && !plain.includes("\\")) {
      this.#position = close + 1;
      return plain;
    }
    let value = "";
    while (position < text.length && text[position] !== '"') {
      if (text[position] === "\\") position++;
      value += text[position] ?? "";
      position++;
    }
    this.#position = position + 1;
    return value;
  }

  /** Past the end of a text part that is followed by a literal. */
  #advance(): void {
    const part = this.#parts[this.#part];
    if (typeof part === "string" && this.#position >= part.length && this.#part + 1 < this.#parts.length) {
      this.#part++;
      this.#position = 0;
    }
  }
}

/** Text of a string value: literals as latin1 too; "" for NIL and lists. */
export function textOf(value: Value | undefined): string {
  if (typeof value === "string") return value;
  return Buffer.isBuffer(value) ? value.toString("latin1") : "";
}
