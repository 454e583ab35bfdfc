// The loop's side of uploads and drafts, on the memory database: the same rules as src/store/append-commits.ts.
import type { FolderId, MessageId, RemoteKey } from "../base/ids.ts";
import { type AppendAct, type DiscardAct, revisionsFolder } from "../core/plan-append.ts";
import type { AppendIntent, SyncChanges, SyncStore } from "../engine/ports/sync.ts";
import type { ChangeRow, CopyRow, MailData } from "./memory-database.ts";
import { isOpen, type MailDraft } from "./memory-draft.ts";

type OpenAppend = ChangeRow & { readonly act: AppendAct };
type OpenRevision = ChangeRow & { readonly act: AppendAct | DiscardAct };

function isRevision(change: ChangeRow): change is OpenRevision {
  return isOpen(change) && revisionsFolder(change.act) !== null;
}

function isAppend(change: ChangeRow): change is OpenAppend {
  return isOpen(change) && change.act.kind === "append";
}

export function appendsTo(data: MailData, folderId: FolderId): Awaited<ReturnType<SyncStore["appendsTo"]>> {
  const open: OpenRevision[] = [];
  for (const change of data.changes.values()) {
    if (isRevision(change) && revisionsFolder(change.act) === folderId) open.push(change);
  }
  const expected = new Set<MessageId>();
  for (const copy of data.copies.values()) {
    if (copy.folderId === folderId && copy.expected) expected.add(copy.messageId);
  }
  return {
    intents: open.flatMap(({ seq, messageId, act, attemptedFrom, answered }): AppendIntent[] => {
      const place = act.kind === "append" ? data.revisions.get(act.revisionId) : undefined;
      if (act.kind !== "append" || place === undefined || !expected.has(messageId)) return [];
      const fingerprint = Buffer.from(act.fingerprint, "hex");
      const { internalDate } = act;
      const { sha256 } = place;
      return [
        {
          seq,
          messageId,
          fingerprint,
          sha256,
          internalDate,
          from: attemptedFrom,
          answered,
          sent: act.sent ?? null,
        },
      ];
    }),
    earlier: new Set(open.flatMap(({ act }) => act.earlier)),
  };
}

/** A place of a revision that was saved over meanwhile goes with the earlier ones of the newer, and with the
 *  draft's end where that waits too: the newer one is never sent then. */
export function placeAppended(draft: MailDraft, appended: NonNullable<SyncChanges["appended"]>): void {
  for (const { seq, messageId, folderId, key, at, seen } of appended) {
    const later = draft
      .openChangesOf(messageId)
      .filter(isRevision)
      .filter((change) => change.seq > seq && revisionsFolder(change.act) === folderId);
    const isSavedOver = later.some(isAppend);
    if (isSavedOver) {
      for (const { seq: each, act } of later) {
        draft.changeChange(each, { act: { ...act, earlier: [...act.earlier, key] } });
      }
    }
    const copy = draft.copyOf(messageId, folderId);
    if (!isSavedOver && copy?.expected === true) {
      const { pendingFlags } = copy;
      const told = seen?.flags ?? copy.flags;
      draft.changeCopy(copy, {
        ...{ key, expected: false, missingSince: seen === null ? at : null },
        flags: (told & ~pendingFlags) | (copy.flags & pendingFlags),
        internalDate: seen?.internalDate ?? copy.internalDate,
      });
    }
    const own = draft.changes.get(seq);
    if (own === undefined || !isAppend(own)) continue;
    if (isSavedOver || own.act.earlier.length === 0) {
      draft.changeChange(seq, { state: "done", endedAt: at });
    }
  }
}

/** Those that are open, of one message to one folder. */
export function appendsOf(draft: MailDraft, messageId: MessageId, folderId: FolderId): readonly OpenAppend[] {
  return draft
    .openChangesOf(messageId)
    .filter(isAppend)
    .filter(({ act }) => act.to === folderId);
}

/** Places in a folder whose uids aren't believed any more are no places: nothing that lies there now is removed. */
export function renumberAppends(
  draft: MailDraft,
  { folderId, from, to }: NonNullable<SyncChanges["renumbered"]>[number],
): void {
  const renumbered = (key: RemoteKey): RemoteKey =>
    key.startsWith(`${from}:`) ? (`${to}${key.slice(String(from).length)}` as RemoteKey) : key;
  for (const change of [...draft.changes.rows.values()].filter(isRevision)) {
    if (revisionsFolder(change.act) !== folderId) continue;
    const { attemptedFrom, act, seq } = change;
    draft.changeChange(seq, {
      attemptedFrom: attemptedFrom === null ? null : renumbered(attemptedFrom),
      act: { ...act, earlier: act.earlier.map(renumbered) },
    });
  }
}

/** A draft that was saved over since the loop looked: its earlier revision lies there under the new key. */
export function rekeyEarlier(
  draft: MailDraft,
  folderId: FolderId,
  { from, to }: Pick<NonNullable<SyncChanges["rekeyed"]>[number], "from" | "to">,
): void {
  for (const { seq, act } of [...draft.changes.rows.values()].filter(isRevision)) {
    if (revisionsFolder(act) !== folderId || !act.earlier.includes(from)) continue;
    draft.changeChange(seq, { act: { ...act, earlier: [...act.earlier.filter((key) => key !== from), to] } });
  }
}

/** Whether an upload that waits will bring a message to the provider, by its changes and its copies. */
export function isAwaited(changes: readonly ChangeRow[], copies: readonly CopyRow[]): boolean {
  return changes
    .filter(isAppend)
    .some(({ act }) => copies.some(({ folderId, expected }) => expected && folderId === act.to));
}
