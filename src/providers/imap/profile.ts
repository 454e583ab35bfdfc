// Server families as data (law 10), told apart by what they offer after the login.
import type { ServerProfile } from "../../engine/ports/mail.ts";

export function profileOf(capabilities: ReadonlySet<string>, greeting: string): ServerProfile {
  const has = (name: string): boolean => capabilities.has(name);
  const exchange = has("CLIENTACCESSRULES") || /Microsoft Exchange/i.test(greeting);
  const gmail = has("X-GM-EXT-1");
  const condstore = !exchange && (has("CONDSTORE") || has("QRESYNC"));
  return {
    name: exchange ? "exchange" : gmail ? "gmail" : condstore ? "modern" : "minimal",
    condstore,
    qresync: condstore && has("QRESYNC"),
    idle: has("IDLE"),
    specialUse: has("SPECIAL-USE") || gmail,
    listStatus: has("LIST-STATUS") && !exchange,
    messageIds: gmail || has("OBJECTID"),
    folderIds: has("OBJECTID"),
  };
}

/** What a server can do when mail is changed. */
export interface WritingAbilities {
  /** MOVE (RFC 6851). */
  readonly move: boolean;
  /** UID EXPUNGE, and answers with the new uids (RFC 4315). */
  readonly uidPlus: boolean;
  /** A literal up to this size is sent without asking (RFC 7888). */
  readonly literalBytesUnasked: number;
  /** Of one message (RFC 7889). */
  readonly appendBytesMax: number;
  /** APPEND may name keywords. */
  readonly keywords: boolean;
}

export function writingAbilitiesOf(
  capabilities: ReadonlySet<string>,
  profile: ServerProfile,
): WritingAbilities {
  const has = (name: string): boolean => capabilities.has(name);
  const limits = [...capabilities].map((word) => /^APPENDLIMIT=(\d+)$/.exec(word)?.[1]);
  return {
    move: has("MOVE"),
    uidPlus: has("UIDPLUS"),
    literalBytesUnasked: has("LITERAL+") ? Number.POSITIVE_INFINITY : has("LITERAL-") ? 4_096 : 0,
    appendBytesMax: Number(limits.find((limit) => limit !== undefined) ?? Number.POSITIVE_INFINITY),
    keywords: profile.name !== "exchange",
  };
}
