// A loop's commit on the memory database: one statement after the other as Postgres makes them (src/store/commit.ts),
// on a draft that becomes the mailbox's mail at the end, or is thrown away.
import { assert } from "../base/assert.ts";
import type { MessageId } from "../base/ids.ts";
import { hasFlag } from "../core/flags.ts";
import { remoteKey } from "../core/ledger.ts";
import type { FolderListChanges, NewCopy, NewMessage, Ownership, SyncChanges } from "../engine/ports/sync.ts";
import {
  type AppFolderRow,
  type CopyRow,
  copyKey,
  type FolderRow,
  type LedgerRow,
  type MailData,
  type MemoryDatabase,
  type MessageRow,
} from "./memory-database.ts";

type List<Key extends keyof SyncChanges> = Extract<NonNullable<SyncChanges[Key]>, readonly unknown[]>;

export function commitChanges(db: MemoryDatabase, ownership: Ownership, changes: SyncChanges): void {
  if (Object.values(changes).every((value) => Array.isArray(value) && value.length === 0)) return;
  const placed = new Set(changes.copies?.map(({ messageId }) => messageId));
  for (const { messageId } of changes.messages ?? []) {
    assert(placed.has(messageId), "a message without a copy");
  }
  const mailbox = db.owned(ownership);
  const draft = new Draft(db, mailbox.data, ownership);
  if (!draft.write(changes)) return;
  const arrivedAt = Math.max(mailbox.row.lastArrivedAt ?? 0, changes.lastArrivedAt ?? 0);
  if (arrivedAt > 0) mailbox.row = { ...mailbox.row, lastArrivedAt: arrivedAt };
  db.write(mailbox, draft.done(changes.events), changes);
}

/** By a person beside the loop, who loses the mailbox by it. */
export function changeFolders(
  db: MemoryDatabase,
  at: Pick<Ownership, "workspaceId" | "mailboxId">,
  changes: FolderListChanges,
): void {
  const mailbox = db.stopOwner(at.workspaceId, at.mailboxId);
  const draft = new Draft(db, mailbox.data, at);
  draft.write(changes);
  db.write(mailbox, draft.done(changes.events), changes);
}

class Draft {
  readonly #db: MemoryDatabase;
  readonly #mailbox: Pick<Ownership, "workspaceId" | "mailboxId">;
  readonly #before: MailData;
  readonly #folders: Map<FolderRow["id"], FolderRow>;
  readonly #appFolders: Map<FolderRow["id"], AppFolderRow>;
  readonly #ledgers: Map<FolderRow["id"], LedgerRow>;
  readonly #messages: Map<MessageId, MessageRow>;
  readonly #copies: Map<string, CopyRow>;

  constructor(db: MemoryDatabase, before: MailData, mailbox: Pick<Ownership, "workspaceId" | "mailboxId">) {
    this.#db = db;
    this.#mailbox = mailbox;
    this.#before = before;
    this.#folders = new Map(before.folders);
    this.#appFolders = new Map(before.appFolders);
    this.#ledgers = new Map(before.ledgers);
    this.#messages = new Map(before.messages);
    this.#copies = new Map(before.copies);
  }

  done(events: SyncChanges["events"]): MailData {
    return {
      folders: this.#folders,
      appFolders: this.#appFolders,
      ledgers: this.#ledgers,
      messages: this.#messages,
      copies: this.#copies,
      events: events.length === 0 ? this.#before.events : [...this.#before.events, ...events],
    };
  }

  /** False when the very same commit was made before: its answer had been lost. */
  write(changes: SyncChanges): boolean {
    for (const folder of changes.folders ?? []) this.#putFolder(folder);
    for (const { folderId, mapping } of changes.inherited ?? []) {
      assert(this.#folders.has(folderId), "a mapping of a folder that is not here");
      this.#appFolders.set(folderId, { mapping, mapped: true });
    }
    this.#renumber(changes.renumbered ?? []);
    if (!this.#putMessages(changes.messages ?? [])) return false;
    this.#rekey(changes.rekeyed ?? []);
    this.#putCopies(changes.copies ?? [], new Set(changes.messages?.map(({ messageId }) => messageId)));
    this.#change(changes);
    this.#endMoved(changes.moved ?? []);
    this.#endDeparted(changes.departed ?? []);
    for (const { folderId, ledger, readAt, searched } of changes.ledgers ?? []) {
      assert(this.#folders.has(folderId), "a ledger of a folder that is not here");
      this.#ledgers.set(folderId, { ledger, readAt });
      const app = this.#appFolders.get(folderId);
      if (app === undefined || searched === undefined) continue;
      this.#appFolders.set(folderId, { ...app, mapping: { ...app.mapping, searched } });
    }
    return true;
  }

  #putFolder(folder: FolderRow): void {
    for (const other of this.#db.mailboxes.values()) {
      if (other.row.id !== this.#mailbox.mailboxId && other.data.folders.has(folder.id)) return;
    }
    this.#folders.set(folder.id, folder);
  }

  #renumber(renumbered: List<"renumbered">): void {
    for (const { folderId, from, to } of renumbered) {
      for (const copy of [...this.#copies.values()]) {
        const [validity, uid] = copy.key.split(":").map(Number);
        if (copy.folderId !== folderId || validity !== from || uid === undefined) continue;
        this.#copies.delete(copyKey(folderId, copy.key));
        const key = remoteKey(to, uid);
        this.#copies.set(copyKey(folderId, key), { ...copy, key });
      }
    }
  }

  #putMessages(messages: readonly NewMessage[]): boolean {
    let made = 0;
    for (const message of messages) {
      const known = this.#messages.get(message.messageId);
      if (known === undefined) {
        made++;
        this.#messages.set(message.messageId, {
          ...message,
          departedAt: null,
          departedFrom: null,
          departedDraft: false,
        });
      } else assert(same(known.fingerprint, message.fingerprint), "another message has this id already");
    }
    return messages.length === 0 || made > 0;
  }

  #rekey(rekeyed: List<"rekeyed">): void {
    for (const { folderId, from, to, flags, internalDate } of rekeyed) {
      const copy = this.#copies.get(copyKey(folderId, from));
      if (copy === undefined) continue;
      const date = internalDate ?? copy.internalDate;
      this.#move(copy, { ...copy, key: to, flags, internalDate: date, missingSince: null });
    }
  }

  #putCopies(copies: readonly NewCopy[], fresh: ReadonlySet<MessageId>): void {
    for (const given of copies) {
      assert(this.#folders.has(given.folderId), "a copy in a folder of another mailbox");
      const own = this.#copyOf(given.messageId, given.folderId);
      const next = { ...given, missingSince: null };
      if (own === undefined) this.#put(next);
      else {
        const again = own.missingSince !== null || own.key === given.key;
        assert(again, "a copy in a folder of another mailbox, or two copies in one folder");
        this.#move(own, next);
      }
    }
    for (const { messageId } of copies) {
      if (fresh.has(messageId)) continue;
      const message = this.#messages.get(messageId);
      assert(message !== undefined, "a copy of a message that is not here");
      if (message.departedAt === null) continue;
      const back = { departedAt: null, departedFrom: null, departedDraft: false };
      this.#messages.set(messageId, { ...message, ...back });
    }
  }

  #change(changes: SyncChanges): void {
    for (const { folderId, key, flags } of changes.flags ?? []) this.#update(folderId, key, { flags });
    for (const { folderId, keys, since } of changes.missing ?? []) {
      for (const key of keys) {
        if (this.#copies.get(copyKey(folderId, key))?.missingSince === null) {
          this.#update(folderId, key, { missingSince: since });
        }
      }
    }
    for (const { folderId, keys } of changes.found ?? []) {
      for (const key of keys) this.#update(folderId, key, { missingSince: null });
    }
  }

  #endMoved(moved: List<"moved">): void {
    for (const { messageId, fromFolderId } of moved) {
      const copy = this.#copyOf(messageId, fromFolderId);
      if (copy !== undefined && copy.missingSince !== null)
        this.#copies.delete(copyKey(fromFolderId, copy.key));
    }
    for (const { messageId } of moved) {
      assert(this.#copiesOf(messageId).length > 0, "a message said to have moved lies nowhere");
    }
  }

  #endDeparted(departed: List<"departed">): void {
    for (const { messageId, fromFolderId, at } of departed) {
      const gone = this.#copiesOf(messageId).filter(({ missingSince }) => missingSince !== null);
      for (const { folderId, key } of gone) this.#copies.delete(copyKey(folderId, key));
      assert(this.#copiesOf(messageId).length === 0, "a message said to have departed lies in a folder");
      const message = this.#messages.get(messageId);
      if (message === undefined) continue;
      const departedDraft = message.departedDraft || gone.some(({ flags }) => hasFlag(flags, "draft"));
      const first = message.departedAt === null ? { departedAt: at, departedFrom: fromFolderId } : {};
      this.#messages.set(messageId, { ...message, departedDraft, ...first });
    }
  }

  #update(folderId: CopyRow["folderId"], key: CopyRow["key"], part: Partial<CopyRow>): void {
    const copy = this.#copies.get(copyKey(folderId, key));
    if (copy !== undefined) this.#copies.set(copyKey(folderId, key), { ...copy, ...part });
  }

  /** Keys are unique in a folder, whatever else a statement means to do. */
  #move(from: CopyRow, to: CopyRow): void {
    this.#copies.delete(copyKey(from.folderId, from.key));
    this.#put(to);
  }

  #put(copy: CopyRow): void {
    const key = copyKey(copy.folderId, copy.key);
    if (this.#copies.has(key)) throw new Error("duplicate key value violates unique constraint of copy");
    this.#copies.set(key, copy);
  }

  #copyOf(messageId: MessageId, folderId: CopyRow["folderId"]): CopyRow | undefined {
    return this.#copiesOf(messageId).find((copy) => copy.folderId === folderId);
  }

  #copiesOf(messageId: MessageId): readonly CopyRow[] {
    const found: CopyRow[] = [];
    for (const copy of this.#copies.values()) if (copy.messageId === messageId) found.push(copy);
    return found;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
