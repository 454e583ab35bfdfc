import { expect, test } from "vitest";
import type { FolderId, RemoteKey } from "../base/ids.ts";
import { emptyLedger } from "../core/ledger.ts";
import { UidSet } from "../core/uid-set.ts";
import { LoopFolder } from "./loop-state.ts";
import { ask } from "./pending-changes.ts";
import type { FolderMapping, KnownFolder, OpenChange } from "./ports/sync.ts";

const ARCHIVE = "archive" as FolderId;
const uids = UidSet.range(1, 5);

/** A folder with uids 1 to 5 that was mapped anew when it had them, of which one can't be fetched. */
function folderWithout(uid: number): LoopFolder {
  const ledger = {
    ...emptyLedger(7),
    uidNext: 6,
    mappedUidNext: 6,
    uids,
    wanted: uids,
    aside: UidSet.of([uid]),
  };
  const folder = new LoopFolder({ id: ARCHIVE, ledger, readAt: 1 } as KnownFolder, {} as FolderMapping);
  folder.due = false;
  return folder;
}

/** A move to it that was attempted when it had uids 1 to 3. */
const attempted = {
  act: { kind: "move", from: "inbox" as FolderId, to: ARCHIVE, elsewhere: [] },
  attemptedAt: 1,
  attemptedFrom: "7:4" as RemoteKey,
} as unknown as OpenChange;

test("what has been tried for a minute is tried once more before it is said not to be what was put there", () => {
  const folder = folderWithout(4);
  folder.asideTries = 4;
  folder.setAside(1_000_000);
  ask(folder, [attempted], 1_001_000);
  expect(folder.asideDueAt(), "a moment ago it was").toBe(1_000_500);
  ask(folder, [attempted], 1_060_000);
  expect(folder.asideDueAt()).toBe(0);
  expect(folder.due).toBe(false);
});

test.each([
  ["may be what a move has put there: reading the folder tells nothing new", 4, false],
  ["was there before the move: the folder is read", 3, true],
] as const)("what can't be fetched %s", (_name, uid, isDue) => {
  const folder = folderWithout(uid);
  ask(folder, [attempted], 1_000_000);
  expect(folder.due).toBe(isDue);
});
