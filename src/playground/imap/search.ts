// SEARCH over a folder: the criteria that mail clients really use.
import type { StoredMessage } from "../folder.ts";
import { inSet, type Token, text } from "./parse-command.ts";

type Test = (message: StoredMessage, sequence: number) => boolean;

const FLAGS = new Set(["SEEN", "FLAGGED", "ANSWERED", "DRAFT", "DELETED"]);
const IN_HEADERS = new Set(["SUBJECT", "FROM", "TO", "CC", "BCC"]);
const DAY_MS = 24 * 60 * 60_000;

/** Null when a criterion isn't known. */
export function searchTest(
  args: readonly Token[],
  top: { readonly uid: number; readonly sequence: number },
): Test | null {
  const tests: Test[] = [];
  const words = new Words(args);
  while (!words.isDone) {
    const test = readTest(words, top);
    if (test === null) return null;
    tests.push(test);
  }
  return (message, sequence) => tests.every((each) => each(message, sequence));
}

class Words {
  readonly #args: readonly Token[];
  #at = 0;

  constructor(args: readonly Token[]) {
    this.#args = args;
  }

  get isDone(): boolean {
    return this.#at >= this.#args.length;
  }

  next(): string {
    return text(this.#args[this.#at++]);
  }
}

function readTest(words: Words, top: { readonly uid: number; readonly sequence: number }): Test | null {
  const word = words.next().toUpperCase();
  const flag = word.replace(/^UN/, "");
  if (word === "ALL") return () => true;
  if (FLAGS.has(flag)) {
    const name = `\\${flag[0]}${flag.slice(1).toLowerCase()}`;
    const wanted = flag === word;
    return (message) => message.flags.has(name) === wanted;
  }
  if (word === "UID") {
    const accepts = inSet(words.next(), top.uid);
    return (message) => accepts(message.uid);
  }
  if (/^[\d:*,]+$/.test(word)) {
    const accepts = inSet(word, top.sequence);
    return (_message, sequence) => accepts(sequence);
  }
  if (word === "OR") {
    const [one, other] = [readTest(words, top), readTest(words, top)];
    if (one === null || other === null) return null;
    return (message, sequence) => one(message, sequence) || other(message, sequence);
  }
  if (word === "SINCE" || word === "BEFORE" || word === "ON") {
    const day = Date.parse(`${words.next().replace(/-/g, " ")} UTC`);
    return (message) => compareDay(word, Math.floor(message.date / DAY_MS) * DAY_MS, day);
  }
  if (word === "HEADER") {
    const name = words.next().toLowerCase();
    const value = words.next().toLowerCase();
    return (message) => headerHas(message, name, value);
  }
  if (!IN_HEADERS.has(word)) return null;
  const value = words.next().toLowerCase();
  return (message) => headerHas(message, word.toLowerCase(), value);
}

function compareDay(word: string, day: number, wanted: number): boolean {
  if (word === "SINCE") return day >= wanted;
  return word === "BEFORE" ? day < wanted : day === wanted;
}

function headerHas(message: StoredMessage, name: string, value: string): boolean {
  const head = message.bytes().toString("latin1").split("\r\n\r\n", 1)[0] ?? "";
  return head
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n")
    .some((line) => line.toLowerCase().startsWith(`${name}:`) && line.toLowerCase().includes(value));
}
