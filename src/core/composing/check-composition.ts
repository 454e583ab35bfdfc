// What may become a message: nothing in a field may end it and begin another (header injection), and an address that
// could be read in two ways is none.
import type { Person } from "../message.ts";
import type { Composition } from "./composition.ts";

export interface CompositionProblem {
  readonly field: "to" | "cc" | "bcc" | "subject" | "from";
  readonly kind: "control" | "address" | "tooLong" | "tooMany" | "notOwn";
}

/** Exchange takes 500 by default, Gmail 500 a message as well. */
export const RECIPIENTS_MAX = 500;
const SUBJECT_MAX = 900;
const NAME_MAX = 500;
/** RFC 5321 section 4.5.3.1. */
const [ADDRESS_MAX, LOCAL_MAX] = [254, 64];
/** Whatever ends a line for anybody: CR, LF, NUL and other controls, U+0085, U+2028, U+2029. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** A dot-atom (RFC 5322 section 3.2.3), also with letters of other scripts (RFC 6532), and a domain. Quoted local parts
 *  are left out on purpose: mailers disagree on them, and "a@evil x"@good goes to either. */
const LOCAL = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;

export function isAddress(address: string): boolean {
  if (address.length > ADDRESS_MAX) return false;
  const at = address.indexOf("@");
  if (at < 1 || at > LOCAL_MAX || address.indexOf("@", at + 1) >= 0) return false;
  return LOCAL.test(address.slice(0, at)) && DOMAIN.test(address.slice(at + 1));
}

/** Null: there is none. `own`: the addresses that the user may write from. */
export function compositionProblem(
  { from, to, cc, bcc, subject }: Pick<Composition, "from" | "to" | "cc" | "bcc" | "subject">,
  own: readonly string[],
): CompositionProblem | null {
  if (from !== null && !own.some((each) => each.toLowerCase() === from.toLowerCase())) {
    return { field: "from", kind: "notOwn" };
  }
  if (CONTROL.test(subject)) return { field: "subject", kind: "control" };
  if (subject.length > SUBJECT_MAX) return { field: "subject", kind: "tooLong" };
  if (to.length + cc.length + bcc.length > RECIPIENTS_MAX) return { field: "to", kind: "tooMany" };
  for (const [field, people] of [
    ["to", to],
    ["cc", cc],
    ["bcc", bcc],
  ] as const) {
    for (const person of people) {
      const kind = personProblem(person);
      if (kind !== null) return { field, kind };
    }
  }
  return null;
}

export function personProblem({ name, address }: Person): "control" | "address" | "tooLong" | null {
  if (CONTROL.test(name)) return "control";
  if (name.length > NAME_MAX) return "tooLong";
  return isAddress(address) ? null : "address";
}
