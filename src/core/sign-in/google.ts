// Sign-in with Google. Facts: developers.google.com "OpenID Connect", "Using OAuth 2.0 for Web Server Applications",
// "Gmail: OAuth 2.0 mechanism" (the XOAUTH2 page).
import { type Cloud, type SignInService, textClaim } from "./sign-in-service.ts";

/** Restricted: the only one that IMAP and SMTP take. */
const MAIL = "https://mail.google.com/";

const WORLDWIDE: Cloud = {
  authority: "https://accounts.google.com",
  incoming: { host: "imap.gmail.com", port: 993, security: "implicit" },
  outgoing: { host: "smtp.gmail.com", port: 465, security: "implicit" },
  graph: null,
  scopes: ["openid", "email", "profile", MAIL],
  tokenScopes: null,
  mailScope: MAIL,
  ownScope: null,
  appScope: null,
  guarded: false,
};

export const google: SignInService = {
  kind: "google",
  clouds: { worldwide: WORLDWIDE },
  ownCloud: ({ authority, imap, smtp }) => ({
    ...WORLDWIDE,
    authority,
    incoming: { ...imap, guarded: true },
    outgoing: { ...smtp, guarded: true },
    guarded: true,
  }),
  callbackPath: "/oauth/google/callback",
  hasTenants: false,
  revokes: true,
  permissionList: { name: "Google Account", url: "https://myaccount.google.com/connections" },

  issuerAt: ({ authority }) => authority,

  adminConsent: null,
  appOnly: null,

  // A refresh token comes with access_type=offline only, and a second time only with a consent that is asked for.
  requestParameters: (loginHint) => ({
    access_type: "offline",
    ...(loginHint === null
      ? { prompt: "select_account consent" }
      : { prompt: "consent", login_hint: loginHint }),
  }),

  permissionName: (scope) => scope,

  refusesCode: (word) => word === "invalid_grant",

  identityOf(claims) {
    const sub = textClaim(claims, "sub");
    const email = textClaim(claims, "email");
    // An address that Google hasn't seen proof of belongs to nobody yet.
    if (sub === "" || email === "" || claims.email_verified === false) return null;
    return { subject: sub, directoryTenant: "", userName: email, email, name: textClaim(claims, "name") };
  },
};
