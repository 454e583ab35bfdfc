// What Google's sign-in and Gmail refuse.
import type { Cause } from "./cause.ts";

export const GOOGLE_CAUSES = [
  {
    id: "g-redirect",
    who: "admin",
    retry: "afterFix",
    provider: "google",
    said: /\b(?:redirect_uri_mismatch|deleted_client)\b|\bError 401: invalid_client\b/i,
    words: ["redirect_uri_mismatch", "invalid_client", "deleted_client", "unauthorized_client"],
    codes: ["clientRejected"],
  },
  {
    id: "g-not-verified",
    who: "mailAdmin",
    retry: "afterFix",
    provider: "google",
    // "Access blocked" is the headline of Google's page, whatever it is about: after what says more.
    said: /\b(?:org_internal|admin_policy_enforced)\b|access_denied.{0,300}(?:test|verif)|not (?:completed|passed).{0,40}verif|\bAccess blocked\b/i,
    words: ["org_internal", "admin_policy_enforced"],
  },
  {
    id: "g-invalid-grant",
    who: "user",
    retry: "reconnect",
    provider: "google",
    words: ["invalid_grant"],
    codes: ["grantRevoked"],
  },
  { id: "g-testing", who: "admin", retry: "reconnect" },
  {
    id: "g-scope-unticked",
    who: "user",
    retry: "reconnect",
    provider: "google",
    said: /scope lacks https:\/\/mail\.google\.com/i,
    codes: ["wrongResource"],
  },
  {
    id: "g-imap-off",
    who: "mailAdmin",
    retry: "afterFix",
    said: /not enabled for IMAP use|IMAP access is disabled|full IMAP support is NOT enabled/i,
  },
  {
    id: "g-web-login",
    who: "user",
    retry: "afterFix",
    said: /log in via your web browser|application-specific password|web login required/i,
  },
  {
    id: "g-auth-failed",
    who: "user",
    retry: "reconnect",
    provider: "google",
    said: /\[(?:AUTHENTICATIONFAILED|ALERT)\] Invalid credentials/i,
    codes: ["authenticationFailed"],
  },
  {
    id: "g-connections",
    who: "nobody",
    retry: "auto",
    provider: "google",
    said: /too many simultaneous connections\. \(Failure\)/i,
    codes: ["tooManyConnections"],
    pasted: /too many simultaneous connections/i,
  },
  {
    id: "g-quota",
    who: "nobody",
    retry: "auto",
    provider: "google",
    said: /\[OVERQUOTA\]|bandwidth limits|\[THROTTLED\]|\bBYE Session expired, please login again/i,
    codes: ["throttled"],
  },
] as const satisfies readonly Cause[];
