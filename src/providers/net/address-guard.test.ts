import { describe, expect, test } from "vitest";
import { createAddressGuard, MAIL_PORTS, parseAllowedNetwork } from "./address-guard.ts";

const guard = createAddressGuard([]);

describe("check 26: a server that a user typed", () => {
  test.each([
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "fe80::5efe:10.0.0.1",
    "2a00:1450:4001::5efe:a00:1",
    "2a00:1450:4001::200:5efe:10.0.0.1",
    "imap.contoso.example",
    "127.1",
    "0x7f000001",
    "2130706433",
    "",
  ])("isn't reached at %s", (address) => {
    expect(guard.allows(address, 993)).toBe(false);
  });

  test.each([
    "8.8.8.8",
    "172.15.255.255",
    "172.32.0.1",
    "100.128.0.1",
    "::ffff:8.8.8.8",
    "2a00:1450:4001:80b::2005",
  ])("is reached at %s, by the ports of mail only", (address) => {
    for (const port of MAIL_PORTS) expect(guard.allows(address, port)).toBe(true);
    for (const port of [22, 25, 80, 110, 443, 3306, 5432, 6379, 8080, 9200, 11211]) {
      expect(guard.allows(address, port)).toBe(false);
    }
    expect(guard.allows(address, 443, [443])).toBe(true);
  });

  test("is reached in the networks that the operator names, by the ports named", () => {
    const texts = ["10.1.0.0/16", "192.168.1.5:1993", "fd12::/64", "[fd13::5]:1143"];
    const named = createAddressGuard(texts.flatMap((text) => parseAllowedNetwork(text) ?? []));
    const reached = (address: string, port: number) => named.allows(address, port);
    expect([reached("10.1.255.1", 993), reached("::ffff:10.1.2.3", 587), reached("fd12::9", 143)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([reached("192.168.1.5", 1993), reached("fd13::5", 1143)]).toEqual([true, true]);
    expect([reached("10.2.0.1", 993), reached("10.1.0.1", 6379), reached("fd12:0:0:1::9", 993)]).toEqual([
      false,
      false,
      false,
    ]);
    expect([reached("192.168.1.5", 993), reached("192.168.1.6", 1993)]).toEqual([false, false]);
  });
});

test.each([
  "10.0.0.0/33",
  "10.0.0/8",
  "mail.example",
  "10.0.0.1:0",
  "10.0.0.1:70000",
  "10.0.0.0/x",
  "fd12::/129",
  "",
])("a network written %s is none", (text) => {
  expect(parseAllowedNetwork(text)).toBeNull();
});
