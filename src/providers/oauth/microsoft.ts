// Sign-in with Microsoft's v2.0 endpoints, by openid-client. Facts: learn.microsoft.com "Microsoft identity
// platform and OAuth 2.0 authorization code flow".
import * as oidc from "openid-client";
import type { Clock } from "../../base/clock.ts";
import { SyncError } from "../../base/sync-error.ts";
import type { OAuthClient, OAuthClientSettings, SignedIn, Tokens } from "../../engine/ports/oauth.ts";
import { describedError, oauthError } from "./oauth-error.ts";

const TIMEOUT_SECONDS = 20;
/** A token answer without expires_in: assume the shortest life Microsoft documents. */
const LIFE_SECONDS_DEFAULT = 3600;

const DISCOVERY = "/.well-known/openid-configuration";
const DISCOVERY_ERROR_LENGTH_MAX = 10_000;

/** The scopes of the mailbox's own resource: what the code is redeemed for and tokens are refreshed with. */
const MAIL_SCOPES = [
  "https://outlook.office.com/IMAP.AccessAsUser.All",
  "https://outlook.office.com/SMTP.Send",
];
/** Asked from the first day although first used later: a new scope costs every organisation a new consent. */
const GRAPH_SCOPES = ["https://graph.microsoft.com/Mail.ReadWrite", "https://graph.microsoft.com/Mail.Send"];
const IDENTITY_SCOPES = ["openid", "profile", "email", "offline_access"];
export const MICROSOFT_SCOPES = [...IDENTITY_SCOPES, ...MAIL_SCOPES, ...GRAPH_SCOPES] as const;

export function createMicrosoftOAuth(clock: Clock): OAuthClient {
  return {
    scopes: () => MICROSOFT_SCOPES,

    async authorizationUrl(settings, request) {
      const config = await discover(settings);
      const challenge = await oidc.calculatePKCECodeChallenge(request.codeVerifier);
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope: MICROSOFT_SCOPES.join(" "),
        state: request.state,
        nonce: request.nonce,
        code_challenge: challenge,
        code_challenge_method: "S256",
        response_mode: "query",
        // Never both: Microsoft documents that login_hint and select_account exclude each other.
        ...(request.loginHint === null ? { prompt: "select_account" } : { login_hint: request.loginHint }),
      });
      return url.href;
    },

    async redeem(settings, request, callback) {
      const config = await discover(settings);
      try {
        const answer = await oidc.authorizationCodeGrant(
          config,
          new URL(callback),
          {
            expectedState: request.state,
            expectedNonce: request.nonce,
            pkceCodeVerifier: request.codeVerifier,
            idTokenExpected: true,
          },
          { scope: [...IDENTITY_SCOPES, ...MAIL_SCOPES].join(" ") },
        );
        return signedIn(answer, clock);
      } catch (error) {
        throw oauthError(error);
      }
    },

    async refresh(settings, refreshToken) {
      const config = await discover(settings);
      try {
        const answer = await oidc.refreshTokenGrant(config, refreshToken, {
          scope: [...IDENTITY_SCOPES, ...MAIL_SCOPES].join(" "),
        });
        return tokens(answer, clock);
      } catch (error) {
        throw oauthError(error);
      }
    },
  };
}

/** openid-client accepts the "{tenantid}" issuer of /organizations and /common only where the discovery was asked
 *  at https://login.microsoftonline.com. So discovery is always asked there, by name, and the request goes to the
 *  configured authority (a national cloud, the playground); every other address comes from its answer. */
async function discover(settings: OAuthClientSettings): Promise<oidc.Configuration> {
  const authority = new URL(settings.authority);
  const toAuthority: oidc.CustomFetch = async (url, options) => {
    const target = new URL(url);
    if (target.origin === "https://login.microsoftonline.com") {
      target.protocol = authority.protocol;
      target.host = authority.host;
    }
    const response = await fetch(target, options as RequestInit);
    if (response.status === 400 && target.pathname.endsWith(DISCOVERY))
      throw await refusedDiscovery(response);
    return response;
  };
  try {
    const config = await oidc.discovery(
      new URL(`https://login.microsoftonline.com/${encodeURIComponent(settings.tenant)}/v2.0`),
      settings.clientId,
      undefined,
      oidc.ClientSecretPost(settings.clientSecret),
      {
        timeout: TIMEOUT_SECONDS,
        [oidc.customFetch]: toAuthority,
        execute: isLoopback(authority) ? [oidc.allowInsecureRequests] : [],
      },
    );
    // What openid-client leaves out for Entra: the issuer must be the authority we asked (mix-up, RFC 9700 4.4).
    if (new URL(config.serverMetadata().issuer).origin !== authority.origin) {
      throw new SyncError("protocol", {
        scope: "provider",
        retry: "never",
        said: "the sign-in service names another issuer",
      });
    }
    return config;
  } catch (error) {
    throw oauthError(error);
  }
}

/** openid-client doesn't read the body of a refused discovery, and there stands why: "AADSTS90002: Tenant ... not
 *  found". */
async function refusedDiscovery(response: Response): Promise<SyncError> {
  const body = (await response.text()).slice(0, DISCOVERY_ERROR_LENGTH_MAX);
  try {
    const { error, error_description } = JSON.parse(body) as Record<string, unknown>;
    return describedError(String(error), String(error_description), response.status);
  } catch {
    return new SyncError("tokenServerDown", { scope: "provider", retry: "later", said: "HTTP 400" });
  }
}

function isLoopback(url: URL): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}

function tokens(
  answer: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
  clock: Clock,
): Tokens {
  const scopes = (answer.scope ?? MAIL_SCOPES.join(" ")).split(" ").filter((scope) => scope !== "");
  const missing = MAIL_SCOPES.slice(0, 1).filter(
    (scope) => !scopes.some((granted) => granted.toLowerCase() === scope.toLowerCase()),
  );
  if (missing.length > 0) {
    throw new SyncError("wrongResource", {
      scope: "mailbox",
      retry: "askUser",
      said: `the permission ${missing.join(", ")} was not granted`,
    });
  }
  return {
    accessToken: answer.access_token,
    expiresAt: clock.now() + (answer.expires_in ?? LIFE_SECONDS_DEFAULT) * 1000,
    refreshToken: answer.refresh_token ?? null,
    scopes,
  };
}

function signedIn(
  answer: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
  clock: Clock,
): SignedIn {
  const claims = answer.claims();
  const text = (name: string): string => {
    const value = claims?.[name];
    return typeof value === "string" ? value : "";
  };
  const tid = text("tid");
  const oid = text("oid");
  if (tid === "" || oid === "") {
    throw new SyncError("protocol", {
      scope: "provider",
      retry: "never",
      said: "the identity has no tid or oid",
    });
  }
  const userName = text("preferred_username");
  return {
    subject: `${tid}:${oid}`,
    directoryTenant: tid,
    userName: userName === "" ? text("email") : userName,
    email: text("email") === "" ? userName : text("email"),
    name: text("name"),
    tokens: tokens(answer, clock),
  };
}
