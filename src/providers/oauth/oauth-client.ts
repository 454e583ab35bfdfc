// Sign-in by openid-client: discovery, the authorisation request with PKCE, codes and refresh tokens. What differs between
// the services stands in core/sign-in.
import * as oidc from "openid-client";
import type { Clock } from "../../base/clock.ts";
import { SyncError } from "../../base/sync-error.ts";
import type { SignInService } from "../../core/sign-in/sign-in-service.ts";
import { signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { OAuthClient, OAuthClientSettings, SignedIn, Tokens } from "../../engine/ports/oauth.ts";
import { describedError, oauthError } from "./oauth-error.ts";

const TIMEOUT_SECONDS = 20;
/** A token answer without expires_in: assume the shortest life that is documented. */
const LIFE_SECONDS_DEFAULT = 3600;

const TENANT_MS = 5_000;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

const DISCOVERY = "/.well-known/openid-configuration";
const DISCOVERY_ERROR_LENGTH_MAX = 10_000;

type TokenAnswer = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

export function createOAuthClient(clock: Clock): OAuthClient {
  return {
    async authorizationUrl(settings, request) {
      const service = signInServiceOf(settings.kind);
      const config = await discover(settings);
      const challenge = await oidc.calculatePKCECodeChallenge(request.codeVerifier);
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope: service.scopes.join(" "),
        state: request.state,
        nonce: request.nonce,
        code_challenge: challenge,
        code_challenge_method: "S256",
        response_mode: "query",
        ...service.requestParameters(request.loginHint),
      });
      return url.href;
    },

    async redeem(settings, request, callback) {
      const service = signInServiceOf(settings.kind);
      const config = await discover(settings);
      // TLS alone would do (OpenID Connect Core 3.1.3.7), and is all that openid-client asks by itself: who signs in must
      // not hang on whatever stands between us and the service, or ends its TLS.
      oidc.enableNonRepudiationChecks(config);
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
          tokenParameters(service),
        );
        return signedIn(service, answer, clock);
      } catch (error) {
        throw oauthError(error);
      }
    },

    async refresh(settings, refreshToken, use = "mail") {
      const service = signInServiceOf(settings.kind);
      const config = await discover(settings);
      try {
        const parameters = tokenParameters(service, use);
        const answer = await oidc.refreshTokenGrant(config, refreshToken, parameters);
        return use === "graph" ? tokensOf(service, answer, clock) : tokens(service, answer, clock);
      } catch (error) {
        throw oauthError(error);
      }
    },

    async revoke(settings, refreshToken) {
      const config = await discover(settings);
      try {
        await oidc.tokenRevocation(config, refreshToken);
      } catch (error) {
        throw oauthError(error);
      }
    },

    async directoryTenantOf({ kind, authority }, domain) {
      if (!signInServiceOf(kind).hasTenants) return null;
      try {
        const response = await fetch(`${authority}/${encodeURIComponent(domain)}/v2.0${DISCOVERY}`, {
          signal: AbortSignal.timeout(TENANT_MS),
          redirect: "error",
        });
        if (!response.ok) return null;
        const { issuer } = (await response.json()) as { readonly issuer?: unknown };
        return GUID.exec(String(issuer))?.[0] ?? null;
      } catch {
        // A person waits: without it the administrator chooses the account.
        return null;
      }
    },
  };
}

function tokenParameters(service: SignInService, use: "mail" | "graph" = "mail"): Record<string, string> {
  const scopes = use === "graph" ? service.graph?.tokenScopes : service.tokenScopes;
  return scopes == null ? {} : { scope: scopes.join(" ") };
}

/** What is asked of the service under its own name goes to the configured authority (a national cloud, the playground);
 *  every other address comes from its answer. */
async function discover(settings: OAuthClientSettings): Promise<oidc.Configuration> {
  const service = signInServiceOf(settings.kind);
  const authority = new URL(settings.authority);
  const toAuthority: oidc.CustomFetch = async (url, options) => {
    const target = new URL(url);
    if (target.origin === service.authority) {
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
      new URL(service.issuerAt(settings.authority, settings.tenant)),
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

function tokensOf(service: SignInService, answer: TokenAnswer, clock: Clock): Tokens {
  return {
    accessToken: answer.access_token,
    expiresAt: clock.now() + (answer.expires_in ?? LIFE_SECONDS_DEFAULT) * 1000,
    refreshToken: answer.refresh_token ?? null,
    // RFC 6749 section 5.1: without `scope` all that was asked was granted.
    scopes: answer.scope?.split(" ").filter((scope) => scope !== "") ?? [service.mailScope],
  };
}

/** Throws SyncError `wrongResource` where they open no mailbox. */
function tokens(service: SignInService, answer: TokenAnswer, clock: Clock): Tokens {
  const granted = tokensOf(service, answer, clock);
  const wanted = service.mailScope.toLowerCase();
  if (!granted.scopes.some((scope) => scope.toLowerCase() === wanted)) {
    throw new SyncError("wrongResource", {
      scope: "mailbox",
      retry: "askUser",
      said: `the permission ${service.mailScope} was not granted`,
    });
  }
  return granted;
}

function signedIn(service: SignInService, answer: TokenAnswer, clock: Clock): SignedIn {
  const identity = service.identityOf(answer.claims() ?? {});
  if (identity === null) {
    throw new SyncError("wrongResource", {
      scope: "mailbox",
      retry: "askUser",
      said: "the claims don't name who signed in",
    });
  }
  const granted = tokens(service, answer, clock);
  if (granted.refreshToken === null) {
    throw new SyncError("consentMissing", { scope: "mailbox", retry: "askUser", said: "no refresh token" });
  }
  return { ...identity, tokens: granted };
}
