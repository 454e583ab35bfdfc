// Security check 47: servers whose certificate or TLS isn't right are refused before a word is said to them.
import type { AddressInfo } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { HandSettings } from "../api/by-hand-schemas.ts";
import { SyncError } from "../base/sync-error.ts";
import { diagnoseError } from "../core/diagnose.ts";
import { hastyClock, silentLog } from "./contract.ts";
import { createImapProvider } from "./imap/imap-provider.ts";
import { createSmtpProvider } from "./smtp/smtp-provider.ts";
import { makeAuthority } from "./testing/certificates.ts";

const authority = makeAuthority();
const NAMES = ["DNS:localhost", "IP:127.0.0.1"];
const credential = { kind: "password", user: "ada", password: "pass" } as const;
/** Node refuses to serve old versions unless it is told to be careless. */
const careless = (version: "TLSv1" | "TLSv1.1"): TlsOptions => ({
  ...authority.issue(NAMES),
  minVersion: version,
  maxVersion: version,
  ciphers: "DEFAULT:@SECLEVEL=0",
});

let close: (() => Promise<void>) | null = null;
afterEach(async () => {
  await close?.();
  close = null;
});

/** What came of signing in by either protocol: the cause as it is told, and what the server heard. */
async function outcomes(
  options: TlsOptions,
  host = "localhost",
): Promise<{
  readonly causes: readonly string[];
  readonly heard: string;
  readonly names: readonly unknown[];
}> {
  let heard = "";
  const names: unknown[] = [];
  const server = createServer(options, (socket) => {
    names.push(socket.servername);
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
    });
    socket.end("* BYE 554 no\r\n");
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => new Promise((resolve) => server.close(() => resolve()));
  const { port } = server.address() as AddressInfo;
  const network = {
    trustedCertificates: [authority.ca],
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
  };
  const address = { host, port, security: "implicit" } as const;
  const cause = async (opening: Promise<unknown>, stage: "imapLogin" | "smtpLogin"): Promise<string> => {
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SyncError);
    return diagnoseError(error as SyncError, { stage, provider: "imap" }).id;
  };
  const imap = createImapProvider({ clock: hastyClock, log: silentLog, ...network });
  const causes = [
    await cause(imap.open(address, credential, {}), "imapLogin"),
    await cause(createSmtpProvider(network).signIn(address, credential, {}), "smtpLogin"),
  ];
  return { causes, heard, names };
}

describe("check 47: a server is refused, and told nothing, when", () => {
  test.each<readonly [string, () => TlsOptions, string]>([
    ["its certificate has expired", () => authority.issue(NAMES, { from: -20, to: -10 }), "tls-expired"],
    ["its certificate isn't valid yet", () => authority.issue(NAMES, { from: 10, to: 20 }), "tls-expired"],
    ["its certificate is for another name", () => authority.issue(["DNS:other.example"]), "tls-wrong-name"],
    ["its certificate is for a name below", () => authority.issue(["DNS:*.localhost"]), "tls-wrong-name"],
    ["it signed its certificate itself", () => authority.selfSigned(NAMES), "tls-untrusted"],
    ["an authority nobody knows signed its certificate", () => makeAuthority().issue(NAMES), "tls-untrusted"],
    ["it speaks TLS 1.0", () => careless("TLSv1"), "tls-old"],
    ["it speaks TLS 1.1", () => careless("TLSv1.1"), "tls-old"],
  ])("%s", async (_, options, id) => {
    expect(await outcomes(options())).toMatchObject({ causes: [id, id], heard: "" });
  });

  test("the environment says that certificates don't matter", async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      expect(await outcomes(authority.selfSigned(NAMES))).toMatchObject({
        causes: ["tls-untrusted", "tls-untrusted"],
        heard: "",
      });
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });
});

test("check 47: a server is told by which name it was called, also in other letters", async () => {
  const good = await outcomes(authority.issue(["DNS:imap.xn--bcher-kva.example"]), "imap.bücher.example");
  expect(good.names).toEqual(["imap.xn--bcher-kva.example", "imap.xn--bcher-kva.example"]);
  const bad = await outcomes(authority.issue(["DNS:imap.bucher.example"]), "imap.bücher.example");
  expect(bad.causes).toEqual(["tls-wrong-name", "tls-wrong-name"]);
});

test("check 47: no setting lets a user ignore what is wrong with a certificate", () => {
  expect(Object.keys(HandSettings.shape.incoming.shape).sort()).toEqual(["host", "port", "security"]);
  expect(HandSettings.shape.incoming.shape.security.options).toEqual(["implicit", "starttls", "none"]);
});
