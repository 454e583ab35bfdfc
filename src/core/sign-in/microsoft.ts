// Microsoft identity platform v2.0. Facts: learn.microsoft.com "Microsoft identity platform and OAuth 2.0 authorization
// code flow", "ID token claims reference", "Authenticate an IMAP, POP or SMTP connection using OAuth".
import { type Cloud, type OwnHosts, type SignInService, textClaim } from "./sign-in-service.ts";

const AUTHORITY = "https://login.microsoftonline.com";
/** "Use client credentials grant flow to authenticate IMAP and POP connections": where the application signs in as itself
 *  Exchange Online takes tokens for another name of itself. */
const APP_RESOURCES: Readonly<Record<string, string>> = {
  "https://outlook.office.com": "https://outlook.office365.com",
};
const IDENTITY_SCOPES = ["openid", "profile", "email", "offline_access"];

/** The code is malformed, of nobody, expired, used ("Microsoft Entra authentication and authorization error codes"). */
const CODE_REFUSED: readonly string[] = ["AADSTS9002313", "AADSTS70000", "AADSTS70008", "AADSTS54005"];

const worldwide = cloudAt({
  authority: AUTHORITY,
  imap: implicit("outlook.office365.com"),
  smtp: starttls("smtp.office365.com"),
  mailResource: "https://outlook.office.com",
  graphResource: "https://graph.microsoft.com",
});

export const microsoft: SignInService = {
  kind: "microsoft",
  // Sign-in: "Microsoft Entra authentication and national clouds". Graph: "National cloud deployments". Mail: Microsoft's
  // lists of endpoints of each cloud (Exchange Online, ports 587 and 993), and what programs use in the field where the
  // list names no host. GCC (not High) is in the worldwide cloud.
  clouds: {
    worldwide,
    gccHigh: cloudAt({
      authority: "https://login.microsoftonline.us",
      imap: implicit("outlook.office365.us"),
      smtp: starttls("smtp.office365.us"),
      mailResource: "https://outlook.office365.us",
      graphResource: "https://graph.microsoft.us",
    }),
    dod: cloudAt({
      authority: "https://login.microsoftonline.us",
      imap: implicit("outlook-dod.office365.us"),
      smtp: starttls("outlook-dod.office365.us"),
      mailResource: "https://outlook-dod.office365.us",
      graphResource: "https://dod-graph.microsoft.us",
    }),
    china: cloudAt({
      authority: "https://login.partner.microsoftonline.cn",
      imap: implicit("partner.outlook.cn"),
      smtp: starttls("smtp.partner.outlook.cn"),
      mailResource: "https://partner.outlook.cn",
      graphResource: "https://microsoftgraph.chinacloudapi.cn",
    }),
  },
  ownCloud: (hosts) => ({
    ...cloudAt({
      ...hosts,
      imap: { ...hosts.imap, guarded: true },
      smtp: { ...hosts.smtp, guarded: true },
    }),
    guarded: true,
  }),
  callbackPath: "/oauth/microsoft/callback",
  hasTenants: true,
  revokes: false,
  permissionList: { name: "My Apps (Microsoft)", url: "https://myapps.microsoft.com" },

  // Whichever cloud is meant: the "{tenantid}" issuer of /organizations and /common is accepted by openid-client under
  // this name only.
  issuerAt: (_cloud, tenant) => `${AUTHORITY}/${encodeURIComponent(tenant)}/v2.0`,

  // Never both: Microsoft documents that login_hint and select_account exclude each other. Never prompt=consent: it would
  // ask again where an administrator has consented for all.
  requestParameters(loginHint): Readonly<Record<string, string>> {
    return loginHint === null ? { prompt: "select_account" } : { login_hint: loginHint };
  },

  // "Admin consent on the Microsoft identity platform". All that users are asked for: an approval may take away what was
  // approved before and isn't named. Never "common": a personal account has no administrator.
  adminConsent: {
    callbackPath: "/oauth/microsoft/admin-consent",
    url({ cloud, clientId, tenant, redirectUri, state, scope = cloud.scopes.join(" ") }) {
      const of = tenant === "common" ? "organizations" : tenant;
      const url = new URL(`${cloud.authority}/${encodeURIComponent(of)}/v2.0/adminconsent`);
      url.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        scope,
      }).toString();
      return url.href;
    },
  },

  // All of them are found under Microsoft Graph, whose names they have without what they are for.
  permissionName: (scope) => scope.slice(scope.lastIndexOf("/") + 1),

  refusesCode: (code) => CODE_REFUSED.includes(code),

  appOnly: { consentState: "app-access", role: "IMAP.AccessAsApp" },

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

/** Permissions for IMAP and SMTP are the mailbox's own resource's: one token is for one resource. Those of Graph are asked
 *  from the first day although first used later: a new scope costs every organisation a new consent. */
function cloudAt({ authority, imap, smtp, mailResource, graphResource, graph }: OwnHosts): Cloud {
  const mailScope = `${mailResource}/IMAP.AccessAsUser.All`;
  const tokenScopes = [...IDENTITY_SCOPES, mailScope, `${mailResource}/SMTP.Send`];
  const graphScopes = [`${graphResource}/Mail.ReadWrite`, `${graphResource}/Mail.Send`];
  return {
    authority,
    incoming: imap,
    outgoing: smtp,
    graph: { url: graph ?? graphResource, tokenScopes: [...IDENTITY_SCOPES, ...graphScopes] },
    scopes: [...tokenScopes, ...graphScopes],
    tokenScopes,
    mailScope,
    ownScope: `${graphResource}/.default`,
    appScope: `${APP_RESOURCES[mailResource] ?? mailResource}/.default`,
    guarded: false,
  };
}

function implicit(host: string) {
  return { host, port: 993, security: "implicit" } as const;
}

function starttls(host: string) {
  return { host, port: 587, security: "starttls" } as const;
}
