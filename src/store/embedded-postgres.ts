// The Postgres that comes with Twinbox, for those who have none. It listens on a unix socket alone. Every process
// that uses it (server, commands) holds a shared advisory lock on a connection of its own; who leaves tries to get
// that lock alone, and stops Postgres only then. A killed process loses its lock by itself, and the next one to
// start finds Postgres running. Starting, joining and stopping happen under a file lock, one process at a time.
import pg from "pg";
import type { Log } from "../base/log.ts";
import { ensureCluster, readPassword } from "./embedded-postgres-cluster.ts";
import { findPlace, type PostgresPlace } from "./embedded-postgres-place.ts";
import { ensureRunning, type Postmaster, stopPostmaster } from "./embedded-postgres-process.ts";
import { DATABASE, SUPERUSER } from "./embedded-postgres-settings.ts";
import { type FileLock, waitForFileLock } from "./file-lock.ts";
import { codeOf, translatePostgresError } from "./postgres-error.ts";
import { StartError } from "./start-error.ts";

const START_LOCK_MS_MAX = 300_000;
const CONNECT_MS_MAX = 10_000;
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
    const password = await readPassword(place);
    const postmaster = await ensureRunning(place, log);
    log.info(postmaster.started ? "postgres.started" : "postgres.joined", { pid: postmaster.pid });
    try {
      return await Presence.open(place, log, connectionOf(postmaster, password));
    } catch (error) {
      if (postmaster.started) await stopPostmaster(place, log);
      throw error;
    }
  });
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
  #client: pg.Client;
  #closing: Promise<void> | null = null;

  private constructor(
    place: PostgresPlace,
    log: Log,
    connection: EmbeddedPostgres["connection"],
    client: pg.Client,
  ) {
    this.#place = place;
    this.#log = log;
    this.connection = connection;
    this.#client = client;
  }

  static async open(
    place: PostgresPlace,
    log: Log,
    connection: EmbeddedPostgres["connection"],
  ): Promise<Presence> {
    return new Presence(place, log, connection, await join(connection, log));
  }

  close(): Promise<void> {
    this.#closing ??= underLock(this.#place, () => this.#leave());
    return this.#closing;
  }

  async #leave(): Promise<void> {
    const last = await this.#isLast();
    await this.#client.end().catch(() => {});
    if (last) await stopPostmaster(this.#place, this.#log);
    this.#log.info(last ? "postgres.stopped" : "postgres.leftToOthers");
  }

  async #isLast(): Promise<boolean> {
    try {
      const { rows } = await this.#client.query<{ last: boolean }>(
        `select pg_try_advisory_lock(${PRESENCE}) as last`,
      );
      return rows[0]?.last === true;
    } catch (error) {
      this.#log.warn("postgres.gone", { code: codeOf(error) });
      return false;
    }
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
