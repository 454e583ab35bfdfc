// A folder opened for changes on the model server, as the engine's WritableFolder. A command is done at the server at one
// moment, and its answer may never come.
import { assert } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS, type Flags } from "../core/flags.ts";
import { UidSet } from "../core/uid-set.ts";
import type { FlagRow, MovedMessages, WritableFolder } from "../engine/ports/mail.ts";
import { hasLabels } from "./gmail-labels.ts";
import { folderGone, overQuota, readOnly, refused } from "./mail-refusals.ts";
import type { Arrival, ClientWrite, ServerAccount } from "./mail-server.ts";
import type { ModelSession } from "./mail-session.ts";
import { ModelFolder, type OpenedAs } from "./model-folder.ts";
import type { ServerFolder, ServerMessage } from "./server-folder.ts";

const ALL_FLAGS = Object.values(FLAG_BITS).reduce((all, bit) => all | bit, 0);
const MARK = { add: FLAG_BITS.deleted, remove: 0 } as const;

interface FlagChange {
  readonly add: Flags;
  readonly remove: Flags;
}

export class WritableModelFolder extends ModelFolder implements WritableFolder {
  readonly permanentFlags: Flags;

  readonly #goOn: () => Promise<void>;

  constructor(session: ModelSession, folder: ServerFolder, opened: OpenedAs, goOn: () => Promise<void>) {
    super(session, folder, opened);
    this.#goOn = goOn;
    this.permanentFlags = session.server.kind.keywords ? ALL_FLAGS : ALL_FLAGS & ~FLAG_BITS.forwarded;
  }

  async changeFlags(uids: UidSet, { add, remove }: FlagChange): Promise<readonly FlagRow[]> {
    assert((add & remove) === 0, "a flag is added and removed at once");
    assert(((add | remove) & ~this.permanentFlags) === 0, "a flag that the folder doesn't keep");
    if (uids.isEmpty || (add | remove) === 0) return [];
    if (add !== 0) await this.#store("STORE +FLAGS", uids, { add, remove: 0 });
    if (remove !== 0) await this.#store("STORE -FLAGS", uids, { add: 0, remove });
    return this.fetchFlags(uids);
  }

  async moveMessages(uids: UidSet, path: string): Promise<MovedMessages> {
    const { uidPlus, move } = this.account.server.kind;
    const told = uids.isEmpty ? NOTHING : await this.#transfer(move, uids, path);
    if (!move && !uids.isEmpty) {
      // Where the server names what it copied only that is removed.
      const copied = told.uidValidity === null ? uids : UidSet.of(told.uids.keys());
      if (uidPlus) await this.expungeMessages(copied);
      else await this.#store("STORE +FLAGS.SILENT", copied, MARK);
    }
    return { ...told, removed: move || uidPlus };
  }

  async expungeMessages(uids: UidSet): Promise<void> {
    if (!this.account.server.kind.uidPlus) {
      const said = "the server can't expunge single messages";
      throw new SyncError("refused", { scope: "folder", retry: "never", said });
    }
    await this.#store("STORE +FLAGS.SILENT", uids, MARK);
    await this.#change("EXPUNGE", (folder) => {
      for (const message of messagesOf(folder, uids)) {
        if ((message.flags & FLAG_BITS.deleted) === 0) continue;
        this.#tell("expunge", folder, message);
        this.account.remove(folder, message.uid);
      }
    });
  }

  /** MOVE or COPY. */
  #transfer(move: boolean, uids: UidSet, path: string): Promise<Omit<MovedMessages, "removed">> {
    const kind = move ? "move" : "copy";
    return this.#change(`${kind.toUpperCase()} ${path}`, (folder) => {
      const { account } = this;
      const { kind: server, lies, random } = account.server;
      const target = account.folders.get(path);
      if (target === undefined) throw folderGone();
      const isItself = hasLabels(account.server) && target === folder && target.specialUse !== null;
      if (isItself) account.server.broken(`moved from ${path} to itself`);
      if (account.full) throw overQuota();
      if (target.readOnly) throw readOnly();
      const all = messagesOf(folder, uids);
      const stops = random.chance(lies.movePartly) ? random.below(all.length) : all.length;
      const placed = all.slice(0, stops).map((message) => {
        this.#tell(kind, folder, message, { target });
        const arrival = arrivalOf(account, message);
        const { uid } = move ? account.move(folder, message, target, arrival) : account.put(target, arrival);
        return [message.uid, uid] as const;
      });
      if (stops < all.length) throw refused(true);
      const silent = !server.uidPlus || placed.length === 0 || random.chance(lies.noCopyUid);
      return silent ? NOTHING : { uids: new Map(placed), uidValidity: target.uidValidity };
    });
  }

  #store(what: string, uids: UidSet, { add, remove }: FlagChange): Promise<void> {
    return this.#change(what, (folder) => {
      for (const message of messagesOf(folder, uids)) {
        const flags = (message.flags | add) & ~remove;
        if (flags === message.flags) continue;
        this.#tell("store", folder, message, { add, remove });
        this.account.setFlags(folder, message.uid, flags);
      }
    });
  }

  async #change<T>(what: string, effect: (folder: ServerFolder) => T): Promise<T> {
    await this.#goOn();
    this.account.observer?.sends(what);
    return this.ask(what, effect);
  }

  #tell(
    kind: ClientWrite["kind"],
    folder: ServerFolder,
    message: ServerMessage,
    { add = 0, remove = 0, target = null }: Partial<Pick<ClientWrite, "add" | "remove" | "target">> = {},
  ): void {
    this.account.observer?.writes({ kind, folder, message, add, remove, target });
  }
}

const NOTHING = { uids: new Map<number, number>(), uidValidity: null } as const;

function messagesOf(folder: ServerFolder, uids: UidSet): readonly ServerMessage[] {
  return folder.messages.filter(({ uid }) => uids.has(uid));
}

function arrivalOf({ server }: ServerAccount, { content, flags, internalDate }: ServerMessage): Arrival {
  return { content, flags, internalDate: server.dateOf(internalDate) };
}
