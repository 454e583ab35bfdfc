// One IMAP session: reads commands with their literals, answers them one after the other.
import type { Socket } from "node:net";
import type { Folder } from "../folder.ts";
import { type Account, type Mailboxes, Refused } from "../mailbox.ts";
import type { SwitchBoard, Switches } from "../switches.ts";
import { COMMANDS, type Outcome } from "./commands.ts";
import { encodeName } from "./folder-name.ts";
import { parseArguments, type Token } from "./parse-command.ts";
import { PROFILES, type Profile, type ProfileName } from "./profiles.ts";
import type { FolderView } from "./view.ts";

const LITERAL_BYTES_MAX = 45 * 1024 * 1024;

export interface VerifiedToken {
  /** "" of an application that signed in as itself. */
  readonly address: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  /** The directory tenant whose mailboxes the application may open. */
  readonly tenantId?: string;
}

export interface ServerContext {
  readonly mailboxes: Mailboxes;
  readonly switches: SwitchBoard;
  readonly profileOf: (address: string) => ProfileName;
  readonly defaultProfile: () => ProfileName;
  /** What a token must be for. */
  readonly scope: string;
  readonly verify: (token: string) => VerifiedToken | null;
  readonly passwordOf: (address: string) => string | null;
  readonly now: () => number;
  /** Every command, without its arguments. */
  readonly heard: (address: string, command: string) => void;
  readonly fetched: (address: string, folder: string, uid: number) => void;
}

export class Session {
  readonly context: ServerContext;
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  /** Bytes in the chunks. */
  #buffered = 0;
  #parts: (string | Buffer)[] = [];
  #literalLeft = -1;
  #turn: Promise<void> = Promise.resolve();
  #closed = false;
  account: Account | null = null;
  /** Asked at every command: a token expires or is revoked, a password is changed. */
  isStillAllowed: () => boolean = () => true;
  view: FolderView | null = null;
  condstore = false;
  qresync = false;
  idleTag: string | null = null;
  /** Takes the next line as the answer to a continuation (AUTHENTICATE). */
  awaiting: ((line: string) => Promise<void>) | null = null;

  constructor(socket: Socket, context: ServerContext) {
    this.#socket = socket;
    this.context = context;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", () => this.#socket.destroy());
    socket.on("close", () => {
      this.#closed = true;
    });
    void this.write(`* ${this.profile.greeting}\r\n`);
  }

  get address(): string {
    return this.account?.person.address ?? "";
  }

  get profile(): Profile {
    return PROFILES[
      this.account === null ? this.context.defaultProfile() : this.context.profileOf(this.address)
    ];
  }

  get switches(): Switches {
    return this.context.switches.of(this.address === "" ? "*" : this.address);
  }

  /** As it is told. */
  uidValidityOf({ uidValidity }: Folder): number {
    return this.switches.oneUidValidity ? 1 : uidValidity;
  }

  offers(capability: string): boolean {
    return this.profile.after.split(" ").includes(capability);
  }

  /** Switched so; whatever opens it for writing gets it read-only. */
  isReadOnly({ path }: Folder): boolean {
    return namesOf(this.switches.readOnlyFolders).includes(path);
  }

  /** A label that its user doesn't show in IMAP. */
  isHidden({ path }: Folder): boolean {
    return namesOf(this.switches.hiddenFolders).includes(path);
  }

  /** Waits while the peer reads slowly. */
  async write(data: string | Buffer): Promise<void> {
    if (this.#closed) return;
    const flowing = typeof data === "string" ? this.#socket.write(data, "latin1") : this.#socket.write(data);
    if (!flowing) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#socket.off("drain", done);
          this.#socket.off("close", done);
          resolve();
        };
        this.#socket.on("drain", done);
        this.#socket.on("close", done);
      });
    }
  }

  async bye(text: string): Promise<void> {
    await this.write(`* BYE ${text}\r\n`);
    this.#socket.end();
    this.#closed = true;
  }

  /** As Exchange does when the token has expired or was revoked. True when the session has ended. */
  async endIfTokenDied(): Promise<boolean> {
    if (this.account === null || this.isStillAllowed()) return false;
    await this.bye("Session invalidated - AccessTokenExpired");
    return true;
  }

  async endIfStale(): Promise<void> {
    if (this.switches.unreachable) this.cut();
    else if (!(await this.endIfTokenDied()) && this.view?.isRenumbered)
      await this.bye("The folder was rebuilt.");
  }

  /** Cuts the connection as a broken network does. */
  cut(): void {
    this.#closed = true;
    this.#socket.destroy();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The selected folder changed under a session in IDLE. */
  async changed(): Promise<void> {
    if (this.idleTag === null || this.view === null) return;
    await this.write(
      this.view.news(this.profile, {
        expunges: true,
        flags: this.profile.pushesFlags,
        qresync: this.qresync,
      }),
    );
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    // A literal that isn't whole yet is only collected: joining it at every chunk would take time by its square.
    if (this.#literalLeft > this.#buffered) return;
    let buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    while (!this.#closed) {
      const rest = this.#literalLeft >= 0 ? this.#takeLiteral(buffer) : this.#takeLine(buffer);
      if (rest === null) break;
      buffer = rest;
    }
    this.#chunks = [buffer];
    this.#buffered = buffer.length;
  }

  /** What follows the literal; null when it isn't whole yet. */
  #takeLiteral(buffer: Buffer): Buffer | null {
    if (buffer.length < this.#literalLeft) return null;
    const literal = buffer.subarray(0, this.#literalLeft);
    const rest = buffer.subarray(this.#literalLeft);
    this.#parts.push(literal);
    this.#literalLeft = -1;
    return rest;
  }

  /** What follows the line; null when it isn't whole yet. */
  #takeLine(buffer: Buffer): Buffer | null {
    const end = buffer.indexOf("\r\n");
    if (end < 0) {
      if (buffer.length > this.profile.lineBytesMax) void this.bye("Command line too long.");
      return null;
    }
    const line = buffer.toString("latin1", 0, end);
    // Where neither LITERAL+ nor LITERAL- is offered "{5+}" is no literal.
    const { before, after } = this.profile;
    const isOffered = / LITERAL[+-]/.test(`${before} ${after}`);
    const literal = (isOffered ? /\{(\d+)(\+?)\}$/ : /\{(\d+)()\}$/).exec(line);
    this.#parts.push(literal === null ? line : line.slice(0, literal.index));
    if (literal !== null) {
      this.#literalLeft = Number(literal[1]);
      if (this.#literalLeft > LITERAL_BYTES_MAX) this.#refuseLiteral(literal[2] === "");
      else if (literal[2] === "") void this.write("+ Ready for additional command text.\r\n");
    } else {
      const parts = this.#parts;
      this.#parts = [];
      this.#turn = this.#turn.then(() => this.#take(parts)).catch(() => this.cut());
    }
    return buffer.subarray(end + 2);
  }

  /** A client that has asked is told no; one that sends it anyhow is told goodbye (RFC 7888 section 4). */
  #refuseLiteral(asked: boolean): void {
    const said = "Maximum size of appendable message has been exceeded.";
    const tag = /^\S+/.exec(String(this.#parts[0]))?.[0] ?? "*";
    this.#parts = [];
    this.#literalLeft = -1;
    if (!asked) void this.bye(said);
    else this.#turn = this.#turn.then(() => this.write(`${tag} NO ${said}\r\n`));
  }

  async #take(parts: readonly (string | Buffer)[]): Promise<void> {
    if (this.#closed) return;
    const first = typeof parts[0] === "string" ? parts[0] : "";
    if (this.awaiting !== null) {
      const take = this.awaiting;
      this.awaiting = null;
      return take(first);
    }
    if (this.idleTag !== null) {
      if (!/^done$/i.test(first)) return;
      const tag = this.idleTag;
      this.idleTag = null;
      return this.write(`${tag} OK IDLE completed.\r\n`);
    }
    const match = /^(\S+) (UID )?([A-Za-z]+)(?: |$)/.exec(first);
    if (match === null) return this.write("* BAD Command Error. 10\r\n");
    const [whole, tag = "*", uid, name = ""] = match;
    if (first.length > this.profile.lineBytesMax) return this.write(`${tag} BAD Command line too long.\r\n`);
    await this.#run(
      tag,
      name.toUpperCase(),
      uid !== undefined,
      parseArguments([first.slice(whole.length), ...parts.slice(1)]),
    );
  }

  async #run(tag: string, name: string, uid: boolean, args: readonly Token[]): Promise<void> {
    this.context.heard(this.address, `${uid ? "UID " : ""}${name}`);
    const refused = await this.#faults(tag, name);
    if (refused) return;
    const command = COMMANDS[name];
    if (command === undefined) return this.write(`${tag} BAD Command Error. 10\r\n`);
    if (command.needs !== "nothing" && this.account === null) {
      return this.write(`${tag} BAD Command received in Invalid state.\r\n`);
    }
    if (command.needs === "folder" && this.view === null) {
      return this.write(`${tag} BAD Command received in Invalid state.\r\n`);
    }
    let outcome: Outcome;
    try {
      outcome = await command.run(this, { tag, uid, args, name });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      outcome = `NO ${encodeName(error.message)}`;
    }
    if (outcome === null || this.#closed) return;
    const quiet = !uid && (name === "FETCH" || name === "STORE" || name === "SEARCH");
    const news =
      this.view?.news(this.profile, { expunges: !quiet, flags: true, qresync: this.qresync }) ?? "";
    await this.write(`${news}${tag} ${outcome}\r\n`);
  }

  /** True when a switch has already answered. */
  async #faults(tag: string, name: string): Promise<boolean> {
    const switches = this.switches;
    if (switches.unreachable) {
      this.cut();
      return true;
    }
    if (switches.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, switches.latencyMs));
    if (this.account === null || name === "LOGOUT") return false;
    if (await this.endIfTokenDied()) return true;
    if (switches.bye) {
      await this.bye("Connection closed. 14");
      return true;
    }
    if (switches.sessionExpired) {
      await this.bye("Session invalidated - AccessTokenExpired");
      return true;
    }
    const refused = this.#refusalOf(name);
    if (refused !== null) await this.write(`${tag} ${refused}\r\n`);
    return refused !== null;
  }

  /** What a switch answers to a command. */
  #refusalOf(name: string): string | null {
    const { switches, profile } = this;
    const { throttled, imapOff, imapOffAtLogin } = profile.sayings;
    if (switches.throttledMs > 0) return throttled(switches.throttledMs);
    if (switches.serverUnavailable) return "NO Server Unavailable. 15";
    if (switches.imapOff && !imapOffAtLogin) return imapOff;
    if (switches.fetchRefused && name === "FETCH") return "BAD Command Argument Error. 11";
    return null;
  }
}

function namesOf(list: string): readonly string[] {
  return list.split(",").map((name) => name.trim());
}

export function selected(session: Session): FolderView {
  if (session.view === null) throw new Error("no folder is selected");
  return session.view;
}
