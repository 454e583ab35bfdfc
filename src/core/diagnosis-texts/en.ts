import type { Catalogue, CauseText } from "../diagnosis-texts.ts";

const RECONNECT = "Press “Sign in again”.";
const START_AGAIN = "Press “Start mail synchronization” again.";
const WAIT = "You don’t have to do anything: we go on by ourselves.";
const TRY_AGAIN = "Press “Try again” once that is done.";
const ASK_ADMIN = "Send the text below to your Microsoft 365 administrator.";
const ASK_GOOGLE_ADMIN = "Send the text below to your Google Workspace administrator.";
const TYPE_AGAIN = "Correct it and try again.";
const ASK_PROVIDER = "Tell the provider of your mail; you can’t mend it yourself.";
const TELL_ADMIN = "Tell the administrator of this application; you can’t mend it yourself.";
const TELL_OPERATOR = "Tell the people who run this application; you can’t mend it yourself.";

function text(what: string, steps: readonly string[], forAdministrator: string | null = null): CauseText {
  return { what, steps, forAdministrator };
}

export const EN: Catalogue = {
  reference: "Reference",
  unnamed: { address: "this address", reference: "none" },
  causes: {
    "ms-admin-consent": text(
      "In your organization an administrator has to approve this application before you can connect your mailbox.",
      [ASK_ADMIN, "After the approval, start again."],
      "Please approve our mail application for the organization: Microsoft Entra admin center > Enterprise apps > the application > Permissions > Grant admin consent. A waiting request is under Enterprise apps > Admin consent requests.",
    ),
    "ms-declined": text("The permissions were not accepted at Microsoft, so nothing was connected.", [
      START_AGAIN,
      "Choose Accept on Microsoft’s page. If there is no such button, an administrator has to approve first.",
    ]),
    "ms-consent-missing": text(
      "Microsoft has no approval for this application to reach your mailbox (any more).",
      [RECONNECT, "Accept the permissions that Microsoft shows. If you can’t, ask your administrator."],
      "The application has no consent for a user of your organization. Microsoft Entra admin center > Enterprise apps > the application > Permissions > Grant admin consent.",
    ),
    "ms-other-tenant": text(
      "Microsoft doesn’t accept this account here: it belongs to another organization.",
      [START_AGAIN, "Choose the work account that holds your mailbox; check its spelling."],
    ),
    "ms-session-stuck": text("Microsoft’s sign-in page lost track of your sign-in.", [
      "Close Microsoft’s tab.",
      START_AGAIN,
      "Choose your account from the list.",
    ]),
    "ms-mfa": text("Microsoft wants you to confirm who you are.", [
      RECONNECT,
      "Finish the second step (app, code or key) on Microsoft’s page.",
    ]),
    "ms-account-state": text(
      "Microsoft doesn’t let this account sign in: it may be locked, switched off, or its password has expired.",
      ["Check that you can open your mail in a browser.", RECONNECT, `If not: ${ASK_ADMIN}`],
      "A user’s account can’t sign in. Please see the sign-in logs in the Microsoft Entra admin center for the reason (locked, disabled, password expired).",
    ),
    "ms-code-reused": text("Microsoft’s answer to this sign-in was already used, or came too late.", [
      START_AGAIN,
      "Stay in one browser until the tab says that it is done.",
    ]),
    "ms-refresh-dead": text(
      "Your permission to reach the mailbox has ended, for instance by a new password or by signing out everywhere.",
      [RECONNECT, "Your mail here is safe, and what arrived meanwhile comes in afterwards."],
    ),
    "ms-assignment": text(
      "Your organization lets only chosen people use this application, and you are not among them yet.",
      [ASK_ADMIN, TRY_AGAIN],
      "Please add the user to the application: Microsoft Entra admin center > Enterprise apps > the application > Users and groups. Or set Properties > Assignment required to No.",
    ),
    "ms-app-disabled": text(
      "This application is switched off in your organization.",
      [ASK_ADMIN, TRY_AGAIN],
      "The application can’t be signed in to. Please check Microsoft Entra admin center > Enterprise apps > the application > Properties > Enabled for users to sign in.",
    ),
    "ms-no-exo": text(
      "Microsoft finds no mail service (Exchange Online) in your organization for this application.",
      [ASK_ADMIN, TRY_AGAIN],
      "Please check that the organization and the user have an Exchange Online license. Administrator of the application: check the cloud (worldwide, GCC High, DoD, 21Vianet) of the mail provider.",
    ),
    "ms-ca-block": text(
      "A security rule of your organization blocks this connection.",
      [ASK_ADMIN, RECONNECT],
      "A Conditional Access or security policy blocks the application. The sign-in log of the user names the policy (tab Conditional Access). Please exclude the application, or allow the addresses of its server.",
    ),
    "ms-device": text(
      "Your organization allows this sign-in only on a device that it manages.",
      ["Open this page on your work computer.", RECONNECT],
      "A policy asks for a managed or compliant device. The application refreshes its access from a server, which is no such device: please exclude it from that policy.",
    ),
    "ms-signin-frequency": text(
      "Your organization ends sign-ins after a fixed time, and yours is over.",
      [RECONNECT],
      "A Conditional Access policy with a sign-in frequency ends the connection each time. Please exclude the application from it.",
    ),
    "ms-spa": text(
      "The application is registered at Microsoft with the wrong kind of redirect address.",
      [TELL_ADMIN],
      "App registrations > the application > Authentication: remove the redirect URI from “Single-page application” and add it under “Web”.",
    ),
    "ms-secret-expired": text(
      "The application’s secret at Microsoft has expired. Nothing is lost; mail is on hold.",
      [TELL_ADMIN],
      "App registrations > the application > Certificates & secrets: make a new client secret and put its Value in System settings > Mail providers. All mailboxes of this provider go on then.",
    ),
    "ms-secret-wrong": text(
      "Microsoft doesn’t accept the application’s secret. Nothing is lost; mail is on hold.",
      [TELL_ADMIN],
      "In System settings > Mail providers, enter the Value of the client secret, not its Secret ID; with a certificate, check that it is uploaded and that the server’s clock is right.",
    ),
    "ms-redirect": text(
      "Microsoft doesn’t know the address that it should send you back to.",
      [TELL_ADMIN],
      "App registrations > the application > Authentication > Web: add the redirect URI exactly as System settings > Mail providers shows it.",
    ),
    "ms-single-tenant": text(
      "The application is registered for one organization only, but asks for accounts of any.",
      [TELL_ADMIN],
      "Either fill in the organization’s tenant ID in System settings > Mail providers, or set App registrations > the application > Authentication > Supported account types to accounts in any organization.",
    ),
    "ms-clientid": text(
      "Microsoft doesn’t recognize this application.",
      [TELL_ADMIN],
      "Check the application (client) ID, the tenant and the cloud in System settings > Mail providers against App registrations > the application > Overview.",
    ),
    "ms-permission-config": text(
      "The application asks Microsoft for permissions that its registration doesn’t have.",
      [TELL_ADMIN],
      "App registrations > the application > API permissions: add all that System settings > Mail providers lists, then grant admin consent.",
    ),
    "ms-bad-request": text(
      "Microsoft didn’t understand our request. That is a mistake on our side.",
      [TELL_OPERATOR],
      "Microsoft calls the request malformed. Please report this with the reference.",
    ),
    "ms-loop": text("Microsoft asked us to sign in less often.", [WAIT]),
    "ms-sts-transient": text("Microsoft’s sign-in service doesn’t work at the moment.", [WAIT]),
    "ms-no-refresh-token": text(
      "Microsoft gave access for an hour only, so the mailbox can’t be kept up to date.",
      [TELL_ADMIN],
      "Add the permission offline_access to the registration (API permissions) and grant consent.",
    ),
    "ms-partial-scope": text(
      "Not every permission that is needed was granted.",
      [RECONNECT, "Accept all permissions. If that doesn’t help, ask your administrator."],
      "Please grant the application all of its delegated permissions: Enterprise apps > the application > Permissions > Grant admin consent.",
    ),
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
    "g-not-verified": text(
      "Your Google organization hasn’t approved this application.",
      [ASK_GOOGLE_ADMIN, START_AGAIN],
      "Please trust the application: Google Admin console > Security > Access and data control > API controls > App access control.",
    ),
    "g-redirect": text(
      "Google doesn’t recognize this application, its secret or its redirect address.",
      [TELL_ADMIN],
      "Google Cloud console > Google Auth Platform > Clients: compare client ID, secret and authorized redirect URI with System settings > Mail providers.",
    ),
    "g-invalid-grant": text(
      "Google ended the access to your mailbox, for instance after a new password.",
      [RECONNECT],
      "Does it happen every 7 days? Then the application is still in testing: publish it under Google Auth Platform > Audience.",
    ),
    "g-scope-unticked": text("Google didn’t get your permission for mail.", [
      RECONNECT,
      "Tick the box about reading and sending mail on Google’s page.",
    ]),
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
    "oauth-declined": text("The permissions were not accepted, so nothing was connected.", [
      START_AGAIN,
      "Accept the permissions. If you can’t, ask the administrator of your mail.",
    ]),
    "oauth-grant-ended": text("Your permission to reach the mailbox has ended.", [RECONNECT]),
    "oauth-client": text(
      "The sign-in service doesn’t accept this application.",
      [TELL_ADMIN],
      "Check client ID, secret and redirect address in System settings > Mail providers.",
    ),
    "oauth-scope": text(
      "The access that was given is not meant for this mailbox, or lacks a permission.",
      [TELL_ADMIN],
      "Check the permissions of the application at the sign-in service.",
    ),
    "oauth-down": text("The sign-in service can’t be reached at the moment.", [WAIT]),
    "server-unknown": text("There is no server of this name.", [
      "Check how the name is spelled; the provider of your mail tells it on its help pages.",
      TYPE_AGAIN,
    ]),
    "server-port-closed": text("The server is there, but nothing answers at this port.", [
      "The usual ports are 993 (IMAP with TLS), 143 (IMAP with STARTTLS), 465 and 587 (SMTP).",
      TYPE_AGAIN,
    ]),
    "server-silent": text("The server doesn’t answer.", [
      "Check its name and port.",
      "If they are right, a firewall may be in between, or the server is down: try again later.",
    ]),
    "tls-expired": text("The server’s certificate has expired, so nothing was sent to it.", [
      ASK_PROVIDER,
      TYPE_AGAIN,
    ]),
    "tls-wrong-name": text("The server’s certificate is for another name, so nothing was sent to it.", [
      "Use the server’s own name, as the provider of your mail tells it.",
      TYPE_AGAIN,
    ]),
    "tls-untrusted": text(
      "The server’s certificate comes from nobody that is trusted here, so nothing was sent to it.",
      [ASK_PROVIDER, "If it is your organization’s own authority, tell the people who run this application."],
      "The mail server’s certificate is signed by an authority that this installation doesn’t know. Give the authority’s certificate to Node (NODE_EXTRA_CA_CERTS), or use a certificate of a public one.",
    ),
    "tls-old": text("The server speaks only old versions of TLS, which are not safe any more.", [
      ASK_PROVIDER,
      TYPE_AGAIN,
    ]),
    "tls-not-spoken": text("The server doesn’t speak TLS at this port.", [
      "Choose STARTTLS for the ports 143 and 587, TLS for 993 and 465.",
      TYPE_AGAIN,
    ]),
    "starttls-missing": text("The server offers no secure connection here, so no password was sent.", [
      "Choose TLS instead of STARTTLS, with port 993 (IMAP) or 465 (SMTP).",
      TYPE_AGAIN,
    ]),
    "no-mail-server": text("What answers there isn’t a mail server, or not one of this kind.", [
      "Check name, port and security: IMAP and SMTP have different ones.",
      TYPE_AGAIN,
    ]),
    "server-forbidden": text(
      "From here only mail servers on the internet may be reached, at the ports of mail.",
      [
        "Use the name and port that the provider of your mail tells: 993 or 143 for IMAP, 465 or 587 for SMTP.",
        "If the server is in your own network, tell the people who run this application.",
      ],
    ),
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
      ["We try again by ourselves.", "If it lasts, tell the people who run this application."],
      "The mail server sent something that breaks its protocol or our limits. The log has the details; please report this.",
    ),
    "imap-refused": text(
      "The mail server refused, for a reason that we don’t know.",
      ["We try again by ourselves.", "If it lasts, send the text below to the administrator of your mail."],
      "The mail server refuses a command of the synchronization. Please check the rights on the mailbox and its folders.",
    ),
    "moved-elsewhere": text("The mailbox is being looked after by another part of the server now.", [WAIT]),
    stopped: text("The synchronization was interrupted.", [WAIT]),
    "receive-only": text("This mailbox only receives: nothing is changed at the provider.", [
      "Open Email settings and switch off “Receive only”; where your organisation has switched it on, ask its administrator.",
    ]),
    "changes-waiting": text("Changes made here still wait for the provider.", [
      "They are finished by themselves.",
      "If you don’t want to wait, drop them.",
    ]),
    "store-down": text(
      "Our own database can’t be reached at the moment. Nothing is lost.",
      [WAIT],
      "The database doesn’t answer. Check that it runs and accepts connections.",
    ),
    "disk-full": text(
      "Our own storage is full. Your mail at the provider is safe.",
      [TELL_OPERATOR, "Mail goes on by itself once there is room."],
      "The disk with the data folder or the database is full. Make room; nothing else is needed.",
    ),
    "secret-unreadable": text(
      "This server can’t open the saved access to the mailbox.",
      [TELL_OPERATOR],
      "The master key is missing or isn’t the one that the secrets were sealed with. Put the right key back and restart.",
    ),
    "attempt-link-used": text("This link was already used, or is too old.", [START_AGAIN]),
    "attempt-state-wrong": text("This answer doesn’t belong to a sign-in that was started here.", [
      START_AGAIN,
    ]),
    "attempt-other-browser": text("This sign-in was started in another browser.", [
      "Go on in the browser where you began.",
      "Or begin again in this one.",
    ]),
    "attempt-cancelled": text("This sign-in was stopped, so nothing was connected.", [
      "If you do want to connect, start again.",
    ]),
    "attempt-used-twice": text("This sign-in was already handled.", [
      "Close this tab and look at your email settings: they show how it ended.",
    ]),
    "attempt-expired": text("This sign-in took too long, so it was ended.", [START_AGAIN]),
    "attempt-other-account": text(
      "You signed in as {address}, but the mailbox connected here is {mailbox}.",
      [
        "Sign in again and choose {mailbox}.",
        "Is {address} the one you want here? Then stop the mail synchronization first.",
      ],
    ),
    "provider-not-offered": text("This mail provider isn’t switched on here.", [
      "Ask the administrator of this application to switch it on.",
    ]),
    "address-not-allowed": text("In this workspace {address} may not be connected.", [
      "Choose another account.",
      "Or ask the administrator of this application which addresses are allowed.",
    ]),
    unknown: text(
      "Something failed, and we don’t know this cause yet (reference: {reference}).",
      ["Try again.", "If it comes back, send the reference to the people who run this application."],
      "A failure without a known cause. Please report it with the reference.",
    ),
  },
};
