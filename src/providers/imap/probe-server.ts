// The way to a mail server, step by step, for the doctor: what of it works, and what the other side says of itself. The
// mailbox's own client does the same at once.
import { lookup } from "node:dns/promises";
import { connect as connectTcp, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ServerAddress } from "../../engine/ports/mail.ts";
import { Connection } from "./connection.ts";
import { connectionError, plain } from "./imap-error.ts";
import { askCapabilities } from "./sign-in.ts";

const CONNECT_MS_MAX = 10_000;

export interface ServerStep {
  readonly name: "dns" | "tcp" | "greeting";
  /** Resolves with what was found, for people. Rejects with SyncError. */
  readonly run: () => Promise<string>;
}

/** In their order; one that fails makes the later ones pointless. */
export function serverSteps(server: ServerAddress): readonly ServerStep[] {
  return [
    { name: "dns", run: () => resolved(server) },
    { name: "tcp", run: () => reached(server) },
    { name: "greeting", run: () => greeted(server) },
  ];
}

async function resolved({ host }: ServerAddress): Promise<string> {
  try {
    const found = await lookup(host, { all: true });
    return `${host}: ${found.map(({ address }) => address).join(", ")}`;
  } catch (error) {
    throw connectionError(error, false);
  }
}

async function reached({ host, port }: ServerAddress): Promise<string> {
  const socket = connectTcp({ host, port, timeout: CONNECT_MS_MAX });
  try {
    await connected(socket);
    return `${socket.remoteAddress ?? host}:${port}`;
  } catch (error) {
    throw connectionError(error, false);
  } finally {
    socket.destroy();
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
    socket.once("timeout", () =>
      reject(Object.assign(new Error("no connection in time"), { code: "ETIMEDOUT" })),
    );
  });
}

/** TLS, where it is on from the beginning, and what the server says before anybody signs in. */
async function greeted(server: ServerAddress): Promise<string> {
  const { connection, greeting } = await Connection.open(server, { ca: [] });
  try {
    const capabilities = await askCapabilities(connection);
    return [tlsOf(connection.socket), plain(greeting), [...capabilities].join(" ")]
      .filter((each) => each !== "")
      .join("; ");
  } finally {
    connection.destroy();
  }
}

function tlsOf(socket: Socket | TLSSocket): string {
  if (!("encrypted" in socket)) return "";
  const { issuer, valid_to } = socket.getPeerCertificate();
  return `${socket.getProtocol()}, certificate by ${plain(String(issuer?.O ?? issuer?.CN ?? "?"))} until ${valid_to}`;
}
