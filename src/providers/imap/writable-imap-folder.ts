// One folder, opened for changes (SELECT). Every change is asked once and never repeated here: after a cut nobody knows
// whether it was done, and a reading tells. The folder is left by opening another one, never by CLOSE, which would
// expunge what others have marked.
import { assert } from "../../base/assert.ts";
import type { Clock } from "../../base/clock.ts";
import { SyncError } from "../../base/sync-error.ts";
import type { Flags } from "../../core/flags.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { FlagRow, MovedMessages, ServerProfile, WritableFolder } from "../../engine/ports/mail.ts";
import { expunge } from "./commands/expunge.ts";
import { move } from "./commands/move.ts";
import { store } from "./commands/store.ts";
import type { FolderNames } from "./folder-names.ts";
import { ImapFolder, type OpenedAs } from "./imap-folder.ts";
import type { WritingAbilities } from "./profile.ts";
import type { Changing, Selection } from "./selection.ts";

export interface OpenedForWriting extends OpenedAs {
  readonly permanentFlags: Flags;
}

export class WritableImapFolder extends ImapFolder implements WritableFolder {
  readonly permanentFlags: Flags;
  readonly #selection: Changing;
  readonly #abilities: WritingAbilities;
  readonly #names: FolderNames;

  constructor(
    selection: Selection,
    server: {
      readonly profile: ServerProfile;
      readonly abilities: WritingAbilities;
      readonly names: FolderNames;
    },
    clock: Clock,
    opened: OpenedForWriting,
    goOn: () => Promise<void>,
  ) {
    super(selection, server.profile, clock, opened);
    this.#selection = {
      send: async (...command) => {
        await goOn();
        return selection.send(...command);
      },
    };
    this.#abilities = server.abilities;
    this.#names = server.names;
    this.permanentFlags = opened.permanentFlags;
  }

  async changeFlags(
    uids: UidSet,
    { add, remove }: { readonly add: Flags; readonly remove: Flags },
  ): Promise<readonly FlagRow[]> {
    assert((add & remove) === 0, "a flag is added and removed at once");
    assert(((add | remove) & ~this.permanentFlags) === 0, "a flag that the folder doesn't keep");
    if (add === 0 && remove === 0) return [];
    const told = new Map<number, Flags>();
    const take = (rows: ReadonlyMap<number, Flags>): void => {
      for (const [uid, flags] of rows) told.set(uid, flags);
    };
    if (add !== 0) take(await store(this.#selection, uids, "+FLAGS", add));
    if (remove !== 0) take(await store(this.#selection, uids, "-FLAGS", remove));
    // Servers leave out what was so already (Dovecot): those that are gone are told apart by asking.
    const untold = await this.fetchFlags(uids.without(UidSet.of(told.keys())));
    return [...untold, ...[...told].map(([uid, flags]) => ({ uid, flags }))];
  }

  moveMessages(uids: UidSet, path: string): Promise<MovedMessages> {
    return move(this.#selection, this.#abilities, uids, this.#names.wireNameOf(path));
  }

  async expungeMessages(uids: UidSet): Promise<void> {
    if (!this.#abilities.uidPlus) {
      const said = "the server can't expunge single messages";
      throw new SyncError("refused", { scope: "folder", retry: "never", said });
    }
    await expunge(this.#selection, uids);
  }
}
