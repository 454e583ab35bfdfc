// Gmail's labels: a folder shows the messages that carry one, each under a uid of its own there. Flags are the message's;
// only \\Deleted is the folder's, and takes the label away at once. All Mail has all but Trash and Spam, where a message
// has no other label; what comes under the same bytes is the same message.
import { createHash } from "node:crypto";
import { type Applied, folderOf, type MailChange, messageOf } from "./apply-change.ts";
import { changeFlags, type Folder, findMessage, put, remove, type StoredMessage } from "./folder.ts";

const PATHS: Readonly<Record<string, string>> = {
  "\\All": "[Gmail]/All Mail",
  "\\Drafts": "[Gmail]/Drafts",
  "\\Important": "[Gmail]/Important",
  "\\Junk": "[Gmail]/Spam",
  "\\Sent": "[Gmail]/Sent Mail",
  "\\Flagged": "[Gmail]/Starred",
  "\\Trash": "[Gmail]/Trash",
};
/** How X-GM-LABELS calls them. */
const SYSTEM_LABELS: Readonly<Record<string, string>> = {
  "\\Drafts": "\\\\Draft",
  "\\Important": "\\\\Important",
  "\\Sent": "\\\\Sent",
  "\\Flagged": "\\\\Starred",
};
/** Of Inbox, every so many carry the first label too. */
const LABELLED_EVERY = 5;
const FIRST_VALIDITY = 1_800_000_000;

type Content = Omit<StoredMessage, "uid" | "modseq">;

/** The folders of a mailbox as Gmail has them: what was archived is in All Mail alone. */
export function labelled(folders: readonly Folder[]): readonly Folder[] {
  const ofMail = folders.filter(({ stub }) => !stub);
  const byUse = new Map(ofMail.map((folder) => [folder.use === "\\Archive" ? "\\All" : folder.use, folder]));
  const own = Object.entries(PATHS).map(
    ([use, path], i): Folder => ({ ...(byUse.get(use) ?? empty(FIRST_VALIDITY + i)), use, path }),
  );
  const labels = ofMail.filter(({ use }) => use === null);
  const all = [...labels, ...own];
  const inbox = labels.find(({ path }) => path === "INBOX");
  const first = labels.find((folder) => folder !== inbox);
  for (const message of inbox?.messages ?? []) {
    if (first !== undefined && message.uid % LABELLED_EVERY === 0) put(first, message);
  }
  const archived = byUse.get("\\All")?.messages ?? [];
  const shown = new Map(archived.map((message) => [message.emailId, message]));
  for (const folder of all) {
    if (isView(folder) || isBin(folder)) continue;
    for (const message of folder.messages) shown.set(message.emailId, message);
  }
  for (const folder of own.filter(isView)) folder.messages = [];
  for (const message of shown.values()) {
    for (const folder of own) {
      if (folder.use === "\\All") put(folder, message);
      if (folder.use === "\\Flagged" && message.flags.has("\\Flagged")) put(folder, message);
    }
  }
  for (const folder of all) folder.modseq = 1;
  return all;
}

function empty(uidValidity: number): Omit<Folder, "path" | "use"> {
  const id = `F${uidValidity}`;
  return { id, uidValidity, stub: false, uidNext: 1, modseq: 1, messages: [], vanished: [], version: 0 };
}

function isBin({ use }: Folder): boolean {
  return use === "\\Trash" || use === "\\Junk";
}

function isView({ use }: Folder): boolean {
  return use === "\\All" || use === "\\Flagged" || use === "\\Important";
}

function find(folder: Folder, emailId: string): StoredMessage | undefined {
  return folder.messages.find((message) => message.emailId === emailId);
}

/** In All Mail, and in Starred as long as it has a star. Answers what changed by it. */
function show(folders: Iterable<Folder>, message: Content): readonly Folder[] {
  const changed: Folder[] = [];
  for (const folder of folders) {
    if (folder.use !== "\\All" && folder.use !== "\\Flagged") continue;
    const there = find(folder, message.emailId);
    const belongs = folder.use === "\\All" || message.flags.has("\\Flagged");
    if (belongs === (there !== undefined)) continue;
    if (there === undefined) put(folder, message);
    else remove(folder, new Set([there.uid]));
    changed.push(folder);
  }
  return changed;
}

export class Labels {
  readonly #folders: Map<string, Folder>;
  /** SHA-256 -> emailId of what was ever put here. */
  readonly #known = new Map<string, string>();

  constructor(folders: Map<string, Folder>) {
    this.#folders = folders;
  }

  apply(change: MailChange, readableAt: number): Applied {
    const changed = new Set<Folder>();
    const uids: number[] = [];
    switch (change.kind) {
      case "add": {
        const message = this.#knownAs(messageOf(change, readableAt));
        uids.push(this.#give(folderOf(this.#folders, change.folder), message, changed));
        break;
      }
      case "move":
      case "copy": {
        const from = folderOf(this.#folders, change.from);
        const to = folderOf(this.#folders, change.to);
        for (const message of change.uids.flatMap((uid) => findMessage(from, uid) ?? [])) {
          uids.push(this.#give(to, { ...message, readableAt }, changed));
          if (change.kind === "move" && from !== to) this.#take(from, message.uid, changed);
        }
        break;
      }
      case "flags": {
        const folder = folderOf(this.#folders, change.folder);
        this.#setFlags(folder, change.uid, new Set(change.flags), changed);
        break;
      }
      case "expunge":
        for (const uid of change.uids) this.#take(folderOf(this.#folders, change.folder), uid, changed);
    }
    return { changed: [...changed], uids };
  }

  /** The labels of a message as X-GM-LABELS tells them, but for that of the folder in which it is asked. */
  labelsOf({ emailId }: StoredMessage, asked: Folder): readonly string[] {
    const others = [...this.#folders.values()].filter(
      (folder) => folder !== asked && folder.use !== "\\All" && find(folder, emailId) !== undefined,
    );
    return others.map(({ path, use }) => {
      if (path === "INBOX") return '"\\\\Inbox"';
      return `"${use === null ? path.replace(/["\\]/g, "\\$&") : (SYSTEM_LABELS[use] ?? path)}"`;
    });
  }

  /** The message that is here already under the same bytes, if one is. */
  #knownAs(message: Content): Content {
    const sha256 = createHash("sha256").update(message.bytes()).digest("hex");
    const emailId = this.#known.get(sha256);
    if (emailId !== undefined) {
      for (const folder of this.#folders.values()) {
        const there = find(folder, emailId);
        if (there !== undefined) return there;
      }
    }
    this.#known.set(sha256, message.emailId);
    return message;
  }

  /** Answers the uid. */
  #give(folder: Folder, message: Content, changed: Set<Folder>): number {
    const there = find(folder, message.emailId);
    if (there !== undefined) return there.uid;
    for (const other of this.#folders.values()) {
      const elsewhere = find(other, message.emailId);
      if (elsewhere === undefined || !(isBin(folder) || isBin(other))) continue;
      remove(other, new Set([elsewhere.uid]));
      changed.add(other);
    }
    const uid = put(folder, message);
    changed.add(folder);
    if (!isBin(folder)) for (const each of show(this.#folders.values(), message)) changed.add(each);
    return uid;
  }

  /** The label; in Trash and Spam the message. */
  #take(folder: Folder, uid: number, changed: Set<Folder>): void {
    const message = findMessage(folder, uid);
    if (message === undefined || folder.use === "\\All") return;
    if (folder.use === "\\Flagged") {
      const flags = [...message.flags].filter((flag) => flag !== "\\Flagged");
      this.#setFlags(folder, uid, new Set(flags), changed);
    } else {
      remove(folder, new Set([uid]));
      changed.add(folder);
    }
  }

  #setFlags(folder: Folder, uid: number, flags: ReadonlySet<string>, changed: Set<Folder>): void {
    const message = findMessage(folder, uid);
    if (message === undefined) return;
    const shared = new Set([...flags].filter((flag) => flag !== "\\Deleted"));
    for (const each of this.#folders.values()) {
      const there = find(each, message.emailId);
      if (there === undefined) continue;
      changeFlags(each, there.uid, shared);
      changed.add(each);
    }
    if (!isBin(folder)) {
      for (const each of show(this.#folders.values(), { ...message, flags: shared })) changed.add(each);
    }
    if (flags.has("\\Deleted")) this.#take(folder, uid, changed);
  }
}
