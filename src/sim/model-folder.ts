// A folder opened on the model server, as the engine's OpenFolder.

import type { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { firstValue, readHeaders } from "../core/mime-headers.ts";
import { UID_MAX, UidSet } from "../core/uid-set.ts";
import type {
  ClueSearch,
  FlagRow,
  HeaderRow,
  IdleHint,
  KnownFolderState,
  MessageRow,
  OpenFolder,
  SearchCriterion,
} from "../engine/ports/mail.ts";
import { hasLabels, isView } from "./gmail-labels.ts";
import { STUB } from "./mail-content.ts";
import { bye, folderChanged, folderGone } from "./mail-refusals.ts";
import type { ServerAccount } from "./mail-server.ts";
import { countsChanges, type ModelSession, type Rows } from "./mail-session.ts";
import type { FolderNews, ServerFolder, ServerMessage } from "./server-folder.ts";

const NOOP_MS = 30_000;
/** IDLE is ended by the server after so long, as some do. */
const IDLE_MS_MAX = 25 * 60_000;

export interface OpenedAs {
  readonly uidValidity: number;
  readonly uidNext: number | null;
  readonly exists: number;
  readonly modseq: bigint | null;
  readonly resync: OpenFolder["resync"];
}

/** EXAMINE or SELECT, at the server. */
export function select(
  session: ModelSession,
  folder: ServerFolder,
  known: KnownFolderState | null,
): OpenedAs {
  const { kind, random, lies } = session.server;
  const modseq = countsChanges(session.server, folder) ? BigInt(folder.modseq) : null;
  if (hasLabels(session.server) && isView(folder)) session.server.broken(`${folder.path} is opened`);
  return {
    uidValidity: random.chance(lies.noUidValidity) ? 0 : folder.uidValidity,
    uidNext: kind.noUidNext ? null : folder.uidNext,
    exists: folder.messages.length,
    modseq,
    resync: modseq === null ? null : resyncOf(session, folder, known),
  };
}

/** RFC 7162 section 3.2.5: only what changed or vanished after the client's MODSEQ. */
function resyncOf(
  session: ModelSession,
  folder: ServerFolder,
  known: KnownFolderState | null,
): OpenFolder["resync"] {
  if (!session.profile.qresync || known?.modseq == null || known.uidValidity !== folder.uidValidity) {
    return null;
  }
  const since = Number(known.modseq);
  const vanished = folder.expunged.filter(({ modseq }) => modseq > since).map(({ uid }) => uid);
  return {
    vanished: UidSet.of(vanished).intersect(known.uids),
    changed: folder.messages.filter(({ modseq }) => modseq > since).map(flagRow),
  };
}

function flagRow({ uid, flags }: ServerMessage): FlagRow {
  return { uid, flags };
}

export class ModelFolder implements OpenFolder {
  readonly path: string;
  readonly uidValidity: number;
  readonly uidNext: number | null;
  readonly exists: number;
  readonly modseq: bigint | null;
  readonly resync: OpenFolder["resync"];
  readonly #session: ModelSession;
  readonly #folder: ServerFolder;
  /** As the server had it when the folder was opened. */
  readonly #numbered: number;
  #uids: readonly number[];
  #closed: SyncError | null = null;
  #news: FolderNews | null = null;
  #onNews: (() => void) | null = null;
  #onEnd: ((error: SyncError) => void) | null = null;
  readonly #unlisten: () => void;

  constructor(session: ModelSession, folder: ServerFolder, opened: OpenedAs) {
    this.#session = session;
    this.#folder = folder;
    this.#numbered = folder.uidValidity;
    this.path = folder.path;
    this.uidValidity = opened.uidValidity;
    this.uidNext = opened.uidNext;
    this.exists = opened.exists;
    this.modseq = opened.modseq;
    this.resync = opened.resync;
    this.#uids = folder.messages.map(({ uid }) => uid);
    this.#unlisten = folder.listen((news) => this.#hear(news));
  }

  get isOpen(): boolean {
    return this.#closed === null;
  }

  invalidate(error: SyncError): void {
    this.#closed ??= error;
    this.#unlisten();
  }

  /** The session has ended. */
  end(error: SyncError): void {
    this.#unlisten();
    this.#onEnd?.(error);
  }

  async searchUids(what: SearchCriterion): Promise<UidSet> {
    if (what.kind === "from" && what.uid > UID_MAX) return UidSet.empty;
    return this.ask(`SEARCH ${what.kind}`, () => {
      const { lies, random, scheduler, kind } = this.#session.server;
      const short = random.chance(lies.searchShort);
      const named = this.#folder.messages.filter(
        (message) => message.namedFrom <= scheduler.time && !(short && random.chance(0.3)),
      );
      const found = named.filter((message) => matches(message, what, kind.zoneMs)).map(({ uid }) => uid);
      // "n:*" names the last message when nothing is as high as n (RFC 3501 section 9).
      const last = named.at(-1);
      if (what.kind === "from" && found.length === 0 && last !== undefined) found.push(last.uid);
      return UidSet.of(found);
    });
  }

  fetchUidsAt(sequence: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return this.ask("FETCH (UID)", () => {
      const there = new Set(this.#folder.messages.map(({ uid }) => uid));
      return new Map(
        sequence.flatMap((number): (readonly [number, number])[] => {
          const uid = this.#uids[number - 1];
          return uid === undefined || !there.has(uid) ? [] : [[number, uid]];
        }),
      );
    });
  }

  async fetchFlags(uids: UidSet, changedSince?: bigint): Promise<readonly FlagRow[]> {
    if (uids.isEmpty) return [];
    return this.ask("FETCH (FLAGS)", () =>
      this.#folder.messages
        .filter((message) => uids.has(message.uid) && this.#gives(message))
        .filter(({ modseq }) => changedSince === undefined || modseq > Number(changedSince))
        .map(flagRow),
    );
  }

  fetchHeaders(uids: UidSet): AsyncIterable<HeaderRow> {
    const { random, profile } = { ...this.#session.server, profile: this.#session.profile };
    return this.#rows("FETCH (HEADER)", uids, (message) => ({
      uid: message.uid,
      flags: message.flags,
      internalDate: message.internalDate,
      serverId: profile.messageIds ? message.content.emailId : null,
      sizeEstimate: message.content.bytes.length + random.below(200),
      header: message.content.header,
    }));
  }

  fetchMessages(uids: UidSet): AsyncIterable<MessageRow> {
    const { scheduler } = this.#session.server;
    return this.#rows("FETCH (BODY)", uids, (message) => {
      const { content, spoiltUntil, spoiltBy } = message;
      const spoilt = spoiltBy === "stub" ? STUB : null;
      return {
        uid: message.uid,
        flags: message.flags,
        internalDate: message.internalDate,
        serverId: this.#session.profile.messageIds ? content.emailId : null,
        bytes: scheduler.time < spoiltUntil ? spoilt : content.bytes,
      };
    });
  }

  async idle(signal: AbortSignal): Promise<IdleHint> {
    if (this.#closed !== null) throw this.#closed;
    if (signal.aborted) return "aborted";
    if (!this.#session.profile.idle) return this.#poll(signal);
    return this.ask("IDLE", () => undefined).then(() => this.#listen(signal));
  }

  /** The server has said "+" and now tells what happens. */
  #listen(signal: AbortSignal): Promise<IdleHint> {
    const { server, process } = this.#session;
    return new Promise((resolve, reject) => {
      let over = false;
      const done = (): void => {
        if (over) return;
        over = true;
        this.#onNews = null;
        this.#onEnd = null;
        signal.removeEventListener("abort", stop);
        ending.cancelled = true;
        this.#session
          .ask("DONE", false, () => undefined)
          .then(() => {
            const news = this.#news;
            this.#news = null;
            resolve(news ?? (signal.aborted ? "aborted" : "ended"));
          }, reject);
      };
      const stop = (): void => {
        if (process.alive) done();
      };
      const ending = server.scheduler.after(IDLE_MS_MAX, "IDLE ends", done, process);
      signal.addEventListener("abort", stop, { once: true });
      this.#onNews = () => {
        server.scheduler.after(server.scheduler.latency(), "IDLE news", done, process);
      };
      this.#onEnd = (error) => {
        over = true;
        ending.cancelled = true;
        signal.removeEventListener("abort", stop);
        server.scheduler.after(server.scheduler.latency(), "IDLE is cut", () => reject(error), process);
      };
      if (this.#news !== null) this.#onNews();
      else if (signal.aborted) done();
      else this.#session.mayEndInIdle();
    });
  }

  async #poll(signal: AbortSignal): Promise<IdleHint> {
    while (!signal.aborted) {
      await this.#session.process.clock.sleep(NOOP_MS, signal);
      if (signal.aborted) break;
      await this.#session.ask("NOOP", false, () => undefined);
      const news = this.#news;
      this.#news = null;
      if (news !== null) return news;
    }
    return "aborted";
  }

  #hear(news: FolderNews): void {
    const { kind, lies, random } = this.#session.server;
    if (news === "flags" && !kind.pushesFlags) return;
    if (random.chance(lies.deaf)) return;
    if (this.#news !== "arrived") this.#news = news;
    this.#onNews?.();
  }

  /** Throws what a server says that has lost the folder this session had open. */
  #check(): void {
    if (this.#closed !== null) throw this.#closed;
    if (this.#folder.deleted) throw folderGone();
    if (this.#folder.uidValidity === this.#numbered) return;
    const error = this.#session.server.kind.renumberingEndsSession
      ? bye(false)
      : folderChanged("UIDVALIDITY changed");
    this.invalidate(error);
    if (error.scope === "mailbox") this.#session.end(error);
    throw error;
  }

  get account(): ServerAccount {
    return this.#session.account;
  }

  /** A command for the folder that is open. */
  ask<T>(what: string, effect: (folder: ServerFolder) => T): Promise<T> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    return this.#session.ask(what, true, () => {
      this.#check();
      const value = effect(this.#folder);
      this.#uids = this.#folder.messages.map(({ uid }) => uid);
      return value;
    });
  }

  /** Whether FETCH has a row of it. */
  #gives({ servedFrom }: ServerMessage): boolean {
    const { lies, random, scheduler } = this.#session.server;
    return servedFrom <= scheduler.time && !random.chance(lies.fetchShort);
  }

  async *#rows<T>(what: string, uids: UidSet, make: (message: ServerMessage) => T): AsyncGenerator<T> {
    if (this.#closed !== null) throw this.#closed;
    if (uids.isEmpty) return;
    const queue = new RowQueue<T>();
    const left = [...uids].reverse();
    const rows: Rows = {
      next: () => {
        this.#check();
        for (let uid = left.shift(); uid !== undefined && !queue.stopped; uid = left.shift()) {
          const message = this.#folder.find(uid);
          if (message === undefined || !this.#gives(message)) continue;
          const row = make(message);
          return () => queue.push(row);
        }
        return null;
      },
      end: () => queue.finish(),
    };
    this.#session.send({ what, inFolder: true, run: () => rows, fail: (error) => queue.fail(error) });
    try {
      yield* queue;
    } finally {
      queue.stopped = true;
    }
  }
}

/** SINCE goes by days of the server's own zone (RFC 3501 section 6.4.4). */
function matches(message: ServerMessage, what: SearchCriterion, zoneMs: number): boolean {
  switch (what.kind) {
    case "all":
      return true;
    case "from":
      return message.uid >= what.uid;
    case "since":
      return message.internalDate + zoneMs >= Date.parse(`${what.day}T00:00:00Z`);
    case "flag":
      return ((message.flags & FLAG_BITS[what.flag]) !== 0) === what.set;
    case "people":
      // There are no records here.
      return false;
    case "clues":
      return hasClues(message, what);
  }
}

/** Without days: people who miss mail ask, and no loop does. */
function hasClues(
  { content, internalDate }: ServerMessage,
  { messageId, subject, from, days }: ClueSearch,
): boolean {
  const headers = readHeaders(content.bytes, 0);
  const holds = (name: string, words: readonly string[]) =>
    words.every((word) => firstValue(headers, name).toLowerCase().includes(word.toLowerCase()));
  const isOfDays =
    days === null || (internalDate >= Date.parse(days.since) && internalDate < Date.parse(days.before));
  return (
    isOfDays &&
    holds("message-id", messageId === null ? [] : [messageId]) &&
    holds("subject", subject) &&
    holds("from", from)
  );
}

/** Rows that have arrived and wait to be taken. */
class RowQueue<T> {
  readonly #rows: T[] = [];
  #end: { readonly error: unknown } | null = null;
  #wake: (() => void) | null = null;
  stopped = false;

  push(row: T): void {
    this.#rows.push(row);
    this.#wake?.();
  }

  finish(): void {
    this.#end = { error: null };
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#end = { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const row = this.#rows.shift();
      if (row !== undefined) yield row;
      else if (this.#end !== null) {
        if (this.#end.error !== null) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
      }
    }
  }
}
