// A transaction under way on one mailbox's mail: tables that are copied only where they are written to. At the end it
// becomes the mailbox's mail, or is thrown away.
import type { FolderId, MailboxId, MessageId, RemoteKey } from "../base/ids.ts";
import type { ShownPlace } from "../core/shown-changes.ts";
import type { NewEvent } from "../engine/ports/sync.ts";
import { type ChangeRow, type CopyRow, copyKey, type MailData, type MessageRow } from "./memory-database.ts";

class Table<K, V> {
  #rows: ReadonlyMap<K, V>;
  #own: Map<K, V> | null = null;

  constructor(rows: ReadonlyMap<K, V>) {
    this.#rows = rows;
  }

  get rows(): ReadonlyMap<K, V> {
    return this.#rows;
  }

  get(key: K): V | undefined {
    return this.#rows.get(key);
  }

  has(key: K): boolean {
    return this.#rows.has(key);
  }

  set(key: K, row: V): void {
    this.#write().set(key, row);
  }

  delete(key: K): void {
    if (this.#rows.has(key)) this.#write().delete(key);
  }

  #write(): Map<K, V> {
    if (this.#own === null) {
      this.#own = new Map(this.#rows);
      this.#rows = this.#own;
    }
    return this.#own;
  }
}

export class MailDraft {
  readonly mailboxId: MailboxId;
  readonly folders;
  readonly appFolders;
  readonly ledgers;
  readonly messages;
  readonly revisions;
  readonly changes;
  readonly #copies;
  readonly #before: MailData;
  changeSeq: number;

  constructor(mailboxId: MailboxId, before: MailData) {
    this.mailboxId = mailboxId;
    this.folders = new Table(before.folders);
    this.appFolders = new Table(before.appFolders);
    this.ledgers = new Table(before.ledgers);
    this.messages = new Table(before.messages);
    this.revisions = new Table(before.revisions);
    this.changes = new Table(before.changes);
    this.#copies = new Table(before.copies);
    this.changeSeq = before.changeSeq;
    this.#before = before;
  }

  done(events: readonly NewEvent[]): MailData {
    return {
      folders: this.folders.rows,
      appFolders: this.appFolders.rows,
      ledgers: this.ledgers.rows,
      messages: this.messages.rows,
      revisions: this.revisions.rows,
      copies: this.#copies.rows,
      changes: this.changes.rows,
      changeSeq: this.changeSeq,
      events: events.length === 0 ? this.#before.events : [...this.#before.events, ...events],
    };
  }

  copyAt(folderId: FolderId, key: RemoteKey): CopyRow | undefined {
    return this.#copies.get(copyKey(folderId, key));
  }

  copyOf(messageId: MessageId, folderId: FolderId): CopyRow | undefined {
    for (const copy of this.#copies.rows.values()) {
      if (copy.messageId === messageId && copy.folderId === folderId) return copy;
    }
    return undefined;
  }

  /** In the order of their folders' ids. */
  copiesOf(messageId: MessageId): readonly CopyRow[] {
    const found: CopyRow[] = [];
    for (const copy of this.#copies.rows.values()) if (copy.messageId === messageId) found.push(copy);
    return found.sort((a, b) => (a.folderId < b.folderId ? -1 : 1));
  }

  /** Where lists show these messages. */
  shown(messageIds: readonly MessageId[]): readonly ShownPlace[] {
    return [...new Set(messageIds)].flatMap((id) => this.copiesOf(id).filter(({ hidden }) => !hidden));
  }

  copiesIn(folderId: FolderId): readonly CopyRow[] {
    return [...this.#copies.rows.values()].filter((copy) => copy.folderId === folderId);
  }

  /** Keys are unique in a folder, whatever else a statement means to do. */
  putCopy(copy: CopyRow): void {
    const key = copyKey(copy.folderId, copy.key);
    if (this.#copies.has(key)) throw new Error("duplicate key value violates unique constraint of copy");
    this.#copies.set(key, copy);
  }

  dropCopy(copy: CopyRow): void {
    this.#copies.delete(copyKey(copy.folderId, copy.key));
  }

  changeCopy(copy: CopyRow, part: Partial<CopyRow>): void {
    const next = { ...copy, ...part };
    if (next.key === copy.key) this.#copies.set(copyKey(copy.folderId, copy.key), next);
    else {
      this.dropCopy(copy);
      this.putCopy(next);
    }
  }

  /** Something waits for the provider, or is in no list. */
  get isWaiting(): boolean {
    for (const change of this.changes.rows.values()) if (isOpen(change)) return true;
    for (const { hidden } of this.#copies.rows.values()) if (hidden) return true;
    return false;
  }

  changeMessage(messageId: MessageId, part: Partial<MessageRow>): void {
    const message = this.messages.get(messageId);
    if (message !== undefined) this.messages.set(messageId, { ...message, ...part });
  }

  /** Of a message, those that wait for the provider. */
  openChangesOf(messageId: MessageId): readonly ChangeRow[] {
    const open: ChangeRow[] = [];
    for (const change of this.changes.rows.values()) {
      if (change.messageId === messageId && isOpen(change)) open.push(change);
    }
    return open;
  }

  changeChange(seq: number, part: Partial<ChangeRow>): void {
    const change = this.changes.get(seq);
    if (change !== undefined) this.changes.set(seq, { ...change, ...part });
  }
}

export function isOpen({ state }: ChangeRow): boolean {
  return state === "waiting" || state === "attempted";
}
