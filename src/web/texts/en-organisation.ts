// System settings > Mail providers > Whole organisation.
import { formatted, many } from "./en-numbers.ts";

const mailboxes = (count: number): string => many(count, "mailbox", "mailboxes");

export const organisationEn = {
  open: "Connect a whole organisation",
  openOf: (provider: string) => `Connect a whole organisation: ${provider}`,
  title: (provider: string) => `Whole organisation – ${provider}`,
  intro:
    "Connect your colleagues’ mailboxes without anybody signing in. An administrator at Microsoft approves the application once, and lets it into the mailboxes.",
  back: "Mail providers",
  notActivated: "Email isn’t activated for your organisation yet; mailboxes can be connected once it is.",
  providerOff: "This provider is switched off: switch it on under Mail providers first.",

  approveTitle: "1. Approve",
  register: (permission: string) =>
    `In the registration of the application at Microsoft, add the application permission ${permission} of Office 365 Exchange Online. Then an administrator of the organisation opens the link and accepts.`,
  noDomains:
    "Your workspace has no email domains of its own. The operator of this installation can enter them; only their mailboxes can be connected so.",
  approvedSince: (day: string) => `Approved (since ${day})`,
  notApproved: "Not approved yet",
  unknownDomain: "Microsoft knows no organisation with this domain",
  link: (domain: string) => `Link for an administrator of ${domain}`,
  subject: "Please approve our mail application for the organisation",
  copyLetter: "Copy text with the link",
  mail: "Write an email",
  letter: (asker: string, url: string) =>
    `Hello,\n\nWe would like to connect our colleagues’ mailboxes to our application without each of them signing in. Please open this link, sign in with an account that may approve applications (Cloud Application Administrator, Application Administrator or Global Administrator), and press Accept:\n\n${url}\n\nYour approval alone opens no mailbox: afterwards I’ll send you commands for Exchange Online PowerShell with the mailboxes that it may open. You can take both back at any time.\n\nThank you,\n${asker}`,
  check: "Check",
  checking: "Asking Microsoft",

  chooseTitle: "2. Choose mailboxes",
  source: "Where from",
  fromUsers: "From our users",
  fromList: "Paste or upload a list",
  search: "Search by name or address",
  selectAll: (count: number) => (count === 1 ? "The one shown" : `All ${formatted(count)} shown`),
  selectUser: (name: string, email: string) => `${name}, ${email}`,
  more: (count: number) => `${formatted(count)} more: search to see them`,
  nobody: "Everybody has a mailbox, or is about to get one.",
  nobodyFound: "Nobody is called so.",
  listLabel: "User’s email address, mailbox address",
  listHint:
    "A line for each, as a spreadsheet exports it (commas, semicolons or tabs). Without a second column the mailbox has the user’s address.",
  upload: "Upload a file",
  tooLarge: "This file is too large for a list.",
  createUsers: "Add people who aren’t users yet",
  createUsersHint:
    "Each gets a one-time link, shown once, to choose a password. Their mail arrives before that.",
  read: "Read the list",
  readAgain: "The list has changed: read it again.",
  emptyList: "There are no addresses in it.",
  tooMany: (count: number) => `More than ${formatted(count)} lines: split the list.`,
  wrong: (count: number) =>
    `${formatted(count)} ${count === 1 ? "line needs" : "lines need"} another look. Nothing is done until all are right.`,
  line: (line: number) => `Line ${formatted(line)}`,
  problems: {
    columns: "has more than two columns",
    quote: "has a quote that doesn’t end",
    email: "doesn’t begin with an email address",
    address: "has no email address for the mailbox",
    twice: "names a user of an earlier line",
    unknownUser: "names nobody who is a user here",
    hasMailbox: "names a user who has a mailbox already",
    signedIn: "names a mailbox that somebody has connected by signing in",
    notAllowed: "names an address that may not be connected in this workspace",
    notApproved: "names a mailbox of an organisation that hasn’t approved the application",
    notYours: "would give you a mailbox that isn’t under your own address",
  },
  chosen: (count: number) => `${mailboxes(count)} chosen`,

  letInTitle: "3. Let the application in",
  letIn:
    "An Exchange administrator runs this in Exchange Online PowerShell (Windows PowerShell or PowerShell 7). It may take up to an hour to work.",
  chooseFirst: "Choose mailboxes first: the commands name them.",
  forThoseOutside: "For the mailboxes below that the application isn’t let into:",
  commands: "Commands for Exchange Online PowerShell",
  copyCommands: "Copy commands",
  unknownPrincipal:
    "Put the object ID of the application in it: Microsoft Entra admin center > Enterprise apps > the application > Overview. It is known here once the approval is.",

  connectTitle: "4. Connect",
  window: "How far back",
  windowHint: "For all of these mailboxes. Each user can widen it later.",
  connect: (count: number) => (count === 0 ? "Connect" : `Connect ${mailboxes(count)}`),
  approveFirst: "Approve the application first.",
  progress: (done: number, total: number) => `${formatted(done)} of ${formatted(total)} connected`,
  failures: (count: number) => `${formatted(count)} failed`,
  cancel: "Cancel the others",
  retryAll: "Try all again",
  retryOf: (address: string) => `Try again: ${address}`,
  whyOf: (address: string) => `Why isn’t ${address} connected?`,
  clear: "Clear the list",
  user: "User",
  mailbox: "Mailbox",
  state: "State",
  states: {
    waiting: "waits",
    connecting: "being connected",
    connected: "connected",
    failed: "failed",
  },
  shownOf: (shown: number, total: number) => `${formatted(shown)} of ${formatted(total)} are shown.`,
  createdTitle: "One-time links of the new users",
  created: "Hand them over yourself; each works once, within 24 hours. They are shown only now.",
  copyLinks: "Copy all links",

  setUp: "Your administrator set this mailbox up: you don’t have to sign in.",
};

export type OrganisationTexts = typeof organisationEn;
