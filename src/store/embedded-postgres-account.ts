// Postgres refuses to run as root: started by root, it runs as an account without rights.
import { readFileSync, statSync } from "node:fs";
import { lchown, readdir } from "node:fs/promises";
import path from "node:path";
import { StartError } from "./start-error.ts";

export interface DatabaseAccount {
  readonly uid: number;
  readonly gid: number;
}

/** In order of preference: an account of our own, Debian's for databases, the one everybody has. */
const NAMES = ["twinbox", "postgres", "nobody"];

/** Null: Postgres runs as we do. An existing data folder keeps the account it has. */
export async function chooseAccount(dataDir: string): Promise<DatabaseAccount | null> {
  const ownUid = process.getuid?.();
  const existing = statSync(path.join(dataDir, "PG_VERSION"), { throwIfNoEntry: false });
  if (ownUid !== 0) {
    if (existing && existing.uid !== ownUid) {
      throw new StartError(
        `The database in ${dataDir} belongs to another user: start Twinbox as that user, or as root.`,
      );
    }
    return null;
  }
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const account = findAccount();
  // A copy or a restored backup: everything belongs to root now.
  if (existing) await giveTo(dataDir, account);
  return account;
}

function findAccount(): DatabaseAccount {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of NAMES) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new StartError(
    "Postgres can't run as root and there is no user twinbox, postgres or nobody: make a user twinbox.",
  );
}

async function giveTo(folder: string, account: DatabaseAccount): Promise<void> {
  await lchown(folder, account.uid, account.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveTo(full, account);
    else await lchown(full, account.uid, account.gid);
  }
}
