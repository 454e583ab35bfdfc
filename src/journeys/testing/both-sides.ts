// People at work on both sides of a mailbox at a real server, at random; and what each side then holds.
import { FLAG_BITS } from "../../core/flags.ts";
import type { Dovecot } from "../../providers/testing/dovecot.ts";
import { inClient } from "./in-client.ts";
import { type ActByName, type SyncedMailbox, sha256 } from "./synced-mailbox.ts";

/** App folder -> "hash flags" of all it holds, sorted. */
export type Side = Readonly<Record<string, readonly string[]>>;

/** App folder -> the server's. */
export const FOLDERS: Readonly<Record<string, string>> = {
  Inbox: "INBOX",
  Archive: "Archive",
  Deleted: "Trash",
};

/** Word of the subjects of messages that are moved there; all others are moved here. Of two MOVEs of one message in the
 *  same moment Dovecot does both, each by what its session saw last, and the message lies there twice: nobody could tell
 *  that from a copy that was meant. */
const MOVED_THERE = "theirs";

export function letterSubject(n: number): string {
  return `Letter ${n} ${n % 2 === 0 ? "ours" : MOVED_THERE}`;
}

export class BothSides {
  readonly #account: { readonly dovecot: Dovecot; readonly user: string };
  readonly #mailbox: SyncedMailbox;
  readonly #random: () => number;

  constructor(dovecot: Dovecot, user: string, mailbox: SyncedMailbox, random: () => number) {
    this.#account = { dovecot, user };
    this.#mailbox = mailbox;
    this.#random = random;
  }

  async there(): Promise<Side> {
    const found: Record<string, readonly string[]> = {};
    for (const [name, path] of Object.entries(FOLDERS)) {
      found[name] = await inClient({ ...this.#account, folder: path }, async (client) => {
        const rows: string[] = [];
        for await (const { source, flags } of client.fetch("1:*", { source: true, flags: true })) {
          const names = [...(flags ?? [])].filter((flag) => flag !== "\\Recent");
          rows.push(`${sha256(source ?? new Uint8Array())} ${names.map(plain).sort().join(",")}`);
        }
        return rows.sort();
      });
    }
    return found;
  }

  async here(): Promise<Side> {
    const found = [...(await this.#mailbox.here())];
    return Object.fromEntries(
      found.map(([name, copies]) => [
        name,
        copies.map((copy) => `${copy.sha256} ${[...copy.flags].sort().join(",")}`).sort(),
      ]),
    );
  }

  /** Nothing waits, and both hold the same. */
  async areEqual(): Promise<boolean> {
    return (
      (await this.#mailbox.openChanges()) === 0 &&
      JSON.stringify(await this.here()) === JSON.stringify(await this.there())
    );
  }

  /** Somebody here, or with another mail program there. */
  async act(): Promise<void> {
    await (this.#random() < 0.7 ? this.#somebodyHere() : this.#somebodyThere());
  }

  #pick<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.#random() * all.length)];
  }

  async #somebodyThere(): Promise<void> {
    const paths = Object.values(FOLDERS);
    const [from, to] = [this.#pick(paths) ?? "INBOX", this.#pick(paths) ?? "INBOX"];
    await inClient({ ...this.#account, folder: from }, async (client) => {
      const moves = this.#random() < 0.4 && from !== to;
      const which = moves ? { subject: MOVED_THERE } : { all: true };
      const uid = this.#pick((await client.search(which, { uid: true })) || []);
      if (uid === undefined) return;
      const range = String(uid);
      if (moves) await client.messageMove(range, to, { uid: true });
      else if (this.#random() < 0.5) await client.messageFlagsAdd(range, ["\\Flagged"], { uid: true });
      else await client.messageFlagsRemove(range, ["\\Seen"], { uid: true });
    });
  }

  async #somebodyHere(): Promise<void> {
    const from = this.#pick(Object.keys(FOLDERS)) ?? "Inbox";
    const shown = await this.#mailbox.shown(from);
    const some = shown.filter(() => this.#random() < 0.15);
    const to = this.#pick(Object.keys(FOLDERS).filter((name) => name !== from)) ?? "Archive";
    const acts: readonly ActByName[] = [
      { kind: "move", from, to },
      { kind: "flags", add: FLAG_BITS.seen, remove: 0 },
      { kind: "flags", add: 0, remove: FLAG_BITS.flagged },
    ];
    const act = this.#pick(acts) ?? { kind: "flags", add: 1, remove: 0 };
    const meant = some.filter(({ subject }) => act.kind !== "move" || !subject.includes(MOVED_THERE));
    if (meant.length === 0) return;
    const ids = meant.map(({ id }) => id);
    const actId = await this.#mailbox.act(act, ids);
    if (this.#random() < 0.2) await this.#mailbox.undo(actId);
  }
}

/** The messages of a side, wherever they lie and whatever their flags: doubles stay doubles. */
export function hashesOf(side: Side): readonly string[] {
  return Object.values(side)
    .flat()
    .map((row) => row.split(" ")[0] ?? "")
    .sort();
}

function plain(flag: string): string {
  return flag.replace(/^[\\$]/, "").toLowerCase();
}
