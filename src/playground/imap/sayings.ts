// How servers word what they refuse: Exchange as its transcripts show it, Gmail with its response codes.

export interface Sayings {
  /** Sent before the refusal of a token; the client answers with an empty line (XOAUTH2). */
  readonly challenge: string | null;
  readonly loginRefused: string;
  readonly tooManyConnections: string;
  /** Exchange signs in and then doesn't connect; Gmail doesn't sign in. */
  readonly imapOff: string;
  readonly imapOffAtLogin: boolean;
  readonly webLogin: string;
  readonly throttled: (ms: number) => string;
}

export const EXCHANGE_SAYINGS: Sayings = {
  challenge: null,
  loginRefused: "NO AUTHENTICATE failed.",
  tooManyConnections: "NO [LIMIT] Too many simultaneous connections.",
  imapOff: "BAD User is authenticated but not connected.",
  imapOffAtLogin: false,
  webLogin: "NO AUTHENTICATE failed.",
  throttled: (ms) => `BAD Request is throttled. Suggested Backoff Time: ${ms} milliseconds`,
};

export const GMAIL_SAYINGS: Sayings = {
  challenge: Buffer.from(
    JSON.stringify({ status: "400", schemes: "Bearer", scope: "https://mail.google.com/" }),
  ).toString("base64"),
  loginRefused: "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
  tooManyConnections: "NO [ALERT] Too many simultaneous connections. (Failure)",
  imapOff:
    "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)",
  imapOffAtLogin: true,
  webLogin:
    "NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)",
  // Gmail names no time to wait.
  throttled: () => "NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
};
