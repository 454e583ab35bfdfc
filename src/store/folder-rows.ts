// Remote folders with their mappings and ledgers, as rows and back.
import type { AppFolderId, FolderId, MailboxId, WorkspaceId } from "../base/ids.ts";
import type { AppFolderRole } from "../core/folder-role.ts";
import type { FolderLedger } from "../core/ledger.ts";
import type { FolderMapping, KnownFolder, SyncChanges } from "../engine/ports/sync.ts";
import { toJson } from "./column-types.ts";
import { decodeLedger, encodeLedger, LEDGER_SETS, type LedgerRow } from "./ledger-codec.ts";
import type { Transaction } from "./transaction.ts";

export type ListedFolder = NonNullable<SyncChanges["folders"]>[number];
export type LedgerChange = NonNullable<SyncChanges["ledgers"]>[number];
export interface MappedFolder {
  readonly folderId: FolderId;
  readonly mapping: FolderMapping;
}

type FolderRow = LedgerRow & {
  readonly id: FolderId;
  readonly path: string;
  readonly delimiter: string | null;
  readonly selectable: boolean;
  readonly special_use: string | null;
  readonly server_id: string | null;
  readonly listed_uid_validity: number | null;
  readonly gone_at: number | null;
  readonly app_folder_id: AppFolderId | null;
  readonly role: AppFolderRole | null;
  readonly name: string;
  readonly parent_id: AppFolderId | null;
  readonly subtree: boolean;
  readonly inherited: boolean;
  readonly import_from: number | null;
  readonly searched: boolean;
  readonly read_at: number | null;
};

export async function selectFolders(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
): Promise<readonly KnownFolder[]> {
  const { rows } = await tx.query<FolderRow>(
    `select f.id, f.path, f.delimiter, f.selectable, f.special_use, f.server_id,
       f.uid_validity as listed_uid_validity, f.gone_at,
       a.id as app_folder_id, a.role, a.name, a.parent_id, a.subtree, a.inherited, a.import_from, a.searched,
       l.read_at, l.uid_validity, l.uid_next, l.modseq::text, l.mapped_uid_next,
       ${LEDGER_SETS.map((set) => `l.${set}`).join(", ")}
     from remote_folder f
     left join app_folder a on a.workspace_id = f.workspace_id and a.folder_id = f.id and a.mapped
     left join folder_ledger l on l.workspace_id = f.workspace_id and l.folder_id = f.id
     where f.workspace_id = $1 and f.mailbox_id = $2 order by f.path, f.id`,
    [workspaceId, mailboxId],
  );
  return rows.map(knownFolderOf);
}

export async function selectLedgers(
  tx: Transaction,
  workspaceId: WorkspaceId,
  folderIds: readonly FolderId[],
): Promise<ReadonlyMap<FolderId, FolderLedger>> {
  const { rows } = await tx.query<LedgerRow & { readonly folder_id: FolderId }>(
    `select folder_id, uid_validity, uid_next, modseq::text, mapped_uid_next, ${LEDGER_SETS.join(", ")}
     from folder_ledger where workspace_id = $1 and folder_id = any($2)`,
    [workspaceId, folderIds],
  );
  return new Map(rows.map((row) => [row.folder_id, decodeLedger(row)]));
}

function knownFolderOf(row: FolderRow): KnownFolder {
  return {
    id: row.id,
    path: row.path,
    delimiter: row.delimiter,
    selectable: row.selectable,
    specialUse: row.special_use,
    serverId: row.server_id,
    uidValidity: row.listed_uid_validity,
    goneAt: row.gone_at,
    mapping: row.app_folder_id === null ? null : mappingOf(row, row.app_folder_id),
    ledger: row.read_at === null ? null : decodeLedger(row),
    readAt: row.read_at,
  };
}

function mappingOf(row: FolderRow, appFolderId: AppFolderId): FolderMapping {
  const { role, name, subtree, inherited, searched } = row;
  return {
    appFolderId,
    role,
    name,
    parentId: row.parent_id,
    subtree,
    inherited,
    importFrom: row.import_from,
    searched,
  };
}

export async function upsertFolders(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  folders: readonly ListedFolder[],
): Promise<void> {
  await tx.query(
    `insert into remote_folder as f
       (workspace_id, id, mailbox_id, path, delimiter, selectable, special_use, server_id, uid_validity,
        gone_at)
     select $1, r.id, $2, r.path, r.delimiter, r.selectable, r."specialUse", r."serverId", r."uidValidity",
       r."goneAt"
     from jsonb_to_recordset($3::jsonb) as r(id uuid, path text, delimiter text, selectable boolean,
       "specialUse" text, "serverId" text, "uidValidity" bigint, "goneAt" bigint)
     on conflict (workspace_id, id) do update set path = excluded.path, delimiter = excluded.delimiter,
       selectable = excluded.selectable, special_use = excluded.special_use, server_id = excluded.server_id,
       uid_validity = excluded.uid_validity, gone_at = excluded.gone_at
     where f.mailbox_id = excluded.mailbox_id`,
    [workspaceId, mailboxId, toJson(folders)],
  );
}

/** Makes the mappings, or gives the folders' present ones these values. */
export async function upsertMappings(
  tx: Transaction,
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  mapped: readonly MappedFolder[],
): Promise<void> {
  await tx.query(
    `insert into app_folder (workspace_id, id, mailbox_id, folder_id, role, name, parent_id, subtree,
       inherited, import_from, searched, mapped)
     select $1, r."appFolderId", $2, r."folderId", r.role, r.name, r."parentId", r.subtree, r.inherited,
       r."importFrom", r.searched, true
     from jsonb_to_recordset($3::jsonb) as r("folderId" uuid, "appFolderId" uuid, role text, name text,
       "parentId" uuid, subtree boolean, inherited boolean, "importFrom" bigint, searched boolean)
     on conflict (workspace_id, folder_id) do update set id = excluded.id, role = excluded.role,
       name = excluded.name, parent_id = excluded.parent_id, subtree = excluded.subtree,
       inherited = excluded.inherited, import_from = excluded.import_from, searched = excluded.searched,
       mapped = true`,
    [workspaceId, mailboxId, toJson(mapped.map(({ folderId, mapping }) => ({ folderId, ...mapping })))],
  );
}

const LEDGER_COLUMNS = [
  "uid_validity",
  "uid_next",
  "modseq",
  "mapped_uid_next",
  ...LEDGER_SETS,
  "wanted_count",
  "pending_count",
  "offered_count",
] as const;

const SETS: ReadonlySet<string> = new Set(LEDGER_SETS);

/** A set that did not change keeps its stored value as it is: a large one lies outside the row, and is then
 *  not  written again. */
const UPSERT_LEDGERS = `
  insert into folder_ledger as l (workspace_id, folder_id, read_at, ${LEDGER_COLUMNS.join(", ")})
  select $1, r.folder_id, r.read_at,
    ${LEDGER_COLUMNS.map((name) => (SETS.has(name) ? `decode(r.${name}, 'base64')` : `r.${name}`)).join(", ")}
  from jsonb_to_recordset($2::jsonb) as r(folder_id uuid, read_at bigint, uid_validity bigint,
    uid_next bigint, modseq numeric, mapped_uid_next bigint, ${LEDGER_SETS.map((set) => `${set} text`).join(", ")},
    wanted_count integer, pending_count integer, offered_count integer)
  on conflict (workspace_id, folder_id) do update set read_at = excluded.read_at,
    ${LEDGER_COLUMNS.map((name) =>
      SETS.has(name)
        ? `${name} = case when l.${name} = excluded.${name} then l.${name} else excluded.${name} end`
        : `${name} = excluded.${name}`,
    ).join(", ")}`;

export async function upsertLedgers(
  tx: Transaction,
  workspaceId: WorkspaceId,
  ledgers: readonly LedgerChange[],
): Promise<void> {
  const rows = ledgers.map(({ folderId, ledger, readAt }) => {
    const row = encodeLedger(ledger);
    const sets = LEDGER_SETS.map((set) => [set, Buffer.from(row[set]).toString("base64")]);
    return { folder_id: folderId, read_at: readAt, ...row, ...Object.fromEntries(sets) };
  });
  await tx.query(UPSERT_LEDGERS, [workspaceId, JSON.stringify(rows)]);
  for (const searched of [true, false]) {
    const ids = ledgers.filter((change) => change.searched === searched).map((change) => change.folderId);
    if (ids.length === 0) continue;
    await tx.query(
      `update app_folder set searched = $3 where workspace_id = $1 and folder_id = any($2) and searched <> $3`,
      [workspaceId, ids, searched],
    );
  }
}
