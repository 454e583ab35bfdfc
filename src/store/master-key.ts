// The key above all keys: 32 bytes from a file in the data folder (made on the first start) or given by the
// operator. A check value beside it tells the right key from another one before anything is read or written.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { chmod, link, open, readFile, unlink } from "node:fs/promises";
import path from "node:path";
import type { DataFolder } from "./data-folder.ts";
import { deriveKey, KEY_BYTES } from "./seal-key.ts";
import { StartError } from "./start-error.ts";
import { syncFolder } from "./sync-folder.ts";

/** `given`: base64 of 32 bytes (TWINBOX_KEY), else null for the file `key`. Throws StartError. */
export async function openMasterKey(folder: DataFolder, given: string | null): Promise<Buffer> {
  const checkFile = path.join(folder.path, "key.check");
  const key = given === null ? await readKeyFile(folder, checkFile) : parseKey(given, "TWINBOX_KEY");
  const check = deriveCheck(key);
  await writeOnce(checkFile, `${check.toString("base64")}\n`);
  const kept = Buffer.from(await readFile(checkFile, "utf8"), "base64");
  if (kept.length !== check.length || !timingSafeEqual(kept, check)) {
    const source = given === null ? path.join(folder.path, "key") : "TWINBOX_KEY";
    throw new StartError(
      `${source} isn't the master key that the data in ${folder.path} was sealed with: give it that key.`,
    );
  }
  return key;
}

function deriveCheck(key: Buffer): Buffer {
  return createHmac("sha256", deriveKey(key, "key check")).update("key check").digest();
}

async function readKeyFile(folder: DataFolder, checkFile: string): Promise<Buffer> {
  const file = path.join(folder.path, "key");
  if (!existsSync(file)) {
    if (existsSync(checkFile) || holdsData(folder)) {
      throw new StartError(
        `The master key ${file} is missing, and there is data sealed with it: put it back or set TWINBOX_KEY.`,
      );
    }
    await writeOnce(file, `${randomBytes(KEY_BYTES).toString("base64")}\n`);
  }
  try {
    // A restored backup may have opened it to others.
    await chmod(file, 0o600);
    return parseKey(await readFile(file, "utf8"), file);
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

function parseKey(text: string, source: string): Buffer {
  const key = Buffer.from(text.trim(), "base64");
  if (key.length !== KEY_BYTES)
    throw new StartError(`${source} must hold base64 of exactly ${KEY_BYTES} bytes.`);
  return key;
}

/** Whole, durable and 0600, or not at all; what is there already stays. Two processes may do this at once: one
 *  of them wins, and both read what it wrote. */
async function writeOnce(file: string, text: string): Promise<void> {
  if (existsSync(file)) return;
  const draft = `${file}.new-${randomBytes(6).toString("hex")}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(path.dirname(file));
}
