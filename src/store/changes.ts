// The outbox as a person sees it: an act is submitted, shown at once, taken back, listed. The loop's side of it is
// change-commits.ts.
import type { AppFolderId, FolderId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { placeAct, type ShownCopy } from "../core/place-act.ts";
import type { ChangeAct } from "../core/plan-changes.ts";
import {
  ACT_MESSAGES_MAX,
  type ActId,
  type Changed,
  type ChangedEntry,
  type ChangedPage,
  type Changes,
  type Outbox,
  type Submission,
} from "../engine/ports/changes.ts";
import type { ChangeRefusal } from "../engine/ports/sync.ts";
import type { Database } from "./database.ts";
import type { Transaction } from "./transaction.ts";
import { undoAct } from "./undo-act.ts";
import { lockForAct, writeAct } from "./write-act.ts";

/** Acts listed as "What Twinbox changed". */
const LISTED_MAX = 500;

export function createChanges(db: Database): Changes {
  return {
    submit: (submission) => db.inWorkspace(submission.workspaceId, (tx) => submit(tx, submission)),
    undo: (workspaceId, mailboxId, actId, now) =>
      db.inWorkspace(workspaceId, (tx) => undoAct(tx, { workspaceId, mailboxId, actId, now })),
    outbox: (workspaceId, mailboxId, now) =>
      db.readWorkspace(workspaceId, (tx) => selectOutbox(tx, workspaceId, mailboxId, now)),
    async dismissRefusals(workspaceId, mailboxId) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update change set seen = true
           where workspace_id = $1 and mailbox_id = $2 and ended_at is not null and state = 'refused'
             and not seen`,
          [workspaceId, mailboxId],
        ),
      );
    },
    changed: (workspaceId, mailboxId, page) =>
      db.readWorkspace(workspaceId, (tx) => selectChanged(tx, workspaceId, mailboxId, page)),
  };
}

interface Target {
  readonly messageId: MessageId;
  readonly internalDate: number;
  readonly copies: readonly ShownCopy[];
}

async function submit(tx: Transaction, submission: Submission): Promise<number | null> {
  const { workspaceId, mailboxId, act } = submission;
  await lockForAct(tx, workspaceId, mailboxId);
  if (act.kind === "move") await checkTarget(tx, workspaceId, mailboxId, act.to);
  const targets = await selectTargets(tx, submission);
  if (targets.length > ACT_MESSAGES_MAX) return null;
  const placed = targets.flatMap((target) => {
    const each = placeAct(act, target.copies);
    return each === null ? [] : [{ ...target, placed: each }];
  });
  if (placed.length > 0) await writeAct(tx, submission, placed);
  return placed.length;
}

async function checkTarget(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  folderId: FolderId,
): Promise<void> {
  const { count } = await tx.query(
    `select from remote_folder
     where workspace_id = $1 and mailbox_id = $2 and id = $3 and gone_at is null and selectable`,
    [workspaceId, mailboxId, folderId],
  );
  if (count === 0) throw new SyncError("folderGone", { scope: "folder", retry: "askUser" });
}

async function selectTargets(tx: Transaction, submission: Submission): Promise<readonly Target[]> {
  const { workspaceId, mailboxId, messages } = submission;
  const all = !Array.isArray(messages);
  const { rows } = await tx.query<{
    readonly id: MessageId;
    readonly internal_date: number;
    readonly copies: readonly ShownCopy[];
  }>(
    `select m.id, m.internal_date, (
       select json_agg(json_build_object('folderId', c.folder_id, 'flags', c.flags, 'hidden', c.hidden)
         order by c.missing_since is not null,
           array_position(array['inbox', 'sent', 'drafts', 'archive', 'junk', 'deleted'], a.role) nulls last, a.id)
       from copy c join app_folder a on a.workspace_id = $1 and a.folder_id = c.folder_id
       where c.workspace_id = $1 and c.message_id = m.id) as copies
     from message m
     where m.workspace_id = $1 and m.mailbox_id = $2 and m.departed_at is null and m.id in (${
       all
         ? `select c.message_id from copy c join app_folder f on f.workspace_id = $1 and f.folder_id = c.folder_id
            where c.workspace_id = $1 and f.mailbox_id = $2 and f.id = $3 and not c.hidden`
         : "select unnest($3::uuid[])"
     })
     order by m.id limit ${ACT_MESSAGES_MAX + 1}`,
    [workspaceId, mailboxId, all ? (messages as { all: AppFolderId }).all : messages],
  );
  return rows.map((row) => ({
    messageId: row.id,
    internalDate: row.internal_date,
    copies: row.copies ?? [],
  }));
}

async function selectOutbox(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  now: number,
): Promise<Outbox> {
  // What was tried and postponed is due later, and waits all the same.
  const open = await tx.query<{ waiting: number; since: number | null; held: number }>(
    `select count(*) filter (where not held)::int as waiting, min(made_at) filter (where not held) as since,
       count(*) filter (where held)::int as held
     from (select made_at, due_at > $3 and tries = 0 as held from change
       where workspace_id = $1 and mailbox_id = $2 and state in ('waiting', 'attempted')) open`,
    [workspaceId, mailboxId, now],
  );
  const refused = await tx.query<{
    readonly act_id: ActId;
    readonly kind: ChangeAct["kind"];
    readonly why: ChangeRefusal;
    readonly count: number;
    readonly at: number;
  }>(
    `select act_id, min(act ->> 'kind') as kind, why, count(*)::int as count, max(ended_at) as at from change
     where workspace_id = $1 and mailbox_id = $2 and ended_at is not null and state = 'refused' and not seen
     group by act_id, why order by at desc limit 20`,
    [workspaceId, mailboxId],
  );
  return {
    waiting: open.rows[0]?.waiting ?? 0,
    since: open.rows[0]?.since ?? null,
    held: open.rows[0]?.held ?? 0,
    refused: refused.rows.map(({ act_id, ...row }) => ({ actId: act_id, ...row })),
  };
}

interface ChangedRow {
  readonly seq: number;
  readonly act_id: ActId;
  readonly act: ChangeAct;
  readonly from_path: string | null;
  readonly to_path: string | null;
  readonly count: number;
  readonly subject: string;
  readonly state: "waiting" | "attempted" | "done" | "refused" | "undone";
  readonly why: ChangeRefusal | null;
  readonly at: number;
}

/** One line for each act and outcome, told by its first message. */
async function selectChanged(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  { limit, cursor }: ChangedPage,
): Promise<Changed> {
  const most = Math.min(limit, LISTED_MAX);
  const { rows } = await tx.query<ChangedRow>(
    `with acts as (
       select act_id, state, why, min(seq) as seq, count(*)::int as count, max(coalesce(ended_at, made_at)) as at
       from change where workspace_id = $1 and mailbox_id = $2 group by act_id, state, why
       having $4::bigint is null or min(seq) < $4 order by min(seq) desc limit $3)
     select acts.seq, acts.act_id, acts.state, acts.why, acts.count, acts.at, ch.act, f.path as from_path, t.path as to_path,
       coalesce(r.scan ->> 'subject', '') as subject
     from acts
     join change ch on ch.workspace_id = $1 and ch.mailbox_id = $2 and ch.seq = acts.seq
     left join remote_folder f on f.workspace_id = $1 and f.id = (ch.act ->> 'from')::uuid
     left join remote_folder t on t.workspace_id = $1 and t.id = (ch.act ->> 'to')::uuid
     left join message m on m.workspace_id = $1 and m.id = ch.message_id
     left join revision r on r.workspace_id = $1 and r.id = m.revision_id
     order by acts.seq desc`,
    [workspaceId, mailboxId, most + 1, cursor],
  );
  const shown = rows.slice(0, most);
  return { entries: shown.map(entryOf), next: rows.length > most ? (shown.at(-1)?.seq ?? null) : null };
}

function entryOf({ seq: _, act_id, act, from_path, to_path, state, ...row }: ChangedRow): ChangedEntry {
  return {
    ...row,
    actId: act_id,
    kind: act.kind,
    add: act.kind === "flags" ? act.add : 0,
    remove: act.kind === "flags" ? act.remove : 0,
    from: from_path,
    to: to_path,
    outcome: state === "attempted" ? "waiting" : state,
  };
}
