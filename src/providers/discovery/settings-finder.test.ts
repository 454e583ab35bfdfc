import { expect, test } from "vitest";
import { systemClock } from "../../cli/system.ts";
import type { ServerAddress } from "../../engine/ports/mail.ts";
import { silentLog } from "../contract.ts";
import { createAddressGuard } from "../net/address-guard.ts";
import type { Names, SrvRecord } from "./names.ts";
import { createSettingsFinder, type FinderOptions } from "./settings-finder.ts";

const DESCRIPTION = `<clientConfig version="1.1"><emailProvider id="x">
  <incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
    <username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
  </emailProvider></clientConfig>`;

interface World {
  readonly exchangers?: readonly string[];
  readonly services?: Readonly<Record<string, readonly SrvRecord[]>>;
  /** By address. */
  readonly documents?: Readonly<Record<string, string>>;
}

/** Finds in a world that is this; `asked` is what was asked of anybody. */
function finderIn(world: World, options: Partial<FinderOptions> = {}) {
  const asked: string[] = [];
  const names: Names = {
    exchangers: async (domain) => {
      asked.push(`MX ${domain}`);
      return world.exchangers ?? [];
    },
    services: async (name) => {
      asked.push(`SRV ${name}`);
      return world.services?.[name] ?? [];
    },
  };
  const finder = createSettingsFinder({
    clock: systemClock,
    log: silentLog,
    guard: createAddressGuard([]),
    resolve: async (host) => {
      asked.push(`A ${host}`);
      throw Object.assign(new Error("none"), { code: "ENOTFOUND" });
    },
    names,
    get: async (url) => {
      asked.push(url);
      return world.documents?.[url] ?? null;
    },
    ...options,
  });
  return { find: (address: string) => finder.find(address), asked };
}

const record = (name: string, port: number): SrvRecord => ({ name, port, priority: 0, weight: 0 });

test("a provider that is known is found without asking anybody", async () => {
  const { find, asked } = finderIn({});
  expect(await find("ada@ICLOUD.com")).toMatchObject({
    kind: "settings",
    source: "known",
    incoming: { host: "imap.mail.me.com", port: 993, security: "implicit" },
    userName: "ada@ICLOUD.com",
  });
  expect(await find("ada@gmail.com")).toEqual({ kind: "signInElsewhere", provider: "google" });
  expect(await find("ada@outlook.com")).toEqual({ kind: "signInElsewhere", provider: "microsoft" });
  expect(asked).toEqual([]);
});

test("who has their mail at Microsoft, Google or a host that is known is told by the exchanger", async () => {
  const at = (exchanger: string) => finderIn({ exchangers: [exchanger] }).find("ada@contoso.example");
  expect(await at("contoso-example.mail.protection.outlook.com")).toMatchObject({ provider: "microsoft" });
  expect(await at("smtp.google.com")).toMatchObject({ provider: "google" });
  expect(await at("mx1.mail.ovh.net")).toMatchObject({ source: "known", incoming: { host: "ssl0.ovh.net" } });
});

test("what the domain publishes comes before what its exchanger's domain does, and before SRV", async () => {
  const documents = {
    "https://autoconfig.contoso.example/mail/config-v1.1.xml": DESCRIPTION,
    "https://autoconfig.host.example/mail/config-v1.1.xml": DESCRIPTION.replace(
      "%EMAILDOMAIN%",
      "host.example",
    ),
  };
  const services = { "_imaps._tcp.contoso.example": [record("srv.contoso.example", 993)] };
  const world = { exchangers: ["mx1.host.example"], documents, services };
  expect(await finderIn(world).find("ada@contoso.example")).toEqual({
    kind: "settings",
    source: "autoconfig",
    incoming: { host: "imap.contoso.example", port: 993, security: "implicit" },
    outgoing: null,
    userName: "ada",
    appPasswordUrl: null,
  });
  const fromHost = { ...world, documents: { ...documents, [Object.keys(documents)[0] ?? ""]: "<html/>" } };
  expect(await finderIn(fromHost).find("ada@contoso.example")).toMatchObject({
    source: "autoconfig",
    incoming: { host: "imap.host.example" },
  });
  expect(await finderIn({ services }).find("ada@contoso.example")).toMatchObject({ source: "srv" });
});

test("only domains are told to anybody, over https only, and no registry is asked", async () => {
  const { find, asked } = finderIn({ exchangers: ["mx1.host.co.uk"] });
  expect(await find("ada.secret@contoso.example")).toEqual({ kind: "nothing" });
  const urls = asked.filter((each) => each.includes("/"));
  expect(urls.every((url) => url.startsWith("https://"))).toBe(true);
  expect(asked.join()).not.toMatch(/secret|ada/);
  expect(urls.map((url) => new URL(url).host).sort()).toEqual([
    "autoconfig.contoso.example",
    "autoconfig.host.co.uk",
    "contoso.example",
    "host.co.uk",
  ]);
});

test("services in the domain name system give servers, TLS from the first byte first", async () => {
  const services = {
    "_imaps._tcp.contoso.example": [record("imap.contoso.example", 993)],
    "_imap._tcp.contoso.example": [record("imap.contoso.example", 143)],
    "_submission._tcp.contoso.example": [record("smtp.contoso.example.", 587)],
  };
  expect(await finderIn({ services }).find("ada@contoso.example")).toEqual({
    kind: "settings",
    source: "srv",
    incoming: { host: "imap.contoso.example", port: 993, security: "implicit" },
    outgoing: { host: "smtp.contoso.example", port: 587, security: "starttls" },
    userName: "ada@contoso.example",
    appPasswordUrl: null,
  });
  const none = {
    "_imaps._tcp.contoso.example": [record(".", 0)],
    "_imap._tcp.contoso.example": [record("", 0)],
  };
  expect(await finderIn({ services: none }).find("ada@contoso.example")).toEqual({ kind: "nothing" });
});

test("names that are usual are tried where nothing is published, and none that leads to a private address", async () => {
  const { find, asked } = finderIn({});
  expect(await find("ada@contoso.example")).toEqual({ kind: "nothing" });
  const tried = asked.filter((each) => each.startsWith("A ")).map((each) => each.slice(2));
  expect([...new Set(tried)].sort()).toEqual([
    "imap.contoso.example",
    "mail.contoso.example",
    "smtp.contoso.example",
  ]);
  const inside = finderIn({}, { resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
  expect(await inside.find("ada@contoso.example")).toEqual({ kind: "nothing" });
});

test("of the names that answer the first in order is taken, each with the guard", async () => {
  const there = ["mail.contoso.example:993", "imap.contoso.example:143", "mail.contoso.example:587"];
  const guarded: (true | undefined)[] = [];
  const answers = async (server: ServerAddress): Promise<void> => {
    guarded.push(server.guarded);
    if (!there.includes(`${server.host}:${server.port}`)) throw new Error("nobody");
  };
  const { find } = finderIn({}, { answers: { imap: answers, smtp: answers } });
  expect(await find("ada@contoso.example")).toEqual({
    kind: "settings",
    source: "guess",
    incoming: { host: "mail.contoso.example", port: 993, security: "implicit" },
    outgoing: { host: "mail.contoso.example", port: 587, security: "starttls" },
    userName: "ada@contoso.example",
    appPasswordUrl: null,
  });
  expect(guarded).toEqual(Array(8).fill(true));
});

test.each([
  "ada@localhost",
  "ada@127.0.0.1:993",
  "ada@[127.0.0.1]",
  "ada@a..b",
  "ada",
  "ada@contoso.example/x",
])("nothing is looked up for %s", async (address) => {
  const { find, asked } = finderIn({});
  expect(await find(address)).toEqual({ kind: "nothing" });
  expect(asked).toEqual([]);
});
