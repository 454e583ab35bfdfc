// Brings the schema up to date: numbered SQL files, each once, in order, each in a transaction of its own,
// under a lock so that several processes may start at once. A file that was changed after it ran, or a
// database that has seen a newer program, is refused rather than guessed about.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";
import type { Log } from "../base/log.ts";
import { codeOf } from "./postgres-error.ts";
import { StartError } from "./start-error.ts";

/** Any number that nobody else locks in this database. */
const MIGRATION_LOCK = 7_241_903_518;
const LOCK_WAIT_MS_MAX = 120_000;
/** First line of a file whose statements can't run inside a transaction; then it must hold just one. */
const NO_TRANSACTION = "-- no transaction";

export const MIGRATIONS_FOLDER = new URL("./sql/", import.meta.url);

export interface Migration {
  readonly number: number;
  /** File name: "0001-accounts.sql". */
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

export async function readMigrations(folder: URL): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const migrations = await Promise.all(
    names.map(async (name, index): Promise<Migration> => {
      const number = Number(name.slice(0, 4));
      if (number !== index + 1 || name[4] !== "-") {
        throw new StartError(`The program is incomplete: ${name} is not migration number ${index + 1}.`);
      }
      const sql = await readFile(new URL(name, folder), "utf8");
      return { number, name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
    }),
  );
  if (migrations.length === 0) throw new StartError("The program is incomplete: it has no migrations.");
  return migrations;
}

/** Runs what is missing; `client` must own the schema, or be able to make it. Answers how many files ran. */
export async function migrate(
  client: pg.ClientBase,
  migrations: readonly Migration[],
  log: Log,
): Promise<number> {
  await lock(client);
  try {
    await client.query("create schema if not exists twinbox");
    await client.query("set search_path = twinbox");
    await client.query(`create table if not exists migration (
      number integer primary key, name text not null, sha256 text not null,
      applied_at timestamptz not null default now())`);
    const missing = missingMigrations(migrations, await readApplied(client));
    for (const migration of missing) {
      await apply(client, migration);
      log.info("store.migrated", { file: migration.name });
    }
    return missing.length;
  } finally {
    // Fails when the connection is lost; the lock has then gone with it.
    await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]).catch(() => {});
  }
}

async function lock(client: pg.ClientBase): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_WAIT_MS_MAX}`);
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
  } catch (error) {
    if (codeOf(error) !== "55P03") throw error;
    const seconds = LOCK_WAIT_MS_MAX / 1000;
    throw new StartError(`Another Twinbox has been changing the database for more than ${seconds} s.`);
  }
}

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

async function readApplied(client: pg.ClientBase): Promise<readonly Applied[]> {
  const { rows } = await client.query<Applied>("select number, name, sha256 from migration order by number");
  return rows;
}

export function missingMigrations(
  migrations: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] {
  const newest = applied.at(-1);
  if (newest && newest.number > migrations.length) {
    throw new StartError(
      `The database was made by a newer Twinbox (it has ${newest.name}): start that version, or a newer one.`,
    );
  }
  for (const [index, done] of applied.entries()) {
    const migration = migrations[index];
    if (migration?.number !== done.number || migration.sha256 !== done.sha256) {
      throw new StartError(
        `The database was made by another edition of ${done.name}: this Twinbox can't be sure what is in it.`,
      );
    }
  }
  return migrations.slice(applied.length);
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  const inTransaction = !migration.sql.startsWith(NO_TRANSACTION);
  try {
    if (inTransaction) await client.query("begin");
    await client.query(migration.sql);
    await client.query("insert into migration (number, name, sha256) values ($1, $2, $3)", [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    if (inTransaction) await client.query("commit");
  } catch (error) {
    if (inTransaction) await client.query("rollback").catch(() => {});
    throw error;
  }
}
