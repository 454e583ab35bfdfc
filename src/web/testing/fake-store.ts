// The messages of the fake server: made when they are asked for, until somebody changes them.

import { conversationIdOf } from "./fake-conversations.ts";
import {
  type AppFolder,
  fakeId,
  fakeRow,
  folderKind,
  folderTotal,
  type MessageRow,
  messageNumber,
} from "./fake-mail.ts";
import type { World } from "./fake-world.ts";

type FakeStoreWorld = Pick<World, "arrived" | "special" | "folders" | "conversations">;

export class FakeStore {
  readonly #world: FakeStoreWorld;
  /** What isn't as it was made. */
  readonly #changed = new Map<
    string,
    { readonly flags?: MessageRow["flags"]; readonly folderId?: string | null }
  >();
  /** Ids of a folder, newest first, once something came or went; folders that nobody touched are counted only. */
  readonly #order = new Map<string, string[]>();

  constructor(world: FakeStoreWorld) {
    this.#world = world;
  }

  /** Null: there is no such message (any more). */
  row(id: string): MessageRow | null {
    const made = this.#made(id);
    const change = this.#changed.get(id);
    if (made === null || change?.folderId === null) return null;
    return { ...made, flags: change?.flags ?? made.flags, folderId: change?.folderId ?? made.folderId };
  }

  total(folderId: string): number {
    return (
      this.#arrivals(folderId).length +
      (this.#order.get(folderId)?.length ?? folderTotal(folderKind(folderId)))
    );
  }

  ids(folderId: string, offset: number, limit: number): readonly string[] {
    const arrivals = this.#arrivals(folderId);
    const order = this.#order.get(folderId);
    const kind = folderKind(folderId);
    const base = folderTotal(kind);
    const ids: string[] = [];
    for (let index = offset; index < Math.min(this.total(folderId), offset + limit); index++) {
      const below = index - arrivals.length;
      ids.push(arrivals[index] ?? order?.[below] ?? fakeId(kind, base - below));
    }
    return ids;
  }

  setFlags(id: string, flags: MessageRow["flags"]): void {
    const before = this.row(id);
    this.#changed.set(id, { ...this.#changed.get(id), flags });
    if (before === null) return;
    const unread = Number(!flags.includes("seen")) - Number(!before.flags.includes("seen"));
    this.#count(before.folderId, 0, unread);
  }

  /** Null: in no folder that is shown. */
  move(id: string, from: string | null, to: string | null): void {
    const row = this.row(id) ?? this.#made(id);
    if (row === null) return;
    const flags = this.#changed.get(id)?.flags ?? row.flags;
    const unread = flags.includes("seen") ? 0 : 1;
    if (from !== null) {
      this.#ordered(from).splice(
        0,
        Number.POSITIVE_INFINITY,
        ...this.#ordered(from).filter((each) => each !== id),
      );
      this.#count(from, -1, -unread);
    }
    this.#changed.set(id, { flags, folderId: to });
    if (to === null) return;
    const order = this.#ordered(to);
    const at = order.findIndex((each) => (this.#made(each)?.date ?? "") < row.date);
    order.splice(at === -1 ? order.length : at, 0, id);
    this.#count(to, 1, unread);
  }

  #made(id: string): MessageRow | null {
    const arrived = this.#world.arrived.find((each) => each.id === id);
    const conversationId = conversationIdOf(this.#world, id);
    const row = { ...(arrived ?? fakeRow(folderKind(id), messageNumber(id))), conversationId };
    const special = this.#world.special.get(id);
    if (special === undefined) return row;
    const { subject, from, to, flags, snippet, refused } = { ...row, ...special };
    return { ...row, subject, from, to, flags, snippet, refused };
  }

  #arrivals(folderId: string): readonly string[] {
    return this.#world.arrived
      .filter(
        ({ id, folderId: first }) => first === folderId && this.#changed.get(id)?.folderId === undefined,
      )
      .map(({ id }) => id)
      .toReversed();
  }

  #ordered(folderId: string): string[] {
    const known = this.#order.get(folderId);
    if (known !== undefined) return known;
    const kind = folderKind(folderId);
    const total = folderTotal(kind);
    const order = Array.from({ length: total }, (_, index) => fakeId(kind, total - index));
    this.#order.set(folderId, order);
    return order;
  }

  #count(folderId: string, messages: number, unread: number): void {
    const grown = (folder: AppFolder): AppFolder =>
      folder.id === folderId
        ? { ...folder, messages: folder.messages + messages, unread: folder.unread + unread }
        : folder;
    this.#world.folders = this.#world.folders.map(grown);
  }
}
