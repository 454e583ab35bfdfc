// What Exchange Online and Outlook.com answer when the mailbox is opened and read by IMAP. Several causes share one
// sentence: tell-apart.ts.
import type { Cause } from "./cause.ts";

export const EXCHANGE_CAUSES = [
  { id: "exo-auth-aud", who: "admin", retry: "afterFix", provider: "microsoft", codes: ["wrongResource"] },
  {
    id: "exo-imap-disabled",
    who: "mailAdmin",
    retry: "afterFix",
    provider: "microsoft",
    said: /\bNO AUTHENTICATE failed/i,
    codes: ["authenticationFailed"],
  },
  { id: "exo-app-no-access", who: "mailAdmin", retry: "afterFix" },
  { id: "olc-imap-off", who: "user", retry: "afterFix" },
  {
    id: "exo-not-connected-new",
    who: "mailAdmin",
    retry: "afterFix",
    said: /User is authenticated but not connected/i,
    codes: ["authenticatedNotConnected"],
  },
  { id: "exo-not-connected-known", who: "mailAdmin", retry: "auto" },
  {
    id: "exo-token-expired-session",
    who: "nobody",
    retry: "auto",
    said: /\bAccessTokenExpired\b/i,
    codes: ["sessionExpired"],
  },
  {
    id: "exo-throttled",
    who: "nobody",
    retry: "auto",
    provider: "microsoft",
    said: /Request is throttled/i,
    codes: ["throttled"],
  },
  {
    id: "exo-server-unavailable",
    who: "nobody",
    retry: "auto",
    provider: "microsoft",
    said: /Server Unavailable\. 15/i,
    codes: ["serverBusy"],
  },
  {
    id: "exo-size",
    who: "mailAdmin",
    retry: "afterFix",
    said: /Maximum size of appendable message|ErrorMessageSizeExceeded/i,
  },
  {
    // What Exchange does once IMAP4rev2 was switched on: before the command's own error, which it resembles.
    id: "exo-rev2",
    who: "nobody",
    retry: "auto",
    decisive:
      /empty ESEARCH or BAD on LSUB|(?:\bESEARCH\b|\bBAD\b).{0,200}\bENABLED IMAP4rev2\b|\bENABLED IMAP4rev2\b.{0,200}(?:\bESEARCH\b|\bBAD\b)/i,
  },
  {
    id: "exo-command-error",
    who: "operator",
    retry: "auto",
    pasted: /\bBAD Command (?:Argument )?Error\. 1\d|\bBAD Command received in Invalid state/i,
  },
  {
    id: "exo-message-set",
    who: "nobody",
    retry: "auto",
    said: /The specified message set is invalid/i,
  },
  {
    id: "exo-unfetchable",
    who: "nobody",
    retry: "auto",
    said: /FETCH OK without BODY|The server couldn.t retrieve the following message/i,
    codes: ["messageUnavailable"],
  },
  {
    id: "exo-reserved-folder",
    who: "user",
    retry: "afterFix",
    said: /Folder name is reserved|\[ALREADYEXISTS\]|\bMailbox already exists/i,
    codes: ["folderExists"],
  },
] as const satisfies readonly Cause[];
