// Errors in the shape of Google's: a word, at the authorisation page with a status of its own.

interface GoogleError {
  readonly status: number;
  readonly text: string;
}

/** In our own words; only words and statuses are Google's ("Using OAuth 2.0 for Web Server Applications",
 *  authorisation errors and token errors). */
const ERRORS: Readonly<Record<string, GoogleError>> = {
  access_denied: {
    status: 403,
    text: "The application is in testing, and this account is no test user of it.",
  },
  admin_policy_enforced: { status: 400, text: "The policies of the organisation keep this application out." },
  deleted_client: { status: 401, text: "The OAuth client was deleted." },
  disallowed_useragent: { status: 403, text: "Signing in is not possible in this browser." },
  invalid_client: { status: 401, text: "The OAuth client was not found." },
  invalid_grant: { status: 400, text: "Token has been expired or revoked." },
  invalid_request: { status: 400, text: "The request is malformed." },
  org_internal: { status: 403, text: "The application is for people of its own organisation only." },
  redirect_uri_mismatch: { status: 400, text: "The redirect URI is not one of those registered." },
  unauthorized_client: { status: 401, text: "The client may not use this kind of grant." },
};

export const GOOGLE_ERRORS: readonly (readonly [error: string, text: string])[] = Object.entries(ERRORS).map(
  ([error, { text }]) => [error, text],
);

export function googleError(error: string): GoogleError {
  return ERRORS[error] ?? { status: 400, text: "Bad Request" };
}
