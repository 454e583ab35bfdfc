// Errors in the shape of Microsoft's: an OAuth error word, an AADSTS number in the description, ids to look them up.
import { randomUUID } from "node:crypto";

interface EntraError {
  readonly error: string;
  readonly text: string;
}

/** In our own words; only the shape and the numbers are Microsoft's (Entra authentication error codes). */
const ERRORS: Readonly<Record<number, EntraError>> = {
  50011: {
    error: "invalid_request",
    text: "The redirect URI in the request is not one of those registered for the application.",
  },
  50020: {
    error: "invalid_grant",
    text: "This account belongs to another directory than the application accepts.",
  },
  50034: { error: "invalid_grant", text: "There is no account of this name in the directory." },
  50126: { error: "invalid_grant", text: "User name or password is wrong." },
  50173: { error: "invalid_grant", text: "The grant was revoked; a fresh sign-in is needed." },
  54005: { error: "invalid_grant", text: "The authorization code was redeemed already." },
  65004: { error: "access_denied", text: "The user declined to consent to the application." },
  70000: { error: "invalid_grant", text: "The grant is not valid." },
  70008: { error: "invalid_grant", text: "The authorization code has expired." },
  70011: { error: "invalid_scope", text: "The scope is not valid, or names more than one resource." },
  90002: { error: "invalid_request", text: "The directory was not found." },
  90033: { error: "temporarily_unavailable", text: "A transient error has occurred; try again." },
  90094: { error: "consent_required", text: "An administrator of the organization has to consent." },
  700016: { error: "unauthorized_client", text: "The application was not found in the directory." },
  7000215: { error: "invalid_client", text: "The client secret is wrong: send its value, not its id." },
  700082: { error: "invalid_grant", text: "The refresh token was not used for too long." },
  9002313: { error: "invalid_request", text: "The request is malformed." },
};

export interface EntraErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
}

export function entraError(code: number): EntraErrorBody {
  const { error, text } = ERRORS[code] ?? { error: "invalid_request", text: "Unknown." };
  const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
  const trace = randomUUID();
  const correlation = randomUUID();
  return {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
  };
}

/** Which of Microsoft's numbers stands for an error of oidc-provider at the token endpoint; `detail` is its
 *  `error_detail`. */
export function codeOf(error: string, detail: string): number {
  if (error === "invalid_client") return detail === "client not found" ? 700016 : 7000215;
  if (error === "invalid_scope" || error === "invalid_target") return 70011;
  if (error !== "invalid_grant") return 9002313;
  if (/already (?:used|consumed)/.test(detail)) return 54005;
  if (/code is expired/.test(detail)) return 70008;
  if (/refresh token is expired/.test(detail)) return 700082;
  // A revoked account loses its grants and keeps its refresh tokens, so that this can be told from a forged token.
  return /^grant (?:not found|is expired)/.test(detail) ? 50173 : 70000;
}
