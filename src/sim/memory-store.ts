// The SyncStore port on the memory database. Every call is one thing asked of the outside: `call` says how long it
// takes and what goes wrong with it.
import { assert } from "../base/assert.ts";
import type { FolderId, MessageId, RemoteKey } from "../base/ids.ts";
import { hasFlag } from "../core/flags.ts";
import { UidSet } from "../core/uid-set.ts";
import { equalBytes } from "../engine/equal-bytes.ts";
import type { CopyAt, MatchRow, SyncStore } from "../engine/ports/sync.ts";
import { appendsTo, isAwaited } from "./memory-appends.ts";
import { changeFolders, commitChanges } from "./memory-commit.ts";
import {
  type CopyRow,
  copyKey,
  knownFolders,
  type MailData,
  type MemoryDatabase,
  type MessageRow,
} from "./memory-database.ts";
import { saveMappings } from "./memory-mappings.ts";
import { openChanges } from "./memory-outbox.ts";
import { createMemoryOwnerships } from "./memory-ownership.ts";
import { refusedUpload } from "./memory-uploads.ts";
import type { Caller } from "./sim-process.ts";

export function createMemoryStore(db: MemoryDatabase, call: Caller): SyncStore {
  return {
    ...createMemoryOwnerships(db, call),
    ...createMatches(db, call),
    load: (workspaceId, mailboxId) =>
      call("store.load", () => {
        const mailbox = db.find(workspaceId, mailboxId);
        return mailbox && { mailbox: mailbox.row, folders: knownFolders(mailbox.data), recordsOnly: false };
      }),
    commit: (ownership, changes) => call("store.commit", () => commitChanges(db, ownership, changes)),
    saveMappings: (workspaceId, mailboxId, mappings, importWindow, now) =>
      call("store.saveMappings", () =>
        saveMappings(db, { workspaceId, mailboxId, mappings, importWindow, now }),
      ),
    answerOffer: (workspaceId, mailboxId, folderId, answer) =>
      call("store.answerOffer", () => {
        const mailbox = db.stopOwner(workspaceId, mailboxId);
        const row = mailbox.data.ledgers.get(folderId);
        const isMapped = mailbox.data.appFolders.get(folderId)?.mapped === true;
        if (row === undefined || !isMapped || row.ledger.offered.isEmpty) return;
        const { offered, wanted, uidNext } = row.ledger;
        const taken = { wanted: wanted.union(offered), mappedUidNext: uidNext };
        const ledger = { ...row.ledger, offered: UidSet.empty, ...(answer === "import" ? taken : {}) };
        const ledgers = new Map(mailbox.data.ledgers).set(folderId, { ...row, ledger });
        db.rearrange(mailbox, { ...mailbox.data, ledgers });
      }),
    changeFolders: (workspaceId, mailboxId, decide) =>
      call("store.changeFolders", () => {
        const known = knownFolders(db.get(workspaceId, mailboxId).data);
        const changes = decide(known);
        if (changes === null) return known;
        changeFolders(db, { workspaceId, mailboxId }, changes);
        return knownFolders(db.get(workspaceId, mailboxId).data);
      }),
  };
}

type Matches = Pick<
  SyncStore,
  | "findMatches"
  | "keptOut"
  | "recordsToSearch"
  | "onRecords"
  | "recordsSearched"
  | "copiesAt"
  | "listLimbo"
  | "openChanges"
  | "appendsTo"
  | "placeOf"
>;

function createMatches(db: MemoryDatabase, call: Caller): Matches {
  return {
    findMatches: ({ workspaceId, mailboxId }, by) =>
      call("store.findMatches", () => {
        const { data } = db.get(workspaceId, mailboxId);
        const serverIds = new Set<string | null>(by.serverIds);
        return [...data.messages.values()]
          .filter(
            ({ fingerprint, serverId }) =>
              by.fingerprints.some((print) => equalBytes(print, fingerprint)) || serverIds.has(serverId),
          )
          .sort((a, b) => (a.messageId < b.messageId ? -1 : 1))
          .map((message) => matchRow(data, message));
      }),
    // No admin erases anything here.
    keptOut: async () => new Set(),
    // Nor are there records.
    recordsToSearch: async () => [],
    onRecords: async () => new Set(),
    recordsSearched: async () => undefined,
    copiesAt: ({ workspaceId, mailboxId }, folderId, keys) =>
      call("store.copiesAt", () => {
        const { data } = db.get(workspaceId, mailboxId);
        const found = new Map<RemoteKey, CopyAt>();
        for (const key of keys) {
          const copy = data.copies.get(copyKey(folderId, key));
          if (copy === undefined) continue;
          const { messageId, flags, pendingFlags, missingSince } = copy;
          found.set(key, { messageId, flags, pendingFlags, missing: missingSince !== null });
        }
        return found;
      }),
    openChanges: ({ workspaceId, mailboxId }, limit) =>
      call("store.openChanges", () => openChanges(db.get(workspaceId, mailboxId).data, limit)),
    appendsTo: ({ workspaceId, mailboxId }, folderId) =>
      call("store.appendsTo", () => appendsTo(db.get(workspaceId, mailboxId).data, folderId)),
    placeOf: ({ workspaceId, mailboxId }, revisionId) =>
      call("store.placeOf", () => {
        const place = db.get(workspaceId, mailboxId).data.revisions.get(revisionId);
        assert(place !== undefined, "an upload without its bytes");
        return place;
      }),
    listLimbo: ({ workspaceId, mailboxId }) =>
      call("store.listLimbo", () => {
        const { data } = db.get(workspaceId, mailboxId);
        const copies = [...data.copies.values()];
        return copies
          .flatMap(({ missingSince: since, ...copy }) => (since === null ? [] : [{ ...copy, since }]))
          .sort((a, b) => a.since - b.since || compare(a, b))
          .map(({ messageId, folderId, key, since }) => {
            const own = copies.filter((copy) => copy.messageId === messageId);
            const live = own.filter(
              (copy) => copy.missingSince === null && (!copy.expected || isRefused(data, copy)),
            );
            const elsewhere = live.map((copy) => copy.folderId).sort()[0];
            const changes = [...data.changes.values()].filter((change) => change.messageId === messageId);
            const awaited = isAwaited(changes, own);
            return { messageId, folderId, key, since, liveElsewhere: elsewhere ?? null, awaited };
          });
      }),
  };
}

/** It lies here only. */
function isRefused({ changes }: MailData, { messageId, folderId }: CopyRow): boolean {
  return refusedUpload(changes.values(), messageId, folderId) !== null;
}

function matchRow(data: MailData, message: MessageRow): MatchRow {
  const { messageId, revisionId, fingerprint, serverId, internalDate, departedAt } = message;
  const { departedDraft, place } = message;
  const copies = [...data.copies.values()].filter((copy) => copy.messageId === messageId);
  return {
    messageId,
    revisionId,
    fingerprint,
    serverId,
    internalDate,
    sha256: place.sha256,
    departed: departedAt !== null,
    draft: departedDraft || copies.some(({ flags }) => hasFlag(flags, "draft")),
    copies: copies
      .sort((a, b) => (a.folderId < b.folderId ? -1 : 1))
      .map(({ folderId, key, flags, internalDate: date, missingSince, expected, hidden }) => ({
        folderId,
        key,
        flags,
        internalDate: date,
        missing: missingSince !== null || expected,
        expected,
        told: expected && isTold(data, messageId, folderId),
        left: hidden && !expected,
      })),
  };
}

function isTold({ changes }: MailData, messageId: MessageId, to: FolderId): boolean {
  return [...changes.values()].some(
    ({ messageId: of, act, state }) =>
      of === messageId && state === "attempted" && act.kind === "move" && act.to === to,
  );
}

function compare(a: Pick<CopyRow, "messageId" | "folderId">, b: typeof a): number {
  const [one, two] = [`${a.messageId} ${a.folderId}`, `${b.messageId} ${b.folderId}`];
  return one < two ? -1 : one > two ? 1 : 0;
}
