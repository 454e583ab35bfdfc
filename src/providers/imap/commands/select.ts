// SELECT and EXAMINE (RFC 3501 section 6.3.1; with QRESYNC RFC 7162 section 3.2.5).
import { FLAG_BITS, type Flags } from "../../../core/flags.ts";
import { UidSet } from "../../../core/uid-set.ts";
import type { FlagRow, KnownFolderState, ServerProfile } from "../../../engine/ports/mail.ts";
import type { Connection } from "../connection.ts";
import { readFlags, SYSTEM_FLAGS } from "../flag-words.ts";
import { encodeFolderName } from "../modified-utf7.ts";
import { ResponseCursor, textOf } from "../response-cursor.ts";
import { quote } from "../sign-in.ts";
import { parseFetch } from "./fetch.ts";

export interface Selected {
  readonly exists: number;
  readonly uidValidity: number;
  readonly uidNext: number | null;
  readonly modseq: bigint | null;
  readonly permanentFlags: Flags;
  readonly isReadOnly: boolean;
  /** Null without QRESYNC, or when the known UIDVALIDITY is no longer the folder's. */
  readonly resync: { readonly vanished: UidSet; readonly changed: readonly FlagRow[] } | null;
}

interface Heard {
  exists: number;
  uidValidity: number;
  uidNext: number | null;
  modseq: bigint | null;
  applicable: Flags | null;
  permanent: Flags | null;
  vanished: UidSet;
  readonly changed: FlagRow[];
}

export async function select(
  connection: Connection,
  profile: ServerProfile,
  path: string,
  how: { readonly command: "SELECT" | "EXAMINE"; readonly known: KnownFolderState | null },
): Promise<Selected> {
  const { known } = how;
  const resyncing = profile.qresync && known !== null && known.modseq !== null && known.uidValidity > 0;
  const parameter = resyncing
    ? ` (QRESYNC (${known.uidValidity} ${known.modseq}))`
    : profile.condstore
      ? " (CONDSTORE)"
      : "";
  const heard: Heard = {
    exists: 0,
    uidValidity: 0,
    uidNext: null,
    modseq: null,
    applicable: null,
    permanent: null,
    vanished: UidSet.empty,
    changed: [],
  };
  const ok = await connection.send({
    text: `${how.command} ${quote(encodeFolderName(path))}${parameter}`,
    stage: "folder",
    untagged: (keyword, number, response, cursor) => {
      const text = typeof response[0] === "string" ? response[0] : "";
      return hear(heard, keyword, number, { cursor, text });
    },
  });
  const same = resyncing && heard.uidValidity === known.uidValidity;
  const { exists, uidValidity, uidNext, modseq, vanished, changed } = heard;
  return {
    ...{ exists, uidValidity, uidNext, modseq },
    // A server that doesn't tell keeps what it has (RFC 3501 section 6.3.1).
    permanentFlags: heard.permanent ?? heard.applicable ?? SYSTEM_FLAGS,
    isReadOnly: /^\[READ-ONLY\]/i.test(ok) || (heard.permanent === 0 && !/^\[READ-WRITE\]/i.test(ok)),
    resync: same ? { vanished: vanished.intersect(known.uids), changed } : null,
  };
}

function hear(
  heard: Heard,
  keyword: string,
  number: number | null,
  { cursor, text }: { readonly cursor: ResponseCursor; readonly text: string },
): boolean {
  if (keyword === "EXISTS") heard.exists = number ?? 0;
  else if (keyword === "OK") hearCode(text, heard);
  else if (keyword === "FLAGS") heard.applicable = readFlags(cursor.value());
  else if (keyword === "VANISHED") {
    cursor.value();
    const set = UidSet.parse(textOf(cursor.value()).replace(/[^\d:,]/g, ""));
    heard.vanished = heard.vanished.union(set);
  } else if (keyword === "FETCH" && number !== null) {
    const { uid, flags } = parseFetch(number, cursor);
    if (uid > 0 && flags !== null) heard.changed.push({ uid, flags });
  } else return keyword === "RECENT";
  return true;
}

/** "* OK [UIDVALIDITY 7] ..." and its kin. */
function hearCode(text: string, heard: Heard): void {
  const permanent = /\[PERMANENTFLAGS (\([^)]*\))\]/i.exec(text)?.[1];
  if (permanent !== undefined) {
    heard.permanent = permanentFlags(permanent);
    return;
  }
  const [, code, value] = /\[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d+)\]/i.exec(text) ?? [];
  if (code === undefined || value === undefined) return;
  if (/^UIDVALIDITY$/i.test(code)) heard.uidValidity = Number(value);
  else if (/^UIDNEXT$/i.test(code)) heard.uidNext = Number(value);
  else if (value !== "0") heard.modseq = BigInt(value);
}

/** "\*" says that new keywords may be made: of ours that is $Forwarded. */
function permanentFlags(list: string): Flags {
  const flags = readFlags(new ResponseCursor([list]).value()) ?? 0;
  return /[ (]\\\*[ )]/.test(list) ? flags | FLAG_BITS.forwarded : flags;
}
