// People (and their other programs) at the provider: mail comes, is read, moved, copied, deleted; drafts are saved
// again and again; folders are made, renamed, swapped, deleted; servers are rebuilt.
import { FLAG_BITS, FLAG_NAMES } from "../core/flags.ts";
import { GMAIL_FOLDERS, hasLabels, isView } from "./gmail-labels.ts";
import { type MailContent, type MailText, mailContent } from "./mail-content.ts";
import type { Arrival, ServerAccount } from "./mail-server.ts";
import type { SeededRandom } from "./random.ts";
import type { ServerFolder, ServerMessage } from "./server-folder.ts";
import { WORLD_START } from "./sim-process.ts";
import type { Box, World } from "./world.ts";

const DAY = 24 * 3_600_000;
/** In a large folder. */
const CROWD = 1_000;
/** So many older messages put into a folder at once are offered, not taken. */
const BULK = 501;
/** Of folders, those that others lent for reading. */
const READ_ONLY = 0.04;
const FIRST_FOLDERS = [
  ["INBOX", null],
  ["Archive", "archive"],
  ["Sent Items", "sent"],
  ["Drafts", "drafts"],
  ["Deleted Items", "trash"],
  ["Clients", null],
  ["Clients/ACME", null],
] as const;
/** Of Gmail's own folders. */
const HIDDEN_LABELS = 0.05;
const LABELS = FIRST_FOLDERS.filter(([path]) => path.startsWith("Clients") || path === "Archive");
const NEW_NAMES = ["Clients/Adatum", "Jobs", "Jobs/Old", "Later", "Archive/2025"];

const SYSTEM_FLAGS = FLAG_NAMES.filter((name) => name !== "forwarded");

type Action = (random: SeededRandom) => string | null;

export class ProviderPeople {
  readonly #world: World;
  readonly #account: ServerAccount;
  readonly #random: SeededRandom;
  readonly #contents: MailContent[] = [];
  readonly #texts = new Map<MailContent, MailText>();
  /** By weight. */
  readonly #actions: readonly (readonly [weight: number, action: Action])[];

  constructor(world: World, box: Box) {
    this.#world = world;
    this.#account = box.account;
    this.#random = world.random.fork();
    this.#actions = [
      [8, () => this.#deliver()],
      [5, () => this.#flag()],
      [6, () => this.#move(1)],
      [1, () => this.#move(3)],
      [1.5, () => this.#copy()],
      [3, () => this.#expunge()],
      [2, () => this.#saveDraft()],
      [1.5, () => this.#putOld(1)],
      [0.004, () => this.#putOld(BULK)],
      [0.8, () => this.#renumber()],
      [0.5, () => this.#createFolder()],
      [0.6, () => this.#renameFolder()],
      [0.3, () => this.#swapFolders()],
      [0.4, () => this.#deleteFolder()],
      [0.3, () => this.#recreateFolder()],
      [0.4, () => this.#fill()],
      [world.issuer === null ? 0 : 0.5, () => this.#takeBack(box)],
      [world.crowd === null ? 0 : 8, (random) => this.#expungeMany(random)],
    ];
  }

  /** The mailbox as it is before anybody connects it. */
  settle(): void {
    const random = this.#random;
    const first = this.#isGmail ? GMAIL_FOLDERS : [];
    for (const [path, use] of first) {
      // Its user hides it from programs.
      if (path !== "INBOX" && random.chance(HIDDEN_LABELS)) continue;
      this.#account.create(path, use);
    }
    for (const [path, use] of this.#isGmail ? LABELS : FIRST_FOLDERS) {
      if (path !== "INBOX" && random.chance(0.3)) continue;
      this.#account.create(path, use).readOnly = !this.#isGmail && random.chance(READ_ONLY);
    }
    for (let left = random.below(10); left > 0; left--) {
      if (random.chance(0.3)) this.#putOld(1);
      else this.#deliver();
    }
    if (this.#world.crowd !== null) this.#crowd(this.#world.crowd);
  }

  /** Where so much lies, what has gone is found by bisection. */
  #crowd(random: SeededRandom): void {
    const folder = random.pick([...this.#account.folders.values()]);
    for (let left = random.between(CROWD, CROWD + 200); left > 0; left--) {
      const internalDate = this.#now - random.between(700, 1_400) * DAY;
      this.#put(folder, { content: this.#new(this.#text()), flags: FLAG_BITS.seen, internalDate });
    }
  }

  /** Much at once, as by a retention policy or a person who tidies up. */
  #expungeMany(random: SeededRandom): string | null {
    const folders = [...this.#account.folders.values()];
    const folder = folders.find(({ messages }) => messages.length >= CROWD);
    if (folder === undefined) return null;
    const share = random.pick([0.002, 0.01, 0.1, 0.3]);
    const some = folder.messages.filter(() => random.chance(share));
    for (const message of some) {
      this.#touch(message);
      folder.remove(message.uid);
    }
    return `${some.length} messages are expunged from ${folder.path}`;
  }

  act(): void {
    const total = this.#actions.reduce((sum, [weight]) => sum + weight, 0);
    let luck = this.#random.fraction() * total;
    for (const [weight, action] of this.#actions) {
      luck -= weight;
      if (luck > 0) continue;
      const done = action(this.#random);
      if (done !== null) this.#world.scheduler.note(`people: ${done}`);
      return;
    }
  }

  get #now(): number {
    return Math.floor((WORLD_START + this.#world.scheduler.time) / 1000) * 1000;
  }

  #put(folder: ServerFolder, arrival: Arrival): void {
    this.#account.put(folder, arrival);
  }

  #new(text: MailText): MailContent {
    const content = mailContent(this.#world.server.nextGuid(), text);
    this.#contents.push(content);
    this.#texts.set(content, text);
    return content;
  }

  #text(): MailText {
    const number = this.#world.server.nextGuid();
    return {
      messageId: `m${number}@adatum.example`,
      date: new Date(this.#now).toUTCString().replace("GMT", "+0000"),
      from: "Eva de Wit <eva@adatum.example>",
      subject: `Subject ${number}`,
      body: `Body ${number} of ${this.#account.address}`,
    };
  }

  /** Mail of every shape that occurs in the field. */
  #content(): MailContent {
    const random = this.#random;
    const text = this.#text();
    const earlier = this.#contents.length === 0 ? null : random.pick(this.#contents);
    const before = earlier === null ? null : (this.#texts.get(earlier) ?? null);
    const shape = random.below(20);
    if (shape === 0 && before !== null) return this.#new({ ...text, messageId: before.messageId });
    if (shape === 1 && before !== null) return this.#new(before);
    if (shape === 2 && before !== null) return this.#new({ ...before, body: text.body });
    if (shape === 3) return this.#new({ ...text, messageId: null });
    if (shape === 4) return this.#new({ ...text, date: null });
    if (shape === 5) return this.#new({ ...text, messageId: null, date: null, from: null, subject: "" });
    return this.#new(text);
  }

  #deliver(): string | null {
    const random = this.#random;
    const folder = random.chance(0.7) ? this.#account.folder("INBOX") : this.#anyFolder();
    const flags = random.chance(0.8) ? 0 : this.#oneFlag();
    // Mail of the last weeks, as an import finds it; some of the very same second.
    const age = random.chance(0.6) ? 0 : random.pick([1, 5, 29, 32, 89, 95, 364, 370]) * DAY;
    const content = this.#content();
    this.#put(folder, { content, flags, internalDate: this.#now - age });
    return `message ${content.guid} comes to ${folder.path}`;
  }

  #putOld(count: number): string | null {
    const folder = this.#anyFolder();
    for (let left = count; left > 0; left--) {
      const internalDate = this.#now - this.#random.between(700, 1_400) * DAY;
      this.#put(folder, { content: this.#content(), flags: FLAG_BITS.seen, internalDate });
    }
    if (count >= BULK) this.#world.bulk = true;
    return `${count} old messages are put into ${folder.path}`;
  }

  #flag(): string | null {
    const found = this.#anyMessage();
    if (found === null) return null;
    const { folder, message } = found;
    const flag = this.#oneFlag();
    this.#touch(message);
    this.#account.setFlags(folder, message.uid, message.flags ^ flag);
    return `message ${message.content.guid} in ${folder.path} has flags ${message.flags ^ flag}`;
  }

  /** What somebody has allowed the house: by a page of the provider, or with a new password. */
  #takeBack(box: Box): string | null {
    const { address } = this.#random.pick(this.#world.peopleOf(box));
    this.#world.issuer?.takeBack(address);
    return `${address} takes back what was allowed`;
  }

  #move(count: number): string | null {
    const found = this.#anyMessage();
    if (found === null) return null;
    const { folder } = found;
    const target = this.#anyFolder();
    if (target === folder) return null;
    const moved = count === 1 ? [found.message] : folder.messages.slice(0, count);
    for (const message of moved) {
      this.#touch(message);
      this.#account.move(folder, message, target, this.#again(message));
    }
    return `${moved.map(({ content }) => content.guid)} move from ${folder.path} to ${target.path}`;
  }

  #copy(): string | null {
    const found = this.#anyMessage();
    if (found === null) return null;
    const target = this.#anyFolder();
    this.#touch(found.message);
    this.#put(target, this.#again(found.message));
    return `message ${found.message.content.guid} is copied from ${found.folder.path} to ${target.path}`;
  }

  #again({ content, flags, internalDate }: ServerMessage): Arrival {
    return { content, flags, internalDate: this.#world.server.dateOf(internalDate) };
  }

  #expunge(): string | null {
    const found = this.#anyMessage();
    if (found === null) return null;
    this.#touch(found.message);
    this.#account.remove(found.folder, found.message.uid);
    return `message ${found.message.content.guid} is expunged from ${found.folder.path}`;
  }

  /** A program saves the draft it has open: another message with the same headers; or begins one. */
  #saveDraft(): string | null {
    const random = this.#random;
    const { folders } = this.#account;
    const folder = folders.get("Drafts") ?? folders.get("[Gmail]/Drafts") ?? this.#account.folder("INBOX");
    const old = folder.messages.filter(({ flags }) => (flags & FLAG_BITS.draft) !== 0).at(-1);
    const before = old === undefined ? undefined : this.#texts.get(old.content);
    const text = this.#text();
    const draft = { ...text, messageId: random.chance(0.5) ? text.messageId : null };
    const content = this.#new(before === undefined ? draft : { ...before, body: text.body });
    const removeFirst = random.chance(0.5);
    if (old !== undefined) this.#touch(old);
    if (old !== undefined && removeFirst) this.#account.remove(folder, old.uid);
    this.#put(folder, { content, flags: FLAG_BITS.draft | FLAG_BITS.seen, internalDate: this.#now });
    if (old !== undefined && !removeFirst) this.#account.remove(folder, old.uid);
    return `draft ${content.guid} is saved in ${folder.path} over ${old?.content.guid ?? "nothing"}`;
  }

  #renumber(): string | null {
    const folder = this.#anyFolder();
    const order = [...folder.messages];
    if (this.#random.chance(0.3)) order.reverse();
    this.#account.renumber(folder, order);
    return `${folder.path} is renumbered: ${folder.uidValidity}`;
  }

  #createFolder(): string | null {
    const path = this.#freePath();
    if (path === null) return null;
    this.#account.create(path, null);
    return `${path} is created`;
  }

  #renameFolder(): string | null {
    const folder = this.#ownFolder();
    const path = this.#freePath();
    if (folder === null || path === null) return null;
    const before = folder.path;
    this.#touchAll(folder);
    this.#account.rename(folder, path);
    return `${before} is renamed ${path}`;
  }

  #swapFolders(): string | null {
    const [one, two] = [this.#ownFolder(), this.#ownFolder()];
    if (one === null || two === null || one === two) return null;
    const [first, second] = [one.path, two.path];
    this.#touchAll(one);
    this.#touchAll(two);
    this.#account.rename(one, "Between");
    this.#account.rename(two, first);
    this.#account.rename(one, second);
    return `${first} and ${second} change places`;
  }

  #deleteFolder(): string | null {
    const folder = this.#ownFolder();
    if (folder === null) return null;
    this.#touchAll(folder);
    this.#account.delete(folder.path);
    return `${folder.path} is deleted`;
  }

  /** Deleted and made again under the same name, with its mail or without. */
  #recreateFolder(): string | null {
    const folder = this.#ownFolder();
    if (folder === null) return null;
    this.#touchAll(folder);
    this.#account.delete(folder.path);
    const again = this.#account.create(folder.path, folder.specialUse);
    const kept = this.#random.chance(0.5) ? folder.messages : [];
    for (const message of kept) this.#put(again, this.#again(message));
    return `${folder.path} is made again with ${kept.length} messages`;
  }

  #oneFlag(): number {
    const { keywords } = this.#world.server.kind;
    return FLAG_BITS[this.#random.pick(keywords ? FLAG_NAMES : SYSTEM_FLAGS)];
  }

  #touch(message: ServerMessage): void {
    this.#account.observer?.touched(message);
  }

  /** Its messages are in another place by it. */
  #touchAll({ messages }: ServerFolder): void {
    for (const message of messages) this.#touch(message);
  }

  /** The mailbox is over its quota, or isn't any more. */
  #fill(): string {
    this.#account.full = !this.#account.full;
    return this.#account.full ? "the mailbox is full" : "the mailbox has room again";
  }

  get #isGmail(): boolean {
    return hasLabels(this.#world.server);
  }

  /** Something can be put there. */
  #anyFolder(): ServerFolder {
    const folders = [...this.#account.folders.values()];
    return this.#random.pick(this.#isGmail ? folders.filter((folder) => !isView(folder)) : folders);
  }

  #ownFolder(): ServerFolder | null {
    const own = [...this.#account.folders.values()].filter(
      ({ path }) => path !== "INBOX" && !path.startsWith("[Gmail]"),
    );
    return own.length === 0 ? null : this.#random.pick(own);
  }

  #anyMessage(): { readonly folder: ServerFolder; readonly message: ServerMessage } | null {
    const filled = [...this.#account.folders.values()].filter(({ messages }) => messages.length > 0);
    if (filled.length === 0) return null;
    const folder = this.#random.pick(filled);
    return { folder, message: this.#random.pick(folder.messages) };
  }

  #freePath(): string | null {
    const free = NEW_NAMES.filter((path) => !this.#account.folders.has(path));
    return free.length === 0 ? null : this.#random.pick(free);
  }
}
