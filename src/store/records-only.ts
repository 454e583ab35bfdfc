// Import of mail on records only: what the loop asks, and what it is told to look for.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { SyncStore } from "../engine/ports/sync.ts";
import type { Database } from "./database.ts";
import { stopOwner } from "./ownership.ts";
import { findRecordsOf } from "./record-links.ts";
import type { Transaction } from "./transaction.ts";

/** Addresses that a mailbox is searched for one by one; for more, its headers are all read again. */
const SEARCHED_MAX = 100;

export function createRecordsOnly(
  db: Database,
): Pick<SyncStore, "recordsToSearch" | "onRecords" | "recordsSearched"> {
  return {
    async recordsToSearch({ workspaceId, mailboxId }) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ address: string }>(
          "select address from record_search where workspace_id = $1 and mailbox_id = $2 order by address",
          [workspaceId, mailboxId],
        ),
      );
      return rows.map(({ address }) => address);
    },

    async onRecords({ workspaceId }, scans) {
      // Without ids so far: their places stand for them.
      const places = new Map(scans.map((scan, index) => [placeId(index), { scan, index }]));
      const messages = [...places].map(([messageId, { scan }]) => ({ messageId, scan }));
      const found = await db.readWorkspace(workspaceId, (tx) => findRecordsOf(tx, workspaceId, messages));
      return new Set(found.flatMap(({ id }) => places.get(id)?.index ?? []));
    },

    async recordsSearched({ workspaceId, mailboxId }, addresses) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          "delete from record_search where workspace_id = $1 and mailbox_id = $2 and address = any($3)",
          [workspaceId, mailboxId, addresses],
        ),
      );
    },
  };
}

export async function isRecordsOnly(tx: Transaction, workspaceId: WorkspaceId): Promise<boolean> {
  const { count } = await tx.query("select from workspace where workspace_id = $1 and records_only", [
    workspaceId,
  ]);
  return count > 0;
}

function placeId(index: number): MessageId {
  return `00000000-0000-0000-0000-${index.toString(16).padStart(12, "0")}` as MessageId;
}

/** Mail of these people is to be imported from now on, where only mail of records is. Answers the mailboxes to look at. */
export async function askForMailOf(
  tx: Transaction,
  workspaceId: WorkspaceId,
  addresses: readonly string[],
): Promise<readonly MailboxId[]> {
  const { rows } = await tx.query<{ id: MailboxId }>(
    `select m.id from workspace w join mailbox m on m.workspace_id = $1 and m.state = 'syncing'
     where w.workspace_id = $1 and w.records_only order by m.id`,
    [workspaceId],
  );
  if (addresses.length > SEARCHED_MAX) {
    for (const { id } of rows) await searchAgain(tx, workspaceId, id);
  } else {
    await tx.query(
      `insert into record_search (workspace_id, mailbox_id, address)
       select $1, m.id, a.address from unnest($2::uuid[]) as m(id) cross join unnest($3::text[]) as a(address)
       on conflict do nothing`,
      [workspaceId, rows.map(({ id }) => id), addresses],
    );
  }
  return rows.map(({ id }) => id);
}

/** What was left out so far is wanted again, as far as the import dates reach; the loop begins anew with that. */
export async function searchAgain(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  await stopOwner(tx, workspaceId, mailboxId);
  await tx.query("update app_folder set searched = false where workspace_id = $1 and mailbox_id = $2", [
    workspaceId,
    mailboxId,
  ]);
  await tx.query("delete from record_search where workspace_id = $1 and mailbox_id = $2", [
    workspaceId,
    mailboxId,
  ]);
}
