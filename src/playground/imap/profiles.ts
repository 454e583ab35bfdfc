// Kinds of servers, as data. The Exchange one is as unkind as the transcripts show it.
import { EXCHANGE_SAYINGS, GMAIL_SAYINGS, type Sayings } from "./sayings.ts";

export type ProfileName = "exchange" | "gmail" | "modern" | "minimal";

export interface Profile {
  readonly greeting: string;
  readonly before: string;
  readonly after: string;
  /** Tells sessions in IDLE about flags. */
  readonly pushesFlags: boolean;
  /** RFC822.SIZE is a guess. */
  readonly estimatesSizes: boolean;
  /** Headers are written anew on APPEND. */
  readonly rewritesAppended: boolean;
  /** Beside the system flags; "\\*" for any. */
  readonly keywords: readonly string[];
  /** Old servers leave PERMANENTFLAGS out. */
  readonly tellsPermanentFlags: boolean;
  readonly showsUse: boolean;
  readonly condstore: boolean;
  /** MAILBOXID and EMAILID (RFC 8474). */
  readonly objectIds: boolean;
  /** X-GM-MSGID and the like; its mailboxes have labels. A playground is so from its beginning, or not at all. */
  readonly gmailIds: boolean;
  /** COPYUID of a MOVE comes with its OK, not before (RFC 4315 section 3). */
  readonly copyUidLast: boolean;
  /** Bytes of one command line. */
  readonly lineBytesMax: number;
  /** How long a message is announced before it can be fetched, ms. */
  readonly announceMs: number;
  readonly sayings: Sayings;
  /** Nobody may make a folder of these names. */
  readonly reservedNames: readonly string[];
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  exchange: {
    greeting: "OK The Microsoft Exchange IMAP4 service is ready. [UABsAGEAeQBnAHIAbwB1AG4AZAA=]",
    before:
      "IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    after:
      "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+",
    pushesFlags: false,
    estimatesSizes: true,
    rewritesAppended: true,
    keywords: ["$MDNSent"],
    tellsPermanentFlags: true,
    showsUse: false,
    condstore: false,
    objectIds: false,
    gmailIds: false,
    copyUidLast: false,
    lineBytesMax: 10_240,
    announceMs: 300,
    sayings: EXCHANGE_SAYINGS,
    reservedNames: ["Files"],
  },
  // Without what isn't played: COMPRESS=DEFLATE, QUOTA, UTF8=ACCEPT, XLIST.
  gmail: {
    greeting: "OK Gimap ready for requests from 127.0.0.1 playground",
    before: "IMAP4rev1 UNSELECT IDLE NAMESPACE ID CHILDREN X-GM-EXT-1 SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER",
    after:
      "IMAP4rev1 UNSELECT IDLE NAMESPACE ID CHILDREN X-GM-EXT-1 UIDPLUS ENABLE MOVE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584",
    pushesFlags: true,
    estimatesSizes: false,
    rewritesAppended: false,
    keywords: ["$Forwarded", "$MDNSent", "$NotPhishing", "$Phishing", "\\*"],
    tellsPermanentFlags: true,
    showsUse: true,
    condstore: true,
    objectIds: false,
    gmailIds: true,
    copyUidLast: true,
    lineBytesMax: 16_384,
    announceMs: 0,
    sayings: GMAIL_SAYINGS,
    reservedNames: ["Inbox", "Trash", "Spam"],
  },
  modern: {
    greeting: "OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE AUTH=XOAUTH2 AUTH=OAUTHBEARER] ready",
    before: "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE AUTH=XOAUTH2 AUTH=OAUTHBEARER",
    after:
      "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE UIDPLUS MOVE CONDSTORE QRESYNC ESEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE NAMESPACE UNSELECT CHILDREN OBJECTID APPENDLIMIT=47185920",
    pushesFlags: true,
    estimatesSizes: false,
    rewritesAppended: false,
    keywords: ["$MDNSent", "$Forwarded", "\\*"],
    tellsPermanentFlags: true,
    showsUse: true,
    condstore: true,
    objectIds: true,
    gmailIds: false,
    copyUidLast: false,
    lineBytesMax: 65_536,
    announceMs: 0,
    sayings: EXCHANGE_SAYINGS,
    reservedNames: [],
  },
  minimal: {
    greeting: "OK IMAP4rev1 ready",
    before: "IMAP4rev1 AUTH=XOAUTH2",
    after: "IMAP4rev1 AUTH=XOAUTH2",
    pushesFlags: false,
    estimatesSizes: false,
    rewritesAppended: false,
    keywords: [],
    tellsPermanentFlags: false,
    showsUse: false,
    condstore: false,
    objectIds: false,
    gmailIds: false,
    copyUidLast: false,
    lineBytesMax: 8_192,
    announceMs: 0,
    sayings: EXCHANGE_SAYINGS,
    reservedNames: [],
  },
};
