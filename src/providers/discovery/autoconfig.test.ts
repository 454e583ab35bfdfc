import { expect, test } from "vitest";
import { parseAutoconfig } from "./autoconfig.ts";

const ADDRESS = "ada.jansen@contoso.example";

interface Described {
  readonly element?: "incomingServer" | "outgoingServer";
  readonly type?: string;
  readonly host?: string;
  readonly port?: string;
  readonly socket?: string;
  readonly user?: string;
  readonly authentication?: readonly string[];
}

function server(described: Described): string {
  const {
    element = "incomingServer",
    type = "imap",
    host = "imap.contoso.example",
    port = "993",
  } = described;
  const { socket = "SSL", user = "%EMAILADDRESS%", authentication = ["password-cleartext"] } = described;
  return `<${element} type="${type}"><hostname>${host}</hostname><port>${port}</port>
    <socketType>${socket}</socketType><username>${user}</username>
    ${authentication.map((each) => `<authentication>${each}</authentication>`).join("")}</${element}>`;
}

function parse(...servers: readonly Described[]) {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
    <clientConfig version="1.1"><emailProvider id="contoso.example"><domain>contoso.example</domain>
    ${servers.map(server).join("")}</emailProvider></clientConfig>`;
  return parseAutoconfig(text, ADDRESS);
}

const smtp = { element: "outgoingServer", type: "smtp", host: "smtp.contoso.example" } as const;

test("servers, ports, security and user name are taken over", () => {
  const found = parse(
    { type: "pop3", host: "pop.contoso.example", port: "995" },
    { user: "%EMAILLOCALPART%" },
    { ...smtp, port: "587", socket: "STARTTLS" },
  );
  expect(found).toEqual({
    incoming: { host: "imap.contoso.example", port: 993, security: "implicit" },
    outgoing: { host: "smtp.contoso.example", port: 587, security: "starttls" },
    userName: "ada.jansen",
  });
});

test("TLS from the first byte comes before STARTTLS, whatever the order", () => {
  const found = parse(
    { port: "143", socket: "STARTTLS" },
    { port: "993" },
    { ...smtp, port: "587", socket: "STARTTLS" },
    { ...smtp, port: "465" },
  );
  expect([found?.incoming.port, found?.outgoing?.port]).toEqual([993, 465]);
});

test("the domain may stand in names of servers", () => {
  expect(parse({ host: "mail.%EMAILDOMAIN%" })?.incoming.host).toBe("mail.contoso.example");
});

test.each<readonly [string, Described]>([
  ["without TLS", { socket: "plain", port: "143" }],
  ["that takes no passwords", { authentication: ["OAuth2"] }],
  ["without a name", { host: "" }],
  ["that is an address with a path", { host: "imap.contoso.example/x" }],
  ["at a port that is none", { port: "99999" }],
  ["at a port that is no number", { port: "imaps" }],
  ["of another kind", { type: "exchange" }],
])("a server %s is not taken over", (_, described) => {
  expect(parse(described)).toBeNull();
  expect(parse(described, {})?.incoming.host).toBe("imap.contoso.example");
});

test("who only receives has no server for sending", () => {
  expect(parse({})?.outgoing).toBeNull();
});

test.each(["<html></html>", "<clientConfig/>", "Not found", ""])("%s is no description", (text) => {
  expect(parseAutoconfig(text, ADDRESS)).toBeNull();
});
