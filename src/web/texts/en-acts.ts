// The English texts about changing mail.
import { formatted, many, messages } from "./en-numbers.ts";

/** "Archived." or "3 messages archived." */
const done = (count: number, one: string, other: string): string =>
  count === 1 ? `${one}.` : `${messages(count)} ${other}.`;

export const actsEn = {
  toolbar: "Act on this message",
  selectionToolbar: "Act on the selected messages",
  names: {
    archive: "Archive",
    delete: "Delete",
    erase: "Erase for good",
    junk: "Junk",
    notJunk: "Not junk",
    move: "Move",
    read: "Mark as read",
    unread: "Mark as unread",
    flag: "Flag",
    unflag: "Remove flag",
  },
  more: "More",
  done: {
    archive: (count: number) => done(count, "Archived", "archived"),
    delete: (count: number) => done(count, "Deleted", "deleted"),
    erase: (count: number) => done(count, "Erased", "erased"),
    junk: (count: number) => done(count, "Moved to Junk", "moved to Junk"),
    notJunk: (count: number) => done(count, "Moved to Inbox", "moved to Inbox"),
    read: (count: number) => done(count, "Marked as read", "marked as read"),
    unread: (count: number) => done(count, "Marked as unread", "marked as unread"),
    flag: (count: number) => done(count, "Flagged", "flagged"),
    unflag: (count: number) => done(count, "Flag removed", "without a flag now"),
  },
  movedTo: (count: number, folder: string) => done(count, `Moved to ${folder}`, `moved to ${folder}`),
  undo: "Undo",
  undone: "Undone.",
  nothingToDo: "Nothing had to change.",
  linked: (name: string) => `The conversation is on ${name} now.`,
  takenOff: (name: string) => `The conversation is off ${name}.`,
  tooManyToLink: (max: number) => `At most ${formatted(max)} conversations can be linked at once.`,

  select: "Select messages",
  selected: (count: number) => `${formatted(count)} selected`,
  allSelected: (count: number) => `All ${formatted(count)} selected`,
  selectAll: (count: number) => `Select all ${formatted(count)}`,
  clearSelection: "Clear the selection",
  folderMenu: "More for this folder",
  markAllRead: "Mark all as read",
  emptyDeleted: "Empty Deleted",

  newFolder: "New folder",
  newFolderHere: "New folder in it",
  newFolderIn: (folder: string) => `New folder in ${folder}`,
  makeFolder: "Create folder",
  renameFolder: "Rename folder",
  renameOrMoveFolder: "Rename or move folder",
  renameFolderTitle: (folder: string) => `Rename ${folder}`,
  folderName: "Name",
  folderInside: "In",
  deleteFolderMenu: "Delete folder …",
  deleteFolder: "Delete folder",
  deleteFolderTitle: (folder: string) => `Delete ${folder}?`,
  deleteFolderBody: (count: number, provider: string) =>
    `The folder${count === 0 ? "" : `, ${messages(count)}`} and all folders in it go to Deleted in ${provider}, where you can fetch them back. Here they are no longer shown.`,
  folderDeleted: (folder: string) => `${folder} deleted.`,
  folderProblems: {
    pathTaken: "There is a folder of this name already.",
    nameTwice: "There is a folder of this name already.",
    nameOfRole: "This is the name of a standard folder; choose another.",
    nameControl: "This name has characters that can’t be shown.",
    nameWildcard: "A name can’t contain % or *.",
    intoItself: "A folder can’t be moved into itself.",
    folderUnknown: "This folder isn’t here any more.",
    lastFolder: "The last mapped folder can’t be deleted; stop the synchronization instead.",
    standardBelow: "A standard folder lies in this one.",
    hasFolders: "There are folders in it: delete them first.",
    hasMessages: "There are messages in it: move or delete them first.",
  } as Readonly<Record<string, string>>,

  moveTitle: (count: number) => (count === 1 ? "Move to" : `Move ${messages(count)} to`),
  findFolder: "Find a folder",
  noFolder: "No folder of that name",

  eraseTitle: (count: number) => (count === 1 ? "Erase this message?" : `Erase ${messages(count)}?`),
  emptyTitle: "Empty Deleted?",
  eraseBody: (count: number, provider: string) =>
    count === 1
      ? `It goes for good: here, and from Deleted at ${provider}.`
      : `All ${formatted(count)} go for good: here, and from Deleted at ${provider}.`,
  eraseUndo: "You can undo it for ten seconds, not later.",
  eraseConfirm: (count: number) => `Erase ${messages(count)}`,

  failed: "That didn't work; everything is as it was.",
  offline: "Twinbox can't be reached; everything is as it was.",
  noSuchFolder: "The mailbox has no folder for this. Create or map one under Edit folders.",
  folderGone: "This folder isn't there any more.",
  tooLate: "Too late: this can't be undone any more.",
  undoFailed: "It could not be undone.",
  tooManyAll: (max: number) => `At most ${messages(max)} can be changed at once, and this folder has more.`,
  tooMany: (max: number) => `At most ${messages(max)} can be chosen one by one.`,

  keysTitle: "Keyboard",
  keysIntro: "Keys act on the selected messages, else on the one the list is on, else on the open one.",
  keysOn: "Single keys work everywhere on this page",
  keysOff: "Off: arrows, Enter, Space and x still work in the list.",
  keysMove: "Move",
  keysAct: "Act",
  keysSelect: "Select",
  keys: {
    nextPrevious: "Next, previous message",
    open: "Open",
    back: "Clear the selection; back to the list",
    backOnly: "Back to the list",
    search: "Search",
    toggle: "Select or not",
    range: "Select up to here",
    all: "Select all in this folder",
    undo: "Undo",
    link: "Link to a record",
    sheet: "This list",
    space: "Space",
  },

  waiting: (count: number, provider: string, time: string) =>
    `${many(count, "change waits", "changes wait")} for ${provider}, since ${time}.`,
  refusedTitle: (provider: string) => `${provider} did not take everything that was changed here`,
  refused: {
    flags: (count: number, time: string) => `${messages(count)} could not be marked or flagged (${time}): `,
    move: (count: number, time: string) => `${messages(count)} could not be moved (${time}): `,
    erase: (count: number, time: string) => `${messages(count)} could not be erased (${time}): `,
    append: (count: number, time: string) => `${messages(count)} could not be saved there (${time}): `,
    discard: (count: number, time: string) => `${messages(count)} could not be erased (${time}): `,
  },
  why: {
    gone: (count: number): string =>
      count === 1 ? "it isn't there any more." : "they aren't there any more.",
    folderGone: (_: number): string => "the folder isn't there any more.",
    readOnly: (_: number): string => "the folder may only be read.",
    alreadyThere: (count: number): string =>
      count === 1 ? "it is there already." : "they are there already.",
    refused: (_: number): string => "the server said no.",
  },
  dismiss: "Dismiss",

  hereOnlyMark: "Here only",
  hereOnly: (provider: string) => `This message is here only: ${provider} didn't take it`,
  hereOnlyWhy: {
    gone: "It was taken out of its folder there.",
    folderGone: "Its folder isn't there any more.",
    readOnly: "The folder may only be read there.",
    alreadyThere: "The very same message is there already.",
    refused: "The server said no, to this message or to any: the mailbox may be full.",
  },
};
