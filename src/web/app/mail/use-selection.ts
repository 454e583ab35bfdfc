// The selection of one list. It holds ids: whatever comes or goes above, what was chosen stays chosen, and what leaves
// the folder leaves the selection.
import { useEffect, useRef, useState } from "react";
import { useLive } from "../live/live-provider.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { ALL_MAX, IDS_MAX } from "./acts.ts";
import {
  everything,
  isNothing,
  nothing,
  type Selection,
  toggled,
  withoutIds,
  withRange,
} from "./selection.ts";
import { shownAlone } from "./shown-alone.ts";
import type { MessagePages, Scope } from "./use-message-pages.ts";

export interface SelectionState {
  readonly selection: Selection;
  /** Checkboxes are there, whether or not anything is selected. */
  readonly selecting: boolean;
  readonly begin: () => void;
  readonly toggle: (id: string) => void;
  /** From where the last choice was made (else from `cursor`) to here. */
  readonly rangeTo: (index: number, cursor: number) => void;
  readonly all: () => void;
  /** These have gone. */
  readonly forget: (ids: readonly string[]) => void;
  readonly clear: () => void;
}

/** `messages`: how many all rows stand for. */
export function useSelection(
  pages: MessagePages,
  scope: Scope,
  messages: number,
  say: (text: string) => void,
): SelectionState {
  const t = useTexts();
  const [selection, setSelection] = useState(nothing);
  const [begun, setBegun] = useState(false);
  /** The last choice wins over one that still waits for its rows. */
  const turn = useRef(0);
  useDepartures(scope, forgetMessages);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search is another list.
  useEffect(() => {
    turn.current += 1;
    setSelection(nothing);
    setBegun(false);
  }, [scope.q]);

  /** Messages that left: a conversation of which others stay is selected still. */
  function forgetMessages(gone: readonly string[]): void {
    const left = new Set(gone);
    const rows = scope.grouped === true ? [...pages.known().values()] : [];
    const ids = rows.flatMap(({ row }) => (left.has(shownAlone(row) ?? "") ? row.id : []));
    forget(scope.grouped === true ? ids : gone);
  }

  function forget(gone: readonly string[]): void {
    const next = withoutIds(selection, gone);
    if (next === selection) return;
    setSelection(next);
    if (isNothing(next)) setBegun(false);
  }

  function choose(next: Selection): void {
    turn.current += 1;
    if (next.ids.size > IDS_MAX) say(t.act.tooMany(IDS_MAX));
    else setSelection(next);
  }

  /** All but one, one by one. */
  async function allBut(id: string): Promise<void> {
    const total = pages.total ?? 0;
    if (total > IDS_MAX) {
      say(t.act.tooMany(IDS_MAX));
      return;
    }
    turn.current += 1;
    const mine = turn.current;
    const ids = await pages.idsBetween(0, total - 1);
    if (turn.current === mine) choose(toggled({ ...nothing, ids: new Set(ids) }, id));
  }

  async function rangeTo(index: number, cursor: number): Promise<void> {
    const anchor = selection.anchor ?? pages.row(cursor)?.id;
    const from = anchor === undefined ? undefined : pages.known().get(anchor)?.index;
    if (anchor === undefined || from === undefined) return;
    const [first, last] = [Math.min(from, index), Math.max(from, index)];
    if (last - first >= IDS_MAX) {
      say(t.act.tooMany(IDS_MAX));
      return;
    }
    turn.current += 1;
    const mine = turn.current;
    const found = pages.idsBetween(first, last);
    const ids = found instanceof Promise ? await found : found;
    if (turn.current === mine) choose(withRange(selection, anchor, ids));
  }

  return {
    selection,
    selecting: begun || !isNothing(selection),
    begin: () => setBegun(true),
    toggle: (id) => {
      if (selection.all) void allBut(id).catch(() => undefined);
      else choose(toggled(selection, id));
    },
    rangeTo: (index, cursor) => {
      // What can't be read isn't selected; the list itself says why.
      void rangeTo(index, cursor).catch(() => undefined);
    },
    all: () => {
      if (messages > ALL_MAX) say(t.act.tooManyAll(ALL_MAX));
      else choose(everything);
    },
    forget,
    clear: () => {
      setBegun(false);
      choose(nothing);
    },
  };
}

/** Messages that left the folder, whoever moved them. */
function useDepartures({ folder }: Scope, onGone: (ids: readonly string[]) => void): void {
  const { listen } = useLive();
  const latest = useRef(onGone);
  useEffect(() => {
    latest.current = onGone;
  });
  useEffect(
    () =>
      listen((event) => {
        if (event.kind !== "messages") return;
        const gone = event.changed.filter(({ flags, folderId }) =>
          flags !== null ? false : folder === undefined ? folderId === null : folderId !== folder,
        );
        latest.current(gone.map(({ id }) => id));
      }),
    [listen, folder],
  );
}
