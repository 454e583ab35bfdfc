// "Where is my mail?" (J13a): from what is known here of the messages that fit some clues, and of the folders they could
// lie in, to one answer with its evidence. Pure: the store tells the traces, the desk asks the provider where its user
// allowed that.
import { type AppFolderId, type FolderId, idTime, type MessageId } from "../base/ids.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { AppFolderRole } from "./folder-role.ts";
import { type FolderLedger, pendingImport } from "./ledger.ts";
import type { Person } from "./message.ts";
import type { UidSet } from "./uid-set.ts";

const DAY_MS = 24 * 60 * 60_000;

/** What somebody knows of mail they miss: one of the first three at least. */
export interface MailClues {
  /** Without angle brackets. */
  readonly messageId: string | null;
  /** Words that must all stand in the subject; case and accents don't matter. */
  readonly subject: readonly string[];
  /** Words that must all stand in the sender's name and address. */
  readonly from: readonly string[];
  /** YYYY-MM-DD, in whatever time zone: a day on either side is looked at too. */
  readonly day: string | null;
}

/** An app folder that a message is, or was, shown in. */
export interface NamedFolder {
  readonly id: AppFolderId;
  readonly role: AppFolderRole | null;
  readonly name: string;
}

/** One message that fits the clues, as the store has it. */
export interface Trace {
  readonly id: MessageId;
  readonly subject: string;
  readonly from: readonly Person[];
  readonly internalDate: number;
  readonly copies: readonly {
    readonly folder: NamedFolder;
    readonly hidden: boolean;
    readonly expected: boolean;
    readonly missingSince: number | null;
  }[];
  /** The oldest change of it that the provider hasn't confirmed. */
  readonly waits: { readonly kind: WaitingKind; readonly since: number; readonly tries: number } | null;
  readonly departed: {
    readonly at: number;
    /** Null where it isn't known, as for what ended here. */
    readonly from: NamedFolder | null;
    readonly how: "left" | EndedHere;
  } | null;
}

/** What took a message out of every folder here. moved: to a folder that isn't followed. erased: for good. Of uploads:
 *  refused: by the provider. stopped: with the synchronization, before the provider had it. undone: taken back. */
export type EndedHere = "moved" | "erased" | "refused" | "stopped" | "undone";

export type WaitingKind = "flags" | "move" | "erase" | "append" | "discard";

/** Where a message is. here: a folder shows it, and the provider has it there (or had it, where nothing is connected any
 *  more). hereOnly: put there here, and refused by the provider. waiting: shown as it was put here, the provider hasn't
 *  confirmed that; without a folder it leaves them all. missed: gone from its folder at the provider since then, and still
 *  being looked for. departed: in no followed folder, kept here. ended: see EndedHere. */
export type MailPlace =
  | { readonly kind: "here" | "hereOnly"; readonly folder: NamedFolder }
  | {
      readonly kind: "waiting";
      readonly folder: NamedFolder | null;
      readonly change: WaitingKind;
      readonly since: number;
      readonly tries: number;
    }
  | { readonly kind: "missed"; readonly folder: NamedFolder; readonly since: number }
  | { readonly kind: "departed"; readonly folder: NamedFolder | null; readonly at: number }
  | { readonly kind: "ended"; readonly how: EndedHere; readonly at: number | null };

export interface FoundMail {
  readonly id: MessageId;
  readonly subject: string;
  readonly from: readonly Person[];
  readonly internalDate: number;
  /** When it was taken here, ms. */
  readonly takenAt: number;
  readonly place: MailPlace;
}

export function placeOf({ copies, waits, departed }: Trace): MailPlace {
  const shown = copies.filter(({ hidden }) => !hidden);
  const seen = shown.find(({ expected, missingSince }) => !expected && missingSince === null);
  if (seen !== undefined) return { kind: "here", folder: seen.folder };
  const missed = shown.find(({ missingSince }) => missingSince !== null);
  if (missed !== undefined && missed.missingSince !== null) {
    return { kind: "missed", folder: missed.folder, since: missed.missingSince };
  }
  if (waits !== null) {
    const { kind, since, tries } = waits;
    return { kind: "waiting", folder: shown[0]?.folder ?? null, change: kind, since, tries };
  }
  if (departed !== null) {
    const { at, from, how } = departed;
    if (how === "left") return { kind: "departed", folder: from, at };
    return { kind: "ended", how, at };
  }
  if (shown[0] !== undefined) return { kind: "hereOnly", folder: shown[0].folder };
  // Hidden, and nothing waits: all that a server could do that can't expunge single messages was to mark it.
  return { kind: "ended", how: "erased", at: null };
}

/** A mapped folder. */
export interface FollowedFolder {
  readonly id: FolderId;
  readonly folder: NamedFolder;
  readonly path: string;
  readonly importFrom: number | null;
  /** Null: not read yet. */
  readonly ledger: FolderLedger | null;
  readonly readAt: number | null;
}

/** What a followed folder has at the provider and isn't here. unread: not read yet. pending: being imported. aside: the
 *  provider gave no readable copy, it is tried again by itself. offered: older mail, many at once, not taken by itself.
 *  beforeImport: older than the import date. */
export type GapKind = "unread" | "pending" | "aside" | "offered" | "beforeImport";

export interface Gap {
  readonly kind: GapKind;
  readonly folder: NamedFolder;
  /** Messages; 0 where it isn't known. */
  readonly count: number;
  /** Of beforeImport, ms. */
  readonly importFrom: number | null;
}

/** The uids of a folder by why they aren't here. */
function missingUids(ledger: FolderLedger): readonly (readonly [GapKind, UidSet])[] {
  const notWanted = ledger.uids.without(ledger.wanted).without(ledger.stored);
  return [
    ["pending", pendingImport(ledger)],
    ["aside", ledger.aside.without(ledger.stored)],
    ["offered", ledger.offered.without(ledger.aside)],
    ["beforeImport", notWanted.without(ledger.offered).without(ledger.aside)],
  ];
}

export function gapsOf(folders: readonly FollowedFolder[]): readonly Gap[] {
  return folders.flatMap(({ folder, ledger, readAt, importFrom }): readonly Gap[] => {
    if (ledger === null || readAt === 0) return [{ kind: "unread", folder, count: 0, importFrom: null }];
    return missingUids(ledger)
      .filter(([, uids]) => !uids.isEmpty)
      .map(([kind, uids]) => ({
        kind,
        folder,
        count: uids.size,
        importFrom: kind === "beforeImport" ? importFrom : null,
      }));
  });
}

/** What a search of one folder at the provider found. */
export interface SearchedFolder {
  readonly path: string;
  /** Null: it isn't mapped. */
  readonly followed: FollowedFolder | null;
  readonly uidValidity: number;
  readonly uids: UidSet;
}

/** Messages that the provider has, by why they aren't here. unmapped: in a folder that isn't followed. notYet: no reading
 *  has seen them. stored: they are here, in other words than those asked for. */
export interface ProviderHit {
  readonly path: string;
  readonly folder: NamedFolder | null;
  readonly kind: Exclude<GapKind, "unread"> | "unmapped" | "notYet" | "stored";
  readonly count: number;
}

export function hitsOf(searched: readonly SearchedFolder[]): readonly ProviderHit[] {
  return searched.flatMap(({ path, followed, uidValidity, uids }): readonly ProviderHit[] => {
    if (uids.isEmpty) return [];
    if (followed === null) return [{ path, folder: null, kind: "unmapped", count: uids.size }];
    const { folder, ledger } = followed;
    if (ledger === null || ledger.uidValidity !== uidValidity) {
      return [{ path, folder, kind: "notYet", count: uids.size }];
    }
    const kinds: readonly (readonly [ProviderHit["kind"], UidSet])[] = [
      ["stored", uids.intersect(ledger.stored)],
      ["notYet", uids.without(ledger.uids)],
      ...missingUids(ledger).map(
        ([kind, set]) => [kind as ProviderHit["kind"], uids.intersect(set)] as const,
      ),
    ];
    return kinds
      .filter(([, set]) => !set.isEmpty)
      .map(([kind, set]) => ({ path, folder, kind, count: set.size }));
  });
}

/** By retention, after it had left every mapped folder, or by an admin. */
export interface Erased {
  readonly at: number;
  readonly byAge: boolean;
}

export interface ProviderSearch {
  readonly at: number;
  readonly folders: number;
  readonly hits: readonly ProviderHit[];
  /** Folders that couldn't be searched. */
  readonly failed: readonly string[];
  /** Words that its search can't hold: they were not looked for. */
  readonly leftOut: readonly string[];
}

/** found: see `found`. erased: see `erased`. beforeImport: of a day that no folder is imported for. stopped, unmapped: nothing is followed.
 *  notYet: the mailbox has a problem, and mail may have come since it was last read. maybe: the provider may have it where
 *  it isn't taken from; only a search there tells. atProvider: it is there. nothing: nothing of the kind was ever seen. */
export type Outcome =
  | "found"
  | "erased"
  | "beforeImport"
  | "stopped"
  | "unmapped"
  | "notYet"
  | "maybe"
  | "atProvider"
  | "nothing";

export interface WhereAnswer {
  readonly outcome: Outcome;
  /** Newest first. */
  readonly found: readonly FoundMail[];
  /** More fit than are listed. */
  readonly more: boolean;
  /** Of a message of that Message-ID; null: none was erased. */
  readonly erased: Erased | null;
  readonly gaps: readonly Gap[];
  /** Paths of folders that are not followed: of these names and counts are known, never messages. */
  readonly unmapped: readonly string[];
  readonly problem: { readonly diagnosis: Diagnosis; readonly since: number | null } | null;
  readonly provider: ProviderSearch | null;
  readonly lookedAt: {
    readonly folders: number;
    /** Both sides were found equal then; null: not since the mailbox was connected, or its worker started. */
    readonly upTo: number | null;
  };
}

export interface WhereFacts {
  readonly clues: MailClues;
  readonly state: "unmapped" | "syncing" | "stopped";
  readonly traces: readonly Trace[];
  readonly more: boolean;
  readonly erased: Erased | null;
  readonly folders: readonly FollowedFolder[];
  readonly unmapped: readonly string[];
  readonly problem: WhereAnswer["problem"];
  readonly upTo: number | null;
  readonly provider: ProviderSearch | null;
}

export function whereIsMail(facts: WhereFacts): WhereAnswer {
  const { clues, state, traces, more, erased, folders, unmapped, problem, upTo, provider } = facts;
  const gaps = gapsOf(folders);
  return {
    outcome: outcomeOf({ clues, state, traces, erased, folders, gaps, unmapped, problem, provider }),
    found: traces.map((trace) => ({
      ...{ id: trace.id, subject: trace.subject, from: trace.from, internalDate: trace.internalDate },
      takenAt: idTime(trace.id),
      place: placeOf(trace),
    })),
    ...{ more, erased, gaps, unmapped, problem, provider },
    lookedAt: { folders: folders.length, upTo },
  };
}

function outcomeOf(
  facts: Pick<
    WhereFacts,
    "clues" | "state" | "traces" | "erased" | "folders" | "unmapped" | "problem" | "provider"
  > & {
    readonly gaps: readonly Gap[];
  },
): Outcome {
  const { clues, state, traces, erased, folders, gaps, unmapped, problem, provider } = facts;
  if (traces.length > 0) return "found";
  if (provider !== null && provider.hits.length > 0) return "atProvider";
  if (erased !== null) return "erased";
  if (state === "stopped" || state === "unmapped") return state;
  if (provider === null) {
    if (isBeforeImport(clues, folders)) return "beforeImport";
    if (problem !== null) return "notYet";
    return gaps.length > 0 || unmapped.length > 0 ? "maybe" : "nothing";
  }
  return problem === null && provider.failed.length === 0 ? "nothing" : problem === null ? "maybe" : "notYet";
}

/** The day, with the one after it, is earlier than anything that is imported. */
function isBeforeImport({ day }: MailClues, folders: readonly FollowedFolder[]): boolean {
  if (day === null || folders.length === 0) return false;
  const end = Date.parse(`${day}T00:00:00Z`) + 2 * DAY_MS;
  return folders.every(({ importFrom }) => importFrom !== null && end <= importFrom);
}

/** What a plain SEARCH can hold of the clues: a server need not know another charset than ASCII (RFC 3501 section 6.4.4).
 *  Null when that is nothing. */
export function searchable(clues: MailClues): MailClues | null {
  const subject = clues.subject.filter(isAscii);
  const from = clues.from.filter(isAscii);
  if (clues.messageId === null && subject.length === 0 && from.length === 0) return null;
  return { ...clues, subject, from };
}

function isAscii(word: string): boolean {
  return /^[\x21-\x7e]+$/.test(word);
}

/** The days that clues are looked for in: UTC, the first and the one after the last; null without a day. */
export function daysOf({ day }: MailClues): { readonly since: string; readonly before: string } | null {
  if (day === null) return null;
  const at = Date.parse(`${day}T00:00:00Z`);
  const text = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return { since: text(at - DAY_MS), before: text(at + 2 * DAY_MS) };
}
