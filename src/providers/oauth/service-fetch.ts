// How a sign-in service is asked: at its own addresses by fetch, at those that somebody typed through the guard. A redirect
// is an answer like others: no service sends one where it is asked by a program.
import { SyncError } from "../../base/sync-error.ts";
import { guardedRequest } from "../net/guarded-request.ts";
import type { Network } from "../net/open-socket.ts";

const BYTES_MAX = 1024 * 1024;
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

export type ServiceFetch = (url: URL, options: RequestInit) => Promise<Response>;

/** Rejects with SyncError addressForbidden or tokenServerDown, and as fetch does. */
export function serviceFetch(guarded: boolean, network: Network): ServiceFetch {
  if (!guarded) return (url, options) => fetch(url, { ...options, redirect: "manual" });
  return async (url, options) => {
    const { method = "GET", body, signal } = options;
    const headers = Object.fromEntries(new Headers(options.headers));
    const sent = body instanceof URLSearchParams ? body.toString() : (body ?? null);
    if (sent !== null && typeof sent !== "string" && !(sent instanceof Uint8Array))
      throw new TypeError("a body that is neither text nor bytes");
    const asked = { method, headers, body: sent, signal: signal ?? new AbortController().signal };
    const answer = await guardedRequest(url, { ...asked, bytesMax: BYTES_MAX }, network).catch(withoutHost);
    if (answer.body === null) throw new TypeError("an answer that doesn't end");
    const isEmpty = WITHOUT_BODY.includes(answer.status);
    return new Response(isEmpty ? null : new Uint8Array(answer.body), answer);
  };
}

/** To whoever waits for a token it is the service that is away, and not a server of mail. */
function withoutHost(error: unknown): never {
  if (!(error instanceof SyncError) || error.code !== "unreachable") throw error;
  const said = "the sign-in service could not be reached";
  throw new SyncError("tokenServerDown", { scope: "provider", retry: "later", said, cause: error });
}
