// What the engine asks of a sign-in service. Errors are SyncErrors whose providerCode carries the provider's own
// code ("AADSTS65001") and whose `said` carries its text, free of tokens.

export interface OAuthClientSettings {
  readonly kind: "microsoft" | "google";
  readonly clientId: string;
  readonly clientSecret: string;
  /** "https://login.microsoftonline.com". Plain http only for a loopback address. */
  readonly authority: string;
  /** "organizations", "common" or a GUID. */
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

export interface SignedIn {
  /** "tid:oid" for Microsoft, "sub" for Google: the only identity that is trusted. */
  readonly subject: string;
  /** Microsoft's `tid`, "" elsewhere. */
  readonly directoryTenant: string;
  /** Display hints, never trusted for rights: how the account calls itself. */
  readonly userName: string;
  readonly email: string;
  readonly name: string;
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
  /** Redeems the code of a callback. `callback` is the full address the browser was sent to. Checks state, nonce,
   *  PKCE, issuer, audience and expiry. */
  redeem(settings: OAuthClientSettings, request: AuthorizationRequest, callback: string): Promise<SignedIn>;
  refresh(settings: OAuthClientSettings, refreshToken: string): Promise<Tokens>;
  /** All scopes that are asked for, for the admin's page. */
  scopes(kind: "microsoft" | "google"): readonly string[];
}
