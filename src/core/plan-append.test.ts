// What follows for uploads and drafts: the rows of docs/ARCHITECTURE.md, "When both sides change", that tell of them,
// and every place at which an upload may have been cut.
import { describe, expect, test } from "vitest";
import type { FolderId, MessageId, RevisionId } from "../base/ids.ts";
import { FLAG_BITS } from "./flags.ts";
import { remoteKey } from "./ledger.ts";
import { APPEND_DOUBT_MS, type AppendAct, dueChanges, revisionDate } from "./plan-append.ts";
import {
  type ChangeAct,
  type ChangeFolder,
  type PendingChange,
  type PlacedCopy,
  planChanges,
} from "./plan-changes.ts";

const [DRAFTS, INBOX] = ["drafts", "inbox"] as FolderId[] as [FolderId, FolderId];
const ATTEMPT = 100_000;
/** Long after an attempt, and the folder was read since. */
const LATER = ATTEMPT + APPEND_DOUBT_MS;

const append: AppendAct = {
  kind: "append",
  to: DRAFTS,
  flags: FLAG_BITS.draft,
  internalDate: 1_000,
  revisionId: "r" as RevisionId,
  fingerprint: "00",
  earlier: [remoteKey(7, 3)],
};
const discard: ChangeAct = { kind: "discard", from: DRAFTS, earlier: [] };
const read: ChangeAct = { kind: "flags", add: FLAG_BITS.seen, remove: 0 };

const expected: PlacedCopy = { folderId: DRAFTS, state: "expected", uid: null, flags: 0 };
const missing: PlacedCopy = { ...expected, state: "missing" };
const here: PlacedCopy = { ...expected, state: "here", uid: 9 };

let last = 0;
function change(act: ChangeAct, copy: PlacedCopy | null, detail: Partial<PendingChange> = {}): PendingChange {
  return {
    seq: ++last,
    messageId: "m" as MessageId,
    act,
    attemptedAt: null,
    tries: 0,
    unheard: false,
    copies: copy === null ? [] : [copy],
    targetMissedUntil: null,
    answered: false,
    earlier: [],
    ...detail,
  };
}

function foldersWith(
  detail: Partial<ChangeFolder> | null,
  inbox: Partial<ChangeFolder>,
): ReadonlyMap<FolderId, ChangeFolder> {
  const folder = { mapped: true, known: true, readAt: LATER, allKnown: true, parked: false };
  const all = [{ ...folder, folderId: INBOX, ...inbox }];
  return new Map(
    [...all, ...(detail === null ? [] : [{ ...folder, folderId: DRAFTS, ...detail }])].map((each) => [
      each.folderId,
      each,
    ]),
  );
}

/** One line for what a plan says. */
function said(
  pending: PendingChange | readonly PendingChange[],
  {
    folder = {},
    inbox = {},
    now = LATER,
  }: {
    readonly folder?: Partial<ChangeFolder> | null;
    readonly inbox?: Partial<ChangeFolder>;
    readonly now?: number;
  } = {},
): string {
  const plan = planChanges([pending].flat(), foldersWith(folder, inbox), now);
  const words = [
    ...plan.appends.map(() => "send"),
    ...plan.clearings.map(({ uids }) => `erase ${uids.join(",")}`),
    ...plan.superseded.map(() => "needless"),
    ...plan.ends.map(() => "journal the end"),
    ...plan.done.map(({ act }) => `${act.kind} done`),
    ...plan.refused.map(({ why }) => `refused: ${why}`),
    ...plan.steps.map(({ step }) => step.kind),
    ...plan.ask.map((id) => `read ${id}`),
    ...(Number.isFinite(plan.again) ? [`again at +${plan.again - ATTEMPT}`] : []),
  ];
  return words.join(", ") || "wait";
}

describe("an upload", () => {
  const attempted = { attemptedAt: ATTEMPT };
  const answered = { attemptedAt: ATTEMPT, answered: true };
  const rows: readonly (readonly [string, string, string])[] = [
    ["not sent yet", said(change(append, expected)), "send"],
    [
      "into a folder that was never read: what comes couldn't be told from what was there",
      said(change(append, expected), { folder: { known: false, readAt: null } }),
      "read drafts",
    ],
    [
      "into a folder that can't be opened now",
      said(change(append, expected), { folder: { parked: true } }),
      "wait",
    ],
    ["into a folder that has gone", said(change(append, expected), { folder: null }), "refused: folderGone"],
    [
      "sent into a folder that LIST may have left out",
      said(change(append, expected, { ...attempted, targetMissedUntil: LATER }), { folder: null }),
      `again at +${LATER - ATTEMPT}`,
    ],
    [
      "into a folder that nobody reads any more",
      said(change(append, null), { folder: { mapped: false } }),
      "refused: folderGone",
    ],
    [
      "whose answer was lost: first the folder is read",
      said(change(append, expected, attempted), { folder: { readAt: ATTEMPT }, now: ATTEMPT + 1 }),
      "read drafts",
    ],
    [
      "not found a moment later: the server may still be at work on it",
      said(change(append, expected, attempted), { folder: { readAt: ATTEMPT + 1 }, now: ATTEMPT + 2 }),
      `again at +${APPEND_DOUBT_MS}`,
    ],
    [
      "not found until then: looked for once more",
      said(change(append, expected, attempted), { folder: { readAt: ATTEMPT + 1 } }),
      "read drafts",
    ],
    ["not found then either: sent again", said(change(append, expected, attempted)), "send"],
    ["found", said(change(append, here, attempted)), "append done"],
    ["placed by the server's word", said(change(append, missing, attempted)), "append done"],
    [
      "that the server took and nobody finds: never sent again",
      said(change(append, expected, answered)),
      "refused: gone",
    ],
    [
      "that the server took and nobody finds where it was put: first all other folders are read",
      said(change(append, expected, answered), { inbox: { readAt: ATTEMPT } }),
      "read inbox",
    ],
    [
      "that the server took, and somebody there has moved: it lies where it was put",
      said(change(append, expected, { ...answered, copies: [expected, { ...here, folderId: INBOX }] })),
      "append done",
    ],
    ["gone again before it was seen", said(change(append, null, attempted)), "refused: gone"],
  ];
  test.each(rows)("%s", (_name, plan, expectation) => expect(plan).toBe(expectation));
});

describe("a draft that was saved again", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    [
      "the new one is sent, and the earlier one stays until it lies there",
      said(change(append, expected, { earlier: [3] })),
      "send",
    ],
    [
      "the earlier one goes when a reading has seen the new one",
      said(change(append, here, { attemptedAt: ATTEMPT, earlier: [3] })),
      "erase 3",
    ],
    [
      "before that it doesn't",
      said(change(append, missing, { attemptedAt: ATTEMPT, earlier: [3] }), { folder: { readAt: ATTEMPT } }),
      "read drafts",
    ],
    ["edited there meanwhile, the earlier one is gone: both stay", said(change(append, here)), "append done"],
    [
      "saved once more before it was sent: only the newest is",
      said([change(append, expected), change(append, expected)]),
      "needless",
    ],
    [
      "saved once more while it may lie there: first that is found out",
      said([change(append, expected, { attemptedAt: ATTEMPT }), change(append, expected)], {
        now: ATTEMPT + 1,
      }),
      `again at +${APPEND_DOUBT_MS}`,
    ],
    [
      "marked before it was saved: the mark goes to the new one",
      said([change(read, expected), change(append, expected)]),
      "send",
    ],
  ];
  test.each(rows)("%s", (_name, plan, expectation) => expect(plan).toBe(expectation));
});

describe("a draft that was discarded", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["it goes", said(change(discard, here)), "erase 9"],
    ["with its earlier revisions", said(change(discard, here, { earlier: [3] })), "erase 9,3"],
    [
      "before it was sent to the folder it was uploaded to: sent first, and moved",
      said([change({ ...append, to: INBOX }, { ...expected, folderId: INBOX }), change(discard, expected)]),
      "send",
    ],
    [
      "before it was sent: that it goes is journaled first, since it may still be taken back",
      said([change(append, expected), change(discard, expected)]),
      "journal the end",
    ],
    [
      "then it is never sent",
      said([change(append, expected), change(discard, expected, { attemptedAt: ATTEMPT })]),
      "needless",
    ],
    ["that never came there", said(change(discard, expected)), "discard done"],
    ["gone there too", said(change(discard, null)), "discard done"],
    ["missed there: it waits while it is looked for", said(change(discard, missing)), "wait"],
    [
      "attempted, and missed since: it was removed",
      said(change(discard, missing, { attemptedAt: ATTEMPT })),
      "discard done",
    ],
    [
      "attempted, and its folder renumbered: it may be what isn't known there yet",
      said(change(discard, missing, { attemptedAt: ATTEMPT }), { folder: { allKnown: false } }),
      "wait",
    ],
    [
      "in a folder that can't be opened now",
      said(change(discard, here), { folder: { parked: true } }),
      "wait",
    ],
  ];
  test.each(rows)("%s", (_name, plan, expectation) => expect(plan).toBe(expectation));
});

describe("whose turn it is", () => {
  const of = (messageId: string, kind: string, dueAt: number) => ({
    seq: ++last,
    messageId,
    act: { kind },
    dueAt,
  });
  test("what follows an upload that is postponed waits for it, other messages don't", () => {
    const waiting = of("a", "append", 200);
    const marked = of("a", "flags", 0);
    const other = of("b", "flags", 0);
    expect(dueChanges([waiting, marked, other], 100)).toEqual([other]);
    expect(dueChanges([waiting, marked, other], 200)).toEqual([waiting, marked, other]);
  });

  test("an upload that is postponed is looked at with the newer one, or with the draft's end", () => {
    const postponed = of("a", "append", 200);
    const [newer, end] = [of("a", "append", 0), of("a", "discard", 150)];
    expect(dueChanges([postponed, newer], 100)).toEqual([postponed, newer]);
    expect(dueChanges([postponed, end], 100), "it can still be undone").toEqual([]);
    expect(dueChanges([postponed, end], 150)).toEqual([postponed, end]);
  });
});

test("no two revisions of a draft have the same date, however fast it is saved", () => {
  expect(revisionDate(5_700, 1_000)).toBe(5_000);
  expect(revisionDate(5_700, 5_000)).toBe(6_000);
  expect(revisionDate(5_700, 9_000), "by a clock that was wrong").toBe(10_000);
});
