// Writes what a loop found out, in one transaction. Its first statement takes the numbers of its events and
// is the fence: it changes nothing unless the worker still owns the mailbox under the same epoch, and it
// holds the mailbox's row until the end, so that a Stop or another owner waits for all of it or precedes all
// of it.
import { assert } from "../base/assert.ts";
import type { MailboxId, RemoteKey, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { eventsWithout, shownChanges, untoldFlags } from "../core/shown-changes.ts";
import type { FolderListChanges, NewEvent, Ownership, SyncChanges } from "../engine/ports/sync.ts";
import { placeAppended, rekeyEarlier, writeAnswered } from "./append-commits.ts";
import {
  endChanges,
  eraseCopies,
  hideCopies,
  hideLeaving,
  relocateCopies,
  writeAttempted,
  writePostponed,
} from "./change-commits.ts";
import { toJson } from "./column-types.ts";
import {
  beginLimbo,
  changeFlags,
  endLimboDeparted,
  endLimboFound,
  endLimboMoved,
  rekeyCopies,
  renumberCopies,
  selectUnexpected,
} from "./copy-changes.ts";
import type { Database } from "./database.ts";
import { upsertFolders, upsertLedgers, upsertMappings } from "./folder-rows.ts";
import { bringBack, insertCopies, insertMessages } from "./message-rows.ts";
import { stopOwner } from "./ownership.ts";
import { isAnythingWaiting, selectShown, selectToldHere, withTrueFlags } from "./shown-places.ts";
import { rememberTold, showUnmarked, type ToldFlags } from "./told-flags.ts";
import type { Transaction } from "./transaction.ts";

/** Rows of one kind in one commit. */
const ROWS_MAX = 20_000;

/** Thrown to roll back a commit that had been made before: the answer to the first time was lost. */
class AlreadyCommitted extends Error {}

export async function commitChanges(db: Database, ownership: Ownership, changes: SyncChanges): Promise<void> {
  if (isEmpty(changes)) return;
  try {
    await db.inWorkspace(ownership.workspaceId, (tx) => write(tx, ownership, changes));
  } catch (error) {
    if (!(error instanceof AlreadyCommitted)) throw error;
  }
}

/** Idle means silent: not even the fence is written. */
function isEmpty(changes: SyncChanges): boolean {
  return Object.values(changes).every((value) => Array.isArray(value) && value.length === 0);
}

async function write(tx: Transaction, ownership: Ownership, given: SyncChanges): Promise<void> {
  const { workspaceId, mailboxId } = ownership;
  checkChanges(given);
  await takeOwnership(tx, ownership, given);
  const came = some(given.rekeyed) ? await selectUnexpected(tx, ownership, given.rekeyed) : [];
  const changes = came.length === 0 ? given : { ...given, copies: [...(given.copies ?? []), ...came] };
  const isWaiting = changes.ended !== undefined || (await isAnythingWaiting(tx, ownership));
  const told = new Set(isWaiting ? await selectToldHere(tx, ownership, changes) : []);
  for (const { messageId } of came) told.add(messageId);
  const before = await selectShown(tx, workspaceId, [...told]);
  const flags = told.size === 0 ? [] : toldIn(changes);
  if (flags.length > 0) await rememberTold(tx, workspaceId, flags);
  await writeFolders(tx, workspaceId, mailboxId, changes);
  await writeMessages(tx, ownership, changes);
  if (isWaiting && some(changes.rekeyed)) await rekeyEarlier(tx, ownership, changes.rekeyed);
  const { copies = [] } = changes;
  await hideLeaving(
    tx,
    workspaceId,
    copies.filter(({ messageId }) => told.has(messageId)),
  );
  if (changes.attempted !== undefined) await writeAttempted(tx, ownership, changes.attempted);
  if (changes.postponed !== undefined) await writePostponed(tx, ownership, changes.postponed);
  if (some(changes.answered)) await writeAnswered(tx, ownership, changes.answered);
  if (some(changes.appended)) await placeAppended(tx, ownership, changes.appended);
  if (some(changes.relocated)) await relocateCopies(tx, workspaceId, changes.relocated);
  if (some(changes.erased)) await eraseCopies(tx, workspaceId, changes.erased);
  if (some(changes.marked)) await hideCopies(tx, workspaceId, changes.marked);
  // Before the flags, which then stand again for what was pending.
  if (some(changes.ended)) await endChanges(tx, ownership, changes.ended);
  const changed = some(changes.flags) ? await changeFlags(tx, workspaceId, changes.flags) : [];
  if (some(changes.missing)) await beginLimbo(tx, workspaceId, changes.missing);
  if (some(changes.found)) await endLimboFound(tx, workspaceId, changes.found);
  if (some(changes.moved)) await endLimboMoved(tx, workspaceId, changes.moved);
  if (some(changes.departed)) await endLimboDeparted(tx, workspaceId, changes.departed);
  if (some(changes.ledgers)) await upsertLedgers(tx, workspaceId, changes.ledgers);
  if (flags.length > 0) await showUnmarked(tx, workspaceId, flags.map(afterwards));
  const after = await selectShown(tx, workspaceId, [...told]);
  const others = eventsWithout(told, changes.events);
  const events = await withTrueFlags(tx, workspaceId, [...others, ...untoldFlags(changed, others, told)]);
  await appendEvents(tx, ownership, [...events, ...shownChanges(before, after)]);
}

type Told = ToldFlags & { readonly to?: RemoteKey };

function toldIn({ flags = [], rekeyed = [], copies = [] }: SyncChanges): readonly Told[] {
  return [
    ...flags,
    ...rekeyed.map(({ folderId, from: key, to, flags }) => ({ folderId, key, to, flags })),
    ...copies.map(({ folderId, messageId, flags }) => ({ folderId, messageId, flags })),
  ];
}

/** As the same copy is called when the commit is written. */
function afterwards({ to, ...told }: Told): ToldFlags {
  return to === undefined ? told : { ...told, key: to };
}

async function writeFolders(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  { folders, mappings, renumbered }: FolderListChanges,
): Promise<void> {
  if (some(folders)) await upsertFolders(tx, workspaceId, mailboxId, folders);
  if (some(mappings)) await upsertMappings(tx, workspaceId, mailboxId, mappings);
  if (some(renumbered)) await renumberCopies(tx, workspaceId, renumbered);
}

/** By a person beside the loop, who loses the mailbox by it and reads everything anew. */
export async function writeFolderList(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  changes: FolderListChanges,
): Promise<void> {
  const { events, ledgers = [] } = changes;
  await stopOwner(tx, workspaceId, mailboxId);
  await writeFolders(tx, workspaceId, mailboxId, changes);
  if (ledgers.length > 0) await upsertLedgers(tx, workspaceId, ledgers);
  await appendEvents(tx, { workspaceId, mailboxId }, events);
}

function some<T>(list: readonly T[] | undefined): list is readonly T[] {
  return list !== undefined && list.length > 0;
}

/** A message without a copy would be in no list, and not departed either. */
function checkChanges(changes: SyncChanges): void {
  for (const value of Object.values(changes)) {
    assert(!Array.isArray(value) || value.length <= ROWS_MAX, "too much in one commit");
  }
  const placed = new Set(changes.copies?.map((copy) => copy.messageId));
  for (const { messageId } of changes.messages ?? [])
    assert(placed.has(messageId), "a message without a copy");
}

async function takeOwnership(tx: Transaction, ownership: Ownership, changes: SyncChanges): Promise<void> {
  const { workspaceId, mailboxId, workerId, epoch } = ownership;
  const { count } = await tx.query(
    `update mailbox set last_arrived_at = greatest(last_arrived_at, $5::bigint)
     where workspace_id = $1 and id = $2 and owner_worker = $3 and owner_epoch = $4`,
    [workspaceId, mailboxId, workerId, epoch, changes.lastArrivedAt ?? null],
  );
  if (count === 0) throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
}

/** Old keys are freed before new copies may take them. */
async function writeMessages(tx: Transaction, ownership: Ownership, changes: SyncChanges): Promise<void> {
  const { workspaceId, mailboxId } = ownership;
  const { messages = [], copies = [] } = changes;
  const inserted = messages.length > 0 ? await insertMessages(tx, workspaceId, mailboxId, messages) : null;
  if (inserted?.made === 0) throw new AlreadyCommitted();
  if (some(changes.rekeyed)) await rekeyCopies(tx, workspaceId, changes.rekeyed);
  if (copies.length === 0) return;
  await insertCopies(tx, workspaceId, mailboxId, copies, inserted?.places);
  const fresh = new Set(messages.map((message) => message.messageId));
  const known = copies.filter(({ messageId }) => !fresh.has(messageId));
  await bringBack(tx, workspaceId, mailboxId, known);
}

/** Numbered without gaps, whose mailbox's row the caller holds. */
export async function appendEvents(
  tx: Transaction,
  { workspaceId, mailboxId }: Pick<Ownership, "workspaceId" | "mailboxId">,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `with taken as (
       update mailbox set event_seq = event_seq + $3 where workspace_id = $1 and id = $2 returning event_seq)
     insert into event (workspace_id, mailbox_id, seq, event)
     select $1, $2, taken.event_seq - $3 + position, event
     from taken, jsonb_array_elements($4::jsonb) with ordinality as r(event, position)`,
    [workspaceId, mailboxId, events.length, toJson(events)],
  );
}
