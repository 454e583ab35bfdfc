// A connection that is signed in, as the port's MailSession.
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { SyncError } from "../../base/sync-error.ts";
import type {
  FolderStatusAnswer,
  KnownFolderState,
  ListedFolder,
  MailSession,
  NewRemoteMessage,
  OpenFolder,
  RemotePlace,
  ServerProfile,
  WritableFolder,
} from "../../engine/ports/mail.ts";
import { append } from "./commands/append.ts";
import { list } from "./commands/list.ts";
import { type Selected, select } from "./commands/select.ts";
import { status } from "./commands/status.ts";
import type { Connection } from "./connection.ts";
import { FolderNames } from "./folder-names.ts";
import { refusal } from "./imap-error.ts";
import { ImapFolder } from "./imap-folder.ts";
import type { WritingAbilities } from "./profile.ts";
import { Selection } from "./selection.ts";
import { quoteBytes } from "./sign-in.ts";
import { WritableImapFolder } from "./writable-imap-folder.ts";

const LOGOUT_MS_MAX = 1_000;

interface SignedIn {
  readonly profile: ServerProfile;
  readonly abilities: WritingAbilities;
  /** Of the token, ms. */
  readonly endsAt: number | null;
}

export class ImapSession implements MailSession {
  readonly #server: SignedIn;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #names = new FolderNames();
  #open: ImapFolder | null = null;

  constructor(
    connection: Connection,
    server: SignedIn,
    { clock, log }: { readonly clock: Clock; readonly log: Log },
  ) {
    this.#connection = connection;
    this.#server = server;
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

  get profile(): ServerProfile {
    return this.#server.profile;
  }

  get isOpen(): boolean {
    return this.#connection.ended === null;
  }

  get endsAt(): number | null {
    return this.#server.endsAt;
  }

  get traffic(): { readonly received: number; readonly sent: number } {
    return { received: this.#connection.received, sent: this.#connection.sent };
  }

  async listFolders(): Promise<readonly ListedFolder[]> {
    const { folders, wireNames } = await list(this.#connection, this.profile, this.#log);
    this.#names.learn(wireNames);
    return folders;
  }

  statusFolders(paths: readonly string[]): AsyncIterable<FolderStatusAnswer> {
    return status(this.#connection, this.profile, paths, this.#names);
  }

  async createFolder(path: string): Promise<void> {
    const name = quoteBytes(this.#names.wireNameOf(path));
    await this.#connection.send({ text: `CREATE ${name}`, stage: "folder" });
    // Other clients show only subscribed folders; a server that refuses this has created the folder all the same.
    await this.#connection.send({ text: `SUBSCRIBE ${name}`, stage: "folder" }).catch(() => undefined);
  }

  async renameFolder(from: string, to: string): Promise<void> {
    await this.#leave();
    const [before, after] = [from, to].map((path) => quoteBytes(this.#names.wireNameOf(path)));
    await this.#connection.send({ text: `RENAME ${before} ${after}`, stage: "folder" });
    // Subscriptions don't follow (RFC 3501 section 6.3.9); that of the old name is nothing to anybody.
    await this.#connection.send({ text: `SUBSCRIBE ${after}`, stage: "folder" }).catch(() => undefined);
    await this.#connection.send({ text: `UNSUBSCRIBE ${before}`, stage: "folder" }).catch(() => undefined);
  }

  async deleteFolder(path: string): Promise<void> {
    await this.#leave();
    const name = quoteBytes(this.#names.wireNameOf(path));
    await this.#connection.send({ text: `DELETE ${name}`, stage: "folder" });
    await this.#connection.send({ text: `UNSUBSCRIBE ${name}`, stage: "folder" }).catch(() => undefined);
  }

  async openFolder(path: string, known: KnownFolderState | null): Promise<OpenFolder> {
    const { selection, selected } = await this.#select(path, { command: "EXAMINE", known });
    this.#open = new ImapFolder(selection, this.profile, this.#clock, { path, ...selected });
    return this.#open;
  }

  async openForWriting(
    path: string,
    goOn: () => Promise<void> = async () => undefined,
  ): Promise<WritableFolder> {
    const { selection, selected } = await this.#select(path, { command: "SELECT", known: null });
    if (selected.isReadOnly) {
      const said = "the folder can only be read";
      throw new SyncError("refused", { scope: "folder", retry: "never", said });
    }
    const server = { ...this.#server, names: this.#names };
    const folder = new WritableImapFolder(selection, server, this.#clock, { path, ...selected }, goOn);
    this.#open = folder;
    return folder;
  }

  appendMessage(path: string, message: NewRemoteMessage): Promise<RemotePlace | null> {
    return append(this.#connection, this.#server.abilities, this.#names.wireNameOf(path), message);
  }

  /** Some servers refuse to rename or delete the folder that is open, others end the session. */
  async #leave(): Promise<void> {
    if (this.#open !== null) await this.openFolder("INBOX", null);
  }

  async #select(
    path: string,
    how: Parameters<typeof select>[3],
  ): Promise<{ readonly selection: Selection; readonly selected: Selected }> {
    this.#open?.invalidate();
    this.#open = null;
    const selected = await select(this.#connection, this.profile, this.#names.wireNameOf(path), how);
    return { selection: new Selection(this.#connection, selected.uidValidity), selected };
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
