// One SMTP connection to a submission server (RFC 6409): greeting, EHLO, STARTTLS, AUTH, one message.
// One command at a time: whatever comes without having been asked for ends the connection, and so does plain text
// behind the go-ahead to STARTTLS (CVE-2011-0411 and its family).
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { domainToASCII } from "node:url";
import { SyncError } from "../../base/sync-error.ts";
import type { Envelope } from "../../core/outgoing-message.ts";
import type { Credential, OpenOptions, ServerAddress } from "../../engine/ports/mail.ts";
import type { Handover, HandoverOutcome } from "../../engine/ports/sending.ts";
import { connectionError, withoutSecrets } from "../net/connection-error.ts";
import { type Network, openSocket, secureSocket } from "../net/open-socket.ts";
import { type Reply, smtpProtocolError, smtpRefusal } from "./smtp-error.ts";

const SILENCE_MS_MAX = 30_000;
/** After the last line of a message (RFC 5321 section 4.5.3.2.6). */
const TAKING_MS = 10 * 60_000;
/** RFC 5321 section 4.5.3.1.5 has 512; servers are longer. */
const REPLY_BYTES_MAX = 64 * 1024;

type Password = Extract<Credential, { kind: "password" }>;
type Bearer = Extract<Credential, { kind: "bearer" }>;

interface SignInAnswer {
  readonly last: Reply;
  /** What was sent and must not come back in a log. */
  readonly secrets: readonly string[];
}

export class SmtpConnection {
  readonly #server: ServerAddress;
  readonly #network: Network;
  #socket: Socket | TLSSocket;
  #heard = "";
  #waiting: ((reply: Reply | SyncError) => void) | null = null;
  #ended: SyncError | null = null;
  #extensions: ReadonlyMap<string, string> = new Map();

  private constructor(server: ServerAddress, network: Network, socket: Socket | TLSSocket) {
    this.#server = server;
    this.#network = network;
    this.#socket = socket;
    this.#listen();
  }

  /** As far as a sign-in may begin. Rejects with SyncError. */
  static async open(server: ServerAddress, network: Network, options: OpenOptions): Promise<SmtpConnection> {
    const { signal, reached } = options;
    const socket = await openSocket(server, network, options);
    const connection = new SmtpConnection(server, network, socket);
    const abort = (): void => connection.close();
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    try {
      const greeting = await connection.#reply();
      if (greeting.code !== 220) throw smtpRefusal(greeting, "greeting");
      await connection.#hello();
      reached?.("greeting");
      if (server.security === "starttls") await connection.#startTls(reached);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Rejects with SyncError. */
  async signIn(credential: Credential): Promise<void> {
    const mechanisms = (this.#extensions.get("AUTH") ?? "").toUpperCase().split(" ");
    if (/\p{Cc}/u.test(credential.user)) throw smtpProtocolError("a user name with control characters");
    const { last, secrets } =
      credential.kind === "bearer"
        ? await this.#byToken(credential, mechanisms)
        : await this.#byPassword(credential, mechanisms);
    if (last.code === 235) return;
    const { code, lines } = last;
    throw smtpRefusal({ code, lines: lines.map((line) => withoutSecrets(line, secrets)) }, "signIn");
  }

  /** PLAIN (RFC 4616), or LOGIN for servers that have nothing else. */
  async #byPassword({ user, password }: Password, mechanisms: readonly string[]): Promise<SignInAnswer> {
    if (mechanisms.includes("PLAIN")) {
      const secret = base64(`\0${user}\0${password}`);
      return { last: await this.#ask(`AUTH PLAIN ${secret}`), secrets: [secret] };
    }
    if (!mechanisms.includes("LOGIN")) throw notTaken("passwords");
    const secrets = [base64(user), base64(password)];
    let last = await this.#ask("AUTH LOGIN");
    for (const secret of secrets) if (last.code === 334) last = await this.#ask(secret);
    return { last, secrets };
  }

  /** XOAUTH2: learn.microsoft.com "Authenticate an IMAP, POP or SMTP connection using OAuth", developers.google.com
   *  "OAuth 2.0 Mechanism". A refusal is explained in a challenge first. */
  async #byToken({ user, token }: Bearer, mechanisms: readonly string[]): Promise<SignInAnswer> {
    if (!mechanisms.includes("XOAUTH2")) throw notTaken("tokens");
    const secret = base64(`user=${user}\x01auth=Bearer ${token}\x01\x01`);
    const first = await this.#ask(`AUTH XOAUTH2 ${secret}`);
    const last = first.code === 334 ? await this.#ask("") : first;
    return { last, secrets: [secret, token] };
  }

  /** One message to all its recipients, or to none. Rejects with SyncError where it certainly wasn't sent. */
  async hand({ envelope, bytes, handing }: Handover): Promise<HandoverOutcome> {
    const parameters = this.#parameters(envelope, bytes);
    await this.#must(`MAIL FROM:<${asciiDomain(envelope.from)}>${parameters}`, [250]);
    const refused: { readonly address: string; readonly said: string }[] = [];
    for (const address of envelope.to) {
      const reply = await this.#ask(`RCPT TO:<${asciiDomain(address)}>`);
      if (reply.code === 250 || reply.code === 251) continue;
      // Refused for now, for good by the next try; a server that can't take any more is no word about this one.
      if (reply.code < 550 || reply.code > 553) throw smtpRefusal(reply, "message");
      refused.push({ address, said: `${reply.code} ${reply.lines.join(" ")}` });
    }
    if (refused.length > 0) {
      const said = [...new Set(refused.map((each) => each.said))].join("; ");
      return { kind: "refusedRecipients", recipients: refused.map(({ address }) => address), said };
    }
    await this.#must("DATA", [354]);
    await handing();
    const reply = await this.#deliver(bytes);
    if (reply !== null && reply.code >= 400 && reply.code < 600) throw smtpRefusal(reply, "message");
    return { kind: reply !== null && reply.code >= 200 && reply.code < 300 ? "taken" : "unknown" };
  }

  #parameters({ from, to }: Envelope, bytes: Uint8Array): string {
    const has = (name: string): boolean => this.#extensions.has(name);
    const sizeMax = Number(this.#extensions.get("SIZE") ?? 0);
    if (sizeMax > 0 && bytes.length > sizeMax) {
      throw smtpRefusal(
        { code: 552, lines: [`5.3.4 message too large, ${sizeMax} bytes at most`] },
        "message",
      );
    }
    const isUtf8 = [from, ...to].some((address) => !isAscii(asciiDomain(address)));
    if (isUtf8 && !has("SMTPUTF8")) {
      throw smtpRefusal(
        { code: 553, lines: ["5.6.7 the server takes no addresses with such letters"] },
        "message",
      );
    }
    return [
      has("SIZE") ? ` SIZE=${bytes.length}` : "",
      has("8BITMIME") && bytes.some((byte) => byte > 127) ? " BODY=8BITMIME" : "",
      isUtf8 ? " SMTPUTF8" : "",
    ].join("");
  }

  async #must(line: string, codes: readonly number[]): Promise<void> {
    const reply = await this.#ask(line);
    if (!codes.includes(reply.code)) throw smtpRefusal(reply, "message");
  }

  /** Null when the connection ended before the answer. */
  async #deliver(bytes: Uint8Array): Promise<Reply | null> {
    try {
      for (const piece of dotStuffed(bytes)) {
        if (this.#ended !== null) throw this.#ended;
        if (!this.#socket.write(piece)) await this.#drained();
      }
      return await this.#reply(TAKING_MS);
    } catch (error) {
      if (error instanceof SyncError) return null;
      throw error;
    }
  }

  #drained(): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.close(), TAKING_MS);
      const done = (): void => {
        clearTimeout(timer);
        socket.off("drain", done).off("close", done);
        resolve();
      };
      socket.on("drain", done).on("close", done);
    });
  }

  /** Ends politely, without waiting for the answer. */
  leave(): void {
    if (this.#ended === null) this.#socket.end("QUIT\r\n");
    this.#end(closed());
  }

  close(): void {
    this.#end(closed());
    this.#socket.destroy();
  }

  async #hello(): Promise<void> {
    // An address literal of nowhere: our own name is nobody's business, and often none that resolves.
    const reply = await this.#ask("EHLO [127.0.0.1]");
    if (reply.code !== 250) throw smtpRefusal(reply, "greeting");
    // "AUTH=LOGIN" is how servers wrote it before RFC 2554.
    const pairs = reply.lines.slice(1).map((line) => /^([^\s=]+)[ =]?(.*)$/.exec(line) ?? ["", "", ""]);
    this.#extensions = new Map(pairs.map(([, name = "", rest = ""]) => [name.toUpperCase(), rest]));
  }

  async #startTls(reached: OpenOptions["reached"]): Promise<void> {
    if (!this.#extensions.has("STARTTLS")) throw tlsMissing("STARTTLS is not offered");
    const reply = await this.#ask("STARTTLS");
    if (reply.code !== 220) throw tlsMissing("STARTTLS was refused");
    reached?.("starttls");
    if (this.#heard !== "") throw smtpProtocolError("the server sent text behind STARTTLS before TLS began");
    this.#socket = await secureSocket(this.#socket, this.#server, this.#network);
    this.#listen();
    reached?.("tls");
    // What was said in clear text counts no longer (RFC 3207 section 4.2).
    await this.#hello();
  }

  async #ask(line: string): Promise<Reply> {
    if (this.#ended !== null) throw this.#ended;
    if (this.#heard !== "") throw smtpProtocolError("the server said what it was not asked");
    this.#socket.write(`${line}\r\n`, "utf8");
    return this.#reply();
  }

  #reply(within = SILENCE_MS_MAX): Promise<Reply> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new SyncError("disconnected", { scope: "mailbox", retry: "later", said: "silence" }));
      }, within);
      this.#waiting = (answer) => {
        clearTimeout(timer);
        this.#waiting = null;
        if (answer instanceof SyncError) reject(answer);
        else resolve(answer);
      };
      this.#take();
    });
  }

  #listen(): void {
    this.#socket.on("data", (chunk: Buffer) => {
      this.#heard += chunk.toString("latin1");
      if (this.#heard.length > REPLY_BYTES_MAX) this.#end(smtpProtocolError("an answer without an end"));
      else this.#take();
    });
    this.#socket.on("error", (error) => this.#end(connectionError(error, true)));
    this.#socket.on("close", () => this.#end(connectionError(new Error("the server closed"), true)));
  }

  /** One reply: lines "250-..." and a last one "250 ..." (RFC 5321 section 4.2.1). */
  #take(): void {
    const reply = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(this.#heard)?.[0];
    if (reply === undefined) {
      const first = this.#heard.split("\n", 1)[0] ?? "";
      if (this.#heard.includes("\n") && !/^\d{3}[- ]/.test(first)) this.#end(smtpProtocolError(first));
      return;
    }
    if (this.#waiting === null) return;
    this.#heard = this.#heard.slice(reply.length);
    const lines = reply.trimEnd().split(/\r?\n/);
    this.#waiting({ code: Number(reply.slice(0, 3)), lines: lines.map((line) => line.slice(4)) });
  }

  #end(error: SyncError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    this.#socket.removeAllListeners("data");
    this.#waiting?.(error);
    if (error.code !== "stopped") this.#socket.destroy();
  }
}

const LINE_END = Buffer.from("\r\n");
const DOT = Buffer.from(".");
const END = Buffer.from(".\r\n");
const PIECE_BYTES = 64 * 1024;

/** RFC 5321 section 4.5.2: lines that begin with a dot get another, and a line of one dot ends the message. */
function* dotStuffed(message: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  if (bytes[0] === DOT[0]) yield DOT;
  let start = 0;
  for (let at = bytes.indexOf("\n."); at >= 0; at = bytes.indexOf("\n.", start)) {
    yield* pieces(bytes.subarray(start, at + 1));
    yield DOT;
    start = at + 1;
  }
  yield* pieces(bytes.subarray(start));
  if (!bytes.subarray(-2).equals(LINE_END)) yield LINE_END;
  yield END;
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

/** The domain as DNS has it (RFC 5890): then only a local part with such letters needs SMTPUTF8. */
function asciiDomain(address: string): string {
  const at = address.lastIndexOf("@");
  return address.slice(0, at + 1) + domainToASCII(address.slice(at + 1));
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

function closed(): SyncError {
  return new SyncError("stopped", { scope: "mailbox", retry: "never", said: "closed" });
}

function tlsMissing(said: string): SyncError {
  return new SyncError("tlsMissing", { scope: "mailbox", retry: "askUser", said });
}

function notTaken(what: "passwords" | "tokens"): SyncError {
  const said = `the server takes no ${what}`;
  return new SyncError("authenticationFailed", { scope: "mailbox", retry: "askUser", said });
}
