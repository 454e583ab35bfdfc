// COPYUID (RFC 4315 section 3): which message got which uid in the other folder. The two sets are paired in the order
// in which they are written. What can't be true is taken as not said: a wrong pair would make one message another.
import { UID_MAX, type UidSet } from "../../core/uid-set.ts";

export interface CopiedUids {
  readonly uidValidity: number;
  /** uid here -> uid there */
  readonly uids: ReadonlyMap<number, number>;
}

/** Null when the text has no COPYUID, or one without sense. */
export function parseCopyUid(text: string, asked: UidSet): CopiedUids | null {
  const match = /\[COPYUID (\d{1,10}) ([\d:,]+) ([\d:,]+)\]/i.exec(text);
  if (match === null) return null;
  const uidValidity = Number(match[1]);
  const from = expand(match[2] ?? "", asked.size);
  const to = expand(match[3] ?? "", asked.size);
  if (uidValidity === 0 || from === null || to === null || from.length !== to.length) return null;
  const distinct = new Set(from).size === from.length && new Set(to).size === to.length;
  if (!distinct || !from.every((uid) => asked.has(uid))) return null;
  return { uidValidity, uids: new Map(from.map((uid, i) => [uid, to[i] ?? 0])) };
}

/** The uids in the order written; null when they are more than `countMax`, or no uids. */
function expand(set: string, countMax: number): readonly number[] | null {
  const uids: number[] = [];
  for (const part of set.split(",")) {
    const ends = part.split(":").map(Number);
    const [a = 0, b = a] = ends;
    const [first, last] = [Math.min(a, b), Math.max(a, b)];
    if (ends.length > 2 || first < 1 || last > UID_MAX) return null;
    if (uids.length + last - first + 1 > countMax) return null;
    for (let uid = first; uid <= last; uid++) uids.push(uid);
  }
  return uids;
}
