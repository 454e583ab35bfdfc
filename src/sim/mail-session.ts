// A connection to the model server, as the engine's MailSession. Commands are done one after the other, each at the
// server at one moment and answered at a later one; rows of a FETCH come one by one.
import { SyncError } from "../base/sync-error.ts";
import { hasFlag } from "../core/flags.ts";
import type {
  FolderStatus,
  FolderStatusAnswer,
  KnownFolderState,
  ListedFolder,
  MailSession,
  NewRemoteMessage,
  OpenFolder,
  RemotePlace,
  ServerProfile,
  WritableFolder,
} from "../engine/ports/mail.ts";
import type { Faults } from "./faults.ts";
import { hasLabels } from "./gmail-labels.ts";
import { rawContent, sha256Of } from "./mail-content.ts";
import {
  bye,
  cut,
  folderChanged,
  folderGone,
  overQuota,
  protocol,
  readOnly,
  throttled,
  timedOut,
} from "./mail-refusals.ts";
import type { MailServer, ServerAccount } from "./mail-server.ts";
import { ModelFolder, select } from "./model-folder.ts";
import type { ServerFolder } from "./server-folder.ts";
import type { SimProcess } from "./sim-process.ts";
import { WritableModelFolder } from "./writable-model-folder.ts";

const NOT_SELECTED = folderChanged("no longer selected");
/** What Gmail's own folders lie in. */
const GMAIL_ROOT: ListedFolder = {
  path: "[Gmail]",
  delimiter: "/",
  selectable: false,
  specialUse: null,
  status: null,
};
/** Of a command without its literal, about. */
const COMMAND_BYTES = 80;
const TIMEOUT_MS = 60_000;
/** A connection that breaks in IDLE does so within this time. */
const IDLE_BREAK_MS_MAX = 20_000;
/** More commands of one session than all that can be due at once takes: every folder of a small mailbox, every change. */
const COMMANDS_MAX = 300;
const COUNTED_MS = 10_000;
const STATUS_AGE_MS_MAX = 20_000;

/** One command on its way. */
interface Command {
  readonly what: string;
  readonly inFolder: boolean;
  /** At the server; answers what is told to whoever waits, or rows that are told one by one. */
  readonly run: () => (() => void) | Rows;
  readonly fail: (error: SyncError) => void;
}

/** A stream of rows: each `next` is one row at the server, null after the last. */
export interface Rows {
  /** Throws SyncError where the server stops. */
  readonly next: () => (() => void) | null;
  readonly end: () => void;
}

export class ModelSession implements MailSession {
  readonly profile: ServerProfile;
  readonly endsAt: number | null;
  readonly traffic = { received: 0, sent: 0 };
  readonly account: ServerAccount;
  readonly server: MailServer;
  readonly process: SimProcess;
  readonly #faults: Faults;
  /** The token's end, world time. */
  readonly #endsAt: number;
  readonly number: number;
  readonly #queue: Command[] = [];
  #busy = false;
  #ended: SyncError | null = null;
  #isClosed = false;
  #countedSince = 0;
  #counted = 0;
  #open: ModelFolder | null = null;

  constructor(
    account: ServerAccount,
    process: SimProcess,
    faults: Faults,
    token: { readonly endsAt: number; readonly told: number | null },
  ) {
    this.account = account;
    this.#endsAt = token.endsAt;
    this.endsAt = token.told;
    this.server = account.server;
    this.number = ++account.server.logins;
    this.process = process;
    this.#faults = faults;
    this.profile = account.server.kind.profile;
    account.sessions++;
    account.cuts.add(this.#cut);
    this.server.scheduler.explain(() => `${process.name} opens session ${this.number} of ${account.address}`);
    process.onDeath(() => this.#end(cut()));
  }

  get isOpen(): boolean {
    return this.#ended === null;
  }

  async listFolders(): Promise<readonly ListedFolder[]> {
    const listed = await this.ask("LIST", false, () => {
      const { lies, random } = this.server;
      if (random.chance(lies.listEmpty)) return [];
      const folders = [...this.account.folders.values()];
      const short = random.chance(lies.listShort);
      const listed = folders
        .filter(({ path }) => !short || path === "INBOX" || random.chance(0.6))
        .map((folder): ListedFolder => {
          const { profile } = this;
          return {
            path: folder.path,
            delimiter: "/",
            selectable: true,
            specialUse: profile.specialUse ? folder.specialUse : null,
            status: profile.listStatus ? this.#statusOf(folder) : null,
          };
        });
      return hasLabels(this.server) ? [...listed, GMAIL_ROOT] : listed;
    });
    if (listed.length === 0) throw protocol("LIST without folders");
    return listed;
  }

  async *statusFolders(paths: readonly string[]): AsyncGenerator<FolderStatusAnswer> {
    const asked = paths.map((path) =>
      this.ask("STATUS", true, () => this.#statusOf(this.find(path))).then(
        (status): FolderStatusAnswer => ({ path, status }),
        (error: unknown): FolderStatusAnswer => {
          if (error instanceof SyncError && error.scope === "folder" && this.#ended === null) {
            return { path, status: error };
          }
          throw error;
        },
      ),
    );
    // Whoever stops listening early must not leave failures behind.
    for (const answer of asked) answer.catch(() => undefined);
    for (const answer of asked) yield await answer;
  }

  createFolder(path: string): Promise<void> {
    return this.ask("CREATE", true, () => {
      this.#mustBeFree(path);
      this.account.create(path, null);
    });
  }

  renameFolder(from: string, to: string): Promise<void> {
    this.#leave();
    return this.ask("RENAME", true, () => {
      this.find(from);
      this.#mustBeFree(to);
      const moved = [...this.account.folders].filter(
        ([path]) => path === from || path.startsWith(`${from}/`),
      );
      for (const [path, folder] of moved) this.account.rename(folder, to + path.slice(from.length));
    });
  }

  deleteFolder(path: string): Promise<void> {
    this.#leave();
    return this.ask("DELETE", true, () => this.account.delete(this.find(path).path));
  }

  #leave(): void {
    this.#open?.invalidate(NOT_SELECTED);
    this.#open = null;
  }

  #mustBeFree(path: string): void {
    if (!this.account.folders.has(path)) return;
    throw new SyncError("folderExists", { scope: "folder", retry: "never", said: "already exists" });
  }

  async openFolder(path: string, known: KnownFolderState | null): Promise<OpenFolder> {
    this.#leave();
    const opened = await this.ask(`EXAMINE ${path}`, true, () => {
      const folder = this.find(path);
      return new ModelFolder(this, folder, select(this, folder, known));
    });
    this.#open = opened;
    return opened;
  }

  async openForWriting(
    path: string,
    goOn: () => Promise<void> = async () => undefined,
  ): Promise<WritableFolder> {
    this.#leave();
    const opened = await this.ask(`SELECT ${path}`, true, () => {
      const folder = this.find(path);
      if (folder.readOnly) throw readOnly();
      return new WritableModelFolder(this, folder, select(this, folder, null), goOn);
    });
    this.#open = opened;
    return opened;
  }

  appendMessage(path: string, { bytes, flags, internalDate }: NewRemoteMessage): Promise<RemotePlace | null> {
    this.traffic.sent += bytes.length + COMMAND_BYTES;
    const { account, server } = this;
    account.observer?.sends(`APPEND ${path}`);
    return this.ask(`APPEND ${path}`, true, () => {
      const folder = this.find(path);
      if (account.full) throw overQuota();
      if (folder.readOnly) throw readOnly();
      const content = account.contentOf(sha256Of(bytes)) ?? rawContent(server.nextGuid(), bytes);
      const message = account.put(folder, { content, flags, internalDate: server.dateOf(internalDate) });
      account.observer?.writes({ kind: "append", folder, message, add: 0, remove: 0, target: folder });
      const silent = !server.kind.uidPlus || server.random.chance(server.lies.noAppendUid);
      return silent ? null : { uidValidity: folder.uidValidity, uid: message.uid };
    });
  }

  close(): Promise<void> {
    this.#isClosed = this.#ended === null;
    this.#end(cut());
    return Promise.resolve();
  }

  find(path: string): ServerFolder {
    const folder = this.account.folders.get(path);
    if (folder === undefined) throw folderGone();
    return folder;
  }

  /** A command with one answer. */
  ask<T>(what: string, inFolder: boolean, effect: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.send({
        what,
        inFolder,
        run: () => {
          const value = effect();
          return () => resolve(value);
        },
        fail: reject,
      });
    });
  }

  send(command: Command): void {
    if (this.#ended !== null) {
      command.fail(this.#ended);
      return;
    }
    this.#queue.push(command);
    this.#next();
  }

  /** The server, or the network, ends the connection. */
  end(error: SyncError): void {
    this.#end(error);
  }

  /** A connection may break while nothing is asked. */
  mayEndInIdle(): void {
    const { scheduler, random } = this.server;
    const left = this.#endsAt - scheduler.time;
    if (Number.isFinite(left)) {
      scheduler.after(Math.max(0, left), "the token ends", () => this.#end(bye(true)), this.process, true);
    }
    const error = this.#faults.ofIdle();
    if (error === null) return;
    scheduler.after(
      random.below(IDLE_BREAK_MS_MAX),
      "cut in IDLE",
      () => {
        if (this.#faults.isActive) this.#end(error);
      },
      this.process,
      true,
    );
  }

  readonly #cut = (): void => this.#end(cut());

  #end(error: SyncError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    this.account.sessions--;
    this.account.cuts.delete(this.#cut);
    this.server.scheduler.explain(() => `session ${this.number} of ${this.account.address} ends: ${error}`);
    this.#open?.end(error);
    for (const { fail } of this.#queue.splice(0)) this.#answer("ended", () => fail(error));
  }

  #next(): void {
    const command = this.#queue[0];
    if (this.#busy || command === undefined) return;
    this.#busy = true;
    const { scheduler } = this.server;
    scheduler.after(scheduler.latency(), command.what, () => this.#do(command), this.process, true);
  }

  #do(command: Command): void {
    if (this.#ended !== null) {
      // It was on its way when the client left, and nobody hears what came of it.
      if (this.#isClosed && this.server.random.chance(0.5)) this.#doUnheard(command);
      return;
    }
    this.server.commands++;
    this.#count();
    if (this.server.scheduler.time >= this.#endsAt) {
      this.#end(bye(true));
      return;
    }
    const fault = this.#faults.ofCommand(command.inFolder);
    if (fault !== null) {
      this.server.scheduler.note(`${command.what} meets ${fault.kind}`);
      if (fault.kind === "end") this.#end(fault.error);
      else if (fault.kind === "hang") this.#hang();
      else this.#fail(command, fault.error);
      return;
    }
    const wait = this.account.throttledUntil - this.server.scheduler.time;
    if (wait > 0) {
      this.#fail(command, throttled(wait));
      return;
    }
    try {
      const told = command.run();
      // Done, and nobody hears of it.
      if (this.#faults.losesAnswer()) {
        this.#end(cut());
        return;
      }
      if (typeof told === "function") this.#finish(told);
      else this.#row(command, told);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      this.#fail(command, error);
    }
  }

  #doUnheard(command: Command): void {
    try {
      command.run();
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
    }
  }

  /** I11: a session that asks and asks is a loop that never waits. */
  #count(): void {
    const { time } = this.server.scheduler;
    if (time - this.#countedSince > COUNTED_MS) {
      this.#countedSince = time;
      this.#counted = 0;
    }
    if (++this.#counted === COMMANDS_MAX) {
      this.server.broken(`${COMMANDS_MAX} commands of one session within ${COUNTED_MS} ms`);
    }
  }

  #row(command: Command, rows: Rows): void {
    const { scheduler } = this.server;
    const send = (): void => {
      if (this.#ended !== null) return;
      this.server.rows++;
      if (this.#faults.happens("cut")) {
        scheduler.note("cut between rows");
        this.#end(cut());
        return;
      }
      try {
        const row = rows.next();
        if (row === null) this.#finish(rows.end);
        else {
          row();
          scheduler.after(scheduler.latency(), "row", send, this.process);
        }
      } catch (error) {
        if (!(error instanceof SyncError)) throw error;
        this.#fail(command, error);
      }
    };
    scheduler.after(scheduler.latency(), "row", send, this.process);
  }

  #fail(command: Command, error: SyncError): void {
    if (error.code === "throttled") {
      const until = this.server.scheduler.time + (error.retryAfterMs ?? 0);
      this.account.throttledUntil = Math.max(this.account.throttledUntil, until);
    }
    this.#finish(() => command.fail(error));
  }

  #finish(tell: () => void): void {
    this.#queue.shift();
    this.#busy = false;
    if (this.#arrivesAt <= this.server.scheduler.time && this.process.hears()) tell();
    else this.#answer("answer", tell);
    this.#next();
  }

  /** Nothing comes any more; the client gives up after its time. */
  #hang(): void {
    const end = (): void => this.#end(timedOut());
    this.server.hung.add(end);
    this.server.scheduler.after(TIMEOUT_MS, "timeout", end, this.process, true);
  }

  #answer(what: string, tell: () => void): void {
    const { scheduler } = this.server;
    scheduler.after(this.#arrival(), what, tell, this.process);
  }

  /** Answers come in the order they were given. */
  #arrival(): number {
    const { scheduler } = this.server;
    this.#arrivesAt = Math.max(this.#arrivesAt, scheduler.time + scheduler.latency());
    return this.#arrivesAt - scheduler.time;
  }
  #arrivesAt = 0;

  #statusOf(folder: ServerFolder): FolderStatus {
    const { lies, random, kind, scheduler } = this.server;
    const late = random.chance(lies.statusLate) ? scheduler.time - random.below(STATUS_AGE_MS_MAX) : null;
    const told = folder.messages.filter(({ putAt }) => late === null || putAt <= late);
    return {
      uidValidity: random.chance(lies.noUidValidity) ? 0 : folder.uidValidity,
      uidNext: kind.noUidNext ? null : late === null ? folder.uidNext : (told.at(-1)?.uid ?? 0) + 1,
      messages: told.length,
      unseen: told.filter(({ flags }) => !hasFlag(flags, "seen")).length,
      modseq: countsChanges(this.server, folder) ? BigInt(folder.modseq) : null,
      serverId: kind.profile.folderIds ? folder.id : null,
    };
  }
}

/** Every second folder of a server that has such can't count changes. */
export function countsChanges({ kind }: MailServer, folder: ServerFolder): boolean {
  return kind.profile.condstore && !(kind.noModseq && Number(folder.id.slice(1)) % 2 === 0);
}
