// Errors in the shape of Microsoft's: an OAuth error word, an AADSTS number in the description, ids to look them up.
import { randomUUID } from "node:crypto";

interface EntraError {
  readonly error: string;
  readonly text: string;
}

/** In our own words; only the shape and the numbers are Microsoft's (Entra authentication error codes). Of each cause that
 *  can be told from such a number there is one at least. */
const ERRORS: Readonly<Record<number, EntraError>> = {
  16000: {
    error: "interaction_required",
    text: "The account is not known in this directory; it would have to be added as a guest.",
  },
  16001: { error: "invalid_request", text: "The session that was chosen can't be used." },
  50011: {
    error: "invalid_request",
    text: "The redirect URI in the request is not one of those registered for the application.",
  },
  50020: {
    error: "invalid_grant",
    text: "This account belongs to another directory than the application accepts.",
  },
  50034: { error: "invalid_grant", text: "There is no account of this name in the directory." },
  50053: { error: "invalid_grant", text: "The account is locked after too many wrong passwords." },
  50057: { error: "invalid_grant", text: "The account is disabled." },
  50076: {
    error: "interaction_required",
    text: "A policy or another place of sign-in asks for a second factor.",
  },
  50079: { error: "interaction_required", text: "The user has to register a second factor." },
  50097: { error: "interaction_required", text: "The device has to be known." },
  50105: { error: "access_denied", text: "The user is not assigned to a role of the application." },
  50126: { error: "invalid_grant", text: "User name or password is wrong." },
  50144: { error: "invalid_grant", text: "The password in the local directory has expired." },
  50173: { error: "invalid_grant", text: "The grant was revoked; a fresh sign-in is needed." },
  50194: { error: "invalid_request", text: "The application is not set up for more than one directory." },
  50196: { error: "invalid_grant", text: "The client asks for tokens in a loop." },
  53000: { error: "interaction_required", text: "The device has to be compliant." },
  53003: { error: "access_denied", text: "A Conditional Access policy blocks the access." },
  54005: { error: "invalid_grant", text: "The authorization code was redeemed already." },
  65001: {
    error: "consent_required",
    text: "Neither the user nor an administrator has consented to the application.",
  },
  65004: { error: "access_denied", text: "The user declined to consent to the application." },
  65005: {
    error: "invalid_resource",
    text: "The application asks for a permission that it isn't registered for.",
  },
  70000: { error: "invalid_grant", text: "The grant is not valid." },
  70001: { error: "unauthorized_client", text: "The application is disabled." },
  70008: { error: "invalid_grant", text: "The authorization code has expired." },
  70011: { error: "invalid_scope", text: "The scope is not valid, or names more than one resource." },
  70043: {
    error: "invalid_grant",
    text: "The sign-in frequency of a Conditional Access policy has ended the session.",
  },
  90002: { error: "invalid_request", text: "The directory was not found." },
  90014: { error: "invalid_request", text: "A field of the request is missing." },
  90033: { error: "temporarily_unavailable", text: "A transient error has occurred; try again." },
  90055: { error: "temporarily_unavailable", text: "The directory makes too many requests." },
  90094: { error: "consent_required", text: "An administrator of the organization has to consent." },
  90095: { error: "consent_required", text: "An administrator has to consent; the user may send a request." },
  50013: { error: "invalid_client", text: "The client assertion is not valid." },
  500011: { error: "invalid_resource", text: "The resource was not found in the directory." },
  500113: { error: "invalid_request", text: "No redirect URI is registered." },
  500133: { error: "invalid_grant", text: "The assertion is not within its time: the clock is wrong." },
  500208: { error: "invalid_grant", text: "The domain is not one for this kind of account." },
  530003: { error: "interaction_required", text: "The device has to be managed." },
  650052: {
    error: "unauthorized_client",
    text: "The application needs a service that the organization has no license for.",
  },
  650057: {
    error: "invalid_resource",
    text: "The resource is not listed in the registration of the application.",
  },
  700016: { error: "unauthorized_client", text: "The application was not found in the directory." },
  700022: { error: "invalid_scope", text: "More than one resource in one request." },
  700024: { error: "invalid_client", text: "The client assertion is not within its time." },
  700027: { error: "invalid_client", text: "The certificate of the client assertion is not known." },
  700082: { error: "invalid_grant", text: "The refresh token was not used for too long." },
  700084: {
    error: "invalid_grant",
    text: "The refresh token was given to a single-page application and ends after 24 hours.",
  },
  7000112: { error: "unauthorized_client", text: "The application is switched off in the directory." },
  7000215: { error: "invalid_client", text: "The client secret is wrong: send its value, not its id." },
  7000222: { error: "invalid_client", text: "The client secret has expired." },
  9001023: { error: "invalid_request", text: "The grant is not supported over /common or /organizations." },
  9002313: { error: "invalid_request", text: "The request is malformed." },
  9002325: {
    error: "invalid_request",
    text: "A code for a single-page application can only be redeemed from a browser.",
  },
};

export const ENTRA_ERRORS: readonly (readonly [code: string, text: string])[] = Object.entries(ERRORS).map(
  ([code, { text }]) => [code, text],
);

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
  // A code that was never given out can't be read at all.
  if (/code not found/.test(detail)) return 9002313;
  if (/already (?:used|consumed)/.test(detail)) return 54005;
  if (/code is expired/.test(detail)) return 70008;
  if (/refresh token is expired/.test(detail)) return 700082;
  // A revoked account loses its grants and keeps its refresh tokens, so that this can be told from a forged token.
  return /^grant (?:not found|is expired)/.test(detail) ? 50173 : 70000;
}
