// The person on our side: chooses folders, makes, renames and deletes them, widens the import, looks, stops and connects
// again, answers offers; reads, files, deletes and erases mail, and takes that back. What fails (the database is away,
// the server refuses) is tried again another time, as people do.
import type { FolderId, MessageId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { FolderAct } from "../core/folder-acts.ts";
import type { AppFolderRole } from "../core/folder-role.ts";
import type { ActId } from "../engine/ports/changes.ts";
import type { ImportWindow, MailboxRow } from "../engine/ports/connections.ts";
import type { ActOrder, ChosenMapping, Picker } from "../engine/ports/desk.ts";
import type { Machine } from "./machine.ts";
import type { MailData } from "./memory-database.ts";
import { OurPrograms } from "./our-programs.ts";
import type { SeededRandom } from "./random.ts";
import type { Box, Person, World } from "./world.ts";

const ROLES: Readonly<Record<string, AppFolderRole>> = {
  INBOX: "inbox",
  Archive: "archive",
  Drafts: "drafts",
  "[Gmail]/Drafts": "drafts",
  "[Gmail]/Trash": "deleted",
};
const WINDOWS: readonly ImportWindow[] = ["1m", "3m", "1y", "all"];
/** Of what is done to mail here, by programs. */
const PROGRAMS = 0.3;
type Running = NonNullable<Machine["running"]>;

export class OurPeople {
  readonly #world: World;
  readonly #box: Box;
  readonly #random: SeededRandom;
  readonly #acts: ActId[] = [];
  readonly #programs: OurPrograms;
  /** The last try said that somebody has to sign in again. */
  #isTold = false;

  constructor(world: World, box: Box) {
    this.#world = world;
    this.#box = box;
    this.#random = world.random.fork();
    this.#programs = new OurPrograms(world, box, (what, work) => this.#by(what, work));
  }

  act(): void {
    const state = this.#world.stored(this.#box).row.state;
    if (this.#world.issuer !== null && this.#signIn(state)) return;
    const luck = this.#random.below(100);
    if (state === "stopped") this.#by("connects", () => this.#world.connect(this.#box));
    else if (state === "unmapped" || luck < 35) this.saveFolders();
    else if (luck < 45) this.#by("answers offers", (running) => this.#answerOffers(running));
    else if (luck < 55) this.#by("stops", (running) => this.#stop(running));
    else if (luck < 65) this.#by("changes folders", (running) => this.#changeFolders(running));
    else this.#by("looks", async (running) => this.#wake(running));
  }

  /** Whoever sees that it is needed; a colleague joins when the mailbox is connected. */
  #signIn(state: MailboxRow["state"]): boolean {
    const [world, box, random] = [this.#world, this.#box, this.#random];
    const [asked] = this.askedToSignIn;
    const { colleague } = box;
    const joins = colleague !== null && state !== "stopped" && world.connectionOf(box, colleague) === null;
    const person = asked !== undefined && random.chance(0.5) ? asked : null;
    if (person !== null) this.#signInAs(person);
    else if (joins && random.chance(0.2)) this.#by("is joined", () => world.connect(box, colleague));
    else return false;
    return true;
  }

  get askedToSignIn(): readonly Person[] {
    return this.#world.askedToSignIn(this.#box, this.#isTold);
  }

  /** Everybody who sees that it is needed. */
  signInAgain(): void {
    for (const person of this.askedToSignIn) this.#signInAs(person);
  }

  #signInAs(person: Person): void {
    this.#isTold = false;
    this.#by("signs in again", () => this.#world.connect(this.#box, person));
  }

  /** "Edit folders": takes the tree, chooses, saves. */
  saveFolders(): void {
    this.#by("saves folders", async ({ desk }) => {
      const { workspaceId, mailboxId } = this.#box;
      const picker = await desk.picker(workspaceId, mailboxId);
      const window = this.#random.pick(WINDOWS);
      const chosen = this.#choose(picker);
      const problems = await desk.save(workspaceId, mailboxId, chosen, window);
      const told = (): unknown =>
        chosen.map(({ folderId }) => picker.folders.find(({ id }) => id === folderId)?.path);
      this.#world.scheduler.note(`saved ${window}`, () => `${told()} ${JSON.stringify(problems)}`);
    });
  }

  async #changeFolders({ desk, process }: Running): Promise<void> {
    const { workspaceId, mailboxId } = this.#box;
    const act = this.#folderAct();
    this.#world.scheduler.note(`${this.#box.name} acts on ${process.name}:`, () => JSON.stringify(act));
    const problem = await desk.act(workspaceId, mailboxId, act);
    this.#world.scheduler.note(`folder act: ${problem?.kind ?? "done"}`);
  }

  #folderAct(): FolderAct {
    const random = this.#random;
    const { data } = this.#world.stored(this.#box);
    const ids = [...data.appFolders.values()].flatMap(({ mapping, mapped }) =>
      mapped ? [mapping.appFolderId] : [],
    );
    const luck = random.below(100);
    const name = `New ${random.below(5)}`;
    if (ids.length === 0 || luck < 35) {
      return {
        kind: "create",
        name,
        parentId: random.chance(0.5) || ids.length === 0 ? null : random.pick(ids),
      };
    }
    const folderId = random.pick(ids);
    if (luck < 60) return { kind: "change", folderId, name };
    if (luck < 75) return { kind: "change", folderId, name, parentId: random.pick(ids) };
    return { kind: "remove", folderId };
  }

  /** Reads, files, deletes, erases, or takes back what was done before. */
  changeMail(): void {
    const { row } = this.#world.stored(this.#box);
    if (row.state !== "syncing") return;
    if (this.#random.chance(PROGRAMS)) {
      this.#programs.act();
      return;
    }
    this.#by("changes mail", async ({ mailDesk, process }) => {
      const { workspaceId, mailboxId, userId } = this.#box;
      const last = this.#acts.length === 0 ? null : this.#random.pick(this.#acts);
      if (last !== null && this.#random.chance(0.2)) {
        const undone = await mailDesk.undo(workspaceId, mailboxId, last);
        this.#world.scheduler.note(`undone ${last}: ${undone}`);
        return;
      }
      const order = this.#order();
      if (order === null) return;
      this.#world.scheduler.note(`${this.#box.name} acts on ${process.name}:`, () => JSON.stringify(order));
      const done = await mailDesk.act({ workspaceId, mailboxId, userId, ...order });
      if (done.kind === "accepted") this.#acts.push(done.actId);
    });
  }

  #order(): Pick<ActOrder, "act" | "messages"> | null {
    const random = this.#random;
    const { data } = this.#world.stored(this.#box);
    const folders = [...data.appFolders].flatMap(([folderId, { mapping, mapped }]) =>
      mapped ? [{ folderId, id: mapping.appFolderId }] : [],
    );
    const filled = folders.flatMap((folder) => {
      const shown = shownIn(data, folder.folderId);
      return shown.length === 0 ? [] : [{ ...folder, shown }];
    });
    if (filled.length === 0) return null;
    const { id: from, shown } = random.pick(filled);
    const one = random.pick(shown);
    const few = shown.filter((id) => id === one || random.chance(0.4));
    const messages = random.chance(0.6) ? [one] : random.chance(0.8) ? few : { all: from };
    const luck = random.below(100);
    if (luck < 45) {
      const flag = FLAG_BITS[random.pick(["seen", "flagged", "answered", "forwarded"] as const)];
      const act = random.chance(0.6) ? { add: flag, remove: 0 } : { add: 0, remove: flag };
      return { act: { kind: "flags", ...act }, messages };
    }
    const anywhere = random.chance(0.3) ? null : from;
    if (luck < 70) return { act: { kind: "move", from: anywhere, to: random.pick(folders).id }, messages };
    if (luck < 90) {
      const role = random.pick(["archive", "junk", "deleted", "inbox"] as const);
      return { act: { kind: "moveToRole", from: anywhere, role }, messages };
    }
    return { act: { kind: "erase", from }, messages };
  }

  /** Somebody opens the page. */
  lookNow(): void {
    this.#by("looks", async (running) => this.#wake(running));
  }

  #wake({ hints }: Running): void {
    const { workspaceId, mailboxId } = this.#box;
    this.#world.look(this.#box);
    hints.publish({ kind: "wake", workspaceId, mailboxId });
  }

  #choose(picker: Picker): readonly ChosenMapping[] {
    const random = this.#random;
    const kept = new Set<FolderId>(picker.mappings.map(({ folderId }) => folderId));
    const chosen = picker.folders.filter(({ id, path, selectable, hidden }) => {
      if (!selectable) return false;
      // What is refused is refused.
      if (hidden) return random.chance(0.02);
      if (kept.has(id)) return random.chance(0.85);
      return random.chance(path === "INBOX" ? 0.9 : 0.5);
    });
    const some = chosen.length > 0 ? chosen : picker.folders.slice(0, 1);
    const roots = some.filter(() => random.chance(0.15)).slice(0, 1);
    return some.map(({ id, path }) => ({
      role: ROLES[path] ?? null,
      // As at the provider, or a name of one's own.
      name: random.chance(0.3) ? (path.split("/").at(-1) ?? path) : `App ${path.replaceAll("/", " ")}`,
      folderId: id,
      subtree: roots.some((root) => root.id === id),
    }));
  }

  async #stop({ connections, process, hints }: Running): Promise<void> {
    const people = this.#world.peopleOf(this.#box);
    const person = people.length === 1 ? this.#box : this.#random.pick(people);
    const connection = this.#world.connectionOf(this.#box, person);
    if (connection === null) return;
    const mail = this.#random.chance(0.8) ? "keep" : "delete";
    await connections.stop(connection, mail, process.clock.now());
    const { workspaceId, mailboxId } = this.#box;
    hints.publish({ kind: "wake", workspaceId, mailboxId });
  }

  async #answerOffers({ reading, desk }: Running): Promise<void> {
    const { workspaceId, mailboxId } = this.#box;
    for (const { folderId } of await reading.offers(workspaceId, mailboxId)) {
      const answer = this.#random.chance(0.5) ? "import" : "leave";
      await desk.answerOffer(workspaceId, mailboxId, folderId, answer);
    }
  }

  /** Through a machine that is up. Failures of the field are the person's luck; others are ours. */
  #by(what: string, work: (running: Running) => Promise<void>): void {
    const running = this.#world.machine()?.running;
    if (running == null) return;
    this.#world.scheduler.note(`${this.#box.name} ${what} on ${running.process.name}`);
    work(running).catch((error: unknown) => {
      this.#world.scheduler.note(`${this.#box.name} ${what}: ${String(error)}`);
      if (error instanceof SyncError && error.code === "grantRevoked") this.#isTold = true;
      if (!(error instanceof SyncError)) this.#world.violations.push(`${what}: ${String(error)}`);
    });
  }
}

/** In the order in which they came here. */
function shownIn(data: MailData, folderId: FolderId): readonly MessageId[] {
  const shown: MessageId[] = [];
  for (const copy of data.copies.values()) {
    if (copy.folderId === folderId && !copy.hidden) shown.push(copy.messageId);
  }
  return shown.sort();
}
