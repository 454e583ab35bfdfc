// Messages that come from here: what an upload, a saved draft and a discarded one need now. An upload is never sent
// twice: what came of an attempt is told by a reading of its folder that began after it, and sent again is only what
// such a reading doesn't find, some time later, since a server may still be at work on what a cut connection brought.
import type { FolderId, RemoteKey, RevisionId } from "../base/ids.ts";
import type { Flags } from "./flags.ts";
import type { ChangeAct, ChangeFolder, PendingChange, Verdict } from "./plan-changes.ts";

/** What a server was given before a cut may show only after this time. */
export const APPEND_DOUBT_MS = 30_000;

/** Of a draft that was saved again the earlier revisions go when the new one lies at the provider, never before. */
export interface AppendAct {
  readonly kind: "append";
  readonly to: FolderId;
  readonly flags: Flags;
  /** Whole seconds, as IMAP has them. Each revision of a draft has its own: with the fingerprint it tells which of them
   *  a message at the provider is, whatever the server made of its bytes. */
  readonly internalDate: number;
  readonly revisionId: RevisionId;
  /** SHA-256 of the revision's fingerprintText, hexadecimal. */
  readonly fingerprint: string;
  /** Where earlier revisions lie in `to`. No copy here stands for them any more. */
  readonly earlier: readonly RemoteKey[];
  /** It was sent, or nobody knows whether: many providers put it into Sent by themselves. */
  readonly sent?: SentCopy;
}

/** What a provider puts into Sent has another date than an upload, and maybe other bytes. */
export interface SentCopy {
  /** As it stands in the fingerprint's text: by it the copy is known. */
  readonly messageId: string;
  /** For so long it may still come, ms since the message was handed over. */
  readonly within: number;
  /** When it hasn't come by then: it is put there from here; or, where nobody knows whether it was sent, it isn't. */
  readonly otherwise: "append" | "leave";
}

/** The draft with all its revisions, for good. */
export interface DiscardAct {
  readonly kind: "discard";
  readonly from: FolderId;
  readonly earlier: readonly RemoteKey[];
}

type Folders = ReadonlyMap<FolderId, ChangeFolder>;

export function judgeAppend(
  change: PendingChange,
  act: AppendAct,
  { folders, followed, now }: { readonly folders: Folders; readonly followed: boolean; readonly now: number },
): Verdict {
  const target = folders.get(act.to);
  const copy = change.copies.find(({ folderId }) => folderId === act.to);
  if (target === undefined) return withoutTarget(change);
  if (!target.mapped) return { kind: "refused", why: "folderGone" };
  // Taken away at the provider a moment after it came there.
  if (copy === undefined) return { kind: "refused", why: "gone" };
  if (target.parked) return { kind: "wait", ask: [] };
  if (copy.state !== "expected") return withoutEarlier(change, act);
  if (change.attemptedAt !== null) {
    const until = change.attemptedAt + (act.sent?.within ?? APPEND_DOUBT_MS);
    if (now < until) return { kind: "wait", ask: [], until };
    if ((target.readAt ?? 0) < until) return { kind: "wait", ask: [act.to] };
  }
  if (act.sent?.otherwise === "leave") return { kind: "refused", why: "gone" };
  if (followed) return { kind: "superseded" };
  if (change.answered) return judgeTaken(change, act, folders);
  // What has come since the folder's first reading must be told from what was there before.
  return target.known ? { kind: "append" } : { kind: "wait", ask: [act.to] };
}

/** One LIST may leave a folder out: what the provider was told, and nobody heard the end of, may lie in it. */
export function withoutTarget({ attemptedAt, targetMissedUntil: until }: PendingChange): Verdict {
  if (attemptedAt !== null && until !== null) return { kind: "wait", ask: [], until };
  return { kind: "refused", why: "folderGone" };
}

/** The server said that it has it, and where it should be it isn't: somebody there was quicker, and may have moved it. */
function judgeTaken(change: PendingChange, act: AppendAct, folders: Folders): Verdict {
  if (change.copies.some(({ state }) => state === "here")) return withoutEarlier(change, act);
  const since = change.attemptedAt ?? 0;
  const unread = [...folders.values()].filter(
    ({ mapped, parked, readAt }) => mapped && !parked && (readAt ?? 0) <= since,
  );
  if (unread.length > 0) return { kind: "wait", ask: unread.map(({ folderId }) => folderId) };
  return { kind: "refused", why: "gone" };
}

function withoutEarlier({ earlier }: PendingChange, { to }: AppendAct): Verdict {
  return earlier.length === 0 ? { kind: "done" } : { kind: "clear", folderId: to, uids: earlier };
}

export function judgeDiscard(change: PendingChange, { from }: DiscardAct, folders: Folders): Verdict {
  const copy = change.copies.find(({ folderId }) => folderId === from);
  // It is looked for already, in all folders; its own may be gone. What was attempted and is missed was removed, unless
  // the folder was renumbered meanwhile and what is in it isn't known again yet.
  const isKnown = folders.get(from)?.allKnown ?? true;
  if (copy?.state === "missing" && (change.attemptedAt === null || !isKnown))
    return { kind: "wait", ask: [] };
  const lying = copy?.state === "here" && copy.uid !== null ? [copy.uid] : [];
  const uids = [...lying, ...change.earlier];
  if (uids.length === 0 || !folders.has(from)) return { kind: "done" };
  if (folders.get(from)?.parked) return { kind: "wait", ask: [] };
  return { kind: "clear", folderId: from, uids };
}

/** Those whose time has come. What was asked of a message later waits for what was asked of it first. An upload that is
 *  postponed and was followed by a newer revision, or by the draft's end, is looked at with it: it isn't sent any more. */
export function dueChanges<Change extends QueuedChange>(
  open: readonly Change[],
  now: number,
): readonly Change[] {
  const due: Change[] = [];
  for (const all of Map.groupBy(open, ({ messageId }) => messageId).values()) {
    const turns = [...all].sort(inTurn);
    const end = turns.findLastIndex(({ act, dueAt }) => isNewer(act.kind) && dueAt <= now);
    for (const [index, change] of turns.entries()) {
      if (change.dueAt <= now || index < end) due.push(change);
      else break;
    }
  }
  return due;
}

interface QueuedChange {
  readonly seq: number;
  readonly messageId: string;
  readonly act: { readonly kind: string };
  readonly dueAt: number;
}

/** The order of one message's changes: what a person did to a draft's earlier revision is done to the newest. */
export function inTurn(a: Omit<QueuedChange, "dueAt">, b: typeof a): number {
  return Number(b.act.kind === "append") - Number(a.act.kind === "append") || a.seq - b.seq;
}

/** Makes an upload of the same message before it needless. */
function isNewer(kind: string): boolean {
  return kind === "append" || kind === "discard";
}

/** Where the act takes revisions of a draft away; null: it is no such act. */
export function revisionsFolder(act: ChangeAct): FolderId | null {
  if (act.kind === "append") return act.to;
  return act.kind === "discard" ? act.from : null;
}

/** INTERNALDATE has no fractions of a second. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** INTERNALDATE of a draft's next revision: another than those before it had. */
export function revisionDate(now: number, last: number): number {
  return Math.max(wholeSeconds(now), wholeSeconds(last) + 1000);
}
