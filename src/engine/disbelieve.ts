// A folder was found to be another one under the UIDVALIDITY that it always had. Whatever else has that UIDVALIDITY
// may have changed places with it: of none of them are the uids believed any more, and the headers will tell.
import { disbelieved } from "../core/ledger.ts";
import type { ImportDeps } from "./import-messages.ts";
import type { LoopState } from "./loop-state.ts";

export async function disbelieve(deps: ImportDeps, state: LoopState, uidValidity: number): Promise<void> {
  const now = deps.clock.now();
  const doubted = [...state.folders.values()].flatMap((folder) =>
    folder.ledger?.uidValidity === uidValidity ? [{ folder, ledger: disbelieved(folder.ledger, now) }] : [],
  );
  await deps.store.commit(state.ownership, {
    ledgers: doubted.map(({ folder, ledger }) => ({ folderId: folder.id, ledger, readAt: 0 })),
    renumbered: doubted.map(({ folder, ledger }) => ({
      folderId: folder.id,
      from: uidValidity,
      to: ledger.uidValidity,
    })),
    events: [],
  });
  for (const { folder, ledger } of doubted) {
    deps.log.warn("folder.doubted", { folder: folder.id });
    folder.disbelieve(ledger);
  }
}
