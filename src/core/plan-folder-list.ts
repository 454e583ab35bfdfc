// What LIST says about the tree of folders. An empty answer is a question to the server, never a fact (law 4).
import type { FolderId } from "../base/ids.ts";

export interface FolderInList {
  readonly id: FolderId;
  readonly path: string;
  readonly serverId: string | null;
  readonly uidValidity: number | null;
  readonly goneAt: number | null;
}

export interface ListedLike {
  readonly path: string;
  readonly serverId: string | null;
  readonly status: { readonly uidValidity: number } | null;
}

export type FolderListPlan<L extends ListedLike> =
  | { readonly kind: "question"; readonly reason: string }
  | {
      readonly kind: "proceed";
      readonly added: readonly L[];
      readonly renamed: readonly { readonly folderId: FolderId; readonly path: string }[];
      readonly gone: readonly FolderId[];
      readonly back: readonly FolderId[];
    };

/** A renamed folder is recognised by the server's id of it; else by its UIDVALIDITY where exactly one folder with
 *  that value went and one came. What can't be told apart is one folder gone and another added: nothing is lost by
 *  that, messages are matched again. */
export function planFolderList<L extends ListedLike>(
  known: readonly FolderInList[],
  listed: readonly L[],
): FolderListPlan<L> {
  if (listed.length === 0) return { kind: "question", reason: "the server lists no folders at all" };
  if (!listed.some(({ path }) => path.toUpperCase() === "INBOX")) {
    return { kind: "question", reason: "the server lists no INBOX" };
  }
  const byPath = new Map(known.map((folder) => [folder.path, folder]));
  const there = new Set(listed.map(({ path }) => path));
  const came = listed.filter(({ path }) => !byPath.has(path));
  const went = known.filter(({ path, goneAt }) => goneAt === null && !there.has(path));
  const renamed: { folderId: FolderId; path: string }[] = [];
  const matched = new Set<string>();
  const pair = (folder: FolderInList, target: L | undefined): void => {
    if (target === undefined) return;
    renamed.push({ folderId: folder.id, path: target.path });
    matched.add(folder.path).add(target.path);
  };
  // A server may list tens of thousands: none of them is compared with all others. Turned around, so that the
  // first of equals is the first to be popped.
  const cameAs = Map.groupBy(came.toReversed(), ({ serverId }) => serverId);
  for (const folder of went) {
    if (folder.serverId !== null) pair(folder, cameAs.get(folder.serverId)?.pop());
  }
  const wentWith = Map.groupBy(went, ({ uidValidity }) => uidValidity);
  const cameWith = Map.groupBy(came, ({ status }) => status?.uidValidity);
  for (const folder of went) {
    if (matched.has(folder.path) || folder.uidValidity === null) continue;
    if (wentWith.get(folder.uidValidity)?.length !== 1) continue;
    const targets = (cameWith.get(folder.uidValidity) ?? []).filter(
      ({ path, serverId }) => !matched.has(path) && (serverId === null || folder.serverId === null),
    );
    if (targets.length === 1) pair(folder, targets[0]);
  }
  return {
    kind: "proceed",
    added: came.filter(({ path }) => !matched.has(path)),
    renamed,
    gone: went.filter(({ path }) => !matched.has(path)).map(({ id }) => id),
    back: known.filter(({ path, goneAt }) => goneAt !== null && there.has(path)).map(({ id }) => id),
  };
}
