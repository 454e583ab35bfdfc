// UID SEARCH, plain (RFC 3501 section 6.4.4) or extended (RFC 4731).
import { assert } from "../../../base/assert.ts";
import { UID_MAX, UidSet } from "../../../core/uid-set.ts";
import type { ClueSearch, SearchCriterion, ServerProfile } from "../../../engine/ports/mail.ts";
import { protocolError } from "../imap-error.ts";
import { MONTHS } from "../internal-date.ts";
import type { ResponseCursor } from "../response-cursor.ts";
import type { Selection } from "../selection.ts";

/** Null when the server answered nothing at all. */
export async function search(
  selection: Selection,
  profile: ServerProfile,
  what: SearchCriterion,
): Promise<UidSet | null> {
  const extended = profile.name === "modern" ? "RETURN (ALL) " : "";
  let found: UidSet | null = null;
  await selection.send(`UID SEARCH ${extended}${criterion(what)}`, (keyword, _number, cursor) => {
    if ((keyword !== "SEARCH" && keyword !== "ESEARCH") || found !== null) return false;
    found = keyword === "SEARCH" ? plainSearch(cursor) : extendedSearch(cursor);
    return true;
  });
  return found;
}

function criterion(what: SearchCriterion): string {
  switch (what.kind) {
    case "all":
      return "ALL";
    case "from":
      return `UID ${what.uid}:*`;
    case "since":
      return `SINCE ${dayText(what.day)}`;
    case "flag":
      return what.set ? what.flag.toUpperCase() : `UN${what.flag.toUpperCase()}`;
    case "people": {
      const address = quoted(what.address);
      const people = `OR OR FROM ${address} TO ${address} OR CC ${address} BCC ${address}`;
      return what.day === null ? people : `${people} SINCE ${dayText(what.day)}`;
    }
    case "clues":
      return clues(what);
  }
}

function clues({ messageId, subject, from, days }: ClueSearch): string {
  const parts = [
    ...(messageId === null ? [] : [`HEADER Message-ID ${quoted(messageId)}`]),
    ...subject.map((word) => `SUBJECT ${quoted(word)}`),
    ...from.map((word) => `FROM ${quoted(word)}`),
    ...(days === null ? [] : [`SINCE ${dayText(days.since)} BEFORE ${dayText(days.before)}`]),
  ];
  assert(parts.length > 0, "a search without a clue");
  return parts.join(" ");
}

function dayText(text: string): string {
  const [year, month, day] = text.split("-").map(Number);
  return `${day}-${MONTHS[(month ?? 1) - 1]}-${year}`;
}

/** A quoted string (RFC 3501 section 4.3): what a person typed must not become a command of its own. */
function quoted(text: string): string {
  assert(/^[\x20-\x7e]+$/.test(text), "a word that a search can't hold");
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function plainSearch(cursor: ResponseCursor): UidSet {
  const uids: number[] = [];
  for (;;) {
    cursor.skipSpaces();
    // "(MODSEQ n)" may stand at the end (RFC 7162 section 3.1.5).
    if (cursor.peek() === "(") cursor.value();
    const atom = cursor.atom();
    if (atom === "") return UidSet.of(uids);
    const uid = Number(atom);
    if (Number.isInteger(uid) && uid > 0 && uid <= UID_MAX) uids.push(uid);
  }
}

/** RFC 4731: (TAG "t1") UID ALL 1:5,7; without ALL nothing was found. */
function extendedSearch(cursor: ResponseCursor): UidSet {
  for (;;) {
    cursor.skipSpaces();
    const value = cursor.value();
    if (value === "" || (value === null && cursor.peek() === "")) return UidSet.empty;
    if (typeof value !== "string" || value.toUpperCase() !== "ALL") continue;
    const set = cursor.atom();
    if (!/^[\d:,]+$/.test(set)) throw protocolError("a search answer that is no set of uids");
    return UidSet.parse(set);
  }
}
