// Fetches messages of one remote folder and stores them: bytes into packs, then one transaction of message, copy,
// ledger and event. While one batch is being stored the next is being fetched. What can't be fetched now is set
// aside and tried again; it never holds up the rest.

import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { type FolderId, type MessageId, newId, type RevisionId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { fingerprintText, isDistinct } from "../core/fingerprint.ts";
import { FLAG_BITS, type Flags } from "../core/flags.ts";
import { type FolderLedger, remoteKey, withRows } from "../core/ledger.ts";
import { matchNewcomers } from "../core/plan-mailbox.ts";
import { isProviderStub } from "../core/provider-stub.ts";
import { scanMessage } from "../core/scan-message.ts";
import { UidSet } from "../core/uid-set.ts";
import type { HeaderRow, MessageRow, OpenFolder } from "./ports/mail.ts";
import type { Secrets } from "./ports/secrets.ts";
import type {
  MatchRow,
  NewCopy,
  NewEvent,
  NewMessage,
  Ownership,
  SyncChanges,
  SyncStore,
} from "./ports/sync.ts";
import type { PackStore } from "./ports/vault.ts";

/** A batch is stored when it holds this many messages or bytes: large enough to share one fsync and one
 *  transaction, small enough to bound memory and to show progress. */
const BATCH_MESSAGES_MAX = 200;
const BATCH_BYTES_MAX = 2 * 1024 * 1024;

export interface ImportDeps {
  readonly store: SyncStore;
  readonly packs: PackStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface ImportTarget {
  readonly ownership: Ownership;
  readonly folderId: FolderId;
  readonly folder: OpenFolder;
  /** The folder's ledger now; given anew to `stored` after every commit. */
  readonly ledger: FolderLedger;
  readonly readAt: number;
}

/** Fetches and stores `uids` (which the ledger wants). Answers the ledger after the last commit. */
export async function importMessages(
  deps: ImportDeps,
  target: ImportTarget,
  uids: UidSet,
  stored: (ledger: FolderLedger) => void,
): Promise<FolderLedger> {
  let ledger = target.ledger;
  let storing: Promise<void> = Promise.resolve();
  let batch: MessageRow[] = [];
  let bytes = 0;
  const seen: number[] = [];
  const flush = async (): Promise<void> => {
    const rows = batch;
    batch = [];
    bytes = 0;
    await storing;
    storing = storeBatch(deps, target, ledger, rows).then((next) => {
      ledger = next;
      stored(next);
    });
    // Whoever awaits `storing` next sees the failure; until then it must not count as unhandled.
    storing.catch(() => undefined);
  };
  for await (const row of target.folder.fetchMessages(uids)) {
    seen.push(row.uid);
    batch.push(row);
    bytes += row.bytes?.length ?? 0;
    if (batch.length >= BATCH_MESSAGES_MAX || bytes >= BATCH_BYTES_MAX) await flush();
  }
  await flush();
  await storing;
  const silent = uids.without(UidSet.of(seen));
  if (!silent.isEmpty) {
    // The server said nothing about these: gone meanwhile, or announced before they can be read (Exchange).
    ledger = withAside(ledger, silent.intersect(ledger.wanted));
    await deps.store.commit(target.ownership, {
      ledgers: [{ folderId: target.folderId, ledger, readAt: target.readAt }],
      events: [],
    });
    stored(ledger);
  }
  return ledger;
}

interface Newcomer {
  readonly row: MessageRow & { readonly bytes: Uint8Array };
  readonly fingerprint: Uint8Array;
  readonly sha256: Uint8Array;
}

async function storeBatch(
  deps: ImportDeps,
  target: ImportTarget,
  ledger: FolderLedger,
  rows: readonly MessageRow[],
): Promise<FolderLedger> {
  if (rows.length === 0) return ledger;
  const readable: Newcomer[] = [];
  let aside = UidSet.empty;
  for (const row of rows) {
    if (row.bytes === null || isProviderStub(row.bytes)) {
      aside = aside.union(UidSet.range(row.uid, row.uid));
      deps.log.warn("message.aside", { folder: target.folderId, uid: row.uid });
      continue;
    }
    readable.push({
      row: { ...row, bytes: row.bytes },
      fingerprint: deps.secrets.sha256(fingerprintText(row.bytes)),
      sha256: deps.secrets.sha256(row.bytes),
    });
  }
  const twins = await findTwins(deps, target, readable);
  const fresh = readable.filter((newcomer) => !twins.has(newcomer.row.uid));
  const places = await deps.packs.append(
    target.ownership,
    fresh.map(({ row }) => row.bytes),
  );
  const messages: NewMessage[] = [];
  const copies: NewCopy[] = [];
  const rekeyed: Rekeyed[] = [];
  const moved: Moved[] = [];
  const events: NewEvent[] = [];
  const ids: MessageId[] = [];
  let freshAt = 0;
  let arrivedHere = false;
  for (const { row, fingerprint } of readable) {
    const internalDate = row.internalDate ?? deps.clock.now();
    const twin = twins.get(row.uid);
    let messageId = twin?.messageId;
    if (messageId === undefined) {
      messageId = newId<MessageId>(deps.clock, deps.random);
      const place = places[freshAt++];
      if (place === undefined) throw new Error("the pack store answered fewer places than messages");
      messages.push({
        messageId,
        revisionId: newId<RevisionId>(deps.clock, deps.random),
        fingerprint,
        serverId: row.serverId,
        internalDate,
        scan: scanMessage(row.bytes),
        place,
      });
    }
    const key = remoteKey(target.folder.uidValidity, row.uid);
    const here = twin?.copies.find((copy) => copy.folderId === target.folderId);
    if (here !== undefined) {
      // Missed in this very folder a moment ago: its uid is another now.
      rekeyed.push({ folderId: target.folderId, from: here.key, to: key, flags: row.flags });
      continue;
    }
    copies.push({ messageId, folderId: target.folderId, key, flags: row.flags, internalDate });
    const news = isNews(ledger, row.uid);
    arrivedHere ||= news;
    if (twin !== undefined) announceTwin(target, twin, news, { moved, events });
    else if (news) events.push({ kind: "message.arrived", folderId: target.folderId, messageId });
    else ids.push(messageId);
  }
  if (ids.length > 0) {
    events.push({ kind: "messages.imported", folderId: target.folderId, messageIds: ids });
  }
  const next = withAside(
    withStored(
      ledger,
      readable.map(({ row }) => row),
    ),
    aside,
  );
  await deps.store.commit(target.ownership, {
    messages,
    copies,
    rekeyed,
    moved,
    ledgers: [{ folderId: target.folderId, ledger: next, readAt: target.readAt }],
    ...(arrivedHere ? { lastArrivedAt: deps.clock.now() } : {}),
    events,
  });
  return next;
}

/** Messages that are here already, byte for byte, and lie in another folder (the same mail in Inbox and Sent). */
async function findTwins(
  deps: ImportDeps,
  target: ImportTarget,
  newcomers: readonly Newcomer[],
): Promise<ReadonlyMap<number, MatchRow>> {
  const rows = await deps.store.findMatches(target.ownership, {
    fingerprints: newcomers.map(({ fingerprint }) => fingerprint),
    serverIds: [],
  });
  const twins = new Map<number, MatchRow>();
  const taken = new Set<MessageId>();
  for (const { row, sha256 } of newcomers) {
    const possible = rows.filter(
      (match) =>
        !taken.has(match.messageId) &&
        equal(match.sha256, sha256) &&
        !match.copies.some((copy) => copy.folderId === target.folderId && !copy.missing),
    );
    // One that is missed somewhere has moved; one that isn't is the same mail in two places.
    const twin = possible.find(({ copies }) => copies.some(({ missing }) => missing)) ?? possible[0];
    if (twin === undefined) continue;
    taken.add(twin.messageId);
    twins.set(row.uid, twin);
  }
  return twins;
}

/** Links newcomers to messages that are here already by their headers alone: moved, copied or returned mail needs
 *  no body again (law 2). Answers the ledger after the commit: none of `uids` is unmatched any more. What is wanted
 *  and not linked must be fetched whole. */
export async function linkByHeaders(
  deps: ImportDeps,
  target: ImportTarget,
  uids: UidSet,
): Promise<FolderLedger> {
  const rows: HeaderNewcomer[] = [];
  // The headers themselves are let go: a server may send very long ones.
  for await (const { header, ...row } of target.folder.fetchHeaders(uids)) {
    const print = fingerprintText(header);
    rows.push({
      row,
      fingerprint: deps.secrets.sha256(print),
      distinct: isDistinct(print) && (row.flags & FLAG_BITS.draft) === 0,
    });
  }
  const links = await findLinks(deps, target, rows);
  const copies: NewCopy[] = [];
  const rekeyed: Rekeyed[] = [];
  const moved: Moved[] = [];
  const events: NewEvent[] = [];
  for (const { row, match } of links) {
    const { messageId } = match;
    const key = remoteKey(target.folder.uidValidity, row.uid);
    const here = match.copies.find((copy) => copy.folderId === target.folderId);
    if (here === undefined) {
      const internalDate = row.internalDate ?? match.internalDate;
      copies.push({ messageId, folderId: target.folderId, key, flags: row.flags, internalDate });
      announceTwin(target, match, isNews(target.ledger, row.uid), { moved, events });
    } else {
      rekeyed.push({ folderId: target.folderId, from: here.key, to: key, flags: row.flags });
    }
  }
  const answered = UidSet.of(rows.map(({ row }) => row.uid));
  const linked = withStored(
    target.ledger,
    links.map(({ row }) => row),
  );
  // Headers that could not be read are asked again; bodies that are wanted will be asked for anyway.
  const aside = linked.aside.without(answered).union(linked.aside.intersect(linked.wanted));
  const silent = uids.without(answered).without(linked.wanted);
  const ledger = { ...linked, aside: aside.union(silent), unmatched: linked.unmatched.without(uids) };
  if (links.length === 0 && sameSets(ledger, target.ledger)) return target.ledger;
  await deps.store.commit(target.ownership, {
    copies,
    rekeyed,
    moved,
    ledgers: [{ folderId: target.folderId, ledger, readAt: target.readAt }],
    events,
  });
  return ledger;
}

type FetchedHeader = Omit<HeaderRow, "header">;

interface HeaderNewcomer {
  readonly row: FetchedHeader;
  readonly fingerprint: Uint8Array;
  readonly distinct: boolean;
}

async function findLinks(
  deps: ImportDeps,
  target: ImportTarget,
  newcomers: readonly HeaderNewcomer[],
): Promise<readonly { readonly row: FetchedHeader; readonly match: MatchRow }[]> {
  if (newcomers.length === 0) return [];
  const matches = await deps.store.findMatches(target.ownership, {
    fingerprints: newcomers.map(({ fingerprint }) => fingerprint),
    serverIds: newcomers.flatMap(({ row }) => row.serverId ?? []),
  });
  const { links } = matchNewcomers({
    folderId: target.folderId,
    newcomers: newcomers.map(({ row, fingerprint, distinct }) => ({
      uid: row.uid,
      fingerprint: hex(fingerprint),
      serverId: row.serverId,
      internalDate: row.internalDate,
      distinct,
    })),
    candidates: matches.map((match) => ({ ...match, fingerprint: hex(match.fingerprint) })),
  });
  const rows = new Map(newcomers.map(({ row }) => [row.uid, row]));
  const byId = new Map(matches.map((match) => [match.messageId, match]));
  return links.map(({ uid, messageId }) => {
    const [row, match] = [rows.get(uid), byId.get(messageId)];
    assert(row !== undefined && match !== undefined, "a link between what was not given");
    return { row, match };
  });
}

/** The ledger once these messages have their copies here. */
function withStored(
  ledger: FolderLedger,
  rows: readonly { readonly uid: number; readonly flags: Flags }[],
): FolderLedger {
  const got = UidSet.of(rows.map(({ uid }) => uid));
  return {
    ...ledger,
    flags: withRows(ledger.flags, rows),
    wanted: ledger.wanted.union(got),
    stored: ledger.stored.union(got),
    aside: ledger.aside.without(got),
    unmatched: ledger.unmatched.without(got),
    offered: ledger.offered.without(got),
  };
}

function withAside(ledger: FolderLedger, uids: UidSet): FolderLedger {
  return uids.isEmpty ? ledger : { ...ledger, aside: ledger.aside.union(uids) };
}

function sameSets(a: FolderLedger, b: FolderLedger): boolean {
  return a.aside.equals(b.aside) && a.unmatched.equals(b.unmatched);
}

/** What came after the folder was mapped is told message by message, the import of what was there is not. */
function isNews(ledger: FolderLedger, uid: number): boolean {
  return uid >= ledger.mappedUidNext;
}

type Rekeyed = NonNullable<SyncChanges["rekeyed"]>[number];
type Moved = NonNullable<SyncChanges["moved"]>[number];

function announceTwin(
  target: ImportTarget,
  match: MatchRow,
  news: boolean,
  { moved, events }: { readonly moved: Moved[]; readonly events: NewEvent[] },
): void {
  const { messageId } = match;
  const { folderId } = target;
  const left = match.copies.filter((copy) => copy.missing && copy.folderId !== folderId);
  for (const copy of left) {
    moved.push({ messageId, fromFolderId: copy.folderId });
    events.push({ kind: "message.moved", messageId, fromFolderId: copy.folderId, folderId });
  }
  if (match.departed) events.push({ kind: "message.returned", messageId, folderId });
  else if (left.length > 0) return;
  else if (news) events.push({ kind: "message.arrived", folderId, messageId });
  else events.push({ kind: "messages.imported", folderId, messageIds: [messageId] });
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
