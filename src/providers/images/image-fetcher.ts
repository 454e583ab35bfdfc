// Pictures that a mail names, fetched for its reader by us, so that who sent it learns neither where the reader is nor with
// what they read. Everything about such a request is the sender's choice: it goes to public addresses only, at each
// redirect anew, says nothing of anybody, and gives back nothing but a picture.
import type { RemoteImage, RemoteImages } from "../../engine/ports/remote-images.ts";
import { guardedRequest } from "../net/guarded-request.ts";
import { type Network, type NetworkOptions, networkOf } from "../net/open-socket.ts";

const BYTES_MAX = 5 * 1024 * 1024;
const REDIRECTS_MAX = 4;
const MS_MAX = 10_000;
const ADDRESS_MAX = 4_000;
const HEADERS = { accept: "image/avif,image/webp,image/png,image/jpeg,image/gif" };

/** Not with the guard of mail servers: what an operator opens to those isn't open to whoever sends a mail. */
export function createImageFetcher(options: NetworkOptions = {}): RemoteImages {
  const network = networkOf(options);
  return {
    async fetch(address, signal) {
      try {
        return await fetchImage(address, network, AbortSignal.any([signal, AbortSignal.timeout(MS_MAX)]));
      } catch {
        // Why not is nobody's business: whether something listens at an address isn't told (security check 29).
        return null;
      }
    },
  };
}

async function fetchImage(
  address: string,
  network: Network,
  signal: AbortSignal,
): Promise<RemoteImage | null> {
  let url: URL | null = address.length > ADDRESS_MAX ? null : URL.parse(address);
  for (let hop = 0; hop <= REDIRECTS_MAX && url !== null && isPlain(url); hop++) {
    const answer = await guardedRequest(
      url,
      { method: "GET", headers: HEADERS, body: null, signal, bytesMax: BYTES_MAX, ports: portsOf(url) },
      network,
    );
    if (answer.status === 200) return answer.body && imageOf(answer.body);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || location === undefined) return null;
    url = URL.parse(location, url.href);
  }
  return null;
}

function isPlain({ protocol, username, password }: URL): boolean {
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

function portsOf({ protocol }: URL): readonly number[] {
  return protocol === "https:" ? [443] : [80];
}

/** By its first bytes, whatever it is called; no SVG, which is a program. */
function imageOf(bytes: Buffer): RemoteImage | null {
  const start = bytes.toString("latin1", 0, 16);
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return { type: "image/png", bytes };
  if (start.startsWith("\xff\xd8\xff")) return { type: "image/jpeg", bytes };
  if (/^GIF8[79]a/.test(start)) return { type: "image/gif", bytes };
  if (/^RIFF[\s\S]{4}WEBP/.test(start)) return { type: "image/webp", bytes };
  if (/^[\s\S]{4}ftypavi[fs]/.test(start)) return { type: "image/avif", bytes };
  return null;
}
