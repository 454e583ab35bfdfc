// The way to Postgres for everything in this room: opens it (roles, migrations), keeps a pool of connections
// that work as twinbox_app, and runs transactions bound to one workspace. Row-level security then shows that
// workspace's rows and no others, whatever a query forgets to say.
import pg from "pg";
import { assert } from "../base/assert.ts";
import type { WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import { columnTypes } from "./column-types.ts";
import { MIGRATIONS_FOLDER, migrate, readMigrations } from "./migrate.ts";
import { codeOf, isUnanswered, translatePostgresError } from "./postgres-error.ts";
import { APP_ROLE, ensureRoles } from "./roles.ts";
import { StartError } from "./start-error.ts";
import { ANSWER_MS_MAX, Transaction } from "./transaction.ts";

const CLIENTS_MAX = 10;
const CONNECT_MS_MAX = 10_000;
const IDLE_CLIENT_MS_MAX = 60_000;
const STATEMENT_MS_MAX = 60_000;
const LOCK_MS_MAX = 30_000;
const IDLE_IN_TRANSACTION_MS_MAX = 60_000;
/** SQLSTATE deadlock_detected, for one of those that waited for each other. */
const DEADLOCK = "40P01";
const DEADLOCKS_MAX = 5;
export const POSTGRES_VERSION_MIN = 16;
/** Every statement of ours looks rows up by their keys, and planning it takes longer than running it: one plan serves
 *  all values, and one that is right however much a table has grown since. */
const PLANNING = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
};

export interface DatabaseConnection {
  /** Name or address, or the folder of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface DatabaseOptions {
  readonly log: Log;
  /** How many connections this process may hold; default 10. */
  readonly clientsMax?: number;
  /** How long a connection may take to come; default 10 s. */
  readonly connectMsMax?: number;
  /** How long a statement's answer is awaited; default 2 min, which is longer than the server works at it. */
  readonly answerMsMax?: number;
}

export type DatabasePlace = { readonly connection: DatabaseConnection } | { readonly url: string };

export interface Database {
  readonly log: Log;
  /** All of `work` or nothing. Rejects with SyncError (storeDown, diskFull) or InvariantError. When it
   *  rejects with storeDown the commit may have happened all the same: its answer was lost. `work` is run again where it
   *  and another waited for each other: it changes nothing but what the transaction does. */
  inWorkspace<T>(workspaceId: WorkspaceId, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The same, and the database refuses writes. */
  readWorkspace<T>(workspaceId: WorkspaceId, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** A transaction without a workspace: sees only what belongs to none, and the lookup functions. */
  outside<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** A connection of its own, outside the pool, not yet connected; for LISTEN. The caller ends it. */
  createClient(): pg.Client;
  /** Ends `resource` before the pool is closed. */
  closeWith(resource: { close(): Promise<void> }): void;
  /** Waits for running transactions, then closes every connection. */
  close(): Promise<void>;
}

/** Rejects with StartError where a person has to do something. */
export async function openDatabase(options: DatabaseOptions & DatabasePlace): Promise<Database> {
  const config = configOf(options);
  await prepare(config, options.log);
  return new PooledDatabase(config, options);
}

function configOf(options: DatabaseOptions & DatabasePlace): pg.ClientConfig {
  const { connectMsMax = CONNECT_MS_MAX } = options;
  const base = { connectionTimeoutMillis: connectMsMax, application_name: "twinbox", types: columnTypes };
  if ("url" in options) return { ...base, connectionString: options.url };
  return { ...base, ...options.connection };
}

/** As the role that was given to us: roles and migrations. */
async function prepare(config: pg.ClientConfig, log: Log): Promise<void> {
  const migrations = await readMigrations(MIGRATIONS_FOLDER);
  const client = new pg.Client(config);
  client.on("error", (error) => log.warn("store.clientLost", { code: codeOf(error) }));
  try {
    await connect(client);
    await checkServer(client);
    await ensureRoles(client);
    await migrate(client, migrations, log);
  } catch (error) {
    throw startErrorOf(error, client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    // Whatever the driver, TLS or the name service says: it is no bug of ours that has to be found by its stack.
    const known = startErrorOf(error, client);
    throw known instanceof StartError ? known : unreachable(error, client);
  }
}

async function checkServer(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    "select current_setting('server_version_num')::int / 10000 as version, " +
      "current_setting('server_encoding') as encoding",
  );
  const server = rows[0];
  assert(server, "Postgres named no version");
  if (server.version < POSTGRES_VERSION_MIN) {
    throw new StartError(
      `Postgres ${server.version} is too old: Twinbox needs ${POSTGRES_VERSION_MIN} or newer.`,
    );
  }
  if (server.encoding !== "UTF8") {
    throw new StartError(`The database is encoded in ${server.encoding}: Twinbox needs UTF8.`);
  }
}

function startErrorOf(error: unknown, client: pg.Client): Error {
  const code = codeOf(error);
  if (error instanceof StartError) return error;
  if (code === "28P01" || code === "28000") {
    return new StartError("Postgres refuses the user name or password.", { cause: error });
  }
  if (code === "3D000") return new StartError("The database named does not exist.", { cause: error });
  if (code === "42501") {
    return new StartError("The database user may not create a schema in this database.", { cause: error });
  }
  const translated = translatePostgresError(error);
  const isDown = translated instanceof SyncError && translated.code === "storeDown";
  return isDown ? unreachable(error, client) : translated;
}

/** Nothing goes on by itself: this process ends. Neither user nor password is in what Postgres and Node say of it. */
function unreachable(error: unknown, { host, port }: pg.Client): StartError {
  const said = error instanceof Error ? error.message : String(error);
  const reason = error instanceof pg.DatabaseError ? `${error.code}: ${said}` : (codeOf(error) ?? said);
  return new StartError(
    `Postgres at ${host}:${port} can't be reached (${reason}): ` +
      "check that it runs and takes connections there, and that DATABASE_URL is right.",
    { cause: error },
  );
}

class PooledDatabase implements Database {
  readonly log: Log;
  readonly #config: pg.ClientConfig;
  readonly #pool: pg.Pool;
  readonly #resources: { close(): Promise<void> }[] = [];
  #closing: Promise<void> | null = null;

  constructor(config: pg.ClientConfig, options: DatabaseOptions) {
    this.log = options.log;
    // The role is part of the connection's start: there is no moment in which it works as the owner.
    const settings = { role: APP_ROLE, search_path: "twinbox", ...PLANNING };
    const given = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    this.#config = { ...config, options: given.join(" ") };
    this.#pool = new pg.Pool({
      ...this.#config,
      max: options.clientsMax ?? CLIENTS_MAX,
      idleTimeoutMillis: IDLE_CLIENT_MS_MAX,
      statement_timeout: STATEMENT_MS_MAX,
      query_timeout: options.answerMsMax ?? STATEMENT_MS_MAX + ANSWER_MS_MAX,
      lock_timeout: LOCK_MS_MAX,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    });
    this.#pool.on("error", (error) => this.log.warn("store.clientLost", { code: codeOf(error) }));
    this.#pool.on("connect", (client) => client.on("error", () => {}));
  }

  async inWorkspace<T>(workspaceId: WorkspaceId, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transaction(`begin; ${settingOf(workspaceId)}`, work);
  }

  async readWorkspace<T>(workspaceId: WorkspaceId, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transaction(`begin read only; ${settingOf(workspaceId)}`, work);
  }

  outside<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transaction("begin", work);
  }

  createClient(): pg.Client {
    return new pg.Client(this.#config);
  }

  closeWith(resource: { close(): Promise<void> }): void {
    this.#resources.push(resource);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      for (const resource of this.#resources) await resource.close();
      await this.#pool.end();
    })();
    return this.#closing;
  }

  async #transaction<T>(begin: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let time = 1; ; time++) {
      const client = await this.#connect();
      try {
        await client.query(begin);
        const result = await work(new Transaction(client));
        await commit(client);
        client.release();
        return result;
      } catch (error) {
        await endFailed(client, error);
        if (codeOf(error) !== DEADLOCK || time === DEADLOCKS_MAX) throw translatePostgresError(error);
      }
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw translatePostgresError(error);
    }
  }
}

/** The id goes into the text, so that "begin" and it are one round trip; hence the check. */
function settingOf(workspaceId: WorkspaceId): string {
  assert(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(workspaceId), "not a workspace's id");
  return `set local twinbox.workspace = '${workspaceId}'`;
}

/** A transaction in which something failed answers ROLLBACK to COMMIT, without an error. */
async function commit(client: pg.ClientBase): Promise<void> {
  const { command } = await client.query("commit");
  if (command !== "COMMIT") {
    throw new SyncError("storeDown", {
      scope: "installation",
      retry: "later",
      said: "commit became rollback",
    });
  }
}

/** A connection that owes an answer, or can't even roll back, is thrown away. */
async function endFailed(client: pg.PoolClient, error: unknown): Promise<void> {
  if (isUnanswered(error)) return client.release(true);
  try {
    await client.query("rollback");
    client.release();
  } catch {
    client.release(true);
  }
}
