// Address lists (RFC 5322 section 3.4): names, quoted strings, comments, groups, route addresses, and what mailers
// write instead.
import { decodeHeaderText } from "./encoded-words.ts";
import type { Person } from "./message.ts";
import { trimRaw } from "./mime-headers.ts";
import { cut, oneLine, withoutTurning } from "./plain-text.ts";

const ADDRESSES_MAX = 2_000;
/** Of one header line. */
const LINE_MAX = 256 * 1024;
/** Of one address with its name, undecoded. */
const ITEM_MAX = 4_000;
const NAME_MAX = 500;
const ADDRESS_MAX = 998;

/** `raw` is undecoded latin1 text; `charset` is for raw 8-bit names. */
export function parseAddresses(raw: string, charset?: string): readonly Person[] {
  const people: Person[] = [];
  for (const item of splitList(raw.slice(0, LINE_MAX))) {
    if (people.length >= ADDRESSES_MAX) break;
    const person = parseOne(item.slice(0, ITEM_MAX), charset);
    if (person !== null) people.push(person);
  }
  return people;
}

/** Cuts at commas and semicolons outside quotes, comments and angle brackets; "Group:" in front is left out. */
function splitList(raw: string): readonly string[] {
  const items: string[] = [];
  let start = 0;
  let quoted = false;
  let comment = 0;
  let angle = false;
  let at = false;
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i];
    if (c === "\\" && (quoted || comment > 0)) {
      i++;
      continue;
    }
    if (c === '"' && comment === 0) quoted = !quoted;
    else if (!quoted && c === "(") comment++;
    else if (!quoted && c === ")" && comment > 0) comment--;
    else if (!quoted && comment === 0) {
      if (c === "<") angle = true;
      else if (c === ">") angle = false;
      else if (!angle && (c === "," || c === ";")) {
        items.push(raw.slice(start, i));
        start = i + 1;
        at = false;
      } else if (!angle && c === ":" && !at) start = i + 1;
    }
    if (c === "@") at = true;
  }
  items.push(raw.slice(start));
  return items;
}

function parseOne(item: string, charset: string | undefined): Person | null {
  const comments: string[] = [];
  const bare = trimRaw(withoutComments(item, comments));
  if (bare === "") return null;
  const open = lastAngle(bare);
  const close = bare.indexOf(">", open);
  const inside = open < 0 ? "" : bare.slice(open + 1, close < 0 ? undefined : close);
  let name = open < 0 ? "" : bare.slice(0, open);
  // A route in front of the address is obsolete: "<@relay:user@host>".
  let address = trimRaw((open < 0 ? bare : inside).replace(/^@[^:]*:/, ""));
  if (open < 0 && !address.includes("@")) {
    const text = cut(clean(decodeText(address, charset)), NAME_MAX);
    return text === "" ? null : { name: text, address: "" };
  }
  if (open < 0) {
    // "Some Name user@host": mailers forget the brackets.
    const words = /^(.*[ \t])([^ \t]+@[^ \t]+)$/.exec(address);
    if (words !== null && !address.startsWith('"')) {
      name = words[1] ?? "";
      address = words[2] ?? "";
    }
  }
  if (clean(name) === "" && comments.length > 0) name = comments.join(" ");
  const person = {
    name: cut(clean(decodeText(name, charset)), NAME_MAX),
    address: cleanAddress(decodeText(address, charset)),
  };
  if (person.name === "" && person.address === "") return null;
  // An address for a name says nothing, and would look like one where it isn't.
  return person.name.toLowerCase() === person.address.toLowerCase() ? { ...person, name: "" } : person;
}

function lastAngle(text: string): number {
  let quoted = false;
  let found = -1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') quoted = !quoted;
    else if (text[i] === "<" && !quoted) found = i;
  }
  return found;
}

function withoutComments(text: string, comments: string[]): string {
  if (!text.includes("(")) return text;
  let bare = "";
  let comment = "";
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    const kept = c === "\\" && (quoted || depth > 0) ? c + (text[++i] ?? "") : c;
    if (c === '"' && depth === 0) quoted = !quoted;
    if (!quoted && c === "(" && depth++ === 0) continue;
    if (!quoted && c === ")" && depth > 0 && --depth === 0) {
      comments.push(comment.replace(/\\(.)/g, "$1"));
      comment = "";
      continue;
    }
    if (depth > 0) comment += kept;
    else bare += kept;
  }
  return bare;
}

/** Quotes go before the encoded words are read: mailers put those inside quotes although they may not. */
function decodeText(raw: string, charset: string | undefined): string {
  return decodeHeaderText(trimRaw(withoutQuotes(raw)), charset);
}

/** What stands in pairs of quotes without them and without its backslashes; the rest as it is. */
function withoutQuotes(text: string): string {
  if (!text.includes('"')) return text;
  let whole = "";
  let quoted = "";
  let opened = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (opened < 0 && c === '"') opened = i;
    else if (opened < 0) whole += c;
    else if (c === '"') {
      whole += quoted;
      quoted = "";
      opened = -1;
    } else quoted += c === "\\" ? (text[++i] ?? "") : c;
  }
  return opened < 0 ? whole : whole + text.slice(opened);
}

/** One line without what turns the direction of text, and without quotes around it. */
function clean(text: string): string {
  const line = oneLine(withoutTurning(text));
  const isQuote = (at: number): boolean => line[at] === '"' || line[at] === "'";
  if (!isQuote(0) || !isQuote(line.length - 1)) return line;
  let start = 0;
  let end = line.length;
  while (start < end && isQuote(start)) start++;
  while (end > start && isQuote(end - 1)) end--;
  return line.slice(start, end).trim();
}

function cleanAddress(text: string): string {
  const address = cut(withoutTurning(text).replace(/[\p{Cc}\s<>]/gu, ""), ADDRESS_MAX);
  const at = address.lastIndexOf("@");
  return at < 0 ? address : address.slice(0, at + 1) + address.slice(at + 1).toLowerCase();
}
