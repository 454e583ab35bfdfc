// What one session believes about its selected folder: the uids in the order of their sequence numbers. Changes are
// told at the ends of commands only, as RFC 3501 section 5.5 and 7.4.1 want it.
import { type Folder, findMessage, type StoredMessage } from "../folder.ts";
import type { Switches } from "../switches.ts";
import { parseSet } from "./parse-command.ts";
import type { Profile } from "./profiles.ts";

export interface Chosen {
  readonly sequence: number;
  readonly message: StoredMessage;
}

/** Gmail's "Limit IMAP folders": the newest so many; 0: all. */
export function shownOf({ messages }: Folder, limit: number): readonly StoredMessage[] {
  return limit > 0 ? messages.slice(-limit) : messages;
}

export class FolderView {
  readonly folder: Folder;
  readonly readOnly: boolean;
  #uids: number[];
  #version: number;
  #modseq: number;
  readonly #exists: number;
  readonly #uidValidity: number;
  /** Messages below aren't shown. */
  readonly #firstUid: number;
  /** Flags that this session set itself: uid and modseq. Their FETCH answer is STORE's, never news. */
  readonly #own = new Map<number, number>();

  constructor(
    folder: Folder,
    readOnly: boolean,
    { existsTooHigh, folderLimit }: Pick<Switches, "existsTooHigh" | "folderLimit">,
  ) {
    this.folder = folder;
    this.readOnly = readOnly;
    this.#uids = shownOf(folder, folderLimit).map(({ uid }) => uid);
    this.#firstUid = folderLimit > 0 ? (this.#uids[0] ?? 0) : 0;
    this.#version = folder.version;
    this.#modseq = folder.modseq;
    this.#exists = existsTooHigh;
    this.#uidValidity = folder.uidValidity;
  }

  get size(): number {
    return this.#uids.length;
  }

  get announced(): number {
    return this.size + this.#exists;
  }

  sequenceOf(uid: number): number {
    return this.#firstFrom(uid);
  }

  get lastUid(): number {
    return this.#uids.at(-1) ?? 0;
  }

  /** Messages of a set, as this session numbers them; what has left since has no row. */
  choose(set: string, byUid: boolean): readonly Chosen[] {
    const ranges = parseSet(set, byUid ? this.lastUid : this.size);
    const chosen: Chosen[] = [];
    let after = 0;
    for (const [low, high] of ranges) {
      let sequence = Math.max(after + 1, byUid ? this.#firstFrom(low) : low);
      for (; sequence <= this.size; sequence++) {
        const uid = this.#uids[sequence - 1] ?? 0;
        if ((byUid ? uid : sequence) > high) break;
        const message = findMessage(this.folder, uid);
        if (message !== undefined) chosen.push({ sequence, message });
        after = sequence;
      }
    }
    return chosen;
  }

  /** The folder got another UIDVALIDITY: this session's uids name nothing, or other messages. */
  get isRenumbered(): boolean {
    return this.#uidValidity !== this.folder.uidValidity;
  }

  didStore(uid: number, modseq: number): void {
    this.#own.set(uid, modseq);
  }

  /** The sequence number of the first message with this uid or a higher one. */
  #firstFrom(uid: number): number {
    let low = 0;
    let high = this.#uids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#uids[middle] ?? 0) < uid) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  /** Untagged answers that bring the session up to date; "" when nothing changed. */
  news(
    profile: Profile,
    how: { readonly expunges: boolean; readonly flags: boolean; readonly qresync: boolean },
  ): string {
    if (this.#version === this.folder.version || this.isRenumbered) return "";
    const there = new Map(this.folder.messages.map((message) => [message.uid, message]));
    let told = "";
    const gone = this.#uids.filter((uid) => !there.has(uid));
    if (gone.length > 0 && how.expunges) {
      if (how.qresync) told += `* VANISHED ${gone.join(",")}\r\n`;
      else {
        const numbers = this.#uids.flatMap((uid, i) => (there.has(uid) ? [] : [i + 1])).reverse();
        told += numbers.map((number) => `* ${number} EXPUNGE\r\n`).join("");
      }
      this.#uids = this.#uids.filter((uid) => there.has(uid));
    }
    const known = new Set(this.#uids);
    const arrived = new Set<number>();
    for (const { uid } of this.folder.messages) {
      if (uid >= this.#firstUid && !known.has(uid)) arrived.add(uid);
    }
    if (arrived.size > 0) {
      this.#uids = [...this.#uids, ...arrived];
      told += `* ${this.announced} EXISTS\r\n`;
    }
    if (how.flags) {
      for (const [i, uid] of this.#uids.entries()) {
        const message = there.get(uid);
        if (message === undefined || message.modseq <= this.#modseq || arrived.has(uid)) continue;
        if (this.#own.get(uid) === message.modseq) continue;
        const modseq = profile.condstore ? ` MODSEQ (${message.modseq})` : "";
        told += `* ${i + 1} FETCH (UID ${uid} FLAGS (${[...message.flags].join(" ")})${modseq})\r\n`;
      }
      this.#modseq = this.folder.modseq;
      this.#own.clear();
    }
    // Until everything has been told: what an IDLE keeps to itself, the next command tells.
    if ((how.expunges || gone.length === 0) && how.flags) this.#version = this.folder.version;
    return told;
  }
}
