import { expect, test } from "vitest";
import type { AppFolderId, FolderId } from "../base/ids.ts";
import { emptyLedger } from "../core/ledger.ts";
import { UidSet } from "../core/uid-set.ts";
import { decideFolderList, type Renamed } from "./decide-folder-list.ts";
import type { FolderStatus, ListedFolder } from "./ports/mail.ts";
import type { FolderListChanges, FolderMapping, KnownFolder } from "./ports/sync.ts";

const NOW = 1_000;
let made = 0;
const deps = {
  clock: { now: () => NOW, monotonic: () => 0, sleep: async () => undefined },
  random: { bytes: (count: number) => new Uint8Array(count).fill(++made), fraction: () => 0 },
};
const ROOT = { traits: { delimiter: "/", selectable: true, specialUse: null } } as const;

function known(path: string, uidValidity: number | null, more: Partial<KnownFolder> = {}): KnownFolder {
  const id = `id of ${path}` as FolderId;
  const empty = { serverId: null, goneAt: null, mapping: null, ledger: null, readAt: null };
  return { id, path, ...ROOT.traits, uidValidity, ...empty, ...more };
}

function mapping(name: string, more: Partial<FolderMapping> = {}): FolderMapping {
  const appFolderId = `app folder ${name}` as AppFolderId;
  const plain = {
    role: null,
    parentId: null,
    subtree: false,
    inherited: false,
    importFrom: 5,
    searched: true,
  };
  return { appFolderId, name, ...plain, ...more };
}

function listed(path: string, uidValidity: number | null, more: Partial<FolderStatus> = {}): ListedFolder {
  const counts = { serverId: null, uidNext: null, messages: 0, unseen: 0, modseq: null };
  const status = uidValidity === null ? null : { ...counts, uidValidity, ...more };
  return { path, ...ROOT.traits, status };
}

function changesOf(
  before: readonly KnownFolder[],
  now: readonly ListedFolder[],
  renamed: Renamed | null = null,
): FolderListChanges | null {
  const [here, there] = [
    [known("INBOX", 1), ...before],
    [listed("INBOX", 1), ...now],
  ];
  const decision = decideFolderList(deps, here, there, renamed);
  if (decision.kind !== "decided") expect.fail(decision.reason);
  // What is written is what the loop goes on with.
  for (const folder of decision.changes?.folders ?? []) {
    expect(decision.folders.find(({ id }) => id === folder.id)).toMatchObject(folder);
  }
  return decision.changes;
}

const changed = [{ kind: "folders.changed" }];

test("nothing changed is no change (law 6)", () => {
  const ledger = emptyLedger(3);
  expect(changesOf([known("A", 3, { ledger, readAt: 1 })], [listed("A", 3)])).toBeNull();
  expect(changesOf([known("A", 3)], [listed("A", null)]), "what isn't told isn't forgotten").toBeNull();
  expect(changesOf([known("A", null)], [listed("A", 0)]), "none is not one").toBeNull();
  const read = known("A", null, { ledger, readAt: 1 });
  expect(changesOf([read], [listed("A", 3)]), "the ledger says so already").toBeNull();
});

test("what is learned of a folder is kept, and nobody is told", () => {
  const learned = changesOf([known("A", null)], [listed("A", 3, { serverId: "F1" })]);
  expect(learned).toMatchObject({ folders: [{ path: "A", uidValidity: 3, serverId: "F1" }], events: [] });
});

test("a folder that is only a name now, or is used for something else, is told of", () => {
  const now = [
    { ...listed("A", null), selectable: false },
    { ...listed("B", 4), specialUse: "sent" },
  ];
  expect(changesOf([known("A", 3), known("B", 4)], now)).toMatchObject({
    folders: [
      { path: "A", selectable: false, uidValidity: 3 },
      { path: "B", specialUse: "sent" },
    ],
    events: changed,
  });
});

test("a gone folder has gone since now, and comes back as it was", () => {
  const old = known("A", 3, { mapping: mapping("A"), ledger: emptyLedger(3), readAt: 7 });
  expect(changesOf([old], [])).toMatchObject({ folders: [{ goneAt: NOW }], ledgers: [], events: changed });
  const gone = { ...old, goneAt: 5 };
  expect(changesOf([gone], [])).toBeNull();
  expect(changesOf([gone], [listed("A", 3)])).toMatchObject({ folders: [{ goneAt: null }], ledgers: [] });
});

test("a folder in doubt keeps its copies under a UIDVALIDITY that no server gives, and is unread", () => {
  const ledger = { ...emptyLedger(3), uids: UidSet.range(1, 9), uidNext: 10 };
  const [a, b] = [known("A", 3, { ledger, readAt: 7 }), known("B", 3, { ledger, readAt: 7 })];
  expect(changesOf([a, b], [listed("A", 3), listed("Z", 3)])).toMatchObject({
    folders: [{ id: b.id, path: "Z" }],
    ledgers: [{ folderId: b.id, ledger: { uidValidity: -NOW, uids: ledger.uids }, readAt: 0 }],
    renumbered: [{ folderId: b.id, from: 3, to: -NOW }],
    events: changed,
  });
});

test("below a subtree names and parents are those of the folders, ids stay, and what has its own mapping keeps it", () => {
  const root = mapping("Clients", { subtree: true });
  const inherited = (name: string) => mapping(name, { inherited: true, parentId: root.appFolderId });
  const before = [
    known("A", 3, { mapping: root }),
    known("A/x", 4, { mapping: inherited("x") }),
    known("A/y", 5, { mapping: inherited("y") }),
    known("A/own", 6, { mapping: mapping("My own") }),
    known("Gone/A/x", 7, { mapping: mapping("not a parent"), goneAt: 1 }),
  ];
  const now = [
    listed("P", null),
    listed("P/A", 3),
    listed("P/A/x", 4),
    listed("P/A/x/why", 5),
    listed("P/A/own", 6),
    listed("P/A/new", 8),
  ];
  const changes = changesOf(before, now);
  expect(changes?.mappings).toEqual([
    {
      folderId: "id of A/y",
      mapping: { ...inherited("why"), appFolderId: "app folder y", parentId: "app folder x" },
    },
    {
      folderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      mapping: { ...inherited("new"), appFolderId: expect.any(String), searched: false },
    },
  ]);
});

test("a folder that is called as at the provider is called so when it is renamed there, one with a name of its own isn't", () => {
  const before = [
    known("Clients", 3, { mapping: mapping("Clients", { subtree: true }) }),
    known("Klanten", 4, { mapping: mapping("Customers") }),
    known("Jobs", 5, { mapping: mapping("Jobs") }),
    known("Sent", 6, { mapping: mapping("Sent", { role: "sent" }) }),
  ];
  const now = [
    listed("Relations", 3),
    listed("Relaties", 4),
    // Somebody else is called so here.
    listed("customers", 5),
    listed("Sent Items", 6),
  ];
  expect(changesOf(before, now)?.mappings).toEqual([
    { folderId: before[0]?.id, mapping: { ...before[0]?.mapping, name: "Relations" } },
  ]);
});

test("what was renamed from here is the same folder, whatever the server says of it, and so is what is below it", () => {
  const [ledger, readAt] = [{ ...emptyLedger(3), uids: UidSet.range(1, 9), uidNext: 10 }, 7];
  const before = [
    known("A", 3, { mapping: mapping("A", { subtree: true }), ledger, readAt }),
    known("A/x", 3, { ledger, readAt }),
  ];
  const now = [listed("B", 8), listed("B/x", 9)];
  const ids = before.map(({ id }) => id);
  const renamed = { folderId: ids[0] as FolderId, to: "B" };
  expect(changesOf(before, now, renamed)).toMatchObject({
    folders: [
      { id: ids[0], path: "B", goneAt: null, uidValidity: 8 },
      { id: ids[1], path: "B/x", goneAt: null, uidValidity: 9 },
    ],
    mappings: [{ folderId: ids[0], mapping: { name: "B" } }, { folderId: ids[1] }],
  });
  // Otherwise it would be another folder.
  expect(changesOf(before, now)?.folders).toHaveLength(4);
});

test("a folder whose uids aren't believed is known again by its UIDVALIDITY when it is renamed before it is read", () => {
  const ledger = { ...emptyLedger(3), uids: UidSet.range(1, 3), uidNext: 4 };
  const folder = known("A", null, { ledger, mapping: mapping("A"), readAt: 1 });
  const lagging = decideFolderList(
    deps,
    [known("INBOX", 1), folder],
    [listed("INBOX", 1), listed("A", 3, { uidNext: 3 })],
  );
  if (lagging.kind !== "decided") expect.fail(lagging.reason);
  const [doubted] = lagging.folders.filter(({ path }) => path === "A");
  expect(doubted?.ledger?.uidValidity).toBeLessThan(0);
  const renamed = decideFolderList(deps, lagging.folders, [listed("INBOX", 1), listed("B", 3)]);
  if (renamed.kind !== "decided") expect.fail(renamed.reason);
  expect(renamed.folders.map(({ id, path, goneAt }) => [id, path, goneAt])).toContainEqual([
    folder.id,
    "B",
    null,
  ]);
});
