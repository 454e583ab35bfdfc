// Users and operators.
import { assert } from "../base/assert.ts";
import type { OperatorId, UserId, WorkspaceId } from "../base/ids.ts";
import type { Accounts, Language, Login, Operator, User } from "../engine/ports/accounts.ts";
import type { Database } from "./database.ts";
import type { Transaction } from "./transaction.ts";
import { selectWorkspace } from "./workspaces.ts";

const USERS_LISTED_MAX = 10_000;

interface UserRow {
  readonly workspace_id: WorkspaceId;
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly role: "user" | "admin";
  readonly language: Language;
}

const USER_COLUMNS = "workspace_id, id, email, name, role, language";

function userOf(row: UserRow): User {
  const { workspace_id: workspaceId, id, email, name, role, language } = row;
  return { id, workspaceId, email, name, role, language };
}

/** A user with what a sign-in needs; null when either is gone. */
export async function selectLogin(
  tx: Transaction,
  workspaceId: WorkspaceId,
  userId: UserId,
): Promise<Login | null> {
  const { rows } = await tx.query<UserRow & { password_hash: string | null }>(
    `select ${USER_COLUMNS}, password_hash from app_user where workspace_id = $1 and id = $2`,
    [workspaceId, userId],
  );
  const workspace = await selectWorkspace(tx, workspaceId);
  const row = rows[0];
  if (!row || !workspace) return null;
  return { principal: { kind: "user", user: userOf(row), workspace }, passwordHash: row.password_hash };
}

type Users = Pick<Accounts, "createUser" | "listUsers" | "readUser" | "findUser" | "setPassword">;
type Operators = Pick<Accounts, "countOperators" | "createOperator">;

export function createPeople(db: Database): Users & Operators & Pick<Accounts, "findLogins"> {
  return { ...createOperators(db), ...createUsers(db), findLogins: (email) => findLogins(db, email) };
}

function createOperators(db: Database): Operators {
  return {
    async countOperators() {
      const { rows } = await db.outside((tx) =>
        tx.query<{ count: number }>("select count(*)::int as count from operator"),
      );
      return rows[0]?.count ?? 0;
    },

    async createOperator({ id, email, name, language }, passwordHash) {
      const { count } = await db.outside((tx) =>
        tx.query(
          `insert into operator (id, email, email_key, name, language, password_hash)
           values ($1, $2, $3, $4, $5, $6) on conflict (email_key) do nothing`,
          [id, email, email.toLowerCase(), name, language, passwordHash],
        ),
      );
      return count === 1;
    },
  };
}

function createUsers(db: Database): Users {
  return {
    async createUser({ id, workspaceId, email, name, role, language }, passwordHash) {
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `insert into app_user (${USER_COLUMNS}, email_key, password_hash)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (workspace_id, email_key) do nothing`,
          [workspaceId, id, email, name, role, language, email.toLowerCase(), passwordHash],
        ),
      );
      return count === 1;
    },

    async listUsers(workspaceId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<UserRow>(
          `select ${USER_COLUMNS} from app_user where workspace_id = $1 order by name, id limit $2`,
          [workspaceId, USERS_LISTED_MAX],
        ),
      );
      return rows.map(userOf);
    },

    async readUser(workspaceId, id) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<UserRow>(`select ${USER_COLUMNS} from app_user where workspace_id = $1 and id = $2`, [
          workspaceId,
          id,
        ]),
      );
      return rows[0] ? userOf(rows[0]) : null;
    },

    async findUser(workspaceId, email) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<UserRow>(`select ${USER_COLUMNS} from app_user where workspace_id = $1 and email_key = $2`, [
          workspaceId,
          email.toLowerCase(),
        ]),
      );
      return rows[0] ? userOf(rows[0]) : null;
    },

    async setPassword(workspaceId, userId, passwordHash) {
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query("update app_user set password_hash = $3 where workspace_id = $1 and id = $2", [
          workspaceId,
          userId,
          passwordHash,
        ]),
      );
      assert(count === 1, "no such user");
    },
  };
}

async function findLogins(db: Database, email: string): Promise<readonly Login[]> {
  const key = email.toLowerCase();
  const { users, operators } = await db.outside(async (tx) => ({
    users: await tx.query<{ workspace_id: WorkspaceId; user_id: UserId }>(
      "select * from users_by_email($1)",
      [key],
    ),
    operators: await tx.query<OperatorRow & { password_hash: string }>(
      `select ${OPERATOR_COLUMNS}, password_hash from operator where email_key = $1`,
      [key],
    ),
  }));
  const logins: Login[] = operators.rows.map((row) => ({
    principal: { kind: "operator", operator: operatorOf(row) },
    passwordHash: row.password_hash,
  }));
  for (const { workspace_id, user_id } of users.rows) {
    const login = await db.readWorkspace(workspace_id, (tx) => selectLogin(tx, workspace_id, user_id));
    if (login) logins.push(login);
  }
  return logins;
}

export interface OperatorRow {
  readonly id: OperatorId;
  readonly email: string;
  readonly name: string;
  readonly language: Language;
}

export const OPERATOR_COLUMNS = "id, email, name, language";

export function operatorOf({ id, email, name, language }: OperatorRow): Operator {
  return { id, email, name, language };
}
