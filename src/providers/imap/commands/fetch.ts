// Rows of FETCH. Attributes come in any order, servers add what nobody asked for, and some rows speak of other
// messages than asked: a row counts only when it has its uid and what was asked.
import type { Flags } from "../../../core/flags.ts";
import { UID_MAX } from "../../../core/uid-set.ts";
import { readFlags } from "../flag-words.ts";
import { parseInternalDate } from "../internal-date.ts";
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
  readonly threadId: string | null;
  /** Null for NIL, "" or a literal larger than we take; undefined when the row has no body at all. */
  readonly body: Buffer | null | undefined;
}

export function parseFetch(sequence: number, cursor: ResponseCursor): FetchedRow {
  const row = {
    sequence,
    uid: 0,
    flags: null as Flags | null,
    internalDate: null as number | null,
    size: 0,
    serverId: null as string | null,
    threadId: null as string | null,
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
    else if (name === "FLAGS") row.flags = readFlags(cursor.value()) ?? 0;
    else if (name === "INTERNALDATE") row.internalDate = parseInternalDate(textOf(cursor.value()));
    else if (name === "RFC822.SIZE") row.size = numberOf(cursor.atom());
    else if (name === "EMAILID") row.serverId = idOf(cursor.value());
    else if (name === "X-GM-MSGID") row.serverId = cursor.atom();
    else if (name === "X-GM-THRID") row.threadId = cursor.atom();
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

function idOf(value: Value): string | null {
  const id = Array.isArray(value) ? textOf(value[0]) : textOf(value);
  return id === "" ? null : id;
}

function bodyOf(value: Value): Buffer | null {
  const body = typeof value === "string" ? Buffer.from(value, "latin1") : value;
  return Buffer.isBuffer(body) && body !== TOO_LARGE && body.length > 0 ? body : null;
}
