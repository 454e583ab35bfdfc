// A connection that is signed in, as the port's MailSession.
import type { Clock } from "../../base/clock.ts";
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
import { protocolError, refusal } from "./imap-error.ts";
import { ImapFolder } from "./imap-folder.ts";
import { encodeFolderName } from "./modified-utf7.ts";
import { textOf } from "./response-cursor.ts";
import { quote } from "./sign-in.ts";

const LOGOUT_MS_MAX = 1_000;
/** Of all VANISHED of one EXAMINE: a million uids are about 8 MB. */
const VANISHED_BYTES_MAX = 16 * 1024 * 1024;

export class ImapSession implements MailSession {
  readonly profile: ServerProfile;
  readonly #connection: Connection;
  readonly #clock: Clock;
  #open: ImapFolder | null = null;

  constructor(connection: Connection, profile: ServerProfile, clock: Clock) {
    this.#connection = connection;
    this.profile = profile;
    this.#clock = clock;
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

  listFolders(): Promise<readonly ListedFolder[]> {
    return list(this.#connection, this.profile);
  }

  statusFolders(paths: readonly string[]): AsyncIterable<FolderStatusAnswer> {
    return status(this.#connection, this.profile, paths);
  }

  async createFolder(path: string): Promise<void> {
    const name = quote(encodeFolderName(path));
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
    const vanished: string[] = [];
    let vanishedBytes = 0;
    const changed = new Map<number, FlagRow>();
    await this.#connection.send({
      text: `EXAMINE ${quote(encodeFolderName(path))}${parameter}`,
      stage: "folder",
      untagged: (keyword, number, response, cursor) => {
        const text = typeof response[0] === "string" ? response[0] : "";
        if (keyword === "EXISTS") heard.exists = number ?? 0;
        else if (keyword === "OK") hearCode(text, heard);
        else if (keyword === "VANISHED") {
          cursor.value();
          const text = textOf(cursor.value()).replace(/[^\d:,]/g, "");
          vanishedBytes += text.length;
          if (vanishedBytes > VANISHED_BYTES_MAX) throw protocolError("too many vanished messages");
          if (text !== "") vanished.push(text);
        } else if (keyword === "FETCH" && number !== null) {
          const { uid, flags } = parseFetch(number, cursor);
          if (uid > 0 && flags !== null) changed.set(uid, { uid, flags });
        } else return keyword === "FLAGS" || keyword === "RECENT";
        return true;
      },
    });
    const same = resyncing && heard.uidValidity === known.uidValidity;
    const resync = same
      ? { vanished: readVanished(vanished).intersect(known.uids), changed: [...changed.values()] }
      : null;
    this.#open = new ImapFolder(this.#connection, this.profile, this.#clock, {
      path,
      ...heard,
      resync,
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

/** All at once: joined one after the other, a hundred thousand of them would take minutes. */
function readVanished(texts: readonly string[]): UidSet {
  try {
    return UidSet.parse(texts.join(","));
  } catch (error) {
    throw protocolError("vanished messages that are no set of uids", error);
  }
}

/** "* OK [UIDVALIDITY 7] ..." and its kin. No number of theirs has more than twenty digits. */
function hearCode(
  text: string,
  heard: { uidValidity: number; uidNext: number | null; modseq: bigint | null },
): void {
  const [, code, value] = /\[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d{1,20})\]/i.exec(text) ?? [];
  if (code === undefined || value === undefined) return;
  if (/^UIDVALIDITY$/i.test(code)) heard.uidValidity = Number(value);
  else if (/^UIDNEXT$/i.test(code)) heard.uidNext = Number(value);
  else if (value !== "0") heard.modseq = BigInt(value);
}
