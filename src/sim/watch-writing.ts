// Watches what is done to one mailbox at its provider: only what somebody asked for here, journaled before, never twice,
// and in the end all of it.
import type { FolderId } from "../base/ids.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { revisionsFolder } from "../core/plan-append.ts";
import { hasLabels, isBin } from "./gmail-labels.ts";
import type { AccountObserver, ClientWrite } from "./mail-server.ts";
import type { ChangeRow, MailData, Transition } from "./memory-database.ts";
import { isOpen } from "./memory-draft.ts";
import type { ServerFolder, ServerMessage } from "./server-folder.ts";
import { copiesOf, shaOf, type Watch } from "./watch.ts";
import { UploadWatch } from "./watch-uploads.ts";
import type { Box, World } from "./world.ts";

const { deleted } = FLAG_BITS;
/** A command that was asked for before a Stop, or before somebody else took the mailbox, is on its way this long. */
const ON_THE_WAY_MS = 20_000;

interface Asked {
  readonly row: ChangeRow;
  readonly sha: string;
  readonly madeAt: number;
  /** World time of its end; null while it waits. */
  readonly endedAt: number | null;
}

export class WritingWatch implements AccountObserver {
  readonly #world: World;
  readonly #box: Box;
  readonly #watch: Watch;
  readonly #asked = new Map<number, Asked>();
  /** By SHA-256: copies that clients made, less those that they took away or marked. */
  readonly #balance = new Map<string, number>();
  /** By SHA-256: somebody at the provider did something to it. */
  readonly #touched = new Set<string>();
  /** By SHA-256: people at the provider came in between, and what is left is theirs. */
  readonly #crossed = new Set<string>();
  /** By SHA-256: put into a folder that had taken the name of the one that was meant, before anybody here could know. */
  readonly #astray = new Set<string>();
  /** When a second copy of a message came to light: an act says nothing of one that nobody knew of. */
  readonly #second = new Map<string, number>();
  #data: MailData | null = null;
  /** When mappings were last changed, or the mailbox stopped. */
  #rearrangedAt = 0;
  /** When folders last got other names at the provider: commands name folders by them. */
  #renamedAt = 0;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  /** When it was learnt here that a folder has another path. */
  readonly #pathsLearntAt = new Map<FolderId, number>();
  readonly uploads: UploadWatch;

  constructor(world: World, box: Box, watch: Watch) {
    this.#world = world;
    this.#box = box;
    this.#watch = watch;
    this.uploads = new UploadWatch(box);
    box.account.observer = this;
  }

  follow(transition: Transition): void {
    const { before, after, changes, told } = transition;
    const { time } = this.#world.scheduler;
    this.#data = after;
    for (const twice of this.uploads.follow(transition, time)) this.#world.violations.push(twice);
    if (told === null) {
      this.#rearrangedAt = time;
      this.#leaveHalfDone(after);
    }
    if (changes?.attempted !== undefined) this.#attemptedAt = time;
    if (before.folders !== after.folders) {
      for (const { id, path } of after.folders.values()) {
        if ((before.folders.get(id)?.path ?? path) !== path) this.#pathsLearntAt.set(id, time);
      }
    }
    for (const { messageId, folderId } of changes?.copies ?? []) {
      const known = [...before.copies.values()].filter((copy) => copy.messageId === messageId);
      const isSecond = known.some(({ missingSince, hidden }) => missingSince === null && !hidden);
      if (isSecond) this.#second.set(`${folderId} ${messageId}`, time);
    }
    if (before.changes === after.changes) return;
    for (const row of after.changes.values()) {
      const known = this.#asked.get(row.seq);
      if (known?.row === row) continue;
      const message = after.messages.get(row.messageId);
      const sha = known?.sha ?? (message === undefined ? "" : shaOf(message));
      this.#asked.set(row.seq, {
        ...{ row, sha, madeAt: known?.madeAt ?? time },
        endedAt: isOpen(row) ? null : (known?.endedAt ?? time),
      });
    }
  }

  /** A server without MOVE may have copied and not yet removed. Nothing more is done to what was stopped, or to a folder
   *  that is mapped no more: the message lies in both. */
  #leaveHalfDone(data: MailData): void {
    const { changes, appFolders } = data;
    for (const { row, sha, endedAt } of this.#asked.values()) {
      const { act, attemptedAt, seq, tries } = row;
      // A COPY that was refused may have been done in part all the same.
      const isBegun = attemptedAt !== null || tries > 0;
      if (act.kind !== "move" || !isBegun || endedAt !== null) continue;
      const now = changes.get(seq);
      const isOver = now === undefined || !isOpen(now);
      const isUnmapped = appFolders.get(act.from)?.mapped !== true;
      const isNowhere = copiesOf(data, row.messageId).every(({ folderId }) => folderId === act.to);
      if (isOver || isUnmapped || isNowhere) this.#crossed.add(sha);
    }
  }

  renumbered(): void {
    this.uploads.renumberedAt = this.#world.scheduler.time;
  }

  renamed(): void {
    this.#renamedAt = this.#world.scheduler.time;
  }

  sends(what: string): void {
    const { workspaceId, mailboxId } = this.#box;
    if (this.#world.db.find(workspaceId, mailboxId)?.row.state !== "stopped") return;
    if (this.#world.scheduler.time - this.#attemptedAt <= ON_THE_WAY_MS) return;
    this.#wrong(`${what} is sent after Stop`);
  }

  writes(write: ClientWrite): void {
    const { message, folder, kind, add, remove } = write;
    const { guid, sha256 } = message.content;
    if (kind === "append") {
      this.#appends(write);
      return;
    }
    const asked = [...this.#asked.values()].filter(
      (each) => this.#isAbout(each, sha256) && this.#allows(each, write),
    );
    if (asked.some(({ row }) => this.#isAnother(row, write.target))) this.#astray.add(sha256);
    if (asked.length === 0) {
      this.#wrong(`nobody asked for ${kind} +${add} -${remove} of message ${guid} in ${folder.path}`);
    }
    const isMarked = (message.flags & deleted) !== 0;
    if (kind === "copy" && !isMarked) this.#add(sha256, 1);
    const isUnmarked = kind === "store" && (remove & deleted) !== 0;
    // What others had marked is no second copy of ours.
    if (isUnmarked && this.#balanceOf(sha256) < 0) this.#add(sha256, 1);
    const isRemoved = kind === "expunge" ? !isMarked : kind === "store" && (add & deleted) !== 0;
    if (!isRemoved) return;
    if (this.#hasLabels && !isBin(folder))
      this.#wrong(`message ${guid} is expunged in ${folder.path}, a label`);
    this.#add(sha256, -1);
    if (this.#crossed.has(sha256)) return;
    if (!this.#mayErase(write) && !this.#liesElsewhere(write)) {
      this.#wrong(`message ${guid} is taken from ${folder.path}, and lies nowhere else`);
    }
  }

  /** Commands name folders by their paths: the target has the path of another since the last LIST. */
  #isAnother({ act }: ChangeRow, target: ServerFolder | null): boolean {
    if (!("to" in act) || target === null || target.pathSince < 0) return false;
    const validity = this.#data?.ledgers.get(act.to)?.ledger.uidValidity;
    const known = validity ?? this.#data?.folders.get(act.to)?.uidValidity ?? target.uidValidity;
    return known > 0 && known !== target.uidValidity;
  }

  #appends(write: ClientWrite): void {
    const { sha256 } = write.message.content;
    const isAt = ({ act }: ChangeRow, path: string): boolean =>
      act.kind === "append" && this.#isAt(act.to, path);
    // Only while nobody here knows yet that it is another, or when it was on its way by then.
    const isAnother = (row: ChangeRow, folder: ServerFolder): boolean =>
      row.act.kind === "append" && this.#isNews(row.act.to, folder.path) && this.#isAnother(row, folder);
    const wrong = this.uploads.append(write, this.#world.scheduler.time, { isAt, isAnother });
    // Taken away by people before anybody saw it, it is missed; by a clock that jumps nobody knows how long ago it was.
    if (wrong === null || this.#touched.has(sha256) || this.#world.clocksWereWrong) return;
    this.#wrong(wrong);
  }

  #isNews(id: FolderId, path: string): boolean {
    if (this.#data?.folders.get(id)?.path === path) return true;
    const learntAt = this.#pathsLearntAt.get(id) ?? Number.NEGATIVE_INFINITY;
    return this.#world.scheduler.time - learntAt <= ON_THE_WAY_MS;
  }

  get #hasLabels(): boolean {
    return hasLabels(this.#world.server);
  }

  #isAbout(asked: Asked, sha256: string): boolean {
    if (asked.sha === sha256 || this.#isLookAlike(asked)) return true;
    // What was done to a draft's earlier revision is done to the newest.
    return this.uploads.isRevision(asked.row.messageId, sha256);
  }

  #balanceOf(sha256: string): number {
    return this.#balance.get(sha256) ?? 0;
  }

  #mayErase(write: ClientWrite): boolean {
    return [...this.#asked.values()].some((asked) => {
      const { kind } = asked.row.act;
      const isMeant = kind === "erase" || revisionsFolder(asked.row.act) !== null;
      return isMeant && this.#isAbout(asked, write.message.content.sha256) && this.#allows(asked, write);
    });
  }

  #liesElsewhere({ message }: ClientWrite): boolean {
    for (const { messages } of this.#box.account.folders.values()) {
      for (const other of messages) {
        const isLive = other !== message && (other.flags & deleted) === 0;
        // Law 2 takes what looks alike for the same.
        if (isLive && other.content.look === message.content.look) return true;
      }
    }
    return false;
  }

  touched({ content: { sha256 } }: ServerMessage): void {
    this.#touched.add(sha256);
    const isUnderWay = [...this.#asked.values()].some(
      ({ row, sha }) => sha === sha256 && isOpen(row) && row.attemptedAt !== null,
    );
    if (isUnderWay || this.#balanceOf(sha256) !== 0) this.#crossed.add(sha256);
  }

  #add(sha256: string, count: number): void {
    this.#balance.set(sha256, this.#balanceOf(sha256) + count);
  }

  #isLookAlike({ row }: Asked): boolean {
    return this.#watch.lookAlikes.has(row.messageId);
  }

  /** Asked for and journaled; what has come to its end may still be on its way. */
  #allows({ row, endedAt }: Asked, { kind, folder, add, remove, target }: ClientWrite): boolean {
    const { act, attemptedAt } = row;
    if (attemptedAt === null) return false;
    if (endedAt !== null && this.#world.scheduler.time - endedAt > ON_THE_WAY_MS) return false;
    if (this.#hasLabels && (act.kind === "append" || act.kind === "erase" || act.kind === "discard")) {
      // By way of Trash, or out of one label where it has another.
      if (kind === "move") return act.kind === "erase" || target?.specialUse === "trash";
      return isBin(folder) && (kind === "expunge" || add === deleted);
    }
    if (kind === "store") {
      if (act.kind === "flags") return (add & ~act.add) === 0 && (remove & ~act.remove) === 0;
      if (act.kind === "append") return add === deleted && this.#isOrWas(act.to, folder);
      if (act.kind === "erase" || act.kind === "discard") {
        return add === deleted && this.#isOrWas(act.from, folder);
      }
      if (act.kind !== "move") return false;
      return add === deleted || (remove === deleted && this.#isOrWas(act.to, folder));
    }
    if (kind === "expunge" && act.kind === "append") return this.#isOrWas(act.to, folder);
    if (kind === "expunge" && (act.kind === "erase" || act.kind === "discard")) {
      return this.#isOrWas(act.from, folder);
    }
    if (act.kind !== "move") return false;
    return kind === "expunge" || (target !== null && this.#isOrWas(act.to, target));
  }

  /** A folder that was opened before it got another path goes on being the one that was opened. */
  #isOrWas(id: FolderId, { path, formerPaths }: ServerFolder): boolean {
    return this.#isAt(id, path) || formerPaths.some((former) => this.#isAt(id, former));
  }

  #isAt(id: FolderId, path: string): boolean {
    return this.#watch.pathsOf(id).has(path);
  }

  /** What is wrong when all has come to rest. */
  differences(data: MailData): readonly string[] {
    const found: string[] = [];
    for (const change of data.changes.values()) {
      if (isOpen(change)) found.push(`change ${change.seq} still waits: ${JSON.stringify(change)}`);
      if (change.state === "refused" && change.why === null) found.push(`${change.seq} refused without why`);
    }
    for (const [sha256, count] of this.#balance) {
      if (this.#crossed.has(sha256) || this.#astray.has(sha256) || count <= 0) continue;
      if (this.#isTakenForAnother(data, sha256)) continue;
      found.push(`message ${this.#box.account.contentOf(sha256)?.guid} was doubled from here`);
    }
    for (const asked of this.#asked.values()) found.push(...this.#unmet(data, asked));
    const isTheirs = (sha256: string): boolean =>
      this.#touched.has(sha256) || this.#crossed.has(sha256) || this.#box.account.hasDouble(sha256);
    return [...found, ...this.uploads.differences(data, this.#rearrangedAt, isTheirs)];
  }

  /** Where law 2 has taken one of its like for another, either may have been copied for the other. */
  #isTakenForAnother(data: MailData, sha256: string): boolean {
    const { account } = this.#box;
    const look = account.contentOf(sha256)?.look;
    return [...this.#watch.lookAlikes].some((id) => {
      const message = data.messages.get(id);
      return message !== undefined && account.contentOf(shaOf(message))?.look === look;
    });
  }

  /** What was done, and nobody has countered since, is so. */
  #unmet(data: MailData, { row, sha, madeAt }: Asked): readonly string[] {
    const { act, messageId, seq, state } = row;
    if (this.#rearrangedAt >= madeAt || this.#watch.lookAlikes.has(messageId)) return [];
    // What people do at the provider is known here only later: whatever they did to it counters, also to a revision
    // that it had later.
    const now = data.messages.get(messageId);
    const shas = now === undefined ? [sha] : [sha, shaOf(now)];
    if (shas.some((each) => this.#touched.has(each) || this.#box.account.hasDouble(each))) return [];
    if (this.uploads.isOneOfSeveral(sha)) return [];
    // Of what lies in both folders one copy may have come here later than the change was made.
    if (this.#crossed.has(sha)) return [];
    const copies = [...data.copies.values()].filter((copy) => copy.messageId === messageId);
    // It stays here, whatever the provider says of it.
    if (act.kind === "append") return [];
    if (state === "refused" && row.why === "gone") {
      // Departures that lies bring about are lawful, and another change may have moved what lay elsewhere.
      if (this.#mayBeDeceived() || this.#isCountered(row)) return [];
      // What lay elsewhere too when it was moved wasn't meant; what was put there from here, and refused, is here alone.
      const elsewhere = act.kind === "move" ? act.elsewhere : [];
      const isThere = copies.some(({ folderId, expected }) => !expected && !elsewhere.includes(folderId));
      return isThere ? [`change ${seq} is refused, and the message isn't gone`] : [];
    }
    if (state !== "done" || this.#isCountered(row)) return [];
    if (act.kind === "flags") {
      if (this.uploads.isTwin(sha)) return [];
      const kept = this.#world.server.kind.keywords ? act.add : act.add & ~FLAG_BITS.forwarded;
      const meant = copies.filter(
        ({ folderId }) => (this.#second.get(`${folderId} ${messageId}`) ?? madeAt) <= madeAt,
      );
      const unlike = meant.some(({ flags }) => (flags & kept) !== kept || (flags & act.remove) !== 0);
      return unlike ? [`change ${seq} of flags was done, and isn't so`] : [];
    }
    if (act.kind === "erase" || act.kind === "discard") {
      // ... and what has departed by one needn't be removed.
      if (row.attemptedAt === null && this.#mayBeDeceived()) return [];
      const isThere = copies.some(({ folderId, hidden }) => folderId === act.from && !hidden);
      return isThere ? [`change ${seq} has erased a message that is there`] : [];
    }
    if (act.kind !== "move" || this.#renamedAt >= madeAt || this.#astray.has(sha)) return [];
    // Made again under its name there, its target is another folder by now.
    if (data.folders.get(act.to)?.goneAt !== null) return [];
    const isMapped = data.appFolders.get(act.to)?.mapped === true;
    const isThere = copies.some(({ folderId, hidden }) => folderId === act.to && !hidden);
    return isMapped && !isThere ? [`change ${seq} has moved a message that isn't there`] : [];
  }

  #mayBeDeceived(): boolean {
    const { statusLate, searchShort, fetchShort, listShort } = this.#world.server.told;
    return this.#world.clocksWereWrong || statusLate + searchShort + fetchShort + listShort > 0;
  }

  /** By a later act here. A draft that is saved again has its own flags; and so has what comes under the id of a message
   *  that was erased: the same, uploaded once more. */
  #isCountered({ seq, messageId, act }: ChangeRow): boolean {
    return [...this.#asked.values()].some(
      ({ row }) =>
        row.messageId === messageId &&
        row.seq > seq &&
        (row.act.kind === "append" ||
          row.act.kind === "erase" ||
          (row.act.kind === "flags") === (act.kind === "flags")) &&
        row.state !== "undone",
    );
  }

  #wrong(what: string): void {
    this.#world.scheduler.note(`WRONG: ${what}`);
    this.#world.violations.push(what);
  }
}
