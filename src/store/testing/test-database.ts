// A fresh migrated database for a test: a copy of the template that global-setup.ts made.
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { inject, onTestFinished } from "vitest";
import { type Database, type DatabasePlace, openDatabase } from "../database.ts";
import { codeOf } from "../postgres-error.ts";
import type { TestPostgres } from "./global-setup.ts";
import { checkKeptCounts } from "./kept-counts.ts";
import { noLog } from "./no-log.ts";
import { placeOf, runAsAdmin } from "./template-database.ts";

const DROP_TRIES_MAX = 100;

export interface TestDatabase {
  readonly database: Database;
  /** To open it once more, as another process would. */
  readonly place: DatabasePlace;
  /** Runs SQL as its owner, past row-level security. */
  readonly asOwner: (...statements: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Closed by itself at the end of the test; outside a test (beforeAll) call `close`. */
export async function testDatabase(): Promise<TestDatabase> {
  const { place, drop } = await emptyDatabase();
  const database = await openDatabase({ ...place, log: noLog });
  const close = async (): Promise<void> => {
    await database.close();
    await drop();
  };
  closeAfterTest(close);
  return { database, place, asOwner: (...statements) => runAsAdmin(place, ...statements), close };
}

/** A database nobody has opened yet; `template` null: without migrations. */
export async function emptyDatabase(
  from: "migrated" | "blank" = "migrated",
): Promise<{ readonly place: DatabasePlace; readonly drop: () => Promise<void> }> {
  const server: TestPostgres | undefined = inject("testPostgres");
  if (!server) throw new Error("vitest runs without src/store/testing/global-setup.ts");
  const name = `twinbox_test_${randomBytes(6).toString("hex")}`;
  const template = from === "migrated" ? server.template : "template0 encoding 'UTF8'";
  await runAsAdmin(server.admin, `create database ${name} template ${template} strategy file_copy`);
  const place = placeOf(server.admin, name);
  const drop = async (): Promise<void> => {
    try {
      if (from === "migrated") await checkKeptCounts(place);
    } finally {
      await dropDatabase(server.admin, name);
    }
  };
  return { place, drop };
}

/** pool.end() returns before the server has let go of its connections; forcing them out would fail the run
 *  with  their errors. */
async function dropDatabase(admin: DatabasePlace, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await runAsAdmin(admin, `drop database if exists ${name}`);
      return;
    } catch (error) {
      if (codeOf(error) !== "55006" || tries === DROP_TRIES_MAX) throw error;
      await wait(20);
    }
  }
}

function closeAfterTest(close: () => Promise<void>): void {
  try {
    onTestFinished(close);
  } catch {
    // Not inside a test: the caller closes.
  }
}
