// kill -9 of the program at random moments of an import, and of Postgres: after each restart it goes on, and in the
// end every message is here once, byte for byte. Run by .ci/run (vitest.long.config.ts).
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateMaildir } from "../bench/generate-maildir.ts";
import { seededRandom } from "../bench/seeded-random.ts";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs } from "../providers/testing/needs.ts";
import { inClient } from "./testing/in-client.ts";

const MAIN = fileURLToPath(new URL("../cli/main.ts", import.meta.url));
const USER = "kill";
const PROGRAM_KILLS = 30;
const POSTGRES_KILLS = 10;
/** Most of the time is spent waiting for a dead worker's life to end: lanes wait together. */
const PROGRAM_LANES = 5;
const POSTGRES_LANES = 2;
/** How long an import of 5,000 takes here: kills are spread over it. */
const IMPORT_MS = 4_000;
/** A worker that was killed counts as alive this long: until then nobody else may have its mailbox. */
const LIFE_MS = 9_000;
const SEED = Number(process.env.TWINBOX_SEED ?? Date.now() % 100_000);

const present = needs("dovecot");
let dovecot: Dovecot;
let home: string;

beforeAll(async () => {
  if (!present) return;
  home = mkdtempSync(path.join(os.tmpdir(), "twinbox-kill-"));
  chmodSync(home, 0o755);
  dovecot = await startDovecot({ mailFolder: path.join(home, "mail") });
  await generateMaildir(dovecot.maildir(USER), {
    folders: [
      ["INBOX", 4_000],
      ["Archive", 1_000],
    ],
    seed: 7,
    medianBytes: 3_000,
    sigma: 0.9,
  });
  dovecot.adopt(path.join(home, "mail", USER));
  console.log(`seed ${SEED} (TWINBOX_SEED repeats it)`);
}, 120_000);

afterAll(async () => {
  if (!present) return;
  await dovecot.close();
  rmSync(home, { recursive: true, force: true });
});

test(`the program is killed ${PROGRAM_KILLS} times during imports of 5,000 messages`, {
  skip: !present,
  concurrent: true,
  timeout: 600_000,
}, async () => {
  const random = seededRandom(SEED);
  const lanes = Array.from({ length: PROGRAM_LANES }, (_, lane) =>
    importUnderKills(`program-${lane}`, PROGRAM_KILLS / PROGRAM_LANES, async (sync, dataFolder, first) => {
      await postgresOf(sync, dataFolder);
      await wait((first ? 0 : LIFE_MS) + random() * IMPORT_MS);
      return isRunning(sync) && sync.kill("SIGKILL");
    }),
  );
  await Promise.all(lanes);
});

test(`Postgres is killed ${POSTGRES_KILLS} times during imports of 5,000 messages`, {
  skip: !present,
  concurrent: true,
  timeout: 600_000,
}, async () => {
  const random = seededRandom(SEED + 1);
  const lanes = Array.from({ length: POSTGRES_LANES }, (_, lane) =>
    importUnderKills(`postgres-${lane}`, POSTGRES_KILLS / POSTGRES_LANES, async (sync, dataFolder, first) => {
      const pid = await postgresOf(sync, dataFolder);
      await wait((first ? 0 : LIFE_MS) + random() * IMPORT_MS);
      return pid !== null && isRunning(sync) && killed(pid, "SIGKILL");
    }),
  );
  await Promise.all(lanes);
});

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Imports again and again into fresh data folders until so many kills have hit a running import. `kill` answers
 *  whether it hit. */
async function importUnderKills(
  name: string,
  kills: number,
  kill: (sync: ChildProcess, dataFolder: string, first: boolean) => Promise<boolean>,
): Promise<void> {
  const wanted = await servedHashes();
  let killed = 0;
  for (let round = 0; killed < kills; round++) {
    const dataFolder = path.join(home, `${name}-${round}`);
    await run(dataFolder, [
      ...["connect", "--workspace", "Kill", "--user", `${USER}@kill.example`, "--provider", "imap"],
      ...["--host", "127.0.0.1", "--port", String(dovecot.port), "--tls", "none", "--username", USER],
      ...["--password-stdin", "--map", "Inbox=INBOX", "--map", "Archive=Archive", "--since", "all"],
    ]);
    let done = false;
    let first = true;
    while (!done && killed < kills) {
      const sync = start(dataFolder, ["sync", `${USER}@kill.example`, "--once"]);
      const ended = exitOf(sync);
      const hit = kill(sync, dataFolder, first);
      first = false;
      done = (await ended) === 0;
      if (await hit) killed++;
    }
    // Whatever the last kill left behind is finished in peace.
    await retry(() => run(dataFolder, ["sync", `${USER}@kill.example`, "--once"]));
    const target = path.join(dataFolder, "export");
    await run(dataFolder, ["export", `${USER}@kill.example`, target]);
    expect(hashesBelow(target)).toEqual(wanted);
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** The SHA-256 of every message as Dovecot serves it, sorted: doubles stay doubles. */
async function servedHashes(): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (const folder of ["INBOX", "Archive"]) {
    await inClient({ dovecot, user: USER, folder, readOnly: true }, async (client) => {
      for await (const { source } of client.fetch("1:*", { source: true })) {
        hashes.push(
          createHash("sha256")
            .update(source ?? "")
            .digest("hex"),
        );
      }
    });
  }
  return hashes.sort();
}

function hashesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".eml"))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)))
    .map((bytes) => createHash("sha256").update(bytes).digest("hex"))
    .sort();
}

function start(dataFolder: string, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, TWINBOX_DATA: dataFolder, DATABASE_URL: "" },
    stdio: ["pipe", "ignore", "pipe"],
  });
  child.stdin?.end("pass\n");
  return child;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on("exit", (code) => resolve(code)));
}

async function run(dataFolder: string, args: readonly string[]): Promise<void> {
  const child = start(dataFolder, args);
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await exitOf(child);
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${said.slice(-2_000)}`);
}

/** Postgres may be coming back from its own kill. */
async function retry(work: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries >= 5) throw error;
      await wait(3_000);
    }
  }
}

/** False when it was dead already. */
function killed(pid: number, signal: 0 | "SIGKILL"): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}

/** The Postgres of a program that starts, as soon as it takes connections; null when the program ends before. */
async function postgresOf(program: ChildProcess, dataFolder: string): Promise<number | null> {
  const pidFile = path.join(dataFolder, "postgres", "postmaster.pid");
  while (isRunning(program)) {
    const lines = existsSync(pidFile) ? readFileSync(pidFile, "utf8").split("\n") : [];
    const pid = Number(lines[0]);
    // The file of one that was killed stays behind until the next one starts.
    if (lines[7]?.trim() === "ready" && killed(pid, 0)) return pid;
    await wait(50);
  }
  return null;
}
