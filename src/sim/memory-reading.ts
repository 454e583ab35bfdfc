// What the contract suites and the people of a simulated world read of the memory database: folders, lists, offers,
// departures, events. Words are looked for in subjects only, and nothing is exported here.
import { InvariantError } from "../base/assert.ts";
import type { AppFolderId, ConversationId, FolderId } from "../base/ids.ts";
import { APP_FOLDER_ROLES } from "../core/folder-role.ts";
import { pendingImport } from "../core/ledger.ts";
import type { ListedMessage, Reading, StoredMessage } from "../engine/ports/reading.ts";
import { listedCopies } from "./memory-changes.ts";
import type { AppFolderRow, CopyRow, MailData, MemoryDatabase, MessageRow } from "./memory-database.ts";
import { refusedUpload } from "./memory-uploads.ts";
import type { Caller } from "./sim-process.ts";

export function createMemoryReading(db: MemoryDatabase, call: Caller): Reading {
  return { ...createFolderReads(db, call), ...createMessageReads(db, call), ...createLogReads(db, call) };
}

function createFolderReads(
  db: MemoryDatabase,
  call: Caller,
): Pick<Reading, "listFolders" | "progress" | "offers"> {
  const mapped = (data: MailData) =>
    [...data.appFolders].flatMap(([folderId, row]) => {
      const ledger = data.ledgers.get(folderId)?.ledger;
      return row.mapped && ledger !== undefined ? [{ folderId, ledger }] : [];
    });
  return {
    listFolders: (workspaceId, mailboxId) =>
      call("store.listFolders", () => {
        const { data } = db.get(workspaceId, mailboxId);
        return [...data.appFolders]
          .sort(([, a], [, b]) => place(a) - place(b) || (a.mapping.name < b.mapping.name ? -1 : 1))
          .map(([folderId, { mapping }]) => {
            const copies = [...data.copies.values()].filter(
              (copy) => copy.folderId === folderId && !copy.hidden,
            );
            const { appFolderId: id, role, name, parentId, subtree, inherited } = mapping;
            const unread = copies.filter(({ flags }) => (flags & 1) === 0).length;
            const takesFolders = subtree || inherited;
            return { id, folderId, role, name, parentId, takesFolders, messages: copies.length, unread };
          });
      }),
    progress: (workspaceId, mailboxId) =>
      call("store.progress", () => {
        const ledgers = mapped(db.get(workspaceId, mailboxId).data).map(({ ledger }) => ledger);
        const total = ledgers.reduce((sum, ledger) => sum + ledger.wanted.size, 0);
        return { total, done: total - ledgers.reduce((sum, ledger) => sum + pendingImport(ledger).size, 0) };
      }),
    offers: (workspaceId, mailboxId) =>
      call("store.offers", () => {
        const { data } = db.get(workspaceId, mailboxId);
        return mapped(data).flatMap(({ folderId, ledger }) => {
          const path = data.folders.get(folderId)?.path ?? "";
          return ledger.offered.isEmpty ? [] : [{ folderId, path, count: ledger.offered.size }];
        });
      }),
  };
}

function place({ mapping }: AppFolderRow): number {
  return mapping.role === null ? APP_FOLDER_ROLES.length : APP_FOLDER_ROLES.indexOf(mapping.role);
}

function createMessageReads(
  db: MemoryDatabase,
  call: Caller,
): Pick<Reading, "listMessages" | "readMessage" | "countMessages" | "exportMessages"> {
  return {
    listMessages: (workspaceId, mailboxId, query) =>
      call("store.listMessages", () => {
        const { data } = db.get(workspaceId, mailboxId);
        const all = [...data.messages.values()].flatMap((message) => {
          const shown = shownMessage(data, message);
          if (shown === null) return [];
          if (query.folder === null) return [{ shown, date: message.internalDate }];
          const own = copyIn(data, message, query.folder);
          if (own === null) return [];
          const { flags, internalDate: date } = own;
          return [{ shown: { ...shown, flags, appFolderId: query.folder }, date }];
        });
        all.sort((a, b) => b.date - a.date || (a.shown.id < b.shown.id ? -1 : 1));
        const page = all.slice(query.offset, query.offset + query.limit);
        return { messages: page.map(({ shown }) => shown), total: all.length };
      }),
    readMessage: (workspaceId, mailboxId, id) =>
      call("store.readMessage", () => {
        const { data } = db.get(workspaceId, mailboxId);
        const message = data.messages.get(id);
        return message === undefined ? null : shownMessage(data, message);
      }),
    countMessages: (workspaceId, mailboxId) =>
      call("store.countMessages", () => {
        const { data } = db.get(workspaceId, mailboxId);
        return [...data.messages.values()].filter(({ departedAt }) => departedAt === null).length;
      }),
    exportMessages: () => {
      throw new InvariantError("exports are not simulated");
    },
  };
}

/** A folder shows the flags of its copies, in the order of their dates; null when the message isn't in it. */
function copyIn(data: MailData, { messageId }: MessageRow, appFolderId: AppFolderId): CopyRow | null {
  const copies = listedCopies(data, messageId).filter(({ hidden }) => !hidden);
  const own = copies.find((copy) => data.appFolders.get(copy.folderId)?.mapping.appFolderId === appFolderId);
  return own ?? null;
}

function shownMessage(data: MailData, message: MessageRow): StoredMessage | null {
  const places = listedCopies(data, message.messageId).flatMap((copy) => {
    const app = data.appFolders.get(copy.folderId);
    return app === undefined || copy.hidden ? [] : [{ copy, app }];
  });
  const [first] = places;
  if (first === undefined) return null;
  const { scan, internalDate, revisionId, place: sealed } = message;
  const { attachments, inReplyTo: _inReplyTo, references: _references, subject, ...shown } = scan;
  const listed: ListedMessage = {
    ...shown,
    id: message.messageId,
    // Conversations aren't simulated: every message is one by itself.
    conversationId: message.messageId as string as ConversationId,
    appFolderId: first.app.mapping.appFolderId,
    subject: subject.replaceAll("\0", "\ufffd").toWellFormed(),
    internalDate,
    flags: first.copy.flags,
    attachments: attachments.length,
    size: sealed.size,
    refused: first.copy.expected
      ? (refusedUpload(data.changes.values(), message.messageId, first.copy.folderId)?.why ?? null)
      : null,
  };
  const appFolderIds = places.map(({ app }) => app.mapping.appFolderId);
  return { ...shown, ...listed, attachmentList: attachments, appFolderIds, revisionId, place: sealed };
}

function createLogReads(
  db: MemoryDatabase,
  call: Caller,
): Pick<Reading, "departures" | "dismissDepartures" | "readEvents" | "lastSeq"> {
  return {
    departures: (workspaceId, mailboxId) =>
      call("store.departures", () => {
        const mailbox = db.get(workspaceId, mailboxId);
        const { data } = mailbox;
        const found = new Map<FolderId, { count: number; at: number }>();
        for (const { departedAt: at, departedFrom: from } of data.messages.values()) {
          if (at === null || from === null || at <= mailbox.departuresSeenAt) continue;
          const sum = found.get(from);
          found.set(from, { count: (sum?.count ?? 0) + 1, at: Math.max(sum?.at ?? 0, at) });
        }
        return [...found].map(([folderId, { count, at }]) => {
          const folder = data.appFolders.get(folderId)?.mapping.name ?? data.folders.get(folderId)?.path;
          return { folderId, folder: folder ?? "", count, at };
        });
      }),
    dismissDepartures: (workspaceId, mailboxId, now) =>
      call("store.dismissDepartures", () => {
        db.get(workspaceId, mailboxId).departuresSeenAt = now;
      }),
    readEvents: (workspaceId, mailboxId, seq, limit) =>
      call("store.readEvents", () =>
        db
          .get(workspaceId, mailboxId)
          .data.events.slice(seq, seq + limit)
          .map((event, index) => ({ seq: seq + index + 1, at: 1, event })),
      ),
    lastSeq: (workspaceId, mailboxId) =>
      call("store.lastSeq", () => db.get(workspaceId, mailboxId).data.events.length),
  };
}
