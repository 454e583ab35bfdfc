// A store through which a program dies at one of its commits: before it is made, or made and its answer lost.
import { SyncError } from "../../base/sync-error.ts";
import type { SyncStore } from "../../engine/ports/sync.ts";

export interface Death {
  /** Counted from 0. */
  readonly commit: number;
  readonly when: "before" | "after";
}

/** Also answers whether the program came that far. */
export function dyingStore(death: Death): {
  readonly store: (store: SyncStore) => SyncStore;
  readonly died: () => boolean;
} {
  let commits = 0;
  return {
    store: (store) => ({
      ...store,
      async commit(ownership, changes) {
        const isLast = commits === death.commit;
        commits++;
        if (!isLast || death.when === "after") await store.commit(ownership, changes);
        if (isLast) throw new SyncError("storeDown", { scope: "installation", retry: "later" });
      },
    }),
    died: () => commits > death.commit,
  };
}
