// The Leaving port: who reads what is kept of a stopped mailbox, and its end.
import type { MailboxId, UserId, WorkspaceId } from "../base/ids.ts";
import type { ProviderKind } from "../engine/ports/connections.ts";
import type { KeptMailbox, Leaving } from "../engine/ports/leaving.ts";
import type { Database } from "./database.ts";
import { deleteMail } from "./delete-mail.ts";
import { eraseConnected } from "./erase-connected.ts";
import { lockMailbox } from "./ownership.ts";
import { createPersonLeaving } from "./person-mail.ts";
import type { KeyStore } from "./seal-keys.ts";
import type { Transaction } from "./transaction.ts";

interface KeptRow {
  readonly id: MailboxId;
  readonly address: string;
  readonly provider: ProviderKind;
  readonly messages: number;
  readonly since: number;
  readonly handed_over: boolean;
  readonly held_since: number | null;
}

const KEPT_COLUMNS = `m.id, m.address, m.provider, k.since, k.handed_over, m.held_since,
  (select count(*)::int from message x where x.workspace_id = $1 and x.mailbox_id = m.id) as messages`;

export function createLeaving(db: Database, keys: KeyStore): Leaving {
  return {
    async keptMailboxes(workspaceId, userId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<KeptRow>(
          `select ${KEPT_COLUMNS} from kept_mailbox k
           join mailbox m on m.workspace_id = k.workspace_id and m.id = k.mailbox_id and m.state = 'stopped'
           where k.workspace_id = $1 and k.user_id = $2 order by k.since desc, m.id`,
          [workspaceId, userId],
        ),
      );
      return rows.map(keptOf);
    },

    async handOver(workspaceId, mailboxId, { from, to, now }) {
      return db.inWorkspace(workspaceId, async (tx) => {
        if ((await lockKept(tx, workspaceId, mailboxId, from)) === null) return false;
        await tx.query(
          `update kept_mailbox set user_id = $3, since = $4, handed_over = true
           where workspace_id = $1 and mailbox_id = $2`,
          [workspaceId, mailboxId, to, now],
        );
        return true;
      });
    },

    async erase(workspaceId, mailboxId, from) {
      return db.inWorkspace(workspaceId, async (tx) => {
        const kept = await lockKept(tx, workspaceId, mailboxId, from);
        if (kept === null) return null;
        await deleteMail(tx, workspaceId, mailboxId);
        return { address: kept.address, messages: kept.messages };
      });
    },

    eraseConnected: (workspaceId, mailboxId, now) =>
      eraseConnected(db, keys, { workspaceId, mailboxId, now }),

    ...createPersonLeaving(db, keys),

    async setHold(workspaceId, mailboxId, heldSince) {
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update mailbox set held_since = case when $3::bigint is null then null else coalesce(held_since, $3) end
           where workspace_id = $1 and id = $2`,
          [workspaceId, mailboxId, heldSince],
        ),
      );
      return count === 1;
    },

    async holds(workspaceId, mailboxIds) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ id: MailboxId; held_since: number }>(
          `select id, held_since from mailbox where workspace_id = $1 and id = any($2) and held_since is not null`,
          [workspaceId, mailboxIds],
        ),
      );
      return new Map(rows.map(({ id, held_since }) => [id, held_since]));
    },
  };
}

/** Locks the mailbox, as whoever connects or stops it does. */
async function lockKept(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  userId: UserId,
): Promise<KeptRow | null> {
  await lockMailbox(tx, workspaceId, mailboxId);
  const { rows } = await tx.query<KeptRow>(
    `select ${KEPT_COLUMNS} from mailbox m
     join kept_mailbox k on k.workspace_id = m.workspace_id and k.mailbox_id = m.id and k.user_id = $3
     where m.workspace_id = $1 and m.id = $2 and m.state = 'stopped'`,
    [workspaceId, mailboxId, userId],
  );
  return rows[0] ?? null;
}

function keptOf({ handed_over, held_since, ...row }: KeptRow): KeptMailbox {
  return { ...row, handedOver: handed_over, heldSince: held_since };
}
