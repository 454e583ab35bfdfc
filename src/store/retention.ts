// The Retention port: removes what is older than its workspace keeps it. A mailbox's row is locked for each batch, as by
// whoever commits or holds it; of a message goes the row, its revisions and with them the keys of its bytes.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { Removed, Retention, RetentionPeriods, ToldDepartures } from "../engine/ports/retention.ts";
import { writeAudit } from "./audit-trail.ts";
import type { Database } from "./database.ts";
import { deleteSome, refuseOnHold } from "./delete-mail.ts";
import { type ErasedHash, erasedHash, type MailboxOwner, rememberErased } from "./erased-mail.ts";
import { lockMailbox } from "./ownership.ts";
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
      const count = await REMOVERS[kind]({ tx, workspaceId, mailboxId, before, now, hash });
      if (count > 0) {
        const detail = { mailbox: mailboxId, [kind]: count };
        await writeAudit(tx, { at: now, workspaceId, actor: "system", action: "retention.removed", detail });
      }
      return count;
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
      await removeExpiredFiles(db, workspaceId, now);
      const removed = { departed: 0, revisions: 0, events: 0, changes: 0 };
      for (const kind of KINDS) {
        const days = periods[kind];
        if (days === null) continue;
        // Looked at every hour, a mailbox would fill the audit trail with an entry for each hour of its events.
        const before = (Math.floor(now / DAY_MS) - days) * DAY_MS;
        for (const mailboxId of await mailboxesDue(db, workspaceId, kind, before)) {
          for (let count = BATCH; count >= BATCH && !signal.aborted; ) {
            count = await removeOne({ workspaceId, mailboxId }, kind, before, now);
            removed[kind] += count;
          }
        }
      }
      return removed satisfies Removed;
    },

    async keepDepartures(told) {
      const { workspaceId, mailboxId, now } = told;
      return db.inWorkspace(workspaceId, async (tx) => {
        await lockMailbox(tx, workspaceId, mailboxId);
        const { count } = await tx.query(
          `update message m set departure_kept = m.departed_at
           where m.workspace_id = $1 and m.mailbox_id = $2 and ${DEPARTED_AND_TOLD}`,
          [workspaceId, mailboxId, told.folderId, told.until],
        );
        await auditTold(tx, told, "departures.kept", count, now);
        return count;
      });
    },

    async removeDepartures(told) {
      const { workspaceId, mailboxId, now } = told;
      const hash = await erasedHash(keys, told);
      await db.inWorkspace(workspaceId, async (tx) => {
        await lockMailbox(tx, workspaceId, mailboxId);
        await tx.query(
          `update message m set departure_kept = m.departed_at
           where m.workspace_id = $1 and m.mailbox_id = $2 and ${DEPARTED_AND_TOLD} and ${ON_RECORD}`,
          [workspaceId, mailboxId, told.folderId, told.until],
        );
      });
      let removed = 0;
      for (let count = BATCH; count === BATCH; removed += count) {
        count = await db.inWorkspace(workspaceId, async (tx) => {
          await lockMailbox(tx, workspaceId, mailboxId);
          await refuseOnHold(tx, workspaceId, mailboxId);
          const batch = { tx, workspaceId, mailboxId, now, hash };
          const gone = await eraseDeparted(batch, DEPARTED_AND_TOLD, [told.folderId, told.until]);
          await auditTold(tx, told, "departures.removed", gone, now);
          return gone;
        });
      }
      return removed;
    },
  };
}

/** Files that no message took, and those whose drafts have them: nobody misses either. */
async function removeExpiredFiles(db: Database, workspaceId: WorkspaceId, now: number): Promise<void> {
  await db.inWorkspace(workspaceId, (tx) =>
    tx.query("delete from attachment where workspace_id = $1 and expires_at <= $2", [workspaceId, now]),
  );
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

/** What departed from elsewhere than Drafts and Junk stays as long as it is on a record. */
const ON_RECORD = `(not m.departed_draft and exists (select from record_link l
    where l.workspace_id = $1 and l.message_id = m.id and l.removed_at is null)
  and not exists (select from app_folder a
    where a.workspace_id = $1 and a.folder_id = m.departed_from and a.role in ('drafts', 'junk')))`;

/** Of a send `s`: it ended before then, or is in doubt in a mailbox that nobody uses any more. */
function endedSend(before: string): string {
  return `(s.ended_at < ${before} or (s.state = 'doubtful' and s.handed_at < ${before} and exists (
    select from mailbox x where x.workspace_id = $1 and x.id = s.mailbox_id and x.state = 'stopped')))`;
}

const DUE: Readonly<Record<keyof RetentionPeriods, string>> = {
  departed: `select b.id from mailbox b where b.workspace_id = $1 and exists (
    select from message m where m.workspace_id = $1 and m.mailbox_id = b.id and m.departed_at < $2
      and m.departure_kept is distinct from m.departed_at and not ${ON_RECORD})`,
  revisions: `select distinct m.mailbox_id as id from revision r
    join message m on m.workspace_id = $1 and m.id = r.message_id
    where r.workspace_id = $1 and r.superseded_at < $2`,
  events: `select b.id from mailbox b where b.workspace_id = $1 and (
    select e.at from event e where e.workspace_id = $1 and e.mailbox_id = b.id order by e.seq limit 1) < $2`,
  changes: `select b.id from mailbox b where b.workspace_id = $1 and (exists (
      select from change c where c.workspace_id = $1 and c.mailbox_id = b.id and c.ended_at < $2
        and (c.state <> 'refused' or c.act ->> 'kind' <> 'append'))
    or exists (select from sending s where s.workspace_id = $1 and s.mailbox_id = b.id and ${endedSend("$2")}))`,
};

const KINDS = ["departed", "revisions", "events", "changes"] as const;
const REMOVERS: Readonly<Record<keyof RetentionPeriods, (batch: Batch) => Promise<number>>> = {
  departed: removeDeparted,
  revisions: removeRevisions,
  events: removeEvents,
  changes: removeChanges,
};

async function auditTold(
  tx: Transaction,
  { workspaceId, mailboxId, by }: ToldDepartures,
  action: string,
  messages: number,
  at: number,
): Promise<void> {
  if (messages === 0) return;
  const detail = { mailbox: mailboxId, messages };
  await writeAudit(tx, { at, workspaceId, actor: `user:${by}`, action, detail });
}

async function lockUnheld(tx: Transaction, workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<boolean> {
  return (await lockMailbox(tx, workspaceId, mailboxId))?.held === false;
}

/** Not while a change of it waits: what the provider hasn't got is here alone. */
export const NOTHING_WAITS = `not exists (select from change ch where ch.workspace_id = $1 and ch.message_id = m.id
  and ch.state in ('waiting', 'attempted'))`;

const DEPARTED_BY_AGE = `m.departed_at < $3 and m.departure_kept is distinct from m.departed_at and not ${ON_RECORD}`;
/** What was told and looked at before goes by age, and what was kept stays. */
const DEPARTED_AND_TOLD = `m.departed_from = $3 and m.departed_at <= $4
  and m.departed_at > (select departures_seen_at from mailbox where workspace_id = $1 and id = $2)
  and m.departure_kept is distinct from m.departed_at`;

async function removeDeparted(batch: Batch): Promise<number> {
  return eraseDeparted(batch, DEPARTED_BY_AGE, [batch.before]);
}

/** `which`: a condition on `m`, its values from $3 on. At most a batch; the longest departed first. */
async function eraseDeparted(
  { tx, workspaceId, mailboxId, now, hash }: Omit<Batch, "before">,
  which: string,
  values: readonly unknown[],
): Promise<number> {
  const { rows } = await tx.query<{ id: MessageId; message_id: string }>(
    `select m.id, r.scan ->> 'messageId' as message_id from message m
     join revision r on r.workspace_id = $1 and r.id = m.revision_id
     where m.workspace_id = $1 and m.mailbox_id = $2 and ${which} and ${NOTHING_WAITS}
       and not exists (select from copy c where c.workspace_id = $1 and c.message_id = m.id)
     order by m.departed_at limit ${BATCH}`,
    [workspaceId, mailboxId, ...values],
  );
  if (rows.length === 0) return 0;
  const named = new Set(rows.map((row) => row.message_id).filter((messageId) => messageId !== ""));
  if (hash !== null) {
    await rememberErased(tx, { workspaceId, mailboxId }, [...named].map(hash), { now, byAge: true });
  }
  const ids = rows.map(({ id }) => id);
  await deleteSome(tx, workspaceId, ids);
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

/** With what was sent. A refused upload stays: it tells of a message that it is here only. */
async function removeChanges({ tx, workspaceId, mailboxId, before }: Batch): Promise<number> {
  const { count } = await tx.query(
    `delete from change c using (
       select seq from change where workspace_id = $1 and mailbox_id = $2 and ended_at < $3
         and (state in ('done', 'undone') or (state = 'refused' and act ->> 'kind' <> 'append')) order by ended_at limit $4) due
     where c.workspace_id = $1 and c.mailbox_id = $2 and c.seq = due.seq`,
    [workspaceId, mailboxId, before, BATCH],
  );
  const sends = await tx.query(
    `delete from sending d using (
       select s.id from sending s
       where s.workspace_id = $1 and s.mailbox_id = $2 and ${endedSend("$3")} limit $4) due
     where d.workspace_id = $1 and d.id = due.id`,
    [workspaceId, mailboxId, before, BATCH],
  );
  return count + sends.count;
}
