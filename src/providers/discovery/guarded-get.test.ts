import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAddressGuard } from "../net/address-guard.ts";
import { type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { makeAuthority } from "../testing/certificates.ts";
import { guardedGet } from "./guarded-get.ts";

const authority = makeAuthority();
const asked: string[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer(authority.issue(["DNS:autoconfig.contoso.example"]), (request, response) => {
    const url = request.url ?? "";
    asked.push(`${request.headers.host ?? ""}${url}`);
    const to = (location: string): void => {
      response.writeHead(302, { location }).end("moved");
    };
    if (url === "/good.xml") response.end("<good/>");
    else if (url === "/relative") to("/good.xml");
    else if (url === "/round") to("/round");
    else if (url.startsWith("/to/")) to(decodeURIComponent(url.slice(4)));
    else if (url === "/large") response.end("x".repeat(70_000));
    else if (url === "/endless") response.write("x");
    else response.writeHead(404).end("<error/>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function get(path: string, options: NetworkOptions = {}, ms = 5_000): Promise<string | null> {
  const network = networkOf({
    trustedCertificates: [authority.ca],
    guard: createAddressGuard([{ address: "127.0.0.1", prefix: 32, port }]),
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
    ...options,
  });
  return guardedGet(`https://autoconfig.contoso.example:${port}${path}`, network, AbortSignal.timeout(ms));
}

test("a document is had over https, also where it was moved to", async () => {
  expect(await get("/good.xml")).toBe("<good/>");
  expect(await get("/relative")).toBe("<good/>");
});

test("what isn't there, is too large or is moved for ever is nothing", async () => {
  expect(await get("/none")).toBeNull();
  expect(await get("/large")).toBeNull();
  expect(await get("/round")).toBeNull();
});

test("what doesn't end is given up", async () => {
  await expect(get("/endless", {}, 300)).rejects.toThrow();
});

test("a certificate of nobody known is not believed", async () => {
  await expect(get("/good.xml", { trustedCertificates: [makeAuthority().ca] })).rejects.toThrow();
});

describe("check 26: a document that a user's domain leads to", () => {
  test("isn't had from private addresses, whatever name they have", async () => {
    const before = asked.length;
    await expect(get("/good.xml", { guard: createAddressGuard([]) })).rejects.toMatchObject({
      code: "addressForbidden",
    });
    expect(asked.length).toBe(before);
  });

  test.each([
    "http://autoconfig.contoso.example/good.xml",
    "file:///etc/passwd",
    "https://user:pass@autoconfig.contoso.example/good.xml",
    "::not an address::",
  ])("isn't had from %s, which it was moved to", async (location) => {
    expect(await get(`/to/${encodeURIComponent(location)}`)).toBeNull();
  });

  test.each([
    "https://127.0.0.1:1/x",
    "https://[::1]/x",
    "https://169.254.169.254/latest",
    "https://2130706433/x",
  ])("isn't had from %s, which it was moved to", async (location) => {
    await expect(get(`/to/${encodeURIComponent(location)}`)).rejects.toMatchObject({
      code: "addressForbidden",
    });
  });
});
