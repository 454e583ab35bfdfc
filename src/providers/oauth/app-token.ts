// The application signs in as itself at a directory tenant: client credentials (RFC 6749 section 4.4).
import * as oidc from "openid-client";
import type { Clock } from "../../base/clock.ts";
import { SyncError } from "../../base/sync-error.ts";
import { signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { AppToken, OAuthClientSettings } from "../../engine/ports/oauth.ts";
import { oauthError } from "./oauth-error.ts";
import { endOf } from "./token-life.ts";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What Entra answers where no administrator has approved the application: it doesn't know it in that directory, or
 *  nothing was consented to. */
const NOT_APPROVED = ["AADSTS700016", "AADSTS65001", "AADSTS90094"];

export async function appToken(
  config: oidc.Configuration,
  { kind, cloud }: OAuthClientSettings,
  clock: Clock,
): Promise<AppToken> {
  const { appOnly } = signInServiceOf(kind);
  if (appOnly === null || cloud.appScope === null) throw notApproved("the service has no such access");
  let answer: oidc.TokenEndpointResponse;
  try {
    answer = await oidc.clientCredentialsGrant(config, { scope: cloud.appScope });
  } catch (error) {
    const refusal = oauthError(error);
    throw NOT_APPROVED.includes(refusal.providerCode ?? "") ? notApproved(refusal.said, refusal) : refusal;
  }
  const claims = claimsIn(answer.access_token);
  // Entra gives a token all the same when nothing was approved: one that has no roles. One that can't be read says nothing.
  if (claims !== null && !rolesIn(claims).includes(appOnly.role)) {
    throw notApproved(`the token has no role ${appOnly.role}`);
  }
  const principal = claims?.oid;
  return {
    accessToken: answer.access_token,
    expiresAt: endOf(answer, clock),
    principalId: typeof principal === "string" && GUID.test(principal) ? principal : null,
  };
}

/** The doctor knows it by its first words: the number beside them means something else where a person signs in. */
function notApproved(said = "", cause?: SyncError): SyncError {
  return new SyncError("clientRejected", {
    scope: "provider",
    retry: "askUser",
    said: `app-only access is not approved: ${said}`,
    ...(cause?.providerCode === undefined ? {} : { providerCode: cause.providerCode }),
    cause,
  });
}

/** Not verified: nothing is allowed by it, the mail server judges the token. */
function claimsIn(token: string): Readonly<Record<string, unknown>> | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function rolesIn({ roles }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(roles) ? roles : [];
}
