// What an act in the list would be about.
import { useMemo } from "react";
import { type Target, targetOf } from "./acts.ts";
import type { AppFolder } from "./app-folder.ts";
import { isNothing, type Selection } from "./selection.ts";
import type { MessagePages } from "./use-message-pages.ts";

/** The selected messages as a target; null when there are none. */
export function useSelected(
  selection: Selection,
  pages: MessagePages,
  place: {
    readonly folder: AppFolder | undefined;
    readonly folders: readonly AppFolder[];
    readonly grouped: boolean;
  },
): Target | null {
  const { known } = pages;
  const { folder, folders, grouped } = place;
  const total = pages.total ?? 0;
  return useMemo(() => {
    if (isNothing(selection)) return null;
    const here = known();
    if (selection.all) {
      const rows = [...here.values()].map(({ row }) => row);
      return targetOf("all", rows, { folder, folders, total, grouped });
    }
    const ids = [...selection.ids];
    const rows = ids.flatMap((id) => here.get(id)?.row ?? []);
    return targetOf(ids, rows, { folder, folders, total, grouped });
  }, [selection, known, folder, folders, total, grouped]);
}

/** The message that takes the place of this one when all these go; undefined: none that is known. */
export function nextAfter(pages: MessagePages, messageId: string, ids: Target["ids"]): string | undefined {
  const from = pages.indexOf(messageId);
  if (from === undefined || ids === "all") return undefined;
  const going = new Set(ids);
  for (const step of [1, -1]) {
    for (let index = from + step; ; index += step) {
      const row = index < 0 ? undefined : pages.row(index);
      if (row === undefined) break;
      if (!going.has(row.id)) return row.id;
    }
  }
  return undefined;
}
