// One oidc-provider per tenant path, bent into the shape of Microsoft's v2.0 endpoints. What oidc-provider does
// otherwise than Entra, and how it is bent, stands at each place.
import { errors, type JWK, type default as OidcProvider, Provider } from "oidc-provider";
import { type PlaygroundPerson, personAt } from "../people.ts";
import type { IdentityStore } from "./identity-store.ts";
import { promptPolicy } from "./prompt-policy.ts";

export const OUTLOOK = "https://outlook.office.com";
export const GRAPH = "https://graph.microsoft.com";
/** Exchange Online, as an application names it that signs in as itself. */
export const EXCHANGE = "https://outlook.office365.com";
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  [OUTLOOK]: [`${OUTLOOK}/IMAP.AccessAsUser.All`, `${OUTLOOK}/SMTP.Send`],
  [GRAPH]: [`${GRAPH}/Mail.ReadWrite`, `${GRAPH}/Mail.Send`, `${GRAPH}/User.Read`],
  [EXCHANGE]: [`${EXCHANGE}/.default`],
};
/** Stands in for offline_access inside: oidc-provider drops that one unless the consent is forced. */
export const OFFLINE = "playground_offline";
export const SHARED_TENANTS = ["organizations", "common"];

export interface ProviderSetup {
  readonly base: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly introspectionSecret: string;
  readonly redirectUris: readonly string[];
  readonly key: JWK;
  readonly cookieKey: string;
  readonly store: IdentityStore;
  readonly accessTokenSeconds: () => number;
  /** Of a token for the application itself. */
  readonly applicationClaims: () => Readonly<Record<string, unknown>>;
}

export function personOf(accountId: string | undefined): PlaygroundPerson | undefined {
  return personAt("microsoft", accountId);
}

/** Entra's `oid`: stable, made from the address. */
export function objectId(person: PlaygroundPerson): string {
  const hex = Buffer.from(person.address).toString("hex").padEnd(32, "0").slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function createProvider(setup: ProviderSetup): OidcProvider {
  const issuer = `${setup.base}/${setup.tenant}/v2.0`;
  const provider = new Provider(issuer, {
    adapter: (model: string) => setup.store.adapter(model),
    clients: [
      {
        client_id: setup.clientId,
        client_secret: setup.clientSecret,
        client_name: "Twinbox",
        redirect_uris: [...setup.redirectUris],
        response_types: ["code"],
        grant_types: ["authorization_code", "refresh_token", "client_credentials"],
        token_endpoint_auth_method: "client_secret_post",
      },
      {
        client_id: "mail-server",
        client_secret: setup.introspectionSecret,
        redirect_uris: [],
        response_types: [],
        grant_types: [],
        token_endpoint_auth_method: "client_secret_basic",
      },
    ],
    jwks: { keys: [setup.key] },
    scopes: ["openid", "profile", "email", "offline_access", OFFLINE],
    claims: {
      openid: ["sub", "oid", "tid", "ver"],
      profile: ["name", "preferred_username"],
      email: ["email"],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    routes: {
      authorization: "/oauth2/v2.0/authorize",
      token: "/oauth2/v2.0/token",
      jwks: "/discovery/v2.0/keys",
      end_session: "/oauth2/v2.0/logout",
      introspection: "/oauth2/v2.0/introspect",
    },
    ttl: {
      AccessToken: () => setup.accessTokenSeconds(),
      ClientCredentials: () => setup.accessTokenSeconds(),
      AuthorizationCode: 600,
      RefreshToken: 90 * 86_400,
      IdToken: 3_600,
      Session: 86_400,
      Grant: 365 * 86_400,
      Interaction: 3_600,
    },
    interactions: {
      policy: promptPolicy(),
      url: (_ctx, interaction) => `/${setup.tenant}/interaction/${interaction.uid}`,
    },
    cookies: {
      keys: [setup.cookieKey],
      names: { session: `s_${setup.tenant}`, interaction: `i_${setup.tenant}`, resume: `r_${setup.tenant}` },
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        // Entra's v2.0 endpoints take no `resource`: it is read off the scopes. At the token endpoint, whose form
        // oidc-provider reads no scope from when a code is redeemed, there may be one only.
        defaultResource: (ctx, _client, oneOf) => {
          const scope = ctx.oidc.params?.scope ?? ctx.oidc.body?.scope;
          const asked = String(scope ?? "").split(" ");
          const found = Object.keys(RESOURCES).filter((each) =>
            asked.some((one) => one.startsWith(`${each}/`)),
          );
          if (found.length > 1) return found;
          return (found[0] ?? oneOf?.[0]) as string;
        },
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          const scopes = RESOURCES[resource];
          if (scopes === undefined) throw new errors.InvalidTarget();
          return {
            scope: scopes.join(" "),
            audience: resource,
            accessTokenTTL: setup.accessTokenSeconds(),
            // The client reads in it what was approved.
            accessTokenFormat: resource === EXCHANGE ? "jwt" : "opaque",
          };
        },
      },
    },
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed("refresh_token") && code.scopes.has(OFFLINE),
    revokeGrantPolicy: () => false,
    expiresWithSession: async () => false,
    rotateRefreshToken: () => true,
    extraTokenClaims: (_ctx, token) => {
      if (token.kind === "ClientCredentials") return setup.applicationClaims();
      const person = personOf("accountId" in token ? token.accountId : undefined);
      return person && { upn: person.address, tid: person.tenantId, oid: objectId(person) };
    },
    findAccount: (_ctx, id) => {
      const person = personOf(id);
      if (person === undefined) return undefined;
      const claims = {
        sub: id,
        oid: objectId(person),
        tid: person.tenantId,
        ver: "2.0",
        name: person.name,
        preferred_username: person.address,
        email: person.address,
      };
      return { accountId: id, claims: () => claims };
    },
  });
  bend(provider, setup, issuer);
  return provider;
}

function bend(provider: OidcProvider, setup: ProviderSetup, issuer: string): void {
  // Tokens carry the account's own tenant as issuer, also when asked for through /organizations or /common.
  Object.defineProperty(provider, "issuer", {
    get() {
      const account = Provider.ctx?.oidc?.entities?.Account;
      const person = personOf(account?.accountId);
      const shared = SHARED_TENANTS.includes(setup.tenant);
      return person !== undefined && shared ? `${setup.base}/${person.tenantId}/v2.0` : issuer;
    },
  });
  // Entra gives a new refresh token each time and leaves the old one valid.
  provider.RefreshToken.prototype.consume = async () => undefined;
}
