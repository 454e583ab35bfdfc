import type { AnswerOf, OperationName } from "../../api/operations.ts";
import { type FakeAct, outboxOf } from "./fake-acts.ts";
import { fakeAppAccess } from "./fake-app-access.ts";
import { type FakeWriting, fakeWriting } from "./fake-composing.ts";
import type { FakePerson } from "./fake-leaving.ts";
import {
  type AppFolder,
  type FolderPicker,
  fakeFolders,
  fakeId,
  fakePicker,
  type Message,
  type MessageRow,
} from "./fake-mail.ts";
import { fakeProviders, registrationChecks } from "./fake-providers.ts";
import { type FakeRecords, fakeRecords } from "./fake-records.ts";
import {
  ago,
  choose,
  connectionTests,
  type EmailSettings,
  fakeLookups,
  imapOff,
  MAILBOX_ID,
} from "./fake-settings.ts";
import { FakeStore } from "./fake-store.ts";
import { fakeWhere } from "./fake-where.ts";

type Session = AnswerOf<"readSession">;

export interface World {
  session: Session | null;
  /** Who signs in with the right password. */
  account: Session;
  settings: EmailSettings;
  folders: AppFolder[];
  /** Mail that came in after the beginning, oldest first. */
  arrived: MessageRow[];
  /** Messages that are not as all others are. */
  special: Map<string, Partial<Message>>;
  /** Ids of messages that belong together, the conversation's own first. */
  conversations: (readonly string[])[];
  mail: FakeStore;
  /** On their way out. */
  sends: AnswerOf<"listSends">["sends"];
  /** What was done with mail, oldest first. */
  acts: FakeAct[];
  /** prompt: confirms changes at once; slow: when the test says so (answerOutbox). */
  provider: "prompt" | "slow";
  /** Events for every open page, sent when the answer is. */
  readonly events: { readonly kind: string; readonly data: object }[];
  /** These messages changed. */
  tell: (ids: readonly string[]) => void;
  picker: FolderPicker;
  /** What "Test connection" comes to. */
  test: AnswerOf<"testConnection">;
  /** Where mail is: as the store knows it, and with the provider asked. */
  where: (asked: boolean) => AnswerOf<"whereIsMail">;
  writing: FakeWriting;
  readonly records: FakeRecords;
  /** Of the index of words. */
  searchable: AnswerOf<"searchMessages">["searchable"];
  retention: AnswerOf<"readRetention">;
  /** Mail of people by their address, in small letters. */
  readonly persons: Map<string, FakePerson>;
  /** What is found out, by the domain of the address. */
  lookups: Map<string, AnswerOf<"lookUpSettings">>;
  providers: AnswerOf<"listProviders">;
  /** What "Check" finds. */
  check: AnswerOf<"checkProvider">;
  expiring: AnswerOf<"listExpiringSecrets">;
  appAccess: AnswerOf<"readAppAccess">;
  users: AnswerOf<"listUsers">;
  workspaces: AnswerOf<"listWorkspaces">;
  problems: AnswerOf<"listProblems">;
  /** Refusals to give instead of an answer. */
  refusals: Map<OperationName, { readonly status: number; readonly problem: object }>;
  /** Bodies that were sent, newest last. */
  readonly bodies: { readonly name: OperationName; readonly body: unknown }[];
  readonly requests: string[];
  /** Lets an operation wait: until `release` for those in `held`. */
  readonly held: Set<OperationName>;
  release: () => void;
  delay: (name: OperationName) => Promise<void>;
}

export const user: Session = {
  kind: "user",
  id: "01936f00-0000-7000-8000-000000000001",
  name: "Ada Jansen",
  email: "ada@contoso.example",
  role: "user",
  workspace: { id: "01936f00-0000-7000-8000-0000000000f1", name: "Contoso Recruitment" },
  language: "en",
};
export const admin: Session = { ...user, name: "Ben Vermeer", email: "ben@contoso.example", role: "admin" };
export const operator: Session = {
  ...user,
  kind: "operator",
  name: "Olga Helpdesk",
  email: "olga@host.example",
  role: null,
  workspace: null,
};

export function createWorld(): World {
  let waiting: (() => void)[] = [];
  const held = new Set<OperationName>();
  const world: Omit<World, "mail" | "tell"> = {
    session: user,
    account: user,
    settings: choose,
    folders: fakeFolders(),
    arrived: [],
    special: new Map(),
    sends: [],
    conversations: [],
    acts: [],
    provider: "prompt",
    events: [],
    picker: fakePicker(),
    where: fakeWhere,
    writing: fakeWriting(),
    records: fakeRecords(),
    searchable: null,
    persons: new Map([["eva@adatum.example", { messages: 1204, mailboxes: 3, held: 0, waiting: 0 }]]),
    retention: { departed: 30, revisions: 30, events: 45, changes: null },
    lookups: fakeLookups(),
    test: connectionTests.good,
    check: registrationChecks.good,
    expiring: [],
    providers: fakeProviders(),
    appAccess: fakeAppAccess(),
    users: [
      {
        id: fakeId(0xd, 1),
        email: user.email,
        name: user.name,
        role: "user",
        mailbox: {
          ...{ id: MAILBOX_ID, address: user.email, state: "inSync", diagnosis: null },
          ...{ heldSince: null, others: 0 },
        },
        kept: [],
      },
      { id: admin.id, email: admin.email, name: admin.name, role: "admin", mailbox: null, kept: [] },
      {
        id: fakeId(0xd, 2),
        email: "eva@contoso.example",
        name: "Eva de Wit",
        role: "user",
        mailbox: {
          ...{ id: fakeId(0xf, 1), address: "eva@contoso.example", state: "problem", diagnosis: imapOff },
          ...{ heldSince: null, others: 2 },
        },
        kept: [],
      },
    ],
    problems: [
      {
        id: "ms-secret-expired",
        who: "admin",
        whoText: "the administrator of this application",
        what: "The application’s secret at Microsoft has expired. Nothing is lost; mail is on hold.",
        mailboxes: 41,
        since: ago(5400),
        workspaces: [
          { id: fakeId(0xe, 1), name: "Contoso Recruitment", mailboxes: 38 },
          { id: fakeId(0xe, 3), name: "Northwind", mailboxes: 3 },
        ],
      },
      {
        id: "exo-imap-disabled",
        who: "mailAdmin",
        whoText: "your Microsoft 365 administrator",
        what: "Microsoft accepted your sign-in, but the mailbox refuses IMAP.",
        mailboxes: 1,
        since: ago(200_000),
        workspaces: [{ id: fakeId(0xe, 1), name: "Contoso Recruitment", mailboxes: 1 }],
      },
    ],
    workspaces: [
      workspace(1, "Contoso Recruitment", "active", {
        ...{ users: 38, mailboxes: 31, problems: 2, ownDomains: ["contoso.example", "contoso-labs.example"] },
      }),
      workspace(2, "Fabrikam", "requested", {
        requestedBy: "Fay Bron",
        requestedAt: new Date(Date.now() - 5_400_000).toISOString(),
      }),
      workspace(3, "Northwind", "suspended", { users: 4, mailboxes: 3 }),
      workspace(4, "Tailspin", "inactive", {}),
    ],
    refusals: new Map(),
    bodies: [],
    requests: [],
    held,
    release: () => {
      held.clear();
      for (const go of waiting) go();
      waiting = [];
    },
    delay: (name) => (held.has(name) ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  };
  const whole: World = Object.assign(world, {
    mail: new FakeStore(world),
    tell: (ids: readonly string[]) => tell(whole, ids),
  });
  return whole;
}

/** As the real stream: more than it tells one by one is told as "read everything again". */
const TOLD_MAX = 500;

function tell(world: World, ids: readonly string[]): void {
  const { mailbox } = world.settings;
  if (mailbox === null) return;
  world.settings = { ...world.settings, mailbox: { ...mailbox, outbox: outboxOf(world) } };
  world.events.push({ kind: "emailSettings", data: { settings: world.settings } });
  if (ids.length === 0) return;
  if (ids.length >= TOLD_MAX) {
    world.events.push({ kind: "reset", data: {} });
    return;
  }
  const moved = world.acts.at(-1)?.entry.kind !== "flags";
  const changed = ids.map((id) => {
    const row = world.mail.row(id);
    return { id, folderId: row?.folderId ?? null, flags: moved ? null : (row?.flags ?? null) };
  });
  world.events.push({
    kind: "messages",
    data: { mailboxId: MAILBOX_ID, seq: 1000 + world.acts.length, folders: world.folders, changed },
  });
}

type Workspace = World["workspaces"][number];

export function workspace(
  number: number,
  name: string,
  activation: Workspace["activation"],
  change: Partial<Workspace>,
): Workspace {
  return {
    id: `01936f00-0000-7000-8000-0000000001f${number}`,
    name,
    activation,
    requestedBy: null,
    requestedAt: null,
    ownDomains: [],
    users: 1,
    mailboxes: 0,
    problems: 0,
    ...change,
  };
}
