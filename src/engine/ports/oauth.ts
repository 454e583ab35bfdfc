// What the engine asks of a sign-in service. Errors are SyncErrors whose providerCode carries the provider's own
// code ("AADSTS65001") and whose `said` carries its text, free of tokens.

import type { Cloud, SignInIdentity, SignInKind } from "../../core/sign-in/sign-in-service.ts";
import type { ClientCertificate } from "./certificates.ts";

/** A secret that both sides know, or a certificate whose key only Twinbox has (private_key_jwt, RFC 7523). */
export type ClientCredential =
  | { readonly kind: "secret"; readonly secret: string }
  | ({ readonly kind: "certificate" } & ClientCertificate);

export interface OAuthClientSettings {
  readonly kind: SignInKind;
  readonly clientId: string;
  readonly credential: ClientCredential;
  readonly cloud: Cloud;
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

/** What a registration can be asked without a person. Each rejects with SyncError where the service, the client or what was
 *  asked for is not as it should be, and answers false where the service doesn't tell. */
export interface RegistrationProbe {
  /** The service is there, and knows the tenant. */
  reach(settings: OAuthClientSettings): Promise<void>;
  /** The service knows the client, and sends people back to this address. */
  sendsBack(settings: OAuthClientSettings, redirectUri: string): Promise<boolean>;
  /** The service takes the client's secret or certificate. `directory`: GUID of one that may have the application, asked
   *  where the settings name none; null: none is known. */
  accepts(settings: OAuthClientSettings, directory: string | null): Promise<boolean>;
}

/** Of the application itself, at one directory tenant. */
export interface AppToken {
  readonly accessToken: string;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
  /** GUID of the object that stands for the application there (its service principal); null where the token doesn't
   *  tell. */
  readonly principalId: string | null;
}

export interface OAuthClient {
  authorizationUrl(settings: OAuthClientSettings, request: AuthorizationRequest): Promise<string>;
  /** Redeems the code of a callback. `callback` is the full address the browser was sent to. Checks state, `iss` (RFC
   *  9207), nonce, PKCE, and of the id_token signature, issuer, audience and expiry: rejects with `protocol` when the
   *  answer isn't one to this request. */
  redeem(settings: OAuthClientSettings, request: AuthorizationRequest, callback: string): Promise<SignedIn>;
  /** `use`: what the token is to open; where one token is for all that was allowed, it makes no difference. */
  refresh(settings: OAuthClientSettings, refreshToken: string, use?: "mail" | "graph"): Promise<Tokens>;
  /** The application signs in as itself (RFC 6749 section 4.4); `settings.tenant` is the GUID of a directory tenant, and
   *  the service one that has `appOnly`. Rejects with `clientRejected` too where nobody has approved that. */
  appToken(settings: OAuthClientSettings): Promise<AppToken>;
  /** Takes back what the person allowed, with every token of it; only at a service that `revokes`. */
  revoke(settings: OAuthClientSettings, refreshToken: string): Promise<void>;
  /** GUID of the directory tenant that a domain belongs to; null where the service doesn't know it, or can't be asked. */
  directoryTenantOf(settings: OAuthClientSettings, domain: string): Promise<string | null>;
}
