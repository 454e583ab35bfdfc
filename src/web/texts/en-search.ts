// The English texts of the search.
import { formatted } from "./en-numbers.ts";

export const searchEn = {
  atLeast: (count: number) => `${formatted(count)}+ messages`,
  understood: "What is searched for",
  without: (term: string) => `without ${term}`,
  terms: {
    words: (text: string) => `“${text}”`,
    from: (text: string) => `from: ${text}`,
    to: (text: string) => `to: ${text}`,
    subject: (text: string) => `subject: ${text}`,
    attachment: () => "attachments",
    unread: () => "unread",
    read: () => "read",
    flagged: () => "flagged",
    before: (day: string) => `before ${day}`,
    after: (day: string) => `from ${day} on`,
    in: (folder: string) => `in ${folder}`,
  },
  unknownFolder: (names: string) => `No folder is called ${names}.`,
  everywhere: "All mapped folders were searched: subject, people, text and names of attachments.",
  everywhereBut: (folders: string) =>
    `All mapped folders but ${folders} were searched: subject, people, text and names of attachments.`,
  onlyIn: (folders: string) =>
    `Only mail in ${folders} was searched: subject, people, text and names of attachments.`,
  nowhere: "No mail was searched.",
  searchable: (done: number, total: number) =>
    `${formatted(done)} of ${formatted(total)} messages are searchable so far; the others are found by subject and people.`,
  help: "How to search",
  helpTitle: "What a search may say",
  helpIntro:
    "All words must be in the message. Case and accents don't matter, and the last word may be a beginning.",
  /** What is put into the field, an example, and what it does. */
  operators: [
    ["from:", "from:eva", "who wrote it"],
    ["to:", "to:ada@contoso.example", "who got it"],
    ["subject:", "subject:offer", "words of the subject"],
    ['"', '"second interview"', "words in a row"],
    ["-", "-newsletter", "without this word"],
    ["has:attachment", "has:attachment", "with files"],
    ["is:unread", "is:unread", "also is:read and is:flagged"],
    ["in:", "in:archive", "in this folder"],
    ["after:", "after:2026-01-31", "on this day or later"],
    ["before:", "before:2026", "before this day, month or year"],
  ] as readonly (readonly [operator: string, example: string, text: string])[],
};
