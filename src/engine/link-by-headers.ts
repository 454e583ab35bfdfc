// Known messages in new places are linked by their headers: no body is fetched for them.
import { assert } from "../base/assert.ts";
import { toHex } from "../base/hex.ts";
import type { MessageId, RemoteKey } from "../base/ids.ts";
import { fingerprintText, isDistinct, messageIdIn } from "../core/fingerprint.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { type FolderLedger, remoteKey } from "../core/ledger.ts";
import { matchNewcomers } from "../core/plan-mailbox.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportDeps, ImportTarget } from "./import-messages.ts";
import { announceTwin, isNews, type Moved, type Rekeyed, rekey, withStored } from "./place-messages.ts";
import type { HeaderRow } from "./ports/mail.ts";
import type { CopyAt, MatchRow, NewCopy, NewEvent } from "./ports/sync.ts";
import { recogniseAppends } from "./recognise-appends.ts";

/** Links newcomers to messages that are here already by their headers alone: moved, copied or returned mail needs
 *  no body again (law 2). Answers the ledger after the commit: none of `uids` is unmatched any more. What is wanted
 *  and not linked must be fetched whole. */
export async function linkByHeaders(
  deps: ImportDeps,
  target: ImportTarget,
  uids: UidSet,
): Promise<FolderLedger> {
  const rows: HeaderNewcomer[] = [];
  // The headers themselves are let go: a server may send very long ones.
  for await (const { header, ...row } of target.folder.fetchHeaders(uids)) {
    const print = fingerprintText(header);
    rows.push({
      row,
      fingerprint: deps.secrets.sha256(print),
      messageId: messageIdIn(print),
      distinct: isDistinct(print) && (row.flags & FLAG_BITS.draft) === 0,
    });
  }
  const { here: found, rest: unplaced } = await splitFound(deps, target, rows);
  const { appended, ours, rest } = await recogniseAppends(deps, target, unplaced);
  // Of two that are alike one is where it was put from here: the other is another.
  const placed = [...found.map(({ copy }) => copy.messageId), ...appended.map(({ messageId }) => messageId)];
  const { links, unclear } = await findLinks(deps, target, rest, new Set(placed));
  const copies: NewCopy[] = [];
  const rekeyed: Rekeyed[] = [];
  const moved: Moved[] = [];
  const events: NewEvent[] = [];
  for (const { row, match } of links) {
    const { messageId, revisionId } = match;
    const key = remoteKey(target.folder.uidValidity, row.uid);
    const here = match.copies.find((copy) => copy.folderId === target.folderId);
    if (here === undefined) {
      const internalDate = row.internalDate ?? match.internalDate;
      const place = { folderId: target.folderId, key, flags: row.flags, internalDate };
      copies.push({ messageId, revisionId, ...place });
      announceTwin(target, match, isNews(target.ledger, row.uid), { moved, events });
    } else {
      rekey(
        target,
        match,
        here,
        { key, flags: row.flags, internalDate: row.internalDate },
        { rekeyed, events },
      );
    }
  }
  const answered = UidSet.of(rows.map(({ row }) => row.uid));
  const linked = withWanted(
    withStored(
      target.ledger,
      [...links, ...found, ...ours].map(({ row }) => row),
    ),
    unclear,
  );
  // Headers that could not be read are asked again; bodies that are wanted will be asked for anyway.
  const aside = linked.aside.without(answered).union(linked.aside.intersect(linked.wanted));
  const silent = uids.without(answered).without(linked.wanted);
  const ledger = { ...linked, aside: aside.union(silent), unmatched: linked.unmatched.without(uids) };
  if (links.length + found.length + ours.length === 0 && sameSets(ledger, target.ledger))
    return target.ledger;
  await deps.store.commit(target.ownership, {
    copies,
    rekeyed: [...rekeyed, ...found.map((newcomer) => seenAgain(target, newcomer))],
    moved,
    appended,
    ledgers: [{ folderId: target.folderId, ledger, readAt: target.readAt }],
    events: [...events, ...foundEvents(target, found)],
  });
  return ledger;
}

type FetchedHeader = Omit<HeaderRow, "header">;

interface HeaderNewcomer {
  readonly row: FetchedHeader;
  readonly fingerprint: Uint8Array;
  readonly messageId: string;
  readonly distinct: boolean;
}

/** Those whose place here is known: the server told where it put them when they were moved. */
async function splitFound(
  deps: ImportDeps,
  target: ImportTarget,
  newcomers: readonly HeaderNewcomer[],
): Promise<{ readonly here: readonly FoundHere[]; readonly rest: readonly HeaderNewcomer[] }> {
  const { ownership, folderId } = target;
  const keys = newcomers.map((newcomer) => keyOf(target, newcomer));
  const at = await deps.store.copiesAt(ownership, folderId, keys);
  const here: FoundHere[] = [];
  const rest: HeaderNewcomer[] = [];
  for (const newcomer of newcomers) {
    const copy = at.get(keyOf(target, newcomer));
    if (copy === undefined) rest.push(newcomer);
    else here.push({ ...newcomer, copy });
  }
  return { here, rest };
}

type FoundHere = HeaderNewcomer & { readonly copy: CopyAt };

/** Where it was moved from here it is expected with the flags it had here. */
function foundEvents({ folderId }: ImportTarget, found: readonly FoundHere[]): readonly NewEvent[] {
  return found.flatMap(({ row, copy: { messageId, flags: before, pendingFlags } }): NewEvent[] => {
    const flags = (row.flags & ~pendingFlags) | (before & pendingFlags);
    return flags === before ? [] : [{ kind: "message.flags", folderId, messageId, flags }];
  });
}

/** Under the key it has: with the flags and the date that the server has there. */
function seenAgain(target: ImportTarget, newcomer: HeaderNewcomer): Rekeyed {
  const key = keyOf(target, newcomer);
  const { flags, internalDate } = newcomer.row;
  return { folderId: target.folderId, from: key, to: key, flags, internalDate };
}

function keyOf(target: ImportTarget, { row }: HeaderNewcomer): RemoteKey {
  return remoteKey(target.folder.uidValidity, row.uid);
}

async function findLinks(
  deps: ImportDeps,
  target: ImportTarget,
  newcomers: readonly HeaderNewcomer[],
  taken: ReadonlySet<MessageId>,
): Promise<{
  readonly links: readonly { readonly row: FetchedHeader; readonly match: MatchRow }[];
  readonly unclear: UidSet;
}> {
  if (newcomers.length === 0) return { links: [], unclear: UidSet.empty };
  const all = await deps.store.findMatches(target.ownership, {
    fingerprints: newcomers.map(({ fingerprint }) => fingerprint),
    serverIds: newcomers.flatMap(({ row }) => row.serverId ?? []),
  });
  const matches = all.filter(({ messageId }) => !taken.has(messageId));
  const { links, unclear } = matchNewcomers({
    folderId: target.folderId,
    uidValidity: target.folder.uidValidity,
    newcomers: newcomers.map(({ row, fingerprint, distinct }) => ({
      uid: row.uid,
      fingerprint: toHex(fingerprint),
      serverId: row.serverId,
      internalDate: row.internalDate,
      distinct,
    })),
    candidates: matches.map((match) => ({ ...match, fingerprint: toHex(match.fingerprint) })),
  });
  const rows = new Map(newcomers.map(({ row }) => [row.uid, row]));
  const byId = new Map(matches.map((match) => [match.messageId, match]));
  return {
    links: links.map(({ uid, messageId }) => {
      const [row, match] = [rows.get(uid), byId.get(messageId)];
      assert(row !== undefined && match !== undefined, "a link between what was not given");
      return { row, match };
    }),
    unclear: UidSet.of(unclear),
  };
}

/** Too old to be imported, they may be here already (what came later than its date says): their bytes will tell. */
function withWanted(ledger: FolderLedger, uids: UidSet): FolderLedger {
  return { ...ledger, wanted: ledger.wanted.union(uids), offered: ledger.offered.without(uids) };
}

function sameSets(a: FolderLedger, b: FolderLedger): boolean {
  return a.aside.equals(b.aside) && a.unmatched.equals(b.unmatched) && a.wanted.equals(b.wanted);
}
