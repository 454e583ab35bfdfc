// Whom an answer goes to, from which of one's addresses, and under which subject.
import type { Person } from "../message.ts";
import { cut, oneLine, withoutTurning } from "../plain-text.ts";
import type { AnswerKind } from "./composition.ts";

export interface AnsweredMessage {
  readonly subject: string;
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly replyTo: readonly Person[];
}

export interface AddressedAnswer {
  readonly from: string;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly subject: string;
}

const SUBJECT_MAX = 900;
/** What mailers of several languages put before the subject of an answer, also counted: "Re[2]:". */
const REPLY_MARK = /^(?:re|aw|antw|antwoord|sv|vs|ref)(?:\[\d+\])?\s*:\s*/i;
const FORWARD_MARK = /^(?:fwd?|doorst|wg|tr|vb|vl)(?:\[\d+\])?\s*:\s*/i;

/** `own`: the user's addresses at this mailbox, the first of them its own. */
export function addressAnswer(
  kind: AnswerKind,
  message: AnsweredMessage,
  own: readonly [string, ...string[]],
): AddressedAnswer {
  const ownKeys = new Set(own.map(keyOf));
  const isOwn = (person: Person): boolean => ownKeys.has(keyOf(person.address));
  const from = cameTo(message, own);
  const subject = answerSubject(kind, message.subject);
  if (kind === "forward") return { from, subject, to: [], cc: [] };
  const senders = message.replyTo.length > 0 ? message.replyTo : message.from;
  // Whoever answers what they sent themselves goes on writing to the same people.
  const wrote = message.from.length > 0 && message.from.every(isOwn);
  const first = wrote ? message.to : senders;
  if (kind === "reply") {
    const to = others(first, wrote ? isOwn : () => false, []);
    return { from, subject, to: to.length > 0 ? to : others(first, () => false, []), cc: [] };
  }
  const to = others([...first, ...(wrote ? [] : message.to)], isOwn, []);
  const cc = others(message.cc, isOwn, to);
  // Mail to oneself alone is answered to oneself.
  return to.length + cc.length > 0
    ? { from, subject, to, cc }
    : { from, subject, to: others(first, () => false, []), cc };
}

/** The own address that the message was sent to, or from; else the mailbox's. */
function cameTo({ to, cc, bcc, from }: AnsweredMessage, own: readonly [string, ...string[]]): string {
  for (const people of [to, cc, bcc, from]) {
    for (const { address } of people) {
      const found = own.find((each) => keyOf(each) === keyOf(address));
      if (found !== undefined) return found;
    }
  }
  return own[0];
}

/** Each address once, none of `without`, nothing without an address. */
function others(
  people: readonly Person[],
  leftOut: (person: Person) => boolean,
  without: readonly Person[],
): readonly Person[] {
  const seen = new Set(without.map(({ address }) => keyOf(address)));
  return people.flatMap((person) => {
    const key = keyOf(person.address);
    if (key === "" || seen.has(key) || leftOut(person)) return [];
    seen.add(key);
    return [{ name: oneLine(withoutTurning(person.name)), address: person.address }];
  });
}

/** The mark once, however many answers there were. */
function answerSubject(kind: AnswerKind, subject: string): string {
  const mark = kind === "forward" ? FORWARD_MARK : REPLY_MARK;
  let bare = oneLine(subject);
  while (mark.test(bare)) bare = bare.replace(mark, "");
  return cut(`${kind === "forward" ? "Fw:" : "Re:"} ${bare}`.trim(), SUBJECT_MAX);
}

function keyOf(address: string): string {
  return address.trim().toLowerCase();
}
