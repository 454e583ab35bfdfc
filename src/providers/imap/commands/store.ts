// UID STORE (RFC 3501 section 6.4.6). Flags are added and taken away, never set whole: that would undo what others set.
import type { Flags } from "../../../core/flags.ts";
import type { UidSet } from "../../../core/uid-set.ts";
import { flagList } from "../flag-words.ts";
import type { Changing } from "../selection.ts";
import { uidBatches } from "../uid-batches.ts";
import { parseFetch } from "./fetch.ts";

export type StoreItem = "+FLAGS" | "-FLAGS" | "+FLAGS.SILENT";

/** Answers the flags that the server told, by uid. What it says of other messages is news, and goes to whoever listens. */
export async function store(
  selection: Changing,
  uids: UidSet,
  item: StoreItem,
  flags: Flags,
): Promise<ReadonlyMap<number, Flags>> {
  const told = new Map<number, Flags>();
  const change = `${item} ${flagList(flags)}`;
  for (const text of uidBatches(uids, `t1000000 UID STORE  ${change}\r\n`)) {
    await selection.send(`UID STORE ${text} ${change}`, (keyword, number, cursor) => {
      if (keyword !== "FETCH" || number === null) return false;
      const row = parseFetch(number, cursor);
      if (row.body !== undefined || !uids.has(row.uid)) return false;
      if (row.flags !== null) told.set(row.uid, row.flags);
      return true;
    });
  }
  return told;
}
