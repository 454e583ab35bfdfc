// What can be wrong with settings that a user typed, when they are tried.
import type { Cause, DiagnosisStage } from "./cause.ts";

const stages: readonly DiagnosisStage[] = ["imapLogin", "smtpLogin"];
const typed = { provider: "imap", who: "user", retry: "afterFix" } as const;

export const BY_HAND_CAUSES = [
  { ...typed, id: "server-unknown", at: { stages, said: /\b(?:ENOTFOUND|ENODATA|EAI_AGAIN)\b/ } },
  { ...typed, id: "server-port-closed", at: { stages, said: /\bECONNREFUSED\b/ } },
  { ...typed, id: "tls-expired", at: { stages, said: /\bCERT_(?:HAS_EXPIRED|NOT_YET_VALID)\b/ } },
  { ...typed, id: "tls-wrong-name", at: { stages, said: /\bERR_TLS_CERT_ALTNAME_INVALID\b/ } },
  {
    ...typed,
    id: "tls-untrusted",
    at: {
      stages,
      said: /\b(?:(?:DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT\w*))\b/,
    },
  },
  {
    ...typed,
    id: "tls-old",
    at: { stages, said: /\bERR_SSL_(?:UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION)\b/ },
  },
  { ...typed, id: "server-silent", stages, codes: ["unreachable"] },
  { ...typed, id: "tls-not-spoken", stages, codes: ["tlsFailed"] },
  { ...typed, id: "starttls-missing", stages, codes: ["tlsMissing"] },
  { ...typed, id: "no-mail-server", stages, codes: ["protocol"] },
  { ...typed, id: "server-hung-up", stages, codes: ["disconnected"] },
  {
    // Of a cloud whose addresses an administrator typed.
    id: "service-forbidden",
    who: "operator",
    retry: "afterFix",
    stages: ["authorize", "token"],
    codes: ["addressForbidden"],
  },
  { id: "server-forbidden", who: "user", retry: "afterFix", codes: ["addressForbidden"] },
] as const satisfies readonly Cause[];
