import {
  ASK_ADMIN,
  ASK_GOOGLE_ADMIN,
  RECONNECT,
  TELL_ADMIN,
  TRY_AGAIN,
  text,
  WAIT,
  WE_TRY_AGAIN,
} from "./phrases.ts";

export const EN_MAILBOX = {
  "exo-auth-aud": text(
    "The access that Microsoft gave is not meant for mailboxes.",
    [TELL_ADMIN],
    "Check the permissions of the registration: IMAP.AccessAsUser.All of Office 365 Exchange Online (delegated) must be among them, and consented to.",
  ),
  "exo-imap-disabled": text(
    "Microsoft accepted your sign-in, but the mailbox refuses IMAP.",
    [ASK_ADMIN, "A change there takes up to an hour to work.", TRY_AGAIN],
    "Please switch on IMAP for this mailbox: Microsoft 365 admin center > Active users > the user > Mail > Manage email apps > IMAP. Also check that the user has an Exchange Online license.",
  ),
  "exo-app-no-access": text(
    "An administrator set this mailbox up, and Microsoft doesn’t let the application into it.",
    ["You don’t have to sign in: the administrator can mend it.", ASK_ADMIN, TRY_AGAIN],
    "Please check in Exchange Online PowerShell that the application may open this mailbox by itself: New-ServicePrincipal was run with the application’s ID and the object ID of the enterprise application (not that of the app registration), Add-MailboxPermission gave it Full Access to this mailbox, and IMAP is on (Get-CASMailbox). A change takes up to an hour to work.",
  ),
  "exo-not-connected-new": text(
    "You are signed in, but this account can’t open the mailbox.",
    [
      "Is it your own mailbox? Then IMAP is probably switched off, or it has no license: send the text below.",
      "Is it a shared mailbox? Then you need full access to it.",
      TRY_AGAIN,
    ],
    "Exchange doesn’t open the mailbox over IMAP. Please check: IMAP is on (Active users > the user > Mail > Manage email apps), the user has an Exchange Online license, and for a shared mailbox Full Access.",
  ),
  "exo-not-connected-known": text(
    "Microsoft doesn’t open the mailbox at the moment, although it did before.",
    [WAIT, "If it lasts more than an hour, send the text below to your Microsoft 365 administrator."],
    "Exchange stopped opening the mailbox over IMAP. Please check that IMAP is still on for it (Active users > the user > Mail > Manage email apps), its license, and Full Access if it is shared.",
  ),
  "exo-token-expired-session": text("Microsoft ended the session because it had lasted an hour.", [WAIT]),
  "exo-throttled": text("Microsoft asked us to slow down for this mailbox.", [WAIT]),
  "exo-server-unavailable": text("Microsoft’s mail server is busy at the moment.", [WAIT]),
  "g-imap-off": text(
    "IMAP is switched off for this mailbox.",
    [ASK_GOOGLE_ADMIN, TRY_AGAIN],
    "Please switch on IMAP: Google Admin console > Apps > Google Workspace > Gmail > End user access. If it is limited to chosen clients, add our application.",
  ),
  "g-web-login": text("Google wants to see you in a browser first.", [
    "Open Gmail in a browser and answer what it asks.",
    TRY_AGAIN,
  ]),
  "g-auth-failed": text("Google refuses the sign-in to this mailbox.", [RECONNECT]),
  "g-connections": text("Too many programs are connected to your Gmail.", [
    WAIT,
    "Closing mail programs that you don’t use helps.",
  ]),
  "g-quota": text("Google’s limit of mail per day is reached.", [WAIT]),
  "sign-in-refused": text("The mail server refuses the user name or the password.", [
    "Check the user name and the password; some providers ask for an app password.",
    "Then try again.",
  ]),
  "imap-conn-limit": text("Too many programs are connected to this mailbox.", [
    WAIT,
    "Closing mail programs that you don’t use helps.",
  ]),
  "imap-throttled": text("The mail server asked us to slow down.", [WAIT]),
  "imap-busy": text("The mail server is busy at the moment.", [WAIT]),
  net: text(
    "The mail server can’t be reached.",
    [WAIT, "If it lasts, tell the administrator of this application."],
    "No connection to the mail server. Please check the server name, DNS and the firewall: outgoing TCP 993, 587 and 443 must be open.",
  ),
  tls: text(
    "The secure connection to the mail server failed.",
    [TELL_ADMIN, TRY_AGAIN],
    "The certificate isn’t trusted, is for another name, or something between decrypts the traffic. Check port and security in the settings, and proxies that inspect TLS.",
  ),
  "tls-missing": text(
    "The mail server doesn’t offer a secure connection, so no password was sent.",
    [TELL_ADMIN, TRY_AGAIN],
    "Choose TLS (usually port 993), or switch on STARTTLS at the mail server.",
  ),
  disconnected: text("The connection to the mail server was cut.", [WAIT]),
  "folder-gone": text("A folder that you mapped is no longer at the provider.", [
    "Open “Edit folders” and choose another folder.",
    "Mail from that folder stays here.",
  ]),
  "exo-reserved-folder": text(
    "A folder of that name exists already, or the provider keeps the name to itself.",
    ["Choose another name."],
  ),
  uidvalidity: text("The provider renumbered a folder; we are checking it again from the start.", [WAIT]),
  "exo-unfetchable": text("One message can’t be fetched from the provider at the moment.", [WAIT]),
  "imap-protocol": text(
    "The mail server gave an answer that we can’t use.",
    [WE_TRY_AGAIN, "If it lasts, tell the people who run this application."],
    "The mail server sent something that breaks its protocol or our limits. The log has the details; please report this.",
  ),
  "imap-refused": text(
    "The mail server refused, for a reason that we don’t know.",
    [WE_TRY_AGAIN, "If it lasts, send the text below to the administrator of your mail."],
    "The mail server refuses a command of the synchronization. Please check the rights on the mailbox and its folders.",
  ),
  "olc-imap-off": text("IMAP is switched off in your Outlook.com mailbox, as it is until you switch it on.", [
    "Open Outlook.com in a browser: Settings > Mail > Forwarding and IMAP.",
    "Switch on “Let devices and apps use IMAP”, and save.",
    TRY_AGAIN,
  ]),
  "exo-size": text(
    "A message is larger than the mailbox accepts.",
    ["Make the message smaller, for instance by a link in place of an attachment.", ASK_ADMIN],
    "Exchange refuses a message for its size. If larger ones are to be allowed: Set-Mailbox with -MaxReceiveSize and -MaxSendSize (at most 150MB).",
  ),
  "exo-rev2": text("Microsoft’s mail server uses a new version of its protocol that doesn’t work yet.", [
    WAIT,
  ]),
  "exo-command-error": text(
    "Microsoft’s mail server refused one step; the rest of the mailbox goes on.",
    [WE_TRY_AGAIN, "If it lasts, tell the people who run this application."],
    "Exchange rejects the form of a command, or a message is too large or has lines that are too long. The log has the details; please report this.",
  ),
  "exo-message-set": text("The mailbox changed while it was being read; we read it again.", [WAIT]),
  "mass-delete-guard": text("Many messages left a folder at once. They stay here until you have looked.", [
    "Look at the provider whether they were moved or deleted there on purpose.",
    "In Email settings, say whether to keep them here.",
  ]),
  "folders-empty": text(
    "The provider shows no folders for mail in this mailbox.",
    [
      "Press “Try again”.",
      "If nothing changes, check that this is the right account: sign in again and choose another.",
      "If it lasts, send the text below to the administrator of your mail.",
    ],
    "The mailbox lists no folder that can hold mail. Please check that it has a mailbox and a license, and that whoever signs in may open it.",
  ),
};
