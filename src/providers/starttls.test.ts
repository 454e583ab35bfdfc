// Security check 46: whatever a server, or somebody between it and us, does before TLS, no password is sent and nothing
// said in clear text is believed. Cases as of "Why TLS is better without STARTTLS" (Poddebniak and others, 2021).
import { afterEach, describe, expect, test } from "vitest";
import { SyncError } from "../base/sync-error.ts";
import { hastyClock, silentLog } from "./contract.ts";
import { createImapProvider } from "./imap/imap-provider.ts";
import { createSmtpProvider } from "./smtp/smtp-provider.ts";
import { makeAuthority } from "./testing/certificates.ts";
import { startTlsServer, type TlsScript, type TlsServer } from "./testing/starttls-server.ts";

const authority = makeAuthority();
const certificate = authority.issue(["DNS:localhost", "IP:127.0.0.1"]);
const options = { trustedCertificates: [authority.ca] };
const imap = createImapProvider({ clock: hastyClock, log: silentLog, ...options });
const smtp = createSmtpProvider(options);
const credential = { kind: "password", user: "ada", password: "s3cret-canary" } as const;
const SECRETS = /s3cret-canary|czNjcmV0|AGFkYQ|\b(?:LOGIN|AUTHENTICATE|AUTH)\b/;

let server: TlsServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** What came of it: "connected", or the code of the error. In clear text no secret was ever sent. */
async function outcome(kind: "imap" | "smtp", script: TlsScript): Promise<string> {
  server = await startTlsServer(script);
  const address = { host: "localhost", port: server.port, security: "starttls" } as const;
  try {
    if (kind === "smtp") await smtp.signIn(address, credential, {});
    else await (await imap.open(address, credential, {})).close();
    return "connected";
  } catch (error) {
    expect(error).toBeInstanceOf(SyncError);
    return (error as SyncError).code;
  } finally {
    expect(server.heard.plain.join("\n")).not.toMatch(SECRETS);
  }
}

const goodImap = {
  greeting: "* OK ready\r\n",
  plain: {
    CAPABILITY: "* CAPABILITY IMAP4rev1 STARTTLS\r\n%T OK done\r\n",
    STARTTLS: { text: "%T OK begin\r\n", next: "tls" },
  },
  secure: {
    CAPABILITY: "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%T OK done\r\n",
    AUTHENTICATE: "%T OK done\r\n",
    LOGOUT: "* BYE bye\r\n%T OK done\r\n",
  },
  certificate,
} as const satisfies TlsScript;

const goodSmtp = {
  greeting: "220 ready\r\n",
  plain: {
    EHLO: "250-mail.example\r\n250-STARTTLS\r\n250 SIZE 1000\r\n",
    STARTTLS: { text: "220 begin\r\n", next: "tls" },
  },
  secure: {
    EHLO: "250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n",
    "AUTH PLAIN": "235 welcome\r\n",
    QUIT: "221 bye\r\n",
  },
  certificate,
} as const satisfies TlsScript;

test("the servers of these tests are good ones when nobody interferes", async () => {
  expect(await outcome("imap", goodImap)).toBe("connected");
  expect(server?.heard.secure.join("\n")).toMatch(SECRETS);
  await server?.close();
  expect(await outcome("smtp", goodSmtp)).toBe("connected");
  expect(server?.heard.secure.join("\n")).toMatch(SECRETS);
});

type Change = Partial<Pick<TlsScript, "greeting" | "certificate">> & {
  readonly plain?: TlsScript["plain"];
  readonly secure?: TlsScript["secure"];
};
type Case = readonly [what: string, change: Change, comesTo: string];

const IMAP_CASES: readonly Case[] = [
  [
    "STARTTLS isn't offered",
    { plain: { CAPABILITY: "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n%T OK done\r\n" } },
    "tlsMissing",
  ],
  [
    "the greeting's capabilities lack STARTTLS",
    { greeting: "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n" },
    "tlsMissing",
  ],
  ["STARTTLS is refused with NO", { plain: { STARTTLS: "%T NO not now\r\n" } }, "tlsMissing"],
  ["STARTTLS is refused with BAD", { plain: { STARTTLS: "%T BAD unknown command\r\n" } }, "tlsMissing"],
  [
    "STARTTLS is answered by the end",
    { plain: { STARTTLS: { text: "* BYE no\r\n", next: "cut" } } },
    "disconnected",
  ],
  [
    "the connection ends where TLS should begin",
    { plain: { STARTTLS: { text: "%T OK begin\r\n", next: "cut" } } },
    "unreachable",
  ],
  ["the greeting says that one is signed in", { greeting: "* PREAUTH welcome\r\n" }, "protocol"],
  [
    "the greeting says that one is signed in and could use STARTTLS",
    { greeting: "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\r\n" },
    "protocol",
  ],
  [
    "untagged data is put behind the OK",
    { plain: { STARTTLS: { text: "%T OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", next: "tls" } } },
    "protocol",
  ],
  [
    "the answer to the next command is put behind the OK",
    { plain: { STARTTLS: { text: "%T OK begin\r\nt3 OK done\r\n", next: "tls" } } },
    "protocol",
  ],
  [
    "answers to all that follows are put behind the OK",
    {
      plain: {
        STARTTLS: {
          text: '%T OK begin\r\n* CAPABILITY IMAP4rev1\r\nt3 OK done\r\nt4 OK done\r\n* LIST () "/" INBOX\r\nt5 OK done\r\n',
          next: "tls",
        },
      },
    },
    "protocol",
  ],
  [
    "half a line is put behind the OK",
    { plain: { STARTTLS: { text: "%T OK begin\r\n* OK ha", next: "tls" } } },
    "protocol",
  ],
  [
    "a literal is put behind the OK",
    { plain: { STARTTLS: { text: "%T OK begin\r\n* X {3}\r\nabc", next: "tls" } } },
    "protocol",
  ],
  [
    "the OK ends in a literal",
    { plain: { STARTTLS: { text: "%T OK {3}\r\nabc\r\n", next: "tls" } } },
    "connected",
  ],
  [
    "what should be TLS is clear text",
    { plain: { STARTTLS: "%T OK begin\r\n", "\u0016": "* OK ha\r\n" } },
    "tlsFailed",
  ],
  [
    "answers come before they were asked for",
    { greeting: "* OK ready\r\nt1 OK done\r\nt2 OK done\r\n" },
    "protocol",
  ],
  ["another command's tag is answered", { plain: { STARTTLS: "t9 OK begin\r\n" } }, "protocol"],
  [
    "a password is asked for in clear text",
    { plain: { CAPABILITY: "+ your password\r\n* CAPABILITY IMAP4rev1 STARTTLS\r\n%T OK done\r\n" } },
    "connected",
  ],
  [
    "an alert in clear text wants to be read",
    { greeting: "* OK [ALERT] go to http://evil.example\r\n", plain: {} },
    "connected",
  ],
  [
    "what is offered in clear text isn't offered in TLS",
    {
      plain: { CAPABILITY: "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR\r\n%T OK done\r\n" },
      secure: { CAPABILITY: "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n%T OK done\r\n" },
    },
    "authenticationFailed",
  ],
  ["the certificate is another's", { certificate: authority.issue(["DNS:other.example"]) }, "tlsFailed"],
  ["the certificate is its own", { certificate: authority.selfSigned(["DNS:localhost"]) }, "tlsFailed"],
];

const SMTP_CASES: readonly Case[] = [
  ["STARTTLS isn't offered", { plain: { EHLO: "250-mail.example\r\n250 AUTH PLAIN\r\n" } }, "tlsMissing"],
  ["STARTTLS is refused for now", { plain: { STARTTLS: "454 TLS not available\r\n" } }, "tlsMissing"],
  ["STARTTLS is refused for good", { plain: { STARTTLS: "502 unknown command\r\n" } }, "tlsMissing"],
  [
    "STARTTLS is answered by the end",
    { plain: { STARTTLS: { text: "421 bye\r\n", next: "cut" } } },
    "tlsMissing",
  ],
  [
    "the connection ends where TLS should begin",
    { plain: { STARTTLS: { text: "220 begin\r\n", next: "cut" } } },
    "unreachable",
  ],
  ["EHLO is refused", { plain: { EHLO: "502 unknown command\r\n" } }, "refused"],
  [
    "an answer is put behind the go-ahead",
    { plain: { STARTTLS: { text: "220 begin\r\n250-mail.example\r\n250 AUTH PLAIN\r\n", next: "tls" } } },
    "protocol",
  ],
  [
    "a welcome is put behind the go-ahead",
    { plain: { STARTTLS: { text: "220 begin\r\n235 welcome\r\n", next: "tls" } } },
    "protocol",
  ],
  [
    "half a line is put behind the go-ahead",
    { plain: { STARTTLS: { text: "220 begin\r\n25", next: "tls" } } },
    "protocol",
  ],
  [
    "what should be TLS is clear text",
    { plain: { STARTTLS: "220 begin\r\n", "\u0016": "220 ha\r\n" } },
    "tlsFailed",
  ],
  ["a welcome comes before it was asked for", { greeting: "220 ready\r\n235 welcome\r\n" }, "protocol"],
  ["a password is asked for in clear text", { plain: { EHLO: "334 VXNlcm5hbWU6\r\n" } }, "protocol"],
  [
    "what is offered in clear text isn't offered in TLS",
    {
      plain: { EHLO: "250-mail.example\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n" },
      secure: { EHLO: "250 mail.example\r\n" },
    },
    "authenticationFailed",
  ],
  ["the certificate is another's", { certificate: authority.issue(["DNS:other.example"]) }, "tlsFailed"],
  ["the certificate is its own", { certificate: authority.selfSigned(["DNS:localhost"]) }, "tlsFailed"],
];

function changed(script: TlsScript, change: Change): TlsScript {
  return {
    ...script,
    ...change,
    plain: { ...script.plain, ...change.plain },
    secure: { ...script.secure, ...change.secure },
  };
}

describe("check 46: no password goes out in clear text over IMAP, nor into a TLS that isn't the server's, when", () => {
  test.each(IMAP_CASES)("%s", async (_, change, comesTo) => {
    expect(await outcome("imap", changed(goodImap, change))).toBe(comesTo);
    if (comesTo !== "connected") expect(server?.heard.secure.join("\n")).not.toMatch(SECRETS);
  });
});

describe("check 46: no password goes out in clear text over SMTP, nor into a TLS that isn't the server's, when", () => {
  test.each(SMTP_CASES)("%s", async (_, change, comesTo) => {
    expect(await outcome("smtp", changed(goodSmtp, change))).toBe(comesTo);
    if (comesTo !== "connected") expect(server?.heard.secure.join("\n")).not.toMatch(SECRETS);
  });
});
