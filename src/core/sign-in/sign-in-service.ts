// What differs between the services that people sign in at, as data: one object for each kind of provider. Whoever
// connects a mailbox, redeems and refreshes tokens, serves the callback or tells the admin what to register reads it
// here.

export type SignInKind = "microsoft" | "google";

/** Claims of an id_token whose signature, issuer, audience, expiry and nonce were checked. */
export type Claims = Readonly<Record<string, unknown>>;

interface Server {
  readonly host: string;
  readonly port: number;
  readonly security: "implicit" | "starttls" | "none";
  /** Typed by a person: see the guard of addresses. */
  readonly guarded?: true;
}

/** worldwide is also Google's only one; own: at addresses that somebody typed. */
export type CloudId = "worldwide" | "gccHigh" | "dod" | "china" | "own";

/** Where a service and its mailboxes are, and how the permissions are called there. */
export interface Cloud {
  /** "https://login.microsoftonline.com". Plain http only for a loopback address. */
  readonly authority: string;
  readonly incoming: Server;
  readonly outgoing: Server;
  /** Another way to the mailbox for what was allowed, with tokens of its own; null where there is none. */
  readonly graph: { readonly url: string; readonly tokenScopes: readonly string[] } | null;
  /** What the person is asked to allow, and the admin must register. */
  readonly scopes: readonly string[];
  /** Named again when a code is redeemed and when a token is refreshed, where one token is for one resource; null: the
   *  token is for all that was allowed. */
  readonly tokenScopes: readonly string[] | null;
  /** Without it the token opens no mailbox. */
  readonly mailScope: string;
  /** With which the application asks for a token of its own, to show that it may; null: it can't. */
  readonly ownScope: string | null;
  /** With which it opens mailboxes by itself: all that was approved for it of the mailbox's resource. Named to the
   *  administrator who approves, and for each token; null: it can't. */
  readonly appScope: string | null;
  /** Its addresses were typed by a person: asked only where the guard of addresses allows it. */
  readonly guarded: boolean;
}

/** What somebody types for a cloud of their own. */
export interface OwnHosts {
  /** Of the sign-in service: "https://login.example.org". */
  readonly authority: string;
  readonly imap: Server;
  readonly smtp: Server;
  /** Microsoft: what the names of the permissions for mail and for Graph begin with: "https://outlook.office.com". */
  readonly mailResource: string;
  readonly graphResource: string;
  /** Where Graph answers, where that isn't at the resource's name. */
  readonly graph?: string;
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
  /** The first is the usual one. */
  readonly clouds: { readonly worldwide: Cloud } & Readonly<Partial<Record<CloudId, Cloud>>>;
  ownCloud(hosts: OwnHosts): Cloud;
  /** Below our public address. Each service has its own, so that the answer of one is never taken for that of
   *  another (mix-up, RFC 9700 section 4.4.2.2). */
  readonly callbackPath: string;
  /** A directory tenant is part of its addresses. */
  readonly hasTenants: boolean;
  /** What a person allowed can be taken back here too (RFC 7009). */
  readonly revokes: boolean;
  /** Where a person sees what was allowed, and takes it back. */
  readonly permissionList: { readonly name: string; readonly url: string };
  /** The name under which discovery is asked (OpenID Connect Discovery section 4). */
  issuerAt(cloud: Cloud, tenant: string): string;
  /** `loginHint`: who is to sign in again; null: the account picker is always shown. */
  requestParameters(loginHint: string | null): Readonly<Record<string, string>>;
  /** Where an administrator approves the application for everybody of an organisation; null where there is no such
   *  place. */
  readonly adminConsent: AdminConsent | null;
  /** How the application signs in as itself, with no person (RFC 6749 section 4.4); null where it can't. */
  readonly appOnly: AppOnly | null;
  /** How the portal where applications are registered calls the permission. */
  permissionName(scope: string): string;
  /** Whether it says so of a code that it never gave out, and not of who asks. */
  refusesCode(providerCode: string): boolean;
  /** Null when the claims name nobody. */
  identityOf(claims: Claims): SignInIdentity | null;
}

export interface AppOnly {
  /** What comes back from the page of an approval: it says nothing that counts, so it names nobody. */
  readonly consentState: string;
  /** The role without which its token opens no mailbox. */
  readonly role: string;
}

export interface AdminConsent {
  /** Below our public address. */
  readonly callbackPath: string;
  url(request: {
    readonly cloud: Cloud;
    readonly clientId: string;
    /** GUID of the directory tenant, or what stands for whichever the administrator belongs to. */
    readonly tenant: string;
    readonly redirectUri: string;
    readonly state: string;
    /** Absent: all that users are asked for. */
    readonly scope?: string;
  }): string;
}

export function textClaim(claims: Claims, name: string): string {
  const value = claims[name];
  return typeof value === "string" ? value : "";
}
