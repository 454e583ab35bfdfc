// Makes the database folder on the first start, and knows whether an existing one is of our version.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, statfs, unlink } from "node:fs/promises";
import path from "node:path";
import type { PostgresPlace } from "./embedded-postgres-place.ts";
import { SUPERUSER } from "./embedded-postgres-settings.ts";
import { StartError } from "./start-error.ts";
import { syncFolder } from "./sync-folder.ts";

const PASSWORD_FILE = "twinbox.password";
const FREE_BYTES_MIN = 64 * 1024 * 1024;
const OUTPUT_CHARACTERS_MAX = 4000;
const INITDB_OPTIONS = [
  `--username=${SUPERUSER}`,
  "--auth=scram-sha-256",
  "--pwfile=/dev/stdin",
  "--encoding=UTF8",
  // Independent of the host's locales and of the libraries that came with Postgres.
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--no-instructions",
];
/** Waits up to 5.5 s in all. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 } as const;

/** The start lock is held. A folder that appears under its name is complete: it is made beside and renamed. */
export async function ensureCluster(place: PostgresPlace): Promise<void> {
  if (existsSync(path.join(place.dataDir, "PG_VERSION"))) {
    // Postgres refuses a folder that others may look into, as a restored backup may be.
    await chmod(place.dataDir, 0o700);
    return checkVersion(place);
  }
  if (existsSync(place.dataDir) && (await readdir(place.dataDir)).length > 0) {
    throw new StartError(`${place.dataDir} isn't empty and holds no database: use another data folder.`);
  }
  await removeDrafts(place);
  await checkSpace(place, FREE_BYTES_MIN);
  const draft = `${place.dataDir}.new-${process.pid}`;
  try {
    await makeCluster(place, draft);
    await rename(draft, place.dataDir);
    await syncFolder(path.dirname(place.dataDir));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

export async function readPassword(place: PostgresPlace): Promise<string> {
  try {
    return (await readFile(path.join(place.dataDir, PASSWORD_FILE), "utf8")).trim();
  } catch (cause) {
    throw new StartError(
      `The password of the embedded database is missing: ${PASSWORD_FILE} in ${place.dataDir}.`,
      {
        cause,
      },
    );
  }
}

/** Throws StartError when the disk of the database has less than `bytesMin` free. */
export async function checkSpace(place: PostgresPlace, bytesMin: number): Promise<void> {
  const folder = path.dirname(place.dataDir);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytesMin) return;
  const megabytes = Math.round(bytesMin / 1024 / 1024);
  throw new StartError(
    `The disk of ${folder} is full: less than ${megabytes} MB free; make room and start again.`,
  );
}

async function checkVersion(place: PostgresPlace): Promise<void> {
  const version = (await readFile(path.join(place.dataDir, "PG_VERSION"), "utf8")).trim();
  const own = place.binaries.majorVersion;
  if (Number(version) === own) return;
  const age = Number(version) > own ? "newer than" : "older than";
  throw new StartError(
    `The database in ${place.dataDir} is of Postgres ${version}, ${age} the ${own} of this Twinbox: ` +
      "use the Twinbox that made it.",
  );
}

/** What a first start that was killed left behind. Its initdb may still be writing, until it finds that nobody
 *  listens any more; what can't be removed now, the next start removes. */
async function removeDrafts(place: PostgresPlace): Promise<void> {
  const parent = path.dirname(place.dataDir);
  const beginning = `${path.basename(place.dataDir)}.new-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(beginning)) await rm(path.join(parent, name), REMOVAL).catch(() => {});
  }
}

async function makeCluster(place: PostgresPlace, draft: string): Promise<void> {
  const { account } = place;
  await mkdir(draft, { mode: 0o700 });
  await chmod(draft, 0o700);
  if (account) await chown(draft, account.uid, account.gid);
  const password = randomBytes(24).toString("base64url");
  await runInitdb(place, draft, password);
  const file = await open(path.join(draft, PASSWORD_FILE), "wx", 0o600);
  try {
    await file.writeFile(`${password}\n`);
    if (account) await file.chown(account.uid, account.gid);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(draft);
}

/** The password reaches initdb through a file without a name: no list of processes shows it, and the folders
 *  above may be closed to the account. */
async function runInitdb(place: PostgresPlace, draft: string, password: string): Promise<void> {
  const secret = `${draft}.password`;
  const file = await open(secret, "wx+", 0o600);
  try {
    await file.writeFile(`${password}\n`);
    if (place.account) await file.chown(place.account.uid, place.account.gid);
  } finally {
    await file.close();
  }
  const reader = await open(secret, "r");
  await unlink(secret);
  try {
    await runToEnd(place, draft, reader.fd);
  } finally {
    await reader.close();
  }
}

function runToEnd(place: PostgresPlace, draft: string, passwordFile: number): Promise<void> {
  const name = place.dataDirName === place.dataDir ? draft : place.dataDirName;
  const child = spawn(path.join(place.binaries.folder, "initdb"), ["-D", name, ...INITDB_OPTIONS], {
    ...place.account,
    cwd: draft,
    env: { LC_ALL: "C" },
    stdio: [passwordFile, "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-OUTPUT_CHARACTERS_MAX);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else initdbFailed(place, output).catch(reject);
    });
  });
}

/** Its last lines alone say nothing ("child process exited with exit code 1"). */
async function initdbFailed(place: PostgresPlace, output: string): Promise<never> {
  if (/no space left on device/i.test(output)) await checkSpace(place, Number.MAX_SAFE_INTEGER);
  await checkSpace(place, FREE_BYTES_MIN / 4);
  const said = output.split("\n").filter((line) => /error|fatal|could not|invalid/i.test(line));
  throw new StartError(`The database can't be made in ${place.dataDir}: ${said.join("; ") || output.trim()}`);
}
