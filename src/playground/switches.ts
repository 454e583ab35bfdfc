// The failures that can be switched on, per person or for everybody ("*"). Times are milliseconds, counts are
// messages; false, 0 and "" are off.

export interface Switches {
  /** The server is away: connections are cut, and new ones as soon as it is known whose they are. */
  unreachable: boolean;
  /** IMAP is off for the mailbox: signed in, but not connected. */
  imapOff: boolean;
  /** No licence, or taken away: mail programs are refused, and Graph finds no mailbox. */
  noMailbox: boolean;
  /** Graph refuses with this status and code: "403 ErrorAccessDenied". */
  graphError: string;
  /** Graph hangs up when it has the first piece of a large file. */
  graphCutsUploads: boolean;
  /** The application, signing in as itself, was given no permission for this mailbox. */
  appHasNoAccess: boolean;
  /** It isn't approved in this person's organisation, whatever its administrator accepted. */
  appNotApproved: boolean;
  /** Users of the tenant can't consent; the page never returns, as Microsoft's. */
  consentNeedsAdmin: boolean;
  /** Ends of redirect URIs that aren't registered: "/oauth/microsoft/callback". */
  missingRedirects: string;
  /** The sign-in page ends with this error and leads nowhere: a number of Microsoft's ("50105"), a word of Google's. */
  signInPageError: string;
  /** The sign-in service sends the browser back with this error. */
  callbackError: string;
  /** Its token endpoint refuses with this error. */
  tokenError: string;
  /** Its token endpoint answers with this HTTP status and says no more. */
  tokenStatus: number;
  /** Its tokens are not for these scopes: "IMAP.AccessAsUser.All". */
  withheldScopes: string;
  /** Its tokens are for these scopes too, which nobody asked for: "EWS.AccessAsUser.All". */
  addedScopes: string;
  /** It gives no refresh token. */
  withheldRefreshToken: boolean;
  /** The application is in testing at Google: what a person allowed ends after 7 days. */
  inTesting: boolean;
  /** Every command is refused with this suggested back-off. */
  throttledMs: number;
  /** The connection is cut after so many rows of a FETCH, once per FETCH. */
  cutAfterRows: number;
  /** A literal is announced whole and cut in the middle. */
  cutLiteral: boolean;
  /** BYE at the next command. */
  bye: boolean;
  /** The session ends at the next command, as after an hour. */
  sessionExpired: boolean;
  /** Every command: "Server Unavailable. 15". */
  serverUnavailable: boolean;
  /** FETCH: "Command Argument Error. 11". */
  fetchRefused: boolean;
  /** Every answer waits this long. */
  latencyMs: number;
  /** Sign-in takes this long, as Exchange's does. */
  loginMs: number;
  /** Sign-in is refused, whatever the token. */
  loginRefused: boolean;
  /** "Too many simultaneous connections". */
  tooManyConnections: boolean;
  /** Gmail wants to see its user in a browser first. */
  webLogin: boolean;
  /** These labels aren't shown in IMAP: "[Gmail]/All Mail,Clients". */
  hiddenFolders: string;
  /** Folders show their newest so many only. */
  folderLimit: number;
  /** EXISTS names this many messages more than there are. */
  existsTooHigh: number;
  /** UIDVALIDITY changes between SELECT and FETCH, once. */
  renumberBeforeFetch: boolean;
  /** All folders have one UIDVALIDITY, as folders have that were made within a second on some servers. */
  oneUidValidity: boolean;
  /** LIST answers nothing. */
  emptyList: boolean;
  /** FETCH answers with Exchange's stub instead of the message, for these uids: "3,7". */
  stubUids: string;
  /** FETCH answers NIL for these uids. */
  nilUids: string;
  /** The sign-in to submission gets this answer: "535 5.7.3 Authentication unsuccessful". */
  smtpLoginError: string;
  /** A message that is submitted gets this answer. */
  smtpSendError: string;
  /** A message that is submitted is delivered and filed, and the connection cut before the answer. */
  smtpCutAtEnd: boolean;
  /** What is submitted isn't put into Sent. */
  sentNotFiled: boolean;
  /** APPEND and COPY are refused: the mailbox is full. */
  overQuota: boolean;
  /** MOVE and COPY are refused. */
  movesRefused: boolean;
  /** These folders can only be read: "Archive,Clients/ACME". */
  readOnlyFolders: string;
}

export type SwitchName = keyof Switches;

export const SWITCHES_OFF: Switches = {
  unreachable: false,
  imapOff: false,
  noMailbox: false,
  graphError: "",
  graphCutsUploads: false,
  appHasNoAccess: false,
  appNotApproved: false,
  consentNeedsAdmin: false,
  missingRedirects: "",
  signInPageError: "",
  callbackError: "",
  tokenError: "",
  tokenStatus: 0,
  withheldScopes: "",
  addedScopes: "",
  withheldRefreshToken: false,
  inTesting: false,
  throttledMs: 0,
  cutAfterRows: 0,
  cutLiteral: false,
  bye: false,
  sessionExpired: false,
  serverUnavailable: false,
  fetchRefused: false,
  latencyMs: 0,
  loginMs: 0,
  loginRefused: false,
  tooManyConnections: false,
  webLogin: false,
  hiddenFolders: "",
  folderLimit: 0,
  existsTooHigh: 0,
  renumberBeforeFetch: false,
  oneUidValidity: false,
  emptyList: false,
  stubUids: "",
  nilUids: "",
  smtpLoginError: "",
  smtpSendError: "",
  smtpCutAtEnd: false,
  sentNotFiled: false,
  overQuota: false,
  movesRefused: false,
  readOnlyFolders: "",
};

export class SwitchBoard {
  readonly #set = new Map<string, Partial<Switches>>();

  set<N extends SwitchName>(address: string, name: N, value: Switches[N]): void {
    this.#set.set(address, { ...this.#set.get(address), [name]: value });
  }

  /** What is on for a person: their own switches over everybody's. */
  of(address: string): Switches {
    return { ...SWITCHES_OFF, ...this.#set.get("*"), ...this.#set.get(address) };
  }

  clear(): void {
    this.#set.clear();
  }
}

/** Whether a sign-in service sends people back to it. */
export function isRegistered(board: SwitchBoard, uris: readonly string[], redirect: string): boolean {
  const missing = board
    .of("*")
    .missingRedirects.split(",")
    .filter((end) => end !== "");
  return uris.includes(redirect) && !missing.some((end) => redirect.endsWith(end));
}
