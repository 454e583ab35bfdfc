// Addresses as people type and paste them.
import type { Person } from "../mail/people.ts";

/** As the server takes them (core/composing/check-composition.ts), as far as somebody who types needs to be told. */
const ADDRESS = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\]+$/u;
const ADDRESS_MAX = 254;
const PASTED_MAX = 500;

export function isAddress(address: string): boolean {
  if (address.length > ADDRESS_MAX || !ADDRESS.test(address)) return false;
  const [local = "", domain = ""] = address.split("@");
  const dotted = (text: string): boolean =>
    !text.startsWith(".") && !text.endsWith(".") && !text.includes("..");
  return dotted(local) && local.length <= 64 && dotted(domain);
}

/** "Eva de Wit <eva@x.example>, milan@y.example; ..." and lines of them. What isn't an address is kept as it was typed. */
export function parseRecipients(text: string): readonly Person[] {
  return splitList(text)
    .slice(0, PASTED_MAX)
    .flatMap((item) => {
      const bare = item.replace(/\s+/g, " ").trim();
      if (bare === "") return [];
      const named = /^(.*?)\s*<([^<>]*)>$/.exec(bare);
      if (named === null) return [{ name: "", address: bare.replace(/^mailto:/i, "") }];
      const name = (named[1] ?? "").replace(/^(["'])(.*)\1$/, "$2").trim();
      return [{ name, address: (named[2] ?? "").trim() }];
    });
}

function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let item = "";
  let quoted = false;
  let angle = false;
  for (const c of text) {
    if (c === '"' && !angle) quoted = !quoted;
    else if (c === "<" && !quoted) angle = true;
    else if (c === ">" && !quoted) angle = false;
    const ends = c === "\n" || c === "\r" || (!quoted && !angle && (c === "," || c === ";" || c === "\t"));
    if (ends) {
      items.push(item);
      item = "";
      quoted = false;
      angle = false;
    } else item += c;
  }
  return [...items, item];
}

/** Without those that are there already. */
export function joined(before: readonly Person[], added: readonly Person[]): readonly Person[] {
  const seen = new Set(before.map(({ address }) => address.toLowerCase()));
  return [
    ...before,
    ...added.filter(({ address }) => {
      const key = address.toLowerCase();
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    }),
  ];
}
