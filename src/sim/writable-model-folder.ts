// A folder opened for changes on the model server, as the engine's WritableFolder. A command is done at the server at one
// moment, and its answer may never come.
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS, type Flags } from "../core/flags.ts";
import type { UidSet } from "../core/uid-set.ts";
import type { FlagRow, MovedMessages, WritableFolder } from "../engine/ports/mail.ts";
import { folderGone } from "./mail-refusals.ts";
import type { ServerAccount } from "./mail-server.ts";
import { ModelFolder } from "./model-folder.ts";
import type { ServerFolder, ServerMessage } from "./server-folder.ts";

const ALL_FLAGS = Object.values(FLAG_BITS).reduce((all, bit) => all | bit, 0);

export class WritableModelFolder extends ModelFolder implements WritableFolder {
  readonly permanentFlags: Flags = ALL_FLAGS;

  async changeFlags(
    uids: UidSet,
    { add, remove }: { readonly add: Flags; readonly remove: Flags },
  ): Promise<readonly FlagRow[]> {
    if (uids.isEmpty || (add | remove) === 0) return [];
    if (add !== 0) await this.#store("STORE +FLAGS", uids, (flags) => flags | add);
    if (remove !== 0) await this.#store("STORE -FLAGS", uids, (flags) => flags & ~remove);
    return this.fetchFlags(uids);
  }

  async moveMessages(uids: UidSet, path: string): Promise<MovedMessages> {
    const { uidPlus } = this.account.server.kind;
    if (uids.isEmpty) return { uids: new Map(), uidValidity: null, removed: uidPlus };
    const places = await this.ask(uidPlus ? `MOVE ${path}` : `COPY ${path}`, (folder) => {
      const target = this.account.folders.get(path);
      if (target === undefined) throw folderGone();
      const moved = messagesOf(folder, uids).map((message) => {
        if (uidPlus) folder.remove(message.uid);
        return [message.uid, putAgain(this.account, target, message)] as const;
      });
      return { moved, uidValidity: moved.length === 0 ? null : target.uidValidity };
    });
    if (uidPlus) return { uids: new Map(places.moved), uidValidity: places.uidValidity, removed: true };
    await this.#store("STORE +FLAGS.SILENT", uids, (flags) => flags | FLAG_BITS.deleted);
    return { uids: new Map(), uidValidity: null, removed: false };
  }

  async expungeMessages(uids: UidSet): Promise<void> {
    if (!this.account.server.kind.uidPlus) {
      const said = "the server can't expunge single messages";
      throw new SyncError("refused", { scope: "folder", retry: "never", said });
    }
    await this.#store("STORE +FLAGS.SILENT", uids, (flags) => flags | FLAG_BITS.deleted);
    await this.ask("EXPUNGE", (folder) => {
      for (const { uid, flags } of messagesOf(folder, uids)) {
        if ((flags & FLAG_BITS.deleted) !== 0) folder.remove(uid);
      }
    });
  }

  #store(what: string, uids: UidSet, change: (flags: Flags) => Flags): Promise<void> {
    return this.ask(what, (folder) => {
      for (const { uid, flags } of messagesOf(folder, uids)) {
        if (change(flags) !== flags) folder.setFlags(uid, change(flags));
      }
    });
  }
}

function messagesOf(folder: ServerFolder, uids: UidSet): readonly ServerMessage[] {
  return folder.messages.filter(({ uid }) => uids.has(uid));
}

/** Answers its uid. */
function putAgain(account: ServerAccount, target: ServerFolder, message: ServerMessage): number {
  const { content, flags, internalDate } = message;
  return account.put(target, { content, flags, internalDate }).uid;
}
