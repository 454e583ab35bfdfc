// The mailboxes of the playground: generated mail with everything that has happened since laid over it. Every change
// is written to a journal before anybody hears of it, so that a second start, also after kill -9, has the same.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert } from "../base/assert.ts";
import { generatedMeta, generateMessage } from "./mail/generate-message.ts";
import { type FolderSpec, foldersOf, PEOPLE, type PlaygroundPerson } from "./people.ts";

const UID_SHIFT = 1_000;

export interface StoredMessage {
  readonly uid: number;
  readonly flags: ReadonlySet<string>;
  /** INTERNALDATE, ms. */
  readonly date: number;
  readonly modseq: number;
  /** From when on it can be fetched, ms; Exchange announces a message before. */
  readonly readableAt: number;
  readonly emailId: string;
  bytes(): Buffer;
  size(): number;
}

export interface Folder {
  path: string;
  readonly use: string | null;
  readonly stub: boolean;
  /** MAILBOXID (RFC 8474): stays with the folder, whatever it is called, until it is renumbered. */
  id: string;
  uidValidity: number;
  uidNext: number;
  modseq: number;
  messages: StoredMessage[];
  /** What left, for QRESYNC: uid and the modseq at which it did. */
  readonly vanished: { readonly uid: number; readonly modseq: number }[];
  /** Goes up with every change. */
  version: number;
}

export interface Account {
  readonly person: PlaygroundPerson;
  readonly folders: Map<string, Folder>;
}

type Change =
  | {
      readonly kind: "add";
      readonly folder: string;
      readonly raw: string;
      readonly flags: readonly string[];
      readonly date: number;
      readonly emailId: string;
    }
  | { readonly kind: "move"; readonly from: string; readonly to: string; readonly uids: readonly number[] }
  | { readonly kind: "copy"; readonly from: string; readonly to: string; readonly uids: readonly number[] }
  | {
      readonly kind: "flags";
      readonly folder: string;
      readonly uid: number;
      readonly flags: readonly string[];
    }
  | { readonly kind: "expunge"; readonly folder: string; readonly uids: readonly number[] }
  | { readonly kind: "create"; readonly folder: string; readonly uidValidity: number }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "delete"; readonly folder: string }
  | { readonly kind: "renumber"; readonly folder: string; readonly uidValidity: number };

/** A change that can't be made; the text may begin with a response code of RFC 5530. */
export class Refused extends Error {}

type Listener = (folder: Folder) => void;

export class Mailboxes {
  readonly #accounts = new Map<string, Account>();
  readonly #journal: string;
  readonly #now: () => number;
  readonly #listeners = new Set<Listener>();
  #replaying = true;
  #lastValidity = 0;
  /** How long a delivered message is announced before it can be fetched, ms. */
  announceMs = 0;

  constructor(dataDir: string, size: "demo" | "small", now: () => number) {
    this.#now = now;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.#journal = path.join(dataDir, "mail.jsonl");
    const newest = openFirstStart(path.join(dataDir, "first-start.json"), now());
    for (const person of PEOPLE) this.#accounts.set(person.address, generated(person, size, newest));
    this.#replay();
    this.#replaying = false;
  }

  account(address: string): Account | undefined {
    return this.#accounts.get(address.toLowerCase());
  }

  get accounts(): IterableIterator<Account> {
    return this.#accounts.values();
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Answers the new uid. */
  add(
    address: string,
    folder: string,
    raw: Uint8Array,
    flags: readonly string[] = [],
    date = this.#now(),
  ): number {
    this.#change(address, {
      kind: "add",
      folder,
      raw: Buffer.from(raw).toString("base64"),
      flags,
      date: Math.floor(date / 1000) * 1000,
      emailId: `E${this.#now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`,
    });
    return this.folder(address, folder).uidNext - 1;
  }

  /** Answers the new uids in the order of `uids`; those that aren't there any more have none. */
  move(address: string, from: string, uids: readonly number[], to: string): readonly number[] {
    return this.#transfer("move", address, { from, to, uids });
  }

  copy(address: string, from: string, uids: readonly number[], to: string): readonly number[] {
    return this.#transfer("copy", address, { from, to, uids });
  }

  setFlags(address: string, folder: string, uid: number, flags: Iterable<string>): void {
    const before = findMessage(this.folder(address, folder), uid)?.flags;
    const after = new Set(flags);
    // What is so already is no change: nobody is told, and MODSEQ stays.
    if (before === undefined || (before.size === after.size && [...after].every((flag) => before.has(flag))))
      return;
    this.#change(address, { kind: "flags", folder, uid, flags: [...after] });
  }

  expunge(address: string, folder: string, uids: readonly number[]): void {
    const there = present(this.folder(address, folder), uids);
    if (there.length > 0) this.#change(address, { kind: "expunge", folder, uids: there });
  }

  create(address: string, folder: string): void {
    this.#change(address, { kind: "create", folder, uidValidity: this.#validity() });
  }

  rename(address: string, from: string, to: string): void {
    this.#change(address, { kind: "rename", from, to });
  }

  delete(address: string, folder: string): void {
    this.#change(address, { kind: "delete", folder });
  }

  /** All messages get new uids under a new UIDVALIDITY. */
  renumber(address: string, folder: string): void {
    this.#change(address, { kind: "renumber", folder, uidValidity: this.#validity() });
  }

  folder(address: string, folder: string): Folder {
    const found = this.account(address)?.folders.get(folder);
    if (found === undefined) throw new Refused(`[NONEXISTENT] There is no folder ${folder} of ${address}.`);
    return found;
  }

  #validity(): number {
    this.#lastValidity = Math.max(this.#lastValidity + 1, Math.floor(this.#now() / 1000));
    return this.#lastValidity;
  }

  #transfer(
    kind: "move" | "copy",
    address: string,
    { from, to, uids }: { readonly from: string; readonly to: string; readonly uids: readonly number[] },
  ): readonly number[] {
    const there = present(this.folder(address, from), uids);
    const first = this.folder(address, to).uidNext;
    if (there.length > 0) this.#change(address, { kind, from, to, uids: there });
    return there.map((_, i) => first + i);
  }

  /** Nothing gets into the journal that the next start couldn't do again. */
  #change(address: string, change: Change): void {
    const account = this.account(address);
    if (account === undefined) throw new Refused(`[NONEXISTENT] Nobody is called ${address}.`);
    const refusal = refusalOf(account, change);
    if (refusal !== null) throw new Refused(refusal);
    if (!this.#replaying) {
      appendFileSync(this.#journal, `${JSON.stringify({ address, change })}\n`, { mode: 0o600 });
    }
    for (const folder of apply(account, change, this.#replaying ? 0 : this.#now() + this.announceMs)) {
      folder.version++;
      for (const listener of this.#listeners) listener(folder);
    }
  }

  /** A line that was cut off by a crash is the last one, and was told to nobody. */
  #replay(): void {
    if (!existsSync(this.#journal)) return;
    for (const line of readFileSync(this.#journal, "utf8").split("\n")) {
      if (line === "") continue;
      let entry: { readonly address: string; readonly change: Change };
      try {
        entry = JSON.parse(line);
      } catch {
        appendFileSync(this.#journal, "\n");
        continue;
      }
      try {
        this.#change(entry.address, entry.change);
      } catch (error) {
        // The people or their folders were others when this was written.
        if (!(error instanceof Refused)) throw error;
      }
    }
  }
}

/** The generated mail ends where the playground was first started, ms UTC, and stays there. */
function openFirstStart(file: string, now: number): number {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as number;
  writeFileSync(file, JSON.stringify(now), { mode: 0o600 });
  return now;
}

function generated(person: PlaygroundPerson, size: "demo" | "small", newest: number): Account {
  const folders = new Map<string, Folder>();
  foldersOf(person.address, size).forEach((spec, i) => {
    folders.set(spec.path, generatedFolder(person, spec, 1_700_000_000 + i, newest));
  });
  return { person, folders };
}

function generatedFolder(
  person: PlaygroundPerson,
  spec: FolderSpec,
  uidValidity: number,
  newest: number,
): Folder {
  const messages = Array.from({ length: spec.messages }, (_, index): StoredMessage => {
    const meta = generatedMeta(person, spec.path, { index, count: spec.messages, newest });
    const flags = new Set<string>();
    if (meta.seen) flags.add("\\Seen");
    if (meta.flagged) flags.add("\\Flagged");
    if (meta.answered) flags.add("\\Answered");
    if (spec.use === "\\Drafts") flags.add("\\Draft");
    return {
      uid: index + 1,
      flags,
      date: meta.date,
      modseq: 1,
      readableAt: 0,
      emailId: `G${uidValidity}x${index}`,
      ...remembered(() =>
        spec.stub ? stub(index) : generateMessage(person, spec.path, index, meta.date).bytes,
      ),
    };
  });
  return {
    path: spec.path,
    use: spec.use,
    stub: spec.stub,
    id: `F${uidValidity}`,
    uidValidity,
    uidNext: spec.messages + 1,
    modseq: 1,
    messages,
    vanished: [],
    version: 0,
  };
}

/** The message that was generated last: one FETCH asks for its size, its headers and its text. */
let latest: { readonly generate: () => Buffer; readonly bytes: Buffer } | null = null;

function remembered(generate: () => Buffer): Pick<StoredMessage, "bytes" | "size"> {
  let size: number | null = null;
  const bytes = (): Buffer => {
    if (latest?.generate !== generate) latest = { generate, bytes: generate() };
    size = latest.bytes.length;
    return latest.bytes;
  };
  return { bytes, size: () => size ?? bytes().length };
}

/** What Exchange serves for an item that is no mail, or that it can't convert. */
export function stub(index: number): Buffer {
  return Buffer.from(
    `From: "Microsoft Exchange" <noreply@playground.example>\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: ${index}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nThe server couldn't retrieve the following message:\r\n\r\nSubject: "item ${index}"\r\n`,
  );
}

/** Why a change can't be made; null when it can. */
function refusalOf(account: Account, change: Change): string | null {
  const missing = (name: string): string | null =>
    account.folders.has(name) ? null : `[NONEXISTENT] There is no folder ${name}.`;
  const taken = (name: string): string | null =>
    account.folders.has(name) ? "[ALREADYEXISTS] The folder exists already." : null;
  switch (change.kind) {
    case "add":
    case "flags":
    case "expunge":
    case "renumber":
      return missing(change.folder);
    case "move":
    case "copy":
      return missing(change.from) ?? missing(change.to);
    case "create":
      return change.folder === "" ? "[CANNOT] A folder needs a name." : taken(change.folder);
    case "delete":
      if (change.folder === "INBOX") return "[CANNOT] The inbox can't be deleted.";
      return missing(change.folder);
    case "rename":
      if (change.from === "INBOX" || change.to === "") return "[CANNOT] This folder can't be renamed so.";
      if (change.to.startsWith(`${change.from}/`)) return "[CANNOT] A folder can't be moved into itself.";
      return (
        missing(change.from) ??
        renamed(account, change.from, change.to)
          .map(({ to }) => taken(to))
          .find((refusal) => refusal !== null) ??
        null
      );
  }
}

/** Answers the folders that changed. */
function apply(account: Account, change: Change, readableAt: number): readonly Folder[] {
  const find = (name: string): Folder => {
    const folder = account.folders.get(name);
    assert(folder !== undefined, "the folder was looked for before");
    return folder;
  };
  switch (change.kind) {
    case "add": {
      const folder = find(change.folder);
      const raw = Buffer.from(change.raw, "base64");
      const { date, emailId } = change;
      put(folder, {
        flags: new Set(change.flags),
        date,
        readableAt,
        emailId,
        bytes: () => raw,
        size: () => raw.length,
      });
      return [folder];
    }
    case "move":
    case "copy": {
      const from = find(change.from);
      const to = find(change.to);
      for (const message of change.uids.flatMap((uid) => findMessage(from, uid) ?? [])) {
        put(to, { ...message, readableAt });
      }
      if (change.kind === "copy") return [to];
      remove(from, new Set(change.uids));
      return [from, to];
    }
    case "flags": {
      const folder = find(change.folder);
      folder.modseq++;
      const at = indexOf(folder, change.uid);
      const message = folder.messages[at];
      if (message?.uid === change.uid) {
        folder.messages[at] = { ...message, flags: new Set(change.flags), modseq: folder.modseq };
      }
      return [folder];
    }
    case "expunge": {
      const folder = find(change.folder);
      remove(folder, new Set(change.uids));
      return [folder];
    }
    case "create": {
      const folder: Folder = {
        path: change.folder,
        use: null,
        stub: false,
        id: `F${change.uidValidity}`,
        uidValidity: change.uidValidity,
        uidNext: 1,
        modseq: 1,
        messages: [],
        vanished: [],
        version: 0,
      };
      account.folders.set(change.folder, folder);
      return [folder];
    }
    case "rename": {
      const moved = renamed(account, change.from, change.to);
      for (const { folder } of moved) account.folders.delete(folder.path);
      for (const { folder, to } of moved) {
        folder.path = to;
        account.folders.set(to, folder);
      }
      return moved.map(({ folder }) => folder);
    }
    case "delete": {
      const folder = find(change.folder);
      account.folders.delete(change.folder);
      return [folder];
    }
    case "renumber": {
      const folder = find(change.folder);
      folder.uidValidity = change.uidValidity;
      folder.id = `F${change.uidValidity}`;
      // Never the same numbers again: a client that trusts the old ones shall be seen to be wrong.
      const first = (folder.messages[0]?.uid ?? 0) + UID_SHIFT;
      folder.messages = folder.messages.map((message, i) => ({ ...message, uid: first + i }));
      folder.uidNext = first + folder.messages.length;
      folder.vanished.length = 0;
      return [folder];
    }
  }
}

/** A folder and what is below it, with their new paths. */
function renamed(
  account: Account,
  from: string,
  to: string,
): readonly { readonly folder: Folder; readonly to: string }[] {
  return [...account.folders.values()]
    .filter(({ path: name }) => name === from || name.startsWith(`${from}/`))
    .map((folder) => ({ folder, to: to + folder.path.slice(from.length) }));
}

function put(folder: Folder, message: Omit<StoredMessage, "uid" | "modseq">): void {
  folder.modseq++;
  folder.messages.push({ ...message, uid: folder.uidNext++, modseq: folder.modseq });
}

/** Where this uid is or would be among the messages, which are in the order of their uids. */
function indexOf({ messages }: Folder, uid: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.uid ?? 0) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function findMessage(folder: Folder, uid: number): StoredMessage | undefined {
  const message = folder.messages[indexOf(folder, uid)];
  return message?.uid === uid ? message : undefined;
}

function present(folder: Folder, uids: readonly number[]): readonly number[] {
  return uids.filter((uid) => findMessage(folder, uid) !== undefined);
}

function remove(folder: Folder, uids: ReadonlySet<number>): void {
  folder.modseq++;
  for (const { uid } of folder.messages)
    if (uids.has(uid)) folder.vanished.push({ uid, modseq: folder.modseq });
  folder.messages = folder.messages.filter(({ uid }) => !uids.has(uid));
}
