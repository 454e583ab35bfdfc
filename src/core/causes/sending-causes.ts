// What refuses to send: SMTP's enhanced status codes (RFC 3463) and Exchange's sentences behind them.
import type { Cause } from "./cause.ts";

export const SENDING_CAUSES = [
  {
    id: "smtp-auth-tenant",
    who: "mailAdmin",
    retry: "afterFix",
    said: /SmtpClientAuthentication is disabled for the Tenant/i,
  },
  {
    id: "smtp-auth-mailbox",
    who: "mailAdmin",
    retry: "afterFix",
    said: /\b5\.7\.139\b.{0,200}(?:disabled for the Mailbox|did not meet the criteria)/i,
  },
  {
    id: "smtp-secdefaults",
    who: "mailAdmin",
    retry: "afterFix",
    said: /\b5\.7\.139\b.{0,200}security defaults/i,
  },
  {
    id: "smtp-auth-token",
    who: "user",
    retry: "reconnect",
    // An Exchange of one's own says the same of a wrong password.
    provider: "microsoft",
    said: /\b535[ -]5\.7\.3\b(?!\.?\d).{0,20}Authentication unsuccessful/i,
  },
  {
    id: "smtp-basic",
    who: "user",
    retry: "reconnect",
    said: /\b5\.7\.30\b.{0,40}Basic authentication is not supported/i,
  },
  {
    id: "smtp-sendas",
    who: "mailAdmin",
    retry: "afterFix",
    said: /(?<![\d.])5\.(?:2\.252|7\.60)(?![\d.]\d)|SendAsDenied/i,
  },
  {
    id: "smtp-quota",
    who: "user",
    retry: "afterFix",
    said: /\b5\.2\.2 mailbox full|QuotaExceeded/i,
  },
  {
    id: "smtp-rate",
    who: "nobody",
    retry: "auto",
    said: /\b432[ -]4\.3\.2\b|STOREDRV\.ClientSubmit/i,
    at: { stages: ["smtpLogin", "smtpSend"], said: /(?<![\d.])4\.[57]\.\d/ },
    pasted: /(?:^|\s)4\d\d[ -]4\.[57]\.\d/,
  },
  {
    id: "send-recipients",
    who: "user",
    retry: "afterFix",
    at: { stages: ["smtpSend"], said: /(?<![\d.])5\.1\.(?:[0-46]|10)(?![.\d])|user unknown|no such user/i },
  },
  {
    id: "send-too-large",
    who: "user",
    retry: "afterFix",
    at: {
      stages: ["smtpSend", "graph"],
      said: /(?<![\d.])5\.(?:3\.4|2\.3)(?![.\d])|message (?:is )?too large|size exceeds|HTTP 413\b|ErrorAttachmentSizeLimitExceeded/i,
    },
  },
  { id: "send-refused", who: "user", retry: "afterFix", codes: ["refused"], stages: ["smtpSend"] },
  // Found without a symptom
  { id: "send-no-server", who: "user", retry: "afterFix" },
  { id: "send-not-connected", who: "user", retry: "reconnect" },
] as const satisfies readonly Cause[];
