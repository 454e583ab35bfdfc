import { describe, expect, test } from "vitest";
import type { FolderId } from "../base/ids.ts";
import { type FolderInList, type ListedLike, planFolderList } from "./plan-folder-list.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";

function known(path: string, more: Partial<FolderInList> = {}): FolderInList {
  return { id: `id of ${path}` as FolderId, path, serverId: null, uidValidity: null, goneAt: null, ...more };
}

function listed(path: string, uidValidity: number | null = null, serverId: string | null = null): ListedLike {
  return { path, serverId, status: uidValidity === null ? null : { uidValidity } };
}

const INBOX = known("INBOX", { uidValidity: 1 });

function plan(before: readonly FolderInList[], now: readonly ListedLike[]) {
  const planned = planFolderList([INBOX, ...before], [listed("INBOX", 1), ...now]);
  if (planned.kind !== "proceed") expect.fail(planned.reason);
  return { ...planned, kind: undefined, added: planned.added.map(({ path }) => path) };
}

const nothing = { added: [], renamed: [], gone: [], back: [] };

describe("a list without sense is a question, never a fact", () => {
  test("when it is empty", () => {
    expect(planFolderList([INBOX], []).kind).toBe("question");
    expect(planFolderList([], []).kind).toBe("question");
  });

  test("when it has no INBOX, in whatever letters", () => {
    expect(planFolderList([INBOX], [listed("Sent")]).kind).toBe("question");
    expect(planFolderList([], [listed("Inbox")]).kind).toBe("proceed");
  });
});

describe("folders", () => {
  test("that are as they were need nothing", () => {
    expect(plan([known("A")], [listed("A")])).toMatchObject(nothing);
  });

  test("come, go and come back", () => {
    expect(plan([], [listed("A")])).toMatchObject({ ...nothing, added: ["A"] });
    expect(plan([known("A")], [])).toMatchObject({ ...nothing, gone: ["id of A"] });
    expect(plan([known("A", { goneAt: 5 })], [])).toMatchObject(nothing);
    expect(plan([known("A", { goneAt: 5 })], [listed("A")])).toMatchObject({ ...nothing, back: ["id of A"] });
  });

  test("are renamed by the server's id, whatever their UIDVALIDITY", () => {
    const before = [
      known("A", { serverId: "F1", uidValidity: 3 }),
      known("B", { serverId: "F2", uidValidity: 3 }),
    ];
    const now = [listed("C", 9, "F2"), listed("D", 3, "F1")];
    expect(plan(before, now)).toMatchObject({
      ...nothing,
      renamed: [
        { folderId: "id of A", path: "D" },
        { folderId: "id of B", path: "C" },
      ],
    });
  });

  test("are renamed by UIDVALIDITY when one went and one came", () => {
    expect(plan([known("A", { uidValidity: 3 })], [listed("Z", 3)])).toMatchObject({
      ...nothing,
      renamed: [{ folderId: "id of A", path: "Z" }],
    });
  });

  test("are renamed together with those inside them", () => {
    const before = [known("A", { uidValidity: 3 }), known("A/B", { uidValidity: 4 })];
    expect(plan(before, [listed("Z", 3), listed("Z/B", 4)]).renamed).toEqual([
      { folderId: "id of A", path: "Z" },
      { folderId: "id of A/B", path: "Z/B" },
    ]);
  });

  test.each([
    ["two went with it", [known("A", { uidValidity: 3 }), known("B", { uidValidity: 3 })], [listed("Z", 3)]],
    ["two came with it", [known("A", { uidValidity: 3 })], [listed("Y", 3), listed("Z", 3)]],
    ["it is another one", [known("A", { uidValidity: 3 })], [listed("Z", 4)]],
    ["it isn't known", [known("A")], [listed("Z", 3)]],
    ["it isn't told", [known("A", { uidValidity: 3 })], [listed("Z")]],
    ["the server's ids differ", [known("A", { uidValidity: 3, serverId: "F1" })], [listed("Z", 3, "F2")]],
  ])("aren't renamed by UIDVALIDITY when %s: one is gone and one is new", (_name, before, now) => {
    expect(plan(before, now)).toMatchObject({
      renamed: [],
      added: now.map(({ path }) => path),
      gone: before.map(({ id }) => id),
    });
  });

  test("that kept their path aren't taken for a rename, though another has the same UIDVALIDITY", () => {
    expect(plan([known("A", { uidValidity: 3 })], [listed("A", 3), listed("Z", 3)])).toMatchObject({
      ...nothing,
      added: ["Z"],
    });
  });

  test("never become one another's double when two knew the same id", () => {
    const before = [known("A", { serverId: "F1" }), known("B", { serverId: "F1" })];
    expect(plan(before, [listed("Z", null, "F1")])).toMatchObject({
      renamed: [{ folderId: "id of A", path: "Z" }],
      gone: ["id of B"],
    });
  });
});

test.each<[string, (i: number) => Partial<FolderInList>, (i: number) => ListedLike]>([
  ["of one UIDVALIDITY", () => ({ uidValidity: 3 }), (i) => listed(`new ${i}`, 3)],
  ["of their own UIDVALIDITY", (i) => ({ uidValidity: i }), (i) => listed(`new ${i}`, i)],
  ["of one id", () => ({ serverId: "F" }), (i) => listed(`new ${i}`, null, "F")],
])("folders %s may all be replaced at once, however many they are", (_name, before, now) => {
  const lists = (count: number) => {
    const each = Array.from({ length: count }, (_, i) => i);
    return { before: each.map((i) => known(`old ${i}`, before(i))), now: each.map(now) };
  };
  expect(growth(500, lists, ({ before, now }) => plan(before, now))).toBeLessThan(GROWTH_MAX);
});
