import { expect, test } from "vitest";
import type { MessageId } from "../base/ids.ts";
import { emptyLedger } from "../core/ledger.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportDeps } from "./import-messages.ts";
import { LoopState } from "./loop-state.ts";
import type { FolderMapping, KnownFolder, Ownership, SyncChanges, SyncMailbox } from "./ports/sync.ts";
import { resolveLimbo } from "./resolve-limbo.ts";

const FOLDER = "a" as KnownFolder["id"];

test("what is missed under a uid that its folder names is wanted, whatever is imported of the folder", async () => {
  const ledger = {
    ...emptyLedger(7),
    uids: UidSet.range(1, 3),
    wanted: UidSet.of([3]),
    stored: UidSet.of([3]),
  };
  const known = {
    id: FOLDER,
    path: "Archive",
    ledger,
    readAt: 5,
    mapping: {} as FolderMapping,
    ...{ selectable: true, goneAt: null },
  };
  const state = new LoopState({} as Ownership, {
    mailbox: {} as SyncMailbox["mailbox"],
    folders: [known as KnownFolder],
    recordsOnly: false,
  });
  const limbo = [
    { messageId: "m1" as MessageId, key: "7:1" },
    { messageId: "m2" as MessageId, key: "6:2" },
  ].map((each) => ({ ...each, folderId: FOLDER, since: 1, liveElsewhere: null, awaited: false }));
  state.resume(limbo as never);
  const commits: SyncChanges[] = [];
  const store = {
    listLimbo: async () => limbo,
    commit: async (_: Ownership, changes: SyncChanges) => void commits.push(changes),
  };
  const deps = { store, clock: { now: () => 9 } } as unknown as ImportDeps;
  expect(await resolveLimbo(deps, state)).toBe(2);
  const wanted = commits.flatMap(({ ledgers = [] }) => ledgers.map((each) => each.ledger.wanted.toString()));
  expect([wanted, state.folder(FOLDER).ledger?.wanted.toString()]).toEqual([["1,3"], "1,3"]);
  // Once is enough.
  await resolveLimbo(deps, state);
  expect(commits.flatMap(({ ledgers = [] }) => ledgers)).toHaveLength(1);
});
