// A server with the contract of src/api and nothing behind it: pages, answers and the live stream come from a world
// in memory that a test changes as it likes.
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type OperationName, operations } from "../../api/operations.ts";
import { paths } from "../../api/paths.ts";
import { PAGE_POLICY } from "../../server/page-policy.ts";
import { answers } from "./fake-answers.ts";
import { createWorld, type World } from "./fake-world.ts";
import { Refusal } from "./refusal.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

export interface FakeServer {
  readonly url: string;
  readonly world: World;
  /** To every open page. */
  push(kind: string, data: object): void;
  /** Sends what the world has to tell. */
  flush(): void;
  /** Changes the settings and tells the pages. */
  setSettings(settings: World["settings"]): void;
  /** Ends all live streams; while `accept` is false new ones are refused. */
  cutStreams(accept: boolean): void;
  close(): Promise<void>;
}

export async function startFakeServer(webFolder: string): Promise<FakeServer> {
  const world = createWorld();
  const streams = new Set<ServerResponse>();
  let accepting = true;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    world.requests.push(`${request.method ?? ""} ${url.pathname}${url.search}`);
    if (url.pathname === "/v1/events") return stream(response);
    if (url.pathname.startsWith("/connect/")) return connectTab(response);
    if (/\/(?:attachments\.zip|attachments\/[\d.]+)$/.test(url.pathname)) return bytes(response);
    if (url.pathname.endsWith("/source")) return source(world, url.pathname, response);
    if (url.pathname.endsWith("/images")) return bytes(response, "image/png");
    if (!url.pathname.startsWith("/v1/")) return page(webFolder, url.pathname, response);
    try {
      const { name, answer } = await operation(world, request, url);
      send(response, statusOf(name, answer), answer);
      fake.flush();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(response, error.status, { type: "about:blank", status: error.status, ...error.problem });
    }
  }

  function stream(response: ServerResponse): void {
    if (!accepting || world.session === null) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": hello\n\n");
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  function connectTab(response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "text/html",
      "cross-origin-opener-policy": "same-origin",
      "content-security-policy": PAGE_POLICY,
    });
    response.end("<!doctype html><title>Sign in</title><h1>The provider's page</h1>");
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const fake: FakeServer = {
    url: `http://127.0.0.1:${port}`,
    world,
    push(kind, data) {
      for (const each of streams) each.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    flush() {
      for (const { kind, data } of world.events.splice(0)) fake.push(kind, data);
    },
    setSettings(settings) {
      world.settings = settings;
      fake.push("emailSettings", { settings });
    },
    cutStreams(accept) {
      accepting = accept;
      for (const each of streams) each.destroy();
    },
    async close() {
      for (const each of streams) each.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

/** The same small picture, whatever was asked for. */
function bytes(response: ServerResponse, type = "application/octet-stream"): void {
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  response.writeHead(200, {
    "content-type": type,
    "content-disposition": "attachment",
    "content-security-policy": "default-src 'none'; sandbox",
  });
  response.end(Buffer.from(png, "base64"));
}

function source(world: World, pathname: string, response: ServerResponse): void {
  const row = world.mail.row(pathname.split("/").at(-2) ?? "");
  response.writeHead(200, { "content-type": "message/rfc822", "content-disposition": "attachment" });
  response.end(`Subject: ${row?.subject ?? ""}\r\nReceived: from <script>alert(1)</script>\r\n\r\nHello`);
}

interface Answered {
  readonly name: OperationName;
  readonly answer: unknown;
}

function statusOf(name: OperationName, answer: unknown): number {
  const { status } = operations[name] as { readonly status?: number };
  return answer === undefined ? 204 : (status ?? 200);
}

async function operation(world: World, request: IncomingMessage, url: URL): Promise<Answered> {
  for (const name of Object.keys(paths) as (keyof typeof paths)[]) {
    const [method, template] = paths[name];
    const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    const match = pattern.exec(url.pathname);
    if (match === null || request.method !== method.toUpperCase()) continue;
    await world.delay(name);
    const input = {
      params: match.groups ?? {},
      query: Object.fromEntries(url.searchParams),
      ...(await readBody(request)),
      ifMatch: request.headers["if-match"],
    };
    return { name, answer: answers[name](world, input) };
  }
  throw new Refusal(404, { title: "Nothing here.", code: "not_found" });
}

async function readBody(
  request: IncomingMessage,
): Promise<{ readonly body: unknown; readonly size: number }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isJson = request.headers["content-type"]?.startsWith("application/json") ?? false;
  return { body: isJson ? JSON.parse(bytes.toString("utf8")) : undefined, size: bytes.length };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function page(webFolder: string, pathname: string, response: ServerResponse): Promise<void> {
  const ending = path.extname(pathname);
  const file = path.join(webFolder, ending === "" ? "index.html" : path.normalize(pathname));
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) {
    response.writeHead(404).end("Not found");
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
    "content-security-policy": PAGE_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
  response.end(bytes);
}
