// A world for a test that tells one story: a server of a given kind that is honest unless said otherwise, one machine,
// one person, nothing that goes wrong but what the test plans.
import type { AppFolderId, MessageId } from "../../base/ids.ts";
import type { ActId } from "../../engine/ports/changes.ts";
import type { MailAct } from "../../engine/ports/desk.ts";
import { differencesOf } from "../at-rest.ts";
import { NO_FAULTS } from "../faults.ts";
import type { Hooks } from "../machine.ts";
import { mailContent } from "../mail-content.ts";
import { HONEST, type ServerKind } from "../mail-server.ts";
import type { ServerFolder, ServerMessage } from "../server-folder.ts";
import { WORLD_START } from "../sim-process.ts";
import { Watch } from "../watch.ts";
import { type Box, World } from "../world.ts";

const MINIMAL: ServerKind = {
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
/** With folders by their paths at the provider. */
type ScenarioAct =
  | Extract<MailAct, { kind: "flags" }>
  | { readonly kind: "move"; readonly from: string; readonly to: string }
  | { readonly kind: "moveToRole"; readonly from: string; readonly role: "archive" | "junk" | "deleted" }
  | { readonly kind: "erase"; readonly from: string };

const DAY = 24 * 3_600_000;

interface Story {
  readonly server?: "minimal" | "modern";
  readonly kind?: Partial<ServerKind>;
  readonly hooks?: Hooks;
  /** By default INBOX and Archive; both are mapped, and everything is imported. */
  readonly folders?: readonly string[];
  readonly from?: "1m" | "all";
}

export class Scenario {
  readonly world: World;
  readonly box: Box;
  readonly #watch: Watch;
  #messages = 0;
  #lastAct: ActId | null = null;

  constructor({ server = "minimal", kind = {}, hooks = {}, folders = ["INBOX", "Archive"] }: Story) {
    const given = {
      kind: { ...(server === "modern" ? MODERN : MINIMAL), ...kind },
      lies: HONEST,
      rates: NO_FAULTS,
      machines: 1,
    };
    this.world = new World({ seed: 1, profile: null, keepLines: true, hooks, given });
    this.#watch = new Watch(this.world);
    this.box = this.world.addBox("ada");
    this.#watch.see(this.box);
    for (const path of folders) this.box.account.create(path, null);
  }

  /** Connects the mailbox, maps its folders, and waits until both sides are equal. */
  static async begin(
    story: Story,
    before: (scenario: Scenario) => void = () => undefined,
  ): Promise<Scenario> {
    const scenario = new Scenario(story);
    before(scenario);
    await scenario.world.connect(scenario.box);
    for (const machine of scenario.world.machines) machine.start();
    await scenario.map(story.from ?? "all");
    return scenario;
  }

  async map(from: "1m" | "all", without: readonly string[] = []): Promise<void> {
    const { workspaceId, mailboxId } = this.box;
    const desk = this.world.machine()?.running?.desk;
    if (desk === undefined) throw new Error("no machine is up");
    const saved = (async () => {
      const { folders } = await desk.picker(workspaceId, mailboxId);
      const chosen = folders
        .filter(({ path }) => !without.includes(path))
        .map(({ id: folderId, path }) => ({
          role: path === "INBOX" ? ("inbox" as const) : null,
          name: `App ${path}`,
          folderId,
          subtree: false,
        }));
      await desk.save(workspaceId, mailboxId, chosen, from);
    })();
    let isSaved = false;
    const done = saved.finally(() => {
      isSaved = true;
    });
    await this.world.scheduler.drive(() => isSaved);
    await done;
    await this.pass(5_000);
  }

  cutSessions(): void {
    for (const end of [...this.box.account.cuts]) end();
  }

  folder(path: string): ServerFolder {
    return this.box.account.folder(path);
  }

  /** A message comes into a folder; `ageDays` is that of its INTERNALDATE. */
  deliver(path: string, ageDays = 0, flags = 0): ServerMessage {
    const number = ++this.#messages;
    const content = mailContent(number, {
      messageId: `m${number}@adatum.example`,
      date: "Wed, 25 Nov 2026 08:00:00 +0000",
      from: "eva@adatum.example",
      subject: `Subject ${number}`,
      body: `Body ${number}`,
    });
    const folder = this.folder(path);
    this.box.account.put(folder, { content, flags, internalDate: WORLD_START - ageDays * DAY });
    const message = folder.messages.at(-1);
    if (message === undefined) throw new Error("nothing was put");
    return message;
  }

  /** A person does something with messages, by what they look like: "Subject 1". The answer is not waited for. */
  act(act: ScenarioAct, ...subjects: readonly string[]): void {
    const { data } = this.world.stored(this.box);
    const messages = [...data.messages.values()].filter(({ scan }) => subjects.includes(scan.subject));
    this.actOn(
      act,
      messages.map(({ messageId }) => messageId),
    );
  }

  /** The same with messages that look alike. */
  actOn(act: ScenarioAct, messages: readonly MessageId[]): void {
    const { row } = this.world.stored(this.box);
    const { workspaceId, id: mailboxId } = row;
    const order = { workspaceId, mailboxId, userId: this.box.userId, act: this.#named(act), messages };
    const desk = this.world.machine()?.running?.mailDesk;
    desk?.act(order).then(
      (done) => {
        if (done.kind === "accepted") this.#lastAct = done.actId;
      },
      () => undefined,
    );
  }

  /** Takes back what was done last, if anything was. */
  undo(): void {
    const { workspaceId, mailboxId } = this.box;
    const desk = this.world.machine()?.running?.mailDesk;
    if (this.#lastAct !== null) desk?.undo(workspaceId, mailboxId, this.#lastAct).catch(() => undefined);
  }

  #named(act: ScenarioAct): MailAct {
    const app = (path: string): AppFolderId => {
      const { data } = this.world.stored(this.box);
      const folder = [...data.folders.values()].find((each) => each.path === path);
      const id = folder && data.appFolders.get(folder.id)?.mapping.appFolderId;
      if (id === undefined) throw new Error(`${path} is not mapped`);
      return id;
    };
    if (act.kind === "move") return { kind: "move", from: app(act.from), to: app(act.to) };
    if (act.kind === "erase") return { kind: "erase", from: app(act.from) };
    if (act.kind === "moveToRole") return { kind: "moveToRole", from: app(act.from), role: act.role };
    return act;
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

  get messagesHere(): number {
    return this.world.stored(this.box).data.messages.size;
  }

  /** Kinds of events, in their order. */
  get events(): readonly string[] {
    return this.world.stored(this.box).data.events.map(({ kind }) => kind);
  }

  /** What is wrong now: what should never have been done, and in what the two sides differ. */
  get wrong(): readonly string[] {
    return [...this.world.violations, ...differencesOf(this.world, this.#watch, this.box)];
  }
}
