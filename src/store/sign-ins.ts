// Sessions and one-time links. Both are found by the hash of a secret alone, before a workspace is known.
import { unreachable } from "../base/assert.ts";
import type { UserId, WorkspaceId } from "../base/ids.ts";
import type { Accounts, LinkPurpose } from "../engine/ports/accounts.ts";
import { toBuffer } from "./column-types.ts";
import type { Database } from "./database.ts";
import { OPERATOR_COLUMNS, type OperatorRow, operatorOf, selectLogin } from "./people.ts";
import type { Transaction } from "./transaction.ts";

const SESSIONS_PER_USER_MAX = 50;

interface OwnerRow {
  readonly workspace_id: WorkspaceId;
  readonly user_id: UserId;
}

export type SignIns = Pick<
  Accounts,
  "createLink" | "readLink" | "takeLink" | "dropLinks" | "createSession" | "findSession" | "deleteSession"
>;

export function createSignIns(db: Database): SignIns {
  return { ...createLinks(db), ...createSessions(db) };
}

function createLinks(db: Database): Pick<SignIns, "createLink" | "readLink" | "takeLink" | "dropLinks"> {
  return {
    async createLink(tokenHash, purpose, expiresAt) {
      const hash = toBuffer(tokenHash);
      switch (purpose.kind) {
        case "firstOperator":
          await db.outside((tx) =>
            tx.query("insert into operator_link (token_hash, expires_at) values ($1, $2)", [hash, expiresAt]),
          );
          return;
        case "invite":
          await db.inWorkspace(purpose.workspaceId, (tx) =>
            tx.query(
              "insert into link (workspace_id, token_hash, user_id, expires_at) values ($1, $2, $3, $4)",
              [purpose.workspaceId, hash, purpose.userId, expiresAt],
            ),
          );
          return;
        default:
          unreachable(purpose);
      }
    },

    readLink(tokenHash, now) {
      return findLink(
        db,
        "select from operator_link where token_hash = $1 and expires_at > $2",
        "select * from user_of_link($1, $2)",
        [toBuffer(tokenHash), now],
      );
    },

    takeLink(tokenHash, now) {
      return findLink(
        db,
        "delete from operator_link where token_hash = $1 and expires_at > $2",
        "select * from take_link($1, $2)",
        [toBuffer(tokenHash), now],
      );
    },

    async dropLinks(kind) {
      const text = kind === "firstOperator" ? "delete from operator_link" : "select drop_links()";
      await db.outside((tx) => tx.query(text));
    },
  };
}

async function findLink(
  db: Database,
  forOperator: string,
  forUser: string,
  values: readonly unknown[],
): Promise<LinkPurpose | null> {
  return db.outside(async (tx) => {
    if ((await tx.query(forOperator, values)).count > 0) return { kind: "firstOperator" };
    const row = (await tx.query<OwnerRow>(forUser, values)).rows[0];
    return row ? { kind: "invite", workspaceId: row.workspace_id, userId: row.user_id } : null;
  });
}

function createSessions(db: Database): Pick<SignIns, "createSession" | "findSession" | "deleteSession"> {
  return {
    async createSession(tokenHash, principal, expiresAt) {
      const hash = toBuffer(tokenHash);
      if (principal.kind === "operator") {
        await db.outside((tx) =>
          tx.query("insert into operator_session (token_hash, operator_id, expires_at) values ($1, $2, $3)", [
            hash,
            principal.operator.id,
            expiresAt,
          ]),
        );
        return;
      }
      const { workspaceId, id } = principal.user;
      const text =
        "insert into session (workspace_id, token_hash, user_id, expires_at) values ($1, $2, $3, $4)";
      await db.inWorkspace(workspaceId, async (tx) => {
        await tx.query(text, [workspaceId, hash, id, expiresAt]);
        await dropOldSessions(tx, workspaceId, id);
      });
    },

    async findSession(tokenHash, now) {
      const values = [toBuffer(tokenHash), now];
      const { owner, operator } = await db.outside(async (tx) => ({
        owner: (await tx.query<OwnerRow>("select * from user_of_session($1, $2)", values)).rows[0],
        operator: (
          await tx.query<OperatorRow>(
            `select ${OPERATOR_COLUMNS} from operator where id =
               (select operator_id from operator_session where token_hash = $1 and expires_at > $2)`,
            values,
          )
        ).rows[0],
      }));
      if (operator) return { kind: "operator", operator: operatorOf(operator) };
      if (!owner) return null;
      const { workspace_id: workspaceId, user_id: userId } = owner;
      const login = await db.readWorkspace(workspaceId, (tx) => selectLogin(tx, workspaceId, userId));
      return login?.principal ?? null;
    },

    async deleteSession(tokenHash) {
      const hash = toBuffer(tokenHash);
      await db.outside(async (tx) => {
        await tx.query("delete from operator_session where token_hash = $1", [hash]);
        await tx.query("select drop_session($1)", [hash]);
      });
    },
  };
}

/** Sessions that ran out, or were forgotten in other browsers, go as new ones come. */
async function dropOldSessions(tx: Transaction, workspaceId: WorkspaceId, userId: UserId): Promise<void> {
  await tx.query(
    `delete from session where workspace_id = $1 and token_hash in (
       select token_hash from session where workspace_id = $1 and user_id = $2
       order by expires_at desc offset $3)`,
    [workspaceId, userId, SESSIONS_PER_USER_MAX],
  );
}
