// Moves messages as a server can: UID MOVE (RFC 6851); else UID COPY, then removal of exactly what was copied; without
// UID EXPUNGE the originals stay, marked \Deleted. Batches follow each other: after a refusal no other is on the way.
import { FLAG_BITS } from "../../../core/flags.ts";
import { UidSet } from "../../../core/uid-set.ts";
import type { MovedMessages } from "../../../engine/ports/mail.ts";
import type { CopiedUids } from "../copy-uid.ts";
import type { WritingAbilities } from "../profile.ts";
import type { Changing } from "../selection.ts";
import { uidBatches } from "../uid-batches.ts";
import { copy } from "./copy.ts";
import { expunge } from "./expunge.ts";
import { store } from "./store.ts";

export async function move(
  selection: Changing,
  abilities: WritingAbilities,
  uids: UidSet,
  wireName: string,
): Promise<MovedMessages> {
  const moved = { uids: new Map<number, number>(), uidValidity: null as number | null };
  for (const text of uidBatches(uids, `t1000000 UID MOVE  "${wireName}"\r\n`)) {
    const batch = UidSet.parse(text);
    const told = await copy(selection, abilities.move ? "MOVE" : "COPY", batch, wireName);
    for (const { uidValidity, uids: places } of told) {
      // Uids under another UIDVALIDITY name other messages by now.
      if (uidValidity !== moved.uidValidity) moved.uids.clear();
      moved.uidValidity = uidValidity;
      for (const [from, to] of places) moved.uids.set(from, to);
    }
    if (!abilities.move) await remove(selection, abilities, copied(batch, told));
  }
  return { ...moved, removed: abilities.move || abilities.uidPlus };
}

/** Where the server names what it copied only that is removed here: the rest may be nowhere else. */
function copied(batch: UidSet, told: readonly CopiedUids[]): UidSet {
  return told.length === 0 ? batch : UidSet.of(told.flatMap(({ uids }) => [...uids.keys()]));
}

async function remove(selection: Changing, abilities: WritingAbilities, uids: UidSet): Promise<void> {
  if (abilities.uidPlus) await expunge(selection, uids);
  else await store(selection, uids, "+FLAGS.SILENT", FLAG_BITS.deleted);
}
