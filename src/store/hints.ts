// "Something changed here", within this process at once and to others by NOTIFY. Never more than a hint:
// whatever is lost here (a connection, a full queue) costs somebody latency, never mail. NOTIFY goes out on a
// connection of its own, ten times a second at most, because a commit that notifies holds a lock of the whole
// Postgres.
import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import type { Hint, Hints } from "../engine/ports/sync.ts";
import type { Database } from "./database.ts";
import { codeOf } from "./postgres-error.ts";

const CHANNEL = "twinbox_hints";
const SEND_EVERY_MS = 100;
/** Postgres takes payloads under 8,000 bytes. */
const PAYLOAD_LENGTH_MAX = 7_900;
/** Hints that wait to be sent; beyond it the oldest are dropped. */
const WAITING_MAX = 10_000;
const RECONNECT_MS_MIN = 250;
const RECONNECT_MS_MAX = 15_000;

export interface OpenHints extends Hints {
  /** Resolves when hints of other processes arrive for the first time; rejects never. */
  readonly listening: Promise<void>;
  close(): Promise<void>;
}

/** Closed with the database, or by itself. */
export function createHints(db: Database): OpenHints {
  const hints = new PostgresHints(db);
  db.closeWith(hints);
  return hints;
}

class PostgresHints implements OpenHints {
  readonly listening: Promise<void>;
  readonly #db: Database;
  readonly #listeners = new Set<(hint: Hint) => void>();
  /** Our own notifications come back to us, and are known by this. */
  readonly #sender = randomUUID().slice(0, 8);
  /** Hints in their sent form: the same one waits once. */
  readonly #waiting = new Set<string>();
  readonly #closed = new AbortController();
  readonly #running: Promise<void>;
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(db: Database) {
    this.#db = db;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.listening = promise;
    this.#running = this.#stayConnected(resolve);
  }

  publish(hint: Hint): void {
    this.#tell(hint);
    if (this.#closed.signal.aborted) return;
    if (this.#waiting.size >= WAITING_MAX) {
      for (const oldest of this.#waiting) {
        this.#waiting.delete(oldest);
        break;
      }
    }
    this.#waiting.add(encodeHint(hint));
    this.#sendSoon();
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#sending;
    await this.#send();
    await this.#client?.end().catch(() => {});
    await this.#running;
  }

  /** One listener's mistake is not the others' loss. */
  #tell(hint: Hint): void {
    for (const listener of this.#listeners) {
      try {
        listener(hint);
      } catch (error) {
        this.#db.log.error("hints.listenerFailed", {
          error: error instanceof Error ? error.name : "unknown",
        });
      }
    }
  }

  #sendSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#sending = this.#send().then(() => {
        if (this.#waiting.size > 0 && this.#client && !this.#closed.signal.aborted) this.#sendSoon();
      });
    }, SEND_EVERY_MS);
  }

  /** One NOTIFY. Without a connection the hints wait for the next one. */
  async #send(): Promise<void> {
    const client = this.#client;
    if (!client || this.#waiting.size === 0) return;
    let payload = this.#sender;
    for (const text of this.#waiting) {
      if (payload.length + 1 + text.length > PAYLOAD_LENGTH_MAX) break;
      this.#waiting.delete(text);
      payload += ` ${text}`;
    }
    try {
      await client.query("select pg_notify($1, $2)", [CHANNEL, payload]);
    } catch (error) {
      this.#db.log.warn("hints.notSent", { code: codeOf(error) });
    }
  }

  async #stayConnected(onFirst: () => void): Promise<void> {
    let pause = RECONNECT_MS_MIN;
    while (!this.#closed.signal.aborted) {
      const began = performance.now();
      try {
        await this.#listen(onFirst);
      } catch (error) {
        this.#db.log.warn("hints.connectionLost", { code: codeOf(error) });
      }
      // One that had lived is tried again at once.
      const lived = performance.now() - began > RECONNECT_MS_MAX;
      pause = lived ? RECONNECT_MS_MIN : Math.min(pause * 2, RECONNECT_MS_MAX);
      await this.#pause(pause);
    }
    onFirst();
  }

  /** Returns or rejects when the connection has ended. */
  async #listen(onFirst: () => void): Promise<void> {
    const client = this.#db.createClient();
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    client.on("error", reject);
    client.on("end", resolve);
    client.on("notification", ({ payload }) => this.#receive(payload ?? ""));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.#client = client;
      onFirst();
      if (this.#waiting.size > 0) this.#sendSoon();
      if (this.#closed.signal.aborted) return;
      await ended;
    } finally {
      this.#client = null;
      ended.catch(() => {});
      await client.end().catch(() => {});
    }
  }

  #receive(payload: string): void {
    const [sender, ...texts] = payload.split(" ");
    if (sender === this.#sender) return;
    for (const text of texts) {
      const hint = decodeHint(text);
      if (hint) this.#tell(hint);
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#closed;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}

const LETTERS = { mailbox: "m", settings: "s", wake: "w", changes: "c", sending: "o", records: "r" } as const;

/** "m:workspace:mailbox". */
function encodeHint(hint: Hint): string {
  const mailboxId = "mailboxId" in hint ? hint.mailboxId : "";
  return `${LETTERS[hint.kind]}:${hint.workspaceId}:${mailboxId}`;
}

/** Null for what a later version may send. */
function decodeHint(text: string): Hint | null {
  const [letter, workspace, mailbox] = text.split(":");
  if (!workspace) return null;
  const workspaceId = workspace as WorkspaceId;
  if (letter === LETTERS.settings) return { kind: "settings", workspaceId };
  if (letter === LETTERS.records) return { kind: "records", workspaceId };
  if (!mailbox) return null;
  const mailboxId = mailbox as MailboxId;
  if (letter === LETTERS.mailbox) return { kind: "mailbox", workspaceId, mailboxId };
  if (letter === LETTERS.changes) return { kind: "changes", workspaceId, mailboxId };
  if (letter === LETTERS.sending) return { kind: "sending", workspaceId, mailboxId };
  return letter === LETTERS.wake ? { kind: "wake", workspaceId, mailboxId } : null;
}
