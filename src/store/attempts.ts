// Attempts to connect. Each step is a compare-and-set over the state and the hashes of the one-time secrets,
// so that a ticket, a state and an answer work once, however many tabs, servers and double clicks there are.
import { assert } from "../base/assert.ts";
import type { AttemptId, MailboxId, ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import type { Diagnosis } from "../core/diagnose.ts";
import type { Attempt, AttemptState, Connections } from "../engine/ports/connections.ts";
import { toBuffer, toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import type { Transaction } from "./transaction.ts";

const ATTEMPT_KEPT_MS = 30 * 24 * 3_600_000;

interface AttemptRow {
  readonly workspace_id: WorkspaceId;
  readonly id: AttemptId;
  readonly user_id: UserId;
  readonly provider_id: ProviderId;
  readonly state: AttemptState;
  readonly created_at: number;
  readonly expires_at: number;
  readonly ticket_hash: Uint8Array | null;
  readonly ticket_expires_at: number;
  readonly browser_hash: Uint8Array | null;
  readonly state_hash: Uint8Array | null;
  readonly sealed_secret: Uint8Array | null;
  readonly address: string | null;
  readonly diagnosis: Diagnosis | null;
  readonly mailbox_id: MailboxId | null;
}

const COLUMNS =
  "workspace_id, id, user_id, provider_id, state, created_at, expires_at, ticket_hash, ticket_expires_at, " +
  "browser_hash, state_hash, sealed_secret, address, diagnosis, mailbox_id";

function attemptOf(row: AttemptRow): Attempt {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    userId: row.user_id,
    providerId: row.provider_id,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ticketHash: row.ticket_hash,
    ticketExpiresAt: row.ticket_expires_at,
    browserHash: row.browser_hash,
    stateHash: row.state_hash,
    sealedSecret: row.sealed_secret,
    address: row.address,
    diagnosis: row.diagnosis,
    mailboxId: row.mailbox_id,
  };
}

type Change = Parameters<Connections["changeAttempt"]>[2];

/** Column and value of every field that can change. */
function changedColumns(change: Change): readonly (readonly [column: string, value: unknown])[] {
  const columns: readonly (readonly [string, unknown, boolean])[] = [
    ["state", change.state, "state" in change],
    ["ticket_hash", bytesOf(change.ticketHash), "ticketHash" in change],
    ["browser_hash", bytesOf(change.browserHash), "browserHash" in change],
    ["state_hash", bytesOf(change.stateHash), "stateHash" in change],
    ["sealed_secret", bytesOf(change.sealedSecret), "sealedSecret" in change],
    ["address", change.address, "address" in change],
    ["diagnosis", change.diagnosis ? toJson(change.diagnosis) : null, "diagnosis" in change],
    ["mailbox_id", change.mailboxId, "mailboxId" in change],
    ["expires_at", change.expiresAt, "expiresAt" in change],
  ];
  return columns.filter(([, , given]) => given).map(([column, value]) => [column, value]);
}

function bytesOf(value: Uint8Array | null | undefined): Buffer | null {
  return value ? toBuffer(value) : null;
}

type Attempts = Pick<
  Connections,
  "createAttempt" | "readAttempt" | "latestAttempt" | "findAttempt" | "changeAttempt"
>;

export function createAttempts(db: Database): Attempts {
  const readAttempt: Attempts["readAttempt"] = async (workspaceId, id) => {
    const { rows } = await db.readWorkspace(workspaceId, (tx) =>
      tx.query<AttemptRow>(`select ${COLUMNS} from connect_attempt where workspace_id = $1 and id = $2`, [
        workspaceId,
        id,
      ]),
    );
    return rows[0] ? attemptOf(rows[0]) : null;
  };
  return {
    readAttempt,

    async createAttempt(attempt) {
      await db.inWorkspace(attempt.workspaceId, (tx) => insertAttempt(tx, attempt));
    },

    async latestAttempt(workspaceId, userId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<AttemptRow>(
          `select ${COLUMNS} from connect_attempt where workspace_id = $1 and user_id = $2
           order by created_at desc, id desc limit 1`,
          [workspaceId, userId],
        ),
      );
      return rows[0] ? attemptOf(rows[0]) : null;
    },

    async findAttempt(by) {
      const [kind, hash] =
        "ticketHash" in by
          ? (["ticket", by.ticketHash] as const)
          : "stateHash" in by
            ? (["state", by.stateHash] as const)
            : (["browser", by.browserHash] as const);
      const { rows } = await db.outside((tx) =>
        tx.query<{ workspace_id: WorkspaceId; attempt_id: AttemptId }>(
          "select * from attempt_by_hash($1, $2)",
          [kind, toBuffer(hash)],
        ),
      );
      return rows[0] ? readAttempt(rows[0].workspace_id, rows[0].attempt_id) : null;
    },

    async changeAttempt(attempt, from, change) {
      const expected = [
        attempt.workspaceId,
        attempt.id,
        from,
        bytesOf(attempt.ticketHash),
        bytesOf(attempt.browserHash),
        bytesOf(attempt.stateHash),
      ];
      const columns = changedColumns(change);
      assert(columns.length > 0, "nothing to change");
      const sets = columns.map(([column], index) => `${column} = $${expected.length + index + 1}`);
      const { count } = await db.inWorkspace(attempt.workspaceId, (tx) =>
        tx.query(
          `update connect_attempt set ${sets.join(", ")}
           where workspace_id = $1 and id = $2 and state = any($3) and ticket_hash is not distinct from $4
             and browser_hash is not distinct from $5 and state_hash is not distinct from $6`,
          [...expected, ...columns.map(([, value]) => value)],
        ),
      );
      return count === 1;
    },
  };
}

async function insertAttempt(tx: Transaction, attempt: Attempt): Promise<void> {
  await tx.query(
    `insert into connect_attempt (${COLUMNS})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      attempt.workspaceId,
      attempt.id,
      attempt.userId,
      attempt.providerId,
      attempt.state,
      attempt.createdAt,
      attempt.expiresAt,
      bytesOf(attempt.ticketHash),
      attempt.ticketExpiresAt,
      bytesOf(attempt.browserHash),
      bytesOf(attempt.stateHash),
      bytesOf(attempt.sealedSecret),
      attempt.address,
      attempt.diagnosis ? toJson(attempt.diagnosis) : null,
      attempt.mailboxId,
    ],
  );
  await tx.query("delete from connect_attempt where workspace_id = $1 and user_id = $2 and created_at < $3", [
    attempt.workspaceId,
    attempt.userId,
    attempt.createdAt - ATTEMPT_KEPT_MS,
  ]);
}
