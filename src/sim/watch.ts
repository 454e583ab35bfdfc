// Watches every transaction of a history: whatever is written must be true of the server, told by events, and lawful.
// What is wrong here is wrong at once, whatever happens later.

import { toHex } from "../base/hex.ts";
import type { FolderId, MessageId } from "../base/ids.ts";
import { hasFlag } from "../core/flags.ts";
import { UidSet } from "../core/uid-set.ts";
import type { NewEvent, SyncChanges } from "../engine/ports/sync.ts";
import type { MailContent } from "./mail-content.ts";
import { appendsTo } from "./memory-appends.ts";
import type { CopyRow, MailData, MessageRow, Transition } from "./memory-database.ts";
import type { ServerMessage } from "./server-folder.ts";
import type { UploadWatch } from "./watch-uploads.ts";
import { WritingWatch } from "./watch-writing.ts";
import type { Box, World } from "./world.ts";

/** A reading is written within this time. */
const RENAMED_MS = 60_000;

export class Watch {
  readonly #world: World;
  /** Every path a folder of ours has had: its uids may be of that time. */
  readonly #paths = new Map<FolderId, Set<string>>();
  /** World time since which a mapped folder's ledger stands: what comes later has arrived. */
  readonly readSince = new Map<FolderId, number>();
  /** They went while no name could change hands by UIDVALIDITY: what they were may lie under a name that had another folder. */
  readonly goneByName = new Set<FolderId>();
  /** The first UIDVALIDITY that was known of a folder; what was known before it was chosen by its name is forgotten. */
  readonly firstValidity = new Map<FolderId, number>();
  /** Messages that stand for another look-alike too, where law 2 allows that. */
  readonly lookAlikes = new Set<MessageId>();
  readonly #writing = new Map<Box, WritingWatch>();
  commits = 0;

  constructor(world: World) {
    this.#world = world;
    world.db.watch = (transition) => this.#look(transition);
  }

  #look(transition: Transition): void {
    const box = this.#world.boxes.find(({ mailboxId }) => mailboxId === transition.mailbox.row.id);
    if (box === undefined) return;
    this.#follow(transition);
    this.#writingOf(box).follow(transition);
    this.#world.scheduler.explain(() => inWords(transition));
    if (transition.told !== null) checkEvents(transition, transition.told, (what) => this.#wrong(what));
    if (transition.changes === null) return;
    this.commits++;
    if (transition.mailbox.row.state === "stopped") this.#wrong("a loop writes after Stop");
    const { before, after } = transition;
    // Most commits write ledgers only.
    if (before.messages !== after.messages) this.#checkIds(box, transition);
    if (before.copies !== after.copies) {
      this.#checkBindings(box, transition);
      this.#checkMissing(box, transition);
    }
    this.#checkDepartures(box, transition, transition.changes);
  }

  /** From the beginning: what people do before anything is written counts too. */
  see(box: Box): void {
    this.#writingOf(box);
  }

  #writingOf(box: Box): WritingWatch {
    const known = this.#writing.get(box);
    if (known !== undefined) return known;
    const made = new WritingWatch(this.#world, box, this);
    this.#writing.set(box, made);
    return made;
  }

  /** What is wrong with what was done at the provider, when all has come to rest. */
  writingDifferences(box: Box, data: MailData): readonly string[] {
    return this.#writingOf(box).differences(data);
  }

  uploadsOf(box: Box): UploadWatch {
    return this.#writingOf(box).uploads;
  }

  pathsOf(id: FolderId): ReadonlySet<string> {
    return this.#paths.get(id) ?? new Set();
  }

  #wrong(what: string): void {
    this.#world.scheduler.note(`WRONG: ${what}`);
    this.#world.violations.push(what);
  }

  #follow({ before, after }: Transition): void {
    if (before.folders !== after.folders) this.#followNames(before, after);
    if (before.folders !== after.folders || before.ledgers !== after.ledgers) this.#followValidities(after);
    for (const id of this.readSince.keys()) {
      if (!after.ledgers.has(id) && this.#paths.has(id) && after.folders.has(id)) this.readSince.delete(id);
    }
    for (const [id, row] of after.appFolders) {
      const validity = before.ledgers.get(id)?.ledger.uidValidity;
      const restarted = validity !== undefined && after.ledgers.get(id)?.ledger.uidValidity !== validity;
      // What a server hadn't named yet when the folder was mapped wider can't be told from what lay there before.
      const { announcedEarly, searchShort } = this.#world.server.told;
      const widened = !row.mapping.searched && announcedEarly + searchShort > 0;
      if (!row.mapped || restarted || widened) this.readSince.delete(id);
      else if (row.mapping.searched && after.ledgers.has(id) && !this.readSince.has(id)) {
        this.readSince.set(id, this.#world.scheduler.time);
      }
    }
  }

  #followValidities({ folders, ledgers }: MailData): void {
    for (const { id, uidValidity } of folders.values()) {
      const known = uidValidity ?? ledgers.get(id)?.ledger.uidValidity ?? 0;
      if (known === 0) this.firstValidity.delete(id);
      else if (!this.firstValidity.has(id)) this.firstValidity.set(id, known);
    }
  }

  /** While a server gives out UIDVALIDITYs that none ever had, no name changes hands by them (see "Which folder is which"). */
  #followNames(before: MailData, after: MailData): void {
    for (const { id, path } of after.folders.values()) {
      const paths = this.#paths.get(id);
      if (paths === undefined) this.#paths.set(id, new Set([path]));
      else paths.add(path);
    }
    const had = new Set([...before.folders.values()].map(({ uidValidity }) => uidValidity));
    const isRenumbering = [...after.folders.values()].some(({ id, uidValidity }) => {
      const was = before.folders.get(id);
      return was !== undefined && was.uidValidity !== null && !had.has(uidValidity);
    });
    for (const { id, goneAt } of after.folders.values()) {
      if (goneAt === null) this.goneByName.delete(id);
      else if (isRenumbering && before.folders.get(id)?.goneAt === null) this.goneByName.add(id);
    }
  }

  /** What the uid of a copy names at the server: under any path the folder has had. */
  contents(box: Box, copy: Pick<CopyRow, "folderId" | "key">): readonly MailContent[] {
    return [...(this.#paths.get(copy.folderId) ?? [])].flatMap(
      (path) => box.account.named(path, copy.key) ?? [],
    );
  }

  /** No copy stands for another message than the one its uid names. */
  #checkBindings(box: Box, { before, after }: Transition): void {
    for (const [at, copy] of after.copies) {
      // Disbelieved: it says of itself that it stands for no uid of the server.
      if (before.copies.get(at)?.messageId === copy.messageId || isUnplaced(copy)) continue;
      const message = after.messages.get(copy.messageId);
      const named = this.contents(box, copy);
      if (message === undefined) {
        this.#wrong(`a copy at ${at} of no message`);
        continue;
      }
      // A uid that the folder had under several paths names several: it may stand for any of them.
      const others = named.filter(({ sha256 }) => sha256 !== shaOf(message));
      if (named.length === 0) this.#wrong(`a copy at ${at}, which the server never had`);
      else if (others.length > 0) {
        const isLawfulHere = isLawful(before, message, copy, others, this.#lookOf(box, message));
        if (isLawfulHere || this.#stoodFor(box, before, message.messageId, named)) {
          this.lookAlikes.add(message.messageId);
        } else if (others.length === named.length) {
          this.#wrong(
            `message ${message.messageId} stands for ${named.map(({ guid }) => guid)} with other bytes`,
          );
        }
      }
    }
  }

  /** A look-alike that law 2 has linked is moved from here: the message stands for it there too. */
  #stoodFor(box: Box, before: MailData, messageId: MessageId, named: readonly MailContent[]): boolean {
    if (!this.lookAlikes.has(messageId)) return false;
    const stood = copiesOf(before, messageId).flatMap((copy) => this.contents(box, copy));
    return stood.some(({ sha256 }) => named.some((content) => content.sha256 === sha256));
  }

  #lookOf(box: Box, message: MessageRow): string | null {
    return box.account.contentOf(shaOf(message))?.look ?? null;
  }

  /** Ids never change: a message that is here is not taken for a new one (law 2). */
  #checkIds(box: Box, { before, after }: Transition): void {
    for (const message of after.messages.values()) {
      if (before.messages.has(message.messageId)) continue;
      if (box.account.contentOf(shaOf(message)) === undefined) {
        this.#wrong(`message ${message.messageId} has bytes that were never in this mailbox`);
      }
      const folders = foldersOf(after, message.messageId);
      const known = [...before.messages.values()].find(
        (other) =>
          shaOf(other) === shaOf(message) &&
          !isOnItsWay(after, other.messageId) &&
          (other.serverId === null || message.serverId === null || other.serverId === message.serverId) &&
          !liveFoldersOf(after, other.messageId).some((folder) => folders.includes(folder)),
      );
      if (known !== undefined) {
        this.#wrong(`message ${known.messageId} is here, and comes again as ${message.messageId}`);
      }
    }
  }

  /** Missed is only what is not there. */
  #checkMissing(box: Box, { before, after }: Transition): void {
    for (const [at, copy] of after.copies) {
      if (copy.missingSince === null || before.copies.get(at)?.missingSince !== null) continue;
      if (isUnplaced(copy)) continue;
      const path = after.folders.get(copy.folderId)?.path ?? "";
      const folder = box.account.folders.get(path);
      const [validity, uid] = copy.key.split(":").map(Number);
      if (folder === undefined || folder.uidValidity !== validity || folder.find(uid ?? 0) === undefined)
        continue;
      // It was another folder's path when it was read.
      if (folder.pathSince > this.#world.scheduler.time - RENAMED_MS) continue;
      this.#wrong(`${at} is there and said to be missing`);
    }
  }

  /** Departed is only what lies in no mapped folder: found there by whoever reads them after it was missed. */
  #checkDepartures(box: Box, { before, after }: Transition, changes: SyncChanges): void {
    const { clocksWereWrong, server } = this.#world;
    const lies = server.told;
    // Counts of the past are believed, and say that nothing came: it comes back when they catch up.
    const untrue = lies.searchShort + lies.fetchShort + lies.listShort + lies.statusLate;
    if (clocksWereWrong || untrue > 0) return;
    for (const { messageId, evidence } of changes.departed ?? []) {
      const message = before.messages.get(messageId);
      const missed = copiesOf(before, messageId).map(({ missingSince }) => missingSince ?? 0);
      const since = Math.min(...missed) - this.#world.start;
      if (message === undefined || this.lookAlikes.has(messageId)) continue;
      const leftOut = (evidence.leftOut ?? []) as readonly string[];
      for (const [folderId, { mapped }] of after.appFolders) {
        const folder = after.folders.get(folderId);
        if (!mapped || folder === undefined || folder.goneAt !== null || leftOut.includes(folderId)) continue;
        const there = box.account.folders.get(folder.path);
        // It was another folder's path when it was read.
        if (there === undefined || there.pathSince >= since) continue;
        const [found, ...more] = there.messages.filter(
          (each) =>
            each.content.sha256 === shaOf(message) &&
            each.putAt < since &&
            this.mustBeHere(box, after, folderId, each) &&
            each.servedFrom === 0 &&
            each.spoiltUntil === 0 &&
            (each.healedAt ?? 0) <= since &&
            !isKnownAs(after, folderId, `${there.uidValidity}:${each.uid}`),
        );
        if (found === undefined) continue;
        // Renumbered since it was read: its doubles are here under the uids they had.
        const isRead = after.ledgers.get(folderId)?.ledger.uidValidity === there.uidValidity;
        if (!isRead && more.length < doublesIn(after, folderId, message)) continue;
        this.#wrong(`message ${messageId} departs and lies in ${folder.path} as ${found.uid}`);
      }
    }
  }

  /** Whether the policy asks for a message that lies in a mapped folder (law 11). What isn't asked for may be here. */
  mustBeHere(box: Box, data: MailData, folderId: FolderId, message: ServerMessage): boolean {
    // An earlier revision of a draft, where nothing single can be expunged.
    const { flags, content } = message;
    if (hasFlag(flags, "deleted") && this.uploadsOf(box).isEarlier(content.sha256)) return false;
    const from = data.appFolders.get(folderId)?.mapping.importFrom;
    if (from === null || (from !== undefined && message.internalDate >= from)) return true;
    if (this.#world.bulk) return false;
    const since = this.readSince.get(folderId);
    return since !== undefined && message.putAt > since;
  }
}

/** How many other messages with the same bytes lie in the folder, as far as is known here. */
function doublesIn(data: MailData, folderId: FolderId, message: MessageRow): number {
  const live = [...data.copies.values()].filter(
    (copy) => copy.folderId === folderId && copy.missingSince === null && !copy.expected,
  );
  const others = live.flatMap(({ messageId }) => data.messages.get(messageId) ?? []);
  return others.filter((other) => other.messageId !== message.messageId && shaOf(other) === shaOf(message))
    .length;
}

/** Uploaded, and not at the provider yet: the same that comes there meanwhile is another one, both were meant. */
function isOnItsWay(data: MailData, messageId: MessageId): boolean {
  const copies = copiesOf(data, messageId);
  return copies.length > 0 && copies.every(({ key }) => key.startsWith("expected"));
}

/** Its key names no uid of the server: it is disbelieved, or expected. */
function isUnplaced({ key }: CopyRow): boolean {
  return key.startsWith("-") || key.startsWith("expected");
}

/** Asked again and again of the same rows. */
const hashes = new WeakMap<Uint8Array, string>();

export function shaOf({ place: { sha256 } }: MessageRow): string {
  const known = hashes.get(sha256);
  if (known !== undefined) return known;
  const made = toHex(sha256);
  hashes.set(sha256, made);
  return made;
}

export function copiesOf(data: MailData, messageId: MessageId): readonly CopyRow[] {
  const found: CopyRow[] = [];
  for (const copy of data.copies.values()) if (copy.messageId === messageId) found.push(copy);
  return found;
}

/** Where it is shown. */
function foldersOf(data: MailData, messageId: MessageId): readonly FolderId[] {
  const shown = copiesOf(data, messageId).filter(({ hidden }) => !hidden);
  return shown.map(({ folderId }) => folderId);
}

function liveFoldersOf(data: MailData, messageId: MessageId): readonly FolderId[] {
  const live = copiesOf(data, messageId).filter((copy) => copy.missingSince === null && !copy.expected);
  return live.map(({ folderId }) => folderId);
}

/** A message has this place; or it is an earlier revision of a draft that is about to go, and no copy stands for it. */
function isKnownAs(data: MailData, folderId: FolderId, key: string): boolean {
  return (
    data.copies.has(`${folderId} ${key}`) || appendsTo(data, folderId).earlier.has(key as CopyRow["key"])
  );
}

/** Without bytes law 2 believes equal headers: with an INTERNALDATE that the message or a copy of it has, or for a message
 *  that is missed. */
function isLawful(
  before: MailData,
  message: MessageRow,
  copy: CopyRow,
  named: readonly MailContent[],
  look: string | null,
): boolean {
  const alike = named.some((content) => content.look === look && content.hasMessageId);
  const copies = copiesOf(before, message.messageId);
  const missed = copies.some(({ missingSince, expected }) => missingSince !== null || expected);
  const draft = hasFlag(copy.flags, "draft") || copies.some(({ flags }) => hasFlag(flags, "draft"));
  const dated = [message, ...copies].some(({ internalDate }) => internalDate === copy.internalDate);
  return alike && !draft && (missed || dated);
}

/** Every change of what is shown has its event in the same transaction, and every event its change. */
function checkEvents(
  { before, after }: Transition,
  events: readonly NewEvent[],
  wrong: (what: string) => void,
): void {
  const tells = (test: (event: NewEvent) => boolean): boolean => events.some(test);
  for (const copy of changedCopies(before, after)) {
    const { folderId, messageId, was, is } = copy;
    const came = (event: NewEvent): boolean =>
      (event.kind === "messages.imported" &&
        event.folderId === folderId &&
        event.messageIds.includes(messageId)) ||
      ((event.kind === "message.arrived" ||
        event.kind === "message.returned" ||
        event.kind === "message.moved") &&
        event.folderId === folderId &&
        event.messageId === messageId);
    const left = (event: NewEvent): boolean =>
      (event.kind === "message.moved" ||
        event.kind === "message.departed" ||
        event.kind === "message.erased") &&
      event.fromFolderId === folderId &&
      event.messageId === messageId;
    // Both speak of the whole message: it is nowhere else, or back where it was.
    const departed = (event: NewEvent): boolean =>
      (event.kind === "message.departed" || event.kind === "message.returned") &&
      event.messageId === messageId;
    const flagged = (event: NewEvent): boolean =>
      (event.kind === "message.flags" || event.kind === "draft.saved") &&
      event.folderId === folderId &&
      event.messageId === messageId;
    if (was === null && !tells(came)) wrong(`${messageId} comes to ${folderId} and nobody is told`);
    if (is === null && !tells(left) && !tells(departed)) {
      wrong(`${messageId} leaves ${folderId} and nobody is told`);
    }
    if (was !== null && is !== null && !tells(flagged) && !tells(came)) {
      wrong(`${messageId} in ${folderId} has flags ${is} after ${was} and nobody is told`);
    }
  }
  for (const event of events)
    if (!isTrue(after, event)) wrong(`told ${JSON.stringify(event)}, which isn't so`);
}

interface CopyChange {
  readonly folderId: FolderId;
  readonly messageId: MessageId;
  /** Flags before and after; null where it wasn't there. */
  readonly was: number | null;
  readonly is: number | null;
}

function changedCopies(before: MailData, after: MailData): readonly CopyChange[] {
  const flagsOf = (data: MailData): ReadonlyMap<string, CopyRow> => {
    const shown = new Map<string, CopyRow>();
    for (const copy of data.copies.values()) {
      if (!copy.hidden) shown.set(`${copy.folderId} ${copy.messageId}`, copy);
    }
    return shown;
  };
  if (before.copies === after.copies) return [];
  const [old, now] = [flagsOf(before), flagsOf(after)];
  const changes: CopyChange[] = [];
  for (const [at, { folderId, messageId, flags }] of now) {
    const was = old.get(at)?.flags ?? null;
    if (was !== flags) changes.push({ folderId, messageId, was, is: flags });
  }
  for (const [at, { folderId, messageId, flags }] of old) {
    if (!now.has(at)) changes.push({ folderId, messageId, was: flags, is: null });
  }
  return changes;
}

function isTrue(after: MailData, event: NewEvent): boolean {
  switch (event.kind) {
    case "folders.changed":
      return true;
    case "messages.imported":
      return event.messageIds.every((id) => foldersOf(after, id).includes(event.folderId));
    case "message.arrived":
    case "message.returned":
    case "draft.saved":
    case "upload.refused":
    case "upload.retried":
      return foldersOf(after, event.messageId).includes(event.folderId);
    case "message.moved": {
      const folders = foldersOf(after, event.messageId);
      const isShown =
        folders.includes(event.folderId) || after.appFolders.get(event.folderId)?.mapped !== true;
      return isShown && !folders.includes(event.fromFolderId);
    }
    case "message.departed":
      return foldersOf(after, event.messageId).length === 0;
    case "message.erased":
      return !foldersOf(after, event.messageId).includes(event.fromFolderId);
    case "message.flags":
      return copiesOf(after, event.messageId).some(
        ({ folderId, flags }) => folderId === event.folderId && flags === event.flags,
      );
  }
}

function inWords({ changes, after }: Transition): string {
  return JSON.stringify(changes ?? [...after.appFolders.keys()], (key, value) => {
    if (value instanceof UidSet) return value.toString();
    if (typeof value === "bigint") return Number(value);
    if (key === "scan" || key === "fingerprint") return undefined;
    return value instanceof Uint8Array ? Buffer.from(value).toString("hex").slice(0, 8) : value;
  });
}
