// What the lists show, before and after something was done to messages for which something waits: only the store knows
// it, and tells it (ports/sync.ts, `ended`).
import type { FolderId, MessageId, RemoteKey, WorkspaceId } from "../base/ids.ts";
import type { ShownPlace } from "../core/shown-changes.ts";
import type { NewEvent, Ownership, SyncChanges } from "../engine/ports/sync.ts";
import { toJson } from "./column-types.ts";
import type { Transaction } from "./transaction.ts";

export async function selectShown(
  tx: Transaction,
  workspaceId: WorkspaceId,
  messageIds: readonly MessageId[],
): Promise<readonly ShownPlace[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await tx.query<{ message_id: MessageId; folder_id: FolderId; flags: number }>(
    `select message_id, folder_id, flags from copy
     where workspace_id = $1 and message_id = any($2) and not hidden order by message_id, folder_id`,
    [workspaceId, messageIds],
  );
  return rows.map(({ message_id, folder_id, flags }) => ({
    messageId: message_id,
    folderId: folder_id,
    flags,
  }));
}

/** The loop told flags as they were shown when it looked; a person may have taken something back since. */
export async function withTrueFlags(
  tx: Transaction,
  workspaceId: WorkspaceId,
  events: readonly NewEvent[],
): Promise<readonly NewEvent[]> {
  const told = events.filter((event) => event.kind === "message.flags");
  if (told.length === 0) return events;
  const { rows } = await tx.query<{ message_id: MessageId; folder_id: FolderId; flags: number }>(
    `select c.message_id, c.folder_id, c.flags
     from jsonb_to_recordset($2::jsonb) as r("messageId" uuid, "folderId" uuid)
     join copy c on c.workspace_id = $1 and c.message_id = r."messageId" and c.folder_id = r."folderId"`,
    [workspaceId, toJson(told.map(({ messageId, folderId }) => ({ messageId, folderId })))],
  );
  const now = new Map(rows.map((row) => [`${row.folder_id} ${row.message_id}`, row.flags]));
  return events.flatMap((event): readonly NewEvent[] => {
    if (event.kind !== "message.flags") return [event];
    const flags = now.get(`${event.folderId} ${event.messageId}`);
    return flags === undefined ? [] : [{ ...event, flags }];
  });
}

/** Whether anything waits for the provider, or lies there marked: of most mailboxes most of the time nothing. */
export async function isAnythingWaiting(
  tx: Transaction,
  { workspaceId, mailboxId }: Pick<Ownership, "workspaceId" | "mailboxId">,
): Promise<boolean> {
  const { rows } = await tx.query<{ waiting: boolean }>(
    `select exists (select from change
       where workspace_id = $1 and mailbox_id = $2 and state in ('waiting', 'attempted'))
     or exists (select from remote_folder f join copy c on c.workspace_id = $1 and c.folder_id = f.id and c.hidden
       where f.workspace_id = $1 and f.mailbox_id = $2) as waiting`,
    [workspaceId, mailboxId],
  );
  return rows[0]?.waiting === true;
}

/** Messages of a commit whose lists only the store knows: something waits for the provider, or came to its end. */
export async function selectToldHere(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  changes: SyncChanges,
): Promise<ReadonlySet<MessageId>> {
  const { rows } = await tx.query<{ id: MessageId }>(
    `with touched as (
       select unnest($3::uuid[]) as id
       union select c.message_id from jsonb_to_recordset($4::jsonb) as r("folderId" uuid, key text)
         join copy c on c.workspace_id = $1 and c.folder_id = r."folderId" and c.remote_key = r.key
       union select message_id from change where workspace_id = $1 and mailbox_id = $2 and seq = any($5))
     select t.id from touched t
     where $6 or exists (select from change ch where ch.workspace_id = $1 and ch.message_id = t.id
         and ch.state in ('waiting', 'attempted'))
       or exists (select from copy h where h.workspace_id = $1 and h.message_id = t.id and h.hidden)`,
    [
      workspaceId,
      mailboxId,
      namedIn(changes),
      toJson(keysIn(changes)),
      (changes.ended ?? []).map(({ seq }) => seq),
      changes.ended !== undefined,
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

function namedIn(changes: SyncChanges): readonly MessageId[] {
  const { copies = [], moved = [], departed = [], relocated = [], erased = [], marked = [] } = changes;
  const { appended = [] } = changes;
  const fresh = new Set(changes.messages?.map(({ messageId }) => messageId));
  const all = [copies, moved, departed, relocated, erased, marked, appended].flat();
  return all.map(({ messageId }) => messageId).filter((id) => !fresh.has(id));
}

function keysIn({ flags = [], rekeyed = [], missing = [], found = [] }: SyncChanges) {
  const of = (folderId: FolderId, key: RemoteKey) => ({ folderId, key });
  return [
    ...flags.map(({ folderId, key }) => of(folderId, key)),
    ...rekeyed.map(({ folderId, from }) => of(folderId, from)),
    ...[...missing, ...found].flatMap(({ folderId, keys }) => keys.map((key) => of(folderId, key))),
  ];
}
