import { describe, expect, test } from "vitest";
import { type DiagnosisId, diagnose } from "./diagnose.ts";
import { diagnosisText } from "./diagnosis-texts.ts";
import {
  type Because,
  type Circumstances,
  type OtherWays,
  PERSONAL_TENANT,
  TESTING_MS,
} from "./tell-apart.ts";
import { claimsOf } from "./token-claims.ts";

const MAIL = "https://outlook.office.com";
const IMAP = `${MAIL}/IMAP.AccessAsUser.All`;

function refused(stage: "imapLogin" | "sync", circumstances: Circumstances) {
  return diagnose({ code: "authenticationFailed", stage, provider: "microsoft", circumstances });
}

test.each<
  readonly [string, "imapLogin" | "sync", Circumstances, DiagnosisId, Because, DiagnosisId | undefined]
>([
  ["nothing more", "imapLogin", {}, "exo-imap-disabled", "usually", "ms-wrong-account"],
  ["that it went well before", "sync", {}, "exo-imap-disabled", "openedBefore", "ms-no-exo"],
  [
    "a token for mailboxes",
    "imapLogin",
    { audience: MAIL, scopes: ["IMAP.AccessAsUser.All"] },
    "exo-imap-disabled",
    "usually",
    "ms-wrong-account",
  ],
  [
    "a token for Exchange by its number",
    "imapLogin",
    { audience: "00000002-0000-0ff1-ce00-000000000000" },
    "exo-imap-disabled",
    "usually",
    "ms-wrong-account",
  ],
  [
    "a token for Graph",
    "imapLogin",
    { audience: "00000003-0000-0000-c000-000000000000" },
    "exo-auth-aud",
    "otherAudience",
    undefined,
  ],
  ["a token without IMAP", "sync", { scopes: ["SMTP.Send"] }, "ms-partial-scope", "noPermission", undefined],
  [
    "a personal account",
    "imapLogin",
    { directoryTenant: PERSONAL_TENANT },
    "olc-imap-off",
    "personalAccount",
    "ms-wrong-account",
  ],
  [
    "an account that has another name now",
    "sync",
    { signedInAs: "ada.new@x.example", names: ["ada@x.example", "ada@x.onmicrosoft.example"] },
    "ms-wrong-account",
    "otherAddress",
    "exo-imap-disabled",
  ],
  [
    "an account whose sign-in name isn't its address",
    "sync",
    { signedInAs: "Ada@x.onmicrosoft.example", names: ["ada@x.example", "ada@x.onmicrosoft.example"] },
    "exo-imap-disabled",
    "openedBefore",
    "ms-no-exo",
  ],
])("IMAP refuses the sign-in, and of it is known: %s", (_, stage, circumstances, id, because, runnerUp) => {
  expect(refused(stage, circumstances)).toMatchObject({ id, because });
  expect(refused(stage, circumstances).runnerUp).toBe(runnerUp);
});

test.each<readonly [string, OtherWays, DiagnosisId, Because, DiagnosisId | undefined]>([
  ["Graph opens it", { graph: "opened" }, "exo-imap-disabled", "graphOpens", "ms-ca-block"],
  [
    "Graph opens it, and others get in by IMAP",
    { graph: "opened", others: "opened" },
    "exo-imap-disabled",
    "graphOpens",
    undefined,
  ],
  ["SMTP signs in", { smtp: "opened", graph: "unknown" }, "exo-imap-disabled", "smtpOpens", "ms-ca-block"],
  [
    "Graph finds no mailbox",
    { smtp: "smtp-auth-token", graph: "graph-no-mailbox" },
    "graph-no-mailbox",
    "graphFindsNone",
    "exo-imap-disabled",
  ],
  [
    "a policy keeps Graph away too",
    { graph: "ms-ca-block" },
    "ms-ca-block",
    "saidElsewhere",
    "exo-imap-disabled",
  ],
  [
    "Graph denies it to the application",
    { graph: "graph-forbidden", others: "refused" },
    "graph-forbidden",
    "graphDenies",
    "exo-imap-disabled",
  ],
  ["others are refused too", { others: "refused" }, "ms-ca-block", "othersRefused", "exo-imap-disabled"],
  [
    "SMTP is off for the organization",
    { smtp: "smtp-auth-tenant" },
    "exo-imap-disabled",
    "smtpKnowsIt",
    "ms-ca-block",
  ],
  [
    "nothing takes a new token",
    { smtp: "smtp-auth-token", graph: "graph-unauthorized" },
    "ms-ca-block",
    "refusedEverywhere",
    "graph-no-mailbox",
  ],
  ["others get in", { others: "opened" }, "exo-imap-disabled", "othersOpen", "graph-no-mailbox"],
  [
    "Graph is not allowed at all",
    { graph: "ms-consent-missing" },
    "exo-imap-disabled",
    "openedBefore",
    "ms-no-exo",
  ],
])("IMAP refuses the sign-in, and by other ways: %s", (_, otherWays, id, because, runnerUp) => {
  expect(refused("sync", { otherWays })).toMatchObject({ id, because });
  expect(refused("sync", { otherWays }).runnerUp).toBe(runnerUp);
});

test("the mailbox isn't opened, and by other ways it is, or isn't there", () => {
  const told = (stage: "imapLogin" | "sync", otherWays: OtherWays) =>
    diagnose({
      ...{ code: "authenticatedNotConnected", provider: "microsoft", stage },
      circumstances: { otherWays },
    });
  expect(told("imapLogin", { graph: "opened" })).toMatchObject({
    id: "exo-imap-disabled",
    because: "graphOpens",
  });
  expect(told("imapLogin", { smtp: "opened" })).toMatchObject({
    id: "exo-imap-disabled",
    because: "smtpOpens",
  });
  expect(told("sync", { graph: "opened" })).toMatchObject({
    id: "exo-not-connected-known",
    runnerUp: "exo-imap-disabled",
  });
  expect(told("sync", { graph: "graph-no-mailbox" })).toMatchObject({ id: "graph-no-mailbox" });
});

test.each<readonly [string, Circumstances, DiagnosisId]>([
  ["after seven days", { grantAgeMs: TESTING_MS }, "g-testing"],
  ["an hour later, when the next token was asked for", { grantAgeMs: TESTING_MS + 3_600_000 }, "g-testing"],
  ["after six days", { grantAgeMs: TESTING_MS - 86_400_000 }, "g-invalid-grant"],
  ["after eight days", { grantAgeMs: TESTING_MS + 86_400_000 }, "g-invalid-grant"],
  ["while another lives longer", { grantAgeMs: TESTING_MS, outlivedTesting: true }, "g-invalid-grant"],
  ["nobody knows when", {}, "g-invalid-grant"],
])("Google ends a permission %s", (_, circumstances, id) => {
  const ended = {
    code: "grantRevoked",
    providerCode: "invalid_grant",
    provider: "google",
    stage: "sync",
  } as const;
  expect(diagnose({ ...ended, circumstances }).id).toBe(id);
});

test("the mailbox isn't opened: never before, or no longer", () => {
  const symptom = { code: "authenticatedNotConnected", provider: "microsoft" } as const;
  expect(diagnose({ ...symptom, stage: "imapLogin" })).toMatchObject({
    id: "exo-not-connected-new",
    because: "neverOpened",
  });
  const known = { id: "exo-not-connected-known", because: "openedBefore", runnerUp: "exo-not-connected-new" };
  expect(diagnose({ ...symptom, stage: "sync" })).toMatchObject(known);
  expect(diagnose({ ...symptom, stage: "folders", circumstances: { openedBefore: true } })).toMatchObject(
    known,
  );
});

test("the reason is a sentence, and who signed in is named", () => {
  const diagnosis = refused("sync", { signedInAs: "ada.new@x.example", names: ["ada@x.example"] });
  const en = diagnosisText(diagnosis, "en");
  expect(en.what).toBe("You signed in with ada.new@x.example, and not with the account of ada@x.example.");
  expect(en.because).toBe("Most likely, because another account signed in than the mailbox’s own.");
  expect(en.runnerUp?.what).toBe("Microsoft accepted your sign-in, but the mailbox refuses IMAP.");
  expect(diagnosisText(diagnosis, "nl").because).toMatch(/^Waarschijnlijk, omdat .*\.$/);
});

test("where nothing else looks the same there is no reason and no runner-up", () => {
  const plain = diagnose({ code: "unreachable", stage: "sync", provider: "microsoft" });
  expect(diagnosisText(plain, "en")).toMatchObject({ because: null, runnerUp: null });
});

test("of an access token that a person can read what counts is read, and of others nothing", () => {
  const payload = Buffer.from(
    JSON.stringify({
      aud: MAIL,
      scp: "IMAP.AccessAsUser.All SMTP.Send",
      tid: "t",
      upn: "jürgen@x.example",
      x: 1,
    }),
  ).toString("base64url");
  expect(claimsOf(`e30.${payload}.c2ln`)).toEqual({
    audience: MAIL,
    scopes: ["IMAP.AccessAsUser.All", "SMTP.Send"],
    directoryTenant: "t",
    signedInAs: "jürgen@x.example",
  });
  for (const opaque of ["", "EwB4A8l6BAAU", "a.b.c", `a.${Buffer.from("null").toString("base64url")}.c`]) {
    expect(claimsOf(opaque), opaque).toEqual({});
  }
  expect(refused("sync", { scopes: [IMAP] }).id).toBe("exo-imap-disabled");
});

test("the text for the administrator says of which application, user and mailbox it is, and when it was", () => {
  const about = {
    application: "Twinbox (client ID 1)",
    user: "ada@x.example",
    mailbox: "jobs@x.example",
    at: Date.UTC(2026, 10, 29, 17, 5, 6),
  };
  const diagnosis = diagnose({ stage: "token", provider: "microsoft", said: "AADSTS90094: x" });
  expect(diagnosisText(diagnosis, "en", about).forAdministrator?.split("\n").slice(1)).toEqual([
    "Application: Twinbox (client ID 1)",
    "User: ada@x.example",
    "Mailbox: jobs@x.example",
    "Time: 2026-11-29 17:05:06 UTC",
    "Reference: AADSTS90094",
  ]);
});

describe("the application signed in as itself", () => {
  const byApp: Circumstances = { byApp: true, audience: "https://outlook.office365.com" };

  test.each([
    ["authenticationFailed", "imapLogin"],
    ["authenticationFailed", "sync"],
    ["authenticatedNotConnected", "imapLogin"],
    ["authenticatedNotConnected", "sync"],
  ] as const)("and %s at %s: an administrator lets it in, nobody signs in again", (code, stage) => {
    const found = diagnose({ code, stage, provider: "microsoft", circumstances: byApp });
    expect(found).toMatchObject({ id: "exo-app-no-access", who: "mailAdmin", runnerUp: "exo-imap-disabled" });
    for (const language of ["en", "nl"] as const) {
      expect(diagnosisText(found, language).forAdministrator).toContain("Add-MailboxPermission");
    }
  });

  test("its token tells so: it has roles, and nobody's scopes", () => {
    const of = (claims: object) =>
      claimsOf(`e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`).byApp ?? false;
    expect(of({ idtyp: "app" })).toBe(true);
    expect(of({ roles: ["IMAP.AccessAsApp"] })).toBe(true);
    expect(of({ scp: "IMAP.AccessAsUser.All", roles: ["x"] })).toBe(false);
    expect(of({ scp: "IMAP.AccessAsUser.All" })).toBe(false);
  });

  test("and isn't known in the directory: it wasn't approved, or its ID is wrong", () => {
    const said = "app-only access is not approved: AADSTS700016: Application was not found.";
    const found = diagnose({ code: "clientRejected", stage: "sync", provider: "microsoft", said });
    expect(found).toMatchObject({ id: "ms-app-not-approved", who: "mailAdmin", runnerUp: "ms-clientid" });
    const withoutNumber = diagnose({ code: "clientRejected", said: said.replace(/AADSTS.*/, "no role") });
    expect(withoutNumber).toMatchObject({ id: "ms-app-not-approved" });
    expect(withoutNumber.runnerUp).toBeUndefined();
    const person = { code: "clientRejected", stage: "token", said: "AADSTS700016: x" } as const;
    expect(diagnose(person).id, "where a person signs in").toBe("ms-clientid");
  });
});
