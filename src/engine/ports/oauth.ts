// What the engine asks of a sign-in service. Errors are SyncErrors whose providerCode carries the provider's own
// code ("AADSTS65001") and whose `said` carries its text, free of tokens.

import type { SignInIdentity, SignInKind } from "../../core/sign-in/sign-in-service.ts";

export interface OAuthClientSettings {
  readonly kind: SignInKind;
  readonly clientId: string;
  readonly clientSecret: string;
  /** "https://login.microsoftonline.com". Plain http only for a loopback address. */
  readonly authority: string;
  /** "organizations", "common" or a GUID; "" where the service has no tenants. */
  readonly tenant: string;
  readonly redirectUri: string;
}

export interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** For a reconnect: the address that should sign in. Without it the account picker is always shown. */
  readonly loginHint: string | null;
}

export interface SignedIn extends SignInIdentity {
  readonly tokens: Tokens;
}

export interface Tokens {
  readonly accessToken: string;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
  /** Null when the provider gave no new one: keep the old. */
  readonly refreshToken: string | null;
  readonly scopes: readonly string[];
}

export interface OAuthClient {
  authorizationUrl(settings: OAuthClientSettings, request: AuthorizationRequest): Promise<string>;
  /** Redeems the code of a callback. `callback` is the full address the browser was sent to. Checks state, `iss` (RFC
   *  9207), nonce, PKCE, and of the id_token signature, issuer, audience and expiry: rejects with `protocol` when the
   *  answer isn't one to this request. */
  redeem(settings: OAuthClientSettings, request: AuthorizationRequest, callback: string): Promise<SignedIn>;
  /** `use`: what the token is to open; where one token is for all that was allowed, it makes no difference. */
  refresh(settings: OAuthClientSettings, refreshToken: string, use?: "mail" | "graph"): Promise<Tokens>;
  /** Takes back what the person allowed, with every token of it; only at a service that `revokes`. */
  revoke(settings: OAuthClientSettings, refreshToken: string): Promise<void>;
  /** GUID of the directory tenant that a domain belongs to; null where the service doesn't know it, or can't be asked. */
  directoryTenantOf(settings: OAuthClientSettings, domain: string): Promise<string | null>;
}
