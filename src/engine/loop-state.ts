// What the loop of one mailbox holds in memory: its mapped folders with their ledgers and when each was last
// looked at. Everything that must survive is in the store; this is rebuilt from it at every start.

import { assert } from "../base/assert.ts";
import type { FolderId, RemoteKey } from "../base/ids.ts";
import type { FreshnessBudget } from "../core/freshness.ts";
import { type FolderLedger, uidOf } from "../core/ledger.ts";
import type { RemoteFolder } from "../core/plan-folder.ts";
import { UidSet, uidsBelow } from "../core/uid-set.ts";
import type { FolderStatus, OpenFolder, ServerProfile } from "./ports/mail.ts";
import type { FolderMapping, KnownFolder, Ownership, SyncMailbox } from "./ports/sync.ts";
import type { ReadDepth } from "./read-folder.ts";

/** Limbo is looked into at once, then more and more rarely while a folder can't be read. */
const LIMBO_LOOK_MS = 500;
/** What could not be fetched is tried again after these times. Exchange announces a message before it has it. */
const ASIDE_RETRY_MS = [500, 1_000, 5_000, 60_000, 15 * 60_000, 6 * 3_600_000] as const;
/** So often is tried what a server may have announced only; what it refuses then is no matter of a moment. */
const ANNOUNCED_TRIES = 2;
const LIMBO_LOOK_MS_MAX = 60_000;
/** What is counted and not named for this long is a wrong count. */
const UNNAMED_MS_MAX = 60_000;

export class LoopFolder {
  readonly id: FolderId;
  path: string;
  mapping: FolderMapping;
  ledger: FolderLedger | null;
  /** When its uids were last read to the end, ms; 0 or null never. */
  readAt: number | null;
  /** When it was last looked at, by STATUS or by reading. */
  glancedAt = 0;
  flagsAt = 0;
  fullAt = 0;
  due = true;
  /** EXAMINE told other counts than the last reading saw: it is read anew, whatever STATUS says. Counts that agree
   *  with the ledger would leave the difference standing, and whoever waits for it to go would wait busily. */
  changed = false;
  unreadableSince: number | null = null;
  /** What the server told of the folder at this path with the last LIST; null when it told nothing. */
  #told: FolderStatus | null = null;
  /** How often LIST has named it. */
  #lists = 0;
  /** What it was when it was opened as another, and how often LIST had named it by then. */
  #opened: { readonly uidValidity: number; readonly lists: number } | null = null;
  /** How often what could not be fetched was tried again; 0 when all was. */
  asideTries = 0;
  /** The next time of ASIDE_RETRY_MS, counted from when the last try failed. */
  #asideStep = 0;
  #asideAt = 0;
  #asideAsked = false;
  /** The last reading named all that the folder holds. */
  #whole: boolean;
  /** Since when EXISTS counts more than SEARCH names (Exchange announces before it serves), or what was put here isn't
   *  counted, ms; and the uid that was to come next then. */
  #unnamed: { readonly since: number; readonly uidNext: number } | null = null;
  /** An upload may lie here whose answer was lost: since when, ms, readings name all that is here, whatever the counts
   *  say. A message that went and one that is counted and not named yet would hide it. */
  doubtedSince: number | null = null;
  /** The highest uid that the server said it gave to what was put here, and which of them no reading has named yet: one
   *  that is counted already makes up for one that went. */
  #put: { readonly uidValidity: number; readonly uid: number; readonly unnamed: UidSet } | null = null;
  #seen: { readonly exists: number; readonly uidNext: number | null } | null = null;

  constructor(known: KnownFolder, mapping: FolderMapping) {
    this.id = known.id;
    this.path = known.path;
    this.mapping = mapping;
    this.ledger = known.ledger;
    this.readAt = known.readAt;
    this.#whole = known.readAt !== null && known.readAt > 0;
  }

  /** The server said where it put something: what it counts below that is older, and proves nothing of it (Exchange). */
  wasPut(key: RemoteKey): void {
    const [uidValidity = 0, uid = 0] = key.split(":").map(Number);
    const before = this.#put?.uidValidity === uidValidity ? this.#put : { uid: 0, unnamed: UidSet.empty };
    const unnamed = before.unnamed.union(UidSet.of([uid]));
    this.#put = { uidValidity, uid: Math.max(before.uid, uid), unnamed };
  }

  /** What was put here is named now; or the folder was listed, as `whole` as it is counted, and it went. */
  #sawPut(uidValidity: number, named: UidSet, whole: boolean): void {
    if (this.#put === null) return;
    const isSettled = whole || this.#put.uidValidity !== uidValidity;
    const unnamed = isSettled ? UidSet.empty : this.#put.unnamed.without(named);
    this.#put = { ...this.#put, unnamed };
  }

  #isOlderThanPut(uidValidity: number, uidNext: number | null): boolean {
    if (this.#put === null || uidNext === null) return false;
    return this.#put.uidValidity === uidValidity && uidNext <= this.#put.uid;
  }

  get parked(): boolean {
    return this.unreadableSince !== null;
  }

  /** At its path is another folder than LIST found there, or it was renumbered since: only LIST can tell which. */
  isAnother({ uidValidity, serverId }: Pick<FolderStatus, "uidValidity" | "serverId">): boolean {
    const told = this.#told;
    if (told === null) return false;
    if (told.serverId !== null && serverId !== null && told.serverId !== serverId) return true;
    return told.uidValidity > 0 && uidValidity > 0 && told.uidValidity !== uidValidity;
  }

  /** What could not be fetched now is new: it is tried soon, whatever else waits for longer. */
  setAside(now: number): void {
    this.#asideStep = 0;
    this.#asideAt = now;
  }

  isAsideDue(now: number): boolean {
    return this.#asideAsked || hasPassed(now, this.#asideAt, this.#asideWait());
  }

  /** It may be what is missed since then: before that is given up it is tried once more. */
  lookIntoAside(since: number): void {
    if (this.ledger?.aside.isEmpty === false && this.#asideAt <= since) this.#asideAsked = true;
  }

  /** When what can't be fetched was last tried, ms. */
  get asideTriedAt(): number {
    return this.#asideAt;
  }

  tryAside(now: number): void {
    this.#asideAsked = false;
    this.#asideAt = now;
    this.#asideStep++;
    this.asideTries++;
  }

  /** When it is tried again, ms; null when nothing waits. */
  asideDueAt(): number | null {
    if (this.ledger === null || this.ledger.aside.isEmpty) return null;
    return this.#asideAsked ? 0 : this.#asideAt + this.#asideWait();
  }

  #asideWait(): number {
    return ASIDE_RETRY_MS[Math.min(this.#asideStep, ASIDE_RETRY_MS.length - 1)] ?? 0;
  }

  /** Takes a ledger whose uids are not believed: nothing is proven until the folder was read again. */
  disbelieve(ledger: FolderLedger): void {
    this.ledger = ledger;
    this.readAt = 0;
    this.#whole = false;
    this.due = true;
  }

  /** What was read under another name may have been another folder's: it proves nothing of this one. */
  moveTo(path: string): void {
    if (path === this.path) return;
    this.path = path;
    this.readAt = 0;
    this.#whole = false;
    this.due = true;
  }

  /** The same of a folder that was opened, also where LIST told nothing and it has the UIDVALIDITY of a known one now.
   *  A server that says one thing with LIST and another when the folder is opened, again after LIST was asked once more,
   *  means the latter: its uids go with that. */
  isOpenedAsAnother(uidValidity: number, known: LoopState): boolean {
    const isDoubtful =
      this.#told === null
        ? known.isOfAnother(this, uidValidity)
        : this.isAnother({ uidValidity, serverId: null });
    if (!isDoubtful) {
      this.#opened = null;
      return false;
    }
    const before = this.#opened;
    if (before?.uidValidity === uidValidity && before.lists < this.#lists) return false;
    this.#opened = { uidValidity, lists: this.#lists };
    return true;
  }

  /** `told`: null where the server told nothing of it. */
  wasListed(told: FolderStatus | null): void {
    this.#told = told;
    this.#lists++;
  }

  /** Fewer uids were given out than were received (see areUidsReused), as far as STATUS knows. */
  isCountedBack(status: FolderStatus | undefined): boolean {
    if (this.ledger === null || status?.uidNext == null) return false;
    return status.uidValidity === this.ledger.uidValidity && status.uidNext < this.ledger.uidNext;
  }

  isDue(now: number, budget: FreshnessBudget): boolean {
    const isTime = hasPassed(now, this.glancedAt, budget.statusMs);
    return this.due || this.ledger === null || !this.mapping.searched || isTime;
  }

  /** Which reading a look at the counts asks for; null when nothing has moved. */
  depthDue(
    now: number,
    budget: FreshnessBudget,
    status: FolderStatus | null,
    profile: ServerProfile,
  ): ReadDepth | null {
    if (this.ledger === null || status === null || !this.mapping.searched) return "flags";
    if (status.uidValidity !== this.ledger.uidValidity) return "full";
    if (this.changed) return "flags";
    // A server that counts changes has told everything with its MODSEQ; others are read anew now and then, and so are
    // folders that can't count (NOMODSEQ, RFC 7162 section 3.1.2.2).
    if (!profile.condstore || status.modseq === null) {
      if (hasPassed(now, this.fullAt, budget.fullMs)) return "full";
      if (hasPassed(now, this.flagsAt, budget.flagsMs)) return "flags";
    }
    if (this.#moved(this.ledger, status, profile)) return "flags";
    return this.due && !this.#isProvenBy(this.ledger, status) ? "changes" : null;
  }

  #moved(ledger: FolderLedger, status: FolderStatus, profile: ServerProfile): boolean {
    if (status.messages !== ledger.uids.size) return true;
    if (status.uidNext !== null && status.uidNext !== (this.#seen?.uidNext ?? ledger.uidNext)) return true;
    if (profile.condstore && status.modseq !== null) return status.modseq !== ledger.modseq;
    return status.unseen !== ledger.uids.size - ledger.flags.seen.size;
  }

  /** Whether the folder is another than when it was last read. */
  differs(opened: OpenFolder): boolean {
    return (
      this.#seen === null || opened.exists !== this.#seen.exists || opened.uidNext !== this.#seen.uidNext
    );
  }

  saw(opened: OpenFolder, { uids, readAt }: RemoteFolder): void {
    // Without UIDVALIDITY nothing of it is taken: what it counts is no more known than before.
    if (opened.uidValidity === 0) return;
    this.changed = false;
    const wasListed = this.mustList && uids.kind === "complete";
    this.#seen = { exists: opened.exists, uidNext: opened.uidNext };
    // EXISTS doesn't count what came after it was told.
    const unnamed =
      uids.kind === "none"
        ? this.#unnamed !== null
        : uidsBelow(uids.uids, opened.uidNext).size < opened.exists;
    const isShort = unnamed || this.#isOlderThanPut(opened.uidValidity, opened.uidNext);
    const uidNext = Math.max(opened.uidNext ?? 0, (this.#put?.uid ?? 0) + 1);
    // What has come since then isn't named either: that is another.
    const isNews =
      uidNext > (this.#unnamed?.uidNext ?? 0) && uids.kind !== "none" && uids.uids.max + 1 < uidNext;
    const since = isNews ? null : this.#unnamed;
    this.#unnamed = isShort ? (since ?? { since: readAt, uidNext }) : null;
    if (uids.kind !== "none") this.#sawPut(opened.uidValidity, uids.uids, wasListed && !isShort);
  }

  /** Counts that agree with what is known prove nothing. */
  get mustList(): boolean {
    const isPutUnnamed = this.#put !== null && !this.#put.unnamed.isEmpty;
    return this.#unnamed !== null || this.doubtedSince !== null || isPutUnnamed;
  }

  /** Whether the last reading named all that the folder holds. What is counted and not named may be the very message
   *  that is missed elsewhere; a server that counts too many for ever must not hold up the rest. */
  namesAll(now: number): boolean {
    return this.#unnamed === null || now - this.#unnamed.since >= UNNAMED_MS_MAX;
  }

  /** `askedAt`: when its counts were asked for. What has happened since then they can't tell. */
  agreed(askedAt: number, status: FolderStatus | null): void {
    this.glancedAt = askedAt;
    const { ledger } = this;
    const isProven = ledger !== null && (status === null ? this.#whole : this.#isProvenBy(ledger, status));
    if (isProven) this.readAt = askedAt;
    this.due = false;
    this.unreadableSince = null;
  }

  /** Unchanged counts prove as much as the reading did: nothing came, nothing went. Not without UIDNEXT and MODSEQ
   *  (163.com): a folder that one message left and another came to looks as it was. */
  #isProvenBy(ledger: FolderLedger, { uidValidity, messages, uidNext, modseq }: FolderStatus): boolean {
    if (this.#isOlderThanPut(uidValidity, uidNext)) return false;
    if ((uidNext === null && modseq === null) || this.mustList) return false;
    return this.#whole || (messages === ledger.uids.size && uidNext === ledger.uidNext);
  }

  wasRead(readAt: number, depth: ReadDepth, whole: boolean): void {
    this.#whole = whole;
    this.agreed(readAt, null);
    if (depth !== "changes") this.flagsAt = readAt;
    if (depth === "full" || this.fullAt === 0) this.fullAt = readAt;
  }
}

/** Whether `ms` have passed since `at`. What happened in the future happened by a clock that was wrong. */
export function hasPassed(now: number, at: number, ms: number): boolean {
  return now < at || now - at >= ms;
}

export class LoopState {
  readonly ownership: Ownership;
  /** Of the mailbox when the loop began. */
  readonly version: number;
  /** Only mail of the workspace's records is imported. */
  readonly recordsOnly: boolean;
  readonly folders: Map<FolderId, LoopFolder>;
  /** Mapped folders that LIST doesn't name any more. Should one come back, its ledger is the one it left with: what
   *  was loaded at the beginning is older than what is stored by now. */
  readonly #away = new Map<FolderId, LoopFolder>();
  /** All folders of the mailbox, mapped or not, as last listed. Their ledgers are of the loop's beginning. */
  known: readonly KnownFolder[];
  windowsDone = 0;
  /** When something last changed on the provider's side, ms; null unknown. */
  changedAt: number | null;
  /** Messages whose copy was missed and who may turn up elsewhere. */
  limboOpen = 0;
  /** Looks taken since limbo began without an end to it: they become rarer. */
  limboTries = 0;
  /** Changes made here that are due and not confirmed, and when the next of the others is due, ms. */
  changesOpen = 0;
  changesDueAt = Number.POSITIVE_INFINITY;
  /** Of the changes those that this session has told the server of. */
  readonly attempted = new Set<number>();
  /** Some upload may lie at the provider already: what comes is compared with it by headers, before any body. */
  appendsInDoubt = false;

  constructor(ownership: Ownership, mailbox: SyncMailbox) {
    this.ownership = ownership;
    this.version = mailbox.mailbox.version;
    this.changedAt = mailbox.mailbox.lastArrivedAt;
    this.recordsOnly = mailbox.recordsOnly;
    this.known = mailbox.folders;
    this.folders = new Map();
    this.adopt(mailbox.folders);
  }

  /** What the last owner left in limbo. Of what it had put somewhere it knew that counts which agree prove nothing, as long
   *  as that isn't named there. */
  resume(limbo: readonly { readonly folderId: FolderId; readonly key: RemoteKey }[]): void {
    this.limboOpen = limbo.length;
    for (const { folderId, key } of limbo) {
      const folder = this.folders.get(folderId);
      if (folder === undefined || folder.ledger === null) continue;
      const isOfNow = key.startsWith(`${folder.ledger.uidValidity}:`);
      if (isOfNow && uidOf(folder.ledger, key) === null) folder.wasPut(key);
    }
  }

  /** Takes over folders from LIST: new mappings appear, vanished folders go. */
  adopt(known: readonly KnownFolder[], told: ReadonlyMap<string, FolderStatus> = new Map()): void {
    this.known = known;
    for (const folder of known) {
      const present = this.folders.get(folder.id) ?? this.#away.get(folder.id);
      if (folder.mapping === null || folder.goneAt !== null || !folder.selectable) {
        this.folders.delete(folder.id);
        const away = present ?? (folder.mapping && new LoopFolder(folder, folder.mapping));
        if (away !== null) this.#away.set(folder.id, away);
        continue;
      }
      const here = present ?? new LoopFolder(folder, folder.mapping);
      this.folders.set(folder.id, here);
      if (this.#away.delete(folder.id)) here.due = true;
      here.moveTo(folder.path);
      here.wasListed(told.get(folder.path) ?? null);
      if (folder.ledger !== null && folder.ledger.uidValidity !== here.ledger?.uidValidity) {
        here.disbelieve(folder.ledger);
      }
    }
  }

  /** It isn't this folder's as it was last read, and it is a known one's. */
  isOfAnother({ id, ledger }: LoopFolder, uidValidity: number): boolean {
    if (ledger === null || uidValidity === 0 || ledger.uidValidity === uidValidity) return false;
    return this.known.some((other) => {
      const known = this.mapped(other.id)?.ledger?.uidValidity ?? other.uidValidity;
      return other.id !== id && known === uidValidity;
    });
  }

  folder(id: FolderId): LoopFolder {
    const folder = this.folders.get(id);
    assert(folder !== undefined, "a folder that is not mapped");
    return folder;
  }

  /** A mapped folder, also one that LIST doesn't name. */
  mapped(id: FolderId): LoopFolder | undefined {
    return this.folders.get(id) ?? this.#away.get(id);
  }

  inbox(): LoopFolder | null {
    return [...this.folders.values()].find(({ mapping }) => mapping.role === "inbox") ?? null;
  }

  /** Answers the folders at this path. */
  unreadable(path: string, now: number): readonly LoopFolder[] {
    const here = [...this.folders.values()].filter((folder) => folder.path === path);
    for (const folder of here) {
      folder.unreadableSince ??= now;
      folder.glancedAt = now;
      folder.due = false;
    }
    return here;
  }

  allDue(): void {
    for (const folder of this.folders.values()) folder.due = true;
  }

  /** Somebody asked: flags too, which counts don't tell of. */
  allDueWithFlags(): void {
    this.allDue();
    for (const folder of this.folders.values()) folder.flagsAt = 0;
  }

  /** Something is not settled: a message's fate, a change made here, or what was announced and not yet served. */
  get isOpen(): boolean {
    const announced = [...this.folders.values()].some(
      (folder) => folder.asideDueAt() !== null && folder.asideTries < ANNOUNCED_TRIES,
    );
    return this.limboOpen > 0 || this.changesOpen > 0 || announced;
  }

  limboWait(): number {
    return Math.min(LIMBO_LOOK_MS * 2 ** this.limboTries, LIMBO_LOOK_MS_MAX);
  }

  /** When the next look is due, ms. */
  nextDue(now: number, budget: FreshnessBudget): number {
    let next = Math.min(now + budget.statusMs, this.changesDueAt);
    for (const folder of this.folders.values()) {
      if (folder.due) return now;
      next = Math.min(next, folder.glancedAt + budget.statusMs);
      next = Math.min(next, folder.asideDueAt() ?? next);
    }
    if (this.limboOpen > 0) next = Math.min(next, now + this.limboWait());
    return next;
  }
}
