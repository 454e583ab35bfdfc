// Which worker a mailbox belongs to. Workers beat in a row of their own; a mailbox names its worker and an
// epoch that goes up each time it changes hands, so that nothing has to be written while all is quiet.
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { SyncStore } from "../engine/ports/sync.ts";
import { toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import type { Transaction } from "./transaction.ts";

/** A worker whose last beat is older is dead. */
const LIFE_MS = 9_000;
/** Rows of workers that died without a word are removed after a day. */
const DEAD_KEPT_MS = 86_400_000;

type Ownerships = Pick<SyncStore, "beat" | "retire" | "claim" | "claimOne" | "release" | "checkedAt">;

export function createOwnerships(db: Database): Ownerships {
  return {
    async beat(workerId, checked) {
      await db.outside(async (tx) => {
        const { rows } = await tx.query<{ fresh: boolean }>(
          `insert into worker (id, beat_at, checked) values ($1, now_ms(), $2)
           on conflict (id) do update set beat_at = excluded.beat_at, checked = excluded.checked
           returning xmax = 0 as fresh`,
          [workerId, toJson(Object.fromEntries(checked))],
        );
        if (rows[0]?.fresh)
          await tx.query("delete from worker where beat_at < now_ms() - $1", [DEAD_KEPT_MS]);
      });
    },

    // A mailbox whose worker has no row belongs to nobody living.
    async retire(workerId) {
      await db.outside((tx) => tx.query("delete from worker where id = $1", [workerId]));
    },

    async claim(workerId, limit, held) {
      const { rows } = await db.outside((tx) =>
        tx.query<{ workspace_id: WorkspaceId; mailbox_id: MailboxId; epoch: number }>(
          "select * from claim_mailboxes($1, $2, $3, $4)",
          [workerId, LIFE_MS, limit, held],
        ),
      );
      return rows.map((row) => ({
        workspaceId: row.workspace_id,
        mailboxId: row.mailbox_id,
        workerId,
        epoch: row.epoch,
      }));
    },

    async claimOne(workerId, workspaceId, mailboxId) {
      const { rows } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query<{ epoch: number }>(
          `update mailbox m set owner_worker = $3, owner_epoch = owner_epoch + 1
           where workspace_id = $1 and id = $2 and state <> 'stopped'
             and not exists (select from worker w where w.id = m.owner_worker and w.beat_at > now_ms() - $4)
           returning owner_epoch as epoch`,
          [workspaceId, mailboxId, workerId, LIFE_MS],
        ),
      );
      return rows[0] ? { workspaceId, mailboxId, workerId, epoch: rows[0].epoch } : null;
    },

    async release({ workspaceId, mailboxId, workerId, epoch }) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update mailbox set owner_worker = null
           where workspace_id = $1 and id = $2 and owner_worker = $3 and owner_epoch = $4`,
          [workspaceId, mailboxId, workerId, epoch],
        ),
      );
    },

    // Without a time to compare with, "living" is what has not been retired; a dead worker's last word counts
    // until then, and says truly when that was.
    async checkedAt(mailboxId) {
      const { rows } = await db.outside((tx) =>
        tx.query<{ at: number | null }>(
          "select max((checked ->> $1)::bigint) as at from worker where checked ? $1",
          [mailboxId],
        ),
      );
      return rows[0]?.at ?? null;
    },
  };
}

interface LockedMailbox {
  readonly state: "unmapped" | "syncing" | "stopped";
  readonly receive_only: boolean;
  readonly held: boolean;
}

/** Nobody else writes what belongs to the mailbox until this transaction ends. What refers to it may still be added, as
 *  the people of its mail are: who adds them may hold what this transaction waits for, and "for update" would have both
 *  wait. Null: no such mailbox. */
export async function lockMailbox(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<LockedMailbox | null> {
  const { rows } = await tx.query<LockedMailbox>(
    `select state, receive_only, held_since is not null as held from mailbox
     where workspace_id = $1 and id = $2 for no key update`,
    [workspaceId, mailboxId],
  );
  return rows[0] ?? null;
}

/** For a person's change of what the loop works by: the first statement of its transaction, for it locks the
 *  mailbox's row and stops the present owner from writing. The next owner reads everything anew. */
export async function stopOwner(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<void> {
  const { count } = await tx.query(
    `update mailbox set version = version + 1, owner_epoch = owner_epoch + 1, owner_worker = null
     where workspace_id = $1 and id = $2 and state <> 'stopped'`,
    [workspaceId, mailboxId],
  );
  if (count === 0) throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
}
