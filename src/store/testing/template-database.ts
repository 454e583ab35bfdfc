// The migrated database that every test's database is a copy of.
import { createHash } from "node:crypto";
import pg from "pg";
import { type DatabasePlace, openDatabase } from "../database.ts";
import { noLog } from "./no-log.ts";

/** Names no other run uses: several may share one server. */
export async function createTemplate(admin: DatabasePlace, name: string): Promise<void> {
  await runAsAdmin(admin, `create database ${name} template template0 encoding 'UTF8'`);
  const database = await openDatabase({ ...placeOf(admin, name), log: noLog });
  await database.close();
  // A database that someone is connected to can't be copied.
  await runAsAdmin(admin, `alter database ${name} allow_connections false`);
}

export async function runAsAdmin(admin: DatabasePlace, ...statements: readonly string[]): Promise<void> {
  const client = await connect(admin);
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Past row-level security; one connection, on which each statement is prepared once. */
export async function openReader(admin: DatabasePlace): Promise<{
  readonly rows: <R extends pg.QueryResultRow>(statement: string) => Promise<readonly R[]>;
  readonly close: () => Promise<void>;
}> {
  const client = await connect(admin);
  return {
    rows: async <R extends pg.QueryResultRow>(text: string) => {
      const name = createHash("sha256").update(text).digest("hex").slice(0, 32);
      return (await client.query<R>({ name, text })).rows;
    },
    close: () => client.end(),
  };
}

async function connect(admin: DatabasePlace): Promise<pg.Client> {
  const client = new pg.Client("url" in admin ? admin.url : admin.connection);
  client.on("error", () => {});
  await client.connect();
  return client;
}

export function placeOf(admin: DatabasePlace, database: string): DatabasePlace {
  if ("connection" in admin) return { connection: { ...admin.connection, database } };
  const url = new URL(admin.url);
  url.pathname = `/${database}`;
  return { url: url.href };
}
