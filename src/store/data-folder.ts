// The folder with everything that isn't in a Postgres of somebody else: database, packs, key. Many processes may
// open it (a server and commands); one server may hold it.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { type FileLock, tryFileLock } from "./file-lock.ts";
import { StartError } from "./start-error.ts";
import { syncFolder } from "./sync-folder.ts";

/** Of the layout of this folder; the tables have migrations of their own. */
const FORMAT = 1;
const FREE_BYTES_MIN = 64 * 1024 * 1024;

export interface DataFolder {
  /** Absolute. */
  readonly path: string;
}

export interface ServerLock {
  release(): Promise<void>;
}

/** Makes the folder when it is missing. Throws StartError. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const absolute = path.resolve(folder);
  try {
    // Its mode would else be cut by the umask, or be the one of an earlier maker.
    const made = await mkdir(absolute, { recursive: true, mode: 0o700 });
    if (made !== undefined) chmodSync(absolute, 0o700);
    await checkFormat(absolute);
    await checkSpace(absolute);
    await checkWritable(absolute);
  } catch (error) {
    throw startErrorOf(error, absolute);
  }
  return { path: absolute };
}

/** Refuses a second server on the same data with StartError. Freed by the kernel when this process dies. */
export async function holdServerLock(folder: string): Promise<ServerLock> {
  const absolute = path.resolve(folder);
  const pidFile = path.join(absolute, "server.pid");
  let lock: FileLock | null;
  try {
    lock = tryFileLock(path.join(absolute, "server.lock"));
  } catch (error) {
    throw startErrorOf(error, absolute);
  }
  if (lock === null) {
    const pid = (await readFile(pidFile, "utf8").catch(() => "")).trim();
    throw new StartError(
      `Twinbox is already running on ${absolute}${pid ? ` (process ${pid})` : ""}: stop it first, or use another data folder.`,
    );
  }
  const held = lock;
  await writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    async release() {
      await rm(pidFile, { force: true });
      held.release();
    },
  };
}

async function checkFormat(folder: string): Promise<void> {
  const file = path.join(folder, "version");
  if (!existsSync(file)) return writeFormat(folder, file);
  const format = Number((await readFile(file, "utf8")).trim());
  if (!Number.isInteger(format) || format < 1) {
    throw new StartError(`${file} should hold a number and doesn't: restore it from a backup.`);
  }
  if (format > FORMAT) {
    throw new StartError(
      `The data in ${folder} was written by a newer Twinbox (format ${format}, this one knows ${FORMAT}): ` +
        "install that version again.",
    );
  }
}

/** Two processes may do this at once: both write the same. */
async function writeFormat(folder: string, file: string): Promise<void> {
  const draft = `${file}.new-${randomBytes(6).toString("hex")}`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(`${FORMAT}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(folder);
}

async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < FREE_BYTES_MIN) throw fullDisk(folder);
}

async function checkWritable(folder: string): Promise<void> {
  const file = path.join(folder, `.writable-${randomBytes(6).toString("hex")}`);
  await writeFile(file, "");
  await rm(file);
}

function fullDisk(folder: string): StartError {
  const megabytes = FREE_BYTES_MIN / 1024 / 1024;
  return new StartError(
    `The disk of ${folder} is full: less than ${megabytes} MB free; make room and start again.`,
  );
}

function startErrorOf(error: unknown, folder: string): Error {
  if (error instanceof StartError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = WHY[code];
  if (code === "ENOSPC" || code === "EDQUOT") return fullDisk(folder);
  return new StartError(`The data folder ${folder} can't be used: ${reason ?? String(error)}.`, {
    cause: error,
  });
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "its disk is read-only",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "there is a file of that name",
};
