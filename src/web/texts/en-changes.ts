// The English texts about changes that wait, and of what was changed.
import { formatted, many } from "./en-numbers.ts";

export const changesEn = {
  open: (count: number, provider: string) =>
    `${many(count, "change made here waits", "changes made here wait")} for ${provider}`,
  finish: "Finish them first",
  finishMore: (provider: string) =>
    `Takes a few seconds while ${provider} can be reached. You see it happen, and can cancel.`,
  drop: "Drop them",
  dropMore: (provider: string) => `${provider} never gets them, and the lists show again what it has.`,
  finishing: (count: number, provider: string) =>
    count === 0
      ? `${provider} has them all.`
      : `${many(count, "change is", "changes are")} on the way to ${provider}.`,
  finishingMore: "This goes on by itself once they are there.",
  finishingHeld: "What was erased can be undone for ten seconds, and goes after that.",
  finishingTrouble: "It is tried again by itself. You can wait, or drop the changes.",
  finishingCancel: "Cancel",

  title: "What Twinbox changed in your mailbox",
  intro: (provider: string) =>
    `What was done with mail here, and what became of it at ${provider}, newest first.`,
  empty: "Nothing yet",
  emptyMore: "What you read, flag, move or delete here is listed from now on.",
  older: "Show older ones",
  backToSettings: "Email settings",
  of: (subject: string, count: number) =>
    count === 1 ? subject : `${subject} and ${formatted(count - 1)} more`,
  moved: (from: string, to: string) => `Moved from ${from} to ${to}`,
  erased: (from: string) => `Erased from ${from}`,
  appended: (to: string) => `Saved in ${to}`,
  somewhere: "a folder that has gone",
  flags: {
    seen: { add: "Marked as read", remove: "Marked as unread" },
    flagged: { add: "Flagged", remove: "Flag removed" },
    answered: { add: "Marked as answered", remove: "Mark “answered” removed" },
    forwarded: { add: "Marked as forwarded", remove: "Mark “forwarded” removed" },
    draft: { add: "Marked as a draft", remove: "Mark “draft” removed" },
    deleted: { add: "Marked as deleted", remove: "Mark “deleted” removed" },
  },
  outcomes: { waiting: "waiting", done: "done", refused: "refused", undone: "undone" },
};
