import { expect, test } from "vitest";
import type { FolderId } from "../base/ids.ts";
import { FLAG_BITS } from "./flags.ts";
import { placeAct, type ShownCopy } from "./place-act.ts";

const [INBOX, ARCHIVE, SENT] = ["inbox", "archive", "sent"] as FolderId[] as [FolderId, FolderId, FolderId];
const { seen, flagged } = FLAG_BITS;

function shown(folderId: FolderId, flags = 0): ShownCopy {
  return { folderId, flags, hidden: false };
}

test("a flag that is set already changes nothing", () => {
  const act = { kind: "flags", add: seen, remove: flagged } as const;
  expect(placeAct(act, [shown(INBOX, seen)])).toBeNull();
  expect(placeAct(act, [shown(INBOX, seen | flagged)])).toMatchObject({ show: INBOX, flags: seen });
  expect(placeAct(act, [])).toBeNull();
});

test("a move takes the copy of the folder it was done in, and leaves the others", () => {
  const act = { kind: "move", from: SENT, to: ARCHIVE } as const;
  expect(placeAct(act, [shown(INBOX), shown(SENT, seen)])).toEqual({
    change: { kind: "move", from: SENT, to: ARCHIVE, elsewhere: [INBOX] },
    hide: SENT,
    show: ARCHIVE,
    flagsBefore: seen,
    flags: seen,
  });
});

test("a move from anywhere takes the copy that is shown first", () => {
  const act = { kind: "move", from: null, to: ARCHIVE } as const;
  expect(placeAct(act, [shown(ARCHIVE), shown(INBOX), shown(SENT)])).toMatchObject({ hide: INBOX });
});

test("what isn't shown where the act was done is left alone", () => {
  expect(placeAct({ kind: "move", from: INBOX, to: INBOX }, [shown(INBOX)])).toBeNull();
  expect(placeAct({ kind: "move", from: INBOX, to: ARCHIVE }, [shown(SENT)])).toBeNull();
  const hidden = { ...shown(INBOX), hidden: true };
  expect(placeAct({ kind: "move", from: INBOX, to: ARCHIVE }, [hidden, shown(SENT)])).toBeNull();
  expect(placeAct({ kind: "erase", from: INBOX }, [hidden])).toBeNull();
});

test("erased, it is shown nowhere else", () => {
  expect(placeAct({ kind: "erase", from: INBOX }, [shown(INBOX)])).toMatchObject({ hide: INBOX, show: null });
});
