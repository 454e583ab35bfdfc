// The keys above all keys: 32 bytes each, from a file in the data folder (made on the first start) or given by the
// operator. The first seals; others only open what was sealed before a rotation. A check value beside them tells the
// right keys from others before anything is read or written.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { chmod, link, open, readFile, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import type { DataFolder } from "./data-folder.ts";
import { deriveKey, KEY_BYTES } from "./seal-key.ts";
import { StartError } from "./start-error.ts";
import { syncFolder } from "./sync-folder.ts";

export interface MasterKeys {
  /** Never empty; the first seals. A file is read again when somebody has changed it, so that a key is rotated while
   *  servers run. */
  current(): Promise<readonly Buffer[]>;
}

/** Where the keys are, for a person. */
export function sourceOfKeys(folder: DataFolder, given: string | null): string {
  return given === null ? keyFileOf(folder) : "TWINBOX_KEY";
}

/** `given`: base64 of 32 bytes each, with commas between (TWINBOX_KEY), else null for the file `key`. Throws
 *  StartError. */
export async function openMasterKeys(folder: DataFolder, given: string | null): Promise<MasterKeys> {
  const checkFile = checkFileOf(folder);
  const source = sourceOfKeys(folder, given);
  const keys = given === null ? await readKeyFile(folder, checkFile) : parseKeys(given, source);
  await writeOnce(checkFile, checkTextOf(keys));
  const kept = Buffer.from(await readFile(checkFile, "utf8"), "base64");
  if (!keys.some((key) => sameBytes(kept, deriveCheck(key)))) {
    throw new StartError(
      `${source} isn't the master key that the data in ${folder.path} was sealed with: give it that key.`,
    );
  }
  return given === null ? new KeyFile(keyFileOf(folder), keys) : { current: async () => keys };
}

/** Puts these keys into the file, whole and durable, or not at all. */
export async function writeKeyFile(folder: DataFolder, keys: readonly Buffer[]): Promise<void> {
  await replace(keyFileOf(folder), keys.map(textOf).join(""));
}

/** From now on nobody starts without the first of these keys. */
export async function writeKeyCheck(folder: DataFolder, keys: readonly Buffer[]): Promise<void> {
  await replace(checkFileOf(folder), checkTextOf(keys));
}

class KeyFile implements MasterKeys {
  readonly #file: string;
  #keys: readonly Buffer[];
  #seen = "";

  constructor(file: string, keys: readonly Buffer[]) {
    this.#file = file;
    this.#keys = keys;
  }

  async current(): Promise<readonly Buffer[]> {
    try {
      const { ino, mtimeMs, size } = await stat(this.#file);
      const seen = `${ino} ${mtimeMs} ${size}`;
      if (seen !== this.#seen) {
        this.#keys = parseKeys(await readFile(this.#file, "utf8"), this.#file);
        this.#seen = seen;
      }
    } catch {
      // Taken away or broken meanwhile: what is open goes on with what it has, and the next start says so.
    }
    return this.#keys;
  }
}

function keyFileOf(folder: DataFolder): string {
  return path.join(folder.path, "key");
}

function checkFileOf(folder: DataFolder): string {
  return path.join(folder.path, "key.check");
}

function deriveCheck(key: Buffer): Buffer {
  return createHmac("sha256", deriveKey(key, "key check")).update("key check").digest();
}

function checkTextOf([key]: readonly Buffer[]): string {
  if (key === undefined) throw new StartError("There is no master key.");
  return `${deriveCheck(key).toString("base64")}\n`;
}

function textOf(key: Buffer): string {
  return `${key.toString("base64")}\n`;
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readKeyFile(folder: DataFolder, checkFile: string): Promise<readonly Buffer[]> {
  const file = keyFileOf(folder);
  if (!existsSync(file)) {
    if (existsSync(checkFile) || holdsData(folder)) {
      throw new StartError(
        `The master key ${file} is missing, and there is data sealed with it: put it back or set TWINBOX_KEY.`,
      );
    }
    await writeOnce(file, textOf(randomBytes(KEY_BYTES)));
  }
  try {
    // A restored backup may have opened it to others.
    await chmod(file, 0o600);
    return parseKeys(await readFile(file, "utf8"), file);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(`The master key ${file} can't be read: let this user own it.`, { cause });
  }
}

function holdsData(folder: DataFolder): boolean {
  const packs = path.join(folder.path, "packs");
  if (existsSync(path.join(folder.path, "postgres", "PG_VERSION"))) return true;
  return existsSync(packs) && readdirSync(packs).length > 0;
}

function parseKeys(text: string, source: string): readonly Buffer[] {
  const keys = text
    .split(/[\s,]+/)
    .filter((part) => part !== "")
    .map((part) => Buffer.from(part, "base64"));
  if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES)) {
    throw new StartError(`${source} must hold base64 of exactly ${KEY_BYTES} bytes.`);
  }
  return keys;
}

/** Whole, durable and 0600, or not at all; what is there already stays. Two processes may do this at once: one
 *  of them wins, and both read what it wrote. */
async function writeOnce(file: string, text: string): Promise<void> {
  if (existsSync(file)) return;
  const draft = await writeDraft(file, text);
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(path.dirname(file));
}

async function replace(file: string, text: string): Promise<void> {
  await rename(await writeDraft(file, text), file);
  await syncFolder(path.dirname(file));
}

async function writeDraft(file: string, text: string): Promise<string> {
  const draft = `${file}.new-${randomBytes(6).toString("hex")}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}
