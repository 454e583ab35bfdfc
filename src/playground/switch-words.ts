// What the playground's page calls the switches, whom each is about, and what can be filled in.
import { GRAPH_REFUSALS } from "./graph.ts";
import { ENTRA_ERRORS } from "./identity/entra-errors.ts";
import { GOOGLE_ERRORS } from "./identity/google-errors.ts";
import type { PlaygroundService } from "./people.ts";
import { LOGIN_REFUSALS, SEND_REFUSALS } from "./smtp-refusals.ts";
import { SWITCHES_OFF, type SwitchName } from "./switches.ts";

interface SwitchWords {
  readonly words: string;
  /** Absent: both. */
  readonly only?: PlaygroundService;
  /** The errors of a sign-in service. */
  readonly takesError?: true;
}

const WORDS: Readonly<Record<SwitchName, SwitchWords>> = {
  unreachable: { words: "The server can't be reached" },
  imapOff: { words: "IMAP is off for the mailbox" },
  noMailbox: { words: "No license: there is no mailbox", only: "microsoft" },
  graphError: { words: "Graph refuses the mailbox", only: "microsoft" },
  graphCutsUploads: { words: "Graph hangs up in the middle of a large file", only: "microsoft" },
  appHasNoAccess: { words: "The application itself has no access to the mailbox", only: "microsoft" },
  appNotApproved: { words: "The application itself isn't approved in the organisation", only: "microsoft" },
  consentNeedsAdmin: { words: "Consent needs an administrator", only: "microsoft" },
  missingRedirects: { words: "Redirect URIs not registered (for everybody)" },
  signInPageError: { words: "Error that the sign-in page ends with", takesError: true },
  callbackError: { words: "Error that the sign-in comes back with", takesError: true },
  tokenError: { words: "Error of the token endpoint", takesError: true },
  tokenStatus: { words: "HTTP status of the token endpoint" },
  addedScopes: { words: "Permissions that tokens have besides", only: "microsoft" },
  withheldScopes: { words: "Permissions that tokens lack", only: "microsoft" },
  withheldRefreshToken: { words: "No refresh token", only: "microsoft" },
  inTesting: { words: "In testing: permissions end after 7 days", only: "google" },
  throttledMs: { words: "Throttled for (ms)" },
  cutAfterRows: { words: "Cut a FETCH after rows" },
  cutLiteral: { words: "Cut in the middle of a message" },
  bye: { words: "BYE at the next command" },
  sessionExpired: { words: "The session has expired", only: "microsoft" },
  serverUnavailable: { words: "Server Unavailable. 15", only: "microsoft" },
  fetchRefused: { words: "FETCH refused: Command Argument Error. 11", only: "microsoft" },
  latencyMs: { words: "Latency (ms)" },
  loginMs: { words: "Slow sign-in at IMAP (ms)" },
  loginRefused: { words: "Sign-in at IMAP refused" },
  tooManyConnections: { words: "Too many connections" },
  webLogin: { words: "Google wants a sign-in in the browser", only: "google" },
  hiddenFolders: { words: "Labels not shown in IMAP", only: "google" },
  folderLimit: { words: "Folders limited to (messages)", only: "google" },
  existsTooHigh: { words: "EXISTS too high by" },
  renumberBeforeFetch: { words: "UIDVALIDITY changes before FETCH" },
  oneUidValidity: { words: "One UIDVALIDITY for all folders" },
  emptyList: { words: "LIST answers nothing" },
  stubUids: { words: "Stubs for uids" },
  nilUids: { words: "NIL for uids" },
  smtpLoginError: { words: "SMTP refuses the sign-in", only: "microsoft" },
  smtpSendError: { words: "SMTP refuses messages", only: "microsoft" },
  smtpCutAtEnd: { words: "SMTP hangs up when it has a message" },
  sentNotFiled: { words: "What is sent isn't put into Sent" },
  overQuota: { words: "The mailbox is full" },
  movesRefused: { words: "Moves are refused" },
  readOnlyFolders: { words: "Folders that can only be read" },
};

/** What is ticked before what is filled in. */
export function switchesFor(service: PlaygroundService): readonly SwitchName[] {
  const names = (Object.keys(WORDS) as SwitchName[]).filter(
    (name) => (WORDS[name].only ?? service) === service,
  );
  const ticked = (name: SwitchName): boolean => typeof SWITCHES_OFF[name] === "boolean";
  return [...names.filter(ticked), ...names.filter((name) => !ticked(name))];
}

export function wordsOf(name: SwitchName): string {
  return WORDS[name].words;
}

/** What can be chosen from; empty where anything can be filled in. */
export function choicesFor(
  name: SwitchName,
  service: PlaygroundService,
): readonly (readonly [value: string, text: string])[] {
  if (name === "smtpLoginError") return LOGIN_REFUSALS.map((line) => [line, ""]);
  if (name === "graphError") return GRAPH_REFUSALS.map((line) => [line, ""]);
  if (name === "smtpSendError") return SEND_REFUSALS.map((line) => [line, ""]);
  if (WORDS[name].takesError !== true) return [];
  return service === "google" ? GOOGLE_ERRORS : ENTRA_ERRORS;
}
