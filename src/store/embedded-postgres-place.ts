// Where one embedded Postgres lives: its folder, its socket, its log, its programs, its account.

import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chooseAccount, type DatabaseAccount } from "./embedded-postgres-account.ts";
import { findPostgresBinaries, type PostgresBinaries } from "./embedded-postgres-binaries.ts";
import { StartError } from "./start-error.ts";

export const PORT = 5432;
/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, with a zero at the end. */
const SOCKET_PATH_BYTES_MAX = 103;

export interface PostgresPlace {
  /** PGDATA, absolute. */
  readonly dataDir: string;
  /** What Postgres is told as its data folder, with `dataDir` as working directory. */
  readonly dataDirName: string;
  /** Absolute. */
  readonly socketFolder: string;
  readonly logFile: string;
  readonly lockFile: string;
  readonly account: DatabaseAccount | null;
  readonly binaries: PostgresBinaries;
}

export async function findPlace(dataDir: string): Promise<PostgresPlace> {
  const absolute = path.resolve(dataDir);
  await mkdir(path.dirname(absolute), { recursive: true, mode: 0o700 });
  const account = await chooseAccount(absolute);
  return {
    dataDir: absolute,
    dataDirName: nameFor(absolute, account),
    socketFolder: findSocketFolder(absolute, account),
    logFile: `${absolute}.log`,
    lockFile: `${absolute}.lock`,
    account,
    binaries: await findPostgresBinaries(account, path.dirname(absolute)),
  };
}

/** The folders above may be closed to the other account (0700): Linux lets it in through its working directory,
 *  which root sets before it gives up its rights. */
function nameFor(dataDir: string, account: DatabaseAccount | null): string {
  return account !== null && process.platform === "linux" ? "/proc/self/cwd" : dataDir;
}

/** In the data folder itself, unless the path is too long for a socket. */
function findSocketFolder(dataDir: string, account: DatabaseAccount | null): string {
  if (fits(dataDir)) return dataDir;
  const owner = account?.uid ?? process.getuid?.() ?? 0;
  const name = `twinbox-${owner}-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`;
  // The temporary folder may be private to root, or long itself.
  const temporary = account === null && fits(path.join(tmpdir(), name)) ? tmpdir() : "/tmp";
  return path.join(temporary, name);
}

function fits(folder: string): boolean {
  return Buffer.byteLength(path.join(folder, `.s.PGSQL.${PORT}`)) <= SOCKET_PATH_BYTES_MAX;
}

/** The temporary folder is open to everybody: a folder that somebody else put there is refused. */
export function makeSocketFolder(place: PostgresPlace): void {
  const { socketFolder, account } = place;
  if (socketFolder === place.dataDir) return;
  const owner = account?.uid ?? process.getuid?.();
  if (!existsSync(socketFolder)) {
    mkdirSync(socketFolder, { mode: 0o700 });
    chmodSync(socketFolder, 0o700);
    if (account) chownSync(socketFolder, account.uid, account.gid);
  }
  const found = lstatSync(socketFolder);
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new StartError(
      `${socketFolder} belongs to somebody else: remove it, or use a shorter data folder.`,
    );
  }
}
