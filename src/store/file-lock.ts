// A lock on a file that the kernel takes back when its process dies, however it dies. Node has no flock; SQLite,
// which is part of Node, takes such locks (fcntl), also against another part of the same process. The file stays
// empty. Nothing else may open it: closing any descriptor of it would drop the lock (POSIX fcntl locks).
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";

const TRY_EVERY_MS = 25;
/** SQLITE_BUSY: somebody else has it. */
const BUSY = 5;

export interface FileLock {
  release(): void;
}

/** Null when somebody has it. Throws what Node throws when the file can't be made. */
export function tryFileLock(path: string): FileLock | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("begin exclusive");
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === BUSY) return null;
    throw error;
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}

/** Null when somebody still has it after `msMax`. */
export async function waitForFileLock(path: string, msMax: number): Promise<FileLock | null> {
  for (let waitedMs = 0; ; waitedMs += TRY_EVERY_MS) {
    const lock = tryFileLock(path);
    if (lock !== null || waitedMs >= msMax) return lock;
    await wait(TRY_EVERY_MS);
  }
}
