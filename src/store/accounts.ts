// The Accounts port: workspaces, people, their sessions and links, counted tries, the audit trail.
import { createHash } from "node:crypto";
import type { Accounts } from "../engine/ports/accounts.ts";
import { writeAudit } from "./audit-trail.ts";
import type { Database } from "./database.ts";
import { createPeople } from "./people.ts";
import { createSignIns } from "./sign-ins.ts";
import type { Transaction } from "./transaction.ts";
import { createWorkspaces } from "./workspaces.ts";

/** Ended windows of tries that are removed with each new one. */
const TRIES_REMOVED_MAX = 20;

export function createAccounts(db: Database): Accounts {
  return { ...createWorkspaces(db), ...createPeople(db), ...createSignIns(db), ...createTrails(db) };
}

function createTrails(db: Database): Pick<Accounts, "countTry" | "forgetTries" | "audit"> {
  return {
    async forgetTries(key) {
      await db.outside((tx) => tx.query("delete from try_count where key_hash = $1", [hashOf(key)]));
    },

    async countTry(key, windowMs, now) {
      const hash = hashOf(key);
      return db.outside(async (tx) => {
        const { rows } = await tx.query<{ tries: number }>(
          `insert into try_count as t (key_hash, tries, window_ends_at) values ($1, 1, $2::bigint)
           on conflict (key_hash) do update set
             tries = case when t.window_ends_at <= $3::bigint then 1 else t.tries + 1 end,
             window_ends_at = case when t.window_ends_at <= $3::bigint then $2::bigint
               else t.window_ends_at end
           returning tries`,
          [hash, now + windowMs, now],
        );
        const tries = rows[0]?.tries ?? 1;
        if (tries === 1) await removeEndedTries(tx, now);
        return tries;
      });
    },

    async audit(entry) {
      const { workspaceId } = entry;
      const write = (tx: Transaction) => writeAudit(tx, entry);
      await (workspaceId === null ? db.outside(write) : db.inWorkspace(workspaceId, write));
    },
  };
}

function hashOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** Rows that another transaction uses are left to the next time: waiting could go in a circle. */
async function removeEndedTries(tx: Transaction, now: number): Promise<void> {
  await tx.query(
    `delete from try_count where key_hash in (
       select key_hash from try_count where window_ends_at <= $1 limit $2 for update skip locked)`,
    [now, TRIES_REMOVED_MAX],
  );
}
