import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Log } from "../base/log.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { type Child, runChild } from "./testing/child.ts";
import { noLog } from "./testing/no-log.ts";
import { smallDisk, temporaryFolder } from "./testing/temporary-folder.ts";

const MEGABYTE = 1024 * 1024;
const LOOK_EVERY_MS = 10;
const LOOKS_MAX = 2000;
const umask = ["sh", "-c", 'umask 077; exec "$@"', "sh"];

/** Made once, never started again: tests work on copies. */
let model = "";

beforeAll(async () => {
  model = await mkdtemp(path.join(tmpdir(), "twinbox-model-"));
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(model, "postgres"), log: noLog });
  await ask(postgres, "create table kept (word text)");
  await ask(postgres, "insert into kept values ('kept')");
  await postgres.close();
});

afterAll(() => {
  rmSync(model, { recursive: true, force: true });
});

/** A data folder with a table, with owner and modes as they were made. */
function madeBefore(folder = temporaryFolder()): string {
  const dataDir = path.join(folder, "postgres");
  mkdirSync(folder, { recursive: true });
  execFileSync("cp", ["-a", path.join(model, "postgres"), dataDir]);
  return endedAfter(dataDir);
}

/** A Postgres that a failing test leaves behind ends with it; nothing else is ever signalled. */
function endedAfter(dataDir: string): string {
  onTestFinished(() => {
    if (!existsSync(path.join(dataDir, "postmaster.pid"))) return;
    const pid = postmasterOf(dataDir);
    if (processesIn(dataDir).includes(String(pid))) process.kill(pid, "SIGKILL");
  });
  return dataDir;
}

/** Whatever a test leaves running ends with it. */
async function start(dataDir: string, log: Log = noLog): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  onTestFinished(() => postgres.close());
  return postgres;
}

async function ask(postgres: Pick<EmbeddedPostgres, "connection">, sql: string): Promise<string> {
  const client = new pg.Client(postgres.connection);
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return rows.map((row) => row.join(" ")).join("\n");
  } finally {
    await client.end();
  }
}

function recorder(): Log & { readonly events: string[] } {
  const events: string[] = [];
  const note = (event: string): void => {
    events.push(event);
  };
  return { events, debug: note, info: note, warn: note, error: note };
}

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]);
}

/** Living processes of Postgres that work in the folder, which is the test's own. The device counts too: the first
 *  folder of a new disk has the number of another disk's root. */
function processesIn(dataDir: string): readonly string[] {
  if (process.platform !== "linux") return [];
  const { dev, ino } = statSync(dataDir);
  return readdirSync("/proc").filter((name) => {
    try {
      if (!/^\d+$/.test(name) || readFileSync(`/proc/${name}/comm`, "utf8").trim() !== "postgres")
        return false;
      const cwd = statSync(`/proc/${name}/cwd`);
      return cwd.dev === dev && cwd.ino === ino;
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error("it never came to that");
}

async function upChild(dataDir: string, before: readonly string[] = []): Promise<Child> {
  const child = runChild("run-embedded-postgres.ts", [dataDir], before);
  await child.line("up ");
  return child;
}

test("a first start makes the database, with sorting that no host can change, and close leaves no process", async () => {
  const dataDir = endedAfter(path.join(temporaryFolder(), "a folder", "postgres"));
  const postgres = await startEmbeddedPostgres({ dataDir, log: noLog });
  const { user, database } = postgres.connection;
  expect([user, database]).toEqual(["twinbox_owner", "twinbox"]);
  expect(
    await ask(
      postgres,
      "select datlocprovider, datlocale, encoding from pg_database where datname = 'twinbox'",
    ),
  ).toBe("b C.UTF-8 6");
  await postgres.close();
  expect(processesIn(dataDir)).toEqual([]);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(readdirSync(path.dirname(dataDir)).sort()).toEqual(["postgres", "postgres.lock", "postgres.log"]);
});

test("what was written is there again, durably, behind a password, and nothing listens on the network", async () => {
  const postgres = await start(madeBefore());
  expect(await ask(postgres, "select word from kept")).toBe("kept");
  const settings =
    "('fsync', 'full_page_writes', 'synchronous_commit', 'jit', 'listen_addresses', 'wal_sync_method')";
  expect(
    await ask(postgres, `select name, setting from pg_settings where name in ${settings} order by name`),
  ).toBe(
    "fsync on\nfull_page_writes on\njit off\nlisten_addresses \nsynchronous_commit on\nwal_sync_method fdatasync",
  );
  const stranger = { connection: { ...postgres.connection, password: "guess" } };
  await expect(ask(stranger, "select 1")).rejects.toThrow(/password authentication failed/);
});

test("two first starts at once: one makes the database, the other joins, the last one stops it", async () => {
  const dataDir = endedAfter(path.join(temporaryFolder(), "postgres"));
  const [one, two] = await Promise.all([upChild(dataDir), upChild(dataDir)]);
  const starts = [one, two].map(({ lines }) => lines[0]?.split(" ")[0]);
  expect(new Set(starts)).toEqual(new Set(["postgres.joined", "postgres.started"]));
  one.kill("SIGTERM");
  expect(await one.ended).toBe(0);
  expect(one.lines.join()).toContain("postgres.leftToOthers");
  expect(processesIn(dataDir)).toContain(String(postmasterOf(dataDir)));
  two.kill("SIGTERM");
  expect(await two.ended).toBe(0);
  expect(two.lines.join()).toContain("postgres.stopped");
  expect(processesIn(dataDir)).toEqual([]);
});

test("Postgres outlives a server that was killed, and the next one adopts it", async () => {
  const dataDir = madeBefore();
  const killed = await upChild(dataDir);
  const pid = postmasterOf(dataDir);
  killed.kill("SIGKILL");
  await killed.ended;
  const log = recorder();
  const postgres = await start(dataDir, log);
  expect(postmasterOf(dataDir)).toBe(pid);
  expect(await ask(postgres, "select word from kept")).toBe("kept");
  await postgres.close();
  expect(log.events).toEqual(["postgres.joined", "postgres.stopped"]);
  expect(processesIn(dataDir)).toEqual([]);
});

test("server and Postgres killed together: the next start recovers", async () => {
  const dataDir = madeBefore();
  for (let round = 0; round < 3; round++) {
    const child = await upChild(dataDir);
    const pid = postmasterOf(dataDir);
    child.kill("SIGKILL");
    await child.ended;
    // Nobody may be there to wait for it: it then stays a zombie.
    process.kill(pid, "SIGKILL");
  }
  const postgres = await start(dataDir);
  expect(await ask(postgres, "select word from kept")).toBe("kept");
});

test("a Postgres that was killed under us comes back at the same place with all that was committed", async () => {
  const dataDir = madeBefore();
  const postgres = await start(dataDir);
  for (let round = 0; round < 3; round++) {
    await ask(postgres, `insert into kept values ('round ${round}')`);
    const pid = postmasterOf(dataDir);
    process.kill(pid, "SIGKILL");
    await until(() =>
      ask(postgres, "select count(*) from kept").then(
        (count) => count === `${round + 2}`,
        () => false,
      ),
    );
    expect(postmasterOf(dataDir)).not.toBe(pid);
  }
  await postgres.close();
  expect(processesIn(dataDir)).toEqual([]);
});

test("closing while Postgres is gone ends, and nothing is left", async () => {
  const dataDir = madeBefore();
  const postgres = await start(dataDir);
  process.kill(postmasterOf(dataDir), "SIGKILL");
  await postgres.close();
  await until(() => processesIn(dataDir).length === 0);
});

test("a pid file that names a living stranger, and a stale socket, are no obstacle", async () => {
  const dataDir = madeBefore();
  const stale = [process.pid, dataDir, 1, 5432, dataDir, "", " 123 456", "ready   ", ""].join("\n");
  writeFileSync(path.join(dataDir, "postmaster.pid"), stale);
  writeFileSync(path.join(dataDir, ".s.PGSQL.5432"), "");
  writeFileSync(path.join(dataDir, ".s.PGSQL.5432.lock"), stale);
  const log = recorder();
  const postgres = await start(dataDir, log);
  expect(await ask(postgres, "select word from kept")).toBe("kept");
  expect(log.events).toEqual(["postgres.leftovers", "postgres.started"]);
});

test("a restored backup works, though its owner and modes got lost", async () => {
  const dataDir = endedAfter(path.join(temporaryFolder(), "postgres"));
  cpSync(path.join(model, "postgres"), dataDir, { recursive: true });
  chmodSync(dataDir, 0o755);
  const postgres = await start(dataDir);
  expect(await ask(postgres, "select word from kept")).toBe("kept");
});

test("a path too long for a socket works, with the socket in the temporary folder", async () => {
  const dataDir = madeBefore(path.join(temporaryFolder(), "a long path with spaces ".repeat(5)));
  const postgres = await start(dataDir);
  expect(dataDir.length).toBeGreaterThan(120);
  expect(postgres.connection.host).toMatch(/twinbox-\d+-[0-9a-f]{16}$/);
  onTestFinished(() => rmSync(postgres.connection.host, { recursive: true, force: true }));
  const second = await start(dataDir);
  expect(second.connection).toEqual(postgres.connection);
  expect(await ask(second, "select word from kept")).toBe("kept");
});

test("a socket folder that somebody else prepared is refused", async () => {
  const dataDir = madeBefore(path.join(temporaryFolder(), "a long path with spaces ".repeat(5)));
  const postgres = await start(dataDir);
  const { host } = postgres.connection;
  await postgres.close();
  rmSync(host, { recursive: true, force: true });
  mkdirSync(host, { mode: 0o777 });
  onTestFinished(() => rmSync(host, { recursive: true, force: true }));
  await expect(startEmbeddedPostgres({ dataDir, log: noLog })).rejects.toThrow(/belongs to somebody else/);
});

test("a umask that closes everything to others, and a folder closed to others, are no obstacle", async () => {
  const folder = path.join(temporaryFolder(), "closed");
  mkdirSync(folder, { mode: 0o700 });
  const dataDir = endedAfter(path.join(folder, "below", "postgres"));
  const child = await upChild(dataDir, umask);
  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
  expect(statSync(path.join(folder, "below")).mode & 0o777).toBe(0o700);
});

test("a database of another version of Postgres is refused in one sentence", async () => {
  const dataDir = madeBefore();
  writeFileSync(path.join(dataDir, "PG_VERSION"), "19\n");
  await expect(start(dataDir)).rejects.toThrow(/is of Postgres 19, newer than the 18 of this Twinbox/);
  writeFileSync(path.join(dataDir, "PG_VERSION"), "17\n");
  await expect(start(dataDir)).rejects.toThrow(/is of Postgres 17, older than the 18/);
});

test("a wrong password is named, and stops nobody's Postgres", async () => {
  const dataDir = madeBefore();
  const file = path.join(dataDir, "twinbox.password");
  const password = readFileSync(file, "utf8");
  writeFileSync(file, "wrong\n");
  await expect(start(dataDir)).rejects.toThrow(/password authentication failed/);
  expect(processesIn(dataDir)).toEqual([]);
  writeFileSync(file, password);
  const postgres = await start(dataDir);
  writeFileSync(file, "wrong\n");
  await expect(start(dataDir)).rejects.toThrow(/password authentication failed/);
  expect(await ask(postgres, "select word from kept")).toBe("kept");
  rmSync(file);
  await expect(start(dataDir)).rejects.toThrow(/password of the embedded database is missing/);
});

test("a folder with something else in it is left alone", async () => {
  const dataDir = path.join(temporaryFolder(), "postgres");
  mkdirSync(dataDir);
  writeFileSync(path.join(dataDir, "letter.txt"), "dear");
  await expect(start(dataDir)).rejects.toThrow(/isn't empty and holds no database/);
  expect(readdirSync(dataDir)).toEqual(["letter.txt"]);
});

test("killed in the middle of a first start: the next one begins anew and leaves no draft", async () => {
  const folder = temporaryFolder();
  const dataDir = endedAfter(path.join(folder, "postgres"));
  for (let round = 0; round < 3; round++) {
    const child = runChild("run-embedded-postgres.ts", [dataDir]);
    await until(() => existsSync(path.join(folder, `postgres.new-${child.pid}`)));
    child.kill("SIGKILL");
    await child.ended;
  }
  const postgres = await start(dataDir);
  expect(await ask(postgres, "select 1")).toBe("1");
  expect(readdirSync(folder).sort()).toEqual(["postgres", "postgres.lock", "postgres.log"]);
});

test("a full disk is named, at a first start and at a later one, and harms nothing", async () => {
  const [tiny, disk] = [smallDisk(62), smallDisk(128)];
  if (tiny === null || disk === null) return;
  await expect(start(path.join(tiny, "postgres"))).rejects.toThrow(
    /disk of .* is full: less than 64 MB free/,
  );
  const dataDir = madeBefore(disk);
  const { bavail, bsize } = statfsSync(disk);
  const ballast = path.join(disk, "ballast");
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - MEGABYTE));
  await expect(start(dataDir)).rejects.toThrow(/disk of .* is full/);
  rmSync(ballast);
  const postgres = await start(dataDir);
  expect(await ask(postgres, "select word from kept")).toBe("kept");
  await postgres.close();
});
