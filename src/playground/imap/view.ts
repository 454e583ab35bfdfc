// What one session believes about its selected folder: the uids in the order of their sequence numbers. Changes are
// told at the ends of commands only, as RFC 3501 section 5.5 and 7.4.1 want it.
import type { Folder } from "../mailbox.ts";
import type { Profile } from "./profiles.ts";

export class FolderView {
  readonly folder: Folder;
  readonly readOnly: boolean;
  #uids: number[];
  #version: number;
  #modseq: number;
  readonly #exists: number;

  constructor(folder: Folder, readOnly: boolean, existsTooHigh: number) {
    this.folder = folder;
    this.readOnly = readOnly;
    this.#uids = folder.messages.map(({ uid }) => uid);
    this.#version = folder.version;
    this.#modseq = folder.modseq;
    this.#exists = existsTooHigh;
  }

  get size(): number {
    return this.#uids.length;
  }

  get announced(): number {
    return this.size + this.#exists;
  }

  sequenceOf(uid: number): number {
    return this.#uids.indexOf(uid) + 1;
  }

  uidAt(sequence: number): number | undefined {
    return this.#uids[sequence - 1];
  }

  get lastUid(): number {
    return this.#uids.at(-1) ?? 0;
  }

  /** Untagged answers that bring the session up to date; "" when nothing changed. */
  news(
    profile: Profile,
    how: { readonly expunges: boolean; readonly flags: boolean; readonly qresync: boolean },
  ): string {
    if (this.#version === this.folder.version) return "";
    const there = new Map(this.folder.messages.map((message) => [message.uid, message]));
    let told = "";
    const gone = this.#uids.filter((uid) => !there.has(uid));
    if (gone.length > 0 && how.expunges) {
      if (how.qresync) told += `* VANISHED ${gone.join(",")}\r\n`;
      else {
        const numbers = gone.map((uid) => this.#uids.indexOf(uid) + 1).reverse();
        told += numbers.map((number) => `* ${number} EXPUNGE\r\n`).join("");
      }
      this.#uids = this.#uids.filter((uid) => there.has(uid));
    }
    const known = new Set(this.#uids);
    const arrived = this.folder.messages.filter(({ uid }) => !known.has(uid)).map(({ uid }) => uid);
    if (arrived.length > 0) {
      this.#uids.push(...arrived);
      told += `* ${this.announced} EXISTS\r\n`;
    }
    if (how.flags) {
      for (const [i, uid] of this.#uids.entries()) {
        const message = there.get(uid);
        if (message === undefined || message.modseq <= this.#modseq || arrived.includes(uid)) continue;
        const modseq = profile.condstore ? ` MODSEQ (${message.modseq})` : "";
        told += `* ${i + 1} FETCH (UID ${uid} FLAGS (${[...message.flags].join(" ")})${modseq})\r\n`;
      }
      this.#modseq = this.folder.modseq;
    }
    if (how.expunges || gone.length === 0) this.#version = this.folder.version;
    return told;
  }
}
