// The session of a mailbox that only receives: it reads as any other, and refuses every command that writes, whoever
// gives it. All that works on a mailbox gets its session through here.
import { SyncError } from "../base/sync-error.ts";
import type { MailboxRow } from "./ports/connections.ts";
import type { KnownFolderState, MailSession } from "./ports/mail.ts";

export function sessionFor(mailbox: Pick<MailboxRow, "receiveOnly">, session: MailSession): MailSession {
  return mailbox.receiveOnly === "off" ? session : new ReceiveOnlySession(session);
}

class ReceiveOnlySession implements MailSession {
  readonly #session: MailSession;

  constructor(session: MailSession) {
    this.#session = session;
  }

  get profile(): MailSession["profile"] {
    return this.#session.profile;
  }

  get isOpen(): boolean {
    return this.#session.isOpen;
  }

  get endsAt(): MailSession["endsAt"] {
    return this.#session.endsAt;
  }

  get traffic(): MailSession["traffic"] {
    return this.#session.traffic;
  }

  listFolders() {
    return this.#session.listFolders();
  }

  statusFolders(paths: readonly string[]) {
    return this.#session.statusFolders(paths);
  }

  openFolder(path: string, known: KnownFolderState | null) {
    return this.#session.openFolder(path, known);
  }

  close() {
    return this.#session.close();
  }

  async createFolder(): Promise<never> {
    throw receiveOnly();
  }

  async renameFolder(): Promise<never> {
    throw receiveOnly();
  }

  async deleteFolder(): Promise<never> {
    throw receiveOnly();
  }

  async openForWriting(): Promise<never> {
    throw receiveOnly();
  }

  async appendMessage(): Promise<never> {
    throw receiveOnly();
  }
}

function receiveOnly(): SyncError {
  return new SyncError("receiveOnly", { scope: "mailbox", retry: "never" });
}
