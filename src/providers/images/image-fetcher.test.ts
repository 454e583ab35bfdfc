import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAddressGuard } from "../net/address-guard.ts";
import type { NetworkOptions } from "../net/open-socket.ts";
import { createImageFetcher } from "./image-fetcher.ts";

const GIF = Buffer.from("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "base64");
const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(40)]);
const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;

const asked: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer(({ url = "", headers }, response) => {
    asked.push({ url, headers });
    const to = (location: string) => response.writeHead(302, { location, "set-cookie": "a=1" }).end();
    if (url === "/a.gif") response.end(GIF);
    else if (url === "/a.png") response.writeHead(200, { "content-type": "text/html" }).end(PNG);
    else if (url === "/svg.png") response.writeHead(200, { "content-type": "image/png" }).end(SVG);
    else if (url === "/page.png") response.end("<script>alert(1)</script>");
    else if (url === "/large.gif") response.end(Buffer.concat([GIF, Buffer.alloc(6 * 1024 * 1024)]));
    else if (url === "/round") to("/round");
    else if (url === "/relative") to("/a.gif");
    else if (url.startsWith("/to/")) to(decodeURIComponent(url.slice(4)));
    else if (url === "/never") response.write("GIF89a");
    else response.writeHead(404).end(GIF);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** The server stands for one of the internet: its address is a public one to the guard, and no other port is open. */
function get(path: string, options: NetworkOptions = {}, signal = new AbortController().signal) {
  const guard = {
    allows: (address: string, at: number, ports: readonly number[] = []) =>
      at === port ? address === "127.0.0.1" : createAddressGuard([]).allows(address, at, ports),
  };
  const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
  const address = path.startsWith("/") ? `http://images.example:${port}${path}` : path;
  return createImageFetcher({ guard, resolve, ...options }).fetch(address, signal);
}

describe("a picture of a mail", () => {
  test("is had by what it is, not by what it is called", async () => {
    expect(await get("/a.gif")).toEqual({ type: "image/gif", bytes: GIF });
    expect((await get("/a.png"))?.type).toBe("image/png");
    expect((await get("/relative"))?.type).toBe("image/gif");
  });

  test.each(["/svg.png", "/page.png", "/large.gif", "/missing.gif", "/round"])("isn't %s", async (path) => {
    expect(await get(path)).toBeNull();
  });

  test("is asked for without a word about the reader", async () => {
    await get("/to/%2Fa.gif");
    expect(asked.map(({ url }) => url)).toEqual(["/to/%2Fa.gif", "/a.gif"]);
    for (const { headers } of asked) {
      expect(Object.keys(headers).sort()).toEqual(["accept", "connection", "host", "user-agent"]);
      expect(headers["user-agent"]).toBe("Twinbox");
    }
  });

  test("is given up when its reader goes", async () => {
    const leaving = new AbortController();
    const fetched = get("/never", {}, leaving.signal);
    await expect.poll(() => asked.length).toBe(1);
    leaving.abort();
    expect(await fetched).toBeNull();
  });
});

describe("check 28: what a mail names", () => {
  const PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://localhost/",
    "https://localhost/",
  ];

  test.each(PRIVATE)("leads to no connection when it is %s, also by a redirect", async (address) => {
    const real = {
      guard: createAddressGuard([]),
      resolve: async () => [{ address: "127.0.0.1", family: 4 }],
    };
    expect(await get(address, real)).toBeNull();
    expect(await get(`http://images.example:${port}/a.gif`, real)).toBeNull();
    expect(asked).toEqual([]);
    expect(await get(`/to/${encodeURIComponent(address)}`)).toBeNull();
    expect(asked).toHaveLength(1);
  });

  test.each([
    "file:///etc/passwd",
    "ftp://images.example/a.gif",
    "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=",
    "gopher://images.example/",
    "http://user:pass@images.example/a.gif",
    "http://images.example:22/",
    "http://images.example:6379/",
    "//images.example/a.gif",
    "nothing",
    "",
    `http://images.example/${"a".repeat(5_000)}`,
  ])("is no picture, and asks nobody, when it is %s", async (address) => {
    const refusing = { allows: (_: string, at: number, ports: readonly number[] = []) => ports.includes(at) };
    const resolve = () => Promise.reject(new Error("nobody is asked"));
    expect(await get(address, { guard: refusing, resolve })).toBeNull();
    expect(asked).toEqual([]);
  });

  test("is connected to where it was judged, whatever its name stands for the next time", async () => {
    let times = 0;
    const rebinding = async () => [{ address: times++ === 0 ? "203.0.113.1" : "127.0.0.1", family: 4 }];
    expect(await get("/a.gif", { resolve: rebinding, guard: createAddressGuard([]) })).toBeNull();
    expect([times, asked.length]).toEqual([1, 0]);
  });
});
