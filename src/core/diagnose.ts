// What a failure means for a person: which known cause it is, who can mend it, and how it goes on. One table
// of causes; the words for them are in diagnosis-texts. Pure, and safe to store: of what the other side said
// only its error code and its request ids are kept, never text that could name a server or carry a secret.
import { assert } from "../base/assert.ts";
import type { SyncErrorCode } from "../base/sync-error.ts";

export type DiagnosisStage =
  | "authorize"
  | "token"
  | "imapLogin"
  | "smtpLogin"
  | "imapSession"
  | "folders"
  | "sync"
  | "store";
export type DiagnosisProvider = "microsoft" | "google" | "imap";

export interface Symptom {
  readonly code: SyncErrorCode;
  readonly stage: DiagnosisStage;
  readonly provider: DiagnosisProvider;
  /** "AADSTS65001", or the error word of OAuth ("access_denied"). */
  readonly providerCode?: string;
  /** What the other side said, one line. */
  readonly said?: string;
}

export interface Diagnosis {
  readonly id: DiagnosisId;
  /** Who can mend it. */
  readonly who: "user" | "mailAdmin" | "admin" | "operator" | "nobody";
  /** auto: goes on by itself; reconnect: sign in again; afterFix: "Try again" once it is mended. */
  readonly retry: "auto" | "reconnect" | "afterFix";
  /** `reference`: what the provider's support needs to find the failure. `address`: whose it is. `mailbox`: which one
   *  was meant. */
  readonly params: Readonly<Record<string, string>>;
}

/** A known cause. It holds when provider and stage fit (where given) and one kind of evidence does. */
interface Row {
  readonly id: string;
  readonly who: Diagnosis["who"];
  readonly retry: Diagnosis["retry"];
  readonly provider?: DiagnosisProvider;
  readonly stages?: readonly DiagnosisStage[];
  /** Strongest: numbers of Microsoft Entra errors. */
  readonly aadsts?: readonly number[];
  /** What servers say in the field. */
  readonly said?: RegExp;
  /** Error words of OAuth (RFC 6749 sections 4.1.2.1 and 5.2), where no number says more. */
  readonly words?: readonly string[];
  /** Weakest: our own code. */
  readonly codes?: readonly SyncErrorCode[];
}

const SIGN_IN: readonly DiagnosisStage[] = ["authorize", "token"];
/** Settings that a user typed are tried: what is wrong may be what was typed. */
const BY_HAND = {
  provider: "imap",
  stages: ["imapLogin", "smtpLogin"],
  who: "user",
  retry: "afterFix",
} as const;
const FIRST_LOOK: readonly DiagnosisStage[] = ["authorize", "token", "imapLogin", "imapSession", "folders"];

/** The order counts within one kind of evidence: the first row that fits is the diagnosis. */
const ROWS = [
  // Microsoft: consent
  {
    id: "ms-admin-consent",
    who: "mailAdmin",
    retry: "afterFix",
    aadsts: [90094, 90095, 90099],
    said: /need admin approval/i,
  },
  {
    id: "ms-declined",
    who: "user",
    retry: "reconnect",
    provider: "microsoft",
    aadsts: [65004],
    words: ["access_denied"],
  },
  {
    id: "ms-consent-missing",
    who: "user",
    retry: "reconnect",
    provider: "microsoft",
    aadsts: [65001],
    words: ["consent_required"],
    codes: ["consentMissing"],
  },
  // Microsoft: the person who signs in
  {
    id: "ms-other-tenant",
    who: "user",
    retry: "reconnect",
    aadsts: [50020, 16000, 16003, 50034, 51004, 90072, 500208],
  },
  {
    id: "ms-session-stuck",
    who: "user",
    retry: "reconnect",
    aadsts: [16001, 160021, 50058, 50089, 50197, 900561],
  },
  {
    id: "ms-mfa",
    who: "user",
    retry: "reconnect",
    aadsts: [50072, 50074, 50076, 50078, 50079, 50158, 53004, 53010, 53011],
    words: ["interaction_required"],
  },
  {
    id: "ms-account-state",
    who: "mailAdmin",
    retry: "reconnect",
    aadsts: [50053, 50055, 50056, 50057, 50126, 50144],
  },
  { id: "ms-code-reused", who: "user", retry: "reconnect", aadsts: [54005, 501481, 50147, 501491, 700005] },
  {
    id: "ms-refresh-dead",
    who: "user",
    retry: "reconnect",
    provider: "microsoft",
    aadsts: [50173, 70000, 70008, 700082, 50132, 50133],
    words: ["invalid_grant"],
    codes: ["grantRevoked"],
  },
  // Microsoft: the organisation's rules
  { id: "ms-assignment", who: "mailAdmin", retry: "afterFix", aadsts: [50105] },
  { id: "ms-app-disabled", who: "mailAdmin", retry: "afterFix", aadsts: [70001, 7000112, 1000031] },
  { id: "ms-no-exo", who: "mailAdmin", retry: "afterFix", aadsts: [650052, 500011, 650054] },
  {
    id: "ms-ca-block",
    who: "mailAdmin",
    retry: "reconnect",
    aadsts: [53003, 530032, 50131, 53002, 530035, 500021, 500022, 50002, 500212, 500213],
  },
  {
    id: "ms-device",
    who: "user",
    retry: "reconnect",
    aadsts: [53000, 53001, 530003, 50097, 50129, 135010, 135011],
  },
  { id: "ms-signin-frequency", who: "user", retry: "reconnect", aadsts: [70043] },
  // Microsoft: the registration of the application
  { id: "ms-spa", who: "admin", retry: "afterFix", aadsts: [700084, 9002325, 9002326, 9002327] },
  { id: "ms-secret-expired", who: "admin", retry: "afterFix", aadsts: [7000222] },
  {
    id: "ms-secret-wrong",
    who: "admin",
    retry: "afterFix",
    provider: "microsoft",
    aadsts: [7000215, 7000218, 70002, 700025, 700027, 50012, 50013, 500133],
    words: ["invalid_client"],
  },
  { id: "ms-redirect", who: "admin", retry: "afterFix", aadsts: [50011, 500113, 900971, 70004] },
  { id: "ms-single-tenant", who: "admin", retry: "afterFix", aadsts: [50194] },
  {
    id: "ms-clientid",
    who: "admin",
    retry: "afterFix",
    provider: "microsoft",
    aadsts: [700016, 700011, 90002, 9002332, 90130, 90124, 9001023, 90038, 900382, 900432],
    words: ["unauthorized_client"],
    codes: ["clientRejected"],
  },
  {
    id: "ms-permission-config",
    who: "admin",
    retry: "afterFix",
    provider: "microsoft",
    aadsts: [65005, 650056, 650057, 90008, 90009, 70011, 28002, 28003, 700022, 700023],
    words: ["invalid_scope", "invalid_resource"],
  },
  {
    id: "ms-bad-request",
    who: "operator",
    retry: "afterFix",
    provider: "microsoft",
    aadsts: [9002313, 90014, 900144, 90100, 165900, 90023, 90013],
    words: ["invalid_request"],
  },
  { id: "ms-loop", who: "nobody", retry: "auto", aadsts: [50196, 90055] },
  {
    id: "ms-sts-transient",
    who: "nobody",
    retry: "auto",
    provider: "microsoft",
    aadsts: [50033, 50087, 90006, 90012, 90024, 90033, 90090, 70012, 50000],
    words: ["temporarily_unavailable", "server_error"],
    codes: ["tokenServerDown"],
  },
  {
    id: "ms-no-refresh-token",
    who: "admin",
    retry: "afterFix",
    provider: "microsoft",
    said: /no refresh token|offline_access/i,
  },
  {
    id: "ms-partial-scope",
    who: "mailAdmin",
    retry: "reconnect",
    provider: "microsoft",
    stages: SIGN_IN,
    codes: ["wrongResource"],
  },
  // Exchange Online, when the mailbox is opened
  { id: "exo-auth-aud", who: "admin", retry: "afterFix", provider: "microsoft", codes: ["wrongResource"] },
  {
    id: "exo-imap-disabled",
    who: "mailAdmin",
    retry: "afterFix",
    provider: "microsoft",
    codes: ["authenticationFailed"],
  },
  {
    id: "exo-not-connected-new",
    who: "mailAdmin",
    retry: "afterFix",
    stages: FIRST_LOOK,
    codes: ["authenticatedNotConnected"],
  },
  { id: "exo-not-connected-known", who: "mailAdmin", retry: "auto", codes: ["authenticatedNotConnected"] },
  { id: "exo-token-expired-session", who: "nobody", retry: "auto", codes: ["sessionExpired"] },
  { id: "exo-throttled", who: "nobody", retry: "auto", provider: "microsoft", codes: ["throttled"] },
  {
    id: "exo-server-unavailable",
    who: "nobody",
    retry: "auto",
    provider: "microsoft",
    codes: ["serverBusy"],
  },
  // Google
  {
    id: "g-not-verified",
    who: "mailAdmin",
    retry: "afterFix",
    provider: "google",
    said: /org_internal|admin_policy_enforced|access blocked|not (?:completed|passed).*verif/i,
    words: ["org_internal", "admin_policy_enforced"],
  },
  {
    id: "g-redirect",
    who: "admin",
    retry: "afterFix",
    provider: "google",
    said: /redirect_uri_mismatch|deleted_client/i,
    words: ["redirect_uri_mismatch", "invalid_client", "deleted_client", "unauthorized_client"],
    codes: ["clientRejected"],
  },
  {
    id: "g-invalid-grant",
    who: "user",
    retry: "reconnect",
    provider: "google",
    words: ["invalid_grant"],
    codes: ["grantRevoked"],
  },
  { id: "g-scope-unticked", who: "user", retry: "reconnect", provider: "google", codes: ["wrongResource"] },
  {
    id: "g-imap-off",
    who: "mailAdmin",
    retry: "afterFix",
    said: /not enabled for IMAP use|IMAP access is disabled|full IMAP support is NOT enabled/i,
  },
  {
    id: "g-web-login",
    who: "user",
    retry: "afterFix",
    said: /log in via your web browser|application-specific password|web login required/i,
  },
  {
    id: "g-auth-failed",
    who: "user",
    retry: "reconnect",
    provider: "google",
    codes: ["authenticationFailed"],
  },
  { id: "g-connections", who: "nobody", retry: "auto", provider: "google", codes: ["tooManyConnections"] },
  {
    id: "g-quota",
    who: "nobody",
    retry: "auto",
    provider: "google",
    said: /\[OVERQUOTA\]|bandwidth limits|\[THROTTLED\]/i,
    codes: ["throttled"],
  },
  // Any sign-in service
  {
    id: "oauth-declined",
    who: "user",
    retry: "reconnect",
    words: ["access_denied"],
    codes: ["consentMissing"],
  },
  { id: "oauth-grant-ended", who: "user", retry: "reconnect", codes: ["grantRevoked"] },
  { id: "oauth-client", who: "admin", retry: "afterFix", codes: ["clientRejected"] },
  { id: "oauth-scope", who: "admin", retry: "afterFix", codes: ["wrongResource"] },
  { id: "oauth-down", who: "nobody", retry: "auto", codes: ["tokenServerDown"] },
  // Settings that a user typed
  { ...BY_HAND, id: "server-unknown", words: ["ENOTFOUND", "ENODATA", "EAI_AGAIN"] },
  { ...BY_HAND, id: "server-port-closed", words: ["ECONNREFUSED"] },
  { ...BY_HAND, id: "server-silent", codes: ["unreachable"] },
  { ...BY_HAND, id: "tls-expired", words: ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"] },
  { ...BY_HAND, id: "tls-wrong-name", words: ["ERR_TLS_CERT_ALTNAME_INVALID", "HOSTNAME_MISMATCH"] },
  {
    ...BY_HAND,
    id: "tls-untrusted",
    words: [
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    ],
  },
  {
    ...BY_HAND,
    id: "tls-old",
    words: ["ERR_SSL_UNSUPPORTED_PROTOCOL", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
  },
  { ...BY_HAND, id: "tls-not-spoken", codes: ["tlsFailed"] },
  { ...BY_HAND, id: "starttls-missing", codes: ["tlsMissing"] },
  { ...BY_HAND, id: "no-mail-server", codes: ["protocol", "disconnected"] },
  { id: "server-forbidden", who: "user", retry: "afterFix", codes: ["addressForbidden"] },
  // Any mail server
  { id: "sign-in-refused", who: "user", retry: "reconnect", codes: ["authenticationFailed"] },
  { id: "imap-conn-limit", who: "nobody", retry: "auto", codes: ["tooManyConnections"] },
  { id: "imap-throttled", who: "nobody", retry: "auto", codes: ["throttled"] },
  { id: "imap-busy", who: "nobody", retry: "auto", codes: ["serverBusy"] },
  { id: "net", who: "nobody", retry: "auto", codes: ["unreachable"] },
  { id: "tls", who: "admin", retry: "afterFix", codes: ["tlsFailed"] },
  { id: "tls-missing", who: "admin", retry: "afterFix", codes: ["tlsMissing"] },
  { id: "disconnected", who: "nobody", retry: "auto", codes: ["disconnected"] },
  { id: "folder-gone", who: "user", retry: "afterFix", codes: ["folderGone"] },
  { id: "exo-reserved-folder", who: "user", retry: "afterFix", codes: ["folderExists"] },
  { id: "uidvalidity", who: "nobody", retry: "auto", codes: ["folderChanged"] },
  { id: "exo-unfetchable", who: "nobody", retry: "auto", codes: ["messageUnavailable"] },
  { id: "imap-protocol", who: "operator", retry: "auto", codes: ["protocol"] },
  { id: "imap-refused", who: "mailAdmin", retry: "auto", codes: ["refused"] },
  // Our own house
  { id: "moved-elsewhere", who: "nobody", retry: "auto", codes: ["ownershipLost"] },
  { id: "stopped", who: "nobody", retry: "auto", codes: ["stopped"] },
  { id: "receive-only", who: "user", retry: "afterFix", codes: ["receiveOnly"] },
  { id: "changes-waiting", who: "nobody", retry: "auto", codes: ["changesWaiting"] },
  { id: "store-down", who: "operator", retry: "auto", codes: ["storeDown"] },
  { id: "disk-full", who: "operator", retry: "auto", codes: ["diskFull"] },
  { id: "secret-unreadable", who: "operator", retry: "afterFix", codes: ["secretUnreadable"] },
  // Starting: found by ourselves, never by a symptom
  { id: "attempt-link-used", who: "user", retry: "reconnect" },
  { id: "attempt-state-wrong", who: "user", retry: "reconnect" },
  { id: "attempt-other-browser", who: "user", retry: "reconnect" },
  { id: "attempt-cancelled", who: "user", retry: "reconnect" },
  { id: "attempt-used-twice", who: "user", retry: "reconnect" },
  { id: "attempt-expired", who: "user", retry: "reconnect" },
  { id: "attempt-other-account", who: "user", retry: "reconnect" },
  { id: "provider-not-offered", who: "admin", retry: "afterFix" },
  { id: "address-not-allowed", who: "user", retry: "reconnect" },
  { id: "unknown", who: "operator", retry: "afterFix" },
] as const satisfies readonly Row[];

export type DiagnosisId = (typeof ROWS)[number]["id"];
type KnownRow = Row & { readonly id: DiagnosisId };
const CAUSES: readonly KnownRow[] = ROWS;

export const DIAGNOSIS_IDS: readonly DiagnosisId[] = ROWS.map(({ id }) => id);

/** Never fails: what fits no row is "unknown". */
export function diagnose(symptom: Symptom): Diagnosis {
  const number = aadstsOf(symptom);
  const said = symptom.said ?? "";
  const evidence: readonly ((row: KnownRow) => boolean | undefined)[] = [
    (row) => number !== null && row.aadsts?.includes(number),
    (row) => row.said?.test(said),
    (row) => symptom.providerCode !== undefined && row.words?.includes(symptom.providerCode),
    (row) => row.codes?.includes(symptom.code),
  ];
  const possible = CAUSES.filter((row) => isAbout(row, symptom));
  for (const holds of evidence) {
    const row = possible.find(holds);
    if (row !== undefined) return diagnosisOf(row, referenceParams(symptom));
  }
  return knownDiagnosis("unknown", { reference: symptom.code, ...referenceParams(symptom) });
}

/** A cause that was found without an error of a provider. */
export function knownDiagnosis(id: DiagnosisId, params: Readonly<Record<string, string>> = {}): Diagnosis {
  const row = CAUSES.find((cause) => cause.id === id);
  assert(row !== undefined, `no diagnosis ${id}`);
  return diagnosisOf(row, params);
}

function diagnosisOf(row: KnownRow, params: Readonly<Record<string, string>>): Diagnosis {
  return { id: row.id, who: row.who, retry: row.retry, params };
}

function isAbout(row: KnownRow, symptom: Symptom): boolean {
  if (row.provider !== undefined && row.provider !== symptom.provider) return false;
  return row.stages === undefined || row.stages.includes(symptom.stage);
}

/** The number of a Microsoft Entra error, from its code or else from the text. */
function aadstsOf(symptom: Symptom): number | null {
  const found =
    /^AADSTS(\d{4,8})$/.exec(symptom.providerCode ?? "") ?? /\bAADSTS(\d{4,8})\b/.exec(symptom.said ?? "");
  return found === null ? null : Number(found[1]);
}

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const TRACE = new RegExp(`trace id:?\\s*(${UUID})`, "i");
const CORRELATION = new RegExp(`correlation id:?\\s*(${UUID})`, "i");
const REQUEST = new RegExp(`request id:?\\s*(${UUID})`, "i");

function referenceParams(symptom: Symptom): Readonly<Record<string, string>> {
  const number = aadstsOf(symptom);
  const said = symptom.said ?? "";
  // A provider's code is only carried on when it looks like one.
  const word = /^[A-Za-z][\w.-]{1,63}$/.test(symptom.providerCode ?? "") ? symptom.providerCode : undefined;
  const code = number === null ? word : `AADSTS${number}`;
  const ids = [
    ["trace id", TRACE.exec(said)?.[1]],
    ["request id", REQUEST.exec(said)?.[1]],
    ["correlation id", CORRELATION.exec(said)?.[1]],
  ].flatMap(([name, id]) => (id === undefined ? [] : [`${name} ${id}`]));
  if (code === undefined) return ids.length === 0 ? {} : { reference: ids.join(", ") };
  return { reference: ids.length === 0 ? code : `${code} (${ids.join(", ")})` };
}
