// One document over https from an address that came from a user: small, soon, and with every redirect judged again.
import { guardedRequest } from "../net/guarded-request.ts";
import type { Network } from "../net/open-socket.ts";

const BYTES_MAX = 64 * 1024;
const REDIRECTS_MAX = 3;

/** Null: there is none, or none that may be had. Rejects when it can't be reached or may not be connected to. */
export async function guardedGet(
  address: string,
  network: Network,
  signal: AbortSignal,
): Promise<string | null> {
  const headers = { accept: "application/xml, text/xml" };
  let url = new URL(address);
  for (let hop = 0; hop <= REDIRECTS_MAX; hop++) {
    if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return null;
    const asked = { method: "GET", headers, body: null, signal, bytesMax: BYTES_MAX };
    const answer = await guardedRequest(url, asked, network);
    if (answer.status === 200) return answer.body && new TextDecoder().decode(answer.body);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || location === undefined) return null;
    if (!URL.canParse(location, url.href)) return null;
    url = new URL(location, url);
  }
  return null;
}
