// The Retention port: removes what is older than its workspace keeps it. A mailbox's row is locked for each batch, as by
// whoever commits or holds it; of a message goes the row, its revisions and with them the keys of its bytes.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { Removed, Retention, RetentionPeriods } from "../engine/ports/retention.ts";
import type { Database } from "./database.ts";
import { type ErasedHash, erasedHash, type MailboxOwner, rememberErased } from "./erased-mail.ts";
import type { KeyStore } from "./seal-keys.ts";
import type { Transaction } from "./transaction.ts";

const DAY_MS = 86_400_000;
/** Rows of one kind in one transaction. */
const BATCH = 500;

interface Batch {
  readonly tx: Transaction;
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  /** What is older goes, ms. */
  readonly before: number;
  readonly now: number;
  readonly hash: ErasedHash | null;
}

export function createRetention(db: Database, keys: KeyStore): Retention {
  async function removeOne(owner: MailboxOwner, kind: keyof RetentionPeriods, before: number, now: number) {
    const { workspaceId, mailboxId } = owner;
    const hash = kind === "departed" ? await erasedHash(keys, owner) : null;
    return db.inWorkspace(workspaceId, async (tx) => {
      if (!(await lockUnheld(tx, workspaceId, mailboxId))) return 0;
      return REMOVERS[kind]({ tx, workspaceId, mailboxId, before, now, hash });
    });
  }
  const readPeriods: Retention["readPeriods"] = async (workspaceId) => {
    const { rows } = await db.readWorkspace(workspaceId, (tx) =>
      tx.query<RetentionPeriods>(
        `select departed_days as departed, revision_days as revisions, event_days as events, change_days as changes
         from workspace where workspace_id = $1`,
        [workspaceId],
      ),
    );
    return rows[0] ?? { departed: null, revisions: null, events: null, changes: null };
  };
  return {
    readPeriods,

    async savePeriods(workspaceId, { departed, revisions, events, changes }) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update workspace set departed_days = $2, revision_days = $3, event_days = $4, change_days = $5
           where workspace_id = $1`,
          [workspaceId, departed, revisions, events, changes],
        ),
      );
    },

    async removeDue(workspaceId, now, signal) {
      const periods = await readPeriods(workspaceId);
      const removed = { departed: 0, revisions: 0, events: 0, changes: 0 };
      for (const kind of KINDS) {
        const days = periods[kind];
        if (days === null) continue;
        const before = now - days * DAY_MS;
        for (const mailboxId of await mailboxesDue(db, workspaceId, kind, before)) {
          for (let count = BATCH; count === BATCH && !signal.aborted; ) {
            count = await removeOne({ workspaceId, mailboxId }, kind, before, now);
            removed[kind] += count;
          }
        }
      }
      return removed satisfies Removed;
    },
  };
}

/** Idle means silent: no row of a mailbox is locked in which nothing is due. */
async function mailboxesDue(
  db: Database,
  workspaceId: WorkspaceId,
  kind: keyof RetentionPeriods,
  before: number,
): Promise<readonly MailboxId[]> {
  const { rows } = await db.readWorkspace(workspaceId, (tx) =>
    tx.query<{ id: MailboxId }>(DUE[kind], [workspaceId, before]),
  );
  return rows.map(({ id }) => id);
}

const DUE: Readonly<Record<keyof RetentionPeriods, string>> = {
  departed: `select b.id from mailbox b where b.workspace_id = $1 and exists (
    select from message m where m.workspace_id = $1 and m.mailbox_id = b.id and m.departed_at < $2)`,
  revisions: `select distinct m.mailbox_id as id from revision r
    join message m on m.workspace_id = $1 and m.id = r.message_id
    where r.workspace_id = $1 and r.superseded_at < $2`,
  events: `select b.id from mailbox b where b.workspace_id = $1 and (
    select e.at from event e where e.workspace_id = $1 and e.mailbox_id = b.id order by e.seq limit 1) < $2`,
  changes: `select b.id from mailbox b where b.workspace_id = $1 and exists (
    select from change c where c.workspace_id = $1 and c.mailbox_id = b.id and c.ended_at < $2
      and (c.state <> 'refused' or c.act ->> 'kind' <> 'append'))`,
};

const KINDS = ["departed", "revisions", "events", "changes"] as const;
const REMOVERS: Readonly<Record<keyof RetentionPeriods, (batch: Batch) => Promise<number>>> = {
  departed: removeDeparted,
  revisions: removeRevisions,
  events: removeEvents,
  changes: removeChanges,
};

async function lockUnheld(tx: Transaction, workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<boolean> {
  const { count } = await tx.query(
    "select from mailbox where workspace_id = $1 and id = $2 and held_since is null for update",
    [workspaceId, mailboxId],
  );
  return count > 0;
}

/** Not while a change of it waits: what the provider hasn't got is here alone. */
const NOTHING_WAITS = `not exists (select from change ch where ch.workspace_id = $1 and ch.message_id = m.id
  and ch.state in ('waiting', 'attempted'))`;

async function removeDeparted(batch: Batch): Promise<number> {
  const { tx, workspaceId, mailboxId, before, now, hash } = batch;
  const { rows } = await tx.query<{ id: MessageId; message_id: string }>(
    `select m.id, r.scan ->> 'messageId' as message_id from message m
     join revision r on r.workspace_id = $1 and r.id = m.revision_id
     where m.workspace_id = $1 and m.mailbox_id = $2 and m.departed_at < $3 and ${NOTHING_WAITS}
       and not exists (select from copy c where c.workspace_id = $1 and c.message_id = m.id)
     order by m.departed_at limit $4`,
    [workspaceId, mailboxId, before, BATCH],
  );
  if (rows.length === 0) return 0;
  const named = new Set(rows.map((row) => row.message_id).filter((messageId) => messageId !== ""));
  if (hash !== null) await rememberErased(tx, batch, [...named].map(hash), { now, byAge: true });
  const ids = rows.map(({ id }) => id);
  await tx.query("delete from revision where workspace_id = $1 and message_id = any($2)", [workspaceId, ids]);
  await tx.query("delete from message where workspace_id = $1 and id = any($2)", [workspaceId, ids]);
  return rows.length;
}

async function removeRevisions({ tx, workspaceId, mailboxId, before }: Batch): Promise<number> {
  const { count } = await tx.query(
    `delete from revision d using (
       select r.id from revision r join message m on m.workspace_id = $1 and m.id = r.message_id
       where r.workspace_id = $1 and r.superseded_at < $3 and m.mailbox_id = $2 and m.revision_id <> r.id
         and ${NOTHING_WAITS}
       order by r.superseded_at limit $4) due
     where d.workspace_id = $1 and d.id = due.id`,
    [workspaceId, mailboxId, before, BATCH],
  );
  return count;
}

/** The oldest first: their numbers go on without a gap from there. */
async function removeEvents({ tx, workspaceId, mailboxId, before }: Batch): Promise<number> {
  const { count } = await tx.query(
    `delete from event e using (
       select seq, at from event where workspace_id = $1 and mailbox_id = $2 order by seq limit $4) oldest
     where e.workspace_id = $1 and e.mailbox_id = $2 and e.seq = oldest.seq and oldest.at < $3`,
    [workspaceId, mailboxId, before, BATCH],
  );
  return count;
}

/** A refused upload stays: it tells of a message that it is here only. */
async function removeChanges({ tx, workspaceId, mailboxId, before }: Batch): Promise<number> {
  const { count } = await tx.query(
    `delete from change c using (
       select seq from change where workspace_id = $1 and mailbox_id = $2 and ended_at < $3
         and (state in ('done', 'undone') or (state = 'refused' and act ->> 'kind' <> 'append')) order by ended_at limit $4) due
     where c.workspace_id = $1 and c.mailbox_id = $2 and c.seq = due.seq`,
    [workspaceId, mailboxId, before, BATCH],
  );
  return count;
}
