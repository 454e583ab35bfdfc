import { describe, expect, test } from "vitest";
import { FLAG_BITS, FLAG_NAMES, type FlagName, flagNames } from "./flags.ts";
import { disbelieved, eachFlag, emptyLedger, type FolderLedger, pendingImport } from "./ledger.ts";
import { areUidsReused, type FolderPlan, NO_FLAGS, planFolder, type RemoteFolder } from "./plan-folder.ts";
import { UidSet } from "./uid-set.ts";

const SOME = { importAll: false, mapping: false };
const MAPPING = { importAll: false, mapping: true };

function sets(named: Partial<Record<FlagName, string>>): FolderLedger["flags"] {
  return eachFlag((name) => UidSet.parse(named[name] ?? ""));
}

interface Known {
  readonly uids: string;
  readonly stored?: string;
  readonly flags?: Partial<Record<FlagName, string>>;
  readonly modseq?: bigint;
  readonly mappedUidNext?: number;
}

/** A ledger whose messages are all wanted and stored, unless told otherwise. */
function known({ uids, stored = uids, flags = {}, modseq, mappedUidNext = 1 }: Known): FolderLedger {
  const all = UidSet.parse(uids);
  return {
    ...emptyLedger(7),
    uids: all,
    wanted: all,
    stored: UidSet.parse(stored),
    flags: sets(flags),
    uidNext: all.max + 1,
    modseq: modseq ?? null,
    mappedUidNext,
  };
}

/** A reading of everything, unless told otherwise. */
function remote(uids: string, more: Partial<RemoteFolder> = {}): RemoteFolder {
  return {
    uidValidity: 7,
    uidNext: UidSet.parse(uids).max + 1,
    modseq: null,
    readAt: 1_000,
    uids: { kind: "complete", uids: UidSet.parse(uids) },
    flags: NO_FLAGS,
    wantedSince: null,
    ...more,
  };
}

const from = (first: number, uids: string): RemoteFolder["uids"] => ({
  kind: "from",
  first,
  uids: UidSet.parse(uids),
});

function rows(flags: Readonly<Record<number, number>>): RemoteFolder["flags"] {
  return {
    ...NO_FLAGS,
    rows: Object.entries(flags).map(([uid, bits]) => ({ uid: Number(uid), flags: bits })),
    upToModseq: true,
  };
}

function allSets(of: string, named: Partial<Record<FlagName, string>>): RemoteFolder["flags"] {
  return { sets: sets(named), of: UidSet.parse(of), rows: [], upToModseq: true };
}

function proceed(plan: FolderPlan): Extract<FolderPlan, { kind: "proceed" }> {
  if (plan.kind !== "proceed") expect.fail(plan.kind);
  return plan;
}

interface Scenario {
  readonly name: string;
  readonly before: Known;
  readonly remote: RemoteFolder;
  readonly arrived?: string;
  readonly gone?: string;
  readonly changed?: Readonly<Record<number, number>>;
  /** What the ledger holds afterwards. */
  readonly uids: string;
  /** What remains to be fetched. */
  readonly pending?: string;
  readonly uidNext?: number;
}

const { seen, flagged } = FLAG_BITS;

const SCENARIOS: readonly Scenario[] = [
  {
    name: "1: a message arrives and is to be fetched",
    before: { uids: "1:3" },
    remote: remote("1:4"),
    arrived: "4",
    uids: "1:4",
    pending: "4",
    uidNext: 5,
  },
  {
    name: "3: a flag is set",
    before: { uids: "1:3" },
    remote: remote("1:3", { flags: rows({ 2: flagged }) }),
    changed: { 2: flagged },
    uids: "1:3",
  },
  {
    name: "5: a flag is set beside another, one is taken away",
    before: { uids: "1:3", flags: { seen: "1:2" } },
    remote: remote("1:3", { flags: allSets("1:3", { seen: "2:3", flagged: "2" }) }),
    changed: { 1: 0, 2: seen | flagged, 3: seen },
    uids: "1:3",
  },
  {
    name: "8: a message is expunged",
    before: { uids: "1:3", flags: { seen: "2" } },
    remote: remote("1,3"),
    gone: "2",
    uids: "1,3",
    uidNext: 4,
  },
  {
    name: "13: a message that was named but never stored is still to be fetched, and doesn't count as new",
    before: { uids: "1:3", stored: "1,3" },
    remote: remote("1:3"),
    uids: "1:3",
    pending: "2",
  },
  {
    name: "21: a cursor that is too high hides nothing from a complete reading",
    before: { uids: "1:3,900" },
    remote: remote("1:5,900"),
    arrived: "4:5",
    uids: "1:5,900",
    pending: "4:5",
    uidNext: 901,
  },
  {
    name: "46: a server without UIDNEXT",
    before: { uids: "1:3" },
    remote: remote("", { uidNext: null, uids: from(4, "4:6") }),
    arrived: "4:6",
    uids: "1:6",
    pending: "4:6",
    uidNext: 7,
  },
  {
    name: "47: UIDNEXT goes down, nothing is concluded",
    before: { uids: "1:9" },
    remote: remote("", { uidNext: 3, uids: { kind: "none" } }),
    uids: "1:9",
    uidNext: 10,
  },
  {
    name: "48: rows that are missing in an answer delete nothing",
    before: { uids: "1:10" },
    remote: remote("", { uids: from(1, "1:7"), flags: rows({ 1: 0, 7: 0 }) }),
    uids: "1:10",
  },
  {
    name: "53: a uid above the UIDNEXT that was told is taken, the cursor goes behind it",
    before: { uids: "1:3" },
    remote: remote("", { uidNext: 5, uids: from(4, "4:6") }),
    arrived: "4:6",
    uids: "1:6",
    pending: "4:6",
    uidNext: 7,
  },
  {
    name: "54: what arrived before a crash and has no bytes yet is still to be fetched",
    before: { uids: "1:6", stored: "1:3" },
    remote: remote("", { uids: from(7, "") }),
    uids: "1:6",
    pending: "4:6",
  },
  {
    name: '55: "n:*" gives the last message though nothing is new',
    before: { uids: "1:3" },
    remote: remote("", { uids: from(4, "3") }),
    uids: "1:3",
    uidNext: 4,
  },
  {
    name: "61: many changes of one MODSEQ are all taken",
    before: { uids: "1:3", modseq: 5n },
    remote: remote("1:3", { modseq: 6n, flags: rows({ 1: seen, 2: seen, 3: seen }) }),
    changed: { 1: seen, 2: seen, 3: seen },
    uids: "1:3",
  },
  {
    name: "62: MODSEQ goes down, all flags are compared",
    before: { uids: "1:3", modseq: 50n, flags: { seen: "1:3" } },
    remote: remote("1:3", { modseq: 4n, flags: allSets("1:3", { seen: "1" }) }),
    changed: { 2: 0, 3: 0 },
    uids: "1:3",
  },
  {
    name: "63: flags of uids that nobody knows are ignored",
    before: { uids: "1:3" },
    remote: remote("1:3", { flags: rows({ 77: seen }) }),
    uids: "1:3",
  },
  {
    name: "97: a hundred messages are expunged at once",
    before: { uids: "1:120" },
    remote: remote("101:120"),
    gone: "1:100",
    uids: "101:120",
    uidNext: 121,
  },
];

describe("scenarios of one folder", () => {
  test.each(SCENARIOS)("$name", (scenario) => {
    const before = known(scenario.before);
    const plan = proceed(planFolder(before, scenario.remote, SOME));
    expect(plan.arrived.toString()).toBe(scenario.arrived ?? "");
    expect(plan.gone.toString()).toBe(scenario.gone ?? "");
    expect(Object.fromEntries(plan.flagChanges.map(({ uid, flags }) => [uid, flags]))).toEqual(
      scenario.changed ?? {},
    );
    expect(plan.next.uids.toString()).toBe(scenario.uids);
    expect(pendingImport(plan.next).toString()).toBe(scenario.pending ?? "");
    expect(plan.next.uidNext).toBe(scenario.uidNext ?? before.uidNext);
    for (const { uid, flags } of plan.flagChanges) {
      const inLedger = FLAG_NAMES.filter((name) => plan.next.flags[name].has(uid));
      expect(inLedger).toEqual(flagNames(flags));
    }
    // Run again nothing happens, and the ledger is the same object (law 7).
    const again = proceed(planFolder(plan.next, scenario.remote, SOME));
    expect(again.next).toBe(plan.next);
    expect([again.arrived.size, again.gone.size, again.flagChanges.length]).toEqual([0, 0, 0]);
  });
});

describe("UIDVALIDITY", () => {
  test("42, 43: another one makes the uids mean nothing: all of them are to be matched with what is here", () => {
    const plan = planFolder(known({ uids: "1:3" }), remote("1:2,9", { uidValidity: 8 }), SOME);
    if (plan.kind !== "restart") expect.fail(plan.kind);
    expect(plan.next.uidValidity).toBe(8);
    expect(plan.next.stored.isEmpty).toBe(true);
    expect(plan.next.unmatched.toString()).toBe("1:2,9");
    // What is wanted has to be asked by date.
    expect(plan.next.wanted.isEmpty).toBe(true);
  });

  test("of a folder that nothing was stored of there is nothing to match", () => {
    const plan = planFolder(known({ uids: "1:3", stored: "" }), remote("1:2", { uidValidity: 8 }), SOME);
    expect(plan.kind === "restart" && plan.next.unmatched.isEmpty).toBe(true);
  });

  test("44, 45: a lower one is another one, none at all is a question", () => {
    const lower = remote("", { uidValidity: 6 });
    expect(planFolder(known({ uids: "1:3" }), lower, SOME).kind).toBe("restart");
    for (const before of [null, known({ uids: "1:3" })]) {
      expect(planFolder(before, remote("1:3", { uidValidity: 0 }), SOME)).toEqual({ kind: "question" });
    }
  });
});

describe("absence alone never deletes", () => {
  test.each([
    ["nothing was read", { kind: "none" } as const],
    ["only newer uids were read", from(4, "")],
    ["a search answered less than asked", from(1, "2")],
  ])("%s", (_name, uids) => {
    const before = known({ uids: "1:3", flags: { seen: "1:3" } });
    const plan = proceed(planFolder(before, remote("", { uids, uidNext: 4 }), SOME));
    expect(plan.gone.isEmpty).toBe(true);
    expect(plan.next).toBe(before);
  });

  test("a complete reading that is empty empties the folder", () => {
    expect(proceed(planFolder(known({ uids: "1:3" }), remote(""), SOME)).gone.toString()).toBe("1:3");
  });
});

describe("uids that name other messages under the same UIDVALIDITY", () => {
  const before = known({ uids: "1:50" });
  const complete = (uids: string): RemoteFolder["uids"] => ({ kind: "complete", uids: UidSet.parse(uids) });

  test.each([
    ["fewer were given out than were received", remote("1:30", { uidNext: 31 }), true],
    ["none ever was", remote("", { uidNext: 1 }), true],
    ["as many", remote("1:30", { uidNext: 51 }), false],
    ["nobody told how many", remote("1:30", { uidNext: null }), false],
    ["the folder names a higher one: its count is a lie", remote("1:30,50", { uidNext: 31 }), false],
    ["not all were named", remote("", { uidNext: 31, uids: from(20, "20:30") }), false],
    ["the UIDVALIDITY is another one anyway", remote("1:30", { uidValidity: 8, uidNext: 31 }), false],
  ])("47: %s", (_name, now, reused) => {
    expect(areUidsReused(before, now)).toBe(reused);
  });

  test("are not believed: all of them are matched again, under whatever UIDVALIDITY", () => {
    const doubted = disbelieved({ ...before, modseq: 5n }, 1_000);
    expect(doubted).toEqual({ ...before, uidValidity: -1_000, modseq: null });
    expect(disbelieved(doubted, 2_000), "once").toBe(doubted);
    const plan = planFolder(doubted, remote("", { uids: complete("1:30") }), SOME);
    if (plan.kind !== "restart") expect.fail(plan.kind);
    expect(plan.next.unmatched.toString()).toBe("1:30");
  });
});

describe("MODSEQ", () => {
  test("64: moves on only with the flags it stands for", () => {
    const before = known({ uids: "1:3", modseq: 5n });
    const without = proceed(planFolder(before, remote("1:3", { modseq: 9n }), SOME));
    expect(without.next.modseq).toBe(5n);
    const some = { ...rows({ 1: seen }), upToModseq: false };
    const partly = proceed(planFolder(before, remote("1:3", { modseq: 9n, flags: some }), SOME));
    expect([partly.next.modseq, partly.next.flags.seen.toString()]).toEqual([5n, "1"]);
    const withFlags = proceed(planFolder(before, remote("1:3", { modseq: 9n, flags: rows({}) }), SOME));
    expect(withFlags.next.modseq).toBe(9n);
  });

  test("62: is forgotten when the server has none any more", () => {
    expect(
      proceed(planFolder(known({ uids: "1:3", modseq: 5n }), remote("1:3"), SOME)).next.modseq,
    ).toBeNull();
  });
});

describe("which messages are wanted (law 11)", () => {
  test("mapping a folder takes what is on or after the import date", () => {
    const plan = proceed(planFolder(null, remote("1:100", { wantedSince: UidSet.parse("90:100") }), MAPPING));
    expect(plan.next.wanted.toString()).toBe("90:100");
    expect(plan.next.mappedUidNext).toBe(101);
    expect(plan.next.offered.isEmpty).toBe(true);
  });

  test("what arrives afterwards is taken whatever its date", () => {
    const before = known({ uids: "1:100", mappedUidNext: 101 });
    const plan = proceed(planFolder(before, remote("1:105", { wantedSince: UidSet.parse("104") }), SOME));
    expect(pendingImport(plan.next).toString()).toBe("101:105");
  });

  test("what was announced when the folder was mapped and is named afterwards has arrived afterwards", () => {
    const first = proceed(
      planFolder(null, remote("1:3", { uidNext: 5, wantedSince: UidSet.of([3]) }), MAPPING),
    );
    expect(first.next.mappedUidNext).toBe(4);
    const later = proceed(planFolder(first.next, remote("1:4"), SOME));
    expect(later.next.wanted.has(4), "whatever its date").toBe(true);
  });

  test("an old uid that turns up late is not taken for an arrival", () => {
    const before = known({ uids: "50:100", mappedUidNext: 101 });
    const { next } = proceed(planFolder(before, remote("1:100"), SOME));
    expect(pendingImport(next).isEmpty).toBe(true);
    expect(next.unmatched.toString(), "but maybe for what is missed since then").toBe("1:49");
  });

  test("more than 500 older ones at once are offered, the new ones among them taken", () => {
    const before = known({ uids: "1:10", mappedUidNext: 11 });
    const five = remote("1:510", { wantedSince: UidSet.empty });
    expect(proceed(planFolder(before, five, SOME)).next.offered.isEmpty).toBe(true);
    const more = remote("1:520", { wantedSince: UidSet.parse("515:520") });
    expect(proceed(planFolder(before, more, SOME)).next.wanted.size).toBe(10 + 6);
    expect(proceed(planFolder(before, more, SOME)).next.offered.toString()).toBe("11:514");
    expect(proceed(planFolder(before, more, { importAll: true, mapping: false })).next.wanted.size).toBe(520);
  });

  test("what is offered may have been moved here, stays offered, and is taken by a wider import date", () => {
    const before = known({ uids: "1:10", mappedUidNext: 11 });
    const first = proceed(planFolder(before, remote("1:520", { wantedSince: UidSet.empty }), SOME)).next;
    expect(first.unmatched.toString()).toBe("11:520");
    const matched = { ...first, unmatched: UidSet.empty };
    expect(proceed(planFolder(matched, remote("1:520"), SOME)).next).toBe(matched);
    expect(proceed(planFolder(matched, remote("1:20"), SOME)).next.offered.toString()).toBe("11:20");
    const wider = remote("1:520", { wantedSince: UidSet.parse("100:520") });
    const taken = proceed(planFolder(matched, wider, MAPPING)).next;
    expect([taken.offered.toString(), pendingImport(taken).size]).toEqual(["11:99", 421]);
    expect(taken.mappedUidNext, "told in bulk").toBe(521);
  });

  test("an old uid that turns up late is taken when its date says so, or when everything is wanted", () => {
    const before = known({ uids: "50:100", mappedUidNext: 101 });
    const late = remote("40:100", { wantedSince: UidSet.parse("45:100") });
    expect(pendingImport(proceed(planFolder(before, late, SOME)).next).toString()).toBe("45:49");
    const all = proceed(planFolder(before, remote("40:100"), { importAll: true, mapping: false }));
    expect(pendingImport(all.next).toString()).toBe("40:49");
  });

  test("a wider import date adds, a narrower one takes nothing away", () => {
    const before = {
      ...known({ uids: "1:100" }),
      wanted: UidSet.parse("90:100"),
      stored: UidSet.parse("90:100"),
    };
    const wider = proceed(
      planFolder(before, remote("1:100", { wantedSince: UidSet.parse("50:100") }), MAPPING),
    );
    expect(pendingImport(wider.next).toString()).toBe("50:89");
    const narrower = proceed(planFolder(before, remote("1:100", { wantedSince: UidSet.parse("99") }), SOME));
    expect(narrower.next).toBe(before);
  });
});

test("flags of messages that are not stored here change the ledger and are no news", () => {
  const before = known({ uids: "1:3", stored: "1" });
  const plan = proceed(planFolder(before, remote("1:3", { flags: rows({ 1: seen, 2: seen }) }), SOME));
  expect(plan.flagChanges).toEqual([{ uid: 1, flags: seen }]);
  expect(plan.next.flags.seen.toString()).toBe("1:2");
});

test("what was set aside is forgotten with the message", () => {
  const before = { ...known({ uids: "1:3", stored: "1" }), aside: UidSet.parse("2:3") };
  expect(proceed(planFolder(before, remote("1:2"), SOME)).next.aside.toString()).toBe("2");
});
