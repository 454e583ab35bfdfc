// Asks the folders that aren't mapped what they are (names and counts, never messages), once each: one that changes
// its name with a mapped folder can only be told from it by a UIDVALIDITY that was known before.
import { inList } from "./decide-folder-list.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopState } from "./loop-state.ts";
import type { MailSession } from "./ports/mail.ts";
import { readStatuses } from "./read-folder-list.ts";

/** In one round: nobody should wait for this. */
const ASKED_AT_ONCE = 100;

/** `asked` remembers the paths, also of those that refuse. */
export async function learnFolders(
  deps: ImportDeps,
  state: LoopState,
  session: MailSession,
  asked: Set<string>,
): Promise<void> {
  const strange = state.known.filter(
    ({ path, mapping, selectable, goneAt, uidValidity }) =>
      mapping === null && selectable && goneAt === null && uidValidity === null && !asked.has(path),
  );
  if (strange.length === 0) return;
  const some = strange.slice(0, ASKED_AT_ONCE);
  for (const { path } of some) asked.add(path);
  // A folder that has gone may have come back there: that is for LIST to find out, and not to be settled here.
  const awaited = new Set(
    state.known
      .map(inList)
      .flatMap(({ goneAt, used, uidValidity }) => (goneAt !== null && used ? [uidValidity] : [])),
  );
  const statuses = await readStatuses(
    session,
    some.map(({ path }) => path),
  );
  const learned = new Map(
    some.flatMap((folder) => {
      const status = statuses.get(folder.path);
      if (status === undefined || status.uidValidity === 0 || awaited.has(status.uidValidity)) return [];
      const { serverId, uidValidity } = status;
      return [[folder.id, { ...folder, serverId: serverId ?? folder.serverId, uidValidity }] as const];
    }),
  );
  if (learned.size === 0) return;
  await deps.store.commit(state.ownership, {
    folders: [...learned.values()].map(({ mapping: _m, ledger: _l, readAt: _r, ...folder }) => folder),
    events: [],
  });
  state.known = state.known.map((folder) => learned.get(folder.id) ?? folder);
}
