// The English texts of "Where is my mail?".
import { formatted, many, messages } from "./en-numbers.ts";

function folders(count: number): string {
  return many(count, "folder", "folders");
}

export const whereEn = {
  title: "Where is my mail?",
  intro: "Say what you know of the message that you miss.",
  subject: "Words of the subject",
  from: "Sender",
  fromHint: "Name or address",
  day: "About when",
  messageId: "Message-ID",
  messageIdHint: "If you have it: the sender can find it in the message's source.",
  look: "Look",
  searchThere: "Search there once",
  outcomes: {
    found: (count: number, more: boolean) =>
      more
        ? `The newest ${formatted(count)} that fit`
        : count === 1
          ? "One message fits"
          : `${messages(count)} fit`,
    erased: "It was erased here",
    beforeImport: "It is older than the import date",
    stopped: "Not here: mail synchronization is stopped",
    unmapped: "Not here: no folder is mapped yet",
    notYet: "Not here yet, if it came lately",
    maybe: "Not here",
    atProvider: (provider: string) => `Not here. ${provider} has it`,
    nothing: "Nothing of the kind was ever seen",
  },
  erased: {
    byAge: (at: string) =>
      `A message with this Message-ID had left every mapped folder, and was erased here on ${at}: your organisation keeps such mail no longer, or a user of the mailbox removed it.`,
    byAdmin: (at: string) =>
      `A message with this Message-ID was erased here by an administrator on ${at}. What your provider has was not touched, and it isn't imported again.`,
  },
  stopped: "Nothing has come since. What was kept was looked through.",
  beforeImport:
    "Your folders are imported from a later day on. Choose an earlier one under “Edit folders”, and it comes.",
  nothing: (asked: boolean): string =>
    asked
      ? "It is not in any folder, neither here nor there. Check the clues, or ask the sender whether it came back to them."
      : "No folder can hold it. Check the clues, or ask the sender whether it came back to them.",
  came: (date: string) => `Came ${date}`,
  open: "Open",
  openOf: (subject: string) => `Open “${subject}”`,
  here: (folder: string) => `It is in ${folder}.`,
  junk: "It is in Junk: it was taken for spam, at your provider or by you.",
  deleted: "It is in Deleted.",
  hereOnly: (folder: string) => `It is in ${folder}, here only: your provider refused it.`,
  waiting: (folder: string, since: string) =>
    `It was put into ${folder} here; your provider hasn't confirmed that since ${since}.`,
  waitingGone: (since: string) => `It was removed here at ${since}; your provider hasn't confirmed that yet.`,
  missed: (folder: string, since: string) =>
    `It left ${folder} at your provider at ${since}. Where it is now is being found out.`,
  departed: (folder: string, at: string) =>
    `It left ${folder} at your provider at ${at}, for a folder that isn't mapped or for good. It is kept here.`,
  departedUnknown: (at: string) => `It left every mapped folder at ${at}. It is kept here.`,
  ended: {
    moved: (at: string) => `It was moved from here, at ${at}, to a folder that isn't mapped.`,
    erased: (at: string) => `It was erased here for good at ${at}.`,
    refused: (at: string) => `It was put here, and refused by your provider at ${at}.`,
    stopped: (at: string) =>
      `It was put here, and synchronization stopped at ${at} before your provider had it.`,
    undone: (at: string) => `It was put here, and taken back at ${at}.`,
  },
  erasedAtUnknown: "It was erased or moved away here.",
  gapsLead: "What your mapped folders have and isn't here:",
  gaps: {
    unread: (folder: string) => `${folder} has not been read yet.`,
    pending: (folder: string, count: number) => `${folder}: ${messages(count)} still being imported.`,
    aside: (folder: string, count: number) =>
      `${folder}: ${messages(count)} of which your provider gave no readable copy. It is asked again by itself.`,
    offered: (folder: string, count: number) =>
      `${folder}: ${messages(count)} that are older and came all at once. Email settings asks whether you want them.`,
    beforeImport: (folder: string, count: number) =>
      `${folder}: ${messages(count)} from before the import date.`,
    beforeImportDate: (folder: string, count: number, date: string) =>
      `${folder}: ${messages(count)} from before ${date}, the import date.`,
  },
  permission: (count: number, provider: string) =>
    `${folders(count)} at ${provider} are not mapped, and nobody has looked there. May Twinbox search all folders there for these words, once? Nothing is read or imported; you see only how many fit.`,
  permissionMapped: (provider: string) =>
    `May Twinbox search your folders at ${provider} for these words, once? Nothing is imported; you see only how many fit.`,
  hits: {
    unmapped: (path: string, count: number) =>
      `${path}: ${messages(count)}. The folder isn't mapped: map it under “Edit folders”, and its mail comes.`,
    notYet: (path: string, count: number) => `${path}: ${messages(count)}, about to be read.`,
    stored: (path: string, count: number) => `${path}: ${messages(count)}, here already under other words.`,
    pending: (path: string, count: number) => `${path}: ${messages(count)}, still being imported.`,
    aside: (path: string, count: number) =>
      `${path}: ${messages(count)} that could not be fetched: your provider gives no readable copy. It is asked again by itself.`,
    offered: (path: string, count: number) =>
      `${path}: ${messages(count)} among many older ones that came at once. Email settings asks whether you want them.`,
    beforeImport: (path: string, count: number) => `${path}: ${messages(count)}, older than the import date.`,
  },
  thereToo: (provider: string) => `At ${provider}:`,
  notThere: (provider: string) => `Nothing fits at ${provider}.`,
  failed: (paths: string) => `Could not be searched: ${paths}.`,
  leftOut: (words: string) => `Not looked for there, since a search can't hold it: ${words}.`,
  lookedAt: (count: number, upTo: string | null) =>
    `Looked at: ${folders(count)} that are mapped${upTo === null ? "" : `, as they were at ${upTo}`}, and everything that left or was removed here.`,
  searched: (count: number, provider: string, at: string) =>
    `Searched: ${folders(count)} at ${provider}, at ${at}.`,
};
