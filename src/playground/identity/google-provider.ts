// oidc-provider, bent into the shape of Google's endpoints. What it does otherwise than Google, and how it is bent, stands
// at each place.
import { createHash } from "node:crypto";
import { type default as OidcProvider, Provider } from "oidc-provider";
import { PERSONAL, personAt } from "../people.ts";
import type { IdentityStore } from "./identity-store.ts";
import { promptPolicy } from "./prompt-policy.ts";
import type { Registration } from "./registration.ts";

/** Restricted: a person can leave it out of the consent. */
export const RESTRICTED_SCOPES = ["https://mail.google.com/"];
export const GOOGLE_PATHS = {
  authorization: "/o/oauth2/v2/auth",
  token: "/token",
  revocation: "/revoke",
  interaction: "/interaction/",
} as const;
/** Stands in for access_type=offline inside. */
export const LASTING = "playground_lasting";
const SIX_MONTHS_SECONDS = 182 * 86_400;
/** How Google names them in its token answers. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  email: "https://www.googleapis.com/auth/userinfo.email",
  profile: "https://www.googleapis.com/auth/userinfo.profile",
};

export interface GoogleSetup {
  readonly issuer: string;
  readonly registration: Registration;
  readonly redirectUris: readonly string[];
  readonly store: IdentityStore;
  readonly accessTokenSeconds: () => number;
  /** Whether the consent of this grant was given for the code that is redeemed. */
  readonly wasJustGiven: (grantId: string | undefined) => boolean;
}

/** Google's `sub`: digits, made from the address. */
function subjectOf(address: string): string {
  const number = createHash("sha256").update(address).digest().readBigUInt64BE();
  return `1${number.toString().padStart(20, "0")}`;
}

export function namedAsGoogle(scope: string): string {
  const scopes = scope.split(" ").filter((each) => each !== LASTING);
  return scopes.map((each) => LONG_NAMES[each] ?? each).join(" ");
}

export function createGoogleProvider(setup: GoogleSetup): OidcProvider {
  const { clientId, clientSecret, cookieKey, key } = setup.registration;
  const mount = new URL(setup.issuer).pathname;
  return new Provider(setup.issuer, {
    adapter: (model: string) => setup.store.adapter(model),
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        client_name: "Twinbox",
        redirect_uris: [...setup.redirectUris],
        response_types: ["code"],
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: "client_secret_post",
        subject_type: "pairwise",
      },
    ],
    jwks: { keys: [key] },
    // Inside people are known by their addresses.
    subjectTypes: ["pairwise"],
    pairwiseIdentifier: async (_ctx, accountId) => subjectOf(accountId),
    scopes: ["openid", "email", "profile", ...RESTRICTED_SCOPES, LASTING],
    claims: {
      openid: ["sub", "hd"],
      email: ["email", "email_verified"],
      profile: ["name"],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    routes: {
      authorization: GOOGLE_PATHS.authorization,
      token: GOOGLE_PATHS.token,
      jwks: "/oauth2/v3/certs",
      end_session: "/logout",
    },
    ttl: {
      AccessToken: () => setup.accessTokenSeconds(),
      AuthorizationCode: 600,
      RefreshToken: SIX_MONTHS_SECONDS,
      IdToken: 3_600,
      Session: 86_400,
      Grant: 2 * SIX_MONTHS_SECONDS,
      Interaction: 3_600,
    },
    interactions: {
      policy: promptPolicy(),
      url: (_ctx, interaction) => `${mount}${GOOGLE_PATHS.interaction}${interaction.uid}`,
    },
    cookies: {
      keys: [cookieKey],
      names: { session: "s_google", interaction: "i_google", resume: "r_google" },
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true },
    },
    // Only with access_type=offline, and only for the code that a consent has just been given for.
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed("refresh_token") &&
      code.scopes.has(LASTING) &&
      setup.wasJustGiven(code.grantId),
    revokeGrantPolicy: () => false,
    expiresWithSession: async () => false,
    rotateRefreshToken: () => false,
    findAccount: (_ctx, id) => {
      const person = personAt("google", id);
      if (person === undefined) return undefined;
      const claims = {
        sub: id,
        email: person.address,
        email_verified: true,
        name: person.name,
        ...(person.tenantName === PERSONAL ? {} : { hd: person.address.split("@")[1] }),
      };
      return { accountId: id, claims: () => claims };
    },
  });
}
