// The English texts, and by their type the list of all texts: another language that lacks one doesn't compile.
// Texts with a number in them format it themselves, because the plural depends on it.

import { actsEn } from "./en-acts.ts";
import { composeEn } from "./en-compose.ts";
import { conversationsEn } from "./en-conversations.ts";
import { formatted, many, messages } from "./en-numbers.ts";
import { problemsEn } from "./en-problems.ts";
import { readingEn } from "./en-reading.ts";
import { searchEn } from "./en-search.ts";
import { sendingEn } from "./en-sending.ts";

export const en = {
  language: "en",
  locale: "en-GB",

  common: {
    cancel: "Cancel",
    save: "Save",
    close: "Close",
    tryAgain: "Try again",
    copy: "Copy",
    copied: "Copied",
    showPassword: "Show what was typed",
    loading: "Loading",
    skip: "Skip to content",
    notFoundTitle: "There is nothing here",
    notFound: "The address may be mistyped, or what was here has gone.",
    home: "Go to the start page",
    brokeTitle: "This page broke",
    broke: "Reload it. If it happens again, tell your administrator what you did.",
    reload: "Reload",
    offline: "Twinbox can't be reached. Trying again by itself.",
    unexpected: "Something went wrong.",
    partMissing: "This part of the page couldn't be loaded.",
  },

  problems: problemsEn,

  shell: {
    mail: "Mail",
    records: "Records",
    account: "My account",
    providers: "Mail providers",
    users: "Users",
    systemSettings: "System settings",
    workspaces: "Workspaces",
    operator: "Operator",
    signOut: "Sign out",
    userMenu: (name: string) => `User menu of ${name}`,
    appearance: "Appearance",
    auto: "As the system",
    light: "Light",
    dark: "Dark",
    languageLabel: "Language",
    mainMenu: "Main",
  },

  signIn: {
    title: "Sign in",
    email: "Email address",
    password: "Password",
    submit: "Sign in",
    failed: "This address and password don't belong together.",
  },

  live: {
    down: "Live updates are interrupted; reconnecting.",
  },

  time: {
    justNow: "just now",
    left: (seconds: number) => {
      if (seconds < 60) return "less than a minute left";
      if (seconds < 3600) return `${many(Math.round(seconds / 60), "minute", "minutes")} left`;
      return `about ${many(Math.round(seconds / 3600), "hour", "hours")} left`;
    },
    secondsAgo: (seconds: number) => `${seconds} s ago`,
  },

  mail: {
    title: "Mail",
    folders: "Folders",
    showFolders: "Show folders",
    search: "Search",
    searchHint: "Search mail",
    clearSearch: "Clear the search",
    resultsFor: (words: string) => `Results for “${words}”`,
    list: (folder: string) => `Messages in ${folder}`,
    unread: (count: number) => `${formatted(count)} unread`,
    unreadMark: "Unread",
    flagged: "Flagged",
    answered: "Answered",
    forwarded: "Forwarded",
    hasAttachments: (count: number) => many(count, "attachment", "attachments"),
    noSubject: "(no subject)",
    nobody: "(no sender)",
    noRecipient: "(nobody in To)",
    to: "To",
    cc: "Cc",
    bcc: "Bcc",
    replyTo: "Reply to",
    emptyFolderTitle: "Nothing here",
    emptyFolder: "New mail appears by itself.",
    emptySearchTitle: "Nothing found",
    noFolderTitle: "No folders yet",
    noneOpenTitle: "No message open",
    noneOpen: "Open one from the list.",
    noneOpenKeys: "Keys: j and k move, Enter opens, e archives, ? lists all.",
    notConnectedTitle: "No mailbox connected yet",
    notConnected: "Connect your mailbox and it appears here, newest first.",
    connect: "Connect my mailbox",
    mapTitle: "Almost ready: map your folders",
    mapFolders: "Map folders",
    stoppedNote: "Synchronization is stopped. This is the mail that was kept.",
    problemNote: "Mail isn't arriving at the moment.",
    problemMore: "What happened and what to do",
    back: "Back to the list",
    viewSource: "View source",
    attachments: "Attachments",
    download: "Download",
    unnamed: "unnamed",
    body: "Message text",
    noBody: "This message has no text.",
    notUnderstoodTitle: "This message could not be understood",
    notUnderstood:
      "It is stored exactly as it came. You can download its source and open it in another program.",
    downloadSource: "Download the source",
    goneTitle: "This message isn't here any more",
    gone: "It was moved out of the mapped folders, or deleted.",
    receiveOnlyNote: (provider: string) =>
      `Receive only: mail is read here, and nothing is changed at ${provider}.`,
    receiveOnlyMore: "Email settings",
    roles: {
      inbox: "Inbox",
      sent: "Sent",
      drafts: "Drafts",
      archive: "Archive",
      junk: "Junk",
      deleted: "Deleted",
    },
    mailboxes: "Mailboxes",
    where: "Where is my mail?",
  },

  act: actsEn,
  sending: sendingEn,
  compose: composeEn,
  conversations: conversationsEn,
  reading: readingEn,

  search: searchEn,

  state: {
    preparing: "Reading your folders",
    importing: "Importing, newest first",
    progress: (done: number, total: number) => `${formatted(done)} of ${formatted(total)}`,
    rate: (rate: number) => `${formatted(rate)} a second`,
    inSync: "In sync",
    checked: "checked",
    checkedNever: "not checked yet",
    messages,
    lastArrived: "last arrived",
    unmapped: "Choose which folders Twinbox keeps; then mail starts to arrive.",
  },

  diagnosis: {
    whoLabel: "Who can fix it",
    copyAdmin: "Copy text for the administrator",
    since: "since",
    reference: "Reference",
    retryAt: (time: string) => `Tried again at ${time} by itself.`,
    retryAuto: "This recovers by itself; nothing is lost meanwhile.",
    otherwise: "If it isn’t that:",
  },
};

export type Texts = typeof en;
