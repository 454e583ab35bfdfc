// A Postgres that lives as long as a test run: a new data folder in the temporary folder, a unix socket,
// fsync off.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { DatabaseConnection } from "../database.ts";
import { chooseAccount } from "../embedded-postgres-account.ts";
import { findPostgresBinaries } from "../embedded-postgres-binaries.ts";

const MEMORY_FOLDER = "/dev/shm";
const MEMORY_BYTES_MIN = 2 * 1024 ** 3;
const START_MS_MAX = 30_000;
const SETTINGS = {
  listen_addresses: "",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
  max_locks_per_transaction: "256",
  shared_buffers: "64MB",
};

export interface TemporaryPostgres {
  readonly connection: DatabaseConnection;
  stop(): Promise<void>;
}

/** `settings` win over those above; TEST_POSTGRES_BINARIES names other programs than the embedded ones. */
export async function startTemporaryPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<TemporaryPostgres> {
  const folder = mkdtempSync(join(parentFolder(), "twinbox-test-"));
  const data = join(folder, "data");
  const account = await chooseAccount(data);
  if (account) chownSync(folder, account.uid, account.gid);
  const binaries = process.env.TEST_POSTGRES_BINARIES ?? (await findPostgresBinaries(account, folder)).folder;
  execFileSync(
    join(binaries, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    { ...account, cwd: "/", stdio: "pipe" },
  );
  const log = openSync(join(folder, "log"), "w");
  const all = Object.entries({ ...SETTINGS, unix_socket_directories: folder, ...settings });
  const child = spawn(
    join(binaries, "postgres"),
    ["-D", data, ...all.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...account, cwd: "/", stdio: ["ignore", log, log] },
  );
  closeSync(log);
  const connection = { host: folder, port: 5432, user: "postgres", password: "", database: "postgres" };
  await untilReady(connection, child, join(folder, "log"));
  return {
    connection,
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** In memory where there is room: copying a database is then 20 ms instead of 500. */
function parentFolder(): string {
  if (!existsSync(MEMORY_FOLDER)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return bavail * bsize > MEMORY_BYTES_MIN ? MEMORY_FOLDER : tmpdir();
}

async function untilReady(connection: DatabaseConnection, child: ChildProcess, log: string): Promise<void> {
  for (let waited = 0; waited < START_MS_MAX; waited += 20) {
    if (existsSync(join(connection.host, ".s.PGSQL.5432")) && (await answers(connection))) return;
    if (child.exitCode !== null) break;
    await wait(20);
  }
  child.kill("SIGKILL");
  throw new Error(`Postgres for tests did not start: ${readFileSync(log, "utf8").slice(-500)}`);
}

async function answers(connection: DatabaseConnection): Promise<boolean> {
  const client = new pg.Client(connection);
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** SIGINT: fast stop; SIGTERM would wait for clients. */
function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGINT");
  });
}
