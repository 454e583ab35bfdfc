// The mailboxes of the playground: generated mail with everything that has happened since laid over it. Every change
// is written to a journal before anybody hears of it, so that a second start, also after kill -9, has the same.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Applied, applyChange, type Change, refusalOf } from "./apply-change.ts";
import { type Folder, findMessage, present, type StoredMessage } from "./folder.ts";
import { Labels, labelled } from "./labels.ts";
import { generatedMeta, generateMessage } from "./mail/generate-message.ts";
import { type FolderSpec, foldersOf, PEOPLE, type PlaygroundPerson } from "./people.ts";

export interface Account {
  readonly person: PlaygroundPerson;
  readonly folders: Map<string, Folder>;
  /** At Gmail; null where folders are folders. */
  readonly labels: Labels | null;
}

export interface MailboxesKind {
  readonly size: "demo" | "small";
  /** All as Gmail has them, not only Google's people. */
  readonly labels: boolean;
}

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

  constructor(dataDir: string, kind: MailboxesKind, now: () => number) {
    this.#now = now;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.#journal = path.join(dataDir, "mail.jsonl");
    const newest = openFirstStart(path.join(dataDir, "first-start.json"), now());
    for (const person of PEOPLE) this.#accounts.set(person.address, generated(person, kind, newest));
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
    const emailId = `E${this.#now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`;
    return this.#add(address, folder, { raw, flags, date: Math.floor(date / 1000) * 1000, emailId });
  }

  /** As Exchange does it when a draft is changed: under a new uid it is the same message. */
  replace(address: string, folder: string, uid: number, raw: Uint8Array): void {
    const old = findMessage(this.folder(address, folder), uid);
    if (old === undefined) throw new Refused(`[NONEXISTENT] There is no message ${uid} in ${folder}.`);
    this.expunge(address, folder, [uid]);
    this.#add(address, folder, { raw, flags: [...old.flags], date: old.date, emailId: old.emailId });
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

  #add(
    address: string,
    folder: string,
    {
      raw,
      ...added
    }: { readonly raw: Uint8Array } & Pick<
      Extract<Change, { readonly kind: "add" }>,
      "flags" | "date" | "emailId"
    >,
  ): number {
    const text = Buffer.from(raw).toString("base64");
    return this.#change(address, { kind: "add", folder, raw: text, ...added }).uids[0] ?? 0;
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
    return there.length === 0 ? [] : this.#change(address, { kind, from, to, uids: there }).uids;
  }

  /** Nothing gets into the journal that the next start couldn't do again. */
  #change(address: string, change: Change): Applied {
    const account = this.account(address);
    if (account === undefined) throw new Refused(`[NONEXISTENT] Nobody is called ${address}.`);
    const refusal = refusalOf(account, change);
    if (refusal !== null) throw new Refused(refusal);
    if (!this.#replaying) {
      appendFileSync(this.#journal, `${JSON.stringify({ address, change })}\n`, { mode: 0o600 });
    }
    const applied = applyChange(
      account,
      change,
      this.#replaying ? 0 : this.#now() + this.#announceMsOf(account),
    );
    for (const folder of applied.changed) {
      folder.version++;
      for (const listener of this.#listeners) listener(folder);
    }
    return applied;
  }

  #announceMsOf({ person }: Account): number {
    return person.service === "google" ? 0 : this.announceMs;
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

function generated(person: PlaygroundPerson, { size, labels }: MailboxesKind, newest: number): Account {
  const made = foldersOf(person.address, size).map((spec, i) =>
    generatedFolder(person, spec, 1_700_000_000 + i, newest),
  );
  const isGmail = labels || person.service === "google";
  const all = isGmail ? labelled(made) : made;
  const folders = new Map(all.map((folder) => [folder.path, folder]));
  return { person, folders, labels: isGmail ? new Labels(folders) : null };
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
