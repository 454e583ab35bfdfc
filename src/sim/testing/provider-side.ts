// What people at the provider do in a story. Messages are called by their numbers; the checkers are told, as they are
// of what people do in random histories.
import { type MailContent, mailContent } from "../mail-content.ts";
import type { ServerAccount } from "../mail-server.ts";
import type { ServerFolder, ServerMessage } from "../server-folder.ts";
import { WORLD_START } from "../sim-process.ts";
import { numberIn } from "./mail-in-words.ts";

const DAY = 24 * 3_600_000;

export interface Delivery {
  /** Of its INTERNALDATE. */
  readonly ageDays?: number;
  readonly flags?: number;
  /** By default its own. */
  readonly content?: MailContent;
}

export class ProviderSide {
  readonly #account: ServerAccount;
  #messages = 0;

  constructor(account: ServerAccount) {
    this.#account = account;
  }

  folder(path: string): ServerFolder {
    return this.#account.folder(path);
  }

  /** A message comes into a folder; they are numbered from 1. */
  deliver(path: string, { ageDays = 0, flags = 0, content }: Delivery = {}): ServerMessage {
    const own = content ?? this.newContent();
    const internalDate = WORLD_START - ageDays * DAY;
    return this.#account.put(this.folder(path), { content: own, flags, internalDate });
  }

  /** Of the next message; `like` is the number of one that it has the headers of. */
  newContent({ like }: { readonly like?: number } = {}): MailContent {
    const number = ++this.#messages;
    return mailContent(this.#account.server.nextGuid(), {
      messageId: `m${like ?? number}@adatum.example`,
      date: "Wed, 25 Nov 2026 08:00:00 +0000",
      from: "eva@adatum.example",
      subject: `Subject ${like ?? number}`,
      body: `Body ${number}`,
    });
  }

  /** Of what a program here makes: called by its name. */
  madeHere(name: string, body = `Body of ${name}`): MailContent {
    return mailContent(this.#account.server.nextGuid(), {
      ...{ messageId: `${name}@contoso.example`, date: "Wed, 25 Nov 2026 08:00:00 +0000" },
      ...{ from: "ada@contoso.example", subject: `Subject ${name}`, body },
    });
  }

  /** Without Message-ID, Date and From: it has nothing but its subject and its bytes. */
  bareContent(name = "1"): MailContent {
    const number = ++this.#messages;
    return mailContent(this.#account.server.nextGuid(), {
      ...{ messageId: null, date: null, from: null },
      ...{ subject: `Subject ${name}`, body: `Body ${number}` },
    });
  }

  /** Differs after every write. */
  get state(): string {
    return [...this.#account.folders.values()]
      .map(({ id, path, uidValidity, uidNext, modseq }) => [id, path, uidValidity, uidNext, modseq].join(" "))
      .join("\n");
  }

  find(number: number | string, path: string): ServerMessage {
    const found = this.folder(path).messages.find(({ content }) => numberIn(content) === String(number));
    if (found === undefined) throw new Error(`message ${number} is not in ${path} at the provider`);
    return found;
  }

  /** Of the newest that has this number. */
  bodyOf(number: number | string, path: string): string {
    const found = this.folder(path).messages.findLast(({ content }) => numberIn(content) === String(number));
    const text = Buffer.from(found?.content.bytes ?? "").toString();
    return text.slice(text.indexOf("\r\n\r\n") + 4).trim();
  }

  mark(
    number: number | string,
    path: string,
    { add = 0, remove = 0 }: { add?: number; remove?: number },
  ): void {
    const message = this.find(number, path);
    this.#touch(message);
    this.#account.setFlags(this.folder(path), message.uid, (message.flags | add) & ~remove);
  }

  move(number: number | string, path: string, to: string): ServerMessage {
    const message = this.find(number, path);
    this.#touch(message);
    return this.#account.move(this.folder(path), message, this.folder(to), message);
  }

  copy(number: number | string, path: string, to: string): ServerMessage {
    const message = this.find(number, path);
    this.#touch(message);
    return this.#account.put(this.folder(to), message);
  }

  expunge(number: number | string, path: string): void {
    const message = this.find(number, path);
    this.#touch(message);
    this.#account.remove(this.folder(path), message.uid);
  }

  /** The server is rebuilt: the folder's uids begin anew. */
  renumber(
    path: string,
    order: (messages: readonly ServerMessage[]) => readonly ServerMessage[] = (all) => all,
  ): void {
    const folder = this.folder(path);
    this.#account.renumber(folder, order(folder.messages));
  }

  #touch(message: ServerMessage): void {
    this.#account.observer?.touched(message);
  }
}
