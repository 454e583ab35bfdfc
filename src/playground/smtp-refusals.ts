// How Exchange's submission refuses, as transcripts show it: whole answers, so that what is switched on is what is said.

export const LOGIN_REFUSALS = [
  "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
  "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
  "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
  "535 5.7.3 Authentication unsuccessful",
  "550 5.7.30 Basic authentication is not supported for Client Submission.",
] as const;

export const SEND_REFUSALS = [
  "554 5.2.252 SendAsDenied; not allowed to send as this address",
  "432 4.3.2 Concurrent connections limit exceeded.",
  "554 5.2.2 mailbox full; QuotaExceededException",
] as const;

/** For smtp-server, which writes code and text by itself. */
export function answered(line: string): Error {
  const [, code = "554", text = line] = /^(\d{3}) (.*)$/.exec(line) ?? [];
  return Object.assign(new Error(text), { responseCode: Number(code) });
}
