// Packs that are open for reading, as many as a server may hold, the least used closed first. A pack is closed only
// when nobody reads in it.
import { type FileHandle, open } from "node:fs/promises";
import { assert } from "../base/assert.ts";

const OPEN_MAX = 64;

interface OpenPack {
  readonly handle: Promise<FileHandle>;
  users: number;
  dropped: boolean;
}

export class OpenPacks {
  /** In the order of their last use. */
  readonly #packs = new Map<string, OpenPack>();
  readonly #closing = new Set<Promise<void>>();
  readonly #check: (file: string, handle: FileHandle) => Promise<void>;

  /** `check` runs once for each opening; what it throws, `use` rejects with. */
  constructor(check: (file: string, handle: FileHandle) => Promise<void>) {
    this.#check = check;
  }

  async use<T>(file: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
    const pack = this.#packs.get(file) ?? { handle: this.#open(file), users: 0, dropped: false };
    this.#packs.delete(file);
    this.#packs.set(file, pack);
    pack.users++;
    try {
      return await work(await pack.handle);
    } catch (error) {
      // Whatever it was, the next reader looks at the file anew.
      this.#drop(file, pack);
      throw error;
    } finally {
      pack.users--;
      this.#closeWhenUnused(pack);
      this.#shrink();
    }
  }

  /** Closes every pack below a folder, before it is removed. */
  async forget(folder: string): Promise<void> {
    for (const [file, pack] of this.#packs) {
      if (file.startsWith(`${folder}/`)) this.#drop(file, pack);
    }
    await Promise.all(this.#closing);
  }

  async close(): Promise<void> {
    for (const [file, pack] of this.#packs) this.#drop(file, pack);
    await Promise.all(this.#closing);
  }

  async #open(file: string): Promise<FileHandle> {
    const handle = await open(file, "r");
    try {
      await this.#check(file, handle);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  #shrink(): void {
    for (const [file, pack] of this.#packs) {
      if (this.#packs.size <= OPEN_MAX) return;
      if (pack.users === 0) this.#drop(file, pack);
    }
  }

  #drop(file: string, pack: OpenPack): void {
    if (this.#packs.get(file) === pack) this.#packs.delete(file);
    pack.dropped = true;
    this.#closeWhenUnused(pack);
  }

  #closeWhenUnused(pack: OpenPack): void {
    assert(pack.users >= 0, "a pack was given back twice");
    if (!pack.dropped || pack.users > 0) return;
    const closing: Promise<void> = pack.handle
      .then((handle) => handle.close())
      .catch(() => {})
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
