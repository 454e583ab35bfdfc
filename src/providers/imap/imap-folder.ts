// One folder, opened on a connection, as it is read and listened to. Nothing here changes it.
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
import { parseFetch } from "./commands/fetch.ts";
import { fetchRows } from "./commands/fetch-rows.ts";
import { search } from "./commands/search.ts";
import { protocolError } from "./imap-error.ts";
import { changed, type Selection } from "./selection.ts";

const NOOP_MS = 30_000;

export interface OpenedAs {
  readonly path: string;
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
  readonly #selection: Selection;
  readonly #profile: ServerProfile;
  readonly #clock: Clock;
  /** What the server said on its own since it was last asked in IDLE. */
  #news: IdleHint | null = null;
  #onNews: (() => void) | null = null;

  constructor(selection: Selection, profile: ServerProfile, clock: Clock, opened: OpenedAs) {
    this.#selection = selection;
    this.#profile = profile;
    this.#clock = clock;
    this.path = opened.path;
    this.uidValidity = selection.uidValidity;
    this.uidNext = opened.uidNext;
    this.exists = opened.exists;
    this.modseq = opened.modseq;
    this.resync = opened.resync;
  }

  get isOpen(): boolean {
    return this.#selection.isOpen;
  }

  /** Another folder was opened. */
  invalidate(): void {
    this.#selection.invalidate();
  }

  /** Untagged data that no command took. */
  hear(keyword: string, number: number | null, text: string): void {
    this.#selection.hear(keyword, text);
    if (keyword === "EXISTS" && (number ?? 0) > this.exists) this.#tell("arrived");
    else if (keyword === "EXISTS" || keyword === "EXPUNGE" || keyword === "VANISHED") this.#tell("gone");
    else if (keyword === "FETCH") this.#tell("flags");
  }

  async searchUids(what: SearchCriterion): Promise<UidSet> {
    if (what.kind === "from" && what.uid > UID_MAX) return UidSet.empty;
    const found = await search(this.#selection, this.#profile, what);
    if (found === null && what.kind === "all" && this.exists > 0) {
      // Taken for "none" it would empty the folder here.
      throw protocolError("a search of all messages without an answer");
    }
    return found ?? UidSet.empty;
  }

  async fetchUidsAt(sequence: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const uids = new Map<number, number>();
    if (sequence.length === 0) return uids;
    const before = this.#selection.expunges;
    const asked = UidSet.of(sequence);
    for (const text of asked.texts()) {
      await this.#selection.send(`FETCH ${text} (UID)`, (keyword, number, cursor) => {
        if (keyword !== "FETCH" || number === null) return false;
        const row = parseFetch(number, cursor);
        if (row.uid > 0 && asked.has(number)) uids.set(number, row.uid);
        return true;
      });
    }
    if (this.#selection.expunges !== before) throw changed("messages were expunged meanwhile");
    return uids;
  }

  async fetchFlags(uids: UidSet, changedSince?: bigint): Promise<readonly FlagRow[]> {
    const rows = new Map<number, FlagRow>();
    const since = changedSince === undefined ? "" : ` (CHANGEDSINCE ${changedSince})`;
    await Promise.all(
      [...uids.texts()].map((text) =>
        this.#selection.send(`UID FETCH ${text} (FLAGS)${since}`, (keyword, number, cursor) => {
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
    for await (const row of fetchRows(this.#selection, uids, items)) {
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
    const thread = this.#profile.name === "gmail" ? " X-GM-THRID" : "";
    const items = `UID FLAGS INTERNALDATE${this.#idItem()}${thread} BODY.PEEK[]`;
    for await (const row of fetchRows(this.#selection, uids, items)) {
      yield {
        uid: row.uid,
        flags: row.flags ?? 0,
        internalDate: row.internalDate,
        serverId: row.serverId,
        threadId: row.threadId,
        bytes: row.body ?? null,
      };
    }
  }

  #idItem(): string {
    if (!this.#profile.messageIds) return "";
    return this.#profile.name === "gmail" ? " X-GM-MSGID" : " EMAILID";
  }

  async idle(signal: AbortSignal): Promise<IdleHint> {
    this.#selection.check();
    if (signal.aborted) return "aborted";
    if (!this.#profile.idle) return this.#poll(signal);
    let begun = false;
    let done = false;
    const end = (): void => {
      if (!begun || done) return;
      done = true;
      this.#selection.connection.sendLine("DONE");
    };
    const ended = this.#selection.connection.send({
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
      await this.#selection.connection.send({ text: "NOOP", stage: "command" });
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
}
