// One folder of the model server, after RFC 3501, 7162 and 8474: uids only go up, a change of anything raises the
// folder's MODSEQ, and (path, UIDVALIDITY, uid) names one message for ever.
import type { MailContent } from "./mail-content.ts";

export interface ServerMessage {
  readonly uid: number;
  readonly content: MailContent;
  readonly internalDate: number;
  readonly flags: number;
  readonly modseq: number;
  /** When it came into this folder, world time. */
  readonly putAt: number;
  /** FETCH gives no row before (Exchange announces earlier than it serves). */
  readonly servedFrom: number;
  /** SEARCH doesn't name it before. */
  readonly namedFrom: number;
  /** Until then FETCH gives a stub, or no bytes at all. */
  readonly spoiltUntil: number;
  readonly spoiltBy: "stub" | "nil";
  /** When the server began to serve it before its time, world time: what was tried until then is believed. */
  readonly healedAt?: number;
}

export type FolderNews = "arrived" | "gone" | "flags";

export class ServerFolder {
  /** MAILBOXID: survives renames. */
  readonly id: string;
  readonly specialUse: string | null;
  path: string;
  readonly formerPaths: string[] = [];
  /** When it got this path. */
  pathSince = Number.NEGATIVE_INFINITY;
  uidValidity: number;
  uidNext = 1;
  modseq = 1;
  /** By uid, ascending. */
  messages: readonly ServerMessage[] = [];
  readonly expunged: { readonly uid: number; readonly modseq: number }[] = [];
  deleted = false;
  /** SELECT opens it for reading only. */
  readOnly = false;
  readonly #listeners = new Set<(news: FolderNews) => void>();

  constructor(given: Pick<ServerFolder, "id" | "path" | "specialUse" | "uidValidity">) {
    this.id = given.id;
    this.path = given.path;
    this.specialUse = given.specialUse;
    this.uidValidity = given.uidValidity;
  }

  find(uid: number): ServerMessage | undefined {
    return this.messages.find((message) => message.uid === uid);
  }

  put(message: Omit<ServerMessage, "uid" | "modseq">): ServerMessage {
    const put = { ...message, uid: this.uidNext++, modseq: ++this.modseq };
    this.messages = [...this.messages, put];
    this.#tell("arrived");
    return put;
  }

  setFlags(uid: number, flags: number): void {
    const modseq = ++this.modseq;
    this.messages = this.messages.map((each) => (each.uid === uid ? { ...each, flags, modseq } : each));
    this.#tell("flags");
  }

  remove(uid: number): void {
    const modseq = ++this.modseq;
    this.messages = this.messages.filter((each) => each.uid !== uid);
    this.expunged.push({ uid, modseq });
    this.#tell("gone");
  }

  /** The server was rebuilt: everything has another uid, and the old ones mean nothing. */
  renumber(uidValidity: number, order: readonly ServerMessage[]): void {
    this.uidValidity = uidValidity;
    this.uidNext = 1;
    this.expunged.length = 0;
    this.messages = order.map((message) => ({
      ...message,
      uid: this.uidNext++,
      modseq: ++this.modseq,
    }));
    this.#tell("gone");
  }

  /** The lies about messages end: whatever is here is served. */
  heal(healedAt: number): void {
    const honest = { servedFrom: 0, namedFrom: 0, spoiltUntil: 0 };
    if (this.messages.every((each) => each.servedFrom + each.namedFrom + each.spoiltUntil === 0)) return;
    this.messages = this.messages.map((each) =>
      each.servedFrom + each.namedFrom + each.spoiltUntil === 0 ? each : { ...each, ...honest, healedAt },
    );
    this.#tell("arrived");
  }

  listen(listener: (news: FolderNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(news: FolderNews): void {
    for (const listener of [...this.#listeners]) listener(news);
  }
}
