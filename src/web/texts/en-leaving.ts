// The English texts for when somebody leaves.
import { formatted, many, messages } from "./en-numbers.ts";

function mailboxes(count: number): string {
  return many(count, "mailbox", "mailboxes");
}

export const leavingEn = {
  open: "When they leave",
  openOf: (name: string) => `When they leave: ${name}`,
  title: (name: string) => `When ${name} leaves`,
  intro:
    "Nothing here touches the mailbox at the provider, and you see no mail. Everything you do is written into the audit trail.",
  nothing: (name: string) => `Nothing of ${name}'s mail is left to decide about.`,
  connected: "Connected",
  stopBody: (name: string) =>
    `Stopping ends the permission and removes the settings and the mappings. The mail that is here is kept: ${name} can read it until you hand it over or erase it.`,
  others: (count: number) =>
    count === 1
      ? "One colleague uses this mailbox too: for them it goes on, and its mail stays with them."
      : `${formatted(count)} colleagues use this mailbox too: for them it goes on, and its mail stays with them.`,
  stop: "Stop mail synchronization",
  waiting: "Changes made here haven't reached the provider yet. Wait until they have, or drop them.",
  stopDropping: "Drop them and stop",
  kept: "Kept here",
  keptMessages: (count: number, since: string) => `${messages(count)}, since ${since}`,
  handedOver: "handed over",
  handOver: "Hand over",
  handOverTo: "Let a colleague read it instead",
  handOverHint: (name: string) => `${name} then no longer can. You can't choose yourself.`,
  choose: "Choose a colleague",
  export: "A copy for somebody outside is made by the operator of this installation:",
  hold: "On hold",
  holdHint: "Nothing of this mailbox can be erased here, by anybody or by age, until the hold is released.",
  erase: "Erase",
  eraseSoFar: "Erase what is here so far",
  eraseSoFarGoes:
    "All messages that are here go for good, with the keys that open them and the list of what was changed here. This can't be undone.",
  eraseSoFarStays:
    "The mailbox at the provider stays as it is, and synchronization goes on with what comes from now on. What was erased is not imported again, whatever folder it is moved to. Backups made before keep what they hold.",
  eraseTitle: (address: string) => `Erase the mail of ${address}?`,
  eraseGoes: (count: number) =>
    `${messages(count)} that are here go for good, with the key that opens them, the folders, and the list of what was changed here. This can't be undone.`,
  eraseStays:
    "The mailbox at the provider stays as it is. Connecting it again imports what it has then. Backups made before keep what they hold.",
  eraseConfirm: (count: number) => `Erase ${messages(count)}`,
  stopped: (address: string) => `${address} is stopped`,
  stoppedMore: (count: number) =>
    `Permission, settings and mappings are gone. ${messages(count)} are kept here.`,
  stoppedShared: "The mailbox goes on for the colleagues who use it.",
  handedOverTo: (address: string, to: string) => `${address} was handed over to ${to}`,
  handedOverMore: (count: number) => `${messages(count)} are theirs to read, under Mail.`,
  erased: (address: string) => `The mail of ${address} was erased`,
  erasedMore: (count: number, at: string) =>
    `${messages(count)}, ${at}. Nothing was changed at the provider.`,
  retention: "Retention",
  retentionIntro:
    "What is older goes by itself, here only. Mail in mapped folders never does, nor anything of a mailbox that is on hold.",
  periods: {
    departed: "Mail that left every mapped folder",
    revisions: "Earlier versions of drafts",
    changes: "The list “What Twinbox changed”",
    events: "Events for applications",
  },
  days: (count: number): string =>
    count % 365 === 0
      ? `${formatted(count / 365)} ${count === 365 ? "year" : "years"}`
      : many(count, "day", "days"),
  forEver: "for ever",
  person: "Erase a person's mail",
  personIntro:
    "When somebody asks to be forgotten: all mail from, to or copied to their address, in every mailbox. You see none of it.",
  personAddress: "Email address",
  find: "Find",
  finding: "Looking…",
  personFound: (count: number, inMailboxes: number, address: string) =>
    `${messages(count)} in ${mailboxes(inMailboxes)} ${count === 1 ? "is" : "are"} from, to or copied to ${address}.`,
  personNothing: "There is no mail of this address here.",
  personHeld: (count: number) =>
    count === 1
      ? "1 of them is in a mailbox on hold and stays."
      : `${formatted(count)} of them are in mailboxes on hold and stay.`,
  personAllHeld: "All of it is in mailboxes on hold and stays.",
  personGoes: (count: number) =>
    `${messages(count)} from, to or copied to this address ${count === 1 ? "goes" : "go"} for good: in all mailboxes of this workspace, and on records too. This can't be undone.`,
  personOnHold: (count: number) =>
    `${messages(count)} in mailboxes on hold ${count === 1 ? "stays" : "stay"}.`,
  personStays:
    "What is erased is not imported again. The mail at the provider is not touched. Backups made before keep what they hold.",
  personErased: (count: number, inMailboxes: number) =>
    `${messages(count)} in ${mailboxes(inMailboxes)} ${count === 1 ? "is" : "are"} gone for good. Nothing was changed at the provider.`,
  personNotErased: (address: string) => `No mail of ${address} was erased`,
  personHeldStayed: (count: number) => `${messages(count)} stayed, in mailboxes on hold.`,
  personWaiting: (count: number) =>
    `${messages(count)} stayed, because changes of ${count === 1 ? "it" : "them"} wait for the provider. Erase again in a few minutes.`,
  yours: (address: string, count: number) =>
    `The mail of ${address} was handed over to you: ${messages(count)} to read.`,
};
