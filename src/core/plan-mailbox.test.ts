import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FolderId, MessageId, RemoteKey } from "../base/ids.ts";
import {
  type LimboInput,
  type MatchCandidate,
  matchNewcomers,
  type Newcomer,
  planLimbo,
  UNREADABLE_MS_MAX,
} from "./plan-mailbox.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";

const [inbox, archive, clients] = ["inbox" as FolderId, "archive" as FolderId, "clients" as FolderId];
const id = (name: string): MessageId => name as MessageId;
const NOW = 10_000_000;
const MISSED = NOW - 1_000;

function limbo(folders: LimboInput["folders"]) {
  return planLimbo({ now: NOW, limbo: [{ messageId: id("a"), folderId: inbox, since: MISSED }], folders });
}

describe("a message that is missing in its folder", () => {
  const read = { folderId: inbox, readAt: MISSED + 1, unreadableSince: null };

  test("has departed once every folder was read after it was missed, and the evidence says when", () => {
    const plan = limbo([read, { folderId: archive, readAt: MISSED + 2, unreadableSince: null }]);
    expect(plan.staying).toEqual([]);
    expect(plan.departed).toEqual([
      {
        messageId: "a",
        evidence: { missedAt: MISSED, readAt: { inbox: MISSED + 1, archive: MISSED + 2 }, leftOut: [] },
      },
    ]);
  });

  test.each([
    ["another folder was never read", { folderId: archive, readAt: null, unreadableSince: null }],
    ["another folder was read before only", { folderId: archive, readAt: MISSED, unreadableSince: null }],
    [
      "another folder was read by a clock that was ahead",
      { folderId: archive, readAt: NOW + 1, unreadableSince: null },
    ],
    [
      "another folder can't be read for a while",
      { folderId: archive, readAt: MISSED + 1, unreadableSince: NOW - UNREADABLE_MS_MAX + 1 },
    ],
  ])("stays while %s", (_name, other) => {
    expect(limbo([read, other])).toEqual({ departed: [], staying: ["a"] });
  });

  test("doesn't wait for a folder that can't be read for 15 minutes, and the evidence says so", () => {
    const broken = { folderId: archive, readAt: null, unreadableSince: NOW - 15 * 60_000 };
    expect(limbo([read, broken]).departed[0]?.evidence).toMatchObject({ leftOut: ["archive"] });
  });

  test("never departs for want of folders to ask", () => {
    expect(limbo([]).staying).toEqual(["a"]);
    expect(limbo([{ ...read, unreadableSince: NOW - UNREADABLE_MS_MAX }]).staying).toEqual(["a"]);
  });
});

interface Like {
  readonly fingerprint?: string;
  readonly serverId?: string | null;
  readonly internalDate?: number | null;
  /** Of its copies; by default its own. */
  readonly copied?: number;
  readonly distinct?: boolean;
}

function newcomer(
  uid: number,
  { fingerprint = "f", serverId = null, internalDate = 5, distinct = true }: Like = {},
): Newcomer {
  return { uid, fingerprint, serverId, internalDate, distinct };
}

function candidate(
  name: string,
  copies: Readonly<
    Record<string, "missing" | "renumbered" | "left" | "expected" | "told" | "there" | "draft">
  >,
  like: Like = {},
): MatchCandidate {
  const { fingerprint = "f", serverId = null, internalDate = 5, copied = internalDate ?? 0 } = like;
  return {
    messageId: id(name),
    fingerprint,
    serverId,
    internalDate,
    draft: Object.values(copies).includes("draft"),
    copies: Object.entries(copies).map(([folderId, state]) => ({
      folderId: folderId as FolderId,
      key: (state === "renumbered" ? "6:1" : "7:1") as RemoteKey,
      internalDate: copied,
      missing: state !== "there",
      expected: state === "expected" || state === "told",
      told: state === "told",
      left: state === "left",
    })),
  };
}

function linked(newcomers: readonly Newcomer[], candidates: readonly MatchCandidate[]) {
  const { links, rest } = matchNewcomers({ folderId: inbox, uidValidity: 7, newcomers, candidates });
  return [Object.fromEntries(links.map(({ uid, messageId }) => [uid, messageId])), rest];
}

describe("newcomers that are known already", () => {
  test("are linked by fingerprint and date", () => {
    expect(linked([newcomer(1)], [candidate("a", { archive: "there" })])).toEqual([{ 1: "a" }, []]);
  });

  test("are not linked by headers that many messages may share", () => {
    const missed = candidate("a", { archive: "missing" });
    expect(linked([newcomer(1, { distinct: false })], [missed])).toEqual([{}, [1]]);
    const same = { serverId: "M1", distinct: false };
    expect(linked([newcomer(1, same)], [{ ...missed, serverId: "M1" }])).toEqual([{ 1: "a" }, []]);
  });

  test.each([
    ["is missed under its old uid", candidate("a", { inbox: "renumbered" }), [1]],
    ["is missed elsewhere", candidate("a", { archive: "missing" }), [1]],
    ["isn't missed", candidate("a", { archive: "there" }), []],
    ["has another date", candidate("a", { inbox: "renumbered" }, { internalDate: 6 }), []],
    ["has other headers", candidate("a", { inbox: "renumbered" }, { fingerprint: "g" }), []],
  ])("without Message-ID and alike are told by their bytes: one that %s", (_name, known, unclear) => {
    const newcomers = [newcomer(1, { distinct: false })];
    const given = { folderId: inbox, uidValidity: 7, newcomers, candidates: [known] };
    expect(matchNewcomers(given).unclear).toEqual(unclear);
  });

  test("are not linked to a draft, which keeps its headers when it is saved again", () => {
    expect(linked([newcomer(1)], [candidate("a", { inbox: "draft" })])).toEqual([{}, [1]]);
  });

  test("of two that have one id, as copies do, the one that is expected here comes first", () => {
    const twin = candidate("a", { archive: "there" }, { serverId: "M1" });
    const moved = candidate("b", { archive: "there", inbox: "expected" }, { serverId: "M1" });
    expect(linked([newcomer(1, { serverId: "M1" })], [twin, moved])).toEqual([{ 1: "b" }, []]);
  });

  test("two equal ones and two known ones are two pairs, in the order of the folder", () => {
    const two = [candidate("a", { archive: "missing" }), candidate("b", { archive: "missing" })];
    expect(linked([newcomer(8), newcomer(7)], two)).toEqual([{ 7: "a", 8: "b" }, []]);
  });

  test("three equal ones and two known ones leave one that is new", () => {
    const two = [candidate("a", { archive: "missing" }), candidate("b", { archive: "missing" })];
    expect(linked([newcomer(1), newcomer(2), newcomer(3)], two)).toEqual([{ 1: "a", 2: "b" }, [3]]);
  });

  test("a message that lies in this folder already is another one", () => {
    expect(linked([newcomer(2)], [candidate("a", { inbox: "there" })])).toEqual([{}, [2]]);
  });

  test("the server's id counts more than everything else", () => {
    const same = candidate(
      "a",
      { archive: "there" },
      { serverId: "M1", fingerprint: "other", internalDate: 9 },
    );
    const alike = candidate("b", { archive: "missing" });
    expect(linked([newcomer(1, { serverId: "M1" })], [alike, same])).toEqual([{ 1: "a" }, []]);
  });

  test("different ids of the server never match, an id and none may", () => {
    const one = candidate("a", { archive: "missing" }, { serverId: "M1" });
    expect(linked([newcomer(1, { serverId: "M2" })], [one])).toEqual([{}, [1]]);
    expect(linked([newcomer(1)], [one])).toEqual([{ 1: "a" }, []]);
  });

  test("what is missing here comes before what is missing elsewhere, and that before what isn't missing", () => {
    const there = candidate("there", { archive: "there" });
    const elsewhere = candidate("elsewhere", { clients: "missing" });
    const here = candidate("here", { inbox: "missing" });
    expect(linked([newcomer(1), newcomer(2), newcomer(3)], [there, elsewhere, here])).toEqual([
      { 1: "here", 2: "elsewhere", 3: "there" },
      [],
    ]);
  });

  test("what was moved away from here comes after what should be here", () => {
    const left = candidate("left", { inbox: "left" });
    const here = candidate("here", { inbox: "missing" });
    expect(linked([newcomer(1)], [left, here])).toEqual([{ 1: "here" }, []]);
    expect(linked([newcomer(1)], [left])).toEqual([{ 1: "left" }, []]);
  });

  test("what is expected here comes before what is missed here, save where all got new uids", () => {
    const missed = candidate("missed", { inbox: "missing" });
    const expected = candidate("expected", { inbox: "expected" });
    const renumbered = candidate("renumbered", { inbox: "renumbered" });
    expect(linked([newcomer(1)], [missed, expected])).toEqual([{ 1: "expected" }, []]);
    expect(linked([newcomer(1)], [expected, renumbered])).toEqual([{ 1: "renumbered" }, []]);
  });

  test("of two that are expected here the one comes first of which the provider was told", () => {
    const untold = candidate("untold", { archive: "there", inbox: "expected" });
    const told = candidate("told", { clients: "left", inbox: "told" });
    expect(linked([newcomer(1)], [untold, told])).toEqual([{ 1: "told" }, []]);
  });

  test("what is expected elsewhere isn't missed for that", () => {
    const expected = candidate("a", { archive: "expected", clients: "there" }, { internalDate: 6 });
    expect(linked([newcomer(1)], [expected])).toEqual([{}, [1]]);
  });

  test("an equal date counts more than where it is missing", () => {
    const here = candidate("here", { inbox: "missing" }, { internalDate: 6 });
    const dated = candidate("dated", { archive: "there" });
    expect(linked([newcomer(1)], [here, dated])).toEqual([{ 1: "dated" }, []]);
  });

  test("... but a date alone counts less than that the provider was told to bring another here", () => {
    const dated = candidate("dated", { archive: "there" });
    const told = candidate("told", { archive: "missing", inbox: "told" }, { internalDate: 6 });
    expect(linked([newcomer(1), newcomer(2)], [dated, told])).toEqual([{ 1: "told", 2: "dated" }, []]);
    const expected = candidate("expected", { archive: "there", inbox: "expected" }, { internalDate: 6 });
    expect(linked([newcomer(1)], [dated, expected])).toEqual([{ 1: "dated" }, []]);
  });

  test("the date of a copy is as good as the message's first: one of two that are alike is where it was moved", () => {
    const other = candidate("other", { archive: "there" }, { internalDate: 5, copied: 6 });
    const moved = candidate("moved", { archive: "missing", inbox: "told" }, { internalDate: 6, copied: 5 });
    expect(linked([newcomer(1)], [other, moved])).toEqual([{ 1: "moved" }, []]);
  });

  test("without an equal date only a missing message is linked", () => {
    for (const internalDate of [6, null]) {
      expect(linked([newcomer(1, { internalDate })], [candidate("a", { archive: "there" })])).toEqual([
        {},
        [1],
      ]);
      expect(linked([newcomer(1, { internalDate })], [candidate("a", { archive: "missing" })])).toEqual([
        { 1: "a" },
        [],
      ]);
    }
    const undated = candidate("a", { archive: "there" }, { internalDate: null });
    expect(linked([newcomer(1, { internalDate: null })], [undated])).toEqual([{}, [1]]);
  });

  test("another fingerprint is another message", () => {
    const other = candidate("a", { inbox: "missing" }, { fingerprint: "g" });
    expect(linked([newcomer(1)], [other])).toEqual([{}, [1]]);
  });

  test("whatever comes, each uid and each message is used once and none is lost", () => {
    const like = fc.record({
      fingerprint: fc.constantFrom("f", "g"),
      serverId: fc.constantFrom(null, "M1", "M2"),
      internalDate: fc.constantFrom(null, 5, 6),
    });
    const state = fc.constantFrom("missing" as const, "there" as const);
    const copies = fc.dictionary(fc.constantFrom(inbox, archive, clients) as fc.Arbitrary<string>, state);
    fc.assert(
      fc.property(
        fc.array(like, { maxLength: 8 }),
        fc.array(fc.tuple(copies, like), { maxLength: 8 }),
        (came, had) => {
          const newcomers = came.map((each, i) => newcomer(i + 1, each));
          const candidates = had.map(([places, each], i) => candidate(`m${i}`, places, each));
          const { links, rest } = matchNewcomers({ folderId: inbox, uidValidity: 7, newcomers, candidates });
          expect([...links.map(({ uid }) => uid), ...rest].sort()).toEqual(newcomers.map(({ uid }) => uid));
          expect(new Set(links.map(({ messageId }) => messageId)).size).toBe(links.length);
          for (const { uid, messageId } of links) {
            const [a, b] = [newcomers[uid - 1], candidates.find((each) => each.messageId === messageId)];
            expect(b?.copies.some(({ folderId, missing }) => folderId === inbox && !missing)).toBe(false);
            if (a?.serverId && b?.serverId) expect(a.serverId).toBe(b.serverId);
            else expect(a?.fingerprint).toBe(b?.fingerprint);
          }
        },
      ),
    );
  });
});

test("thousands are matched without comparing each with all", () => {
  const pairs = (count: number) => {
    const each = Array.from({ length: count }, (_, i) => ({ fingerprint: `f${i}`, serverId: `s${i}` }));
    return {
      newcomers: each.map((like, i) => newcomer(i + 1, like)),
      candidates: each.map((like, i) =>
        candidate(`m${i}`, { archive: "there" }, { ...like, serverId: null }),
      ),
    };
  };
  const work = growth(250, pairs, ({ newcomers, candidates }) => linked(newcomers, candidates));
  expect(work).toBeLessThan(GROWTH_MAX);
});

test("thousands may be missed in a mailbox of thousands of folders", () => {
  const missed = (count: number): LimboInput => ({
    now: NOW,
    limbo: Array.from({ length: count }, (_, i) => ({
      messageId: id(`m${i}`),
      folderId: inbox,
      since: MISSED,
    })),
    folders: Array.from({ length: count }, (_, i) => ({
      folderId: `f${i}` as FolderId,
      readAt: NOW,
      unreadableSince: i % 2 === 0 ? 0 : null,
    })),
  });
  expect(planLimbo(missed(10)).departed).toHaveLength(10);
  expect(growth(250, missed, planLimbo)).toBeLessThan(GROWTH_MAX);
});
