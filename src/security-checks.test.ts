// The numbered checks of security, and that each is tested: a test's or a group's title begins with "check 12: " or with
// "checks 21, 24: ". What has no test stands here with its reason, and fails once it has one.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SRC = path.dirname(fileURLToPath(import.meta.url));
const TITLE = /\b(?:test|describe|browserTest)(?:\.\w+(?:\([^)]*\))?)*\(\s*["'`]checks? ([\d, ]+): /g;

/** Sources: OWASP ASVS 5.0.0, RFC 9700. */
const CHECKS: Readonly<Record<number, string>> = {
  1: "state is bound to browser and sign-in, works once, for ten minutes",
  2: "PKCE with S256, anew for each sign-in",
  3: "the nonce of an id_token",
  4: "mix-up: the code of one service never goes to another",
  5: "id_token: issuer, audience, expiry, algorithm, signature",
  6: "the redirect URI comes from the settings, never from a request",
  7: "no open redirect back into an application that embeds Twinbox",
  8: "login CSRF: a link of somebody else connects nothing",
  9: "another account than expected is asked about",
  10: "who signed in is known by issuer and subject, not by an address",
  11: "least permissions; missing and additional ones are noticed",
  12: "refresh tokens: rotation, races, revoked",
  13: "a code works once, for its own sign-in, and stands on no page",
  14: "what the provider says is shown as text",
  15: "tokens are in no browser, address, answer or webhook",
  16: "tokens are sealed at rest, each for its own row",
  17: "keys are rotated without a restart",
  18: "Stop removes tokens and settings, and revokes where that can be done",
  19: "session cookies: attributes, a new one at sign-in, dead after sign-out",
  20: "no other site, and no form of one, changes anything",
  21: "workspaces are kept apart on every route",
  22: "workspaces are kept apart by the database itself",
  23: "what one may not see answers as what isn't there",
  24: "rights of user, admin and operator",
  25: "links end, and work once",
  26: "no request goes to private addresses because of a mail server's name",
  27: "nor because of a webhook's address",
  28: "nor because of what is in a mail",
  29: "what listens at a port is told to nobody",
  30: "no script of HTML mail runs",
  31: "the frame of a mail: sandbox and policy hold without the sanitiser",
  32: "nothing in a mail is loaded from elsewhere until its reader says so",
  33: "styles of a mail stay in its frame",
  34: "fields of headers are text wherever they are shown",
  35: "links: apart, without a trace, to where they say",
  36: "a spoofed sender is shown with the real address, and a warning",
  37: "nothing that is typed into a field begins another",
  38: "an address that can be read in two ways is refused",
  39: "what is typed becomes no command of IMAP",
  40: "a reply can't be made to look like one of another conversation",
  41: "attachments are downloaded, never rendered",
  42: "names of files lead nowhere",
  43: "bombs: parts, depth, headers, lines, base64",
  44: "links and quotes are found in a time that grows with the text",
  45: "a hostile IMAP server takes nothing down",
  46: "STARTTLS: nothing goes out before TLS, nothing from before it is believed",
  47: "TLS: certificates and versions, with no way to ignore them",
  48: "tries are limited, without locking others out",
  49: "secrets are in no log",
  50: "secrets go in and never come out; settings are read-only while connected",
  51: "who did what is written down, and stays",
};

const ABSENT: Readonly<Record<number, string>> = {
  7: "nothing embeds Twinbox yet: no request names an address to go back to",
  27: "there are no webhooks yet",
};

test("each check has a test that is named after it, or a reason why not", () => {
  const tested = new Set(
    readdirSync(SRC, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.test\.ts$|\/testing\/.*\.ts$/.test(name) && name !== "security-checks.test.ts")
      .flatMap((name) => [...readFileSync(path.join(SRC, name), "utf8").matchAll(TITLE)])
      .flatMap(([, numbers = ""]) => numbers.split(",").map(Number)),
  );
  const missing = Object.keys(CHECKS)
    .map(Number)
    .filter((number) => !tested.has(number));
  expect(missing, "checks without a test").toEqual(Object.keys(ABSENT).map(Number));
  expect(
    [...tested].filter((number) => CHECKS[number] === undefined),
    "tests of no check",
  ).toEqual([]);
});
