// Which uids have left a folder, found by bisection over sequence numbers: one gone of 100,000 costs 5.7 kB in
// three round trips where a full listing costs 700 kB (measured, see docs/ARCHITECTURE.md). Sequence numbers mean
// something only while the server reports no EXPUNGE; it then rejects with `folderChanged` and the caller starts
// again.

import { UidSet } from "../core/uid-set.ts";
import type { OpenFolder } from "./ports/mail.ts";

const PROBES = 64;
/** Beyond this many a full listing is cheaper. */
const GONE_MAX = 200;
/** Below this size a full listing is one short line. */
const FOLDER_SIZE_MIN = 1000;

/** The uids of `expected` that the server hasn't any more; null when only a full listing can tell. `expected`
 *  must hold every uid of the folder, gone ones included. */
export async function findGone(folder: OpenFolder, expected: UidSet): Promise<UidSet | null> {
  const missing = expected.size - folder.exists;
  if (missing === 0) return UidSet.empty;
  if (missing < 0 || missing > GONE_MAX || expected.size < FOLDER_SIZE_MIN) return null;
  const gone: number[] = [];
  // Open stretches: expected positions [from, to), which the server numbers from `sequence` on with `count` uids.
  let open: readonly Stretch[] = [{ from: 0, to: expected.size, sequence: 1, count: folder.exists }];
  while (open.length > 0) {
    const probes = [...new Set(open.flatMap(probesOf))];
    const uids = await folder.fetchUidsAt(probes);
    const next: Stretch[] = [];
    for (const stretch of open) {
      const parts = split(stretch, expected, uids);
      if (parts === null) return null;
      for (const part of parts) {
        if (part.count === part.to - part.from) continue;
        if (part.count === 0) {
          for (let i = part.from; i < part.to; i++) gone.push(expected.at(i));
        } else next.push(part);
      }
    }
    open = next;
  }
  return gone.length === missing ? UidSet.of(gone) : null;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly sequence: number;
  readonly count: number;
}

function probesOf(stretch: Stretch): readonly number[] {
  const step = Math.max(1, Math.ceil(stretch.count / PROBES));
  const probes: number[] = [];
  for (let i = 0; i < stretch.count; i += step) probes.push(stretch.sequence + i);
  return probes;
}

/** Cuts a stretch at its probed sequence numbers; null when the server names a uid we never heard of. */
function split(
  stretch: Stretch,
  expected: UidSet,
  uids: ReadonlyMap<number, number>,
): readonly Stretch[] | null {
  const parts: Stretch[] = [];
  let from = stretch.from;
  let sequence = stretch.sequence;
  for (const probe of probesOf(stretch)) {
    const uid = uids.get(probe);
    if (uid === undefined || !expected.has(uid)) return null;
    const position = expected.countBelow(uid);
    if (position < from || position >= stretch.to) return null;
    if (position > from) parts.push({ from, to: position, sequence, count: probe - sequence });
    // The probed uid itself is there: a stretch of one, closed.
    from = position + 1;
    sequence = probe + 1;
  }
  const left = stretch.sequence + stretch.count - sequence;
  if (from < stretch.to) parts.push({ from, to: stretch.to, sequence, count: left });
  return parts.every((part) => part.count >= 0 && part.count <= part.to - part.from) ? parts : null;
}
