// The postmaster as a process: is one running on this folder, start one, stop it. What an earlier one left behind
// (pid file, socket, lock of the socket) is removed only when no process works in the folder any more. The start
// lock is held throughout, so nobody else starts or cleans up meanwhile.
import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import { checkSpace } from "./embedded-postgres-cluster.ts";
import { makeSocketFolder, PORT, type PostgresPlace } from "./embedded-postgres-place.ts";
import { SETTINGS } from "./embedded-postgres-settings.ts";
import { StartError } from "./start-error.ts";

const LOOK_EVERY_MS = 10;
/** Long: after a crash Postgres first replays its log. */
const START_MS_MAX = 300_000;
const FAST_STOP_MS_MAX = 60_000;
const IMMEDIATE_STOP_MS_MAX = 10_000;
const LOG_BYTES_MAX = 1024 * 1024;
const FREE_BYTES_MIN = 16 * 1024 * 1024;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Absolute. */
  readonly socketFolder: string;
}

/** Finds the running one or starts one; resolves when it takes connections. */
export async function ensureRunning(
  place: PostgresPlace,
  log: Log,
): Promise<Postmaster & { readonly started: boolean }> {
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += LOOK_EVERY_MS) {
    const { postmaster, ready } = readPidFile(place);
    const processes = processesIn(place, postmaster?.pid);
    if (postmaster && processes.has(postmaster.pid)) {
      if (ready) return { ...postmaster, started: false };
    } else if (!isHeld(processes)) {
      // Where the system doesn't tell us who works here, Postgres' own check of its pid file must do.
      if (processes.size === 0) removeLeftovers(place, log);
      return { ...(await start(place)), started: true };
    }
    // It starts, stops, or its last backends are about to notice that it has gone.
    await wait(LOOK_EVERY_MS);
  }
  throw new StartError(`A Postgres that hangs holds ${place.dataDir}: end it and start again.`);
}

/** Fast stop (SIGTERM would wait for clients for ever), then the hard way, which the next start recovers from. */
export async function stopPostmaster(place: PostgresPlace, log: Log): Promise<void> {
  const pid = readPidFile(place).postmaster?.pid;
  if (pid === undefined || !processesIn(place, pid).has(pid)) return;
  for (const [signal, msMax] of [
    ["SIGINT", FAST_STOP_MS_MAX],
    ["SIGQUIT", IMMEDIATE_STOP_MS_MAX],
  ] as const) {
    process.kill(pid, signal);
    for (let waitedMs = 0; waitedMs < msMax; waitedMs += LOOK_EVERY_MS) {
      const processes = processesIn(place, pid);
      if (!processes.has(pid) && !isHeld(processes)) return;
      await wait(LOOK_EVERY_MS);
    }
  }
  log.error("postgres.stopFailed", { pid });
}

function pidFileOf(place: PostgresPlace): string {
  return path.join(place.dataDir, "postmaster.pid");
}

/** Lines: pid, data folder, start, port, socket folder, address, shared memory, status. */
function readPidFile(place: PostgresPlace): { postmaster: Postmaster | null; ready: boolean } {
  let lines: readonly string[];
  try {
    lines = readFileSync(pidFileOf(place), "utf8").split("\n");
  } catch {
    return { postmaster: null, ready: false };
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return { postmaster: null, ready: false };
  const socketFolder = path.resolve(place.dataDir, lines[4] || ".");
  return {
    postmaster: { pid, port: Number(lines[3]) || PORT, socketFolder },
    ready: lines[7]?.trim() === "ready",
  };
}

/** Processes of Postgres that work in the data folder: `sure`, or `maybe` where we aren't allowed to know (root in a
 *  container may not look at the processes of other accounts). */
type Processes = ReadonlyMap<number, "sure" | "maybe">;

/** Postmaster and backends have the data folder as working directory. A process id alone proves nothing: it may
 *  be a stranger's by now, or a dead child that nobody waits for, which Postgres itself takes for alive. */
function processesIn(place: PostgresPlace, pid: number | undefined): Processes {
  if (process.platform !== "linux") return new Map(pid !== undefined && isAlive(pid) ? [[pid, "sure"]] : []);
  const folder = statSync(place.dataDir);
  const found = new Map<number, "sure" | "maybe">();
  for (const name of readdirSync("/proc")) {
    const kind = /^\d+$/.test(name) ? worksIn(`/proc/${name}`, folder) : "no";
    if (kind !== "no") found.set(Number(name), kind);
  }
  return found;
}

function isHeld(processes: Processes): boolean {
  return [...processes.values()].includes("sure");
}

function worksIn(
  process: string,
  folder: { readonly dev: number; readonly ino: number; readonly uid: number },
): "sure" | "maybe" | "no" {
  try {
    if (readFileSync(`${process}/comm`, "utf8").trim() !== "postgres") return "no";
    const cwd = statSync(`${process}/cwd`);
    return cwd.dev === folder.dev && cwd.ino === folder.ino ? "sure" : "no";
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return (code === "EACCES" || code === "EPERM") && isLiving(process, folder.uid) ? "maybe" : "no";
  }
}

/** Of that account, and no zombie. */
function isLiving(process: string, uid: number): boolean {
  try {
    return statSync(process).uid === uid && !/^\d+ \(.*\) [ZX]/.test(readFileSync(`${process}/stat`, "utf8"));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Postgres checks its pid file against living processes itself, but takes zombies and strangers for its own.
 *  Outside Linux we can't tell better, and leave it to Postgres. */
function removeLeftovers(place: PostgresPlace, log: Log): void {
  if (process.platform !== "linux") return;
  const { postmaster } = readPidFile(place);
  const socketFolders = new Set([place.socketFolder, postmaster?.socketFolder ?? place.socketFolder]);
  const leftovers = [...socketFolders].flatMap((folder) => [
    path.join(folder, `.s.PGSQL.${PORT}`),
    path.join(folder, `.s.PGSQL.${PORT}.lock`),
  ]);
  const found = [pidFileOf(place), ...leftovers].filter((file) => existsSync(file));
  if (found.length === 0) return;
  log.warn("postgres.leftovers", { pid: postmaster?.pid, files: found.length });
  for (const file of found) rmSync(file);
}

async function start(place: PostgresPlace): Promise<Postmaster> {
  makeSocketFolder(place);
  await checkSpace(place, FREE_BYTES_MIN);
  const child = launch(place);
  let ended = false;
  let failure = "";
  child.once("exit", () => {
    ended = true;
  });
  child.once("error", (error) => {
    failure = error.message;
    ended = true;
  });
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += LOOK_EVERY_MS) {
    const { postmaster, ready } = readPidFile(place);
    if (postmaster && ready && postmaster.pid === child.pid) return postmaster;
    if (ended) break;
    await wait(LOOK_EVERY_MS);
  }
  child.kill("SIGQUIT");
  await checkSpace(place, FREE_BYTES_MIN);
  throw new StartError(`The embedded Postgres does not start: ${failure || lastWords(place)}`);
}

/** In a session of its own, so that Ctrl-C doesn't reach it before us; its output to a file, because a pipe would
 *  die with us. */
function launch(place: PostgresPlace): ChildProcess {
  const sockets = place.socketFolder === place.dataDir ? "." : place.socketFolder;
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: sockets, port: String(PORT) });
  const output = openLog(place);
  try {
    const child = spawn(
      path.join(place.binaries.folder, "postgres"),
      ["-D", place.dataDirName, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        ...place.account,
        cwd: place.dataDir,
        env: { LC_ALL: "C" },
        detached: true,
        stdio: ["ignore", output, output],
      },
    );
    child.unref();
    return child;
  } catch (cause) {
    throw new SyncError("storeDown", { scope: "installation", retry: "later", cause });
  } finally {
    closeSync(output);
  }
}

function openLog(place: PostgresPlace): number {
  const size = statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) truncateSync(place.logFile);
  return openSync(place.logFile, "a", 0o600);
}

function lastWords(place: PostgresPlace): string {
  const lines = readFileSync(place.logFile, "utf8").trimEnd().split("\n").slice(-20);
  const telling = lines.filter((line) => /FATAL|PANIC|error/i.test(line));
  return (telling.at(-1) ?? lines.at(-1) ?? "it said nothing").replace(/^.*?(FATAL|PANIC): +/, "");
}
