import * as oidc from "openid-client";
import { SyncError, type SyncErrorCode, type SyncErrorRetry } from "../../base/sync-error.ts";

/** Microsoft puts the ids that its support asks for at the end of a long sentence. */
const SAID_MAX = 1_000;

/** AADSTS codes by what they mean for us; the full table is the doctor's. Source: Microsoft Entra authentication
 *  and authorization error codes. */
const CODES: readonly (readonly [SyncErrorCode, SyncErrorRetry, readonly number[]])[] = [
  ["consentMissing", "askUser", [65001, 65004, 90094, 90095, 90099]],
  [
    "clientRejected",
    "askUser",
    [700016, 90002, 7000215, 7000222, 7000218, 700025, 700027, 50011, 50194, 7000112],
  ],
  ["grantRevoked", "askUser", [50173, 70000, 70008, 700082, 70043, 50076, 50078, 50079, 53003, 54005, 50057]],
  ["wrongResource", "askUser", [70011, 28002, 28003, 700022, 500011, 650057]],
  ["tokenServerDown", "later", [90033, 90006, 90012, 90024, 90055, 90090, 50033, 50087, 50196]],
];

/** Whatever openid-client throws, as a SyncError. Only the provider's description is carried on, never a body. */
export function oauthError(error: unknown): SyncError {
  if (error instanceof SyncError) return error;
  if (error instanceof oidc.ClientError && error.cause instanceof SyncError) return error.cause;
  if (error instanceof oidc.ResponseBodyError) {
    return describedError(error.error, error.error_description ?? "", error.status, error);
  }
  if (error instanceof oidc.AuthorizationResponseError) {
    return describedError(error.error, error.error_description ?? "", 400, error);
  }
  if (error instanceof oidc.ClientError && isResponse(error.cause)) {
    const seconds = Number(error.cause.headers.get("retry-after") ?? Number.NaN);
    return new SyncError("tokenServerDown", {
      scope: "provider",
      retry: "later",
      said: `HTTP ${error.cause.status}`,
      ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}),
      cause: error,
    });
  }
  if (error instanceof oidc.ClientError) {
    return new SyncError(isNetwork(error) ? "tokenServerDown" : "protocol", {
      scope: "provider",
      retry: isNetwork(error) ? "later" : "never",
      said: plain(error.message),
      cause: error,
    });
  }
  return new SyncError("tokenServerDown", {
    scope: "provider",
    retry: "later",
    said: "the sign-in service could not be reached",
    cause: error,
  });
}

/** From the error word of OAuth and Microsoft's sentence behind it. */
export function describedError(
  error: string,
  description: string,
  status: number,
  cause?: unknown,
): SyncError {
  const number = /AADSTS(\d{4,8})/.exec(description)?.[1];
  const said = plain(description === "" ? error : description);
  const row = CODES.find(([, , numbers]) => numbers.includes(Number(number)));
  const [code, retry] = row ?? byOAuthError(error, status);
  return new SyncError(code, {
    scope: code === "clientRejected" || code === "tokenServerDown" ? "provider" : "mailbox",
    retry,
    said,
    providerCode: number === undefined ? error : `AADSTS${number}`,
    cause,
  });
}

/** RFC 6749 section 5.2 and 4.1.2.1, OpenID Connect Core 3.1.2.6 and Google's own words, where no AADSTS number
 *  helps. */
function byOAuthError(error: string, status: number): readonly [SyncErrorCode, SyncErrorRetry] {
  if (status >= 500 || status === 429) return ["tokenServerDown", "later"];
  switch (error) {
    case "temporarily_unavailable":
    case "server_error":
      return ["tokenServerDown", "later"];
    case "invalid_client":
    case "unauthorized_client":
    case "deleted_client":
    case "redirect_uri_mismatch":
      return ["clientRejected", "askUser"];
    case "access_denied":
    case "consent_required":
    case "admin_policy_enforced":
    case "org_internal":
      return ["consentMissing", "askUser"];
    case "invalid_scope":
    case "invalid_resource":
      return ["wrongResource", "askUser"];
    default:
      return ["grantRevoked", "askUser"];
  }
}

/** By what it has: our HTTP server puts a class of its own in the place of the one that fetch answers with. */
function isResponse(cause: unknown): cause is Pick<Response, "status" | "headers"> {
  return typeof cause === "object" && cause !== null && "status" in cause && "headers" in cause;
}

function isNetwork(error: Error): boolean {
  return error.cause instanceof TypeError || /timed out|abort/i.test(error.message);
}

/** One line without control characters, for logs and people. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, SAID_MAX);
}
