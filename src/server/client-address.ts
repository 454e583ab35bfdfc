// Whose tries are counted together.
import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import proxyAddr from "proxy-addr";
import { ipv6Groups } from "../base/ipv6-groups.ts";

/** Of a request: the peer's address, or, where that is a trusted proxy, the last one of X-Forwarded-For that isn't; what
 *  stands before it anybody may have written. Of IPv6 the first 64 bits, which one household or machine has as a whole.
 *  `proxies`: addresses and networks, "10.0.0.0/8". */
export function createClientAddress(proxies: readonly string[]): (env: unknown) => string {
  const trusts = proxyAddr.compile([...proxies]);
  return (env) => {
    const incoming = (env as { readonly incoming?: IncomingMessage } | undefined)?.incoming;
    return incoming?.socket?.remoteAddress === undefined ? "unknown" : network(proxyAddr(incoming, trusts));
  };
}

function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address.replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const groups = ipv6Groups(plain).slice(0, 4);
  return `${groups.map((group) => group.toString(16)).join(":")}::/64`;
}
