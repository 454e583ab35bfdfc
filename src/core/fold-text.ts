// Text as it is searched: without case and accents, on both sides the same. Made by us rather than by the
// database, whose rules depend on its locale and extensions.
import type { MessageScan, Person } from "./message.ts";

/** Characters of the search column; some messages have thousands of recipients. */
const SEARCH_TEXT_LENGTH_MAX = 16_000;

/** Letters that carry a stroke or are joined: Unicode does not take them apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
};

/** Most words, which is what most calls are about. */
const ASCII = /^[\0-\x7f]*$/;

export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[øłđßæœı]/g, (letter) => LETTERS[letter] ?? letter);
}

/** What subject-and-people search looks into: one line each, so that no word spans two. */
export function searchText(scan: MessageScan): string {
  const people = [...scan.from, ...scan.to, ...scan.cc, ...scan.bcc, ...scan.replyTo].map(personText);
  return foldText([scan.subject, ...new Set(people)].join("\n")).slice(0, SEARCH_TEXT_LENGTH_MAX);
}

function personText(person: Person): string {
  return person.name === "" ? person.address : `${person.name} ${person.address}`;
}
