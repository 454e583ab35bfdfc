// Tells which newcomers of a folder are uploads of ours whose answer was lost, and which are earlier revisions of
// drafts that are about to go: neither is news. An upload is known by its fingerprint and the date it was given, which
// no server changes; where a server keeps its own date, by its bytes. Counts decide: two alike are two. What was sent, and
// a provider put there by itself, is known by its Message-ID.
import type { RemoteKey } from "../base/ids.ts";
import { remoteKey } from "../core/ledger.ts";
import { UidSet } from "../core/uid-set.ts";
import { equalBytes } from "./equal-bytes.ts";
import type { ImportDeps, ImportTarget } from "./import-messages.ts";
import type { HeaderRow } from "./ports/mail.ts";
import type { AppendedMessage, AppendIntent } from "./ports/sync.ts";

interface Newcomer {
  readonly row: Omit<HeaderRow, "header">;
  readonly fingerprint: Uint8Array;
  /** As in SentCopy of core. */
  readonly messageId: string;
}

export interface Recognised<Each extends Newcomer> {
  readonly appended: readonly AppendedMessage[];
  /** Uploads and earlier revisions: they have their places here. */
  readonly ours: readonly Each[];
  readonly rest: readonly Each[];
}

export async function recogniseAppends<Each extends Newcomer>(
  deps: ImportDeps,
  target: ImportTarget,
  newcomers: readonly Each[],
): Promise<Recognised<Each>> {
  if (newcomers.length === 0) return { appended: [], ours: [], rest: [] };
  const { intents, earlier } = await deps.store.appendsTo(target.ownership, target.folderId);
  if (intents.length + earlier.size === 0) return { appended: [], ours: [], rest: newcomers };
  const known = newcomers.filter(({ row }) => earlier.has(keyOf(target, row.uid)));
  const open = new Set(newcomers.filter((each) => !known.includes(each)));
  const appended: AppendedMessage[] = [];
  const ours: Each[] = [...known];
  // Of those that are alike the ones that the server is known to have are looked for first: another may not be there.
  for (const intent of intents.toSorted((a, b) => Number(b.answered) - Number(a.answered))) {
    const found = await find(deps, target, intent, [...open]);
    if (found === null) continue;
    open.delete(found);
    ours.push(found);
    appended.push(placed(deps, target, intent, found));
  }
  return { appended, ours, rest: newcomers.filter((each) => open.has(each)) };
}

async function find<Each extends Newcomer>(
  deps: ImportDeps,
  target: ImportTarget,
  intent: AppendIntent,
  newcomers: readonly Each[],
): Promise<Each | null> {
  const { from } = intent;
  if (from === null) return null;
  if (intent.sent !== null) {
    const { messageId } = intent.sent;
    return (
      newcomers.find((each) => each.messageId === messageId && isNotBefore(target, each.row.uid, from)) ??
      null
    );
  }
  const alike = newcomers.filter(
    ({ row, fingerprint }) =>
      equalBytes(fingerprint, intent.fingerprint) && isNotBefore(target, row.uid, from),
  );
  const dated = alike.find(({ row }) => row.internalDate === intent.internalDate);
  if (dated !== undefined || alike.length === 0) return dated ?? null;
  for await (const { uid, bytes } of target.folder.fetchMessages(
    UidSet.of(alike.map(({ row }) => row.uid)),
  )) {
    if (bytes !== null && equalBytes(deps.secrets.sha256(bytes), intent.sha256)) {
      return alike.find(({ row }) => row.uid === uid) ?? null;
    }
  }
  return null;
}

/** `from`: UIDVALIDITY and UIDNEXT before it was sent. After a renumbering uids tell nothing. */
function isNotBefore({ folder }: ImportTarget, uid: number, from: RemoteKey): boolean {
  const [validity = 0, uidNext = 0] = from.split(":").map(Number);
  return validity !== folder.uidValidity || uid >= uidNext;
}

function placed(
  deps: ImportDeps,
  target: ImportTarget,
  { seq, messageId, internalDate }: AppendIntent,
  { row }: Newcomer,
): AppendedMessage {
  return {
    seq,
    messageId,
    folderId: target.folderId,
    key: keyOf(target, row.uid),
    at: deps.clock.now(),
    seen: { flags: row.flags, internalDate: row.internalDate ?? internalDate },
  };
}

function keyOf(target: ImportTarget, uid: number): RemoteKey {
  return remoteKey(target.folder.uidValidity, uid);
}
