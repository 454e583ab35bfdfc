import { describe, expect, test } from "vitest";
import { type DiagnosisId, diagnose } from "./diagnose.ts";
import { diagnosisText } from "./diagnosis-texts.ts";
import { type Because, type Circumstances, PERSONAL_TENANT } from "./tell-apart.ts";
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
