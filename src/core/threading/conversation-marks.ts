// What of a message tells its conversation. Names and subjects are short hashes: they are compared, and nothing else.
import type { MessageScan, Person } from "../message.ts";
import { baseSubject } from "./base-subject.ts";
import { shortHash } from "./short-hash.ts";

/** Of one message's References: its root, and the nearest before it. */
const NEAREST_MAX = 4;
/** Of one message, from each of its headers. */
const PEOPLE_MAX = 100;

/** What of a scan is looked at. */
export type MarkedScan = Pick<
  MessageScan,
  "subject" | "messageId" | "inReplyTo" | "references" | "threadIndex" | "from" | "replyTo" | "to" | "cc"
>;

export interface ConversationMarks {
  /** Its own name; null without a Message-ID. */
  readonly own: number | null;
  /** What it answers, the nearest first. */
  readonly ancestors: readonly number[];
  /** The provider's own word for its conversation; null where there is none. */
  readonly thread: number | null;
  /** Outlook's Thread-Index with the subject; null without one, and where the provider's word counts. */
  readonly index: number | null;
  /** Without prefixes; null when nothing is left of it. */
  readonly subject: number | null;
  /** It says "Re:", and not what it answers. */
  readonly isBareReply: boolean;
  /** Addresses, lower case: who wrote it (or takes the answers), and whom it went to. */
  readonly authors: readonly string[];
  readonly receivers: readonly string[];
}

/** `thread`: X-GM-THRID of Gmail, which is right about its conversations, whatever the headers say. `seed`: of the
 *  workspace, whose mailboxes have the same hashes. */
export function conversationMarks(scan: MarkedScan, thread: string | null, seed: number): ConversationMarks {
  const { base, isReply } = baseSubject(scan.subject);
  const own = scan.messageId === "" ? null : nameOfId(scan.messageId, seed);
  const ancestors = ancestorsOf(scan).map((id) => nameOfId(id, seed));
  return {
    own,
    ancestors,
    thread: thread === null ? null : shortHash(`thread ${thread}`, seed),
    // Some programs send one Thread-Index with all they send: with the subject, as Exchange takes it, it still tells.
    index:
      scan.threadIndex === undefined || base === "" || thread !== null
        ? null
        : shortHash(`index ${scan.threadIndex} ${base}`, seed),
    subject: base === "" ? null : shortHash(base, seed),
    isBareReply: isReply && base !== "" && ancestors.length === 0 && thread === null,
    authors: addressesOf([...scan.from, ...scan.replyTo]),
    receivers: addressesOf([...scan.to.slice(0, PEOPLE_MAX), ...scan.cc.slice(0, PEOPLE_MAX)]),
  };
}

/** By it a Message-ID is known. */
export function nameOfId(messageId: string, seed: number): number {
  return shortHash(`id ${messageId}`, seed);
}

/** In-Reply-To is the nearest; some programs cut References short, and some write an address where an id belongs. */
function ancestorsOf({ messageId, inReplyTo, references, from, to }: MarkedScan): readonly string[] {
  if (inReplyTo === "" && references.length === 0) return [];
  const people = new Set(addressesOf([...from, ...to.slice(0, PEOPLE_MAX)]));
  const [root = ""] = references;
  const nearest = references.slice(-NEAREST_MAX).toReversed();
  // A mail program that knows the parent puts it at the end of both: where they differ, References is the longer list.
  const ids = [inReplyTo, ...nearest, root].filter(
    (id) => id !== "" && id !== messageId && !people.has(id.toLowerCase()),
  );
  return [...new Set(ids)];
}

function addressesOf(people: readonly Person[]): readonly string[] {
  return people
    .slice(0, 2 * PEOPLE_MAX)
    .map(({ address }) => address.toLowerCase())
    .filter((address) => address !== "");
}
