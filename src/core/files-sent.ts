// Which providers put what is sent through them into Sent by themselves, and how long that may take.

/** Exchange Online (techcommunity.microsoft.com, "SMTP submission improvements") and Gmail do, whoever signs in there. */
const FILING_HOSTS: ReadonlySet<string> = new Set([
  "smtp.office365.com",
  "smtp-mail.outlook.com",
  "smtp.gmail.com",
  "smtp.googlemail.com",
]);
/** It is there within seconds; when Exchange is busy, minutes. Put there from here too early, it is there twice. */
const FILED_WITHIN_MS = 5 * 60_000;
/** Others may do it as well: what isn't there by then is put there. */
const LOOKED_FOR_MS = 30_000;

export interface SentThrough {
  readonly provider: "microsoft" | "google" | "imap";
  /** Of the server that took it. */
  readonly host: string;
  /** The mailbox's own user name, in lower case. */
  readonly mailbox: string;
  /** Who signed in for sending, in lower case: Exchange files what a delegate sends in the delegate's mailbox. */
  readonly signedIn: string;
}

export function filesSent({ provider, host, mailbox, signedIn }: SentThrough): {
  /** False: nobody knows, so that a copy that doesn't come proves nothing. */
  readonly sure: boolean;
  readonly within: number;
} {
  const sure = (provider !== "imap" || FILING_HOSTS.has(host.toLowerCase())) && mailbox === signedIn;
  return { sure, within: sure ? FILED_WITHIN_MS : LOOKED_FOR_MS };
}
