// Message bytes in a folder: <workspace>/<mailbox>/<pack>.pack, each pack a header and then sealed records. A pack
// is appended to by the process that began it and by no other, and never after a failed write or a restart: what
// lies in it is what this process made durable. Nothing here knows which messages are alive; the rows do.
import type { FileHandle } from "node:fs/promises";
import { mkdir, open, rm, stat, truncate } from "node:fs/promises";
import path from "node:path";
import { assert, InvariantError } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { newId, type PackId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import type { PackOwner, PackStore, SealedPlace } from "../engine/ports/vault.ts";
import { OpenPacks } from "./open-packs.ts";
import type { KeyStore } from "./seal-keys.ts";
import {
  openRecord,
  RANDOM_BYTES,
  RECORD_HEADER_BYTES,
  sealedBytesMax,
  unwrapMessageKey,
} from "./seal-message.ts";
import { Sealer } from "./sealer.ts";
import { syncFolder } from "./sync-folder.ts";

export { createKeyStore } from "./seal-keys.ts";

/** A batch that doesn't fit any more begins a new pack; a larger batch gets one of its own. */
const PACK_BYTES_MAX = 8 * 1024 * 1024;
const MESSAGE_BYTES_MAX = 256 * 1024 * 1024;
const BATCH_MESSAGES_MAX = 10_000;
const WAITING_MAX = 64;
/** Mailboxes whose last pack is remembered; a forgotten one begins a new pack. */
const MAILBOXES_MAX = 10_000;
/** Magic (7 bytes), version (1), workspace, mailbox, pack (16 each), zeros. */
const HEADER_BYTES = 64;
const MAGIC = "twinbox";
const VERSION = 1;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface PackStoreOptions {
  /** Made when missing. */
  readonly folder: string;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** The pack that a mailbox's next batch goes to. */
interface Pack {
  readonly id: PackId;
  /** Durable bytes; 0: not made yet. */
  readonly size: number;
}

export function createPackStore(options: PackStoreOptions): PackStore {
  return new FolderPackStore(options);
}

class FolderPackStore implements PackStore {
  readonly #options: PackStoreOptions;
  readonly #folder: string;
  readonly #sealer = new Sealer();
  readonly #open = new OpenPacks(checkHeader);
  readonly #packs = new Map<string, Pack>();
  readonly #queues = new Map<string, { tail: Promise<unknown>; waiting: number }>();
  #closed = false;

  constructor(options: PackStoreOptions) {
    this.#options = options;
    this.#folder = path.resolve(options.folder);
  }

  append(owner: PackOwner, messages: readonly Uint8Array[]): Promise<readonly SealedPlace[]> {
    return this.#alone(owner, async () => {
      assert(messages.length <= BATCH_MESSAGES_MAX, "too many messages in a batch");
      assert(
        messages.every((message) => message.length <= MESSAGE_BYTES_MAX),
        "a message is too long for a pack",
      );
      return messages.length === 0 ? [] : this.#append(owner, messages);
    });
  }

  async read(owner: PackOwner, place: SealedPlace): Promise<Uint8Array> {
    assert(!this.#closed, "reading packs after close");
    checkPlace(place);
    const key = await this.#messageKey(owner, place);
    const file = fileOf(this.#mailboxFolder(owner), place.packId);
    let record: Buffer;
    try {
      record = await this.#open.use(file, (handle) => readFully(handle, place));
    } catch (error) {
      throw errorOf(error);
    }
    try {
      return openRecord(record, key, contextOf(owner, place.packId), place);
    } catch (cause) {
      throw new InvariantError(`a message in pack ${place.packId} isn't what was written`, { cause });
    }
  }

  erase(owner: PackOwner): Promise<void> {
    return this.#alone(owner, async () => {
      const folder = this.#mailboxFolder(owner);
      this.#packs.delete(folder);
      this.#options.keys.forget(owner);
      try {
        await this.#open.forget(folder);
        await rm(folder, { recursive: true, force: true });
        await syncFolder(path.dirname(folder)).catch(ignoreMissing);
      } catch (error) {
        throw errorOf(error);
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#queues.values()].map(({ tail }) => tail));
    await this.#sealer.close();
    await this.#open.close();
  }

  /** One at a time for each mailbox, in the order they came. */
  async #alone<T>(owner: PackOwner, work: () => Promise<T>): Promise<T> {
    assert(!this.#closed, "writing packs after close");
    const name = this.#mailboxFolder(owner);
    const queue = this.#queues.get(name) ?? { tail: Promise.resolve(), waiting: 0 };
    assert(queue.waiting < WAITING_MAX, "too many batches wait for one mailbox");
    this.#queues.set(name, queue);
    queue.waiting++;
    const result = queue.tail.then(work);
    queue.tail = result.catch(() => {});
    try {
      return await result;
    } finally {
      queue.waiting--;
      if (queue.waiting === 0) this.#queues.delete(name);
    }
  }

  async #append(owner: PackOwner, messages: readonly Uint8Array[]): Promise<readonly SealedPlace[]> {
    const { keys, random } = this.#options;
    const folder = this.#mailboxFolder(owner);
    const mailboxKey = await keys.mailboxKey(owner, "append");
    const pack = await this.#packFor(folder, sealedBytesMax(messages));
    const { bytes, records } = await this.#sealer.seal({
      messages,
      mailboxKey,
      context: contextOf(owner, pack.id),
      offset: pack.size || HEADER_BYTES,
      random: random.bytes(messages.length * RANDOM_BYTES),
    });
    await this.#write(owner, pack, bytes);
    // Given back at once, see seal-worker.ts.
    bytes.buffer.transfer(0);
    return records.map((record) => ({ packId: pack.id, ...record }));
  }

  /** Another process may have erased the mailbox meanwhile, and its packs with it. */
  async #packFor(folder: string, bytes: number): Promise<Pack> {
    const pack = this.#packs.get(folder);
    if (pack && pack.size + bytes <= PACK_BYTES_MAX) {
      const found = await stat(fileOf(folder, pack.id)).catch(() => null);
      if (found?.size === pack.size) return pack;
    }
    return { id: newId<PackId>(this.#options.clock, this.#options.random), size: 0 };
  }

  /** Until it has resolved nothing names these bytes; when it fails the pack is never written to again. */
  async #write(owner: PackOwner, pack: Pack, bytes: Uint8Array): Promise<void> {
    const folder = this.#mailboxFolder(owner);
    const file = fileOf(folder, pack.id);
    this.#packs.delete(folder);
    try {
      if (pack.size === 0) await this.#begin(folder, file, [headerOf(owner, pack.id), bytes]);
      else await appendTo(file, pack.size, bytes);
    } catch (error) {
      await abandon(file, pack.size).catch(() => {});
      const failure = errorOf(error);
      this.#options.log.error("packs.writeFailed", { packId: pack.id, error: failure.message });
      throw failure;
    }
    const size = (pack.size || HEADER_BYTES) + bytes.length;
    if (this.#packs.size >= MAILBOXES_MAX) this.#packs.delete(this.#packs.keys().next().value ?? "");
    this.#packs.set(folder, { id: pack.id, size });
  }

  async #begin(folder: string, file: string, parts: readonly Uint8Array[]): Promise<void> {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(file, "wx", 0o600);
    try {
      await writeFully(handle, parts, 0);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    // A new folder is durable when the folder above it is. Ours are synced again with each pack: an earlier process
    // may have been killed between making and syncing them.
    const above = made === undefined ? this.#folder : path.dirname(made);
    const top = above.length < this.#folder.length ? above : this.#folder;
    for (let each = folder; each.length >= top.length; each = path.dirname(each)) {
      await syncFolder(each);
      if (each === path.dirname(each)) return;
    }
  }

  /** A cached mailbox key may be the one before an erasure in another process: asked again before giving up. */
  async #messageKey(owner: PackOwner, place: SealedPlace): Promise<Buffer> {
    const { keys } = this.#options;
    const context = contextOf(owner, place.packId);
    const key = await keys.mailboxKey(owner, "read");
    try {
      return unwrapMessageKey(key, context, place);
    } catch {
      keys.forget(owner);
    }
    const stored = await keys.mailboxKey(owner, "read");
    try {
      return unwrapMessageKey(stored, context, place);
    } catch (cause) {
      throw new SyncError("secretUnreadable", { scope: "message", retry: "never", cause });
    }
  }

  #mailboxFolder({ workspaceId, mailboxId }: PackOwner): string {
    assert(ID.test(workspaceId) && ID.test(mailboxId), "not ids of a workspace and a mailbox");
    return path.join(this.#folder, workspaceId, mailboxId);
  }
}

function fileOf(folder: string, packId: PackId): string {
  return path.join(folder, `${packId}.pack`);
}

/** Authenticated with every record and every wrapped key. */
function contextOf({ workspaceId, mailboxId }: PackOwner, packId: PackId): string {
  return `${VERSION}:${workspaceId}:${mailboxId}:${packId}`;
}

function headerOf({ workspaceId, mailboxId }: PackOwner, packId: PackId): Buffer {
  const ids = [workspaceId, mailboxId, packId].map((id) => Buffer.from(id.replaceAll("-", ""), "hex"));
  return Buffer.concat([Buffer.from(MAGIC), Buffer.from([VERSION]), ...ids], HEADER_BYTES);
}

/** A pack under another name, or of a format that we don't know, is refused before anything is read from it. */
async function checkHeader(file: string, handle: FileHandle): Promise<void> {
  const [mailboxId, workspaceId] = [path.dirname(file), path.dirname(path.dirname(file))].map((folder) =>
    path.basename(folder),
  ) as [PackOwner["mailboxId"], PackOwner["workspaceId"]];
  const packId = path.basename(file, ".pack") as PackId;
  const header = await readFully(handle, { offset: 0, length: HEADER_BYTES });
  if (!header.equals(headerOf({ workspaceId, mailboxId }, packId))) {
    throw new InvariantError(`${packId} isn't a pack of this mailbox, or of a format of another version`);
  }
}

function checkPlace({ packId, offset, length, size }: SealedPlace): void {
  assert(ID.test(packId), "not the id of a pack");
  assert(Number.isSafeInteger(offset) && offset >= HEADER_BYTES, "a message can't lie there in a pack");
  assert(Number.isSafeInteger(size) && size >= 0 && size <= MESSAGE_BYTES_MAX, "no message has that size");
  assert(length >= RECORD_HEADER_BYTES && length <= RECORD_HEADER_BYTES + size, "no record has that length");
}

async function readFully(
  handle: FileHandle,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(buffer, done, length - done, offset + done);
    if (bytesRead === 0) throw new InvariantError("a pack is shorter than it was written");
    done += bytesRead;
  }
  return buffer;
}

async function writeFully(handle: FileHandle, parts: readonly Uint8Array[], position: number): Promise<void> {
  let at = position;
  for (const part of parts) {
    for (let done = 0; done < part.length; ) {
      const { bytesWritten } = await handle.write(part, done, part.length - done, at);
      done += bytesWritten;
      at += bytesWritten;
    }
  }
}

async function appendTo(file: string, position: number, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await writeFully(handle, [bytes], position);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Gives the room back on a full disk. */
async function abandon(file: string, size: number): Promise<void> {
  if (size === 0) await rm(file, { force: true });
  else await truncate(file, size);
}

function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function errorOf(error: unknown): Error {
  if (error instanceof SyncError || error instanceof InvariantError) return error;
  const code = codeOf(error);
  const detail = { scope: "installation", retry: "later", said: code, cause: error } as const;
  // EFBIG: a limit of the file system, or of this process.
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return new SyncError("diskFull", detail);
  if (code === "ENOENT") return new InvariantError("a pack is gone", { cause: error });
  return new SyncError("storeDown", detail);
}
