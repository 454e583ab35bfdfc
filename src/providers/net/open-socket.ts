// The way to a mail server: name, connection, TLS. Certificates are always verified, and nothing older than TLS 1.2 is
// spoken. Addresses that a user typed go through the guard, at each connection anew, since what a name stands for
// changes (DNS rebinding).
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { domainToASCII } from "node:url";
import { SyncError } from "../../base/sync-error.ts";
import type { OpenOptions, ServerAddress } from "../../engine/ports/mail.ts";
import { type AddressGuard, addressForbidden, createAddressGuard } from "./address-guard.ts";
import { connectionError } from "./connection-error.ts";

const CONNECT_MS_MAX = 10_000;

export type ResolveName = (host: string) => Promise<readonly LookupAddress[]>;

export interface Network {
  /** Certificates trusted instead of the system's, PEM; empty: the system's. */
  readonly trustedCertificates: readonly string[];
  readonly guard: AddressGuard;
  /** All addresses of a name; rejects with ENOTFOUND where it has none. */
  readonly resolve: ResolveName;
}

export interface NetworkOptions {
  /** Certificates trusted instead of the system's, PEM. */
  readonly trustedCertificates?: readonly string[];
  /** Where servers that users typed may be; absent: at public addresses. */
  readonly guard?: AddressGuard;
  readonly resolve?: ResolveName;
}

export function networkOf({ trustedCertificates = [], guard, resolve }: NetworkOptions): Network {
  return {
    trustedCertificates,
    guard: guard ?? createAddressGuard([]),
    resolve: resolve ?? ((host) => lookup(host, { all: true })),
  };
}

/** Rejects with SyncError: unreachable, tlsFailed, tlsMissing, addressForbidden. */
export async function openSocket(
  server: ServerAddress,
  network: Network,
  { signal, reached }: OpenOptions,
): Promise<Socket | TLSSocket> {
  const { host, port } = server;
  const addresses = await addressesOf(host, network, signal);
  const allowed = server.guarded === true ? judged(addresses, port, network) : addresses;
  reached?.("name");
  const socket = connectTcp({ host, port, lookup: lookupOf(allowed) });
  await settled(socket, "connect", signal);
  checkConnected(socket, server, network);
  reached?.("connection");
  if (server.security !== "implicit") return socket;
  const secure = await secureSocket(socket, server, network, signal);
  reached?.("tls");
  return secure;
}

/** TLS over a connection; whatever listened to it hears nothing any more. */
export async function secureSocket(
  plain: Socket,
  server: ServerAddress,
  { trustedCertificates }: Network,
  signal?: AbortSignal,
): Promise<TLSSocket> {
  plain.removeAllListeners();
  // As certificates have it (RFC 5280 section 7.2): "bücher.example" stands there as "xn--bcher-kva.example".
  const name = isIP(server.host) === 0 ? domainToASCII(server.host) : "";
  const secure = connectTls({
    socket: plain,
    host: server.host,
    ...(name === "" ? {} : { servername: name }),
    minVersion: "TLSv1.2",
    // Said aloud, since the environment (NODE_TLS_REJECT_UNAUTHORIZED) could switch it off.
    rejectUnauthorized: true,
    ...(trustedCertificates.length === 0 ? {} : { ca: [...trustedCertificates] }),
  });
  await settled(secure, "secureConnect", signal);
  return secure;
}

/** Rejects with SyncError `unreachable` where the name has none. */
export async function addressesOf(
  host: string,
  { resolve }: Network,
  signal: AbortSignal | undefined,
): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  return family === 0 ? named(host, resolve, signal) : [{ address: host, family }];
}

/** Those that may be connected to; throws SyncError `addressForbidden` where none may. */
export function judged(
  addresses: readonly LookupAddress[],
  port: number,
  { guard }: Network,
  ports?: readonly number[],
): readonly LookupAddress[] {
  const allowed = addresses.filter(({ address }) => guard.allows(address, port, ports));
  if (allowed.length === 0) throw addressForbidden();
  return allowed;
}

/** Connects to what was judged: nothing is looked up a second time. */
export function lookupOf(addresses: readonly LookupAddress[]): LookupFunction {
  return (_name, { all }, answer) => {
    if (all === true) answer(null, [...addresses]);
    else answer(null, addresses[0]?.address ?? "", addresses[0]?.family);
  };
}

/** The system's resolver can't be stopped, only left alone. */
async function named(
  host: string,
  resolve: ResolveName,
  signal: AbortSignal | undefined,
): Promise<readonly LookupAddress[]> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(new Error("given up"));
  const timer = setTimeout(() => reject(new Error("no answer about the name in time")), CONNECT_MS_MAX);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  try {
    return await Promise.race([resolve(host), givenUp]);
  } catch (error) {
    throw connectionError(error, false);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function checkConnected(socket: Socket, server: ServerAddress, { guard }: Network): void {
  const address = socket.remoteAddress ?? "";
  const refuse = (error: SyncError): never => {
    socket.destroy();
    throw error;
  };
  if (server.guarded === true && !guard.allows(address, server.port)) refuse(addressForbidden());
  if (server.security === "none" && !isLoopback(address)) {
    const said = "a connection without TLS is allowed to this machine only";
    refuse(new SyncError("tlsMissing", { scope: "mailbox", retry: "askUser", said }));
  }
}

/** Resolves at `event`, rejects with SyncError at an error, a close, an abort or after ten seconds. */
function settled(
  socket: Socket,
  event: "connect" | "secureConnect",
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error("no connection in time")), CONNECT_MS_MAX);
    const abort = (): void => {
      socket.destroy(new Error("given up"));
    };
    const done = (error: unknown): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
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
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
  });
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}
