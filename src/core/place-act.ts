// What an act of a person means for one message: which of its copies is meant, what the lists show from now on, and
// the change that the provider has to learn.
import type { FolderId } from "../base/ids.ts";
import { type Flags, withFlags } from "./flags.ts";
import type { ChangeAct } from "./plan-changes.ts";

export type NewAct =
  | { readonly kind: "flags"; readonly add: Flags; readonly remove: Flags }
  /** `from` null: from wherever the message is shown. */
  | { readonly kind: "move"; readonly from: FolderId | null; readonly to: FolderId }
  /** For good: nothing of it is kept at the provider. */
  | { readonly kind: "erase"; readonly from: FolderId };

export interface ShownCopy {
  readonly folderId: FolderId;
  readonly flags: Flags;
  /** Moved away or erased here already. */
  readonly hidden: boolean;
}

export interface PlacedAct {
  readonly change: ChangeAct;
  /** The copy that leaves the lists. */
  readonly hide: FolderId | null;
  /** The folder that shows the message from now on. */
  readonly show: FolderId | null;
  readonly flagsBefore: Flags;
  /** With these flags. */
  readonly flags: Flags;
}

/** Null when it changes nothing. `copies` in the order of the folder a message is shown with first. */
export function placeAct(act: NewAct, copies: readonly ShownCopy[]): PlacedAct | null {
  const shown = copies.filter(({ hidden }) => !hidden);
  switch (act.kind) {
    case "flags": {
      const different = shown.find(({ flags }) => withFlags(flags, act) !== flags);
      if (different === undefined) return null;
      const { kind, add, remove } = act;
      const flags = withFlags(different.flags, act);
      return {
        change: { kind, add, remove },
        hide: null,
        show: different.folderId,
        flagsBefore: different.flags,
        flags,
      };
    }
    case "move": {
      const source =
        act.from === null
          ? shown.find(({ folderId }) => folderId !== act.to)
          : shown.find(({ folderId }) => folderId === act.from);
      if (source === undefined || source.folderId === act.to) return null;
      const from = source.folderId;
      const elsewhere = shown.map(({ folderId }) => folderId).filter((id) => id !== from && id !== act.to);
      return {
        change: { kind: "move", from, to: act.to, elsewhere },
        hide: from,
        show: act.to,
        flagsBefore: source.flags,
        flags: source.flags,
      };
    }
    case "erase": {
      const source = shown.find(({ folderId }) => folderId === act.from);
      if (source === undefined) return null;
      const { flags } = source;
      return {
        change: { kind: "erase", from: act.from },
        hide: act.from,
        show: null,
        flagsBefore: flags,
        flags,
      };
    }
  }
}
