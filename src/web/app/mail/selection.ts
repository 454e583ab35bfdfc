// Which messages are selected: some by their ids, or all of the folder, however many those are.

export interface Selection {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
  /** The message a range begins at. */
  readonly anchor: string | null;
  /** What was selected before the range began: a range that shrinks again leaves it alone. */
  readonly base: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
export const nothing: Selection = { all: false, ids: NONE, anchor: null, base: NONE };
export const everything: Selection = { ...nothing, all: true };

export function isNothing({ all, ids }: Selection): boolean {
  return !all && ids.size === 0;
}

export function isSelected({ all, ids }: Selection, id: string): boolean {
  return all || ids.has(id);
}

export function toggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { all: false, ids: next, anchor: id, base: next };
}

export function withRange(selection: Selection, anchor: string, range: readonly string[]): Selection {
  const base = selection.anchor === anchor ? selection.base : selection.ids;
  return { all: false, ids: new Set([...base, ...range]), anchor, base };
}

export function withoutIds(selection: Selection, gone: readonly string[]): Selection {
  if (!gone.some((id) => selection.ids.has(id))) return selection;
  const left = (ids: ReadonlySet<string>) => new Set([...ids].filter((id) => !gone.includes(id)));
  return { ...selection, ids: left(selection.ids), base: left(selection.base) };
}
