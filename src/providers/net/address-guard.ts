// Where a connection to a server that a user typed may lead: public addresses at the ports of mail, and what the
// operator allows beside them. What is judged is the address that is connected to, never a name or how it was written:
// "127.1" and "0x7f000001" are names here, and are looked up like all others.
import { BlockList, isIPv4, isIPv6 } from "node:net";
import { ipv6Groups } from "../../base/ipv6-groups.ts";
import { SyncError } from "../../base/sync-error.ts";

/** IMAP (143, 993) and submission (465, 587). Not 25: that is for servers among themselves. */
export const MAIL_PORTS: readonly number[] = [143, 465, 587, 993];

/** "10.1.0.0/16", "fd12::/64", "10.1.2.3", "10.1.2.3:1993", "[fd12::5]:1993". */
export interface AllowedNetwork {
  readonly address: string;
  readonly prefix: number;
  /** Null: the ports of mail. */
  readonly port: number | null;
}

export interface AddressGuard {
  /** `ports`: those that are right for what is to be done. */
  allows(address: string, port: number, ports?: readonly number[]): boolean;
}

/** IANA's registry of special-purpose IPv4 addresses, what is reserved, and multicast. */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
/** Inside 2000::/3, the only IPv6 addresses that are given out. Teredo and 6to4 carry an IPv4 address that leads elsewhere. */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
];

export function createAddressGuard(allowed: readonly AllowedNetwork[]): AddressGuard {
  const networks = allowed.map(({ address, prefix, port }) => {
    const list = new BlockList();
    list.addSubnet(address, prefix, isIPv6(address) ? "ipv6" : "ipv4");
    return { list, port };
  });
  return {
    allows(written, port, ports = MAIL_PORTS) {
      const address = plain(written);
      const named = networks.some(
        (each) =>
          (each.port === null ? ports.includes(port) : each.port === port) && holds(each.list, address),
      );
      return named || (ports.includes(port) && isPublic(address));
    },
  };
}

/** Null: it is none. */
export function parseAllowedNetwork(text: string): AllowedNetwork | null {
  const found = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? /^([\d.]+):(\d{1,5})$/.exec(text);
  const [network = "", length] = (found?.[1] ?? text).split("/", 2);
  const most = isIPv4(network) ? 32 : isIPv6(network) ? 128 : null;
  if (most === null || (length !== undefined && !/^\d{1,3}$/.test(length))) return null;
  const prefix = length === undefined ? most : Number(length);
  const port = found?.[2] === undefined ? null : Number(found[2]);
  if (prefix > most || (port !== null && (port < 1 || port > 65_535))) return null;
  return { address: network, prefix, port };
}

export function addressForbidden(): SyncError {
  return new SyncError("addressForbidden", {
    scope: "mailbox",
    retry: "askUser",
    said: "not a public address, or not a port of mail",
  });
}

/** An IPv4 address in the clothes of IPv6 is judged as what it is; zones (fe80::1%eth0) only exist on this machine. */
function plain(address: string): string {
  const mapped = /^(?:::ffff:)(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? address.replace(/%.*$/, "");
}

function isPublic(address: string): boolean {
  if (isIPv4(address)) return !SPECIAL.check(address);
  if (!isIPv6(address) || !GIVEN_OUT.check(address, "ipv6")) return false;
  return !SPECIAL.check(address, "ipv6") && !isIsatap(address);
}

function holds(list: BlockList, address: string): boolean {
  return isIPv4(address) ? list.check(address) : isIPv6(address) && list.check(address, "ipv6");
}

/** RFC 5214: the last 64 bits are 0000:5efe or 0200:5efe and an IPv4 address. */
function isIsatap(address: string): boolean {
  const groups = ipv6Groups(address);
  return (groups[4] === 0 || groups[4] === 0x200) && groups[5] === 0x5efe;
}

const SPECIAL = new BlockList();
for (const [network, prefix] of SPECIAL_V4) SPECIAL.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of SPECIAL_V6) SPECIAL.addSubnet(network, prefix, "ipv6");
const GIVEN_OUT = new BlockList();
GIVEN_OUT.addSubnet("2000::", 3, "ipv6");
