import { expect, test } from "vitest";
import { InvariantError } from "../base/assert.ts";
import type { SyncErrorCode } from "../base/sync-error.ts";
import {
  DIAGNOSIS_IDS,
  type DiagnosisId,
  type DiagnosisProvider,
  type DiagnosisStage,
  diagnose,
  knownDiagnosis,
  type Symptom,
} from "./diagnose.ts";
import { diagnosisText, whoText } from "./diagnosis-texts.ts";

/** A record, so that a new code doesn't compile until it is here too. */
const CODES: Readonly<Record<SyncErrorCode, DiagnosisId>> = {
  unreachable: "net",
  addressForbidden: "server-forbidden",
  tlsFailed: "tls",
  tlsMissing: "tls-missing",
  authenticationFailed: "exo-imap-disabled",
  authenticatedNotConnected: "exo-not-connected-known",
  tooManyConnections: "imap-conn-limit",
  throttled: "exo-throttled",
  serverBusy: "exo-server-unavailable",
  disconnected: "disconnected",
  sessionExpired: "exo-token-expired-session",
  folderGone: "folder-gone",
  folderChanged: "uidvalidity",
  folderExists: "exo-reserved-folder",
  messageUnavailable: "exo-unfetchable",
  protocol: "imap-protocol",
  refused: "imap-refused",
  grantRevoked: "ms-refresh-dead",
  consentMissing: "ms-consent-missing",
  clientRejected: "ms-clientid",
  wrongResource: "exo-auth-aud",
  tokenServerDown: "ms-sts-transient",
  ownershipLost: "moved-elsewhere",
  stopped: "stopped",
  noProvider: "no-provider",
  notOffered: "provider-not-offered",
  notActivated: "not-activated",
  alreadyConnected: "already-connected",
  notConnected: "not-connected",
  noPassword: "no-password",
  receiveOnly: "receive-only",
  changesWaiting: "changes-waiting",
  onHold: "on-hold",
  storeDown: "store-down",
  diskFull: "disk-full",
  secretUnreadable: "secret-unreadable",
};
const PROVIDERS: readonly DiagnosisProvider[] = ["microsoft", "google", "imap"];
const STAGES: readonly DiagnosisStage[] = [
  "authorize",
  "token",
  "imapLogin",
  "smtpLogin",
  "imapSession",
  "folders",
  "sync",
  "store",
];
const LANGUAGES = ["en", "nl"] as const;
const TRACE = "11111111-2222-3333-4444-555555555555";
const CORRELATION = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

function codes(): readonly SyncErrorCode[] {
  return Object.keys(CODES) as SyncErrorCode[];
}

test.each(Object.entries(CODES))("while synchronizing with Microsoft, %s is %s", (code, id) => {
  expect(diagnose({ code: code as SyncErrorCode, stage: "sync", provider: "microsoft" }).id).toBe(id);
});

test("every code at every stage with every provider has a known cause", () => {
  const unknown = codes().flatMap((code) =>
    PROVIDERS.flatMap((provider) =>
      STAGES.map((stage) => diagnose({ code, stage, provider })).filter(({ id }) => id === "unknown"),
    ),
  );
  expect(unknown).toEqual([]);
});

test("nobody hears of Microsoft or Google whose mail is elsewhere", () => {
  for (const code of codes()) {
    for (const stage of STAGES) {
      const { what } = diagnosisText(diagnose({ code, stage, provider: "imap" }), "en");
      // Only Exchange says these two, whatever the mailbox was set up as.
      if (code === "authenticatedNotConnected" || code === "sessionExpired") continue;
      expect(what).not.toMatch(/Microsoft|Google/);
    }
  }
});

test.each<readonly [number, DiagnosisId]>([
  [90094, "ms-admin-consent"],
  [90099, "ms-admin-consent"],
  [65004, "ms-declined"],
  [65001, "ms-consent-missing"],
  [50173, "ms-refresh-dead"],
  [700082, "ms-refresh-dead"],
  [700016, "ms-clientid"],
  [7000215, "ms-secret-wrong"],
  [7000222, "ms-secret-expired"],
  [50011, "ms-redirect"],
  [50194, "ms-clientid"],
  [50105, "ms-assignment"],
  [53003, "ms-ca-block"],
  [50076, "ms-mfa"],
  [70043, "ms-signin-frequency"],
  [54005, "ms-code-reused"],
  [500011, "ms-no-exo"],
  [70011, "ms-permission-config"],
  [90033, "ms-sts-transient"],
  [50196, "ms-loop"],
])("AADSTS%i is %s, whatever code of ours came with it", (number, id) => {
  const symptom = { stage: "token", provider: "microsoft" } as const;
  const providerCode = `AADSTS${number}`;
  expect(diagnose({ ...symptom, code: "grantRevoked", providerCode }).id).toBe(id);
  expect(diagnose({ ...symptom, code: "refused", said: `${providerCode}: Something.` }).id).toBe(id);
});

test.each<readonly [string, Omit<Symptom, "stage">, DiagnosisStage, DiagnosisId]>([
  [
    "Cancel at Microsoft",
    { code: "consentMissing", provider: "microsoft", providerCode: "access_denied" },
    "authorize",
    "ms-declined",
  ],
  [
    "Cancel at Google",
    { code: "consentMissing", provider: "google", providerCode: "access_denied" },
    "authorize",
    "oauth-declined",
  ],
  [
    "a wrong secret without a number",
    { code: "clientRejected", provider: "microsoft", providerCode: "invalid_client" },
    "token",
    "ms-secret-wrong",
  ],
  [
    "a revoked grant at Google",
    { code: "grantRevoked", provider: "google", providerCode: "invalid_grant" },
    "sync",
    "g-invalid-grant",
  ],
  [
    "Google's limit per day",
    {
      code: "serverBusy",
      provider: "google",
      said: "[OVERQUOTA] Account exceeded command or bandwidth limits.",
    },
    "sync",
    "g-quota",
  ],
  [
    "a message that is too large for Graph in one piece",
    {
      code: "refused",
      provider: "microsoft",
      said: "5.3.4 message too large, 3144704 bytes at most by Graph",
    },
    "graph",
    "send-too-large",
  ],
  [
    "a message that is larger than the mailbox may send",
    { code: "refused", provider: "microsoft", said: "HTTP 413 ErrorMessageSizeExceeded" },
    "graph",
    "exo-size",
  ],
  [
    "IMAP off at Google",
    {
      code: "authenticationFailed",
      provider: "google",
      said: "[ALERT] Your account is not enabled for IMAP use.",
    },
    "imapLogin",
    "g-imap-off",
  ],
  [
    "an app password needed",
    {
      code: "authenticationFailed",
      provider: "imap",
      said: "[ALERT] Application-specific password required",
    },
    "imapLogin",
    "g-web-login",
  ],
  [
    "a wrong password elsewhere",
    { code: "authenticationFailed", provider: "imap", said: "Authentication failed." },
    "imapLogin",
    "sign-in-refused",
  ],
  [
    "IMAP off at Microsoft",
    { code: "authenticationFailed", provider: "microsoft", said: "AUTHENTICATE failed." },
    "imapLogin",
    "exo-imap-disabled",
  ],
  [
    "a mailbox never opened before",
    { code: "authenticatedNotConnected", provider: "microsoft" },
    "imapLogin",
    "exo-not-connected-new",
  ],
  [
    "a permission left out at sign-in",
    { code: "wrongResource", provider: "microsoft" },
    "token",
    "ms-partial-scope",
  ],
  [
    "a token for another resource",
    { code: "wrongResource", provider: "microsoft" },
    "imapLogin",
    "exo-auth-aud",
  ],
])("%s is recognized", (_, symptom, stage, id) => {
  expect(diagnose({ ...symptom, stage }).id).toBe(id);
});

test("the reference has Microsoft's code, trace and correlation id, and nothing else of what it said", () => {
  const ids = `Trace ID: ${TRACE} Correlation ID: ${CORRELATION} Timestamp: 2026-01-01`;
  const said = `AADSTS65001: The user ada@contoso.example has not consented. ${ids}`;
  const { params } = diagnose({ code: "consentMissing", stage: "token", provider: "microsoft", said });
  expect(params).toEqual({ reference: `AADSTS65001 (trace id ${TRACE}, correlation id ${CORRELATION})` });
});

test("a provider's code that doesn't look like one is not carried on", () => {
  const providerCode = "see imap.secret.example <password>";
  expect(diagnose({ code: "refused", stage: "sync", provider: "imap", providerCode }).params).toEqual({});
});

test("a code that no row knows is unknown, and says so with its reference", () => {
  const code = "somethingNew" as SyncErrorCode;
  const plain = diagnose({ code, stage: "sync", provider: "imap" });
  expect(plain).toMatchObject({ id: "unknown", params: { reference: "somethingNew" } });
  expect(diagnosisText(plain, "en").what).toContain("somethingNew");
  const numbered = diagnose({ code, stage: "sync", provider: "microsoft", providerCode: "AADSTS999999" });
  expect(numbered).toMatchObject({ id: "unknown", params: { reference: "AADSTS999999" } });
});

test("every cause has an id of its own, and another id is our mistake", () => {
  expect(new Set(DIAGNOSIS_IDS).size).toBe(DIAGNOSIS_IDS.length);
  const id = "no-such" as DiagnosisId;
  expect(() => knownDiagnosis(id)).toThrow(InvariantError);
});

test.each(DIAGNOSIS_IDS)("%s has words in both languages", (id) => {
  for (const language of LANGUAGES) {
    const { what, steps, forAdministrator } = diagnosisText(knownDiagnosis(id), language);
    const all = [what, ...steps, ...(forAdministrator === null ? [] : [forAdministrator])];
    expect(steps.length).toBeGreaterThan(0);
    for (const sentence of all) {
      expect(sentence).toMatch(/[.)]$/);
      expect(sentence).not.toMatch(/[{}]|https?:|undefined/);
    }
  }
  expect(diagnosisText(knownDiagnosis(id), "nl").what).not.toBe(diagnosisText(knownDiagnosis(id), "en").what);
});

test("whoever must ask the administrator of the mail gets a text to send", () => {
  const without = DIAGNOSIS_IDS.map((id) => knownDiagnosis(id)).filter(
    (diagnosis) => diagnosis.who === "mailAdmin" && diagnosisText(diagnosis, "nl").forAdministrator === null,
  );
  expect(without).toEqual([]);
});

test("the text for the administrator ends with the reference", () => {
  const diagnosis = knownDiagnosis("ms-admin-consent", { reference: "AADSTS90094" });
  expect(diagnosisText(diagnosis, "en").forAdministrator).toMatch(/\nReference: AADSTS90094$/);
  expect(diagnosisText(diagnosis, "nl").forAdministrator).toMatch(/\nKenmerk: AADSTS90094$/);
});

test("an address is named where it is known", () => {
  const { what } = diagnosisText(knownDiagnosis("address-not-allowed", { address: "eva@x.example" }), "en");
  expect(what).toContain("eva@x.example");
  expect(diagnosisText(knownDiagnosis("address-not-allowed"), "en").what).toContain("this address");
});

test("a stored diagnosis of a newer version reads as unknown", () => {
  const stored = { ...knownDiagnosis("unknown", { reference: "X-1" }), id: "from-the-future" as DiagnosisId };
  expect(diagnosisText(stored, "en").what).toContain("X-1");
});

test("whose administrator can mend it is said where it is known", () => {
  expect(whoText(knownDiagnosis("ms-ca-block"), "en")).toBe("your Microsoft 365 administrator");
  expect(whoText(knownDiagnosis("g-imap-off"), "nl")).toBe("uw Google Workspace-beheerder");
  expect(whoText(knownDiagnosis("imap-refused"), "en")).toBe("the administrator of your mail");
  expect(whoText(knownDiagnosis("ms-mfa"), "en")).toBe("you");
});
