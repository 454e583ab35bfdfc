// A connection that is signed in, as the port's MailSession.
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { UidSet } from "../../core/uid-set.ts";
import type {
  FlagRow,
  FolderStatusAnswer,
  KnownFolderState,
  ListedFolder,
  MailSession,
  OpenFolder,
  ServerProfile,
} from "../../engine/ports/mail.ts";
import { parseFetch } from "./commands/fetch.ts";
import { list } from "./commands/list.ts";
import { status } from "./commands/status.ts";
import type { Connection } from "./connection.ts";
import { refusal } from "./imap-error.ts";
import { ImapFolder } from "./imap-folder.ts";
import { encodeFolderName } from "./modified-utf7.ts";
import { textOf } from "./response-cursor.ts";
import { quoteBytes } from "./sign-in.ts";

const LOGOUT_MS_MAX = 1_000;

export class ImapSession implements MailSession {
  readonly profile: ServerProfile;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #log: Log;
  #open: ImapFolder | null = null;
  /** Names that the last LIST gave otherwise than we would write them. */
  #wireNames: ReadonlyMap<string, string> = new Map();

  constructor(connection: Connection, profile: ServerProfile, { clock, log }: { clock: Clock; log: Log }) {
    this.#connection = connection;
    this.profile = profile;
    this.#clock = clock;
    this.#log = log;
    connection.listener = (keyword, number, response) => {
      const text = typeof response[0] === "string" ? response[0] : "";
      // Exchange ends the mailbox's session with an untagged BAD.
      if (keyword === "BAD" && /not connected/i.test(text))
        connection.destroy(refusal(text, "command", "BAD"));
      this.#open?.hear(keyword, number, text);
    };
  }

  get traffic(): { readonly received: number; readonly sent: number } {
    return { received: this.#connection.received, sent: this.#connection.sent };
  }

  async listFolders(): Promise<readonly ListedFolder[]> {
    const { folders, wireNames } = await list(this.#connection, this.profile, this.#log);
    this.#wireNames = wireNames;
    return folders;
  }

  statusFolders(paths: readonly string[]): AsyncIterable<FolderStatusAnswer> {
    return status(this.#connection, this.profile, paths, (path) => this.#wireOf(path));
  }

  #wireOf(path: string): string {
    return this.#wireNames.get(path) ?? encodeFolderName(path);
  }

  async createFolder(path: string): Promise<void> {
    const name = quoteBytes(encodeFolderName(path));
    await this.#connection.send({ text: `CREATE ${name}`, stage: "folder" });
    // Other clients show only subscribed folders; a server that refuses this has created the folder all the same.
    await this.#connection.send({ text: `SUBSCRIBE ${name}`, stage: "folder" }).catch(() => undefined);
  }

  async openFolder(path: string, known: KnownFolderState | null): Promise<OpenFolder> {
    this.#open?.invalidate();
    this.#open = null;
    const resyncing =
      this.profile.qresync && known !== null && known.modseq !== null && known.uidValidity > 0;
    const parameter = resyncing
      ? ` (QRESYNC (${known.uidValidity} ${known.modseq}))`
      : this.profile.condstore
        ? " (CONDSTORE)"
        : "";
    const heard = {
      exists: 0,
      uidValidity: 0,
      uidNext: null as number | null,
      modseq: null as bigint | null,
    };
    let vanished = UidSet.empty;
    const changed: FlagRow[] = [];
    await this.#connection.send({
      text: `EXAMINE ${quoteBytes(this.#wireOf(path))}${parameter}`,
      stage: "folder",
      untagged: (keyword, number, response, cursor) => {
        const text = typeof response[0] === "string" ? response[0] : "";
        if (keyword === "EXISTS") heard.exists = number ?? 0;
        else if (keyword === "OK") hearCode(text, heard);
        else if (keyword === "VANISHED") {
          cursor.value();
          vanished = vanished.union(UidSet.parse(textOf(cursor.value()).replace(/[^\d:,]/g, "")));
        } else if (keyword === "FETCH" && number !== null) {
          const { uid, flags } = parseFetch(number, cursor);
          if (uid > 0 && flags !== null) changed.push({ uid, flags });
        } else return keyword === "FLAGS" || keyword === "RECENT";
        return true;
      },
    });
    const same = resyncing && heard.uidValidity === known.uidValidity;
    this.#open = new ImapFolder(this.#connection, this.profile, this.#clock, {
      path,
      ...heard,
      resync: same ? { vanished: vanished.intersect(known.uids), changed } : null,
    });
    return this.#open;
  }

  async close(): Promise<void> {
    if (this.#connection.ended === null) {
      const timer = new AbortController();
      await Promise.race([
        this.#connection.send({ text: "LOGOUT", stage: "command" }).catch(() => undefined),
        this.#clock.sleep(LOGOUT_MS_MAX, timer.signal),
      ]);
      timer.abort();
    }
    this.#connection.destroy();
  }
}

/** "* OK [UIDVALIDITY 7] ..." and its kin. */
function hearCode(
  text: string,
  heard: { uidValidity: number; uidNext: number | null; modseq: bigint | null },
): void {
  const [, code, value] = /\[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d+)\]/i.exec(text) ?? [];
  if (code === undefined || value === undefined) return;
  if (/^UIDVALIDITY$/i.test(code)) heard.uidValidity = Number(value);
  else if (/^UIDNEXT$/i.test(code)) heard.uidNext = Number(value);
  else if (value !== "0") heard.modseq = BigInt(value);
}
