// Microsoft identity platform v2.0. Facts: learn.microsoft.com "Microsoft identity platform and OAuth 2.0 authorization
// code flow", "ID token claims reference", "Authenticate an IMAP, POP or SMTP connection using OAuth".
import { type SignInService, textClaim } from "./sign-in-service.ts";

const AUTHORITY = "https://login.microsoftonline.com";
const IMAP = "https://outlook.office.com/IMAP.AccessAsUser.All";
/** Of the mailbox's own resource: one token is for one resource. */
const MAIL_SCOPES = [IMAP, "https://outlook.office.com/SMTP.Send"];
/** Asked from the first day although first used later: a new scope costs every organisation a new consent. */
const GRAPH_SCOPES = ["https://graph.microsoft.com/Mail.ReadWrite", "https://graph.microsoft.com/Mail.Send"];
const IDENTITY_SCOPES = ["openid", "profile", "email", "offline_access"];

export const microsoft: SignInService = {
  kind: "microsoft",
  authority: AUTHORITY,
  incoming: { host: "outlook.office365.com", port: 993, security: "implicit" },
  outgoing: { host: "smtp.office365.com", port: 587, security: "starttls" },
  graph: { url: "https://graph.microsoft.com", tokenScopes: [...IDENTITY_SCOPES, ...GRAPH_SCOPES] },
  callbackPath: "/oauth/microsoft/callback",
  hasTenants: true,
  scopes: [...IDENTITY_SCOPES, ...MAIL_SCOPES, ...GRAPH_SCOPES],
  tokenScopes: [...IDENTITY_SCOPES, ...MAIL_SCOPES],
  mailScope: IMAP,
  revokes: false,
  permissionList: { name: "My Apps (Microsoft)", url: "https://myapps.microsoft.com" },

  // Whichever cloud is meant: the "{tenantid}" issuer of /organizations and /common is accepted by openid-client under
  // this name only.
  issuerAt: (_authority, tenant) => `${AUTHORITY}/${encodeURIComponent(tenant)}/v2.0`,

  // Never both: Microsoft documents that login_hint and select_account exclude each other. Never prompt=consent: it would
  // ask again where an administrator has consented for all.
  requestParameters(loginHint): Readonly<Record<string, string>> {
    return loginHint === null ? { prompt: "select_account" } : { login_hint: loginHint };
  },

  // "Admin consent on the Microsoft identity platform". All that users are asked for: an approval may take away what was
  // approved before and isn't named. Never "common": a personal account has no administrator.
  adminConsent: {
    callbackPath: "/oauth/microsoft/admin-consent",
    url({ authority, clientId, tenant, redirectUri, state }) {
      const of = tenant === "common" ? "organizations" : tenant;
      const url = new URL(`${authority}/${encodeURIComponent(of)}/v2.0/adminconsent`);
      const scope = [...IDENTITY_SCOPES, ...MAIL_SCOPES, ...GRAPH_SCOPES].join(" ");
      url.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        scope,
      }).toString();
      return url.href;
    },
  },

  identityOf(claims) {
    const tid = textClaim(claims, "tid");
    const oid = textClaim(claims, "oid");
    if (tid === "" || oid === "") return null;
    const userName = textClaim(claims, "preferred_username") || textClaim(claims, "email");
    return {
      subject: `${tid}:${oid}`,
      directoryTenant: tid,
      userName,
      email: textClaim(claims, "email") || userName,
      name: textClaim(claims, "name"),
    };
  },
};
