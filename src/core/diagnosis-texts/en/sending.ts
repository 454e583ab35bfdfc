import { ASK_ADMIN, RECONNECT, TRY_AGAIN, text, WAIT } from "./phrases.ts";

export const EN_SENDING = {
  "smtp-auth-tenant": text(
    "Receiving works, but your organization has switched off sending by SMTP.",
    [ASK_ADMIN, TRY_AGAIN],
    "SMTP AUTH is off for the organization. For this mailbox only (recommended): Microsoft 365 admin center > Active users > the user > Mail > Manage email apps > Authenticated SMTP, or Set-CASMailbox with -SmtpClientAuthenticationDisabled $false.",
  ),
  "smtp-auth-mailbox": text(
    "Receiving works, but sending by SMTP is switched off for this mailbox.",
    [ASK_ADMIN, TRY_AGAIN],
    "Please switch on Authenticated SMTP for the mailbox: Microsoft 365 admin center > Active users > the user > Mail > Manage email apps. If it is on, check the authentication policies and Conditional Access.",
  ),
  "smtp-secdefaults": text(
    "The security defaults of your organization block sending by SMTP.",
    [ASK_ADMIN, TRY_AGAIN],
    "Security defaults block SMTP AUTH. Either let the application send by Microsoft Graph (permission Mail.Send), or replace the security defaults by Conditional Access.",
  ),
  "smtp-auth-token": text(
    "The mail server refused to send for this account.",
    [RECONNECT, "If it comes back, send the text below to your Microsoft 365 administrator."],
    "SMTP refuses the access of the user. Check that SMTP.Send is among the permissions of the application, that Authenticated SMTP is on for the user, and that nobody signs in as a shared mailbox.",
  ),
  "smtp-sendas": text(
    "This account may not send under the sender’s address.",
    [ASK_ADMIN, TRY_AGAIN],
    "Please give the user the right to send as this address: Microsoft 365 admin center > the mailbox > Mailbox permissions > Send as, or Add-RecipientPermission with -AccessRights SendAs.",
  ),
  "smtp-rate": text("The mail server asked us to send more slowly. Your message goes out by itself.", [WAIT]),
  "smtp-quota": text("Your mailbox is full, so nothing can be sent from it.", [
    "Delete or archive mail.",
    "The message is in Drafts: send it again afterwards.",
  ]),
  "smtp-basic": text("Microsoft no longer accepts passwords for sending.", [
    "Stop the mail synchronization.",
    "Start it again with “Office 365”, which signs in at Microsoft.",
  ]),
  "send-recipients": text("The mail server knows no such recipient, so the message went to nobody.", [
    "The message is in Drafts: correct the address, or leave it out.",
    "Send it again.",
  ]),
  "send-too-large": text("The message is larger than the mail server takes.", [
    "The message is in Drafts: take attachments out, or send a link to them.",
    "Send it again.",
  ]),
  "send-refused": text("The mail server didn’t take the message.", [
    "The message is in Drafts. Servers refuse what looks like spam, links they know as harmful, and some kinds of files.",
    "Change it and send it again. If it comes back, send the text below to your mail administrator.",
  ]),
  "send-no-server": text("No server for sending is known for this mailbox.", [
    "Stop the mail synchronization.",
    "Start it again, with the server for outgoing mail (SMTP).",
  ]),
  "send-not-connected": text(
    "You aren’t connected to this mailbox any more, so nothing can be sent from it.",
    ["The message is in Drafts.", "Connect the mailbox under Email settings, then send it again."],
  ),
  "graph-no-mailbox": text(
    "This account has no mailbox in Exchange Online.",
    [ASK_ADMIN, TRY_AGAIN],
    "Microsoft Graph finds no mailbox: the user has no Exchange Online license, is a guest, or has the mailbox on a server of the organization. Please assign a license or move the mailbox.",
  ),
  "graph-forbidden": text(
    "This application may not open the mailbox.",
    [ASK_ADMIN, TRY_AGAIN],
    "Microsoft Graph denies access. Grant admin consent for Mail.ReadWrite and Mail.Send (.Shared for shared mailboxes), and check Get-ApplicationAccessPolicy and the role assignments of the application.",
  ),
  "graph-throttled": text("Microsoft limits how fast this mailbox may be used.", [WAIT]),
  "graph-resync": text(
    "Microsoft forgot what we had read of a folder; we are checking it again from the start.",
    [WAIT],
  ),
  "graph-subscription": text(
    "Microsoft stopped telling us about new mail at once; we ask for it ourselves.",
    [WAIT],
    "Notifications of Microsoft Graph have ended. If it comes back: the server’s public HTTPS address must have a valid certificate and answer within 3 seconds.",
  ),
  "graph-unauthorized": text("Microsoft doesn’t accept the access to this mailbox any more.", [RECONNECT]),
};
