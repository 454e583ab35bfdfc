// The panel in each of its states, as the server would answer it.
import type { AnswerOf } from "../../api/operations.ts";
import { fakeId } from "./fake-mail.ts";

export type EmailSettings = AnswerOf<"readEmailSettings">;
type Mailbox = NonNullable<EmailSettings["mailbox"]>;
type Attempt = NonNullable<EmailSettings["attempt"]>;
type Diagnosis = NonNullable<Mailbox["diagnosis"]>;

export const MAILBOX_ID = "01936f00-0000-7000-8000-00000000000b";
export const OFFICE = "01936f00-0000-7000-8000-0000000000a1";
export const IMAP = "01936f00-0000-7000-8000-0000000000a2";
const ATTEMPT = "01936f00-0000-7000-8000-0000000000c1";

export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

export const imapOff: Diagnosis = {
  id: "imap-off",
  who: "mailAdmin",
  whoText: "your Microsoft 365 administrator",
  what: "Microsoft refuses IMAP for this mailbox.",
  steps: [
    "Open the Microsoft 365 admin centre > Users > Active users and choose this person.",
    "Mail > Manage email apps: switch IMAP on and save.",
    "It takes up to an hour before Microsoft applies it everywhere.",
  ],
  forAdministrator:
    "Please switch on IMAP for ada@contoso.example (Microsoft 365 admin centre > Users > Mail > Manage email apps).",
  retry: "afterFix",
  since: ago(7200),
  reference: "User is authenticated but not connected.",
  retryAt: null,
  because: "Most likely, because this mailbox could be opened before with the same sign-in.",
  runnerUp: {
    id: "ms-no-exo",
    what: "Microsoft finds no mail service (Exchange Online) in your organization for this application.",
    steps: ["Ask your administrator whether the license is still there."],
  },
};

export const adminConsent: Diagnosis = {
  id: "ms-admin-consent",
  who: "mailAdmin",
  whoText: "your Microsoft 365 administrator",
  what: "Your organisation approves new apps itself, and has not approved Twinbox yet.",
  steps: [
    "Send the text below to your Microsoft 365 administrator.",
    "Once it is approved, press Start mail synchronization again.",
  ],
  forAdministrator: "Please approve the app Twinbox for our organisation: https://login.example/adminconsent",
  retry: "afterFix",
  since: null,
  reference: "AADSTS90094, correlation 4d7a1c2e-0d1e-4d0b-8a4e-1f6f0a9f0c11",
  retryAt: null,
  because: null,
  runnerUp: null,
};

const noCallback: Diagnosis = {
  id: "ms-no-callback",
  who: "user",
  whoText: "you",
  what: "Microsoft’s page did not come back to us.",
  steps: [
    "Did Microsoft show an error? Copy its text and paste it here: we look up what it means.",
    "Press “Start mail synchronization” again.",
  ],
  forAdministrator: null,
  retry: "reconnect",
  since: null,
  reference: null,
  retryAt: null,
  because: null,
  runnerUp: null,
};

export const revoked: Diagnosis = {
  id: "grant-revoked",
  who: "user",
  whoText: "you",
  what: "The permission for this mailbox has ended, for example because the password was changed.",
  steps: ["Sign in again with the same account."],
  forAdministrator: null,
  retry: "reconnect",
  since: ago(300),
  reference: "AADSTS50173",
  retryAt: null,
  because: null,
  runnerUp: null,
};

export const mailbox: Mailbox = {
  id: MAILBOX_ID,
  provider: "microsoft",
  providerName: "Office 365",
  address: "ada@contoso.example",
  displayName: "Ada Jansen",
  userName: "ada@contoso.example",
  authentication: "oauth2",
  setUpBy: "user",
  incoming: { host: "outlook.office365.com", port: 993, security: "implicit" },
  outgoing: { host: "smtp.office365.com", port: 587, security: "starttls" },
  role: "owner",
  receiveOnly: "off",
  colleaguesSee: "subject",
  state: "inSync",
  diagnosis: null,
  progress: null,
  messages: 20_113,
  checkedAt: ago(3),
  lastArrivedAt: ago(1200),
  departures: [],
  offered: [],
  outbox: { waiting: 0, since: null, held: 0, refused: [] },
};

export const choose: EmailSettings = {
  activation: { state: "active", requestedAt: null },
  admins: ["Ben Vermeer"],
  providers: [
    { id: OFFICE, kind: "microsoft", name: "Office 365", approval: null },
    { id: IMAP, kind: "imap", name: "Other (IMAP)", approval: null },
  ],
  mailbox: null,
  handedOver: [],
  attempt: null,
  consent: null,
  receipt: null,
};

export function attempt(change: Partial<Attempt>): Attempt {
  return {
    id: ATTEMPT,
    providerId: OFFICE,
    state: "waiting",
    address: null,
    diagnosis: null,
    mailboxId: null,
    expiresAt: ago(-600),
    ...change,
  };
}

export function consentRequest(
  change: Partial<NonNullable<EmailSettings["consent"]>>,
): NonNullable<EmailSettings["consent"]> {
  return {
    providerId: OFFICE,
    askedBy: "Ada Jansen",
    askedAt: ago(3_600),
    state: "asked",
    settledAt: null,
    url: "https://twinbox.contoso.example/consent/01936f00.01936f01.Zm9yLXRlc3Rpbmctb25seQ",
    ...change,
  };
}

function withMailbox(change: Partial<Mailbox>): EmailSettings {
  return { ...choose, mailbox: { ...mailbox, checkedAt: ago(3), ...change } };
}

export function fakeLookups(): Map<string, AnswerOf<"lookUpSettings">> {
  const { incoming, outgoing } = typed;
  const found = { kind: "settings", source: "autoconfig", incoming, outgoing } as const;
  return new Map<string, AnswerOf<"lookUpSettings">>([
    ["contoso.example", { ...found, userName: "ada@contoso.example", appPasswordUrl: null }],
    [
      "fruit.example",
      {
        ...found,
        source: "known",
        incoming: { host: "imap.fruit.example", port: 993, security: "implicit" },
        userName: "ada",
        appPasswordUrl: "https://fruit.example/passwords",
      },
    ],
    ["office.example", { kind: "signInElsewhere", provider: "microsoft" }],
    ["goggle.example", { kind: "signInElsewhere", provider: "google" }],
  ]);
}

export const passwordRefused: Diagnosis = {
  ...revoked,
  id: "sign-in-refused",
  what: "The mail server refuses the user name or the password.",
  steps: ["Check the user name and the password; some providers ask for an app password.", "Then try again."],
  reference: null,
};

type ConnectionTest = AnswerOf<"testConnection">;

/** `at` steps of each have gone well. */
function tested(at: readonly [number, number], next: "running" | "failed"): ConnectionTest {
  const server = (steps: readonly ConnectionTest["incoming"]["steps"][number]["step"][], done: number) => ({
    steps: steps.map(
      (step, i) => ({ step, state: i < done ? "done" : i === done ? next : "waiting" }) as const,
    ),
    diagnosis: null,
  });
  return {
    incoming: server(["name", "connection", "tls", "greeting", "signIn", "folders"], at[0]),
    outgoing: server(["name", "connection", "greeting", "starttls", "tls", "signIn"], at[1]),
  };
}

const badTest = tested([4, 2], "failed");
export const connectionTests = {
  good: tested([6, 6], "running"),
  running: tested([4, 1], "running"),
  bad: {
    incoming: { ...badTest.incoming, diagnosis: { ...passwordRefused, since: null } },
    outgoing: badTest.outgoing && {
      ...badTest.outgoing,
      diagnosis: {
        ...passwordRefused,
        id: "no-mail-server",
        since: null,
        what: "What answers there isn\u2019t a mail server, or not one of this kind.",
        steps: ["Check name, port and security: IMAP and SMTP have different ones."],
      },
    },
  },
} satisfies Record<string, ConnectionTest>;

export const healthy = { state: "inSync", diagnosis: null } as const;

/** What is different where the settings were typed. */
const typed = {
  provider: "imap",
  providerName: "imap.contoso.example",
  authentication: "password",
  incoming: { host: "imap.contoso.example", port: 993, security: "implicit" },
  outgoing: { host: "smtp.contoso.example", port: 587, security: "starttls" },
} as const;

const receipt: NonNullable<EmailSettings["receipt"]> = {
  at: ago(30),
  address: mailbox.address,
  provider: "microsoft",
  removed: ["grant", "settings", "mappings"],
  kept: ["mail"],
  messages: 20_113,
  permission: "stays",
  providerList: { name: "My Apps (Microsoft)", url: "https://myapps.microsoft.com" },
};

const departure = (folder: string, count: number, number: number): Mailbox["departures"][number] => ({
  ...{ remoteFolderId: fakeId(0xf, number), folder, count },
  ...{ at: ago(4000), erasedAfterDays: 30, removable: true },
});

export const panelStates = {
  inactive: { ...choose, activation: { state: "inactive", requestedAt: null } },
  requested: { ...choose, activation: { state: "requested", requestedAt: ago(86_400) } },
  suspended: { ...withMailbox({}), activation: { state: "suspended", requestedAt: null } },
  noProvider: { ...choose, providers: [] },
  choose,
  waiting: { ...choose, attempt: attempt({}) },
  question: { ...choose, attempt: attempt({ state: "question", address: "jobs@contoso.example" }) },
  connecting: { ...choose, attempt: attempt({ state: "connecting", address: mailbox.address }) },
  failed: { ...choose, attempt: attempt({ state: "failed", diagnosis: adminConsent }) },
  explained: { ...choose, attempt: attempt({ diagnosis: adminConsent }) },
  approvalNeeded: {
    ...choose,
    providers: [{ id: OFFICE, kind: "microsoft", name: "Office 365", approval: "needed" }],
  },
  approved: {
    ...choose,
    providers: [{ id: OFFICE, kind: "microsoft", name: "Office 365", approval: "given" }],
    attempt: attempt({ state: "failed", diagnosis: adminConsent }),
  },
  asked: { ...choose, consent: consentRequest({}) },
  consentRefused: { ...choose, consent: consentRequest({ state: "refused", settledAt: ago(600) }) },
  consentGiven: { ...choose, consent: consentRequest({ state: "given", settledAt: ago(60), url: null }) },
  expired: { ...choose, attempt: attempt({ state: "expired" }) },
  lost: { ...choose, attempt: attempt({ state: "expired", diagnosis: noCallback }) },
  unmapped: withMailbox({ state: "unmapped", messages: 0, checkedAt: null, lastArrivedAt: null }),
  importing: withMailbox({
    state: "importing",
    messages: 12_400,
    progress: { done: 12_400, total: 20_000, rate: 131, secondsLeft: 58 },
  }),
  inSync: withMailbox({}),
  problem: withMailbox({ state: "problem", diagnosis: imapOff }),
  reconnect: withMailbox({ state: "problem", diagnosis: revoked }),
  departures: withMailbox({
    departures: [departure("Inbox", 1204, 52), departure("Clients/Northwind", 1, 53)],
  }),
  offers: withMailbox({
    offered: [
      { remoteFolderId: fakeId(0xf, 50), path: "Archive", count: 30_112 },
      { remoteFolderId: fakeId(0xf, 51), path: "Archive/2019", count: 812 },
    ],
  }),
  refusals: withMailbox({
    outbox: {
      waiting: 3,
      since: ago(900),
      held: 0,
      refused: [
        { id: OFFICE, kind: "move", why: "folderGone", count: 2, at: ago(600) },
        { id: IMAP, kind: "flags", why: "gone", count: 1, at: ago(4000) },
      ],
    },
  }),
  receiveOnly: withMailbox({ receiveOnly: "mailbox" }),
  byHand: withMailbox({ ...typed, state: "unmapped", messages: 0, checkedAt: null, lastArrivedAt: null }),
  passwordChanged: withMailbox({ ...typed, state: "problem", diagnosis: passwordRefused }),
  stoppedByHand: {
    ...choose,
    mailbox: { ...mailbox, ...typed, state: "stopped", checkedAt: null },
    receipt: { ...receipt, provider: "imap", providerList: null },
  },
  stopped: { ...choose, mailbox: { ...mailbox, state: "stopped", checkedAt: null }, receipt },
} as const satisfies Record<string, EmailSettings>;
