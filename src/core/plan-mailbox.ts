// What happens to messages between folders: newcomers that are known already are linked instead of fetched, and
// limbo ends as departed only by evidence (laws 2 and 3).
import type { FolderId, MessageId, RemoteKey } from "../base/ids.ts";

/** A folder that can't be read for this long is left out of the evidence, and the evidence says so. */
export const UNREADABLE_MS_MAX = 15 * 60_000;

export interface LimboInput {
  readonly now: number;
  readonly limbo: readonly {
    readonly messageId: MessageId;
    readonly folderId: FolderId;
    readonly since: number;
  }[];
  /** Every mapped folder: any of them could hold a message that was moved. */
  readonly folders: readonly {
    readonly folderId: FolderId;
    /** When it was last read to the end and all that was in it matched, ms; null never. */
    readonly readAt: number | null;
    readonly unreadableSince: number | null;
  }[];
}

export interface LimboPlan {
  readonly departed: readonly {
    readonly messageId: MessageId;
    readonly evidence: Readonly<Record<string, unknown>>;
  }[];
  readonly staying: readonly MessageId[];
}

export function planLimbo({ now, limbo, folders }: LimboInput): LimboPlan {
  const leftOut = folders.filter(
    ({ unreadableSince }) => unreadableSince !== null && now - unreadableSince >= UNREADABLE_MS_MAX,
  );
  const out = new Set(leftOut);
  const asked = folders.filter((folder) => !out.has(folder));
  // A reading of the future is one by a clock that was wrong.
  const provenUntil = asked.reduce(
    (until, { readAt, unreadableSince }) =>
      Math.min(until, unreadableSince === null && readAt !== null && readAt <= now ? readAt : 0),
    asked.length === 0 ? 0 : Number.POSITIVE_INFINITY,
  );
  // Shared by all: many messages may be missed in a mailbox of many folders.
  const evidence = {
    readAt: Object.fromEntries(asked.map(({ folderId, readAt }) => [folderId, readAt])),
    leftOut: leftOut.map(({ folderId }) => folderId),
  };
  return {
    departed: limbo
      .filter(({ since }) => since < provenUntil)
      .map(({ messageId, since }) => ({ messageId, evidence: { missedAt: since, ...evidence } })),
    staying: limbo.filter(({ since }) => since >= provenUntil).map(({ messageId }) => messageId),
  };
}

export interface Newcomer {
  readonly uid: number;
  /** Hexadecimal SHA-256 of fingerprintText. */
  readonly fingerprint: string;
  readonly serverId: string | null;
  readonly internalDate: number | null;
  /** Its headers tell it from every other message: it has a Message-ID and is no draft. A draft that is saved
   *  again keeps its headers, and mail without Message-ID may be one of many alike. */
  readonly distinct: boolean;
}

export interface MatchCandidate {
  readonly messageId: MessageId;
  readonly fingerprint: string;
  readonly serverId: string | null;
  readonly internalDate: number | null;
  /** It is a draft in some folder, or was when it departed. */
  readonly draft: boolean;
  readonly copies: readonly MatchCopy[];
}

interface MatchCopy {
  readonly folderId: FolderId;
  readonly key: RemoteKey;
  readonly internalDate: number;
  /** Missed there, or expected. */
  readonly missing: boolean;
  /** A move from here will bring it there. */
  readonly expected: boolean;
  /** ... and the provider was told of it. */
  readonly told: boolean;
  /** A move from here has taken it from there: what comes there may rather be another that is like it. */
  readonly left: boolean;
}

interface FolderNow {
  readonly folderId: FolderId;
  readonly uidValidity: number;
}

/** How much speaks for it that a message comes to a folder, by where it is missed; the least is the most. */
const MISSED = {
  hereUnderOldUids: 0,
  toldToComeHere: 1,
  expectedHere: 2,
  here: 3,
  elsewhere: 4,
  nowhere: 5,
} as const;
export type Missed = (typeof MISSED)[keyof typeof MISSED];
const SOMEWHERE = Object.values(MISSED).filter((missed) => missed !== MISSED.nowhere);

export function missedAs(copies: readonly MatchCopy[], { folderId, uidValidity }: FolderNow): Missed {
  const here = copies.find((copy) => copy.folderId === folderId);
  if (here?.expected) return here.told ? MISSED.toldToComeHere : MISSED.expectedHere;
  if (here?.missing && !here.left) {
    // Not one that has left: all of a folder that got new uids is there still.
    return here.key.startsWith(`${uidValidity}:`) ? MISSED.here : MISSED.hereUnderOldUids;
  }
  // Where it is only expected it may not be on its way yet.
  const isMissed = copies.some(({ missing, expected }) => missing && !expected);
  return isMissed ? MISSED.elsewhere : MISSED.nowhere;
}

/** Links by evidence, in the order of law 2: the provider's id; else the fingerprint, then INTERNALDATE, then order
 *  in the folder. Counts decide: each message is linked once, and a folder holds a message once. Without the bytes
 *  a fingerprint alone is not enough: INTERNALDATE must agree, or the message must be missing somewhere; and what
 *  isn't distinct is never linked by it (the bytes will tell). */
export function matchNewcomers(input: {
  readonly folderId: FolderId;
  readonly uidValidity: number;
  readonly newcomers: readonly Newcomer[];
  readonly candidates: readonly MatchCandidate[];
}): {
  readonly links: readonly { readonly uid: number; readonly messageId: MessageId }[];
  readonly rest: readonly number[];
  /** Of the rest: their bytes may tell that they are what is missed. */
  readonly unclear: readonly number[];
} {
  const candidates = input.candidates.filter(
    ({ copies }) => !copies.some((copy) => copy.folderId === input.folderId && !copy.missing),
  );
  // Whatever links two, they have an id or a fingerprint in common: nobody is compared with all the rest.
  const byServerId = Map.groupBy(candidates, ({ serverId }) => serverId);
  const byFingerprint = Map.groupBy(candidates, ({ fingerprint }) => fingerprint);
  const taken = new Set<MessageId>();
  const links = new Map<number, MessageId>();
  const link = (
    newcomer: Newcomer,
    like: readonly MatchCandidate[] = [],
    accepts: Accepts = () => true,
  ): void => {
    if (links.has(newcomer.uid)) return;
    const match = like.find((each) => !taken.has(each.messageId) && accepts(newcomer, each));
    if (match === undefined) return;
    links.set(newcomer.uid, match.messageId);
    taken.add(match.messageId);
  };
  const newcomers = [...input.newcomers].sort((a, b) => a.uid - b.uid);
  const places = new Map(candidates.map((each) => [each, missedAs(each.copies, input)]));
  // Copies have the id of what they were copied from (RFC 8474 section 4): the one that is missed comes first.
  for (const missed of Object.values(MISSED)) {
    for (const newcomer of newcomers) {
      if (newcomer.serverId === null) continue;
      link(newcomer, byServerId.get(newcomer.serverId), (_, candidate) => places.get(candidate) === missed);
    }
  }
  for (const rule of RULES) {
    const accepts: Accepts = (newcomer, candidate) =>
      alike(newcomer, candidate) &&
      (!rule.dated || sameDate(newcomer, candidate)) &&
      places.get(candidate) === rule.missed;
    for (const newcomer of newcomers) link(newcomer, byFingerprint.get(newcomer.fingerprint), accepts);
  }
  const rest = newcomers.filter(({ uid }) => !links.has(uid));
  const mayBe = (newcomer: Newcomer, candidate: MatchCandidate): boolean =>
    !taken.has(candidate.messageId) &&
    hasNoOtherId(newcomer, candidate) &&
    sameDate(newcomer, candidate) &&
    places.get(candidate) !== MISSED.nowhere;
  return {
    links: [...links].map(([uid, messageId]) => ({ uid, messageId })),
    rest: rest.map(({ uid }) => uid),
    unclear: rest
      .filter((newcomer) => byFingerprint.get(newcomer.fingerprint)?.some((each) => mayBe(newcomer, each)))
      .map(({ uid }) => uid),
  };
}

type Accepts = (newcomer: Newcomer, candidate: MatchCandidate) => boolean;

/** Where both sides have ids, different ids are different messages, however alike they look. */
const hasNoOtherId: Accepts = (a, b) =>
  a.serverId === null || b.serverId === null || a.serverId === b.serverId;
const alike: Accepts = (a, b) => a.distinct && !b.draft && hasNoOtherId(a, b);
/** A copy keeps the date of what it was made from, and that is another than the message's first where one of two that are
 *  alike was taken for the other. */
const sameDate: Accepts = (a, b) =>
  a.internalDate !== null &&
  (a.internalDate === b.internalDate || b.copies.some(({ internalDate }) => internalDate === a.internalDate));

/** For messages of one fingerprint, from the strongest evidence to the weakest; each is tried for all newcomers
 *  before the next. An equal date counts more than the place, but what is missed nowhere gives way to what the provider was
 *  told to bring here: not every server keeps a date when it moves. */
const RULES: readonly { readonly dated: boolean; readonly missed: Missed }[] = [
  ...SOMEWHERE.map((missed) => ({ dated: true, missed })),
  { dated: false, missed: MISSED.toldToComeHere },
  { dated: true, missed: MISSED.nowhere },
  ...SOMEWHERE.map((missed) => ({ dated: false, missed })),
];
