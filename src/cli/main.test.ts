import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { EN } from "../core/diagnosis-texts/en.ts";
import type { DatabasePlace } from "../store/database.ts";
import { startDatabaseProxy } from "../store/testing/database-proxy.ts";
import { emptyDatabase } from "../store/testing/test-database.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

async function failed(
  args: readonly string[],
  databaseUrl: string,
): Promise<{ code: number; stderr: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), "twinbox-main-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = { PATH: process.env.PATH, TWINBOX_DATA: folder, DATABASE_URL: databaseUrl };
  const running = promisify(execFile)(process.execPath, [MAIN, ...args], { env });
  return running.then(
    () => expect.unreachable("it went well"),
    (error: { code: number; stderr: string }) => error,
  );
}

function urlOf(place: DatabasePlace): string {
  if ("url" in place) return place.url;
  const { host, port, user, database } = place.connection;
  return `postgres://${user}:none@${host}:${port}/${database}`;
}

test("a database that is away ends the start with one sentence, without the password", async () => {
  expect(await failed(["serve"], "postgres://ada:hunter2@127.0.0.1:1/x")).toMatchObject({
    code: 1,
    stderr:
      "Postgres at 127.0.0.1:1 can't be reached (ECONNREFUSED): " +
      "check that it runs and takes connections there, and that DATABASE_URL is right.\n",
  });
});

test("a command whose database goes away doesn't say that it goes on by itself", async () => {
  const { place, drop } = await emptyDatabase();
  onTestFinished(drop);
  const proxy = await startDatabaseProxy(place, { connectionsMax: 1 });
  const { code, stderr } = await failed(["status"], urlOf(proxy.place));
  expect(code).toBe(1);
  const { steps, forAdministrator } = EN.causes["store-down"];
  expect(stderr).toContain(`${forAdministrator}\n(storeDown)`);
  for (const step of steps) expect(stderr).not.toContain(step);
});
