// A world for a test that tells one story: a server of a given kind that is honest unless said otherwise, one machine,
// one person, nothing that goes wrong but what the test plans.
import { InvariantError } from "../../base/assert.ts";
import type { AppFolderId, MessageId } from "../../base/ids.ts";
import type { Flags } from "../../core/flags.ts";
import type { FolderAct } from "../../core/folder-acts.ts";
import type { AppFolderRole } from "../../core/folder-role.ts";
import type { FolderLedger } from "../../core/ledger.ts";
import type { ActId } from "../../engine/ports/changes.ts";
import type { ActOrder, MailAct, MappingProblem } from "../../engine/ports/desk.ts";
import { differencesOf } from "../at-rest.ts";
import { NO_FAULTS } from "../faults.ts";
import { GMAIL_FOLDERS } from "../gmail-labels.ts";
import type { Hooks, Machine } from "../machine.ts";
import type { MailContent } from "../mail-content.ts";
import { HONEST, type Lies, type ServerKind } from "../mail-server.ts";
import { createMemoryConnections } from "../memory-connections.ts";
import type { MailData, MessageRow } from "../memory-database.ts";
import type { ServerFolder, ServerMessage } from "../server-folder.ts";
import type { SimProcess } from "../sim-process.ts";
import { Watch } from "../watch.ts";
import { type Box, World } from "../world.ts";
import { type MailInWords, numberIn, shownInWords } from "./mail-in-words.ts";
import { ProviderSide } from "./provider-side.ts";

export const MINIMAL: ServerKind = {
  profile: {
    name: "minimal",
    condstore: false,
    qresync: false,
    idle: true,
    specialUse: false,
    listStatus: false,
    messageIds: false,
    folderIds: false,
  },
  noUidNext: false,
  noModseq: false,
  sharedUidValidity: false,
  uidPlus: false,
  move: false,
  keywords: true,
  datesAnew: false,
  zoneMs: 0,
  pushesFlags: false,
  renumberingEndsSession: true,
};
const MODERN: ServerKind = {
  ...MINIMAL,
  uidPlus: true,
  move: true,
  profile: { ...MINIMAL.profile, name: "modern", condstore: true, qresync: true },
};
const GMAIL: ServerKind = {
  ...MODERN,
  profile: {
    ...{ ...MODERN.profile, name: "gmail", qresync: false },
    ...{ specialUse: true, listStatus: true, messageIds: true },
  },
};
const KINDS = { minimal: MINIMAL, modern: MODERN, gmail: GMAIL } as const;
/** With folders by their paths at the provider. */
type ScenarioAct =
  | Extract<MailAct, { kind: "flags" }>
  | { readonly kind: "move"; readonly from: string | null; readonly to: string }
  | {
      readonly kind: "moveToRole";
      readonly from: string | null;
      readonly role: "archive" | "junk" | "deleted";
    }
  | { readonly kind: "erase"; readonly from: string };
type Running = NonNullable<Machine["running"]>;

const DAY = 24 * 3_600_000;
/** A person who gets no answer tries again so often. */
const TRIES_MAX = 20;
/** What was asked for by a process that died is done within this time, or never. */
const ON_THE_WAY_MS = 10_000;
const ROLES: Readonly<Record<string, AppFolderRole>> = {
  INBOX: "inbox",
  Drafts: "drafts",
  "[Gmail]/Drafts": "drafts",
};

const atOnce = async <T>(_what: string, effect: () => T): Promise<T> => effect();

export interface Story {
  readonly server?: keyof typeof KINDS;
  readonly kind?: Partial<ServerKind>;
  readonly hooks?: Hooks;
  /** By default INBOX and Archive; both are mapped, and everything is imported. */
  readonly folders?: readonly string[];
  readonly from?: "1m" | "all";
  readonly machines?: number;
  readonly lies?: Partial<Lies>;
  /** Mapped with all that is below them. */
  readonly subtrees?: readonly string[];
  /** People sign in; else they have passwords. */
  readonly tokens?: boolean;
}

export class Scenario {
  readonly world: World;
  readonly box: Box;
  readonly there: ProviderSide;
  readonly #watch: Watch;
  readonly #subtrees: readonly string[];
  #lastAct: ActId | null = null;

  /** A second mailbox beside one that is there already lives in the same world. */
  constructor(story: Story, beside: { readonly scenario: Scenario; readonly name: string } | null = null) {
    const { server = "minimal", kind = {}, hooks = {}, folders = ["INBOX", "Archive"], machines = 1 } = story;
    const given = {
      kind: { ...KINDS[server], ...kind },
      lies: { ...HONEST, ...story.lies },
      rates: NO_FAULTS,
      machines,
      tokens: story.tokens ?? false,
    };
    this.world =
      beside?.scenario.world ?? new World({ seed: 1, profile: null, keepLines: false, hooks, given });
    this.#watch = (beside === null ? null : beside.scenario.#watch) ?? new Watch(this.world);
    this.box = this.world.addBox(beside?.name ?? "ada");
    this.#watch.see(this.box);
    this.#subtrees = story.subtrees ?? [];
    this.there = new ProviderSide(this.box.account);
    // Gmail has folders of its own.
    const own = server === "gmail" ? GMAIL_FOLDERS.slice(1) : [];
    for (const [path, use] of own) this.box.account.create(path, use);
    for (const path of folders) this.box.account.create(path, null);
  }

  /** Connects the mailbox, maps its folders, and waits until both sides are equal. */
  static async begin(
    story: Story,
    before: (scenario: Scenario) => void = () => undefined,
  ): Promise<Scenario> {
    const scenario = new Scenario(story);
    before(scenario);
    await scenario.connect(story.from);
    return scenario;
  }

  async connect(from: "1m" | "all" = "all"): Promise<void> {
    await this.world.connect(this.box);
    for (const machine of this.world.machines) machine.start();
    await this.map(from);
  }

  /** "Edit folders": these folders, by default all there are. */
  async map(from: "1m" | "all", isChosen: (path: string) => boolean = () => true): Promise<void> {
    const { workspaceId, mailboxId } = this.box;
    await this.#insist(async ({ desk }) => {
      const { folders } = await desk.picker(workspaceId, mailboxId);
      const chosen = folders
        .filter(({ path, selectable, hidden }) => selectable && !hidden && isChosen(path))
        .map(({ id: folderId, path }) => ({
          ...{ role: ROLES[path] ?? null, name: `App ${path}`, folderId },
          subtree: this.#subtrees.includes(path),
        }));
      await desk.save(workspaceId, mailboxId, chosen, from);
    });
    await this.pass(10_000);
  }

  /** Another person's mailbox, with an INBOX. */
  async beside(name: string): Promise<Scenario> {
    const other = new Scenario({ folders: ["INBOX"] }, { scenario: this, name });
    await other.connect();
    return other;
  }

  /** "Edit folders", with one of them chosen for two app folders: answers what is wrong with that. */
  async mapTwice(twice: string): Promise<readonly MappingProblem[]> {
    const { workspaceId, mailboxId } = this.box;
    let problems: readonly MappingProblem[] = [];
    await this.#insist(async ({ desk }) => {
      const { folders } = await desk.picker(workspaceId, mailboxId);
      const chosen = folders
        .filter(({ path }) => path === twice)
        .flatMap(({ id: folderId }) => [
          { role: null, name: "One", folderId, subtree: false },
          { role: null, name: "Two", folderId, subtree: false },
        ]);
      problems = await desk.save(workspaceId, mailboxId, chosen, "all");
    });
    return problems;
  }

  /** In "Edit folders", at the provider. */
  async makeFolder(path: string): Promise<void> {
    const { workspaceId, mailboxId, account } = this.box;
    await this.#insist(
      async ({ desk }) => {
        await desk.createFolder(workspaceId, mailboxId, path);
      },
      () => account.folders.has(path),
    );
  }

  /** Makes, renames, moves or deletes a folder from here. */
  async changesFolders(act: FolderAct): Promise<void> {
    const { workspaceId, mailboxId } = this.box;
    await this.#insist(async ({ desk }) => {
      await desk.act(workspaceId, mailboxId, act);
    });
  }

  async stop(mail: "keep" | "delete" = "keep"): Promise<void> {
    const connection = this.world.connectionOf(this.box);
    if (connection === null) throw new Error("not connected");
    await createMemoryConnections(this.world.db, atOnce).stop(connection, mail, 0);
    this.look();
  }

  cutSessions(): void {
    for (const end of [...this.box.account.cuts]) end();
  }

  folder(path: string): ServerFolder {
    return this.there.folder(path);
  }

  /** A message comes into a folder; `ageDays` is that of its INTERNALDATE. */
  deliver(path: string, ageDays = 0, flags = 0): ServerMessage {
    return this.there.deliver(path, { ageDays, flags });
  }

  /** A person does something with messages, by what they look like: "Subject 1". The answer is not waited for. */
  act(act: ScenarioAct, ...subjects: readonly string[]): void {
    this.#send(this.#order(act, subjects));
  }

  /** The same with messages that look alike. */
  actOn(act: ScenarioAct, messages: readonly MessageId[]): void {
    this.#send({ ...this.#order(act, []), messages });
  }

  #send(order: ActOrder): void {
    const desk = this.world.machine()?.running?.mailDesk;
    desk?.act(order).then(
      (done) => {
        if (done.kind === "accepted") this.#lastAct = done.actId;
      },
      () => undefined,
    );
  }

  /** The same by a person who waits for the answer, and asks again where none comes. */
  async does(act: ScenarioAct, ...numbers: readonly (number | string)[]): Promise<void> {
    const subjects = numbers.map((number) => `Subject ${number}`);
    await this.#arrived(subjects);
    const before = this.data.changeSeq;
    await this.#insist(
      async ({ mailDesk }) => {
        const done = await mailDesk.act(this.#order(act, subjects));
        if (done.kind === "accepted") this.#lastAct = done.actId;
      },
      () => this.data.changeSeq > before,
    );
  }

  /** Nobody can do anything with a message that isn't here yet. */
  async #arrived(subjects: readonly string[]): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const here = new Set([...this.data.messages.values()].map(({ scan }) => scan.subject));
      if (subjects.every((subject) => here.has(subject))) return;
      await this.pass(ON_THE_WAY_MS);
    }
    throw new Error(`${subjects} didn't come`);
  }

  /** A program puts a message there. */
  async uploads(path: string, content: MailContent, flags: Flags = 0): Promise<void> {
    const { workspaceId, mailboxId, userId, account } = this.box;
    account.know(content);
    const before = this.data.changeSeq;
    const order = { workspaceId, mailboxId, userId, bytes: content.bytes, flags, internalDate: null };
    await this.#insist(
      async ({ uploadDesk }) => {
        await uploadDesk.upload({ ...order, folder: this.#app(path), requestName: null });
      },
      () => this.data.changeSeq > before,
    );
  }

  /** A program saves a draft, anew or over the one that has its headers. */
  async saves(content: MailContent): Promise<void> {
    const { workspaceId, mailboxId, userId, account } = this.box;
    account.know(content);
    const earlier = this.#draft(numberIn(content));
    const before = this.data.changeSeq;
    const order = { workspaceId, mailboxId, userId, bytes: content.bytes };
    await this.#insist(
      async ({ uploadDesk }) => {
        if (earlier === undefined) await uploadDesk.newDraft({ ...order, requestName: null });
        else {
          const { messageId, revisionId: basedOn } = earlier;
          await uploadDesk.saveDraft({ ...order, messageId, basedOn, requestName: null });
        }
      },
      () => this.data.changeSeq > before,
    );
  }

  async discards(number: string): Promise<void> {
    const { workspaceId, mailboxId, userId } = this.box;
    await this.#arrived([`Subject ${number}`]);
    const before = this.data.changeSeq;
    await this.#insist(
      async ({ uploadDesk }) => {
        const draft = this.#draft(number);
        if (draft === undefined) throw new Error("no such draft");
        const { messageId } = draft;
        const order = { workspaceId, mailboxId, userId, messageId, basedOn: null };
        const done = await uploadDesk.discardDraft(order);
        if (typeof done === "object") this.#lastAct = done.actId;
      },
      () => this.data.changeSeq > before,
    );
  }

  #draft(number: string): MessageRow | undefined {
    return [...this.data.messages.values()].find(({ scan }) => scan.subject === `Subject ${number}`);
  }

  #order(act: ScenarioAct, subjects: readonly string[]): ActOrder {
    const messages = [...this.data.messages.values()]
      .filter(({ scan }) => subjects.includes(scan.subject))
      .map(({ messageId }) => messageId);
    const { workspaceId, mailboxId, userId } = this.box;
    return { workspaceId, mailboxId, userId, act: this.#named(act), messages };
  }

  /** Until it is answered, or done without an answer: whatever dies meanwhile. */
  async #insist(
    work: (running: Running) => Promise<void>,
    isDone: () => boolean = () => false,
  ): Promise<void> {
    let failure: unknown = null;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const running = await this.#up();
      let state: "open" | "done" | "failed" = "open";
      work(running).then(
        () => {
          state = "done";
        },
        (error: unknown) => {
          state = "failed";
          failure = error;
        },
      );
      await this.world.scheduler.drive(() => state !== "open" || !running.process.alive);
      // The scheduler has let it change.
      if ((state as string) === "done") return;
      if (failure instanceof InvariantError) throw failure;
      await this.pass(ON_THE_WAY_MS);
      if (isDone()) return;
    }
    throw new Error(`a person gave up: ${String(failure)}`);
  }

  async #up(): Promise<Running> {
    const { machines, scheduler } = this.world;
    const find = (): Running | undefined =>
      machines.flatMap(({ running }) =>
        running?.process.alive && !running.process.suspended ? [running] : [],
      )[0];
    await scheduler.drive(() => find() !== undefined);
    const running = find();
    if (running === undefined) throw new Error("no machine is up");
    return running;
  }

  /** Takes back what was done last, if anything was. */
  undo(): void {
    const { workspaceId, mailboxId } = this.box;
    const desk = this.world.machine()?.running?.mailDesk;
    if (this.#lastAct !== null) desk?.undo(workspaceId, mailboxId, this.#lastAct).catch(() => undefined);
  }

  #app(path: string): AppFolderId {
    const folder = [...this.data.folders.values()].find((each) => each.path === path);
    const id = folder && this.data.appFolders.get(folder.id)?.mapping.appFolderId;
    if (id === undefined) throw new Error(`${path} is not mapped`);
    return id;
  }

  #named(act: ScenarioAct): MailAct {
    if (act.kind === "flags") return act;
    if (act.kind === "erase") return { kind: "erase", from: this.#app(act.from) };
    const from = act.from === null ? null : this.#app(act.from);
    if (act.kind === "move") return { kind: "move", from, to: this.#app(act.to) };
    return { kind: "moveToRole", from, role: act.role };
  }

  /** A wake: somebody looks. */
  look(): void {
    const { workspaceId, mailboxId } = this.box;
    this.world.look(this.box);
    this.world.machine()?.running?.hints.publish({ kind: "wake", workspaceId, mailboxId });
  }

  async pass(ms: number): Promise<void> {
    await this.world.scheduler.pass(ms);
  }

  /** Days later somebody looks. */
  async daysPass(days: number): Promise<void> {
    for (const machine of this.world.machines) machine.wall.offsetMs += days * DAY;
    this.look();
    await this.pass(30_000);
  }

  /** Something was wrong with our disk. */
  tamperLedger(path: string, change: (ledger: FolderLedger) => FolderLedger): void {
    const mailbox = this.world.stored(this.box);
    const ledgers = new Map(mailbox.data.ledgers);
    for (const [folderId, row] of mailbox.data.ledgers) {
      const isIt = mailbox.data.folders.get(folderId)?.path === path;
      if (isIt) ledgers.set(folderId, { ...row, ledger: change(row.ledger) });
    }
    mailbox.data = { ...mailbox.data, ledgers };
    this.world.db.fence(mailbox);
  }

  /** The process that syncs the mailbox. */
  owner(): SimProcess | null {
    const living = this.world.machines.flatMap(({ running }) => (running?.process.alive ? [running] : []));
    const owner = living.find(({ worker }) => worker.checkedAt(this.box.mailboxId) !== null);
    return owner?.process ?? null;
  }

  get lists(): MailInWords {
    return shownInWords(this.data);
  }

  /** Why changes came back, in their order. */
  get refusals(): readonly (string | null)[] {
    return [...this.data.changes.values()].flatMap(({ state, why }) => (state === "refused" ? [why] : []));
  }

  get data(): MailData {
    return this.world.stored(this.box).data;
  }

  get messagesHere(): number {
    return this.data.messages.size;
  }

  /** Kinds of events, in their order. */
  get events(): readonly string[] {
    return this.data.events.map(({ kind }) => kind);
  }

  /** What is wrong now: what should never have been done, and in what the two sides differ. */
  get wrong(): readonly string[] {
    return [...this.world.violations, ...differencesOf(this.world, this.#watch, this.box)];
  }
}
