import { expect, test } from "vitest";
import { createClientAddress } from "./client-address.ts";

const clientOf = createClientAddress(["10.0.0.0/8", "fd12::5"]);

/** A request from a peer, with what it says of those before it. */
function from(remoteAddress: string, forwarded?: string) {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { incoming: { socket: { remoteAddress }, connection: { remoteAddress }, headers } };
}

test.each([
  ["the peer itself", "192.0.2.7", undefined, "192.0.2.7"],
  ["the peer, whatever it says, unless it is trusted", "192.0.2.7", "198.51.100.1", "192.0.2.7"],
  ["whom a trusted proxy names", "10.1.2.3", "198.51.100.1", "198.51.100.1"],
  ["over IPv6 too", "fd12::5", "198.51.100.1", "198.51.100.1"],
  ["a proxy that listens for IPv6 and is asked over IPv4", "::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1"],
  [
    "the last who isn't trusted: what stands before was made up",
    "10.1.2.3",
    "1.1.1.1, 198.51.100.1",
    "198.51.100.1",
  ],
  ["past several proxies", "10.1.2.3", "198.51.100.1, 10.9.9.9", "198.51.100.1"],
  ["the proxy, when it names nobody", "10.1.2.3", undefined, "10.1.2.3"],
  ["IPv4 in the clothes of IPv6", "::ffff:192.0.2.7", undefined, "192.0.2.7"],
  ["of IPv6 the network", "2001:db8:0:7:1:2:3:4", undefined, "2001:db8:0:7::/64"],
  ["however it is written", "2001:DB8::7:0:0:0:1", undefined, "2001:db8:0:7::/64"],
])("who asks is %s", (_name, peer, forwarded, client) => {
  expect(clientOf(from(peer, forwarded))).toBe(client);
});

test("who can't be told is one client together", () => {
  expect([clientOf(undefined), clientOf({})]).toEqual(["unknown", "unknown"]);
});
