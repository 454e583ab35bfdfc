// A row of the audit trail, in the transaction of what it tells: what a crash undoes isn't told, what it leaves is.
import { randomUUID } from "node:crypto";
import type { AuditEntry } from "../engine/ports/accounts.ts";
import { cleanText, toJson } from "./column-types.ts";
import type { Transaction } from "./transaction.ts";

export async function writeAudit(
  tx: Transaction,
  { at, workspaceId, actor, action, detail }: AuditEntry,
): Promise<void> {
  await tx.query(
    `insert into audit_entry (id, workspace_id, at, actor, action, detail)
     values ($1, $2, $3, $4, $5, $6)`,
    [randomUUID(), workspaceId, at, cleanText(actor), action, toJson(detail)],
  );
}
