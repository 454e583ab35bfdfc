// One document over https from an address that came from a user: judged as servers of mail are, small, soon, and with
// every redirect judged again.
import { type RequestOptions, request } from "node:https";
import { isIP } from "node:net";
import { addressesOf, judged, lookupOf, type Network } from "../net/open-socket.ts";

const BYTES_MAX = 64 * 1024;
const REDIRECTS_MAX = 3;
const HTTPS_PORTS: readonly number[] = [443];

/** Null: there is none, or none that may be had. Rejects when it can't be reached or may not be connected to. */
export async function guardedGet(
  address: string,
  network: Network,
  signal: AbortSignal,
): Promise<string | null> {
  let url = new URL(address);
  for (let hop = 0; hop <= REDIRECTS_MAX; hop++) {
    if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return null;
    const answer = await get(url, network, signal);
    if (typeof answer !== "object" || answer === null) return answer;
    if (!URL.canParse(answer.location, url.href)) return null;
    url = new URL(answer.location, url);
  }
  return null;
}

async function get(
  url: URL,
  network: Network,
  signal: AbortSignal,
): Promise<string | { readonly location: string } | null> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? 443 : Number(url.port);
  const allowed = judged(await addressesOf(host, network, signal), port, network, HTTPS_PORTS);
  const options: RequestOptions = {
    host,
    port,
    path: url.pathname + url.search,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    lookup: lookupOf(allowed),
    agent: false,
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    signal,
    headers: { host: url.host, accept: "application/xml, text/xml", "user-agent": "Twinbox" },
    ...(network.trustedCertificates.length === 0 ? {} : { ca: [...network.trustedCertificates] }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      const { statusCode = 0, headers } = response;
      const remote = response.socket.remoteAddress ?? "";
      const settle = (answer: string | { readonly location: string } | null): void => {
        asked.destroy();
        resolve(answer);
      };
      if (!network.guard.allows(remote, port, HTTPS_PORTS)) settle(null);
      else if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        settle({ location: headers.location });
      } else if (statusCode !== 200) settle(null);
      else {
        let text = "";
        let bytes = 0;
        const decoder = new TextDecoder();
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > BYTES_MAX) settle(null);
          else text += decoder.decode(chunk, { stream: true });
        });
        response.on("end", () => settle(text));
        response.on("error", reject);
      }
    });
    asked.on("error", reject);
    asked.end();
  });
}
