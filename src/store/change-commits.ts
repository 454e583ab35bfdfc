// The loop's side of the outbox: what is due, what was attempted, what came of it. Lists are kept as the acts of
// people left them until the provider has them, and are put back where it refuses.
import type { MessageId, RemoteKey, WorkspaceId } from "../base/ids.ts";
import type { ChangeAct } from "../core/plan-changes.ts";
import type { NewCopy, OpenChange, Ownership, SyncChanges, SyncStore } from "../engine/ports/sync.ts";
import { dropUnplaced } from "./append-commits.ts";
import { toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import { REFUSED_UPLOAD } from "./list-messages.ts";
import { type FlagsBefore, restoreFlags } from "./restore-flags.ts";
import type { Transaction } from "./transaction.ts";

type Changes<Key extends keyof SyncChanges> = NonNullable<SyncChanges[Key]>;

interface OpenRow {
  readonly seq: number;
  readonly message_id: MessageId;
  readonly act: ChangeAct;
  readonly attempted_at: number | null;
  readonly due_at: number;
  readonly tries: number;
  readonly answered: boolean;
  readonly attempted_from: RemoteKey | null;
  readonly copies: OpenChange["copies"] | null;
}

export function createOpenChanges(db: Database): Pick<SyncStore, "openChanges"> {
  return {
    async openChanges({ workspaceId, mailboxId }, limit) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<OpenRow>(
          `select ch.seq, ch.message_id, ch.act, ch.attempted_at, ch.due_at, ch.tries, ch.answered, ch.attempted_from, (
             select json_agg(json_build_object('folderId', c.folder_id, 'key', c.remote_key, 'state',
               case when c.expected then 'expected' when c.missing_since is null then 'here' else 'missing' end)
               order by c.folder_id)
             from copy c where c.workspace_id = $1 and c.message_id = ch.message_id) as copies
           from change ch
           where ch.workspace_id = $1 and ch.mailbox_id = $2 and ch.state in ('waiting', 'attempted')
           order by ch.seq limit $3`,
          [workspaceId, mailboxId, limit],
        ),
      );
      return rows.map((row) => ({
        seq: row.seq,
        messageId: row.message_id,
        act: row.act,
        attemptedAt: row.attempted_at,
        dueAt: row.due_at,
        tries: row.tries,
        copies: row.copies ?? [],
        ...(row.answered ? { answered: true } : {}),
        ...(row.attempted_from === null ? {} : { attemptedFrom: row.attempted_from }),
      }));
    },
  };
}

export async function writeAttempted(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  { seqs, at, from }: Changes<"attempted">,
): Promise<void> {
  await tx.query(
    `update change set state = 'attempted', attempted_at = $4, attempted_from = coalesce($5, attempted_from),
       answered = answered and act ->> 'kind' <> 'move'
     where workspace_id = $1 and mailbox_id = $2 and seq = any($3) and state in ('waiting', 'attempted')`,
    [workspaceId, mailboxId, seqs, at, from ?? null],
  );
}

export async function writePostponed(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  { seqs, until }: Changes<"postponed">,
): Promise<void> {
  // An upload that was refused is nowhere, and flags that were refused have to be said again whatever a reading tells.
  await tx.query(
    `update change set due_at = $4, tries = tries + 1, answered = answered or act ->> 'kind' = 'move',
       attempted_at = case when act ->> 'kind' in ('append', 'flags') then null else attempted_at end,
       attempted_from = case when act ->> 'kind' = 'append' and not answered then null else attempted_from end
     where workspace_id = $1 and mailbox_id = $2 and seq = any($3) and state in ('waiting', 'attempted')`,
    [workspaceId, mailboxId, seqs, until],
  );
}

/** A change that waits will bring the message back to the folder. */
function movesBack(message: string, folder: string): string {
  return `exists (
    select from change ch where ch.workspace_id = $1 and ch.message_id = ${message}
      and ch.state in ('waiting', 'attempted') and ch.act ->> 'kind' = 'move'
      and (ch.act ->> 'to')::uuid = ${folder})`;
}

/** Of the changes that wait, the last one that concerns the folder of copy `c` takes the message from it. */
const LEAVES_LAST = `coalesce((
  select (ch.act ->> 'from')::uuid is not distinct from c.folder_id from change ch
  where ch.workspace_id = $1 and ch.message_id = c.message_id and ch.state in ('waiting', 'attempted')
    and c.folder_id in ((ch.act ->> 'from')::uuid, (ch.act ->> 'to')::uuid)
  order by ch.seq desc limit 1), false)`;

/** Where a later act brings the message back to the folder it leaves now, that folder goes on showing it. */
export async function leaveCopies(
  tx: Transaction,
  workspaceId: WorkspaceId,
  left: Changes<"moved">,
  which: "any" | "missing",
): Promise<void> {
  const only = which === "missing" ? "and c.missing_since is not null" : "";
  await tx.query(
    `with left_behind as (
       select r."messageId" as message_id, r."fromFolderId" as folder_id, ${movesBack('r."messageId"', 'r."fromFolderId"')} as returns
       from jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "fromFolderId" uuid)
     ), kept as (
       update copy c set remote_key = 'expected:' || c.message_id, expected = true, missing_since = null
       from left_behind l where c.workspace_id = $1 and c.message_id = l.message_id
         and c.folder_id = l.folder_id and l.returns ${only})
     delete from copy c using left_behind l
     where c.workspace_id = $1 and c.message_id = l.message_id and c.folder_id = l.folder_id and not l.returns
       ${only}`,
    [workspaceId, toJson(left)],
  );
}

export async function relocateCopies(
  tx: Transaction,
  workspaceId: WorkspaceId,
  relocated: Changes<"relocated">,
): Promise<void> {
  const given = toJson(relocated);
  // Mapped anew since it was moved, the target doesn't expect it any more.
  const brought = await tx.query<Pick<NewCopy, "messageId" | "folderId">>(
    `insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date, missing_since,
       conversation_id)
     select $1, r."toFolderId", coalesce(r.key, 'expected:' || r."messageId"), r."messageId", l.flags, l.internal_date,
       r.at, l.conversation_id
     from jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "fromFolderId" uuid, "toFolderId" uuid, key text,
       at bigint)
     join copy l on l.workspace_id = $1 and l.message_id = r."messageId" and l.folder_id = r."fromFolderId"
     join app_folder a on a.workspace_id = $1 and a.folder_id = r."toFolderId" and a.mapped
     on conflict (workspace_id, message_id, folder_id) do nothing
     returning message_id as "messageId", folder_id as "folderId"`,
    [workspaceId, given],
  );
  await hideLeaving(tx, workspaceId, brought.rows);
  await leaveCopies(tx, workspaceId, relocated, "any");
  // Missed there before, it is so from now on: what was read until now is no word on it.
  await tx.query(
    `update copy c set remote_key = coalesce(r.key, c.remote_key), expected = false, missing_since = r.at
     from jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "toFolderId" uuid, key text, at bigint)
     where c.workspace_id = $1 and c.message_id = r."messageId" and c.folder_id = r."toFolderId"
       and (c.expected or c.missing_since is not null)`,
    [workspaceId, given],
  );
  await departHomeless(
    tx,
    workspaceId,
    relocated.map(({ messageId, fromFolderId, at }) => ({ messageId, fromFolderId, at, why: "moved" })),
  );
}

export async function eraseCopies(
  tx: Transaction,
  workspaceId: WorkspaceId,
  erased: Changes<"erased">,
): Promise<void> {
  await tx.query(
    `delete from copy c using jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "fromFolderId" uuid)
     where c.workspace_id = $1 and c.message_id = r."messageId" and c.folder_id = r."fromFolderId"`,
    [workspaceId, toJson(erased)],
  );
  await departHomeless(
    tx,
    workspaceId,
    erased.map((each) => ({ ...each, why: "erased" })),
  );
}

export async function hideCopies(
  tx: Transaction,
  workspaceId: WorkspaceId,
  marked: Changes<"marked">,
): Promise<void> {
  await tx.query(
    `update copy c set hidden = true
     from jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "folderId" uuid)
     where c.workspace_id = $1 and c.message_id = r."messageId" and c.folder_id = r."folderId"
       and not ${movesBack('r."messageId"', 'r."folderId"')}`,
    [workspaceId, toJson(marked)],
  );
}

/** Of these messages, copies that came to a folder which a change that waits takes them from: no list shows them. */
export async function hideLeaving(
  tx: Transaction,
  workspaceId: WorkspaceId,
  copies: readonly Pick<NewCopy, "messageId" | "folderId">[],
): Promise<void> {
  if (copies.length === 0) return;
  const places = copies.map(({ messageId, folderId }) => ({ messageId, folderId }));
  await tx.query(
    `update copy c set hidden = true
     from jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "folderId" uuid)
     where c.workspace_id = $1 and c.message_id = r."messageId" and c.folder_id = r."folderId" and not c.hidden
       and ${LEAVES_LAST}`,
    [workspaceId, toJson(places)],
  );
}

/** By an act of a person here: nobody is told of it as of a departure. */
export async function departHomeless(
  tx: Transaction,
  workspaceId: WorkspaceId,
  left: readonly { readonly messageId: MessageId; readonly at: number; readonly why: string }[],
): Promise<void> {
  await tx.query(
    `update message m set departed_at = r.at, departed_evidence = jsonb_build_object('act', r.why)
     from jsonb_to_recordset($2::jsonb) as r("messageId" uuid, at bigint, why text)
     where m.workspace_id = $1 and m.id = r."messageId" and m.departed_at is null
       and not exists (select from copy c where c.workspace_id = $1 and c.message_id = m.id)`,
    [workspaceId, toJson(left)],
  );
}

/** Flags go back to what the provider has by the same commit's `flags`. */
export async function endChanges(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  ended: Changes<"ended">,
): Promise<void> {
  const { rows } = await tx.query<EndedRow>(
    `update change ch set state = r.outcome, why = r.why, ended_at = r.at
     from jsonb_to_recordset($3::jsonb) as r(seq bigint, outcome text, why text, at bigint)
     where ch.workspace_id = $1 and ch.mailbox_id = $2 and ch.seq = r.seq
       and ch.state in ('waiting', 'attempted')
     returning ch.seq, ch.message_id, ch.act, ch.state, ch.flags_before, ch.ended_at`,
    [workspaceId, mailboxId, toJson(ended)],
  );
  const refused = rows.filter(({ state }) => state === "refused");
  await showAgain(tx, workspaceId, refused);
  await confirmFlags(
    tx,
    workspaceId,
    rows.filter(({ act }) => act.kind === "flags").map((row) => row.message_id),
  );
  await departHomeless(
    tx,
    workspaceId,
    refused.map(({ message_id, ended_at }) => ({ messageId: message_id, at: ended_at, why: "refused" })),
  );
  const dropped = rows.flatMap(({ state, act, message_id: messageId, ended_at: at }) => {
    if (state !== "done") return [];
    if (act.kind === "erase" || act.kind === "discard") {
      return [{ messageId, fromFolderId: act.from, at, why: "erased" }];
    }
    // An upload that is done and not placed was moved at the provider before it was seen.
    return act.kind === "append" ? [{ messageId, fromFolderId: act.to, at, why: "moved" }] : [];
  });
  await dropUnplaced(tx, workspaceId, dropped);
  await departHomeless(tx, workspaceId, dropped);
  const moved = rows.filter(({ state, act }) => state === "done" && act.kind === "move");
  // What was saved again since it arrived is expected by that, and not looked for.
  await tx.query(
    `update copy c set expected = false, missing_since = r.at
     from jsonb_to_recordset($2::jsonb) as r(message uuid, "to" uuid, at bigint)
     where c.workspace_id = $1 and c.message_id = r.message and c.folder_id = r."to" and c.expected
       and not exists (
         select from change ch
         where ch.workspace_id = $1 and ch.message_id = r.message and ch.state in ('waiting', 'attempted')
           and ch.act ->> 'kind' = 'append' and ch.act ->> 'to' = r."to"::text)`,
    [
      workspaceId,
      toJson(
        moved.map(({ message_id, act, ended_at }) => ({
          message: message_id,
          to: act.kind === "move" ? act.to : null,
          at: ended_at,
        })),
      ),
    ],
  );
}

/** A change that is over and leaves nothing. */
export interface TakenBack {
  readonly seq: number;
  readonly message_id: MessageId;
  readonly act: ChangeAct;
  readonly flags_before: number;
}

interface EndedRow extends TakenBack {
  readonly state: "done" | "refused" | "undone";
  readonly ended_at: number;
}

/** The bits that other changes of the message still wait for stay pending: of a copy that they were made on. */
async function confirmFlags(
  tx: Transaction,
  workspaceId: WorkspaceId,
  messageIds: readonly MessageId[],
): Promise<void> {
  if (messageIds.length === 0) return;
  await tx.query(
    `update copy c set pending_flags = c.pending_flags & coalesce((
       select bit_or((ch.act ->> 'add')::int | (ch.act ->> 'remove')::int) from change ch
       where ch.workspace_id = $1 and ch.message_id = c.message_id and ch.state in ('waiting', 'attempted')
         and ch.act ->> 'kind' = 'flags'), 0)
     where c.workspace_id = $1 and c.message_id = any($2) and c.pending_flags <> 0`,
    [workspaceId, messageIds],
  );
}

/** Takes back what acts did to the lists: their changes are ended already. */
export async function showAgain(
  tx: Transaction,
  workspaceId: WorkspaceId,
  changes: readonly TakenBack[],
): Promise<void> {
  if (changes.length === 0) return;
  const moved = toJson(
    changes.map(({ message_id, act }) => ({
      message: message_id,
      from: "from" in act ? act.from : null,
      to: act.kind === "move" ? act.to : null,
    })),
  );
  await tx.query(
    `delete from copy c using jsonb_to_recordset($2::jsonb) as r(message uuid, "to" uuid)
     where c.workspace_id = $1 and c.message_id = r.message and c.folder_id = r."to" and c.expected
       and not exists (
         select from change ch where ch.workspace_id = $1 and ch.message_id = c.message_id
           and ch.state in ('waiting', 'attempted') and (ch.act ->> 'to')::uuid = c.folder_id)
       and not exists (${REFUSED_UPLOAD})`,
    [workspaceId, moved],
  );
  await tx.query(
    `update copy c set hidden = true from jsonb_to_recordset($2::jsonb) as r(message uuid, "to" uuid)
     where c.workspace_id = $1 and c.message_id = r.message and c.folder_id = r."to" and ${LEAVES_LAST}`,
    [workspaceId, moved],
  );
  await tx.query(
    `update copy c set hidden = ${LEAVES_LAST} from jsonb_to_recordset($2::jsonb) as r(message uuid, "from" uuid)
     where c.workspace_id = $1 and c.message_id = r.message and c.folder_id = r."from" and c.hidden`,
    [workspaceId, moved],
  );
  const flags = flagsBefore(changes);
  await restoreFlags(tx, workspaceId, flags);
  await confirmFlags(
    tx,
    workspaceId,
    flags.map(({ message }) => message),
  );
}

/** Once for each message: of each bit what it was before the first of the changes. */
function flagsBefore(changes: readonly TakenBack[]): readonly FlagsBefore[] {
  const found = new Map<MessageId, FlagsBefore>();
  for (const { seq, message_id: message, act, flags_before } of changes.toSorted((a, b) => a.seq - b.seq)) {
    if (act.kind !== "flags") continue;
    const { touched: before = 0, flags = 0 } = found.get(message) ?? {};
    const bits = (act.add | act.remove) & ~before;
    found.set(message, { message, seq, touched: before | bits, flags: flags | (flags_before & bits) });
  }
  return [...found.values()];
}
