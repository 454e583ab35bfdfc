// Workspaces: reading one is bound to it, finding and listing them goes through the lookup functions.
import { assert } from "../base/assert.ts";
import type { WorkspaceId } from "../base/ids.ts";
import type {
  Accounts,
  Activation,
  AddressPolicy,
  Workspace,
  WorkspaceCounts,
} from "../engine/ports/accounts.ts";
import type { Database } from "./database.ts";
import type { Transaction } from "./transaction.ts";

interface WorkspaceRow {
  readonly workspace_id: WorkspaceId;
  readonly name: string;
  readonly activation: Activation;
  readonly requested_by: string | null;
  readonly requested_at: number | null;
  readonly own_domains: readonly string[];
  readonly address_policy: AddressPolicy;
}

const WORKSPACE_COLUMNS =
  "workspace_id, name, activation, requested_by, requested_at, own_domains, address_policy";

function workspaceOf(row: WorkspaceRow): Workspace {
  return {
    id: row.workspace_id,
    name: row.name,
    activation: row.activation,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    ownDomains: row.own_domains,
    addressPolicy: row.address_policy,
  };
}

export async function selectWorkspace(tx: Transaction, id: WorkspaceId): Promise<Workspace | null> {
  const { rows } = await tx.query<WorkspaceRow>(
    `select ${WORKSPACE_COLUMNS} from workspace where workspace_id = $1`,
    [id],
  );
  return rows[0] ? workspaceOf(rows[0]) : null;
}

type Workspaces = Pick<
  Accounts,
  "createWorkspace" | "readWorkspace" | "findWorkspace" | "listWorkspaces" | "setActivation" | "setOwnDomains"
>;

export function createWorkspaces(db: Database): Workspaces {
  const readWorkspace: Workspaces["readWorkspace"] = (id) =>
    db.readWorkspace(id, (tx) => selectWorkspace(tx, id));
  return {
    readWorkspace,

    async createWorkspace(workspace) {
      const { id, name, activation, requestedBy, requestedAt, ownDomains, addressPolicy } = workspace;
      await db.inWorkspace(id, (tx) =>
        tx.query(`insert into workspace (${WORKSPACE_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)`, [
          id,
          name,
          activation,
          requestedBy,
          requestedAt,
          ownDomains,
          addressPolicy,
        ]),
      );
    },

    async findWorkspace(name) {
      const { rows } = await db.outside((tx) =>
        tx.query<{ id: WorkspaceId | null }>("select workspace_by_name($1) as id", [name]),
      );
      const id = rows[0]?.id;
      return id ? readWorkspace(id) : null;
    },

    async listWorkspaces() {
      const { rows } = await db.outside((tx) =>
        tx.query<WorkspaceRow & Pick<WorkspaceCounts, "users" | "mailboxes" | "problems">>(
          "select * from list_workspaces()",
        ),
      );
      return rows.map((row) => {
        const { users, mailboxes, problems } = row;
        return { ...workspaceOf(row), users, mailboxes, problems };
      });
    },

    async setOwnDomains(id, ownDomains) {
      await db.inWorkspace(id, (tx) =>
        tx.query("update workspace set own_domains = $2 where workspace_id = $1", [id, ownDomains]),
      );
    },

    // Who asked stays known once it is active, and is forgotten when the answer was no.
    async setActivation(id, activation, by) {
      const { rows } = await db.inWorkspace(id, (tx) =>
        tx.query<WorkspaceRow>(
          `update workspace set activation = $2,
             requested_by = case $2 when 'requested' then $3 when 'inactive' then null else requested_by end,
             requested_at = case $2 when 'requested' then $4::bigint when 'inactive' then null
               else requested_at end
           where workspace_id = $1 returning ${WORKSPACE_COLUMNS}`,
          [id, activation, by.name, by.at],
        ),
      );
      assert(rows[0], "no such workspace");
      return workspaceOf(rows[0]);
    },
  };
}
