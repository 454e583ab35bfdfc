// The Postgres that comes with Twinbox, for those who have none. It listens on a unix socket alone. Every process
// that uses it (server, commands) holds a shared advisory lock on a connection of its own; who leaves tries to get
// that lock alone, and stops Postgres only then. A killed process loses its lock by itself, and the next one to
// start finds Postgres running. Starting, joining and stopping happen under a file lock, one process at a time.
// When Postgres dies under us it is started again at the same place; the pools reconnect by themselves.
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import { ensureCluster, readPassword } from "./embedded-postgres-cluster.ts";
import { findPlace, type PostgresPlace } from "./embedded-postgres-place.ts";
import { ensureRunning, type Postmaster, stopPostmaster } from "./embedded-postgres-process.ts";
import { DATABASE, SUPERUSER } from "./embedded-postgres-settings.ts";
import { type FileLock, waitForFileLock } from "./file-lock.ts";
import { codeOf, translatePostgresError } from "./postgres-error.ts";
import { StartError } from "./start-error.ts";

const START_LOCK_MS_MAX = 300_000;
const CONNECT_MS_MAX = 10_000;
const JOIN_TRIES_MAX = 50;
const JOIN_AGAIN_MS = 100;
const RETURN_MS_MIN = 100;
const RETURN_MS_MAX = 5_000;
/** Two numbers are a key space of their own: no migration's lock is in it. */
const PRESENCE = "1953982062, 1";

export interface EmbeddedPostgres {
  readonly connection: {
    /** Folder of the unix socket. */
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  /** Stops Postgres when no other process uses it. Close the pools first. */
  close(): Promise<void>;
}

/** `dataDir` is made when missing, and the folders above it. Rejects with StartError or SyncError storeDown. */
export async function startEmbeddedPostgres(options: {
  readonly dataDir: string;
  readonly log: Log;
}): Promise<EmbeddedPostgres> {
  const { log } = options;
  const place = await findPlace(options.dataDir);
  return underLock(place, async () => {
    await ensureCluster(place);
    const { connection, client } = await runAndJoin(place, log);
    return new Presence(place, log, connection, client);
  });
}

interface Joined {
  readonly connection: EmbeddedPostgres["connection"];
  readonly client: pg.Client;
}

/** A Postgres that was found running may be dying: it was killed a moment ago, or runs down. Then once more. */
async function runAndJoin(place: PostgresPlace, log: Log): Promise<Joined> {
  const password = await readPassword(place);
  for (let tries = 1; ; tries++) {
    const postmaster = await ensureRunning(place, log);
    try {
      const connection = connectionOf(postmaster, password);
      const client = await join(connection, log);
      log.info(postmaster.started ? "postgres.started" : "postgres.joined", { pid: postmaster.pid });
      return { connection, client };
    } catch (error) {
      if (postmaster.started) await stopPostmaster(place, log);
      const passes = error instanceof SyncError && error.code === "storeDown";
      if (!passes || tries === JOIN_TRIES_MAX) throw error;
      await wait(JOIN_AGAIN_MS);
    }
  }
}

function connectionOf(postmaster: Postmaster, password: string): EmbeddedPostgres["connection"] {
  const { socketFolder, port } = postmaster;
  return { host: socketFolder, port, user: SUPERUSER, password, database: DATABASE };
}

async function underLock<T>(place: PostgresPlace, work: () => Promise<T>): Promise<T> {
  const lock: FileLock | null = await waitForFileLock(place.lockFile, START_LOCK_MS_MAX);
  if (lock === null) {
    throw new StartError(
      `Another Twinbox has been starting or stopping for minutes on ${place.dataDir}: end it.`,
    );
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

class Presence implements EmbeddedPostgres {
  readonly connection: EmbeddedPostgres["connection"];
  readonly #place: PostgresPlace;
  readonly #log: Log;
  readonly #leaving = new AbortController();
  /** Holds the shared lock; null while Postgres is gone. */
  #client: pg.Client | null = null;
  #returning: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(place: PostgresPlace, log: Log, connection: EmbeddedPostgres["connection"], client: pg.Client) {
    this.#place = place;
    this.#log = log;
    this.connection = connection;
    this.#hold(client);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#leaving.abort();
      await this.#returning;
      await underLock(this.#place, () => this.#leave());
    })();
    return this.#closing;
  }

  #hold(client: pg.Client): void {
    this.#client = client;
    client.once("end", () => {
      this.#client = null;
      if (!this.#leaving.signal.aborted) this.#returning = this.#return();
    });
  }

  /** Postgres died, or threw everybody out: starts it again, for as long as it takes. */
  async #return(): Promise<void> {
    const { signal } = this.#leaving;
    for (let delayMs = RETURN_MS_MIN; !signal.aborted; delayMs = Math.min(2 * delayMs, RETURN_MS_MAX)) {
      try {
        const { client } = await underLock(this.#place, () => runAndJoin(this.#place, this.#log));
        return this.#hold(client);
      } catch (error) {
        this.#log.error("postgres.restartFailed", { error: error instanceof Error ? error.message : null });
        await wait(delayMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  async #leave(): Promise<void> {
    const client = this.#client ?? (await connect(this.connection, this.#log).catch(() => null));
    const last = client !== null && (await isLast(client, this.#log));
    await client?.end().catch(() => {});
    if (last) await stopPostmaster(this.#place, this.#log);
    this.#log.info(last ? "postgres.stopped" : "postgres.leftToOthers");
  }
}

async function isLast(client: pg.Client, log: Log): Promise<boolean> {
  try {
    const { rows } = await client.query<{ last: boolean }>(
      `select pg_try_advisory_lock(${PRESENCE}) as last`,
    );
    return rows[0]?.last === true;
  } catch (error) {
    log.warn("postgres.gone", { code: codeOf(error) });
    return false;
  }
}

/** Connects and takes the shared lock; makes the database on the first start. */
async function join(connection: EmbeddedPostgres["connection"], log: Log): Promise<pg.Client> {
  try {
    return await connect(connection, log);
  } catch (error) {
    if (codeOf(error) !== "3D000") throw startErrorOf(error);
  }
  try {
    const maker = await connect({ ...connection, database: "postgres" }, log);
    await maker.query(`create database ${DATABASE}`);
    await maker.end();
    return await connect(connection, log);
  } catch (error) {
    throw startErrorOf(error);
  }
}

async function connect(connection: EmbeddedPostgres["connection"], log: Log): Promise<pg.Client> {
  const client = new pg.Client({
    ...connection,
    application_name: "twinbox supervisor",
    connectionTimeoutMillis: CONNECT_MS_MAX,
  });
  client.on("error", (error) => log.warn("postgres.connectionLost", { code: codeOf(error) }));
  try {
    await client.connect();
    await client.query(`select pg_advisory_lock_shared(${PRESENCE})`);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

function startErrorOf(error: unknown): Error {
  if (codeOf(error) === "28P01") {
    return new StartError(
      "The embedded database refuses its password: password authentication failed (the file twinbox.password " +
        "in its folder isn't the one it was made with).",
      { cause: error },
    );
  }
  return translatePostgresError(error);
}
