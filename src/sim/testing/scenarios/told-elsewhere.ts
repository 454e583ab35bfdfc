// Which of the hundred scenarios are no story of two sides, and where they are tested; and what isn't built yet.

export interface Elsewhere {
  readonly number: number;
  /** Below src. */
  readonly file: string;
  /** Title of a test in it. */
  readonly test: string;
}

const HOSTILE = "providers/imap/hostile.test.ts";
const TOKENS = "engine/tokens.test.ts";

export const ELSEWHERE: readonly Elsewhere[] = [
  { number: 49, file: HOSTILE, test: "are no counters without a number of messages that can be" },
  {
    number: 51,
    file: HOSTILE,
    test: "count in any order, once each, and only with a uid that was asked for",
  },
  {
    number: 52,
    file: HOSTILE,
    test: "count in any order, once each, and only with a uid that was asked for",
  },
  { number: 56, file: HOSTILE, test: "never gives half a message, wherever it is cut" },
  { number: 57, file: HOSTILE, test: "is refused when a literal has an impossible size" },
  { number: 58, file: HOSTILE, test: "have no bytes when the body is NIL or empty" },
  { number: 73, file: HOSTILE, test: "name folders as atoms, quoted, as literals and in modified UTF-7" },
  {
    number: 73,
    file: "providers/imap/folder-names.test.ts",
    test: "INBOX is INBOX in any case, and named twice is one",
  },
  { number: 74, file: "core/propose-mappings.test.ts", test: "of two uses the top level wins" },
  { number: 76, file: "core/propose-mappings.test.ts", test: "is told with a sentence, at its place" },
  { number: 81, file: HOSTILE, test: "is unreachable when it says nothing before the greeting" },
  {
    number: 82,
    file: HOSTILE,
    test: "is disconnected by a BYE in the greeting, at login, in FETCH and in IDLE",
  },
  {
    number: 85,
    file: HOSTILE,
    test: "tells throttling with its time, an ended session and a mailbox that isn't connected",
  },
  { number: 85, file: TOKENS, test: "whose grant was revoked is told as that: a person signs in again" },
  { number: 86, file: TOKENS, test: "is stored before the access token that came with it is used" },
  { number: 87, file: TOKENS, test: "in two processes ask once too, and both go on with what came" },
  {
    number: 92,
    file: "journeys/wrong-account.test.ts",
    test: "of a foreign domain is refused with its diagnosis, and nothing is read",
  },
  { number: 98, file: HOSTILE, test: "have no date when INTERNALDATE can't be read" },
  // BODYSTRUCTURE and ENVELOPE are never asked for: every message is read from its bytes.
  { number: 99, file: HOSTILE, test: "in answers to FETCH gives rows or a SyncError" },
  { number: 99, file: "core/scan-message.test.ts", test: "may end without a last boundary, or have none" },
];

export const NOT_BUILT: Readonly<Record<number, string>> = {
  16: "no limit is set for the size of messages: they are taken whole, and what can't be read waits aside (58)",
  17: "there are no placeholders (16)",
  94: "sending isn't built",
  100: "webhooks aren't built",
};

/** Of these only a part can be told yet. */
export const IN_PART: Readonly<Record<number, string>> = {
  68: "folders are renamed at the provider only, not from here",
  69: "there is no folder for what can't be sent: it stays in the list of the folder it was put into",
  89: "with 60 mailboxes instead of 500",
};
