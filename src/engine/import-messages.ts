// Fetches messages of one remote folder and stores them: bytes into packs, then one transaction of message, copy,
// ledger and event. While one batch is being stored the next is being fetched. What can't be fetched now is set
// aside and tried again; it never holds up the rest.

import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { toHex } from "../base/hex.ts";
import { type FolderId, type MessageId, newId, type RevisionId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { fingerprintText } from "../core/fingerprint.ts";
import type { Flags } from "../core/flags.ts";
import { type FolderLedger, remoteKey } from "../core/ledger.ts";
import { type HeaderBlock, readHeaders } from "../core/mime-headers.ts";
import { missedAs } from "../core/plan-mailbox.ts";
import { isProviderStub } from "../core/provider-stub.ts";
import { scanMessage } from "../core/scan-message.ts";
import { UidSet } from "../core/uid-set.ts";
import { equalBytes } from "./equal-bytes.ts";
import {
  announceTwin,
  isNews,
  type Moved,
  type Rekeyed,
  rekey,
  withAside,
  withoutWanted,
  withStored,
} from "./place-messages.ts";
import type { MessageRow, OpenFolder } from "./ports/mail.ts";
import type { Secrets } from "./ports/secrets.ts";
import type { MatchRow, NewCopy, NewEvent, NewMessage, Ownership, SyncStore } from "./ports/sync.ts";
import type { PackStore } from "./ports/vault.ts";

/** A batch is stored when it holds this many messages or bytes: large enough to share one fsync and one
 *  transaction, small enough to bound memory and to show progress. */
const BATCH_MESSAGES_MAX = 200;
const BATCH_BYTES_MAX = 2 * 1024 * 1024;
/** Sealing, writing and committing overlap with this many. */
const BATCHES_ON_THE_WAY = 2;

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
  const line = new ImportLine(deps, target, stored);
  const seen: number[] = [];
  const ledger = await line.drain(async () => {
    let batch: MessageRow[] = [];
    let bytes = 0;
    for await (const row of target.folder.fetchMessages(uids)) {
      seen.push(row.uid);
      batch.push(row);
      bytes += row.bytes?.length ?? 0;
      if (batch.length < BATCH_MESSAGES_MAX && bytes < BATCH_BYTES_MAX) continue;
      await line.put(batch);
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) await line.put(batch);
  });
  // The server said nothing about these: gone meanwhile, or announced before they can be read (Exchange).
  const silent = uids.without(UidSet.of(seen)).intersect(ledger.wanted);
  if (silent.isEmpty) return ledger;
  const next = withAside(ledger, silent);
  await deps.store.commit(target.ownership, {
    ledgers: [{ folderId: target.folderId, ledger: next, readAt: target.readAt }],
    events: [],
  });
  stored(next);
  return next;
}

/** Batches on their way into the store: while one is committed the next is scanned and sealed, and the one after it
 *  is fetched. They are committed in the order they came. */
class ImportLine {
  readonly #deps: ImportDeps;
  readonly #target: ImportTarget;
  readonly #stored: (ledger: FolderLedger) => void;
  /** Messages of the mailbox that a batch on its way is linked to. */
  readonly #claimed = new Set<MessageId>();
  readonly #onTheWay: Promise<FolderLedger>[] = [];
  #last: Promise<FolderLedger>;

  constructor(deps: ImportDeps, target: ImportTarget, stored: (ledger: FolderLedger) => void) {
    this.#deps = deps;
    this.#target = target;
    this.#stored = stored;
    this.#last = Promise.resolve(target.ledger);
  }

  /** Resolves when it is on its way: at once, where there is room. */
  async put(rows: readonly MessageRow[]): Promise<void> {
    if (this.#onTheWay.length >= BATCHES_ON_THE_WAY) await this.#onTheWay.shift();
    const prepared = prepareBatch(this.#deps, this.#target, rows, this.#claimed);
    const before = this.#last;
    this.#last = Promise.all([before, prepared]).then(async ([ledger, batch]) => {
      const next = await commitBatch(this.#deps, this.#target, ledger, batch);
      this.#stored(next);
      return next;
    });
    // Whoever awaits it next sees the failure; until then it must not count as unhandled.
    this.#last.catch(() => undefined);
    this.#onTheWay.push(this.#last);
  }

  /** Answers the ledger when all that `feed` put is committed. Never leaves before that, not even when `feed` fails:
   *  a commit that outlives its loop would be unknown to the ledger that the next loop begins with. */
  async drain(feed: () => Promise<void>): Promise<FolderLedger> {
    try {
      await feed();
    } finally {
      await this.#last.catch(() => undefined);
    }
    return this.#last;
  }
}

interface Newcomer {
  readonly row: MessageRow & { readonly bytes: Uint8Array };
  readonly headers: HeaderBlock;
  readonly fingerprint: Uint8Array;
}

/** What is left of a batch when its bytes are durable. */
interface PreparedBatch {
  readonly messages: readonly PreparedMessage[];
  /** Can't be read now. */
  readonly aside: UidSet;
  /** Were erased here, and are not to come again. */
  readonly keptOut: UidSet;
}

interface PreparedMessage {
  readonly uid: number;
  readonly flags: Flags;
  readonly internalDate: number;
  readonly known:
    | { readonly kind: "new"; readonly message: NewMessage }
    | { readonly kind: "twin"; readonly match: MatchRow };
}

async function prepareBatch(
  deps: ImportDeps,
  target: ImportTarget,
  rows: readonly MessageRow[],
  claimed: Set<MessageId>,
): Promise<PreparedBatch> {
  const arrived: Newcomer[] = [];
  const aside: number[] = [];
  for (const row of rows) {
    if (row.bytes === null || isProviderStub(row.bytes)) {
      aside.push(row.uid);
      deps.log.warn("message.aside", { folder: target.folderId, uid: row.uid });
      continue;
    }
    const headers = readHeaders(row.bytes, 0);
    const fingerprint = deps.secrets.sha256(fingerprintText(row.bytes, headers));
    arrived.push({ row: { ...row, bytes: row.bytes }, headers, fingerprint });
  }
  const erased = await deps.store.keptOut(
    target.ownership,
    arrived.map(({ fingerprint }) => fingerprint),
  );
  const isErased = ({ fingerprint }: Newcomer) => erased.has(toHex(fingerprint));
  const readable = erased.size === 0 ? arrived : arrived.filter((newcomer) => !isErased(newcomer));
  const keptOut = UidSet.of(arrived.filter(isErased).map(({ row }) => row.uid));
  const twins = await findTwins(deps, target, readable, claimed);
  const fresh = readable.filter((newcomer) => !twins.has(newcomer.row.uid));
  const scans = new Map(fresh.map(({ row, headers }) => [row.uid, scanMessage(row.bytes, headers)]));
  const places = await deps.packs.append(
    target.ownership,
    fresh.map(({ row }) => row.bytes),
  );
  const placeOf = new Map(fresh.map(({ row }, index) => [row.uid, places[index]]));
  const messages = readable.map(({ row, fingerprint }): PreparedMessage => {
    const { uid, flags } = row;
    const internalDate = row.internalDate ?? deps.clock.now();
    const match = twins.get(uid);
    if (match !== undefined) return { uid, flags, internalDate, known: { kind: "twin", match } };
    const [scan, place] = [scans.get(uid), placeOf.get(uid)];
    assert(scan !== undefined && place !== undefined, "a message without a place");
    const message: NewMessage = {
      messageId: newId<MessageId>(deps.clock, deps.random),
      revisionId: newId<RevisionId>(deps.clock, deps.random),
      fingerprint,
      serverId: row.serverId,
      threadId: row.threadId ?? null,
      internalDate,
      scan,
      place,
    };
    return { uid, flags, internalDate, known: { kind: "new", message } };
  });
  return { messages, aside: UidSet.of(aside), keptOut };
}

async function commitBatch(
  deps: ImportDeps,
  target: ImportTarget,
  ledger: FolderLedger,
  batch: PreparedBatch,
): Promise<FolderLedger> {
  const { folderId, folder } = target;
  const copies: NewCopy[] = [];
  const rekeyed: Rekeyed[] = [];
  const moved: Moved[] = [];
  const events: NewEvent[] = [];
  const imported: MessageId[] = [];
  let arrived = false;
  for (const { uid, flags, internalDate, known } of batch.messages) {
    const key = remoteKey(folder.uidValidity, uid);
    const match = known.kind === "twin" ? known.match : null;
    const here = match?.copies.find((copy) => copy.folderId === folderId);
    if (match !== null && here !== undefined) {
      // Missed in this very folder a moment ago.
      const found = match.revisionId;
      rekey(target, match, here, { key, flags, internalDate, found }, { rekeyed, events });
      continue;
    }
    const { messageId } = known.kind === "twin" ? known.match : known.message;
    const same = match === null ? {} : { revisionId: match.revisionId };
    copies.push({ messageId, folderId, key, flags, internalDate, ...same });
    const news = isNews(ledger, uid);
    arrived ||= news;
    if (match !== null) announceTwin(target, match, news, { moved, events });
    else if (news) events.push({ kind: "message.arrived", folderId, messageId });
    else imported.push(messageId);
  }
  if (imported.length > 0) events.push({ kind: "messages.imported", folderId, messageIds: imported });
  const next = withoutWanted(withAside(withStored(ledger, batch.messages), batch.aside), batch.keptOut);
  await deps.store.commit(target.ownership, {
    messages: batch.messages.flatMap(({ known }) => (known.kind === "new" ? [known.message] : [])),
    copies,
    rekeyed,
    moved,
    ledgers: [{ folderId, ledger: next, readAt: target.readAt }],
    ...(arrived ? { lastArrivedAt: deps.clock.now() } : {}),
    events,
  });
  return next;
}

/** Messages that are here already, byte for byte: moved, or in another folder too (the same mail in Inbox and Sent). */
async function findTwins(
  deps: ImportDeps,
  target: ImportTarget,
  newcomers: readonly Newcomer[],
  claimed: Set<MessageId>,
): Promise<ReadonlyMap<number, MatchRow>> {
  const rows = await deps.store.findMatches(target.ownership, {
    fingerprints: newcomers.map(({ fingerprint }) => fingerprint),
    serverIds: [],
  });
  const twins = new Map<number, MatchRow>();
  if (rows.length === 0) return twins;
  for (const { row, fingerprint } of newcomers) {
    const alike = rows.filter(
      (match) =>
        !claimed.has(match.messageId) &&
        equalBytes(match.fingerprint, fingerprint) &&
        !match.copies.some((copy) => copy.folderId === target.folderId && !copy.missing),
    );
    if (alike.length === 0) continue;
    const sha256 = deps.secrets.sha256(row.bytes);
    const same = alike.filter((match) => equalBytes(match.sha256, sha256));
    // One that is missed somewhere has moved; one that isn't is the same mail in two places.
    const at = { folderId: target.folderId, uidValidity: target.folder.uidValidity };
    const [twin] = same.toSorted((a, b) => missedAs(a.copies, at) - missedAs(b.copies, at));
    if (twin === undefined) continue;
    claimed.add(twin.messageId);
    twins.set(row.uid, twin);
  }
  return twins;
}
