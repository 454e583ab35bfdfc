// Where wrapped keys are kept. A key that is not here yet is written by whoever comes first; everybody uses
// that one, so two processes that make one at the same moment don't seal under different keys.
import { assert } from "../base/assert.ts";
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import { toBuffer } from "./column-types.ts";
import type { Database } from "./database.ts";

/** Whose key it is; `mailboxId` null: the workspace's own. */
export interface KeyOwner {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId | null;
}

export interface KeyRows {
  /** Null when there is none (yet, or any more). */
  readWrapped(owner: KeyOwner): Promise<Uint8Array | null>;
  /** Answers the key that counts: the one given, or the one somebody else saved before. */
  saveWrapped(owner: KeyOwner, wrapped: Uint8Array): Promise<Uint8Array>;
  /** For changing the key above: replaces it where it still is `from`; false otherwise. */
  replaceWrapped(owner: KeyOwner, from: Uint8Array, to: Uint8Array): Promise<boolean>;
}

export function createKeyRows(db: Database): KeyRows {
  const readWrapped: KeyRows["readWrapped"] = async (owner) => {
    const { table, where, ids } = rowOf(owner);
    const { rows } = await db.readWorkspace(owner.workspaceId, (tx) =>
      tx.query<{ wrapped: Uint8Array }>(`select wrapped from ${table} where ${where}`, ids),
    );
    return rows[0]?.wrapped ?? null;
  };
  return {
    readWrapped,

    async saveWrapped(owner, wrapped) {
      const { table, columns, ids } = rowOf(owner);
      const places = ids.map((_, index) => `$${index + 2}`).join(", ");
      const { count } = await db.inWorkspace(owner.workspaceId, (tx) =>
        tx.query(
          `insert into ${table} (wrapped, ${columns}) values ($1, ${places})
           on conflict (${columns}) do nothing`,
          [toBuffer(wrapped), ...ids],
        ),
      );
      if (count === 1) return wrapped;
      const winner = await readWrapped(owner);
      assert(winner, "a key was saved and is gone");
      return winner;
    },

    async replaceWrapped(owner, from, to) {
      const { table, where, ids } = rowOf(owner);
      const at = ids.length;
      const { count } = await db.inWorkspace(owner.workspaceId, (tx) =>
        tx.query(`update ${table} set wrapped = $${at + 2} where ${where} and wrapped = $${at + 1}`, [
          ...ids,
          toBuffer(from),
          toBuffer(to),
        ]),
      );
      return count === 1;
    },
  };
}

function rowOf({ workspaceId, mailboxId }: KeyOwner) {
  if (mailboxId === null) {
    const columns = "workspace_id";
    return { table: "workspace_key", columns, where: "workspace_id = $1", ids: [workspaceId] } as const;
  }
  return {
    table: "mailbox_key",
    columns: "workspace_id, mailbox_id",
    where: "workspace_id = $1 and mailbox_id = $2",
    ids: [workspaceId, mailboxId],
  } as const;
}
