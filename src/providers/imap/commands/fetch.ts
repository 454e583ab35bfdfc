// Rows of FETCH. Attributes come in any order, servers add what nobody asked for, and some rows speak of other
// messages than asked: a row counts only when it has its uid and what was asked.
import { FLAG_BITS, type Flags } from "../../../core/flags.ts";
import { UID_MAX } from "../../../core/uid-set.ts";
import type { ResponseCursor } from "../response-cursor.ts";
import { textOf, type Value } from "../response-cursor.ts";
import { TOO_LARGE } from "../response-reader.ts";

export interface FetchedRow {
  readonly sequence: number;
  /** 0 when the row doesn't say. */
  readonly uid: number;
  /** Null when the row doesn't say. */
  readonly flags: Flags | null;
  readonly internalDate: number | null;
  readonly size: number;
  readonly serverId: string | null;
  /** Null for NIL, "" or a literal larger than we take; undefined when the row has no body at all. */
  readonly body: Buffer | null | undefined;
}

const FLAG_WORDS: Readonly<Record<string, Flags>> = {
  "\\seen": FLAG_BITS.seen,
  "\\answered": FLAG_BITS.answered,
  "\\flagged": FLAG_BITS.flagged,
  "\\draft": FLAG_BITS.draft,
  "\\deleted": FLAG_BITS.deleted,
  $forwarded: FLAG_BITS.forwarded,
};

export function parseFetch(sequence: number, cursor: ResponseCursor): FetchedRow {
  const row = {
    sequence,
    uid: 0,
    flags: null as Flags | null,
    internalDate: null as number | null,
    size: 0,
    serverId: null as string | null,
    body: undefined as Buffer | null | undefined,
  };
  cursor.skipSpaces();
  cursor.take("(");
  for (;;) {
    cursor.skipSpaces();
    if (cursor.take(")") || cursor.peek() === "") return row;
    const name = cursor.atom().toUpperCase();
    if (name === "") return row;
    if (name === "UID") row.uid = uidOf(cursor.atom());
    else if (name === "FLAGS") row.flags = flagsOf(cursor.value());
    else if (name === "INTERNALDATE") row.internalDate = parseInternalDate(textOf(cursor.value()));
    else if (name === "RFC822.SIZE") row.size = numberOf(cursor.atom());
    else if (name === "EMAILID") row.serverId = idOf(cursor.value());
    else if (name === "X-GM-MSGID") row.serverId = cursor.atom();
    else if (name.startsWith("BODY[") || name.startsWith("RFC822")) row.body = bodyOf(cursor.value());
    else cursor.value();
  }
}

/** 0 for what no uid can be. */
function uidOf(atom: string): number {
  const uid = numberOf(atom);
  return uid <= UID_MAX ? uid : 0;
}

/** 0 for what is no number. */
function numberOf(atom: string): number {
  return /^\d{1,10}$/.test(atom) ? Number(atom) : 0;
}

function flagsOf(value: Value): Flags {
  if (!Array.isArray(value)) return 0;
  let flags = 0;
  for (const word of value) flags |= FLAG_WORDS[textOf(word).toLowerCase()] ?? 0;
  return flags;
}

function idOf(value: Value): string | null {
  const id = Array.isArray(value) ? textOf(value[0]) : textOf(value);
  return id === "" ? null : id;
}

function bodyOf(value: Value): Buffer | null {
  const body = typeof value === "string" ? Buffer.from(value, "latin1") : value;
  return Buffer.isBuffer(body) && body !== TOO_LARGE && body.length > 0 ? body : null;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** date-time of RFC 3501 section 9, " 1-Feb-2026 10:11:12 +0100"; null when it can't be read. */
export function parseInternalDate(text: string): number | null {
  const match = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2})(?: ([+-])(\d{2})(\d{2}))?$/.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [, day, month, year, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = match;
  const index = MONTHS.indexOf((month ?? "").toLowerCase());
  if (index < 0) return null;
  const local = Date.UTC(Number(year), index, Number(day), Number(hours), Number(minutes), Number(seconds));
  const zone = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * (sign === "-" ? -1 : 1);
  return Number.isNaN(local) ? null : local - zone * 60_000;
}
