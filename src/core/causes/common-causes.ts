// What any sign-in service and any mail server may say, after those that are known by name.
import type { Cause } from "./cause.ts";

export const COMMON_CAUSES = [
  // Any sign-in service
  {
    id: "oauth-declined",
    who: "user",
    retry: "reconnect",
    words: ["access_denied"],
    codes: ["consentMissing"],
  },
  {
    id: "oauth-grant-ended",
    who: "user",
    retry: "reconnect",
    words: ["invalid_grant"],
    codes: ["grantRevoked"],
  },
  {
    id: "oauth-client",
    who: "admin",
    retry: "afterFix",
    words: ["invalid_client", "unauthorized_client"],
    codes: ["clientRejected"],
  },
  { id: "oauth-scope", who: "admin", retry: "afterFix", words: ["invalid_scope"], codes: ["wrongResource"] },
  {
    id: "oauth-down",
    who: "nobody",
    retry: "auto",
    words: ["temporarily_unavailable", "server_error"],
    codes: ["tokenServerDown"],
  },
  // Any mail server
  {
    id: "imap-conn-limit",
    who: "nobody",
    retry: "auto",
    codes: ["tooManyConnections"],
    pasted: /too many (?:simultaneous )?connections|\[LIMIT\]|maximum number of connections/i,
  },
  {
    id: "imap-throttled",
    who: "nobody",
    retry: "auto",
    codes: ["throttled"],
    pasted: /\[THROTTLED\]|Request is throttled/i,
  },
  {
    id: "imap-busy",
    who: "nobody",
    retry: "auto",
    codes: ["serverBusy"],
    pasted: /\[(?:UNAVAILABLE|INUSE|SERVERBUG)\]/i,
  },
  {
    id: "uidvalidity",
    who: "nobody",
    retry: "auto",
    codes: ["folderChanged"],
    pasted: /\bUIDVALIDITY (?:differs|changed)\b/i,
  },
  {
    id: "mass-delete-guard",
    who: "user",
    retry: "afterFix",
    said: /messages vanished in one round/i,
  },
  {
    id: "folders-empty",
    who: "user",
    retry: "afterFix",
    said: /\bLIST returns only non-mail folders/i,
    at: { stages: ["imapLogin", "imapSession", "folders"], said: /\bserver lists no folders\b/ },
  },
  {
    id: "folder-gone",
    who: "user",
    retry: "afterFix",
    codes: ["folderGone"],
    // NO in capitals only: as a word it means nothing.
    pasted: /\bNO\b.{0,200}(?:does not exist|doesn.t exist|not found|NONEXISTENT)/,
  },
  {
    id: "sign-in-refused",
    who: "user",
    retry: "reconnect",
    codes: ["authenticationFailed"],
    pasted:
      /\[AUTHENTICATIONFAILED\]|\bNO (?:\[\w+\] )?(?:LOGIN|AUTHENTICATE|Authentication) failed|(?:^|\s)535[ -]5\.7\.(?:8|139)\b|\bUsername and Password not accepted/i,
  },
  {
    id: "tls-missing",
    who: "admin",
    retry: "afterFix",
    codes: ["tlsMissing"],
    pasted: /\[PRIVACYREQUIRED\]|Plaintext authentication disallowed/i,
  },
  {
    id: "tls",
    who: "admin",
    retry: "afterFix",
    codes: ["tlsFailed"],
    pasted: /CERT_|self.signed|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|wrong version number|ERR_SSL_/i,
  },
  {
    id: "net",
    who: "nobody",
    retry: "auto",
    codes: ["unreachable"],
    pasted: /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|ENETUNREACH)\b/,
  },
  { id: "disconnected", who: "nobody", retry: "auto", codes: ["disconnected"] },
  { id: "imap-protocol", who: "operator", retry: "auto", codes: ["protocol"] },
  { id: "imap-refused", who: "mailAdmin", retry: "auto", codes: ["refused"] },
] as const satisfies readonly Cause[];
