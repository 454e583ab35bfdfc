// SEARCH over a folder: the criteria that mail clients really use.
import type { StoredMessage } from "../folder.ts";
import { inSet, type Token, text } from "./parse-command.ts";

type Test = (message: StoredMessage, sequence: number) => boolean;

const FLAGS = new Set(["SEEN", "FLAGGED", "ANSWERED", "DRAFT", "DELETED"]);
const DAY_MS = 24 * 60 * 60_000;

/** Null when a criterion isn't known. */
export function searchTest(
  args: readonly Token[],
  top: { readonly uid: number; readonly sequence: number },
): Test | null {
  const tests: Test[] = [];
  let i = 0;
  const next = (): string => text(args[++i]);
  for (; i < args.length; i++) {
    const word = text(args[i]).toUpperCase();
    const flag = word.replace(/^UN/, "");
    if (word === "ALL") continue;
    if (FLAGS.has(flag)) {
      const name = `\\${flag[0]}${flag.slice(1).toLowerCase()}`;
      const wanted = flag === word;
      tests.push((message) => message.flags.has(name) === wanted);
    } else if (word === "UID") {
      const accepts = inSet(next(), top.uid);
      tests.push((message) => accepts(message.uid));
    } else if (/^[\d:*,]+$/.test(word)) {
      const accepts = inSet(word, top.sequence);
      tests.push((_message, sequence) => accepts(sequence));
    } else if (word === "SINCE" || word === "BEFORE" || word === "ON") {
      const day = Date.parse(`${next().replace(/-/g, " ")} UTC`);
      tests.push((message) => compareDay(word, Math.floor(message.date / DAY_MS) * DAY_MS, day));
    } else if (word === "HEADER") {
      const name = next().toLowerCase();
      const value = next().toLowerCase();
      tests.push((message) => headerHas(message, name, value));
    } else if (word === "SUBJECT" || word === "FROM" || word === "TO") {
      const value = next().toLowerCase();
      tests.push((message) => headerHas(message, word.toLowerCase(), value));
    } else return null;
  }
  return (message, sequence) => tests.every((each) => each(message, sequence));
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
