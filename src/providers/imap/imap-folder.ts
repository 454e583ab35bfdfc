// One folder, opened for reading (EXAMINE), on a connection. Sequence numbers and uids count only as long as the
// folder stays selected and its UIDVALIDITY is the one it was opened with.
import type { Clock } from "../../base/clock.ts";
import { SyncError } from "../../base/sync-error.ts";
import { UID_MAX, UidSet } from "../../core/uid-set.ts";
import type {
  FlagRow,
  HeaderRow,
  IdleHint,
  MessageRow,
  OpenFolder,
  SearchCriterion,
  ServerProfile,
} from "../../engine/ports/mail.ts";
import { type FetchedRow, parseFetch } from "./commands/fetch.ts";
import type { Connection } from "./connection.ts";
import { protocolError } from "./imap-error.ts";
import type { ResponseCursor } from "./response-cursor.ts";
import { RowQueue } from "./row-queue.ts";

/** FETCH commands on the way at once: the next is at the server before the last has ended. */
const FETCHES_AHEAD = 2;
/** Messages in one FETCH of bodies; bounds what must be fetched again after a cut. */
const MESSAGES_PER_FETCH = 500;
const NOOP_MS = 30_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface OpenedAs {
  readonly path: string;
  readonly uidValidity: number;
  readonly uidNext: number | null;
  readonly exists: number;
  readonly modseq: bigint | null;
  readonly resync: OpenFolder["resync"];
}

export class ImapFolder implements OpenFolder {
  readonly path: string;
  readonly uidValidity: number;
  readonly uidNext: number | null;
  readonly exists: number;
  readonly modseq: bigint | null;
  readonly resync: OpenFolder["resync"];
  readonly #connection: Connection;
  readonly #profile: ServerProfile;
  readonly #clock: Clock;
  #closed: SyncError | null = null;
  #expunged = false;
  /** What the server said on its own since it was last asked in IDLE. */
  #news: IdleHint | null = null;
  #onNews: (() => void) | null = null;

  constructor(connection: Connection, profile: ServerProfile, clock: Clock, opened: OpenedAs) {
    this.#connection = connection;
    this.#profile = profile;
    this.#clock = clock;
    this.path = opened.path;
    this.uidValidity = opened.uidValidity;
    this.uidNext = opened.uidNext;
    this.exists = opened.exists;
    this.modseq = opened.modseq;
    this.resync = opened.resync;
  }

  /** Another folder was opened: uids asked here would be answered from there. */
  invalidate(): void {
    this.#closed ??= new SyncError("folderChanged", {
      scope: "folder",
      retry: "now",
      said: "no longer selected",
    });
  }

  /** Untagged data that no command took. */
  hear(keyword: string, number: number | null, text: string): void {
    if (keyword === "EXPUNGE" || keyword === "VANISHED") this.#expunged = true;
    if (keyword === "EXISTS" && (number ?? 0) > this.exists) this.#tell("arrived");
    else if (keyword === "EXISTS" || keyword === "EXPUNGE" || keyword === "VANISHED") this.#tell("gone");
    else if (keyword === "FETCH") this.#tell("flags");
    const validity = /\[UIDVALIDITY (\d+)\]/i.exec(text)?.[1];
    if (validity !== undefined && Number(validity) !== this.uidValidity) {
      this.#closed ??= new SyncError("folderChanged", {
        scope: "folder",
        retry: "now",
        said: "UIDVALIDITY changed",
      });
    }
  }

  async searchUids(what: SearchCriterion): Promise<UidSet> {
    if (what.kind === "from" && what.uid > UID_MAX) return UidSet.empty;
    const { found, answered } = await this.#search(criterion(what));
    if (!answered && what.kind === "all" && this.exists > 0) {
      // Taken for "none" it would empty the folder here.
      throw protocolError("a search of all messages without an answer");
    }
    return found;
  }

  async #search(text: string): Promise<{ readonly found: UidSet; readonly answered: boolean }> {
    const extended = this.#profile.name === "modern";
    let found = UidSet.empty;
    let answered = false;
    await this.#send(`UID SEARCH ${extended ? "RETURN (ALL) " : ""}${text}`, (keyword, _number, cursor) => {
      if (keyword === "SEARCH" && !answered) {
        answered = true;
        found = plainSearch(cursor);
        return true;
      }
      if (keyword === "ESEARCH" && !answered) {
        answered = true;
        found = extendedSearch(cursor);
        return true;
      }
      return false;
    });
    return { found, answered };
  }

  async fetchUidsAt(sequence: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const uids = new Map<number, number>();
    if (sequence.length === 0) return uids;
    this.#expunged = false;
    const asked = UidSet.of(sequence);
    for (const text of asked.texts()) {
      await this.#send(`FETCH ${text} (UID)`, (keyword, number, cursor) => {
        if (keyword !== "FETCH" || number === null) return false;
        const row = parseFetch(number, cursor);
        if (row.uid > 0 && asked.has(number)) uids.set(number, row.uid);
        return true;
      });
    }
    if (this.#expunged) {
      throw new SyncError("folderChanged", {
        scope: "folder",
        retry: "now",
        said: "messages were expunged meanwhile",
      });
    }
    return uids;
  }

  async fetchFlags(uids: UidSet, changedSince?: bigint): Promise<readonly FlagRow[]> {
    const rows = new Map<number, FlagRow>();
    const since = changedSince === undefined ? "" : ` (CHANGEDSINCE ${changedSince})`;
    await Promise.all(
      [...uids.texts()].map((text) =>
        this.#send(`UID FETCH ${text} (FLAGS)${since}`, (keyword, number, cursor) => {
          if (keyword !== "FETCH" || number === null) return false;
          const row = parseFetch(number, cursor);
          if (row.uid > 0 && row.flags !== null && uids.has(row.uid)) {
            rows.set(row.uid, { uid: row.uid, flags: row.flags });
          }
          return true;
        }),
      ),
    );
    return [...rows.values()];
  }

  async *fetchHeaders(uids: UidSet): AsyncGenerator<HeaderRow> {
    const items = `UID FLAGS INTERNALDATE RFC822.SIZE${this.#idItem()} BODY.PEEK[HEADER]`;
    for await (const row of this.#fetchRows(uids, items)) {
      yield {
        uid: row.uid,
        flags: row.flags ?? 0,
        internalDate: row.internalDate,
        serverId: row.serverId,
        sizeEstimate: row.size,
        header: row.body ?? Buffer.alloc(0),
      };
    }
  }

  async *fetchMessages(uids: UidSet): AsyncGenerator<MessageRow> {
    const items = `UID FLAGS INTERNALDATE${this.#idItem()} BODY.PEEK[]`;
    for await (const row of this.#fetchRows(uids, items)) {
      yield {
        uid: row.uid,
        flags: row.flags ?? 0,
        internalDate: row.internalDate,
        serverId: row.serverId,
        bytes: row.body ?? null,
      };
    }
  }

  #idItem(): string {
    if (!this.#profile.messageIds) return "";
    return this.#profile.name === "gmail" ? " X-GM-MSGID" : " EMAILID";
  }

  /** Rows that have a body part, each uid once, highest part of the set first. */
  async *#fetchRows(uids: UidSet, items: string): AsyncGenerator<FetchedRow> {
    const queue = new RowQueue<FetchedRow>(this.#connection);
    const seen = new Set<number>();
    let stopped = false;
    const take = (keyword: string, number: number | null, cursor: ResponseCursor): boolean => {
      if (keyword !== "FETCH" || number === null) return false;
      const row = parseFetch(number, cursor);
      // A row without a body is news about flags, not an answer.
      if (row.body === undefined) return false;
      if (!stopped && row.uid > 0 && uids.has(row.uid) && !seen.has(row.uid)) {
        seen.add(row.uid);
        queue.push(row, row.body?.length ?? 0);
      }
      return true;
    };
    const windows = windowsOf(uids);
    const run = async (): Promise<void> => {
      const running: Promise<void>[] = [];
      for (const text of windows) {
        if (stopped) break;
        const sent = this.#send(`UID FETCH ${text} (${items})`, take);
        // The one before it may fail first; nobody waits for this one then.
        sent.catch(() => undefined);
        running.push(sent);
        if (running.length >= FETCHES_AHEAD) await running.shift();
      }
      await Promise.all(running);
    };
    run().then(
      () => queue.finish(),
      (error: unknown) => queue.fail(error),
    );
    try {
      yield* queue;
    } finally {
      stopped = true;
      queue.discard();
    }
  }

  async idle(signal: AbortSignal): Promise<IdleHint> {
    this.#check();
    if (signal.aborted) return "aborted";
    if (!this.#profile.idle) return this.#poll(signal);
    let begun = false;
    let done = false;
    const end = (): void => {
      if (!begun || done) return;
      done = true;
      this.#connection.write("DONE\r\n");
    };
    const ended = this.#connection.send({
      text: "IDLE",
      stage: "command",
      patient: () => begun && !done,
      continuation: () => {
        begun = true;
        // What arrived before the "+" is news as well; an abort meanwhile ends it at once.
        if (this.#news !== null || signal.aborted) end();
        return null;
      },
    });
    this.#onNews = end;
    signal.addEventListener("abort", end, { once: true });
    try {
      await ended;
    } catch (error) {
      if (error instanceof SyncError && error.code === "refused") return this.#poll(signal);
      throw error;
    } finally {
      signal.removeEventListener("abort", end);
      this.#onNews = null;
    }
    return this.#takeNews() ?? (signal.aborted ? "aborted" : "ended");
  }

  async #poll(signal: AbortSignal): Promise<IdleHint> {
    while (!signal.aborted) {
      await this.#clock.sleep(NOOP_MS, signal);
      if (signal.aborted) break;
      await this.#connection.send({ text: "NOOP", stage: "command" });
      const news = this.#takeNews();
      if (news !== null) return news;
    }
    return "aborted";
  }

  #tell(news: IdleHint): void {
    // An arrival outweighs whatever else was heard.
    if (this.#news !== "arrived") this.#news = news;
    this.#onNews?.();
  }

  #takeNews(): IdleHint | null {
    const news = this.#news;
    this.#news = null;
    return news;
  }

  #check(): void {
    if (this.#closed !== null) throw this.#closed;
  }

  async #send(
    text: string,
    untagged: (keyword: string, number: number | null, cursor: ResponseCursor) => boolean,
  ): Promise<void> {
    this.#check();
    await this.#connection.send({
      text,
      stage: "folder",
      untagged: (keyword, number, _response, cursor) => untagged(keyword, number, cursor),
    });
    this.#check();
  }
}

/** Texts for the wire, the highest uids first. */
function* windowsOf(uids: UidSet): Generator<string> {
  for (let end = uids.size; end > 0; end -= MESSAGES_PER_FETCH) {
    yield* uids.slice(Math.max(0, end - MESSAGES_PER_FETCH), end).texts();
  }
}

function criterion(what: SearchCriterion): string {
  switch (what.kind) {
    case "all":
      return "ALL";
    case "from":
      return `UID ${what.uid}:*`;
    case "since": {
      const [year, month, day] = what.day.split("-").map(Number);
      return `SINCE ${day}-${MONTHS[(month ?? 1) - 1]}-${year}`;
    }
    case "flag":
      return what.set ? what.flag.toUpperCase() : `UN${what.flag.toUpperCase()}`;
  }
}

function plainSearch(cursor: ResponseCursor): UidSet {
  const uids: number[] = [];
  for (;;) {
    cursor.skipSpaces();
    // "(MODSEQ n)" may stand at the end (RFC 7162 section 3.1.5).
    if (cursor.peek() === "(") cursor.value();
    const atom = cursor.atom();
    if (atom === "") return UidSet.of(uids);
    const uid = Number(atom);
    if (Number.isInteger(uid) && uid > 0 && uid <= UID_MAX) uids.push(uid);
  }
}

/** RFC 4731: (TAG "t1") UID ALL 1:5,7; without ALL nothing was found. */
function extendedSearch(cursor: ResponseCursor): UidSet {
  for (;;) {
    cursor.skipSpaces();
    const value = cursor.value();
    if (value === "" || (value === null && cursor.peek() === "")) return UidSet.empty;
    if (typeof value !== "string" || value.toUpperCase() !== "ALL") continue;
    const set = cursor.atom();
    if (!/^[\d:,]+$/.test(set)) throw protocolError("a search answer that is no set of uids");
    return UidSet.parse(set);
  }
}
