// Uids cut into sequence-set texts for commands. A line has a limit on every server (RFC 2683 section 3.2.1.5 asks for
// 8,000 bytes; Exchange takes 10,240), and a command over very many messages takes a server longer than we wait.
import { UidSet } from "../../core/uid-set.ts";

const LINE_BYTES_MAX = 8_000;
const MESSAGES_MAX = 500;

/** Ascending, so that moved messages keep their order. `around` is what else stands on the line. */
export function* uidBatches(uids: UidSet, around: string): Generator<string> {
  let left = uids;
  while (!left.isEmpty) {
    const last = left.at(Math.min(MESSAGES_MAX, left.size) - 1);
    const part = left.intersect(UidSet.range(left.min, last));
    yield* part.texts(LINE_BYTES_MAX - around.length);
    left = left.without(part);
  }
}
