// Checks 15, 16 and 49 over every journey: no secret that the playground or Twinbox gives out, and no password, may be
// found in the log (at its finest), in an answer of the server, in the database, in the data folder, or in the pages as
// they were built. Answers are read as they leave the process, whoever asked: programs, browsers, live streams.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Log, LogFields } from "../../base/log.ts";
import type { DatabasePlace } from "../../store/database.ts";
import { openReader } from "../../store/testing/template-database.ts";

const REQUESTS = "http.server.request.start";
const PAGES = fileURLToPath(new URL("../../../dist/web", import.meta.url));
/** A secret that was cut off is one still. */
const NEEDLE_LENGTH = 20;
/** Leaks named at once: each has one cause, more or less. */
const NAMED_MAX = 20;
/** Of ours, as they are made: 32 bytes in base64url. */
const OWN_SECRET = /[\w-]{43}(?![\w-])/.source;
const ID = "[0-9a-f-]{36}";
const HANDED_OUT = new RegExp(
  `(?:/connect/|/consent/${ID}\\.${ID}\\.|[#&?](?:invite|operator|state|nonce)=(?:${ID}\\.${ID}\\.)?)(${OWN_SECRET})`,
  "g",
);
/** Of these, what works once: it is told once. */
const TOLD_ONCE = new RegExp(`(?:/connect/|#(?:invite|operator)=)(${OWN_SECRET})`, "g");
const COOKIE = new RegExp(`twinbox[\\w-]*=(${OWN_SECRET})`, "g");

let pages: string | undefined;

export class Canaries {
  readonly log: Log;
  /** Nobody but Twinbox and the provider may see these. */
  readonly #hidden: Set<string>;
  /** What Twinbox itself hands out: links, states, nonces. Each goes to one person, so that answers may have them. */
  readonly #handedOut = new Set<string>();
  readonly #toldOnce = new Set<string>();
  readonly #lines: string[] = [];
  readonly #answers: string[] = [];
  readonly #leaks: string[] = [];

  constructor(passwords: readonly string[]) {
    this.#hidden = new Set(passwords);
    const write = (event: string, fields?: LogFields) => {
      this.#lines.push(JSON.stringify({ event, ...fields }));
    };
    this.log = { debug: write, info: write, warn: write, error: write };
  }

  add(secrets: readonly string[]): void {
    for (const secret of secrets) this.#hidden.add(secret);
  }

  /** Hears what the server at this port answers, until what it returns is called. */
  listen(port: number): () => void {
    const hear = (message: unknown): void => {
      const { request, response, socket } = message as {
        readonly request: IncomingMessage;
        readonly response: ServerResponse;
        readonly socket: Socket;
      };
      if (socket.localPort === port) this.#hear(request, response);
    };
    subscribe(REQUESTS, hear);
    return () => unsubscribe(REQUESTS, hear);
  }

  #hear({ url = "" }: IncomingMessage, response: ServerResponse): void {
    const isBuilt = url.startsWith("/assets/");
    const said: Buffer[] = [];
    const keep = (chunk: unknown): void => {
      if (isBuilt) return;
      if (typeof chunk === "string") said.push(Buffer.from(chunk));
      else if (chunk instanceof Uint8Array) said.push(Buffer.from(chunk));
    };
    const { write, end, writeHead } = response;
    response.write = (...args: unknown[]) => {
      keep(args[0]);
      return Reflect.apply(write, response, args) as boolean;
    };
    response.end = (...args: unknown[]) => {
      keep(args[0]);
      return Reflect.apply(end, response, args) as typeof response;
    };
    response.writeHead = (...args: unknown[]) => {
      for (const given of args.slice(1)) this.#hearHeaders(given);
      return Reflect.apply(writeHead, response, args) as typeof response;
    };
    response.once("close", () => {
      this.#hearHeaders(response.getHeaders());
      const text = Buffer.concat(said).toString("latin1");
      for (const [, secret = ""] of text.matchAll(HANDED_OUT)) this.#handedOut.add(secret);
      for (const [, secret = ""] of text.matchAll(TOLD_ONCE)) this.#toldOnce.add(secret);
      this.#answers.push(text);
    });
  }

  #hearHeaders(given: unknown): void {
    if (typeof given !== "object" || given === null) return;
    const { "set-cookie": cookies, ...others } = given as Readonly<Record<string, unknown>>;
    for (const [, cookie = ""] of String(cookies).matchAll(COOKIE)) this.#hidden.add(cookie);
    const text = JSON.stringify(others);
    for (const [, secret = ""] of text.matchAll(HANDED_OUT)) this.#handedOut.add(secret);
    this.#answers.push(text);
  }

  /** When nothing is written any more, and the database is there still. */
  async look(place: DatabasePlace, dataFolder: string): Promise<void> {
    this.#find("an answer", this.#answers.join("\n"), this.#hidden);
    for (const secret of this.#toldOnce) {
      const times = this.#answers.filter((answer) => answer.includes(secret)).length;
      if (times > 1) this.#leaks.push(`${times} answers have a secret: the link that works once, ${secret}`);
    }
    const all = new Set([...this.#hidden, ...this.#handedOut]);
    this.#find("the log", this.#lines.join("\n"), all);
    for (const file of filesOf(dataFolder)) this.#find(file, readFileSync(file, "latin1"), all);
    pages ??= filesOf(PAGES)
      .map((file) => readFileSync(file, "latin1"))
      .join("\n");
    this.#find("the built pages", pages, this.#hidden);
    const reader = await openReader(place);
    try {
      const tables = await reader.rows<{ name: string }>(
        `select c.relname as name from pg_class c where c.relnamespace = 'twinbox'::regnamespace
         and c.relkind in ('r', 'p') and not c.relispartition`,
      );
      for (const { name } of tables) {
        const rows = await reader.rows<{ row: string }>(`select t::text as row from twinbox.${name} t`);
        this.#find(`the table ${name}`, rows.map(({ row }) => row).join("\n"), all);
      }
    } finally {
      await reader.close();
    }
  }

  #find(where: string, text: string, secrets: ReadonlySet<string>): void {
    for (const secret of secrets) {
      const form = formsOf(secret).find((each) => text.includes(each));
      if (form === undefined) continue;
      const at = text.indexOf(form);
      const around = text.slice(Math.max(0, at - 80), at + 80).replaceAll("\n", " ");
      this.#leaks.push(`${where} has a secret: ${around}`);
    }
  }

  expectNoLeak(): void {
    if (this.#leaks.length > 0) throw new Error(this.#leaks.slice(0, NAMED_MAX).join("\n"));
  }
}

/** As it is, in an address or a form, as a bytea is written, and inside base64, at each of the three places where a group of it can begin. */
function formsOf(secret: string): readonly string[] {
  const needle = secret.slice(0, NEEDLE_LENGTH);
  const bytes = Buffer.from(needle);
  const coded = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return text.slice(before === 0 ? 0 : 4, Math.floor((bytes.length + before) / 3) * 4);
  });
  const inUrls = [encodeURIComponent(needle), needle.replaceAll(" ", "+")];
  return [needle, ...inUrls, bytes.toString("hex"), ...coded];
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
