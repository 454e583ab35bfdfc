// The model mail server: accounts with folders, what a kind of server can do, and the lies it tells while a history
// is in its wild part. Written from the RFCs and the field's facts, not from what the engine believes.
import { assert } from "../base/assert.ts";
import type { Flags } from "../core/flags.ts";
import type { ServerProfile } from "../engine/ports/mail.ts";
import { GmailLabels, hasLabels } from "./gmail-labels.ts";
import type { MailContent } from "./mail-content.ts";
import type { SeededRandom } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import { ServerFolder, type ServerMessage } from "./server-folder.ts";
import { WORLD_START } from "./sim-process.ts";

/** Probabilities, each 0 where a history doesn't have it. */
export interface Lies {
  /** A message is announced before it can be fetched. */
  readonly announcedEarly: number;
  /** ... and SEARCH names it at once all the same. */
  readonly searchNamesEarly: boolean;
  readonly stub: number;
  readonly nil: number;
  /** STATUS tells counts that are up to 20 s old. */
  readonly statusLate: number;
  /** SEARCH leaves out some of what it should name. */
  readonly searchShort: number;
  /** FETCH leaves out rows of messages that are there. */
  readonly fetchShort: number;
  readonly listEmpty: number;
  readonly listShort: number;
  readonly noUidValidity: number;
  /** Pushes nothing in IDLE. */
  readonly deaf: number;
  /** Moves or copies some of what was asked and says NO (RFC 6851 section 3.3 lets MOVE do so). */
  readonly movePartly: number;
  /** Says nothing about where it put them. */
  readonly noCopyUid: number;
  /** ... nor where it put what was appended. */
  readonly noAppendUid: number;
}

export const HONEST: Lies = {
  announcedEarly: 0,
  searchNamesEarly: false,
  stub: 0,
  nil: 0,
  statusLate: 0,
  searchShort: 0,
  fetchShort: 0,
  listEmpty: 0,
  listShort: 0,
  noUidValidity: 0,
  deaf: 0,
  movePartly: 0,
  noCopyUid: 0,
  noAppendUid: 0,
};

export interface ServerKind {
  readonly profile: ServerProfile;
  /** No UIDNEXT in EXAMINE and STATUS (163.com). */
  readonly noUidNext: boolean;
  /** Some folders can't count changes (NOMODSEQ). */
  readonly noModseq: boolean;
  /** The first folders were made together and share a UIDVALIDITY (Dovecot: the second they were made in). */
  readonly sharedUidValidity: boolean;
  readonly uidPlus: boolean;
  readonly move: boolean;
  /** Keeps flags that RFC 3501 doesn't know ($Forwarded). */
  readonly keywords: boolean;
  /** A message that is moved, copied or appended gets the present as its INTERNALDATE. */
  readonly datesAnew: boolean;
  readonly pushesFlags: boolean;
  /** Its zone, milliseconds east of UTC. */
  readonly zoneMs: number;
  /** What a session with a folder that is renumbered hears: its end, or the new UIDVALIDITY. */
  readonly renumberingEndsSession: boolean;
}

export class MailServer {
  readonly kind: ServerKind;
  readonly random: SeededRandom;
  readonly scheduler: Scheduler;
  readonly accounts = new Map<string, ServerAccount>();
  lies: Lies;
  /** The lies of its wild part: what was believed then may be written later. */
  readonly told: Lies;
  /** Commands and rows so far. */
  commands = 0;
  rows = 0;
  #guids = 0;
  logins = 0;
  /** Ends of sessions that will never hear an answer. */
  readonly hung = new Set<() => void>();
  /** Told when a client behaves as none may. */
  broken: (what: string) => void = () => undefined;

  constructor(kind: ServerKind, lies: Lies, scheduler: Scheduler, random: SeededRandom) {
    this.kind = kind;
    this.lies = lies;
    this.told = lies;
    this.scheduler = scheduler;
    this.random = random;
  }

  /** INTERNALDATE of a message that a client gives this one, or that it moves or copies. */
  dateOf(given: number): number {
    if (!this.kind.datesAnew) return given;
    return Math.floor((WORLD_START + this.scheduler.time) / 1000) * 1000;
  }

  nextGuid(): number {
    return ++this.#guids;
  }

  addAccount(address: string): ServerAccount {
    const account = new ServerAccount(this, address);
    this.accounts.set(address, account);
    return account;
  }

  /** From here on it tells the truth. */
  becomeHonest(): void {
    this.lies = HONEST;
    for (const end of this.hung) end();
    for (const account of this.accounts.values()) {
      account.throttledUntil = 0;
      account.full = false;
      for (const folder of account.folders.values()) folder.heal(this.scheduler.time);
    }
  }
}

/** What a client does to a message. */
export interface ClientWrite {
  readonly kind: "store" | "copy" | "move" | "expunge" | "append";
  readonly folder: ServerFolder;
  /** As it was before; of one that is appended as it is then. */
  readonly message: ServerMessage;
  readonly add: Flags;
  readonly remove: Flags;
  readonly target: ServerFolder | null;
}

/** Somebody who looks over the shoulders of clients and people. */
export interface AccountObserver {
  /** A client sends a command that changes mail. */
  sends(what: string): void;
  /** ... and it is done. */
  writes(write: ClientWrite): void;
  /** Somebody at the provider did something to a message. */
  touched(message: ServerMessage): void;
  /** Somebody at the provider renamed a folder. */
  renamed(): void;
  /** A folder's uids mean something else now. */
  renumbered(): void;
}

/** What a message that is put somewhere brings along. */
export interface Arrival {
  readonly content: MailContent;
  readonly flags: number;
  readonly internalDate: number;
}

/** Of all folders that were there at the beginning, on a server that gives them one. */
const SHARED_VALIDITY = 1_000;

export class ServerAccount {
  /** Other people who may open it. */
  readonly openTo = new Set<string>();
  readonly address: string;
  readonly server: MailServer;
  /** By path. */
  readonly folders = new Map<string, ServerFolder>();
  /** Sessions that are open now. */
  sessions = 0;
  /** Ends them. */
  readonly cuts = new Set<() => void>();
  throttledUntil = 0;
  /** Over quota: nothing can be put anywhere by clients. */
  full = false;
  observer: AccountObserver | null = null;
  /** (path, UIDVALIDITY, uid) -> what it names, for ever. */
  readonly #named = new Map<string, MailContent>();
  /** By SHA-256: all that was ever in this mailbox. */
  readonly #contents = new Map<string, MailContent>();
  /** By look: who looks so. */
  readonly #looks = new Map<string, Set<number>>();
  readonly #validities = new Map<string, string>();
  #lastValidity = SHARED_VALIDITY;
  #folders = 0;
  /** Null where folders are folders. */
  readonly #labels: GmailLabels | null;

  constructor(server: MailServer, address: string) {
    this.server = server;
    this.address = address;
    this.#labels = hasLabels(server) ? new GmailLabels(this.folders, this.#place.bind(this)) : null;
  }

  folder(path: string): ServerFolder {
    const folder = this.folders.get(path);
    assert(folder !== undefined, `no folder ${path} at the server`);
    return folder;
  }

  /** Who has a folder selected under a path reads it on where it is renamed to. */
  named(path: string, key: string): MailContent | undefined {
    const paths = [...this.folders.values()].filter(({ formerPaths }) => formerPaths.includes(path));
    return [path, ...paths.map((folder) => folder.path)]
      .map((at) => this.#named.get(`${at}\n${key}`))
      .find((content) => content !== undefined);
  }

  contentOf(sha256: string): MailContent | undefined {
    return this.#contents.get(sha256);
  }

  /** Somebody will put it here. */
  know(content: MailContent): void {
    this.#contents.set(content.sha256, content);
    const alike = this.#looks.get(content.look);
    if (alike === undefined) this.#looks.set(content.look, new Set([content.guid]));
    else alike.add(content.guid);
  }

  /** Whether another message looks the same, so that one may be taken for the other (law 2). */
  hasDouble(sha256: string): boolean {
    const look = this.#contents.get(sha256)?.look;
    return look !== undefined && (this.#looks.get(look)?.size ?? 0) > 1;
  }

  create(path: string, specialUse: string | null): ServerFolder {
    const id = `F${++this.#folders}`;
    // One that is made again, however soon, has another.
    const isFirst = this.server.scheduler.time === 0 && !this.#validities.has(`${path}\n${SHARED_VALIDITY}`);
    const shared = this.server.kind.sharedUidValidity && isFirst;
    const folder = new ServerFolder({
      id,
      path,
      specialUse,
      uidValidity: shared ? SHARED_VALIDITY : ++this.#lastValidity,
    });
    if (this.server.scheduler.time > 0) folder.pathSince = this.server.scheduler.time;
    this.folders.set(path, folder);
    this.#validities.set(`${path}\n${folder.uidValidity}`, id);
    return folder;
  }

  delete(path: string): void {
    const folder = this.folder(path);
    folder.deleted = true;
    this.folders.delete(path);
  }

  /** Keeps UIDVALIDITY and uids, unless they named other messages under this path before. */
  rename(folder: ServerFolder, path: string): void {
    this.observer?.renamed();
    if (this.folders.get(folder.path) === folder) this.folders.delete(folder.path);
    folder.formerPaths.push(folder.path);
    folder.path = path;
    folder.pathSince = this.server.scheduler.time;
    this.folders.set(path, folder);
    const before = this.#validities.get(`${path}\n${folder.uidValidity}`);
    if (before !== undefined && before !== folder.id) this.renumber(folder, folder.messages);
    this.#validities.set(`${path}\n${folder.uidValidity}`, folder.id);
    for (const message of folder.messages) this.#name(folder, message.uid, message.content);
  }

  renumber(folder: ServerFolder, order: ServerFolder["messages"]): void {
    this.observer?.renumbered();
    folder.renumber(++this.#lastValidity, order);
    this.#validities.set(`${folder.path}\n${folder.uidValidity}`, folder.id);
    this.name(folder);
  }

  /** Answers where it lies. */
  put(folder: ServerFolder, arrival: Arrival): ServerMessage {
    return this.#labels?.put(folder, arrival) ?? this.#place(folder, arrival);
  }

  /** Of a message that is moved from one folder to another. */
  move(from: ServerFolder, { uid }: ServerMessage, to: ServerFolder, arrival: Arrival): ServerMessage {
    // A label that is taken away first might be the last.
    if (this.#labels === null) from.remove(uid);
    const put = this.put(to, arrival);
    if (from !== to) this.#labels?.remove(from, uid);
    return put;
  }

  remove(folder: ServerFolder, uid: number): void {
    if (this.#labels === null) folder.remove(uid);
    else this.#labels.remove(folder, uid);
  }

  setFlags(folder: ServerFolder, uid: number, flags: number): void {
    if (this.#labels === null) folder.setFlags(uid, flags);
    else this.#labels.setFlags(folder, uid, flags);
  }

  #place(folder: ServerFolder, { content, flags, internalDate }: Arrival): ServerMessage {
    const { lies, random, scheduler } = this.server;
    const early = random.chance(lies.announcedEarly);
    const servedFrom = early ? scheduler.time + random.between(100, 20_000) : 0;
    const stub = random.chance(lies.stub);
    const spoilt = stub || random.chance(lies.nil);
    const message = folder.put({
      content,
      flags,
      internalDate,
      putAt: scheduler.time,
      servedFrom,
      namedFrom: lies.searchNamesEarly ? 0 : servedFrom,
      spoiltUntil: spoilt ? scheduler.time + random.between(1_000, 120_000) : 0,
      spoiltBy: stub ? "stub" : "nil",
    });
    this.#name(folder, message.uid, content);
    return message;
  }

  /** What a test has put into a folder by itself. */
  name(folder: ServerFolder): void {
    for (const message of folder.messages) this.#name(folder, message.uid, message.content);
  }

  #name(folder: ServerFolder, uid: number, content: MailContent): void {
    const key = `${folder.path}\n${folder.uidValidity}:${uid}`;
    const before = this.#named.get(key);
    assert(before === undefined || before === content, "the model names two messages alike");
    this.#named.set(key, content);
    this.know(content);
  }
}
