import {
  ASK_ADMIN,
  ASK_GOOGLE_ADMIN,
  RECONNECT,
  START_AGAIN,
  TELL_ADMIN,
  TELL_OPERATOR,
  TRY_AGAIN,
  text,
  WAIT,
} from "./phrases.ts";

export const EN_SIGN_IN = {
  "ms-app-not-approved": text(
    "The organization has not approved that this application opens mailboxes by itself, or has taken that back.",
    ["Users don’t have to sign in: an administrator can mend it.", ASK_ADMIN, TRY_AGAIN],
    "Please approve the application’s own access to mailboxes (application permission IMAP.AccessAsApp of Office 365 Exchange Online): by the link under System settings > Mail providers > Whole organisation, or in Microsoft Entra admin center > Enterprise apps > the application > Permissions > Grant admin consent. The permission must be in its registration first.",
  ),
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
  "ms-other-tenant": text("Microsoft doesn’t accept this account here: it belongs to another organization.", [
    START_AGAIN,
    "Choose the work account that holds your mailbox; check its spelling.",
  ]),
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
  "ms-clientid": text(
    "Microsoft doesn’t recognize this application.",
    [TELL_ADMIN],
    "Check the application (client) ID, the tenant and the cloud in System settings > Mail providers against App registrations > the application > Overview. Is it registered for one organization only (Supported account types)? Then fill in that organization’s tenant ID, or change the registration.",
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
  "g-testing": text(
    "Google ended the access to your mailbox seven days after it was given, as it does while an application is in testing.",
    [RECONNECT, "Until the application is published, this comes back every seven days.", TELL_ADMIN],
    "Publish the application: Google Auth Platform > Audience > Publish app (In production), or make its user type Internal where all users are of your own Google Workspace. Then everybody signs in once more.",
  ),
  "g-scope-unticked": text("Google didn’t get your permission for mail.", [
    RECONNECT,
    "Tick the box about reading and sending mail on Google’s page.",
  ]),
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
  "ms-adminconsent-denied": text(
    "The approval by an administrator was not completed.",
    [ASK_ADMIN, "After the approval, start again."],
    "The approval of the application was declined, or the account that was used may not give it. Please open the approval again as Cloud Application Administrator or Privileged Role Administrator, and press Accept.",
  ),
  "ms-wrong-account": text("You signed in with {signedIn}, and not with the account of {mailbox}.", [
    "Sign in again and choose the account of {mailbox}.",
    "Is it a shared mailbox, or another name of yours? Then its administrator has to give you full access to it.",
    "Do you want {signedIn} here? Then stop the mail synchronization first.",
  ]),
  "ms-already-connected": text("This Microsoft account is already connected by another user here.", [
    "Ask that user to stop the mail synchronization first.",
    "Or connect another mailbox.",
  ]),
  "ms-no-callback": text("Microsoft’s page did not come back to us.", [
    "Did Microsoft show an error? Copy its text and paste it here: we look up what it means.",
    START_AGAIN,
  ]),
  clock: text(
    "The clock of this server is wrong, so Microsoft doesn’t accept its requests.",
    [TELL_OPERATOR],
    "The time of the server differs from Microsoft’s. Please switch on NTP on the machine; nothing else is needed.",
  ),
};
