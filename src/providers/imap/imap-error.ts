// What IMAP servers say when they refuse, as SyncErrors. The strings are those seen in the field (Exchange Online,
// Gmail, Dovecot); RFC 5530 response codes where a server has them.
import {
  SyncError,
  type SyncErrorCode,
  type SyncErrorRetry,
  type SyncErrorScope,
} from "../../base/sync-error.ts";
import { plain } from "../net/connection-error.ts";

/** Gmail's limits are of a day, and each try counts. */
const GMAIL_LIMIT_MS = 60 * 60_000;

type Row = readonly [pattern: RegExp, code: SyncErrorCode, scope: SyncErrorScope, retry: SyncErrorRetry];

/** For any command. */
const ANYTIME: readonly Row[] = [
  [/Request is throttled|Account exceeded command or bandwidth limits/i, "throttled", "mailbox", "later"],
  [/User is authenticated but not connected/i, "authenticatedNotConnected", "mailbox", "askUser"],
  [/AccessTokenExpired|token (?:has )?expired/i, "sessionExpired", "mailbox", "now"],
  [
    /too many (?:simultaneous )?(?:connections|concurrent)|connection limit|\[LIMIT\]/i,
    "tooManyConnections",
    "mailbox",
    "later",
  ],
  [
    /\[(?:OVERQUOTA|UNAVAILABLE|INUSE|SERVERBUG|CONTACTADMIN)\]|Server Unavailable|Temporary (?:System|authentication|server) (?:Error|failure)|internal error/i,
    "serverBusy",
    "mailbox",
    "later",
  ],
];
const SIGNING_IN: readonly Row[] = [
  [
    /\[PRIVACYREQUIRED\]|Plaintext authentication disallowed|LOGINDISABLED/i,
    "tlsMissing",
    "mailbox",
    "askUser",
  ],
  [/./s, "authenticationFailed", "mailbox", "askUser"],
];
/** Of APPEND, COPY and MOVE, before anything else. LIMIT is here the folder's, not that of connections; Gmail says
 *  OVERQUOTA of its traffic too: that is the mailbox's. */
const FILING: readonly Row[] = [
  [/\[LIMIT\]/i, "refused", "folder", "later"],
  [/\[OVERQUOTA\](?!.*bandwidth)|quota exceeded|mailbox (?:is )?full/i, "refused", "folder", "later"],
  [
    // Exchange says the argument error of lines over 10,500 characters, and of some messages that are too large.
    /\[TOOBIG\]|Maximum size of appendable message|message (?:is )?too (?:big|large)|Command Argument Error/i,
    "refused",
    "message",
    "never",
  ],
];
const IN_FOLDER: readonly Row[] = [
  [
    /\[(?:NONEXISTENT|TRYCREATE)\]|doesn'?t exist|does not exist|no such mailbox|mailbox not found|unknown mailbox/i,
    "folderGone",
    "folder",
    "later",
  ],
  [/\[ALREADYEXISTS\]|already exists/i, "folderExists", "folder", "never"],
  [/\[(?:CANNOT|READ-ONLY)\]/i, "refused", "folder", "never"],
  [/\[NOPERM\]|permission denied|\bACL\b/i, "refused", "folder", "never"],
];

/** Filing: something is put into a folder. */
export type Stage = "signIn" | "folder" | "filing" | "command";

/** The first match counts. */
const ROWS: Readonly<Record<Stage, readonly Row[]>> = {
  signIn: [...ANYTIME, ...SIGNING_IN],
  folder: [...ANYTIME, ...IN_FOLDER],
  filing: [...FILING, ...ANYTIME, ...IN_FOLDER],
  command: ANYTIME,
};

/** For a tagged NO or BAD, or a BYE. `text` is what follows the status word. */
export function refusal(text: string, stage: Stage, status: "NO" | "BAD" | "BYE"): SyncError {
  const said = plain(text);
  const rows = ROWS[stage];
  const row = rows.find(([pattern]) => pattern.test(text));
  const waitMs = backoffMsOf(text);
  if (row !== undefined) {
    const [, code, scope, retry] = row;
    return new SyncError(code, {
      scope,
      retry,
      said,
      ...(waitMs === null ? {} : { retryAfterMs: waitMs }),
    });
  }
  if (status === "BYE") return new SyncError("disconnected", { scope: "mailbox", retry: "later", said });
  return new SyncError("refused", {
    scope: stage === "folder" || stage === "filing" ? "folder" : "mailbox",
    retry: "later",
    said,
  });
}

/** How long the server asks to wait, or is known to refuse for. */
function backoffMsOf(text: string): number | null {
  const named = /Suggested Backoff Time:\s*(\d+)/i.exec(text)?.[1];
  if (named !== undefined) return Number(named);
  return /exceeded command or bandwidth limits/i.test(text) ? GMAIL_LIMIT_MS : null;
}

export function protocolError(said: string, cause?: unknown): SyncError {
  return new SyncError("protocol", { scope: "mailbox", retry: "later", said: plain(said), cause });
}
