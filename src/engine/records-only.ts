// Where a workspace imports mail of its records only: whether a message is of one is told by its headers, before its body is
// asked for, and nothing of any other stays here. When a record gets an address, its mail is looked for at the provider.

import { searchDay } from "../core/import-window.ts";
import type { FolderLedger } from "../core/ledger.ts";
import type { MessageScan } from "../core/message.ts";
import { scanMessage } from "../core/scan-message.ts";
import { UidSet } from "../core/uid-set.ts";
import type { ImportDeps, ImportTarget } from "./import-messages.ts";
import { withoutWanted } from "./place-messages.ts";

const HEADERS_AT_ONCE = 500;
/** What a search at the provider can hold. */
const ASCII = /^[\x21-\x7e]+$/;

/** Answers the ledger after its commit: of `uids` it wants no longer what belongs to no record. */
export async function leaveOutOthers(
  deps: ImportDeps,
  target: ImportTarget,
  uids: UidSet,
): Promise<FolderLedger> {
  const others: number[] = [];
  let some: { readonly uid: number; readonly scan: MessageScan }[] = [];
  const judge = async (): Promise<void> => {
    const onRecords = await deps.store.onRecords(
      target.ownership,
      some.map(({ scan }) => scan),
    );
    others.push(...some.filter((_, index) => !onRecords.has(index)).map(({ uid }) => uid));
    some = [];
  };
  for await (const { uid, header } of target.folder.fetchHeaders(uids)) {
    some.push({ uid, scan: scanMessage(header) });
    if (some.length === HEADERS_AT_ONCE) await judge();
  }
  if (some.length > 0) await judge();
  return commitLedger(deps, target, withoutWanted(target.ledger, UidSet.of(others)));
}

/** Wants what the provider finds of these people, not before the mapping's date. Answers the ledger after its commit. */
export async function wantMailOf(
  deps: ImportDeps,
  target: ImportTarget,
  importFrom: number | null,
  addresses: readonly string[],
): Promise<FolderLedger> {
  const day = importFrom === null ? null : searchDay(importFrom);
  let found = UidSet.empty;
  for (const address of addresses.filter((each) => ASCII.test(each))) {
    found = found.union(await target.folder.searchUids({ kind: "people", address, day }));
  }
  const { ledger } = target;
  return commitLedger(deps, target, {
    ...ledger,
    wanted: ledger.wanted.union(found.intersect(ledger.uids)),
  });
}

async function commitLedger(
  { store }: ImportDeps,
  { ownership, folderId, readAt, ledger: before }: ImportTarget,
  ledger: FolderLedger,
): Promise<FolderLedger> {
  if (ledger.wanted.equals(before.wanted) && ledger.aside.equals(before.aside)) return before;
  await store.commit(ownership, { ledgers: [{ folderId, ledger, readAt }], events: [] });
  return ledger;
}
