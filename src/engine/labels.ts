// Removes messages from a folder for good. At Gmail a folder is a label (law 10), and what EXPUNGE does to a message in
// one is its user's setting: archive it, move it to Trash, delete it for good. There it is sent in Trash and Spam only,
// which is where it means what it says; a label is taken away by moving the message to where it is to be.
import type { FolderId, MessageId, RemoteKey } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { type FolderLedger, uidOf } from "../core/ledger.ts";
import type { PendingChange, StepOf } from "../core/plan-changes.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopFolder, LoopState } from "./loop-state.ts";
import type { MailSession, WritableFolder } from "./ports/mail.ts";
import type { KnownFolder } from "./ports/sync.ts";

const BINS: readonly (string | null)[] = ["trash", "junk"];

export function hasLabels({ profile }: Pick<MailSession, "profile">): boolean {
  return profile.name === "gmail";
}

interface Opened {
  readonly folder: LoopFolder;
  readonly opened: WritableFolder;
  /** As it was given to `openForWriting`. */
  readonly goOn: () => Promise<void>;
}

/** Nothing of them is left anywhere. Rejects with `folderGone` where Gmail shows no Trash, and as `expungeMessages`. */
export async function expungeForGood(
  session: MailSession,
  state: LoopState,
  { folder, opened, goOn }: Opened,
  uids: UidSet,
): Promise<void> {
  if (!hasLabels(session) || isBin(state, folder)) return opened.expungeMessages(uids);
  const trash = state.known.find(({ specialUse, goneAt }) => specialUse === "trash" && goneAt === null);
  if (trash === undefined) throw noTrash();
  // Between the two commands it lies in Trash, and a cut there leaves it so: Gmail empties that after thirty days.
  const moved = await opened.moveMessages(uids, trash.path);
  if (moved.uids.size === 0) return;
  const there = await session.openForWriting(trash.path, goOn);
  if (there.uidValidity === moved.uidValidity) await there.expungeMessages(UidSet.of(moved.uids.values()));
}

/** Of each message only this folder's label goes where it has another place that counts; else it goes for good. */
export async function takeLabels(
  session: MailSession,
  state: LoopState,
  { folder, opened, goOn }: Opened,
  part: readonly StepOf[],
): Promise<void> {
  const byPath = Map.groupBy(part, ({ change }) => otherPlace(state, folder, change)?.path ?? null);
  for (const [path, of] of byPath) if (path !== null) await opened.moveMessages(uidsOf(of), path);
  const last = byPath.get(null) ?? [];
  if (last.length > 0) await expungeForGood(session, state, { folder, opened, goOn }, uidsOf(last));
}

interface ToldPlace {
  readonly messageId: MessageId;
  readonly key: RemoteKey | null;
}

/** Where the server said that it put messages, without the places that are others' here: Gmail takes what has the same
 *  bytes for the same message, and names the place where that lies. */
export async function ownPlaces(
  { store }: Pick<ImportDeps, "store">,
  { ownership }: LoopState,
  folderId: FolderId,
  told: readonly ToldPlace[],
): Promise<readonly ToldPlace[]> {
  const keys = told.flatMap(({ key }) => key ?? []);
  const taken = await store.copiesAt(ownership, folderId, keys);
  return told.map(({ messageId, key }) => {
    const at = key === null ? undefined : taken.get(key);
    return { messageId, key: at === undefined || at.messageId === messageId ? key : null };
  });
}

/** The ledger of a folder where the server said that it put messages: what it had there before under the same uids is
 *  looked at again, since it will not arrive. */
export function withTold(ledger: FolderLedger, keys: readonly (RemoteKey | null)[]): FolderLedger {
  const told = UidSet.of(keys.flatMap((key) => (key === null ? [] : (uidOf(ledger, key) ?? []))));
  return told.isEmpty ? ledger : { ...ledger, unmatched: ledger.unmatched.union(told) };
}

function otherPlace(
  state: LoopState,
  folder: LoopFolder,
  { act, copies }: PendingChange,
): KnownFolder | null {
  if (isBin(state, folder) && act.kind !== "move") return null;
  const others = copies.filter((copy) => copy.folderId !== folder.id && copy.state === "here");
  const to = act.kind === "move" ? act.to : others[0]?.folderId;
  return state.known.find(({ id }) => id === to) ?? null;
}

function isBin({ known }: LoopState, { id }: LoopFolder): boolean {
  return BINS.includes(known.find((each) => each.id === id)?.specialUse ?? null);
}

function uidsOf(part: readonly StepOf[]): UidSet {
  return UidSet.of(part.map(({ uid }) => uid));
}

function noTrash(): SyncError {
  const said = "there is no Trash to delete it in";
  return new SyncError("folderGone", { scope: "folder", retry: "later", said });
}
