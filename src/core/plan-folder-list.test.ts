import { describe, expect, test } from "vitest";
import type { FolderId } from "../base/ids.ts";
import type { FolderInList } from "./folder-evidence.ts";
import { planFolderList } from "./plan-folder-list.ts";
import { known, type Listed, listed, used } from "./testing/folder-list.ts";

const node = (path: string): Listed => ({ ...listed(path), selectable: false });
const INBOX = used("INBOX", 1);

interface Outcome {
  /** Known folder -> where it is now; with "?" where its uids are not believed. */
  readonly moved: Readonly<Record<string, string>>;
  readonly back: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
  readonly sought: readonly string[];
}

function plan(before: readonly FolderInList[], now: readonly Listed[]): Outcome {
  const all = [INBOX, ...before];
  const inbox = now.some(({ path }) => path === "INBOX") ? [] : [listed("INBOX", 1)];
  const planned = planFolderList(all, [...inbox, ...now]);
  if (planned.kind !== "proceed") expect.fail(planned.reason);
  const byId = new Map(all.map((folder) => [folder.id, folder]));
  const places = planned.there.map((place) => ({ ...place, folder: byId.get(place.folderId) ?? INBOX }));
  const told = places.filter(({ folder, listed: { path }, doubted }) => doubted || folder.path !== path);
  const paths = planned.there.map((place) => place.listed.path);
  expect(new Set(paths).size, "two folders in one place").toBe(paths.length);
  return {
    moved: Object.fromEntries(
      told.map(({ folder, listed: { path }, doubted }) => [folder.path, doubted ? `${path}?` : path]),
    ),
    back: places.flatMap(({ folder }) => (folder.goneAt === null ? [] : [folder.id])).sort(),
    added: planned.added.map(({ path }) => path),
    gone: planned.gone.map((id) => byId.get(id)?.path ?? ""),
    sought: planned.sought,
  };
}

const nothing: Outcome = { moved: {}, back: [], added: [], gone: [], sought: [] };

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

interface Scenario {
  readonly name: string;
  readonly before: readonly FolderInList[];
  readonly now: readonly Listed[];
  readonly outcome: Partial<Outcome>;
}

function scenarios(title: string, all: readonly Scenario[]): void {
  describe(title, () => {
    test.each(all.map((each) => [each.name, each] as const))("%s", (_name, { before, now, outcome }) => {
      expect(plan(before, now)).toEqual({ ...nothing, ...outcome });
      // The order in which either side names its folders tells nothing.
      expect(plan(before.toReversed(), now.toReversed()).moved).toEqual(outcome.moved ?? {});
    });
  });
}

scenarios("66: folders", [
  { name: "that are as they were need nothing", before: [known("A")], now: [listed("A")], outcome: {} },
  { name: "are new", before: [], now: [listed("A")], outcome: { added: ["A"] } },
  { name: "have gone", before: [known("A")], now: [], outcome: { gone: ["A"] } },
  { name: "stay gone", before: [known("A", { goneAt: 5 })], now: [], outcome: {} },
  {
    name: "come back under their name",
    before: [known("A", { goneAt: 5 }), used("B", 3, { goneAt: 5 })],
    now: [listed("A"), listed("B", 3)],
    outcome: { back: ["id of A", "id of B"] },
  },
  {
    name: "come back once, and the one that is used, the last that went",
    before: [
      known("A", { id: "first" as FolderId, goneAt: 9 }),
      used("A", 3, { id: "second" as FolderId, goneAt: 5 }),
      used("A", 4, { id: "third" as FolderId, goneAt: 7 }),
    ],
    now: [listed("A")],
    outcome: { back: ["third"] },
  },
]);

scenarios("67: renamed folders", [
  {
    name: "by the server's id, whatever their UIDVALIDITY",
    before: [used("A", 3, { serverId: "F1" }), used("B", 3, { serverId: "F2" })],
    now: [listed("C", 9, { serverId: "F2" }), listed("D", 3, { serverId: "F1" })],
    outcome: { moved: { A: "D", B: "C" } },
  },
  {
    name: "never by UIDVALIDITY when the server's ids differ",
    before: [used("A", 3, { serverId: "F1" })],
    now: [listed("Z", 3, { serverId: "F2" })],
    outcome: { gone: ["A"], added: ["Z"] },
  },
  {
    name: "by UIDVALIDITY before one that had it and has gone, doubted",
    before: [used("A", 3), used("B", 3, { goneAt: 5 })],
    now: [listed("Z", 3)],
    outcome: { moved: { A: "Z?" } },
  },
  {
    name: "by UIDVALIDITY when one is missed and one was found",
    before: [used("A", 3)],
    now: [listed("Z", 3)],
    outcome: { moved: { A: "Z" } },
  },
  {
    name: "by UIDVALIDITY though they came back late, if they are used",
    before: [used("A", 3, { goneAt: 5 }), known("B", { uidValidity: 4, goneAt: 5 })],
    now: [listed("Z", 3), listed("Y", 4)],
    outcome: { moved: { A: "Z" }, back: ["id of A"], added: ["Y"] },
  },
  {
    name: "to where one is known that nobody uses, and of which nothing was ever told: after a look at the headers",
    before: [used("A", 3, { goneAt: 5 }), known("B"), used("C", 4, { goneAt: 5 }), used("D", null)],
    now: [listed("B", 3), listed("D", 4)],
    outcome: { moved: { A: "B?" }, back: ["id of A"], gone: ["B"] },
  },
  {
    name: "never to a name that was there before, where many have one UIDVALIDITY: LIST may have left them out",
    before: [used("A", 3), known("B"), used("C", 3)],
    now: [listed("B", 3), listed("C", 3)],
    outcome: { moved: { C: "C?" }, gone: ["A"] },
  },
  {
    name: "not when they went long ago and nobody uses them, whatever the server's id: what is there now stays",
    before: [known("A", { serverId: "F1", uidValidity: 3, goneAt: 5 }), used("B", 3)],
    now: [listed("B", 3, { serverId: "F1" })],
    outcome: {},
  },
  {
    name: "to where a folder was that has gone",
    before: [used("A", 3), used("B", 4)],
    now: [listed("B", 3)],
    outcome: { moved: { A: "B" }, gone: ["B"] },
  },
  {
    name: "while only a name is left in their place",
    before: [used("A", 3), used("A/B", 4)],
    now: [node("A"), listed("A/B", 4), listed("Z", 3)],
    outcome: { moved: { A: "Z" }, added: ["A"] },
  },
  {
    name: "not when nobody told",
    before: [used("A", 3), used("B", null)],
    now: [node("Y"), listed("Z", 4)],
    outcome: { gone: ["A", "B"], added: ["Y", "Z"] },
  },
  {
    name: "not when more uids were received than it ever had, and another has its UIDVALIDITY",
    before: [used("A", 3, { uidNext: 51 }), used("B", 3, { uidNext: 60 })],
    now: [listed("Z", 3, { uidNext: 2 }), listed("B", 3, { uidNext: 60 })],
    outcome: { gone: ["A"], added: ["Z"] },
  },
  {
    name: "though STATUS lags behind, where no other folder can be meant: after a look at the headers",
    before: [used("A", 3, { uidNext: 51 })],
    now: [listed("Z", 3, { uidNext: 50 })],
    outcome: { moved: { A: "Z?" } },
  },
  {
    name: "never INBOX, and never to INBOX",
    before: [used("A", 3)],
    now: [listed("INBOX", 3), listed("Z", 1)],
    outcome: { gone: ["A"], added: ["Z"] },
  },
]);

scenarios("68: names that change hands", [
  {
    name: "two swap",
    before: [used("A", 3), used("B", 4)],
    now: [listed("A", 4), listed("B", 3)],
    outcome: { moved: { A: "B", B: "A" } },
  },
  {
    name: "three go round",
    before: [used("A", 3), used("B", 4), used("C", 5)],
    now: [listed("A", 5), listed("B", 3), listed("C", 4)],
    outcome: { moved: { A: "B", B: "C", C: "A" } },
  },
  {
    name: "two swap by the server's id, with one UIDVALIDITY",
    before: [used("A", 3, { serverId: "F1" }), used("B", 3, { serverId: "F2" })],
    now: [listed("A", 3, { serverId: "F2" }), listed("B", 3, { serverId: "F1" })],
    outcome: { moved: { A: "B", B: "A" } },
  },
  {
    name: "a mapped one swaps with one that isn't",
    before: [used("A", 3), known("B", { uidValidity: 4 })],
    now: [listed("A", 4), listed("B", 3)],
    outcome: { moved: { A: "B", B: "A" } },
  },
  {
    name: "a child takes its parent's place",
    before: [used("A", 3), used("A/B", 4)],
    now: [listed("A", 4), listed("Old", 3)],
    outcome: { moved: { A: "Old", "A/B": "A" } },
  },
  {
    name: "a parent takes its former child's place",
    before: [used("A", 3), used("A/B", 4)],
    now: [node("A"), listed("A/B", 3), listed("B", 4)],
    outcome: { moved: { A: "A/B", "A/B": "B" }, added: ["A"] },
  },
  {
    name: "parents swap with all below them, the children under equal names",
    before: [used("A", 3), used("A/x", 5), used("B", 4), used("B/x", 6)],
    now: [listed("A", 4), listed("A/x", 6), listed("B", 3), listed("B/x", 5)],
    outcome: { moved: { A: "B", "A/x": "B/x", B: "A", "B/x": "A/x" } },
  },
]);

scenarios("67: folders that are renamed with all below them", [
  {
    name: "with one that was made in it a moment ago, of which nothing is known yet",
    before: [used("Clients", 2), known("Clients/Initech")],
    now: [listed("Customers", 2), listed("Customers/Initech", 9)],
    outcome: { moved: { Clients: "Customers", "Clients/Initech": "Customers/Initech" } },
  },
  {
    name: "each by its UIDVALIDITY",
    before: [used("A", 3), used("A/B", 4), used("A/B/C", 5)],
    now: [listed("Z", 3), listed("Z/B", 4), listed("Z/B/C", 5)],
    outcome: { moved: { A: "Z", "A/B": "Z/B", "A/B/C": "Z/B/C" } },
  },
  {
    name: "into another parent, and into one that is renamed too",
    before: [used("A", 3), used("A/B", 4), used("P", 5)],
    now: [listed("Q/A", 3), listed("Q/A/B", 4), listed("Q", 5)],
    outcome: { moved: { A: "Q/A", "A/B": "Q/A/B", P: "Q" } },
  },
  {
    name: "with the name that they have below it, where the children share a UIDVALIDITY",
    before: [used("A", 3), used("A/x", 4), used("A/y", 4), used("A/y/z", 4)],
    now: [listed("Z", 3), listed("Z/x", 4), listed("Z/y", 4), listed("Z/y/z", 4)],
    outcome: { moved: { A: "Z", "A/x": "Z/x", "A/y": "Z/y", "A/y/z": "Z/y/z" } },
  },
  {
    name: "as one shape, where all share a UIDVALIDITY",
    before: [used("A", 3), used("A/x", 3), used("A/y", 3)],
    now: [listed("P/Z", 3), listed("P/Z/x", 3), listed("P/Z/y", 3)],
    outcome: { moved: { A: "P/Z", "A/x": "P/Z/x", "A/y": "P/Z/y" } },
  },
  {
    name: "and not as another shape",
    before: [used("A", 3), used("A/x", 3)],
    now: [listed("Z", 3), listed("Z/other", 3)],
    outcome: { gone: ["A", "A/x"], added: ["Z", "Z/other"] },
  },
  {
    name: "with another delimiter, or none at all: a name that only begins alike isn't below",
    before: [used("A", 3, { delimiter: "." }), used("A.x", 4, { delimiter: "." }), used("Ax", 4)],
    now: [
      { ...listed("Z", 3), delimiter: "." },
      { ...listed("Z.x", 4), delimiter: "." },
    ],
    outcome: { moved: { A: "Z", "A.x": "Z.x?" }, gone: ["Ax"] },
  },
]);

scenarios("one UIDVALIDITY on several folders", [
  {
    name: "that are renamed together: nothing tells which is which",
    before: [used("A", 3), used("B", 3)],
    now: [listed("Y", 3), listed("Z", 3)],
    outcome: { gone: ["A", "B"], added: ["Y", "Z"] },
  },
  {
    name: "two went, one came",
    before: [used("A", 3), used("B", 3)],
    now: [listed("Z", 3)],
    outcome: { gone: ["A", "B"], added: ["Z"] },
  },
  {
    name: "one went, two came",
    before: [used("A", 3)],
    now: [listed("Y", 3), listed("Z", 3)],
    outcome: { gone: ["A"], added: ["Y", "Z"] },
  },
  {
    name: "one is renamed, another stays: followed, but its messages are looked for by their headers",
    before: [used("A", 3), used("B", 3)],
    now: [listed("Z", 3), listed("B", 3)],
    outcome: { moved: { A: "Z?" } },
  },
  {
    name: "one stays, a new one is no rename",
    before: [used("A", 3)],
    now: [listed("A", 3), listed("Z", 3)],
    outcome: { added: ["Z"] },
  },
  {
    name: "one went, one stays: it may be the one that went",
    before: [used("A", 3), used("B", 3)],
    now: [listed("B", 3)],
    outcome: { gone: ["A"], moved: { B: "B?" } },
  },
  {
    name: "one went, one stays and has given out no uid since: it is none that gave out fewer, or nobody knows how many",
    before: [
      used("A", 3, { uidNext: 20 }),
      known("A2", { uidValidity: 3 }),
      used("B", 3, { uidNext: 31 }),
      used("C", 3),
    ],
    now: [listed("B", 3, { uidNext: 31 }), listed("C", 3)],
    outcome: { gone: ["A", "A2"], moved: { C: "C?" } },
  },
  {
    name: "but it may be one that gave out just as many",
    before: [used("A", 3, { uidNext: 31 }), used("B", 3, { uidNext: 31 })],
    now: [listed("B", 3, { uidNext: 31 })],
    outcome: { gone: ["A"], moved: { B: "B?" } },
  },
  {
    name: "INBOX has it too: it is never another",
    before: [used("A", 1)],
    now: [listed("INBOX", 1)],
    outcome: { gone: ["A"] },
  },
  {
    name: "one that had more uids than the one that stays can't be it",
    before: [used("A", 3, { uidNext: 51 }), used("B", 3, { uidNext: 31 })],
    now: [listed("B", 3, { uidNext: 31 })],
    outcome: { gone: ["A"] },
  },
  {
    name: "a chain: A became B, B became Z",
    before: [used("A", 3, { uidNext: 51 }), used("B", 3, { uidNext: 31 })],
    now: [listed("B", 3, { uidNext: 51 }), listed("Z", 3, { uidNext: 31 })],
    outcome: { gone: ["A"], added: ["Z"], moved: { B: "B?" } },
  },
  {
    name: "two of them and a third go round",
    before: [used("A", 3, { uidNext: 51 }), used("B", 3, { uidNext: 31 }), used("C", 5)],
    now: [listed("A", 5), listed("B", 3, { uidNext: 51 }), listed("C", 3, { uidNext: 31 })],
    outcome: { gone: ["A"], added: ["C"], moved: { B: "B?", C: "A" } },
  },
  {
    name: "the parents swap, their children share one",
    before: [used("A", 3), used("A/x", 5), used("B", 4), used("B/x", 5)],
    now: [listed("A", 4), listed("A/x", 5), listed("B", 3), listed("B/x", 5)],
    outcome: { moved: { A: "B", B: "A", "A/x": "A/x?", "B/x": "B/x?" } },
  },
  {
    name: "a STATUS that lags behind moves nothing",
    before: [used("A", 3, { uidNext: 51 }), used("B", 3)],
    now: [listed("A", 3, { uidNext: 50 }), listed("B", 3)],
    outcome: {},
  },
  {
    name: "a server that gives one to all: a new folder isn't one that went long ago",
    before: [used("A", 1, { goneAt: 5 }), used("B", 1)],
    now: [listed("B", 1), listed("Z", 1)],
    outcome: { added: ["Z"] },
  },
]);

scenarios("72: a folder that was deleted and made again, or renumbered, keeps its name", [
  { name: "under another UIDVALIDITY", before: [used("A", 3)], now: [listed("A", 9)], outcome: {} },
  {
    name: "though a new one came",
    before: [used("A", 3)],
    now: [listed("A", 9), listed("Z", 8)],
    outcome: { added: ["Z"] },
  },
  {
    name: "while all are renumbered, and a UIDVALIDITY comes up again in another place",
    before: [used("A", 3), used("B", 4)],
    now: [listed("A", 4), listed("B", 9)],
    outcome: {},
  },
  {
    name: "while others moved: one that was made in the place of a folder that is elsewhere now tells of no renumbering",
    before: [used("A", 3), used("B", 4), used("C", 5)],
    now: [listed("A", 9), listed("Z", 3), listed("C", 4)],
    outcome: { moved: { A: "Z", B: "C" }, added: ["A"], gone: ["C"] },
  },
  {
    name: "after a while",
    before: [used("A", 3, { goneAt: 5 })],
    now: [listed("A", 9)],
    outcome: { back: ["id of A"] },
  },
  {
    name: "in the same second: by the server's id it is another",
    before: [used("A", 3, { serverId: "F1" })],
    now: [listed("A", 3, { serverId: "F2" })],
    outcome: { moved: { A: "A?" } },
  },
  {
    name: "as a name only, below which others lie",
    before: [used("A", 3), used("A/B", 4)],
    now: [node("A"), listed("A/B", 4)],
    outcome: {},
  },
]);

scenarios("what has to be asked", [
  {
    name: "is nothing while all is in its place",
    before: [used("A", 3), known("B")],
    now: [listed("A", 3), listed("B"), listed("C")],
    outcome: { added: ["C"] },
  },
  {
    name: "is everything when a folder is missed, new ones first, names without a folder not at all",
    before: [used("A", 3), known("B")],
    now: [listed("B"), node("N"), listed("Z")],
    outcome: { gone: ["A"], added: ["N", "Z"], sought: ["Z", "B"] },
  },
  {
    name: "is what was told without a UIDVALIDITY too",
    before: [used("A", 3), known("B", { uidValidity: 4 })],
    now: [listed("A", 4), listed("B", 0)],
    outcome: { moved: { B: "A" }, gone: ["A"], added: ["B"], sought: ["B"] },
  },
  {
    name: "is everything when only its name is left",
    before: [used("A", 3)],
    now: [node("A"), listed("Z")],
    outcome: { added: ["Z"], sought: ["Z"] },
  },
  {
    name: "is everything when another has its name",
    before: [used("A", 3), known("B")],
    now: [listed("A", 4), listed("B")],
    outcome: { sought: ["B"] },
  },
  {
    name: "is what is new and unknown while a folder is away",
    before: [used("A", 3, { goneAt: 5 }), known("B", { uidValidity: 7 }), known("C")],
    now: [listed("B"), listed("C"), listed("Z")],
    outcome: { added: ["Z"], sought: ["C", "Z"] },
  },
  {
    name: "is nothing for a folder that isn't used",
    before: [known("A", { uidValidity: 3 }), used("B", 4)],
    now: [listed("B", 4), listed("Z")],
    outcome: { gone: ["A"], added: ["Z"] },
  },
]);

test("two that knew one id never become each other's double", () => {
  const before = [known("A", { serverId: "F1" }), known("B", { serverId: "F1" })];
  expect(plan(before, [listed("Z", null, { serverId: "F1" })])).toEqual({
    ...nothing,
    moved: { A: "Z" },
    gone: ["B"],
  });
});
