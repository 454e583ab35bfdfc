// Sign-in by openid-client: discovery, the authorisation request with PKCE, codes and refresh tokens. What differs between
// the services stands in core/sign-in.
import * as oidc from "openid-client";
import type { Clock } from "../../base/clock.ts";
import { SyncError } from "../../base/sync-error.ts";
import type { Cloud } from "../../core/sign-in/sign-in-service.ts";
import { signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { OAuthClient, OAuthClientSettings, SignedIn, Tokens } from "../../engine/ports/oauth.ts";
import { type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { appToken } from "./app-token.ts";
import { DISCOVERY, discoverService } from "./discover-service.ts";
import { oauthError } from "./oauth-error.ts";
import { serviceFetch } from "./service-fetch.ts";
import { endOf } from "./token-life.ts";

const TENANT_MS = 5_000;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

type TokenAnswer = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** `options`: for services at addresses that somebody typed. */
export function createOAuthClient(clock: Clock, options: NetworkOptions = {}): OAuthClient {
  const network = networkOf(options);
  const discover = (settings: OAuthClientSettings) => discoverService(settings, network);
  return {
    async authorizationUrl(settings, request) {
      const service = signInServiceOf(settings.kind);
      const config = await discover(settings);
      const challenge = await oidc.calculatePKCECodeChallenge(request.codeVerifier);
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope: settings.cloud.scopes.join(" "),
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
          tokenParameters(settings.cloud),
        );
        return signedIn(settings, answer, clock);
      } catch (error) {
        throw oauthError(error);
      }
    },

    async refresh(settings, refreshToken, use = "mail") {
      const { cloud } = settings;
      const config = await discover(settings);
      try {
        const parameters = tokenParameters(cloud, use);
        const answer = await oidc.refreshTokenGrant(config, refreshToken, parameters);
        return use === "graph" ? tokensOf(cloud, answer, clock) : tokens(cloud, answer, clock);
      } catch (error) {
        throw oauthError(error);
      }
    },

    appToken: async (settings) => appToken(await discover(settings), settings, clock),

    async revoke(settings, refreshToken) {
      const config = await discover(settings);
      try {
        await oidc.tokenRevocation(config, refreshToken);
      } catch (error) {
        throw oauthError(error);
      }
    },

    async directoryTenantOf({ kind, cloud }, domain) {
      if (!signInServiceOf(kind).hasTenants) return null;
      try {
        const url = new URL(`${cloud.authority}/${encodeURIComponent(domain)}/v2.0${DISCOVERY}`);
        const signal = AbortSignal.timeout(TENANT_MS);
        const response = await serviceFetch(cloud.guarded, network)(url, { signal });
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

function tokenParameters({ graph, ...mail }: Cloud, use: "mail" | "graph" = "mail"): Record<string, string> {
  const tokenScopes = use === "graph" ? (graph?.tokenScopes ?? null) : mail.tokenScopes;
  return tokenScopes === null ? {} : { scope: tokenScopes.join(" ") };
}

function tokensOf({ mailScope }: Cloud, answer: TokenAnswer, clock: Clock): Tokens {
  return {
    accessToken: answer.access_token,
    expiresAt: endOf(answer, clock),
    refreshToken: answer.refresh_token ?? null,
    // RFC 6749 section 5.1: without `scope` all that was asked was granted.
    scopes: answer.scope?.split(" ").filter((scope) => scope !== "") ?? [mailScope],
  };
}

/** Throws SyncError `wrongResource` where they open no mailbox. */
function tokens(cloud: Cloud, answer: TokenAnswer, clock: Clock): Tokens {
  const granted = tokensOf(cloud, answer, clock);
  const { mailScope } = cloud;
  const wanted = mailScope.toLowerCase();
  if (!granted.scopes.some((scope) => scope.toLowerCase() === wanted)) {
    throw new SyncError("wrongResource", {
      scope: "mailbox",
      retry: "askUser",
      said: `the permission ${mailScope} was not granted`,
    });
  }
  return granted;
}

function signedIn({ kind, cloud }: OAuthClientSettings, answer: TokenAnswer, clock: Clock): SignedIn {
  const identity = signInServiceOf(kind).identityOf(answer.claims() ?? {});
  if (identity === null) {
    throw new SyncError("wrongResource", {
      scope: "mailbox",
      retry: "askUser",
      said: "the claims don't name who signed in",
    });
  }
  const granted = tokens(cloud, answer, clock);
  if (granted.refreshToken === null) {
    throw new SyncError("consentMissing", { scope: "mailbox", retry: "askUser", said: "no refresh token" });
  }
  return { ...identity, tokens: granted };
}
