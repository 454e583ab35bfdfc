// One IMAP connection: socket, TLS, tags, and which command an answer belongs to. Commands are sent without waiting
// for each other; a server answers them in order (RFC 3501 section 5.5), so untagged data belongs to the oldest
// command that takes its kind. Nothing here knows what a command means.
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { SyncError } from "../../base/sync-error.ts";
import type { ServerAddress } from "../../engine/ports/mail.ts";
import { CommandWriter, type Literal } from "./command-writer.ts";
import { connectionError, protocolError, refusal, type Stage } from "./imap-error.ts";
import { ResponseCursor } from "./response-cursor.ts";
import { type Response, ResponseReader } from "./response-reader.ts";

const CONNECT_MS_MAX = 10_000;
/** Exchange was seen to take 7.6 s for a login. */
const SILENCE_MS_MAX = 60_000;
/** Pipelined further, a server's and our buffers only fill. */
const UNTAGGED_MAX = 5_000_000;

export interface Command {
  readonly text: string;
  /** The last argument, behind the text. */
  readonly literal?: Literal;
  readonly stage: Stage;
  /** Takes untagged data: the keyword ("FETCH", "SEARCH", "EXISTS" ...), its number if it has one, the response and
   *  a cursor behind the keyword. True when it was this command's. */
  readonly untagged?: (
    keyword: string,
    number: number | null,
    response: Response,
    cursor: ResponseCursor,
  ) => boolean;
  /** Answers a continuation request ("+ ..."); what it returns is sent with CRLF. */
  readonly continuation?: (text: string) => string | null;
  /** True while the server may stay silent for as long as it likes (IDLE between "+" and DONE). */
  readonly patient?: () => boolean;
}

interface Pending extends Command {
  readonly tag: string;
  readonly resolve: (text: string) => void;
  readonly reject: (error: SyncError) => void;
}

export interface Tls {
  readonly ca: readonly string[];
}

/** Hears what no command asked for. */
export type Listener = (keyword: string, number: number | null, response: Response) => void;

export class Connection {
  readonly #server: ServerAddress;
  readonly #tls: Tls;
  #socket: Socket | TLSSocket;
  #reader: ResponseReader;
  readonly #writer: CommandWriter;
  #pending: Pending[] = [];
  #tag = 0;
  #untagged = 0;
  #ended: SyncError | null = null;
  #greeting: ((result: string | SyncError) => void) | null = null;
  #silence: NodeJS.Timeout | null = null;
  #bye = "";
  #paused = false;
  /** Between the OK to STARTTLS and TLS: nothing may come. */
  #upgrading = false;
  listener: Listener = () => undefined;
  received = 0;
  sent = 0;

  private constructor(server: ServerAddress, tls: Tls, socket: Socket | TLSSocket) {
    this.#server = server;
    this.#tls = tls;
    this.#socket = socket;
    this.#reader = this.#newReader();
    this.#writer = new CommandWriter({
      write: (text) => this.#write(text),
      put: (bytes) => this.#put(bytes),
    });
    this.#listen();
  }

  /** Resolves with the greeting's text ("OK ..." or "PREAUTH ..."). */
  static async open(
    server: ServerAddress,
    tls: Tls,
    signal?: AbortSignal,
  ): Promise<{ readonly connection: Connection; readonly greeting: string }> {
    const socket = await connected(server, tls, signal);
    const connection = new Connection(server, tls, socket);
    const abort = (): void => connection.destroy();
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    try {
      return { connection, greeting: await connection.#greet() };
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  get ended(): SyncError | null {
    return this.#ended;
  }

  /** Only to be looked at: whose certificate, which version. */
  get socket(): Socket | TLSSocket {
    return this.#socket;
  }

  get isSecure(): boolean {
    return "encrypted" in this.#socket;
  }

  /** Sends a command; resolves with the text of its OK. Rejects with SyncError. */
  send(command: Command): Promise<string> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const tag = `t${++this.#tag}`;
    return new Promise((resolve, reject) => {
      this.#pending.push({ ...command, tag, resolve, reject });
      this.#writer.send(`${tag} ${command.text}`, command.literal);
      this.#watch();
    });
  }

  /** Sends a line that is no command (DONE of IDLE). */
  sendLine(text: string): void {
    this.#writer.send(text);
  }

  /** Stops and goes on reading: how a slow consumer slows the server down. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#socket.pause();
    this.#watch();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#socket.resume();
    this.#watch();
  }

  /** After the server's OK to STARTTLS. What came in clear text behind that OK was never protected: it ends the
   *  connection (RFC 9051 section 11.1, CVE-2011-0411 and its family). */
  async startTls(): Promise<void> {
    if (this.#ended !== null) throw this.#ended;
    if (!this.#reader.isBetween || this.#pending.length > 0) {
      throw this.#end(protocolError("the server sent text behind STARTTLS before TLS began"));
    }
    const plain = this.#socket;
    plain.removeAllListeners();
    const secure = connectTls({ ...tlsOptions(this.#server, this.#tls), socket: plain });
    await settled(secure, "secureConnect");
    this.#socket = secure;
    this.#upgrading = false;
    this.#reader = this.#newReader();
    this.#listen();
  }

  /** Ends at once; whatever waits is rejected. */
  destroy(reason?: SyncError): void {
    this.#end(reason ?? new SyncError("disconnected", { scope: "mailbox", retry: "later", said: "closed" }));
  }

  #write(text: string): void {
    if (this.#ended !== null) return;
    this.sent += text.length;
    this.#socket.write(text, "latin1");
    this.#watch();
  }

  async #put(bytes: Uint8Array): Promise<boolean> {
    if (this.#ended !== null) return false;
    this.sent += bytes.length;
    this.#watch();
    await new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve()));
    // A slow line is no silence: the other side took something.
    this.#watch();
    return this.#ended === null;
  }

  #newReader(): ResponseReader {
    return new ResponseReader((response) => this.#take(response));
  }

  #listen(): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.received += chunk.length;
      this.#watch();
      try {
        this.#reader.push(chunk);
      } catch (error) {
        this.#end(error instanceof SyncError ? error : protocolError("an answer without sense", error));
      }
    });
    socket.on("error", (error) => {
      // What the server said before it closed tells more than that we wrote into a closed connection.
      if (this.#bye !== "") this.#end(refusal(this.#bye, "command", "BYE"));
      else this.#end(connectionError(error, this.#greeting === null));
    });
    socket.on("close", () => {
      const closed = "the server closed the connection";
      if (this.#greeting !== null) this.#end(connectionError(new Error(closed), false));
      else this.#end(refusal(this.#bye || closed, "command", "BYE"));
    });
  }

  #greet(): Promise<string> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#greeting = (result) => (typeof result === "string" ? resolve(result) : reject(result));
      this.#watch();
    });
  }

  #take(response: Response): void {
    if (this.#upgrading) throw protocolError("the server sent text behind STARTTLS before TLS began");
    const first = response[0];
    const text = typeof first === "string" ? first : "";
    if (text.startsWith("* ")) this.#takeUntagged(text, response);
    else if (text.startsWith("+")) this.#takeContinuation(text.slice(2));
    else {
      const space = text.indexOf(" ");
      const tag = text.slice(0, space);
      // Nearly always the oldest; a server may end pipelined commands in another order.
      const index = this.#pending[0]?.tag === tag ? 0 : this.#pending.findIndex((each) => each.tag === tag);
      this.#finish(index, text.slice(space + 1));
    }
  }

  #finish(index: number, text: string): void {
    const pending = this.#pending[index];
    if (pending === undefined) {
      this.#end(protocolError(`an answer to no command: ${text.slice(0, 80)}`));
      return;
    }
    this.#pending.splice(index, 1);
    this.#untagged = 0;
    this.#watch();
    const status = /^(OK|NO|BAD)\b ?/i.exec(text);
    const word = status?.[1]?.toUpperCase();
    const rest = text.slice(status?.[0].length ?? 0);
    const whole = pending.literal === undefined || this.#writer.answered(pending.literal);
    if (word === "OK" && !whole) {
      pending.reject(this.#end(protocolError("the server took what it was not yet sent")));
    } else if (word === "OK") {
      this.#upgrading = pending.text === "STARTTLS";
      pending.resolve(rest);
    } else if (word === "NO" || word === "BAD") pending.reject(refusal(rest, pending.stage, word));
    else pending.reject(this.#end(protocolError(`neither OK, NO nor BAD: ${text.slice(0, 80)}`)));
  }

  #takeContinuation(text: string): void {
    const asked = this.#pending.find(
      ({ continuation, literal }) =>
        continuation !== undefined || (literal !== undefined && this.#writer.waitsFor(literal)),
    );
    if (asked?.literal !== undefined) this.#writer.start(asked.literal);
    const answer = asked?.continuation?.(text) ?? null;
    if (answer !== null) this.sendLine(answer);
    this.#watch();
  }

  #takeUntagged(text: string, response: Response): void {
    if (this.#greeting !== null) {
      this.#takeGreeting(text.slice(2));
      return;
    }
    if (++this.#untagged > UNTAGGED_MAX) {
      this.#end(protocolError("the server doesn't stop answering"));
      return;
    }
    let position = 2;
    let number: number | null = null;
    const digits = /^(\d{1,10}) /.exec(text.slice(2, 14));
    if (digits !== null) {
      number = Number(digits[1]);
      position += digits[0].length;
    }
    let end = position;
    while (end < text.length && text.charCodeAt(end) > 32 && text[end] !== "(") end++;
    const keyword = text.slice(position, end).toUpperCase();
    if (keyword === "BYE") this.#bye = text.slice(end + 1);
    for (const pending of this.#pending) {
      if (pending.untagged?.(keyword, number, response, new ResponseCursor(response, end))) return;
    }
    this.listener(keyword, number, response);
  }

  #takeGreeting(text: string): void {
    const greet = this.#greeting;
    this.#greeting = null;
    if (/^(?:OK|PREAUTH)\b/i.test(text)) greet?.(text);
    else
      greet?.(
        /^BYE\b/i.test(text)
          ? refusal(text.slice(4), "command", "BYE")
          : protocolError(`not an IMAP greeting: ${text.slice(0, 80)}`),
      );
  }

  /** Silence ends the connection only while an answer is due and we are listening. */
  #watch(): void {
    const waits = this.#greeting !== null || this.#pending.some(({ patient }) => !patient?.());
    if (this.#silence !== null && (!waits || this.#paused || this.#ended !== null)) {
      clearTimeout(this.#silence);
      this.#silence = null;
    } else if (this.#silence !== null) this.#silence.refresh();
    else if (waits && !this.#paused && this.#ended === null) {
      this.#silence = setTimeout(() => {
        this.#end(
          new SyncError("disconnected", { scope: "mailbox", retry: "later", said: "the server fell silent" }),
        );
      }, SILENCE_MS_MAX);
    }
  }

  #end(error: SyncError): SyncError {
    if (this.#ended !== null) return this.#ended;
    this.#ended = error;
    this.#watch();
    this.#socket.removeAllListeners("data");
    this.#socket.destroy();
    this.#greeting?.(error);
    const pending = this.#pending;
    this.#pending = [];
    for (const each of pending) each.reject(error);
    return error;
  }
}

async function connected(server: ServerAddress, tls: Tls, signal?: AbortSignal): Promise<Socket | TLSSocket> {
  const where = { host: server.host, port: server.port };
  const socket =
    server.security === "implicit" ? connectTls({ ...where, ...tlsOptions(server, tls) }) : connectTcp(where);
  const abort = (): void => {
    socket.destroy(new Error("given up"));
  };
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  try {
    await settled(socket, server.security === "implicit" ? "secureConnect" : "connect");
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  if (server.security === "none" && !isLoopback(socket.remoteAddress ?? "")) {
    socket.destroy();
    throw new SyncError("tlsMissing", {
      scope: "mailbox",
      retry: "askUser",
      said: "a connection without TLS is allowed to this machine only",
    });
  }
  return socket;
}

/** Resolves at `event`, rejects with SyncError at an error, a close or after ten seconds. */
function settled(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error("no connection in time")), CONNECT_MS_MAX);
    const done = (error: unknown): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (error === null) resolve();
      else {
        socket.on("error", () => undefined);
        reject(connectionError(error, false));
      }
    };
    socket.once(event, () => done(null));
    socket.once("error", done);
    socket.once("close", () => done(new Error("closed before it was connected")));
  });
}

function tlsOptions(server: ServerAddress, tls: Tls) {
  return {
    ...(isIP(server.host) === 0 ? { servername: server.host } : {}),
    host: server.host,
    minVersion: "TLSv1.2" as const,
    ...(tls.ca.length === 0 ? {} : { ca: [...tls.ca] }),
  };
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}
