// What the loop asks about messages and copies that are here.
import type { FolderId, MessageId, RemoteKey, RevisionId } from "../base/ids.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { CopyAt, MatchRow, Ownership, SyncStore } from "../engine/ports/sync.ts";
import { awaited } from "./append-commits.ts";
import { toBuffer } from "./column-types.ts";
import type { Database } from "./database.ts";
import { REFUSED_UPLOAD } from "./list-messages.ts";
import type { Transaction } from "./transaction.ts";

/** Hashes, ids or keys asked for in one statement. */
const ASKED_MAX = 5_000;

/** Of a copy `o` that is expected: what was put there from here was refused, and lies here only. */
const STAYS = `exists (
  select from (values (o.message_id, o.folder_id)) as c (message_id, folder_id)
  join lateral (${REFUSED_UPLOAD}) refused on true)`;

type Matches = Pick<SyncStore, "findMatches" | "copiesAt" | "listLimbo">;

export function createMatches(db: Database): Matches {
  return {
    async findMatches(ownership, by) {
      const found = new Map<MessageId, MatchRow>();
      await db.readWorkspace(ownership.workspaceId, async (tx) => {
        for (const part of parts(by.fingerprints.map(toBuffer))) {
          for (const row of await selectMatches(tx, ownership, "m.fingerprint = any($3)", part)) {
            found.set(row.messageId, row);
          }
        }
        for (const part of parts(by.serverIds)) {
          for (const row of await selectMatches(tx, ownership, "m.server_id = any($3)", part)) {
            found.set(row.messageId, row);
          }
        }
      });
      return [...found.values()];
    },

    async copiesAt({ workspaceId }, folderId, keys) {
      const found = new Map<RemoteKey, CopyAt>();
      await db.readWorkspace(workspaceId, async (tx) => {
        for (const part of parts(keys)) {
          const { rows } = await tx.query<CopyRow>(
            `select remote_key, message_id, flags, pending_flags, missing_since is not null as missing from copy
             where workspace_id = $1 and folder_id = $2 and remote_key = any($3)`,
            [workspaceId, folderId, part],
          );
          for (const { remote_key, message_id, flags, pending_flags, missing } of rows) {
            found.set(remote_key, { messageId: message_id, flags, pendingFlags: pending_flags, missing });
          }
        }
      });
      return found;
    },

    async listLimbo({ workspaceId, mailboxId }) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<LimboRow>(
          `select c.message_id, c.folder_id, c.remote_key, c.missing_since, (
             select o.folder_id from copy o where o.workspace_id = $1 and o.message_id = c.message_id
               and o.missing_since is null and (not o.expected or ${STAYS})
             order by o.folder_id limit 1) as live_elsewhere,
             ${awaited("c.message_id")} as awaited
           from remote_folder f join copy c on c.folder_id = f.id and c.workspace_id = $1
           where f.workspace_id = $1 and f.mailbox_id = $2 and c.missing_since is not null
           order by c.missing_since, c.message_id, c.folder_id`,
          [workspaceId, mailboxId],
        ),
      );
      return rows.map((row) => ({
        messageId: row.message_id,
        folderId: row.folder_id,
        key: row.remote_key,
        since: row.missing_since,
        liveElsewhere: row.live_elsewhere,
        awaited: row.awaited,
      }));
    },
  };
}

interface CopyRow {
  readonly remote_key: RemoteKey;
  readonly message_id: MessageId;
  readonly flags: number;
  readonly pending_flags: number;
  readonly missing: boolean;
}

interface LimboRow {
  readonly message_id: MessageId;
  readonly folder_id: FolderId;
  readonly remote_key: RemoteKey;
  readonly missing_since: number;
  readonly live_elsewhere: FolderId | null;
  readonly awaited: boolean;
}

interface MatchColumns {
  readonly id: MessageId;
  readonly revision_id: RevisionId;
  readonly fingerprint: Uint8Array;
  readonly server_id: string | null;
  readonly internal_date: number;
  readonly sha256: Uint8Array;
  readonly departed: boolean;
  readonly draft: boolean;
  readonly copies: MatchRow["copies"] | null;
}

async function selectMatches(
  tx: Transaction,
  { workspaceId, mailboxId }: Ownership,
  condition: string,
  values: readonly unknown[],
): Promise<readonly MatchRow[]> {
  const { rows } = await tx.query<MatchColumns>(
    `select m.id, m.revision_id, m.fingerprint, m.server_id, m.internal_date, r.sha256,
       m.departed_at is not null as departed, m.departed_draft or coalesce(c.draft, false) as draft, c.copies
     from message m join revision r on r.workspace_id = $1 and r.id = m.revision_id
     cross join lateral (
       select bool_or((c.flags & ${FLAG_BITS.draft}) <> 0) as draft,
         json_agg(json_build_object('folderId', c.folder_id, 'key', c.remote_key,
           'flags', c.flags, 'internalDate', c.internal_date, 'missing', c.missing_since is not null or c.expected,
           'expected', c.expected, 'told', c.expected and exists (
             select from change t where t.workspace_id = $1 and t.message_id = c.message_id and t.state = 'attempted'
               and t.act ->> 'kind' = 'move' and (t.act ->> 'to')::uuid = c.folder_id),
           'left', c.hidden and not c.expected) order by c.folder_id) as copies
       from copy c where c.workspace_id = $1 and c.message_id = m.id) c
     where m.workspace_id = $1 and m.mailbox_id = $2 and ${condition} order by m.id`,
    [workspaceId, mailboxId, values],
  );
  return rows.map((row) => ({
    messageId: row.id,
    revisionId: row.revision_id,
    fingerprint: row.fingerprint,
    serverId: row.server_id,
    internalDate: row.internal_date,
    sha256: row.sha256,
    departed: row.departed,
    draft: row.draft,
    copies: row.copies ?? [],
  }));
}

function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += ASKED_MAX) yield all.slice(start, start + ASKED_MAX);
}
