import { expect, test } from "vitest";
import type { FolderId } from "../base/ids.ts";
import type { FolderInList } from "./folder-evidence.ts";
import { planFolderList } from "./plan-folder-list.ts";
import { type Listed, listed, used } from "./testing/folder-list.ts";

const INBOX = used("INBOX", 1);

test.each<[string, (i: number) => FolderInList, (i: number) => Listed]>([
  ["of one UIDVALIDITY, replaced", (i) => used(`old ${i}`, 3), (i) => listed(`new ${i}`, 3)],
  ["of their own UIDVALIDITY, replaced", (i) => used(`old ${i}`, i), (i) => listed(`new ${i}`, i)],
  [
    "of one id, replaced",
    (i) => used(`old ${i}`, 3, { serverId: "F" }),
    (i) => listed(`new ${i}`, 3, { serverId: "F" }),
  ],
  ["renumbered", (i) => used(`old ${i}`, i), (i) => listed(`old ${i}`, 100_000 + i)],
  ["of one UIDVALIDITY, half of them missed", (i) => used(`old ${i}`, 3), (i) => listed(`old ${2 * i}`, 3)],
  [
    "of one UIDVALIDITY, counted past what is missed",
    (i) => used(`old ${i}`, 3, { uidNext: 9 }),
    (i) => listed(`old ${2 * i}`, 3, { uidNext: 5 }),
  ],
  [
    "below a folder that is renamed",
    (i) => used(i === 0 ? "old" : `old/${i}`, i === 0 ? 4 : 3),
    (i) => listed(i === 0 ? "new" : `new/${i}`, i === 0 ? 4 : 3),
  ],
  [
    "that stayed while the one above them went",
    (i) => used(i === 0 ? "old" : `old/${i}`, i === 0 ? 4 : 3),
    (i) => listed(i === 0 ? "new" : `old/${i}`, i === 0 ? 4 : 3),
  ],
  [
    "gone from one place",
    (i) => used("old", i, { id: `${i}` as FolderId, goneAt: i }),
    (i) => (i === 0 ? listed("old", 3) : listed(`new/${i}`, i)),
  ],
])("the work grows with the folders, however many they are: %s", (_name, before, now) => {
  /** How often anything of a folder is looked at. */
  const looks = (count: number): number => {
    let sum = 0;
    const watched = <T extends object>(folder: T): T =>
      new Proxy(folder, {
        get: (target, name) => {
          sum++;
          return Reflect.get(target, name);
        },
      });
    const each = Array.from({ length: count }, (_, i) => i);
    planFolderList(
      [INBOX, ...each.map((i) => watched(before(i)))],
      [listed("INBOX", 1), ...each.map((i) => watched(now(i)))],
    );
    return sum;
  };
  // Sorted they are looked at a little more often.
  expect(looks(2_000) / looks(250)).toBeLessThan(8 * 1.5);
});
