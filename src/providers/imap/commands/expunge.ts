// UID EXPUNGE (RFC 4315 section 2.1). Never a plain EXPUNGE: it would take what others have marked as well.
import { FLAG_BITS } from "../../../core/flags.ts";
import type { UidSet } from "../../../core/uid-set.ts";
import type { Changing } from "../selection.ts";
import { uidBatches } from "../uid-batches.ts";
import { store } from "./store.ts";

/** Marks these messages \Deleted and expunges them. */
export async function expunge(selection: Changing, uids: UidSet): Promise<void> {
  await store(selection, uids, "+FLAGS.SILENT", FLAG_BITS.deleted);
  for (const text of uidBatches(uids, "t1000000 UID EXPUNGE \r\n")) {
    await selection.send(`UID EXPUNGE ${text}`, () => false);
  }
}
