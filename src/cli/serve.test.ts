import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../providers/testing/free-port.ts";
import type { DatabasePlace } from "../store/database.ts";
import { startDatabaseProxy } from "../store/testing/database-proxy.ts";
import { noLog } from "../store/testing/no-log.ts";
import { emptyDatabase } from "../store/testing/test-database.ts";
import { readConfig } from "./config.ts";
import { openHouse } from "./house.ts";
import { startServing } from "./serve.ts";

const READY_MS_MAX = 10_000;

function urlOf(place: DatabasePlace): string {
  if ("url" in place) return place.url;
  const { host, port, user, database } = place.connection;
  return `postgres://${user}:none@${host}:${port}/${database}`;
}

test("beside a database that hangs a server soon says that it isn't ready, and is again after it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "twinbox-serve-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { place, drop } = await emptyDatabase();
  onTestFinished(drop);
  const proxy = await startDatabaseProxy(place);
  const port = await freePort();
  const config = readConfig({ DATABASE_URL: urlOf(proxy.place), TWINBOX_PORT: String(port) }, folder);
  const house = await openHouse(config, noLog);
  onTestFinished(() => house.close());
  const running = await startServing(house);
  onTestFinished(() => running.close());
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(READY_MS_MAX),
    });
    return `${answer.status} ${await answer.text()}`;
  };
  expect(await ready()).toBe("200 ready");
  proxy.freeze();
  const frozen = await ready().catch(String);
  proxy.thaw();
  expect(frozen).toBe("503 not ready");
  await expect.poll(ready).toBe("200 ready");
});
