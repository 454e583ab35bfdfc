// SELECT and EXAMINE (RFC 3501 section 6.3.1; with QRESYNC RFC 7162 section 3.2.5).
import { SyncError } from "../../../base/sync-error.ts";
import { FLAG_BITS, type Flags } from "../../../core/flags.ts";
import { UidSet } from "../../../core/uid-set.ts";
import type { FlagRow, KnownFolderState, ServerProfile } from "../../../engine/ports/mail.ts";
import type { Connection } from "../connection.ts";
import { readFlags, SYSTEM_FLAGS } from "../flag-words.ts";
import { protocolError } from "../imap-error.ts";
import { ResponseCursor, textOf } from "../response-cursor.ts";
import { quoteBytes } from "../sign-in.ts";
import { parseFetch } from "./fetch.ts";

/** Sequence numbers have 32 bits (RFC 3501 section 9, "number"). */
const EXISTS_MAX = 0xffff_ffff;
/** Of all VANISHED of one EXAMINE: a million uids are about 8 MB. */
const VANISHED_BYTES_MAX = 16 * 1024 * 1024;

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
  exists: number | null;
  uidValidity: number;
  uidNext: number | null;
  modseq: bigint | null;
  applicable: Flags | null;
  permanent: Flags | null;
  readonly vanished: string[];
  vanishedBytes: number;
  readonly changed: Map<number, FlagRow>;
}

export async function select(
  connection: Connection,
  profile: ServerProfile,
  wireName: string,
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
    exists: null,
    uidValidity: 0,
    uidNext: null,
    modseq: null,
    applicable: null,
    permanent: null,
    vanished: [],
    vanishedBytes: 0,
    changed: new Map(),
  };
  const ok = await connection.send({
    text: `${how.command} ${quoteBytes(wireName)}${parameter}`,
    stage: "folder",
    untagged: (keyword, number, response, cursor) => {
      const text = typeof response[0] === "string" ? response[0] : "";
      return hear(heard, keyword, number, { cursor, text });
    },
  });
  const same = resyncing && heard.uidValidity === known.uidValidity;
  const { exists, uidValidity, uidNext, modseq, vanished, changed } = heard;
  // Taken for "none" it would empty the folder here.
  if (exists === null) throw uncounted();
  return {
    ...{ exists, uidValidity, uidNext, modseq },
    // A server that doesn't tell keeps what it has (RFC 3501 section 6.3.1).
    permanentFlags: heard.permanent ?? heard.applicable ?? SYSTEM_FLAGS,
    isReadOnly: /^\[READ-ONLY\]/i.test(ok) || (heard.permanent === 0 && !/^\[READ-WRITE\]/i.test(ok)),
    resync: same
      ? { vanished: readVanished(vanished).intersect(known.uids), changed: [...changed.values()] }
      : null,
  };
}

function hear(
  heard: Heard,
  keyword: string,
  number: number | null,
  { cursor, text }: { readonly cursor: ResponseCursor; readonly text: string },
): boolean {
  if (keyword === "EXISTS") heard.exists = number === null || number > EXISTS_MAX ? null : number;
  else if (keyword === "OK") hearCode(text, heard);
  else if (keyword === "FLAGS") heard.applicable = readFlags(cursor.value());
  else if (keyword === "VANISHED") {
    cursor.value();
    const vanished = textOf(cursor.value()).replace(/[^\d:,]/g, "");
    heard.vanishedBytes += vanished.length;
    if (heard.vanishedBytes > VANISHED_BYTES_MAX) throw protocolError("too many vanished messages");
    if (vanished !== "") heard.vanished.push(vanished);
  } else if (keyword === "FETCH" && number !== null) {
    const { uid, flags } = parseFetch(number, cursor);
    if (uid > 0 && flags !== null) heard.changed.set(uid, { uid, flags });
  } else return keyword === "RECENT";
  return true;
}

/** Other folders may be counted right. */
function uncounted(): SyncError {
  const said = "a folder without a count of its messages";
  return new SyncError("protocol", { scope: "folder", retry: "later", said });
}

/** All at once: joined one after the other, a hundred thousand of them would take minutes. */
function readVanished(texts: readonly string[]): UidSet {
  try {
    return UidSet.parse(texts.join(","));
  } catch (error) {
    throw protocolError("vanished messages that are no set of uids", error);
  }
}

/** "* OK [UIDVALIDITY 7] ..." and its kin. No number of theirs has more than twenty digits. */
function hearCode(text: string, heard: Heard): void {
  const permanent = /\[PERMANENTFLAGS (\([^)]*\))\]/i.exec(text)?.[1];
  if (permanent !== undefined) {
    heard.permanent = permanentFlags(permanent);
    return;
  }
  const [, code, value] = /\[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d{1,20})\]/i.exec(text) ?? [];
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
