// What Stops have ended here and the sign-in service still has to be told.
import type { ConnectionId, ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import type { Connection, Connections } from "../engine/ports/connections.ts";
import { toBuffer } from "./column-types.ts";
import type { Database } from "./database.ts";
import type { Transaction } from "./transaction.ts";

const MINUTE_MS = 60_000;
const WAIT_MS_MAX = 60 * MINUTE_MS;
/** For so long it is tried. */
const LIFE_MS = 24 * 60 * MINUTE_MS;
/** Told at a time. */
const CLAIM_MAX = 50;

interface TakingBackRow {
  readonly id: ConnectionId;
  readonly provider_id: ProviderId;
  readonly user_id: UserId;
  readonly subject: string;
  readonly sealed_grant: Uint8Array;
  readonly is_last: boolean;
}

export type TakingBacks = Pick<Connections, "workspacesTakingBack" | "claimTakingBack" | "endTakingBack">;

export function createTakingBack(db: Database): TakingBacks {
  return {
    async workspacesTakingBack() {
      const { rows } = await db.outside((tx) =>
        tx.query<{ id: WorkspaceId }>("select id from workspaces_taking_back() as id"),
      );
      return rows.map(({ id }) => id);
    },

    // Whoever claims it has it until the next try is due.
    async claimTakingBack(workspaceId, only) {
      const { rows } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query<TakingBackRow>(
          `update taking_back set tries = tries + 1,
             next_try_at = now_ms() + least(${WAIT_MS_MAX}, ${MINUTE_MS} * power(2, least(tries, 20)))::bigint
           where workspace_id = $1 and id in (
             select id from taking_back
             where workspace_id = $1 and next_try_at <= now_ms() and ($2::uuid is null or id = $2)
             order by next_try_at limit ${CLAIM_MAX} for update skip locked)
           returning id, provider_id, user_id, subject, sealed_grant,
             now_ms() >= stopped_at + ${LIFE_MS} as is_last`,
          [workspaceId, only ?? null],
        ),
      );
      return rows.map((row) => ({
        ...{ id: row.id, workspaceId, providerId: row.provider_id, userId: row.user_id },
        ...{ subject: row.subject, sealedGrant: row.sealed_grant, isLast: row.is_last },
      }));
    },

    async endTakingBack({ workspaceId, id }, permission) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `with ended as (delete from taking_back where workspace_id = $1 and id = $2 returning receipt_id)
           update stop_receipt r set permission = $3 from ended
           where r.workspace_id = $1 and r.id = ended.receipt_id`,
          [workspaceId, id, permission],
        ),
      );
    },
  };
}

/** In the Stop's own transaction. */
export async function beginTakingBack(
  tx: Transaction,
  { workspaceId, id, providerId, userId, subject }: Connection,
  sealedGrant: Uint8Array,
  receiptId: string,
): Promise<void> {
  await tx.query(
    `insert into taking_back (workspace_id, id, provider_id, user_id, receipt_id, subject, sealed_grant,
       stopped_at, next_try_at)
     values ($1, $2, $3, $4, $5, $6, $7, now_ms(), now_ms())`,
    [workspaceId, id, providerId, userId, receiptId, subject, toBuffer(sealedGrant)],
  );
}
