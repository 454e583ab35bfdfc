// What differs between the services that people sign in at, as data: one object for each kind of provider. Whoever
// connects a mailbox, redeems and refreshes tokens, serves the callback or tells the admin what to register reads it
// here.

export type SignInKind = "microsoft" | "google";

/** Claims of an id_token whose signature, issuer, audience, expiry and nonce were checked. */
export type Claims = Readonly<Record<string, unknown>>;

interface Server {
  readonly host: string;
  readonly port: number;
  readonly security: "implicit" | "starttls";
}

export interface SignInIdentity {
  /** The only identity that is trusted: it never changes and is never given to somebody else. */
  readonly subject: string;
  /** GUID of Microsoft's directory tenant, "" elsewhere. */
  readonly directoryTenant: string;
  /** Hints, never trusted for rights: how the account calls itself, and what its mailbox is probably called. */
  readonly userName: string;
  readonly email: string;
  readonly name: string;
}

export interface SignInService {
  readonly kind: SignInKind;
  /** Where its addresses are found, unless the provider's settings name another cloud. */
  readonly authority: string;
  readonly incoming: Server;
  readonly outgoing: Server;
  /** Another way to the mailbox for what was allowed, with tokens of its own; null where there is none. */
  readonly graph: { readonly url: string; readonly tokenScopes: readonly string[] } | null;
  /** Below our public address. Each service has its own, so that the answer of one is never taken for that of
   *  another (mix-up, RFC 9700 section 4.4.2.2). */
  readonly callbackPath: string;
  /** A directory tenant is part of its addresses. */
  readonly hasTenants: boolean;
  /** What the person is asked to allow, and the admin must register. */
  readonly scopes: readonly string[];
  /** Named again when a code is redeemed and when a token is refreshed, where one token is for one resource; null: the
   *  token is for all that was allowed. */
  readonly tokenScopes: readonly string[] | null;
  /** Without it the token opens no mailbox. */
  readonly mailScope: string;
  /** What a person allowed can be taken back here too (RFC 7009). */
  readonly revokes: boolean;
  /** Where a person sees what was allowed, and takes it back. */
  readonly permissionList: { readonly name: string; readonly url: string };
  /** The name under which discovery is asked (OpenID Connect Discovery section 4). */
  issuerAt(authority: string, tenant: string): string;
  /** `loginHint`: who is to sign in again; null: the account picker is always shown. */
  requestParameters(loginHint: string | null): Readonly<Record<string, string>>;
  /** Where an administrator approves the application for everybody of an organisation; null where there is no such
   *  place. */
  readonly adminConsent: AdminConsent | null;
  /** Null when the claims name nobody. */
  identityOf(claims: Claims): SignInIdentity | null;
}

export interface AdminConsent {
  /** Below our public address. */
  readonly callbackPath: string;
  url(request: {
    readonly authority: string;
    readonly clientId: string;
    /** GUID of the directory tenant, or what stands for whichever the administrator belongs to. */
    readonly tenant: string;
    readonly redirectUri: string;
    readonly state: string;
  }): string;
}

export function textClaim(claims: Claims, name: string): string {
  const value = claims[name];
  return typeof value === "string" ? value : "";
}
