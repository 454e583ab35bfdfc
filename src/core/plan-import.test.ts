import fc from "fast-check";
import { expect, test } from "vitest";
import type { FolderId } from "../base/ids.ts";
import type { AppFolderRole } from "./folder-role.ts";
import { type ImportFolder, nextImportWindow } from "./plan-import.ts";
import { UidSet } from "./uid-set.ts";

function folder(name: string, role: AppFolderRole | null, count: number): ImportFolder {
  return { folderId: name as FolderId, role, pending: UidSet.range(1, count) };
}

/** Windows in order until nothing is left, as "folder first-last". */
function windowsOf(folders: readonly ImportFolder[], limit = 10_000): readonly string[] {
  let left = folders;
  const windows: string[] = [];
  for (let done = 0; done < limit; done++) {
    const window = nextImportWindow(left, done);
    if (window === null) return windows;
    windows.push(`${window.folderId} ${window.uids}`);
    left = left.map((each) =>
      each.folderId === window.folderId ? { ...each, pending: each.pending.without(window.uids) } : each,
    );
  }
  return windows;
}

test("nothing pending, nothing to fetch", () => {
  expect(nextImportWindow([], 0)).toBeNull();
  expect(nextImportWindow([folder("in", "inbox", 0)], 3)).toBeNull();
});

test("the newest fifty of Inbox come first, then the other folders take turns with it", () => {
  const folders = [
    folder("bin", "deleted", 300),
    folder("out", "sent", 300),
    folder("in", "inbox", 1_000),
    folder("own", null, 300),
  ];
  expect(windowsOf(folders).slice(0, 6)).toEqual([
    "in 951:1000",
    "out 201:300",
    "in 701:950",
    "own 1:300",
    "in 1:700",
    // The others move up when one of them is done.
    "out 1:200",
  ]);
});

test("without anything pending in Inbox the other folders go on, and Inbox goes on alone", () => {
  expect(windowsOf([folder("in", "inbox", 0), folder("out", "sent", 60)])).toEqual(["out 11:60", "out 1:10"]);
  expect(windowsOf([folder("in", "inbox", 120)])).toEqual(["in 71:120", "in 1:70"]);
});

test("every message is fetched once, in windows of at most 2,000, whatever the folders", () => {
  const roles = fc.constantFrom<AppFolderRole | null>("inbox", "sent", "archive", "junk", null);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(roles, fc.integer({ min: 0, max: 9_000 })), { maxLength: 6 }),
      (described) => {
        const folders = described.map(([role, count], i) => folder(`f${i}`, role, count));
        const fetched = new Map<string, number>();
        let left = folders;
        for (let done = 0; ; done++) {
          const window = nextImportWindow(left, done);
          if (window === null) break;
          expect(window.uids.size).toBeGreaterThan(0);
          expect(window.uids.size).toBeLessThanOrEqual(2_000);
          const source = left.find(({ folderId }) => folderId === window.folderId);
          expect(window.uids.max).toBe(source?.pending.max);
          fetched.set(window.folderId, (fetched.get(window.folderId) ?? 0) + window.uids.size);
          left = left.map((each) =>
            each === source ? { ...each, pending: each.pending.without(window.uids) } : each,
          );
        }
        for (const { folderId, pending } of folders) expect(fetched.get(folderId) ?? 0).toBe(pending.size);
      },
    ),
    { numRuns: 50 },
  );
});
