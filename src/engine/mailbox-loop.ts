// The loop of one mailbox: asks the provider what changed since the ledgers, lets core plan, applies the plan, then
// waits for a hint. It alone writes what it read; IDLE, wakes and people only make it look. Every commit carries
// the ownership, so a loop that has lost its mailbox (another worker, Stop, new mappings) ends by itself.
import type { AppFolderId, FolderId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { attentionOf, BUDGETS, type FreshnessBudget } from "../core/freshness.ts";
import { leaveAt } from "../core/leave-before-end.ts";
import { type FolderLedger, pendingImport } from "../core/ledger.ts";
import { areUidsReused } from "../core/plan-folder.ts";
import { nextImportWindow } from "../core/plan-import.ts";
import { UidSet } from "../core/uid-set.ts";
import { type ApplyDeps, applyFolderPlan } from "./apply-folder-plan.ts";
import { disbelieve } from "./disbelieve.ts";
import { type ImportTarget, importMessages } from "./import-messages.ts";
import { learnFolders } from "./learn-folders.ts";
import { linkByHeaders } from "./link-by-headers.ts";
import { hasPassed, type LoopFolder, type LoopState } from "./loop-state.ts";
import type { FolderStatus, MailSession, OpenFolder } from "./ports/mail.ts";
import type { KnownFolder } from "./ports/sync.ts";
import { pushChanges } from "./push-changes.ts";
import { type ReadDepth, readFolder } from "./read-folder.ts";
import { leaveOutOthers, wantMailOf } from "./records-only.ts";
import { refreshFolderList } from "./refresh-folder-list.ts";
import { resolveLimbo } from "./resolve-limbo.ts";

/** How often new folders are looked for. */
const FOLDER_LIST_MS = 10 * 60_000;
/** A folder that isn't what LIST said makes LIST be asked at once, but not more often than this. */
const LIST_AGAIN_MS_MIN = 60_000;
/** During an import Inbox is looked at this often, so that new mail doesn't wait for old. */
const INBOX_DURING_IMPORT_MS = 15_000;
/** So many arrivals at once are matched by their headers before bodies are fetched. */
const HEADERS_FIRST_MAX = 500;
/** IDLE is asked anew before servers and routers get tired of it (RFC 2177 allows 29 minutes). */
const IDLE_MS_MAX = 9 * 60_000;

/** Nobody asks why a wait ended; without a reason an Error would be made each time. */
const ENOUGH = "enough";

/** Commands and readings in turn, before the rest of the mailbox is looked at again. */
const PUSH_TURNS_MAX = 4;

/** Looks a single run takes to settle limbo, before it leaves that to the next. */
const LIMBO_LOOKS_MAX = 4;
const SINGLE_LOOK_MS = 500;

export interface LoopDeps extends ApplyDeps {
  /** Tells that the mailbox's view changed; and when it was last found equal. */
  readonly changed: () => void;
  readonly equal: (at: number) => void;
  /** When somebody last looked at this mailbox, ms; null never. */
  readonly lookedAt: () => number | null;
  /** The folder whose list was looked at last; null unknown. */
  readonly onScreen: () => AppFolderId | null;
}

export class MailboxLoop {
  readonly #deps: LoopDeps;
  readonly #state: LoopState;
  readonly #session: MailSession;
  /** Somebody wants it to look. */
  #isWoken = false;
  /** Somebody changed something here. */
  #isPushed = false;
  /** Ends the present wait: one signal for all reasons, since every mailbox waits all the time. */
  #rest = new AbortController();
  /** As the last reading of this round opened it: what was read is fetched from it while it is open. */
  #lastRead: OpenFolder | null = null;
  /** When it makes way for one with a new token. */
  readonly #leaveAt: number;
  #listedAt: number | null = null;
  #listedAgainAt: number | null = null;
  /** Folders that aren't what LIST said, or where it said. */
  readonly #misplaced = new Set<FolderId>();
  /** Paths of folders that were asked what they are. */
  readonly #asked = new Set<string>();

  constructor(deps: LoopDeps, state: LoopState, session: MailSession) {
    this.#deps = deps;
    this.#state = state;
    this.#session = session;
    const { clock, random } = deps;
    this.#leaveAt = leaveAt({
      endsAt: session.endsAt,
      openedAt: clock.now(),
      fraction: random.fraction(),
    });
  }

  /** Look now. */
  wake(): void {
    this.#isWoken = true;
    this.#rest.abort(ENOUGH);
  }

  /** Tell the provider what was changed here. */
  push(): void {
    this.#isPushed = true;
    this.#rest.abort(ENOUGH);
  }

  /** Runs until `signal` aborts, or the session's token is about to end. Rejects with SyncError; the worker decides what
   *  follows. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.wake(), { once: true });
    while (!signal.aborted && this.#deps.clock.now() < this.#leaveAt) {
      this.#isWoken = false;
      await this.#round(signal);
      if (!signal.aborted) await this.#wait(signal);
    }
  }

  /** One round after the other until nothing is left to do. */
  async runOnce(signal: AbortSignal): Promise<void> {
    this.#state.allDue();
    await this.#round(signal);
    // What is in limbo is settled by one more look at the folders that could hold it.
    for (let look = 0; look < LIMBO_LOOKS_MAX && this.#state.isOpen && !signal.aborted; look++) {
      // The first look again is at once: it takes one STATUS of each folder. Later ones give a server time that has
      // announced what it can't serve yet.
      if (look > 0) await this.#deps.clock.sleep(SINGLE_LOOK_MS * look, signal);
      this.#state.allDue();
      await this.#round(signal);
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    let told: ReadonlyMap<string, FolderStatus> = new Map();
    const startedAt = clock.now();
    if (this.#listedAt === null || hasPassed(clock.now(), this.#listedAt, FOLDER_LIST_MS)) {
      told = await this.#list();
    }
    await this.#firstGlance(signal);
    await this.#readDue(signal, told, startedAt);
    if (this.#misplaced.size > 0 && this.#mayListAgain()) {
      this.#listedAgainAt = clock.now();
      await this.#readDue(signal, await this.#list(), this.#listedAgainAt);
    }
    await this.#matchAll(signal);
    await this.#pushAll(signal);
    await this.#takeArrivals(signal);
    await this.#searchForRecords(signal);
    await this.#importAll(signal);
    await this.#retryAside(signal);
    const open = await resolveLimbo(this.#deps, this.#state);
    if (signal.aborted) return;
    if (open === 0) this.#deps.equal(clock.now());
    await learnFolders(this.#deps, this.#state, this.#session, this.#asked);
  }

  /** Answers the counts that the server gave along, by path. */
  async #list(): Promise<ReadonlyMap<string, FolderStatus>> {
    const known = await this.#checkVersion();
    const told = await refreshFolderList(this.#deps, this.#state, this.#session, known);
    this.#listedAt = this.#deps.clock.now();
    for (const id of this.#misplaced) {
      const folder = this.#state.folders.get(id);
      if (folder !== undefined) folder.due = true;
    }
    this.#misplaced.clear();
    return told;
  }

  #mayListAgain(): boolean {
    const last = this.#listedAgainAt;
    return last === null || this.#deps.clock.now() - last >= LIST_AGAIN_MS_MIN;
  }

  /** Tells the provider what was changed here, and looks at the folders this touched until it is settled. */
  async #pushAll(signal: AbortSignal): Promise<void> {
    for (let turn = 0; turn < PUSH_TURNS_MAX && !signal.aborted; turn++) {
      this.#isPushed = false;
      if (!(await pushChanges(this.#deps, this.#state, this.#session))) return;
      await this.#readDue(signal, new Map(), this.#deps.clock.now());
      await this.#matchAll(signal);
      await this.#takeArrivals(signal);
    }
  }

  /** What came after the mapping, of each folder at once: what was moved there from here is among it. */
  async #takeArrivals(signal: AbortSignal): Promise<void> {
    const all = [...this.#state.folders.values()];
    // The one that is open first: it needn't be opened again.
    const open = all.filter(({ path }) => this.#openAt(path) !== null);
    for (const folder of new Set([...open, ...all])) {
      if (signal.aborted || folder.ledger === null || folder.parked) continue;
      const { ledger } = folder;
      const arrivals = pendingImport(ledger).without(UidSet.range(1, ledger.mappedUidNext - 1));
      if (!arrivals.isEmpty) await this.#fetch(folder, arrivals.highest(HEADERS_FIRST_MAX));
    }
  }

  /** The newest of Inbox before anything else is even listed: people watch (J3). */
  async #firstGlance(signal: AbortSignal): Promise<void> {
    const inbox = this.#state.inbox();
    if (inbox === null || inbox.ledger !== null || signal.aborted) return;
    await this.#read(inbox, "flags");
    if (inbox.ledger !== null) await this.#importWindow(signal);
  }

  /** Asks STATUS of all folders that are due (and of which LIST hasn't told it), then reads those where something
   *  moved. */
  async #readDue(
    signal: AbortSignal,
    told: ReadonlyMap<string, FolderStatus>,
    listedAt: number,
  ): Promise<void> {
    const { clock } = this.#deps;
    const due = [...this.#state.folders.values()].filter((folder) =>
      folder.isDue(clock.now(), this.#budget()),
    );
    const statuses = new Map(told);
    const askedAt = told.size > 0 ? listedAt : clock.now();
    const known = due.filter((folder) => folder.ledger !== null && !statuses.has(folder.path));
    if (known.length > 0) {
      const paths = known.map((folder) => folder.path);
      for await (const { path, status } of this.#session.statusFolders(paths)) {
        if (!(status instanceof SyncError)) statuses.set(path, status);
        else this.#unreadable(path, status);
      }
    }
    // First what was counted back: another folder may have come into its place, and it into another's.
    const countedBack = due.filter((folder) => folder.isCountedBack(statuses.get(folder.path)));
    for (const folder of new Set([...countedBack, ...due])) {
      if (signal.aborted) return;
      const status = statuses.get(folder.path);
      if (folder.ledger !== null && status === undefined) continue;
      if (status !== undefined && folder.isAnother(status)) {
        this.#unreadable(folder.path, misplaced());
        continue;
      }
      const depth = folder.depthDue(
        clock.now(),
        this.#budgetOf(folder),
        status ?? null,
        this.#session.profile,
      );
      if (depth === null) folder.agreed(askedAt, status ?? null);
      else await this.#readOrPark(folder, depth);
    }
  }

  async #readOrPark(folder: LoopFolder, depth: ReadDepth): Promise<void> {
    try {
      await this.#read(folder, depth);
    } catch (error) {
      if (!(error instanceof SyncError) || error.scope !== "folder") throw error;
      // One folder that can't be read must not hold up the others (law 8).
      this.#unreadable(folder.path, error);
    }
  }

  #unreadable(path: string, error: SyncError): void {
    for (const folder of this.#state.unreadable(path, this.#deps.clock.now())) {
      if (error.code === "folderGone" || error.code === "folderChanged") this.#misplaced.add(folder.id);
    }
  }

  async #read(folder: LoopFolder, depth: ReadDepth): Promise<void> {
    const searchFrom = folder.mapping.searched ? undefined : folder.mapping.importFrom;
    const { importFrom } = folder.mapping;
    const { path, ledger: known, mustList } = folder;
    const request = { path, known, depth, searchFrom, importFrom, mustList };
    const read = await readFolder(this.#session, request, this.#deps.clock);
    // Never linked by its name alone where its UIDVALIDITY is another's (law 2): LIST finds out first.
    if (folder.isOpenedAsAnother(read.remote.uidValidity, this.#state)) throw misplaced();
    if (folder.ledger !== null && areUidsReused(folder.ledger, read.remote)) {
      await disbelieve(this.#deps, this.#state, folder.ledger.uidValidity);
      return this.#read(folder, "full");
    }
    this.#lastRead = read.folder;
    folder.saw(read.folder, read.remote);
    const applied = await applyFolderPlan(this.#deps, this.#state, folder, read.remote);
    folder.wasRead(read.remote.readAt, depth, applied.whole);
    if (applied.changed) this.#deps.changed();
  }

  /** Where only mail of records is imported: what has become mail of one is wanted. */
  async #searchForRecords(signal: AbortSignal): Promise<void> {
    const { store } = this.#deps;
    const asked = this.#state.recordsOnly ? await store.recordsToSearch(this.#state.ownership) : [];
    if (asked.length === 0) return;
    let isDone = true;
    for (const folder of this.#state.folders.values()) {
      if (signal.aborted) return;
      const target = await this.#target(folder);
      // What has never been read is looked at whole, later.
      if (target === null) isDone &&= folder.ledger === null;
      else folder.ledger = await wantMailOf(this.#deps, target, folder.mapping.importFrom, asked);
    }
    if (isDone) await store.recordsSearched(this.#state.ownership, asked);
  }

  async #importAll(signal: AbortSignal): Promise<void> {
    let inboxAt = this.#deps.clock.now();
    while (!signal.aborted && (await this.#importWindow(signal))) {
      if (this.#isPushed) await this.#pushAll(signal);
      if (this.#deps.clock.now() - inboxAt > INBOX_DURING_IMPORT_MS) {
        const inbox = this.#state.inbox();
        if (inbox?.ledger != null) await this.#readOrPark(inbox, "changes");
        inboxAt = this.#deps.clock.now();
      }
    }
  }

  /** Fetches the next window; false when nothing is left. */
  async #importWindow(signal: AbortSignal): Promise<boolean> {
    const window = nextImportWindow(
      [...this.#state.folders.values()].flatMap((folder) =>
        folder.ledger === null || folder.parked
          ? []
          : [{ folderId: folder.id, role: folder.mapping.role, pending: pendingImport(folder.ledger) }],
      ),
      this.#state.windowsDone,
    );
    if (window === null || signal.aborted) return false;
    const folder = this.#state.folder(window.folderId as FolderId);
    await this.#fetch(folder, window.uids);
    this.#state.windowsDone++;
    return true;
  }

  /** Compares the headers of what may be here already under other uids. */
  async #matchAll(signal: AbortSignal): Promise<void> {
    for (const folder of this.#state.folders.values()) {
      while (!signal.aborted && folder.ledger !== null && !folder.ledger.unmatched.isEmpty) {
        const target = await this.#target(folder);
        if (target === null) break;
        await this.#link(folder, target, target.ledger.unmatched.highest(HEADERS_FIRST_MAX));
      }
    }
  }

  async #link(folder: LoopFolder, target: ImportTarget, uids: UidSet): Promise<FolderLedger> {
    const ledger = await linkByHeaders(this.#deps, target, uids);
    if (ledger !== target.ledger) this.#deps.changed();
    folder.ledger = ledger;
    return ledger;
  }

  /** Opens the folder for fetching; null when its ledger doesn't hold for it (any more). */
  async #target(folder: LoopFolder): Promise<ImportTarget | null> {
    const { ledger } = folder;
    if (ledger === null || folder.parked) return null;
    const opened = this.#openAt(folder.path) ?? (await this.#session.openFolder(folder.path, null));
    if (opened.uidValidity !== ledger.uidValidity) {
      folder.due = true;
      await this.#readOrPark(folder, "full");
      return null;
    }
    return {
      ownership: this.#state.ownership,
      folderId: folder.id,
      folder: opened,
      ledger,
      readAt: folder.readAt ?? 0,
    };
  }

  #openAt(path: string): OpenFolder | null {
    const folder = this.#lastRead;
    return folder?.isOpen === true && folder.path === path ? folder : null;
  }

  async #fetch(folder: LoopFolder, wanted: UidSet): Promise<void> {
    const target = await this.#target(folder);
    if (target === null) return;
    let { ledger } = target;
    // What arrived after the mapping may have been moved here, and so may anything while something is missed: its
    // headers come before its body. What nobody wants is asked for its headers only.
    const imported = UidSet.range(1, ledger.mappedUidNext - 1).intersect(ledger.wanted);
    const isMissing = this.#state.limboOpen > 0 || this.#state.appendsInDoubt;
    const headersFirst = isMissing ? wanted : wanted.without(imported);
    if (!headersFirst.isEmpty) {
      const some = headersFirst.highest(HEADERS_FIRST_MAX);
      ledger = await this.#link(folder, target, some);
      await this.#fetchBodies(folder, { ...target, ledger }, some);
      return;
    }
    await this.#fetchBodies(folder, target, wanted);
  }

  async #fetchBodies(folder: LoopFolder, target: ImportTarget, uids: UidSet): Promise<void> {
    const left = uids.intersect(target.ledger.wanted).without(target.ledger.stored);
    if (left.isEmpty) return;
    const { ledger } = this.#state.recordsOnly
      ? { ledger: await leaveOutOthers(this.#deps, target, left) }
      : target;
    folder.ledger = ledger;
    const chosen = left.intersect(ledger.wanted);
    if (chosen.isEmpty) return;
    await importMessages(this.#deps, { ...target, ledger }, chosen, (next) => {
      folder.ledger = next;
      this.#deps.changed();
    });
    const aside = folder.ledger?.aside.without(target.ledger.aside) ?? UidSet.empty;
    if (!aside.isEmpty) folder.setAside(this.#deps.clock.now());
  }

  async #retryAside(signal: AbortSignal): Promise<void> {
    for (const folder of this.#state.folders.values()) {
      const { ledger } = folder;
      if (signal.aborted || ledger === null || ledger.aside.isEmpty) continue;
      if (!folder.isAsideDue(this.#deps.clock.now())) continue;
      folder.tryAside(this.#deps.clock.now());
      await this.#fetch(folder, ledger.aside);
      if (folder.ledger?.aside.isEmpty) folder.asideTries = 0;
    }
  }

  /** Sleeps in IDLE on Inbox until something says look, or the budget does. */
  async #wait(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    this.#lastRead = null;
    const budget = this.#budget();
    const due = this.#state.nextDue(clock.now(), budget);
    const until = Math.min(due, clock.now() + IDLE_MS_MAX, this.#leaveAt);
    const rest = new AbortController();
    this.#rest = rest;
    if (signal.aborted || this.#isWoken || this.#isPushed) rest.abort(ENOUGH);
    const timer = clock.sleep(Math.max(0, until - clock.now()), rest.signal);
    const inbox = this.#state.inbox();
    if (inbox === null || !this.#session.profile.idle) {
      await timer;
    } else {
      void timer.then(() => rest.abort(ENOUGH));
      const opened = await this.#session.openFolder(inbox.path, null);
      // What arrived between the last look and this SELECT must not wait for the next hint.
      // One that waits for LIST is not looked at before that, whatever it has.
      const isWaiting = this.#misplaced.has(inbox.id);
      inbox.changed = !isWaiting && (inbox.ledger === null || inbox.differs(opened));
      const hint = inbox.changed ? "arrived" : await opened.idle(rest.signal);
      if (hint !== "aborted" && hint !== "ended") inbox.due = true;
    }
    rest.abort(ENOUGH);
    if (this.#isWoken && !signal.aborted) {
      await this.#checkVersion();
      this.#state.allDueWithFlags();
    }
    if (this.#state.limboOpen > 0) {
      this.#state.limboTries++;
      this.#state.allDue();
    } else this.#state.limboTries = 0;
  }

  /** Stop, a new connection and new mappings change the mailbox's version. A loop that has nothing to commit would
   *  not notice, and keep its session open. */
  async #checkVersion(): Promise<readonly KnownFolder[]> {
    const { workspaceId, mailboxId } = this.#state.ownership;
    const now = await this.#deps.store.load(workspaceId, mailboxId);
    if (now?.mailbox.version !== this.#state.version) {
      throw new SyncError("ownershipLost", {
        scope: "mailbox",
        retry: "never",
        said: "the mailbox has changed",
      });
    }
    return now.folders;
  }

  #budget(): FreshnessBudget {
    const { clock, lookedAt } = this.#deps;
    const attention = attentionOf(clock.now(), { lookedAt: lookedAt(), changedAt: this.#state.changedAt });
    return BUDGETS[this.#session.profile.name][attention];
  }

  #budgetOf({ mapping }: LoopFolder): FreshnessBudget {
    const budget = this.#budget();
    const isOnScreen = mapping.role === "inbox" || mapping.appFolderId === this.#deps.onScreen();
    return isOnScreen ? { ...budget, flagsMs: budget.flagsOnScreenMs } : budget;
  }
}

function misplaced(): SyncError {
  return new SyncError("folderChanged", {
    scope: "folder",
    retry: "now",
    said: "another folder has its name, or it was renumbered",
  });
}
