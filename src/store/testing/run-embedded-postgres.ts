// For tests: holds the embedded Postgres of a folder until SIGTERM. Says how it goes in lines.
import { startEmbeddedPostgres } from "../embedded-postgres.ts";

const [, , dataDir = ""] = process.argv;
const say = (event: string, fields: object = {}): void => console.log(event, JSON.stringify(fields));
const log = { debug: say, info: say, warn: say, error: say };
// Held by a timer: a signal handler alone doesn't keep a process alive.
const alive = setInterval(() => {}, 60_000);
const told = new Promise((resolve) => process.once("SIGTERM", resolve));
try {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  say("up", postgres.connection);
  await told;
  await postgres.close();
  say("closed");
} catch (error) {
  console.log("refused", error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  clearInterval(alive);
}
