// Messages with text of their own, and a search over them as the pages ask for it.
import type { MessageId } from "../../base/ids.ts";
import type { MessageScan } from "../../core/message.ts";
import { parseSearch } from "../../core/search-query.ts";
import type { Search, SearchIndex } from "../../engine/ports/search.ts";
import { createSearchIndex } from "../search-index.ts";
import { createSearch } from "../search-messages.ts";
import { type OpenedStores, storesOf } from "./open-stores.ts";
import { copyOf, makeWorld, NOW, newMessage, type World } from "./store-world.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

export interface Letter {
  readonly subject: string;
  readonly body?: string;
  readonly scan?: Partial<MessageScan>;
  readonly flags?: number;
  readonly internalDate?: number;
  readonly folder?: "inbox" | "archive";
}

export class SearchBed {
  readonly opened: TestDatabase;
  readonly stores: OpenedStores;
  readonly search: Search;
  readonly index: SearchIndex;
  readonly world: World;
  readonly #bodies = new Map<MessageId, string>();
  #uid = 0;

  constructor(opened: TestDatabase, world: World) {
    this.opened = opened;
    this.stores = storesOf(opened.database);
    this.search = createSearch(opened.database);
    this.index = createSearchIndex(opened.database);
    this.world = world;
  }

  static async open(): Promise<SearchBed> {
    const opened = await testDatabase();
    return new SearchBed(opened, await makeWorld(storesOf(opened.database)));
  }

  /** Another workspace on the same database. */
  async neighbour(): Promise<SearchBed> {
    return new SearchBed(this.opened, await makeWorld(this.stores, "Fabrikam"));
  }

  get owner() {
    return { workspaceId: this.world.workspace.id, mailboxId: this.world.mailboxId };
  }

  /** One second after the other, unless a letter says when. */
  async receive(...letters: readonly Letter[]): Promise<readonly MessageId[]> {
    const { world, stores } = this;
    const made = letters.map((letter) => {
      const uid = ++this.#uid;
      const message = newMessage(`${letter.subject} ${uid}`, letter.internalDate ?? NOW + uid * 1_000);
      const scan = { ...message.scan, subject: letter.subject, snippet: "", ...letter.scan };
      if (letter.body !== undefined) this.#bodies.set(message.messageId, letter.body);
      const folder = letter.folder === "archive" ? world.archive : world.inbox;
      return { message: { ...message, scan }, copy: copyOf(message, folder, uid, letter.flags ?? 1) };
    });
    await stores.sync.commit(world.ownership, {
      messages: made.map(({ message }) => message),
      copies: made.map(({ copy }) => copy),
      events: [],
    });
    return made.map(({ message }) => message.messageId);
  }

  /** What the index job does, without packs. */
  async indexAll(): Promise<void> {
    for (;;) {
      const due = await this.index.takeDue(this.owner, 100);
      if (due.length === 0) return;
      const read = due.map((message) => ({ ...message, body: this.#bodies.get(message.id) ?? "" }));
      await this.index.saveIndexed(this.owner, read);
    }
  }

  /** Subjects, newest first. */
  async found(text: string, limit = 50): Promise<readonly string[]> {
    const { workspaceId, mailboxId } = this.owner;
    const { messages } = await this.search.search(workspaceId, mailboxId, {
      query: parseSearch(text),
      after: null,
      limit,
    });
    return messages.map(({ subject }) => subject);
  }
}
