// What an administrator registers at the sign-in services, in the words of their consoles.
import { formatted } from "./en-numbers.ts";

export const servicesEn = {
  microsoft: {
    defaultName: "Office 365",
    clientIdHint: "Application (client) ID of the app registration.",
    secretHint: "The Value, not the Secret ID. It is stored sealed and never shown again.",
    redirectHint: "Add it to the app registration under Authentication, platform Web.",
    permissionsHint:
      "Delegated permissions, under API permissions. An administrator of Microsoft 365 can approve them for everyone.",
    stepsTitle: "In the Microsoft Entra admin centre",
    steps: [
      "App registrations > New registration. Accounts: any organisational directory.",
      "Copy the Application (client) ID into the field here.",
      "Certificates & secrets > New client secret. Copy its Value.",
      "Save here; then add the redirect URIs and the permissions shown below.",
    ],
  },
  google: {
    defaultName: "Google",
    clientIdHint: "Ends in .apps.googleusercontent.com.",
    secretHint: "Google shows it once, when the client is made. It is stored sealed and never shown again.",
    redirectHint: "Add it to the client under Authorised redirect URIs, exactly as it stands here.",
    permissionsHint:
      "Under Data Access. The last one is restricted: Google has no smaller permission for IMAP. Users tick it when they connect.",
    stepsTitle: "In the Google Cloud console",
    steps: [
      "Make a project of your own, and switch on the Gmail API under APIs & Services > Library.",
      "Google Auth Platform > Audience: Internal, if everybody is in your Google Workspace. Google then reviews nothing.",
      "Otherwise External, and Publish app: as long as it is in testing, Google ends every permission after 7 days and everybody has to sign in again. In production Google verifies the app and has its security assessed every year.",
      "Clients > Create client > Web application. Copy Client ID and Client secret into the fields here.",
      "Save here; then add the redirect URI and the permissions shown below.",
      "Where your Google Workspace restricts apps or mail clients: in the Admin console, trust this client ID under Security > API controls, and allow it under Apps > Gmail > End User Access > POP and IMAP access.",
    ],
  },
};

/** What Gmail's own settings keep from programs. */
export const gmailEn = {
  labels: {
    inbox: "Inbox",
    all: "All Mail",
    sent: "Sent Mail",
    drafts: "Drafts",
    junk: "Spam",
    trash: "Trash",
  },
  unlistedTitle: (names: string) => `Gmail doesn’t show programs: ${names}`,
  unlisted:
    "Mail that lies there can’t be read, archived or deleted from here. In Gmail: Settings > See all settings > Labels, tick “Show in IMAP”; then open this again.",
  limitTitle: (count: number) =>
    `Gmail shows programs only the newest ${formatted(count)} messages of each label`,
  limit:
    "Older mail can’t be imported, and what new mail pushes out looks as if it had left. In Gmail: Settings > See all settings > Forwarding and POP/IMAP > Folder size limits, choose “Do not limit”.",
};

export type GmailTexts = typeof gmailEn;
export type ServiceTexts = typeof servicesEn;
