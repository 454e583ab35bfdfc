// The English texts of all pages but the mail page, and of what that opens from them.
import { byHandEn } from "./en-by-hand.ts";
import { changesEn } from "./en-changes.ts";
import { consentEn } from "./en-consent.ts";
import { doctorEn } from "./en-doctor.ts";
import { leavingEn } from "./en-leaving.ts";
import { many, messages } from "./en-numbers.ts";
import { organisationEn } from "./en-organisation.ts";
import { recordsEn } from "./en-records.ts";
import { registrationEn } from "./en-registration.ts";
import { gmailEn, servicesEn } from "./en-services.ts";
import { whereEn } from "./en-where.ts";

export const furtherEn = {
  welcome: {
    title: "Welcome to Twinbox",
    invited: "Choose a password to open your account.",
    operator: "You are the first operator of this installation.",
    name: "Your name",
    email: "Email address",
    password: "Password",
    passwordHint: "At least 10 characters. A sentence is easy to remember.",
    tooShort: "At least 10 characters.",
    submit: "Open my account",
    noToken: "This link is incomplete. Open it again from where you got it.",
    used: "This link was used already, or is too old. Ask for a new one.",
  },

  changes: changesEn,

  consent: consentEn,

  panel: {
    title: "Email settings",
    page: "My account",
    intro: "Connect your mailbox once; from then on your mail arrives here by itself.",
    mailClient: "Mail client",
    chooseClient: "Choose where your mail lives",
    start: "Start mail synchronization",
    stop: "Stop mail synchronization",
    editFolders: "Edit folders",
    openMail: "Open mail",

    inactiveTitle: "Email is not switched on for your organisation yet",
    inactive: "The operator of this installation switches it on per organisation.",
    ask: "Ask for activation",
    askedOn: (date: string) =>
      `Asked on ${date}. You don't have to do anything; this page changes by itself.`,
    suspendedTitle: "Email is suspended for your organisation",
    suspended:
      "Nothing is synchronised now. Your mail here is kept. Your administrator can ask the operator why.",
    noProviderTitle: "No mail provider has been set up yet",
    noProvider: (admins: string) => `An administrator can add one: ${admins}.`,
    noProviderSelf: "You are an administrator: add the first one.",
    addProvider: "Set up mail providers",
    nobody: "nobody yet",

    waitingTitle: (provider: string) => `Waiting for you to sign in at ${provider}`,
    waiting:
      "A new tab was opened. Sign in there with the mailbox you want to use; this page goes on by itself.",
    blocked: "Your browser blocked the new tab.",
    nothingOpened: "Nothing opened, or tab closed?",
    openAgain: "Open it again",
    questionTitle: (address: string) => `Is ${address} the right mailbox?`,
    question:
      "It isn't the address that was expected, so the other tab asks whether it may be used. Answer there.",
    connectingTitle: (address: string) => `Connecting ${address}`,
    connectingPlain: "Connecting your mailbox",
    connecting: "The mailbox is being tried. This takes a few seconds.",
    expiredTitle: "Nobody signed in, so this ended",
    expired: "Nothing was connected. Start again whenever you like.",
    failedTitle: "Nothing was connected",

    reconnect: "Sign in again",
    retried: "Trying again.",

    unmappedTitle: "Almost ready: map your folders",

    departed: (count: number, folder: string, time: string) =>
      `${messages(count)} left ${folder} at ${time}.`,
    departedStay: "They stay here.",
    departedKept: (days: number) => `They stay here for ${many(days, "day", "days")}.`,
    departedOk: "Got it",
    departedKeep: "Keep them",
    departedNowKept: (count: number) =>
      `${many(count, "message is", "messages are")} kept here, also after that time.`,
    departedRemove: "Remove now",
    departedRemoveTitle: (count: number, folder: string) => `Remove ${messages(count)} that left ${folder}?`,
    departedRemoveBody: (provider: string) =>
      `They are erased here now and for good. What ${provider} has is not touched.`,
    departedRemoveMore:
      "What is put back into a mapped folder afterwards comes again as new mail. A message for which a change still waits stays.",
    departedGone: (count: number) => `${many(count, "message was", "messages were")} removed here.`,
    offered: (count: number, folder: string) =>
      `${many(count, "older message was", "older messages were")} put into ${folder} at once.`,
    offeredMore: "They are from before your import date, so they were not imported.",
    offerImport: "Import them",
    offerLeave: "Leave them",
    offerAbout: (answer: string, folder: string) => `${answer}: ${folder}`,
    offerImported: "They are being imported.",
    offerLeft: "They stay at the provider. A longer period under Edit folders imports them later.",

    address: "Email address",
    displayName: "Display name",
    incoming: "Incoming (IMAP)",
    outgoing: "Outgoing (SMTP)",
    server: "Server",
    port: "Port",
    security: "Security",
    userName: "User name",
    authentication: "Authentication",
    securityKinds: { implicit: "TLS", starttls: "STARTTLS", none: "None" },
    authenticationKinds: { oauth2: "OAuth 2.0 (no password here)", password: "Password" },
    setBy: (provider: string) => `Read-only, set by ${provider}.`,
    fieldsLater: "Filled in by themselves once you are connected.",
    noOutgoing: "not set up",

    stopTitle: "Stop mail synchronization?",
    stopIntro: (address: string) => `This ends the connection of Twinbox to ${address}.`,
    stopGoes: "What goes",
    stopGrant: "The permission: the keys to the mailbox are destroyed here.",
    stopSettings: "The settings on this page.",
    stopMappings: "The folder mappings.",
    stopStays: "What stays",
    stopProvider: (provider: string) => `Your mailbox at ${provider}: nothing is changed or deleted there.`,
    stopOutbox: "Nothing waits to be sent or written back.",
    stopMail: (count: number) => `Mail already here (${messages(count)})`,
    keep: "Keep it here",
    keepMore: "You can still read and search it. Starting again with the same mailbox goes on where it was.",
    remove: "Delete it here",
    removeMore: "Erased from Twinbox for good. It stays at the provider.",
    stopConfirm: "Stop",
    stopDropping: "Drop them and stop",
    stopConfirmDelete: "Stop and delete here",

    receiptTitle: (address: string) => `Stopped: ${address} is no longer connected`,
    receiptRemoved: "Removed here",
    receiptKept: "Kept here",
    receiptParts: { grant: "permission", settings: "settings", mappings: "folder mappings", mail: "mail" },
    receiptMail: (count: number) => messages(count),
    receiptLists: {
      stays: "Your provider may still list Twinbox. You can remove it there:",
      pending:
        "Your provider is asked to take the permission back, and hasn’t confirmed it yet. It is asked again by itself for a day. Until then it lists Twinbox:",
      needed: "Another connection of this account uses the permission, so your provider still lists Twinbox:",
    },
    receiptTakenBack: "Your provider has taken the permission back too.",
    newTab: "opens a new tab",
  },

  byHand: byHandEn,

  receiveOnly: {
    title: "Receive only",
    more: (provider: string) =>
      `Mail comes in and can be read here. Nothing is marked, moved, deleted or sent at ${provider}.`,
    byWorkspace: "Your organisation has switched this on for everybody: nothing is written at the provider.",
    notOwner: "Only who connected this mailbox first can change this.",
    confirm: "Switch on",
    dropping: "Drop them and switch on",
    forAll:
      "For all mailboxes of the organisation. Nothing is marked, moved, deleted or sent at any provider.",
    providers: "the providers",
  },

  folders: {
    title: "Edit folders",
    intro: (address: string) => `Which folders of ${address} belong to which folders here.`,
    appFolder: "Folder here",
    remoteFolder: (provider: string) => `Folder at ${provider}`,
    remoteFor: (name: string) => `Remote folder for ${name}`,
    notMapped: "not mapped",
    proposed: "proposed",
    create: (name: string) => `Create “${name}”`,
    created: (name: string) => `${name} was created.`,
    subtree: "and all folders below it",
    subtreeOf: (name: string) => `${name}: and all folders below it`,
    below: (count: number) => many(count, "folder below", "folders below"),
    add: "Add a folder",
    remove: (name: string) => `Remove ${name}`,
    customName: "Name here",
    newFolder: "New folder",
    showHidden: "Show system folders",
    nothingFound: "No folder of that name",
    counting: "counting",
    messages: "Messages",
    twice: (other: string) => `This folder is already mapped to ${other}.`,
    sameName: "Another folder here has this name.",
    needName: "Give it a name.",
    needFolder: "Choose a folder, or remove this line.",
    gone: "This folder has gone at the provider. Choose another one.",
    atLeastOne: "Map at least one folder.",
    howFar: "How far back",
    windows: { "1m": "Last month", "3m": "3 months", "1y": "A year", all: "Everything" },
    windowCount: messages,
    windowSize: (size: string) => `about ${size}`,
    estimating: "counting",
    windowHint: "Widening it later imports the rest. What is here never ages out by itself.",
    promise: "Of folders you don't map we read names and counts, never messages.",
    unreachable: "Your folders can't be shown now",
    saved: "Folders saved. Mail is on its way.",
    selectOnly: "contains folders only",
    gmail: gmailEn,
  },

  doctor: doctorEn,

  registration: registrationEn,

  where: whereEn,

  leaving: leavingEn,

  records: recordsEn,

  providers: {
    title: "Mail providers",
    intro:
      "What your colleagues can choose under My account. Only providers that are switched on are offered.",
    addMicrosoft: "Add Microsoft",
    addGoogle: "Add Google",
    addImap: "Add Other (IMAP)",
    empty: "No mail provider yet",
    emptyMore: "Add the first one so that your colleagues can connect their mailbox.",
    kinds: { microsoft: "Microsoft 365", google: "Google", imap: "Other (IMAP)" },
    name: "Name",
    nameHint: "As your colleagues see it in the list.",
    enabled: "Offered to users",
    enabledOf: (name: string) => `${name}: offered to users`,
    clientId: "Client id",
    secret: "Client secret",
    secretStored: "A secret is stored. Leave empty to keep it.",
    tenant: "Microsoft tenant",
    tenantHint: "organizations, common, or the GUID of one tenant.",
    redirectUri: "Redirect URI",
    approvalUri: "Redirect URI for an administrator’s approval",
    permissions: "Permissions to grant",
    registrationLater: "The redirect URIs and the permissions to grant are shown once it is saved.",
    mailboxes: (count: number) => many(count, "mailbox", "mailboxes"),
    edit: "Edit",
    editOf: (name: string) => `Edit ${name}`,
    remove: "Remove",
    removeTitle: (name: string) => `Remove ${name}?`,
    removeBody: "Nobody can choose it any more. The client id and the secret are erased here.",
    removeUsed: (count: number) =>
      `${many(count, "mailbox uses", "mailboxes use")} it. Stop them first, or switch the provider off.`,
    imapNote:
      "Switched on, colleagues see it in the list and can connect any mailbox that takes IMAP with a password.",
    saved: "Saved.",
    removed: "Removed.",
    services: servicesEn,
  },

  organisation: organisationEn,

  users: {
    title: "Users",
    intro: "People of your organisation. Each connects their own mailbox; you see its state, never its mail.",
    add: "Add a user",
    name: "Name",
    email: "Email address",
    role: "Role",
    roles: { user: "User", admin: "Administrator" },
    mailbox: "Mailbox",
    noMailbox: "not connected",
    states: {
      unmapped: "folders not mapped",
      importing: "importing",
      inSync: "in sync",
      problem: "problem",
      stopped: "stopped",
    },
    linkTitle: (name: string) => `${name} was added`,
    linkBody:
      "Hand this link over yourself. It works once, within 24 hours; the person chooses a password with it.",
    link: "One-time link",
    linkWarning: "It is shown only now.",
  },

  operator: {
    title: "Workspaces",
    intro: "One workspace per customer. Email works where it is activated.",
    empty: "No workspace yet",
    emptyMore: "Create the first one; its administrator gets a one-time link.",
    create: "Create a workspace",
    name: "Name of the workspace",
    adminName: "Name of its administrator",
    adminEmail: "Email address of its administrator",
    domains: "Own email domains",
    domainsHint: "Separated by commas. Users may connect addresses of these domains without being asked.",
    domainsNone: "No email domains of its own.",
    domainsEdit: "Edit domains",
    domainsEditOf: (name: string) => `Edit domains of ${name}`,
    domainsTitle: (name: string) => `Email domains of ${name}`,
    domainsWrong: "Write each domain like contoso.example.",
    domainsMore:
      "Only an organisation that has these domains can be connected as a whole. What is connected already stays connected.",
    domainsSaved: (name: string) => `The domains of ${name} are saved.`,
    created: (name: string) => `${name} was created`,
    createdBody: "Hand this link to its administrator. It works once, within 24 hours.",
    states: { inactive: "not activated", requested: "asked for", active: "active", suspended: "suspended" },
    requestedBy: (name: string) => `${name} asked`,
    users: (count: number) => many(count, "user", "users"),
    mailboxes: (count: number) => many(count, "mailbox", "mailboxes"),
    problems: (count: number) => many(count, "problem", "problems"),
    activate: "Activate",
    activateOf: (name: string) => `Activate ${name}`,
    suspend: "Suspend",
    suspendOf: (name: string) => `Suspend ${name}`,
    suspendTitle: (name: string) => `Suspend email of ${name}?`,
    suspendBody: (count: number) =>
      `Synchronization of ${many(count, "mailbox", "mailboxes")} stops until you activate it again. Nothing is deleted; users read why in their settings.`,
    activated: (name: string) => `Email of ${name} is active.`,
    suspended: (name: string) => `Email of ${name} is suspended.`,
    requests: (count: number) => many(count, "request", "requests"),
  },
};

export type FurtherTexts = typeof furtherEn;
