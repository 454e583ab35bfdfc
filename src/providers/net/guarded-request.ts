// One request to an address that a person typed: judged as servers of mail are, at the connection, and answered in full or
// not at all. Redirects are the caller's.
import { type IncomingMessage, type RequestOptions, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { isIP } from "node:net";
import { addressForbidden } from "./address-guard.ts";
import { addressesOf, judged, lookupOf, type Network } from "./open-socket.ts";

const WEB_PORTS: readonly number[] = [443];

export interface GuardedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly signal: AbortSignal;
  /** Of the answer. */
  readonly bytesMax: number;
  /** Those that are right for it; absent: 443. */
  readonly ports?: readonly number[];
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: longer than allowed. */
  readonly body: Buffer | null;
}

/** Rejects with SyncError unreachable or addressForbidden, and as node:https does. */
export async function guardedRequest(
  url: URL,
  asked: GuardedRequest,
  network: Network,
): Promise<GuardedAnswer> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isTls = url.protocol === "https:";
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  const { ports = WEB_PORTS } = asked;
  const allowed = judged(await addressesOf(host, network, asked.signal), port, network, ports);
  const options: RequestOptions = {
    ...{ host, port, path: url.pathname + url.search, method: asked.method, signal: asked.signal },
    lookup: lookupOf(allowed),
    agent: false,
    headers: { "user-agent": "Twinbox", ...asked.headers, host: url.host },
  };
  const tls = {
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(network.trustedCertificates.length === 0 ? {} : { ca: [...network.trustedCertificates] }),
    minVersion: "TLSv1.2" as const,
    // Said aloud, since the environment (NODE_TLS_REJECT_UNAUTHORIZED) could switch it off.
    rejectUnauthorized: true,
  };
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      if (network.guard.allows(response.socket.remoteAddress ?? "", port, ports)) {
        read(response, asked.bytesMax).then(resolve, reject);
      } else {
        sent.destroy();
        reject(addressForbidden());
      }
    };
    const sent = isTls ? requestTls({ ...options, ...tls }, answered) : requestPlain(options, answered);
    sent.on("error", reject);
    sent.end(asked.body ?? undefined);
  });
}

async function read(response: IncomingMessage, bytesMax: number): Promise<GuardedAnswer> {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
  const answer = { status: response.statusCode ?? 0, headers };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop ends the connection.
    if (bytes > bytesMax) return { ...answer, body: null };
    chunks.push(chunk);
  }
  return { ...answer, body: Buffer.concat(chunks) };
}
