import { expect, test } from "vitest";
import type { DiagnosisId } from "./diagnose.ts";
import { explainText, type Place } from "./explain-text.ts";
import { placeNamed } from "./stage-words.ts";

const TRACE = "11111111-2222-3333-4444-555555555555";
const CORRELATION = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

function idOf(text: string, place?: Place): DiagnosisId {
  return explainText(text, place).diagnosis.id;
}

test.each<readonly [DiagnosisId, string]>([
  [
    "ms-redirect",
    `Sorry, but we’re having trouble signing you in.\nAADSTS50011: The redirect URI 'https://x.example/cb' specified in\nthe request does not match.\nRequest Id: ${TRACE}`,
  ],
  [
    "ms-ca-block",
    `You cannot access this right now\nYour sign-in was successful but does not meet the criteria to access this resource.\nError Code: 53003\nRequest Id: ${TRACE}`,
  ],
  ["ms-admin-consent", "<h1>Need admin approval</h1><p>Twinbox needs permission to access resources</p>"],
  [
    "ms-refresh-dead",
    '{"error":"invalid_grant","error_description":"AADSTS700082: The refresh token has expired due to inactivity.\\r\\nTrace ID: x","error_codes":[700082],"suberror":"bad_token"}',
  ],
  ["ms-clientid", '{"error_codes":[50194],"error":"invalid_request"}'],
  [
    "ms-declined",
    "https://x.example/cb?error=access_denied&error_description=AADSTS65004%3a+User+declined+to+consent&state=s",
  ],
  [
    "ms-adminconsent-denied",
    "https://x.example/cb?admin_consent=True&tenant=t&error=consent_required&error_description=AADSTS65004%3a+The",
  ],
  ["ms-assignment", "50105"],
  ["ms-assignment", "aadsts 50105"],
  ["ms-mfa", "error=invalid_grant&suberror=basic_action"],
  ["clock", 'unexpected JWT "iat" (issued at) claim value, timestamp is in the future'],
  ["exo-imap-disabled", "a3 NO AUTHENTICATE failed."],
  ["exo-auth-aud", "a3 NO AUTHENTICATE failed. aud: https://graph.microsoft.com"],
  ["exo-throttled", "BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds"],
  ["exo-size", "a7 NO Maximum size of appendable message has been exceeded."],
  [
    "smtp-auth-tenant",
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. [AM0PR01.eurprd01.prod.exchangelabs.com]",
  ],
  [
    "smtp-secdefaults",
    "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
  ],
  ["smtp-sendas", "550 5.7.60 SMTP; Client does not have permissions to send as this sender"],
  ["smtp-rate", "421 4.7.0 Temporary server error"],
  ["smtp-quota", "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException"],
  ["sign-in-refused", "535-5.7.8 Username and Password not accepted. https://support.google.com/mail gsmtp"],
  [
    "graph-forbidden",
    `{"error":{"code":"ErrorAccessDenied","message":"Access is denied.","innerError":{"request-id":"${TRACE}"}}}`,
  ],
  ["graph-resync", 'HTTP/1.1 410 Gone {"error":{"code":"syncStateNotFound"}}'],
  ["graph-throttled", "GET https://graph.microsoft.com/v1.0/me/messages HTTP/1.1 429 Too Many Requests"],
  ["ms-sts-transient", "POST https://login.microsoftonline.com/common/oauth2/v2.0/token: HTTP 503"],
  [
    "g-invalid-grant",
    '{ "error": "invalid_grant", "error_description": "Token has been expired or revoked." }',
  ],
  ["g-redirect", "Access blocked: This app’s request is invalid. Error 400: redirect_uri_mismatch"],
  [
    "g-redirect",
    "Access blocked: Authorization Error. The OAuth client was not found. Error 401: invalid_client",
  ],
  [
    "g-not-verified",
    "Access blocked: X has not completed the Google verification process. Error 403: access_denied",
  ],
  ["g-web-login", "[ALERT] Please log in via your web browser: https://support.google.com/mail (Failure)"],
  ["g-connections", "Gmail: [ALERT] Too many simultaneous connections. (Failure)"],
  ["imap-conn-limit", "NO [LIMIT] Too many connections from this address"],
  ["folder-gone", "a9 NO Mailbox doesn't exist: Clients"],
  ["net", "Error: getaddrinfo ENOTFOUND outlook.office365.com\n    at GetAddrInfoReqWrap.onlookup"],
  ["tls", "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames"],
])("%s: %s", (id, text) => {
  expect(idOf(text)).toBe(id);
});

test.each([
  "Hello, how are you?",
  "The meeting was not found in the calendar. No problem.",
  "TypeError: Cannot read properties of undefined (reading 'x')",
  "HTTP 404 Not Found",
  "500 Internal Server Error",
  "version 5.7.60.1 installed",
  "missed call from 401",
  "error: command not found",
  "scope=openid offline_access",
  "",
])("“%s” is nothing that we know", (text) => {
  expect(idOf(text)).toBe("unknown");
});

test("an error that we don't know is called unknown, with all that can be looked up", () => {
  const { diagnosis, codes } = explainText(
    `AADSTS999999: Something new.\nTrace ID: ${TRACE}\nCorrelation ID: ${CORRELATION}`,
  );
  expect(diagnosis).toMatchObject({
    id: "unknown",
    params: { reference: `AADSTS999999 (trace id ${TRACE}, correlation id ${CORRELATION})` },
  });
  expect(codes).toEqual(["AADSTS999999"]);
});

test("nothing else of a text is kept: it may hold a secret", () => {
  const secrets = ["hunter2", "0.AXoAcode", "eyJhbGciOi.eyJzdWIi.c2ln", "ada@contoso.example"];
  const text = `https://x.example/cb?code=${secrets[1]}&error=invalid_grant password=${secrets[0]}
    Authorization: Bearer ${secrets[2]} user ${secrets[3]} [ALERT] "code":"${secrets[1]}" AADSTS70000`;
  const kept = JSON.stringify(explainText(text));
  for (const secret of secrets) expect(kept).not.toContain(secret);
  expect(kept).toContain("AADSTS70000");
});

test("of causes that look the same the most likely comes with its reason and the runner-up", () => {
  const place = placeNamed("imap auth") ?? {};
  const told = (text: string) => explainText(`NO AUTHENTICATE failed. ${text}`, place).diagnosis;
  expect(told("")).toMatchObject({
    id: "exo-imap-disabled",
    because: "usually",
    runnerUp: "ms-wrong-account",
  });
  expect(told("It worked before.")).toMatchObject({ id: "exo-imap-disabled", because: "openedBefore" });
  expect(told("tid is 9188040d-6c67-4c5b-b112-36a304b66dad")).toMatchObject({ id: "olc-imap-off" });
  expect(told("aud is https://outlook.office.com").id).toBe("exo-imap-disabled");
});

test("the provider that is named counts more than what the text looks like", () => {
  expect(idOf("invalid_grant", { provider: "microsoft" })).toBe("ms-refresh-dead");
  expect(idOf("invalid_grant", { provider: "google" })).toBe("g-invalid-grant");
  expect(idOf("invalid_grant", { provider: "imap" })).toBe("oauth-grant-ended");
  expect(idOf("NO AUTHENTICATE failed.", { provider: "imap" })).toBe("sign-in-refused");
});

test("a text that is long, or meant to take long, is read in no time", () => {
  const started = performance.now();
  for (const piece of [
    "NO ",
    "error_code ",
    "<a",
    "aud is ",
    "admin_consent=true&",
    "ESEARCH ",
    "%41&error=",
  ]) {
    explainText(piece.repeat(200_000));
  }
  expect(performance.now() - started).toBeLessThan(3_000);
});
