// The rules of conflicts as one table (docs/ARCHITECTURE.md, "When both sides change"): where a message lies, what was
// asked here, and what follows.
import { describe, expect, test } from "vitest";
import type { FolderId, MessageId } from "../base/ids.ts";
import { FLAG_BITS } from "./flags.ts";
import {
  AT_WORK_MS,
  type ChangeAct,
  type ChangeFolder,
  type PendingChange,
  type PlacedCopy,
  planChanges,
} from "./plan-changes.ts";

const [INBOX, ARCHIVE, DELETED, SENT, UNMAPPED] = [
  "inbox",
  "archive",
  "deleted",
  "sent",
  "unmapped",
] as FolderId[] as [FolderId, FolderId, FolderId, FolderId, FolderId];
const { seen, flagged, deleted } = FLAG_BITS;
const ATTEMPT = 1_000;

function folder(folderId: FolderId, detail: Partial<ChangeFolder> = {}): ChangeFolder {
  return {
    folderId,
    mapped: true,
    known: true,
    readAt: ATTEMPT + 1,
    allKnown: true,
    parked: false,
    ...detail,
  };
}
function foldersWith(...others: readonly ChangeFolder[]): ReadonlyMap<FolderId, ChangeFolder> {
  const all = [
    folder(INBOX),
    folder(ARCHIVE),
    folder(DELETED),
    folder(SENT),
    folder(UNMAPPED, { mapped: false }),
  ];
  return new Map([...all, ...others].map((each) => [each.folderId, each]));
}

const here = (folderId: FolderId, flags = 0): PlacedCopy => ({ folderId, state: "here", uid: 7, flags });
const missing = (folderId: FolderId): PlacedCopy => ({ folderId, state: "missing", uid: null, flags: 0 });
const away = (folderId: FolderId): PlacedCopy => ({ folderId, state: "away", uid: null, flags: 0 });
const expected = (folderId: FolderId): PlacedCopy => ({ folderId, state: "expected", uid: null, flags: 0 });

const read: ChangeAct = { kind: "flags", add: seen, remove: 0 };
const file: ChangeAct = { kind: "move", from: INBOX, to: ARCHIVE, elsewhere: [] };
const bin: ChangeAct = { kind: "move", from: INBOX, to: UNMAPPED, elsewhere: [] };
const erase: ChangeAct = { kind: "erase", from: DELETED };

function change(act: ChangeAct, copies: readonly PlacedCopy[], attempted = false): PendingChange {
  return {
    seq: 1,
    messageId: "m" as MessageId,
    act,
    attemptedAt: attempted ? ATTEMPT : null,
    tries: 0,
    unheard: false,
    copies,
    targetMissedUntil: null,
    answered: false,
    earlier: [],
  };
}

/** One word for what a plan says of one change. */
function said(pending: PendingChange, folders = foldersWith(), now = ATTEMPT + 2): string {
  const plan = planChanges([pending], folders, now);
  const steps = plan.steps.map(({ step }) => {
    if (step.kind === "move") return `move ${step.folderId} > ${step.to}`;
    if (step.kind === "remove") return `remove ${step.folderId}`;
    return `flags ${step.folderId} +${step.add} -${step.remove}`;
  });
  const [refused] = plan.refused;
  if (steps.length > 0) return steps.join(", ");
  if (plan.done.length > 0) return "done";
  if (refused !== undefined) return `refused: ${refused.why}`;
  return plan.ask.length === 0 ? "wait" : `wait for ${plan.ask.join(", ")}`;
}

test("a move of an earlier session may be under way: it is waited for, and then the folders are read", () => {
  const moved = { ...change(file, [here(INBOX), expected(ARCHIVE)], true), unheard: true };
  const plan = planChanges([moved], foldersWith(), ATTEMPT + 2);
  expect([plan.steps, plan.ask, plan.again]).toEqual([[], [], ATTEMPT + AT_WORK_MS]);
  const read = (readAt: number): string =>
    said(moved, foldersWith(folder(INBOX, { readAt }), folder(ARCHIVE, { readAt })), ATTEMPT + AT_WORK_MS);
  expect(read(ATTEMPT + AT_WORK_MS)).toBe("wait for inbox, archive");
  expect(read(ATTEMPT + AT_WORK_MS + 1)).toBe("move inbox > archive");
});

test("arrived, a message is moved only when the folder it left is known again, where that is imported anew", () => {
  const arrived = change(file, [missing(INBOX), here(ARCHIVE)], true);
  expect(said(arrived)).toBe("done");
  expect(said(arrived, foldersWith(folder(INBOX, { allKnown: false })))).toBe("wait");
  expect(said(arrived, foldersWith(folder(INBOX, { allKnown: false, parked: true })))).toBe("done");
  expect(said(change(file, [here(INBOX), here(ARCHIVE)], true))).toBe("remove inbox");
});

test("what lies nowhere isn't refused while a folder that was mapped anew is imported: it may be there", () => {
  const gone = change(file, [expected(ARCHIVE)]);
  expect(said(gone, foldersWith(folder(INBOX, { allKnown: false })))).toBe("wait");
  expect(said(gone, foldersWith(folder(INBOX, { known: false, readAt: null })))).toBe("wait");
  expect(said(gone, foldersWith(folder(INBOX, { known: false, parked: true })))).toBe("refused: gone");
  expect(said(gone, foldersWith(folder(UNMAPPED, { mapped: false, known: false })))).toBe("refused: gone");
});

describe("what follows from where the message lies", () => {
  const rows: readonly (readonly [string, PendingChange, string])[] = [
    ["read here, unread there", change(read, [here(INBOX)]), `flags inbox +${seen} -0`],
    ["read here, flagged there: both", change(read, [here(INBOX, flagged)]), `flags inbox +${seen} -0`],
    [
      "read on both sides, as a search says that may be wrong: it is sent once",
      change(read, [here(INBOX, seen)]),
      `flags inbox +${seen} -0`,
    ],
    ["read here, moved there: where it lies now", change(read, [here(SENT)]), `flags sent +${seen} -0`],
    [
      "read here, in two folders there: in both",
      change(read, [here(INBOX), here(SENT)]),
      `flags inbox +${seen} -0, flags sent +${seen} -0`,
    ],
    ["read here, missed there: first it is looked for", change(read, [missing(INBOX)]), "wait"],
    ["read here, gone there: removal wins over a flag", change(read, []), "refused: gone"],

    ["moved here", change(file, [here(INBOX), expected(ARCHIVE)]), "move inbox > archive"],
    ["moved on both sides to the same folder", change(file, [here(ARCHIVE)]), "done"],
    [
      "moved here to one folder, there to another: the last one that is confirmed wins, ours",
      change(file, [here(DELETED), expected(ARCHIVE)]),
      "move deleted > archive",
    ],
    [
      "moved here, missed there: first it is looked for",
      change(file, [missing(INBOX), expected(ARCHIVE)]),
      "wait",
    ],
    ["moved here, gone there", change(file, [expected(ARCHIVE)]), "refused: gone"],
    [
      "moved here, gone there, another copy of it elsewhere: that one isn't meant",
      change({ ...file, elsewhere: [SENT] }, [here(SENT), expected(ARCHIVE)]),
      "refused: gone",
    ],
    [
      "moved here to a folder that has it already: only the copy here goes",
      change(file, [here(INBOX), here(ARCHIVE)]),
      "remove inbox",
    ],
    [
      "moved back to where a server that can't expunge has left it marked: the mark goes first",
      change(file, [here(INBOX), here(ARCHIVE, deleted)]),
      `flags archive +0 -${deleted}`,
    ],
    ["deleted here, Deleted not mapped", change(bin, [here(INBOX)]), "move inbox > unmapped"],

    ["erased here", change(erase, [here(DELETED)]), "remove deleted"],
    ["erased on both sides", change(erase, []), "done"],
    ["erased here, taken out of Deleted there: it stays where it is", change(erase, [here(INBOX)]), "done"],
    ["erased here, missed there", change(erase, [missing(DELETED)]), "wait"],
  ];
  test.each(rows)("%s", (_name, pending, expectation) => expect(said(pending)).toBe(expectation));
});

describe("after an attempt whose answer was lost", () => {
  const before = foldersWith(folder(INBOX, { readAt: ATTEMPT }));
  test("nothing is sent again before the folders were read", () => {
    expect(said(change(file, [here(INBOX), expected(ARCHIVE)], true), before)).toBe("wait for inbox");
    expect(said(change(read, [here(INBOX)], true), before)).toBe("wait for inbox");
    expect(said(change(erase, [here(DELETED)], true), foldersWith(folder(DELETED, { readAt: null })))).toBe(
      "wait for deleted",
    );
  });

  const rows: readonly (readonly [string, PendingChange, string])[] = [
    [
      "the move had not happened",
      change(file, [here(INBOX), expected(ARCHIVE)], true),
      "move inbox > archive",
    ],
    ["the move had happened", change(file, [here(ARCHIVE)], true), "done"],
    ["it was copied and not yet removed", change(file, [here(INBOX), here(ARCHIVE)], true), "remove inbox"],
    ["it is missed: it may turn up where it was", change(bin, [missing(INBOX)], true), "wait"],
    ["it had gone to a folder nobody reads", change(bin, [], true), "done"],
    [
      "the folder where it was is gone: nobody can tell",
      change(file, [away(INBOX)], true),
      "refused: folderGone",
    ],
    ["the flag had been set", change(read, [here(INBOX, seen)], true), "done"],
    ["to be erased, it is missed", change(erase, [missing(DELETED)], true), "wait"],
    ["it had been erased", change(erase, [], true), "done"],
  ];
  test.each(rows)("%s", (_name, pending, expectation) => expect(said(pending)).toBe(expectation));
});

test("a folder that can't be opened holds up its own changes only", () => {
  const parked = foldersWith(folder(INBOX, { parked: true, readAt: null }));
  expect(said(change(file, [here(INBOX)]), parked)).toBe("wait");
  expect(said(change(read, [here(INBOX)], true), parked)).toBe("wait");
  expect(said(change(read, [here(SENT)]), parked)).toBe(`flags sent +${seen} -0`);
});

test("a target that isn't there any more refuses the move", () => {
  const folders = new Map([...foldersWith()].filter(([id]) => id !== ARCHIVE));
  expect(said(change(file, [here(INBOX)]), folders)).toBe("refused: folderGone");
  const missed = { targetMissedUntil: ATTEMPT + 900_000 };
  expect(said({ ...change(file, [here(INBOX)]), ...missed }, folders)).toBe("refused: folderGone");
  const told = change(file, [here(INBOX), expected(ARCHIVE)], true);
  expect(said(told, folders), "gone for long").toBe("refused: folderGone");
  expect(said({ ...told, ...missed }, folders), "it may lie there, and LIST have left it out").toBe("wait");
});

test("one command serves all messages that want the same, and each message's changes keep their order", () => {
  const of = (seq: number, messageId: string, act: ChangeAct): PendingChange => ({
    ...change(act, [{ ...here(INBOX), uid: seq }]),
    seq,
    messageId: messageId as MessageId,
  });
  const plan = planChanges(
    [of(3, "a", file), of(1, "a", read), of(2, "b", read)],
    foldersWith(),
    ATTEMPT + 2,
  );
  expect(plan.steps).toHaveLength(1);
  expect(plan.steps[0]?.of.map(({ change: { seq } }) => seq)).toEqual([1, 2]);
});
