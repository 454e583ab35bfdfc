import { expect, test } from "vitest";
import type { FolderId, RemoteKey } from "../base/ids.ts";
import type { FreshnessBudget } from "../core/freshness.ts";
import { emptyLedger } from "../core/ledger.ts";
import type { RemoteFolder } from "../core/plan-folder.ts";
import { UidSet } from "../core/uid-set.ts";
import { LoopFolder, LoopState } from "./loop-state.ts";
import type { FolderStatus, OpenFolder, ServerProfile } from "./ports/mail.ts";
import type { FolderMapping, KnownFolder, Ownership, SyncMailbox } from "./ports/sync.ts";

function told(uidValidity: number, serverId: string | null = null): FolderStatus {
  return { serverId, uidValidity, uidNext: null, messages: 0, unseen: 0, modseq: null };
}

function folderTold(status: FolderStatus | null): LoopFolder {
  const folder = new LoopFolder({ ledger: null, readAt: null } as KnownFolder, {} as FolderMapping);
  folder.wasListed(status);
  return folder;
}

function stateOf(folders: readonly Partial<KnownFolder>[]): LoopState {
  const known = folders.map((folder) => ({
    ...{ path: folder.id, goneAt: null, selectable: true, readAt: 1, mapping: {} },
    ...folder,
  }));
  const mailbox = { version: 1, lastArrivedAt: 5_000 };
  return new LoopState({} as Ownership, { mailbox, folders: known } as unknown as SyncMailbox);
}

const EMPTY = stateOf([]);

test.each([
  ["nothing was told with LIST", null, told(7), false],
  ["the same is told", told(7), told(7), false],
  ["another UIDVALIDITY", told(7), told(8), true],
  ["none", told(7), told(0), false],
  ["there was none", told(0), told(8), false],
  ["another id, one UIDVALIDITY", told(7, "F1"), told(7, "F2"), true],
  ["an id that wasn't told before", told(7), told(7, "F2"), false],
])("a folder is another than LIST found: %s", (_name, before, now, another) => {
  expect(folderTold(before).isAnother(now)).toBe(another);
});

test("a server that insists when the folder is opened is believed, but only after LIST was asked once more", () => {
  const folder = folderTold(told(7));
  expect(folder.isOpenedAsAnother(8, EMPTY)).toBe(true);
  expect(folder.isOpenedAsAnother(8, EMPTY), "LIST wasn't asked").toBe(true);
  folder.wasListed(told(7));
  expect(folder.isOpenedAsAnother(9, EMPTY), "that is yet another").toBe(true);
  folder.wasListed(told(7));
  expect(folder.isOpenedAsAnother(9, EMPTY)).toBe(false);
  expect(folder.isOpenedAsAnother(7, EMPTY)).toBe(false);
  folder.wasListed(told(7));
  expect(folder.isOpenedAsAnother(9, EMPTY), "it agreed meanwhile").toBe(true);
});

test("of a folder that LIST told nothing of, what it became when it was opened is looked for among those known", () => {
  const state = stateOf([
    { id: "A" as FolderId, uidValidity: null, ledger: emptyLedger(7) },
    { id: "B" as FolderId, uidValidity: 8, ledger: null },
    { id: "C" as FolderId, uidValidity: null, ledger: emptyLedger(9) },
  ]);
  const folder = state.folder("A" as FolderId);
  expect(folder.isOpenedAsAnother(7, state), "its own").toBe(false);
  expect(folder.isOpenedAsAnother(10, state), "nobody's: it was renumbered").toBe(false);
  expect(folder.isOpenedAsAnother(9, state)).toBe(true);
  expect(folder.isOpenedAsAnother(8, state)).toBe(true);
  expect(folder.isOpenedAsAnother(8, state), "LIST wasn't asked").toBe(true);
  folder.wasListed(null);
  expect(folder.isOpenedAsAnother(8, state), "LIST was asked, and knows no better").toBe(false);
  folder.wasListed(told(9));
  expect(folder.isOpenedAsAnother(9, state), "LIST says so").toBe(false);
});

test("what could not be fetched is tried again more and more rarely, and something new of it soon again", () => {
  const folder = folderTold(null);
  folder.ledger = { ...emptyLedger(7), aside: UidSet.of([3]) };
  folder.setAside(10_000);
  const waits: number[] = [];
  for (let now = 10_000, tries = 0; tries < 4; tries++) {
    const due = folder.asideDueAt() ?? 0;
    expect(folder.isAsideDue(due - 1)).toBe(false);
    expect(folder.isAsideDue(due)).toBe(true);
    waits.push(due - now);
    now = due;
    folder.tryAside(now);
  }
  expect(waits).toEqual([500, 1_000, 5_000, 60_000]);
  folder.setAside(200_000);
  expect(folder.asideDueAt()).toBe(200_500);
  expect(folder.asideTries, "limbo doesn't wait for the old one anew").toBe(4);
  folder.ledger = emptyLedger(7);
  expect(folder.asideDueAt()).toBe(null);
});

test("what could not be fetched is tried once more when something is missed that it may be", () => {
  const folder = folderTold(null);
  folder.ledger = { ...emptyLedger(7), aside: UidSet.of([3]) };
  folder.setAside(10_000);
  for (const at of [11_000, 12_000, 20_000]) folder.tryAside(at);
  expect(folder.isAsideDue(30_000)).toBe(false);
  folder.lookIntoAside(19_000);
  expect(folder.isAsideDue(30_000), "tried since then").toBe(false);
  folder.lookIntoAside(25_000);
  expect([folder.isAsideDue(30_000), folder.asideDueAt()]).toEqual([true, 0]);
  folder.tryAside(30_000);
  folder.lookIntoAside(25_000);
  expect([folder.isAsideDue(30_000), folder.asideTriedAt]).toEqual([false, 30_000]);
  folder.ledger = emptyLedger(7);
  folder.lookIntoAside(40_000);
  expect(folder.asideDueAt()).toBe(null);
});

test("a mailbox in which mail arrived today is still warm for another worker", () => {
  expect(EMPTY.changedAt).toBe(5_000);
});

const READ = 1_000;
const LOOKED = 2_000;

/** A folder of which five messages are known, the last reading saw `exists` of them, and STATUS tells five. */
function readWith({ exists, uidNext }: { readonly exists: number; readonly uidNext: number }) {
  const folder = folderTold(null);
  folder.ledger = { ...emptyLedger(7), uids: UidSet.of([1, 2, 3, 4, 6]), uidNext: 7 };
  const look = (): number | null => {
    const opened = { uidValidity: 7, exists, uidNext } as OpenFolder;
    const uids = UidSet.of([1, 2, 3, 4, 6]);
    folder.saw(opened, { uids: { kind: "complete", uids }, readAt: READ } as RemoteFolder);
    folder.wasRead(READ, "flags", folder.namesAll(READ));
    folder.agreed(LOOKED, { ...told(7), messages: 5, uidNext });
    return folder.readAt;
  };
  return { folder, look };
}

test("counts that agree prove that nothing came and nothing went", () => {
  expect(readWith({ exists: 5, uidNext: 7 }).look()).toBe(LOOKED);
});

test("they prove nothing while more is counted than is named: one may have gone, and the other not be named yet", () => {
  expect(readWith({ exists: 6, uidNext: 7 }).look()).not.toBe(LOOKED);
});

test("what came since one was counted and not named has a time of its own in which it may be named", () => {
  const { folder } = readWith({ exists: 5, uidNext: 7 });
  const saw = (named: readonly number[], uidNext: number, readAt: number): boolean => {
    const opened = { uidValidity: 7, exists: named.length + 1, uidNext } as OpenFolder;
    folder.saw(opened, { uids: { kind: "complete", uids: UidSet.of(named) }, readAt } as RemoteFolder);
    return folder.namesAll(readAt);
  };
  expect(saw([1, 2], 4, READ), "3 isn't named").toBe(false);
  expect(saw([1, 2, 3], 5, READ + 70_000), "4 isn't").toBe(false);
  expect(saw([1, 2, 3], 5, READ + 120_000)).toBe(false);
  expect(saw([1, 2, 3], 5, READ + 130_000), "nor is it by now").toBe(true);
  expect(saw([1, 2, 3, 5], 6, READ + 140_000), "a count that is too high for ever").toBe(true);
});

test("what was put here and no reading names may make up for what went: all is listed, until it is named or gone", () => {
  const put = (uids: RemoteFolder["uids"], exists: number): boolean => {
    const { folder } = readWith({ exists: 5, uidNext: 7 });
    folder.wasPut("7:7" as RemoteKey);
    expect(folder.mustList).toBe(true);
    folder.saw({ uidValidity: 7, exists, uidNext: 8 } as OpenFolder, { uids, readAt: READ } as RemoteFolder);
    return folder.mustList;
  };
  const left = UidSet.of([1, 2, 3, 4]);
  expect(put({ kind: "complete", uids: UidSet.of([1, 2, 3, 4, 7]) }, 5), "named").toBe(false);
  expect(put({ kind: "complete", uids: left }, 4), "gone").toBe(false);
  expect(put({ kind: "from", first: 6, uids: left }, 5), "counted only").toBe(true);
  expect(put({ kind: "none" }, 5), "not looked").toBe(true);
});

test("a reading that named no UIDVALIDITY was taken for nothing: what it counted is still to be read", () => {
  const { folder, look } = readWith({ exists: 5, uidNext: 7 });
  folder.mapping = { searched: true } as FolderMapping;
  look();
  const one = UidSet.of([1, 2, 3, 4, 6, 7]);
  folder.saw(
    { uidValidity: 0, exists: 6, uidNext: 8 } as OpenFolder,
    { uids: { kind: "complete", uids: one }, readAt: LOOKED } as RemoteFolder,
  );
  // One came and another went: there are five again.
  const status = { ...told(7), messages: 5, unseen: 5, uidNext: 8 };
  const budget = { statusMs: 60_000, flagsMs: 60_000, fullMs: 60_000 } as FreshnessBudget;
  const depth = (now: FolderStatus) =>
    folder.depthDue(LOOKED, budget, now, { condstore: false } as ServerProfile);
  expect(depth({ ...status, uidNext: 7 })).toBe(null);
  expect(depth(status)).toBe("flags");
});

test("they prove nothing when they are older than what the server itself says it put there", () => {
  const { folder, look } = readWith({ exists: 5, uidNext: 7 });
  folder.wasPut("7:7" as RemoteKey);
  expect(look()).not.toBe(LOOKED);
  const later = readWith({ exists: 5, uidNext: 8 });
  later.folder.wasPut("7:7" as RemoteKey);
  expect(later.look()).toBe(LOOKED);
  const renumbered = readWith({ exists: 5, uidNext: 7 });
  renumbered.folder.wasPut("6:99" as RemoteKey);
  expect(renumbered.look()).toBe(LOOKED);
});
