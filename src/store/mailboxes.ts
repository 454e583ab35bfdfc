// Mailboxes and the connections to them, as read; connecting and stopping are in connecting.ts and stop.ts.
import type { ConnectionId, MailboxId, ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Diagnosis } from "../core/diagnose.ts";
import {
  type Connection,
  type Connections,
  type ImportWindow,
  type MailboxRow,
  type ProviderKind,
  REFRESH_LEASE_MS,
  type RefreshLease,
} from "../engine/ports/connections.ts";
import type { ServerAddress } from "../engine/ports/mail.ts";
import { toBuffer, toJson } from "./column-types.ts";
import type { Database } from "./database.ts";
import type { Transaction } from "./transaction.ts";

export interface MailboxColumns {
  readonly workspace_id: WorkspaceId;
  readonly id: MailboxId;
  readonly provider: ProviderKind;
  readonly cloud: string;
  readonly directory_tenant: string;
  readonly address: string;
  readonly display_name: string;
  readonly user_name: string;
  readonly incoming: ServerAddress;
  readonly outgoing: ServerAddress | null;
  readonly state: MailboxRow["state"];
  readonly diagnosis: Diagnosis | null;
  readonly diagnosis_since: number | null;
  readonly import_window: ImportWindow | null;
  readonly version: number;
  readonly last_arrived_at: number | null;
  readonly receive_only: boolean;
  readonly workspace_receive_only: boolean;
}

export const MAILBOX_COLUMNS =
  "workspace_id, id, provider, cloud, directory_tenant, address, display_name, user_name, incoming, " +
  "outgoing, state, diagnosis, diagnosis_since, import_window, version, last_arrived_at, receive_only, " +
  "is_receive_only(workspace_id) as workspace_receive_only";

export function mailboxOf(row: MailboxColumns): MailboxRow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    provider: row.provider,
    cloud: row.cloud,
    directoryTenant: row.directory_tenant,
    address: row.address,
    displayName: row.display_name,
    userName: row.user_name,
    incoming: row.incoming,
    outgoing: row.outgoing,
    state: row.state,
    diagnosis: row.diagnosis,
    diagnosisSince: row.diagnosis_since,
    importWindow: row.import_window,
    version: row.version,
    lastArrivedAt: row.last_arrived_at,
    receiveOnly: row.workspace_receive_only ? "workspace" : row.receive_only ? "mailbox" : "off",
  };
}

export async function selectMailbox(
  tx: Transaction,
  workspaceId: WorkspaceId,
  id: MailboxId,
): Promise<MailboxRow | null> {
  const { rows } = await tx.query<MailboxColumns>(
    `select ${MAILBOX_COLUMNS} from mailbox where workspace_id = $1 and id = $2`,
    [workspaceId, id],
  );
  return rows[0] ? mailboxOf(rows[0]) : null;
}

export interface ConnectionColumns {
  readonly workspace_id: WorkspaceId;
  readonly id: ConnectionId;
  readonly mailbox_id: MailboxId;
  readonly user_id: UserId;
  readonly provider_id: ProviderId | null;
  readonly role: Connection["role"];
  readonly subject: string;
  readonly sealed_grant: Uint8Array;
  readonly grant_version: number;
  readonly alive: boolean;
}

export const CONNECTION_COLUMNS =
  "workspace_id, id, mailbox_id, user_id, provider_id, role, subject, sealed_grant, grant_version, alive";

export function connectionOf(row: ConnectionColumns): Connection {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    mailboxId: row.mailbox_id,
    userId: row.user_id,
    providerId: row.provider_id,
    role: row.role,
    subject: row.subject,
    sealedGrant: row.sealed_grant,
    grantVersion: row.grant_version,
    alive: row.alive,
  };
}

export type Mailboxes = Pick<
  Connections,
  | "readMailbox"
  | "findMailbox"
  | "listMailboxes"
  | "listIllMailboxes"
  | "mailboxLike"
  | "connectionOfUser"
  | "mayRead"
  | "keptMailboxOfUser"
  | "connectionsOfMailbox"
  | "beginRefresh"
  | "endRefresh"
  | "saveGrant"
  | "markDead"
  | "grantHistory"
  | "unusedGrants"
  | "setDiagnosis"
>;

export function createMailboxes(db: Database): Mailboxes {
  return { ...createMailboxReads(db), ...createConnectionReads(db), ...createGrants(db) };
}

function createMailboxReads(
  db: Database,
): Pick<
  Mailboxes,
  "readMailbox" | "findMailbox" | "listMailboxes" | "listIllMailboxes" | "mailboxLike" | "setDiagnosis"
> {
  const readMailbox: Mailboxes["readMailbox"] = (workspaceId, id) =>
    db.readWorkspace(workspaceId, (tx) => selectMailbox(tx, workspaceId, id));
  return {
    readMailbox,

    async findMailbox(id) {
      const { rows } = await db.outside((tx) =>
        tx.query<{ workspace_id: WorkspaceId | null }>("select workspace_of_mailbox($1) as workspace_id", [
          id,
        ]),
      );
      const workspaceId = rows[0]?.workspace_id;
      return workspaceId ? readMailbox(workspaceId, id) : null;
    },

    async listMailboxes() {
      const { rows } = await db.outside((tx) =>
        tx.query<MailboxColumns>(`select ${MAILBOX_COLUMNS} from list_mailboxes()`),
      );
      return rows.map(mailboxOf);
    },

    async listIllMailboxes() {
      const { rows } = await db.outside((tx) =>
        tx.query<{
          readonly workspace_id: WorkspaceId;
          readonly diagnosis: Diagnosis;
          readonly diagnosis_since: number;
        }>(
          `select workspace_id, diagnosis, diagnosis_since from list_mailboxes()
           where diagnosis is not null and state <> 'stopped'`,
        ),
      );
      return rows.map((row) => ({
        workspaceId: row.workspace_id,
        diagnosis: row.diagnosis,
        since: row.diagnosis_since,
      }));
    },

    async mailboxLike(workspaceId, { provider, cloud, directoryTenant, address }) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<MailboxColumns>(
          `select ${MAILBOX_COLUMNS} from mailbox
           where workspace_id = $1 and provider = $2 and cloud = $3 and directory_tenant = $4 and address <> $5
             and state = 'syncing'
           order by diagnosis is not null, last_arrived_at desc nulls last limit 1`,
          [workspaceId, provider, cloud, directoryTenant, address],
        ),
      );
      return rows[0] ? mailboxOf(rows[0]) : null;
    },

    // Says nothing new: writes nothing. `since` stays while the diagnosis is the same one in other words.
    async setDiagnosis({ workspaceId, mailboxId, workerId, epoch }, diagnosis, now) {
      await db.inWorkspace(workspaceId, async (tx) => {
        const { count } = await tx.query(
          `update mailbox set diagnosis = $3::jsonb, diagnosis_since =
             case when $3::jsonb is null then null
               when diagnosis ->> 'id' = $3::jsonb ->> 'id' then diagnosis_since else $4::bigint end
           where workspace_id = $1 and id = $2 and diagnosis is distinct from $3::jsonb
             and owner_worker = $5 and owner_epoch = $6`,
          [workspaceId, mailboxId, diagnosis && toJson(diagnosis), now, workerId, epoch],
        );
        if (count > 0) return;
        const { rows } = await tx.query(
          "select from mailbox where workspace_id = $1 and id = $2 and owner_worker = $3 and owner_epoch = $4",
          [workspaceId, mailboxId, workerId, epoch],
        );
        if (rows.length === 0) throw new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
      });
    },
  };
}

/** Until the mailbox is connected again. */
const KEPT_FOR_USER = `
  select k.mailbox_id from kept_mailbox k
  join mailbox m on m.workspace_id = k.workspace_id and m.id = k.mailbox_id and m.state = 'stopped'
  where k.workspace_id = $1 and k.user_id = $2`;

/** Mailboxes that user $2 may read: connected ones, and kept ones. */
export const READABLE_BY_USER = `
  select mailbox_id from connection where workspace_id = $1 and user_id = $2 union ${KEPT_FOR_USER}`;

function createConnectionReads(
  db: Database,
): Pick<Mailboxes, "connectionOfUser" | "mayRead" | "keptMailboxOfUser" | "connectionsOfMailbox"> {
  return {
    // One whose grant has died is still the user's, until they stop or connect again: the panel shows why.
    async connectionOfUser(workspaceId, userId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<ConnectionColumns>(
          `select ${CONNECTION_COLUMNS} from connection where workspace_id = $1 and user_id = $2
           order by alive desc, connected_at desc, id desc limit 1`,
          [workspaceId, userId],
        ),
      );
      return rows[0] ? connectionOf(rows[0]) : null;
    },

    async mayRead(workspaceId, userId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ allowed: boolean }>(`select $3 in (${READABLE_BY_USER}) as allowed`, [
          workspaceId,
          userId,
          mailboxId,
        ]),
      );
      return rows[0]?.allowed === true;
    },

    async keptMailboxOfUser(workspaceId, userId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ mailbox_id: MailboxId }>(
          `${KEPT_FOR_USER} and not k.handed_over order by k.since desc, k.mailbox_id limit 1`,
          [workspaceId, userId],
        ),
      );
      return rows[0]?.mailbox_id ?? null;
    },

    async connectionsOfMailbox(workspaceId, mailboxId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<ConnectionColumns>(
          `select ${CONNECTION_COLUMNS} from connection where workspace_id = $1 and mailbox_id = $2 and alive
           order by role = 'owner' desc, connected_at, id`,
          [workspaceId, mailboxId],
        ),
      );
      return rows.map(connectionOf);
    },
  };
}

function createGrants(
  db: Database,
): Pick<
  Mailboxes,
  "beginRefresh" | "endRefresh" | "saveGrant" | "markDead" | "grantHistory" | "unusedGrants"
> {
  return {
    async unusedGrants(workspaceId, unusedMs, limit) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<ConnectionColumns>(
          `select ${CONNECTION_COLUMNS} from connection
           where workspace_id = $1 and alive and renewed_at < now_ms() - $2 and subject not like 'app:%'
             and exists (select from provider p where p.workspace_id = $1 and p.id = provider_id and p.kind <> 'imap')
           order by renewed_at limit $3`,
          [workspaceId, unusedMs, limit],
        ),
      );
      return rows.map(connectionOf);
    },

    async beginRefresh({ workspaceId, id, grantVersion }) {
      const { rows } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query<{ until: RefreshLease }>(
          `update connection set refreshing_until = now_ms() + $4
           where workspace_id = $1 and id = $2 and grant_version = $3
             and (refreshing_until is null or refreshing_until <= now_ms())
           returning refreshing_until as until`,
          [workspaceId, id, grantVersion, REFRESH_LEASE_MS],
        ),
      );
      return rows[0]?.until ?? null;
    },

    async endRefresh({ workspaceId, id }, lease) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update connection set refreshing_until = null
           where workspace_id = $1 and id = $2 and refreshing_until = $3`,
          [workspaceId, id, lease],
        ),
      );
    },

    async saveGrant(connection, sealedGrant) {
      const { workspaceId, id, grantVersion } = connection;
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update connection
           set sealed_grant = $4, grant_version = grant_version + 1, refreshing_until = null,
             renewed_at = now_ms()
           where workspace_id = $1 and id = $2 and grant_version = $3`,
          [workspaceId, id, grantVersion, toBuffer(sealedGrant)],
        ),
      );
      return count === 1;
    },

    async grantHistory({ workspaceId, id }, ageMs) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ readonly given_at: number; readonly another_is_older: boolean }>(
          `select connected_at as given_at, exists (
             select from connection o where o.workspace_id = $1 and o.provider_id = c.provider_id and o.id <> c.id
               and o.renewed_at - o.connected_at > $3) as another_is_older
           from connection c where workspace_id = $1 and id = $2`,
          [workspaceId, id, ageMs],
        ),
      );
      return rows[0] ? { givenAt: rows[0].given_at, anotherIsOlder: rows[0].another_is_older } : null;
    },

    // Only the grant that was seen to fail: another process may have written a good one meanwhile.
    async markDead(connection) {
      const { workspaceId, id, grantVersion } = connection;
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update connection set alive = false
           where workspace_id = $1 and id = $2 and grant_version = $3 and alive`,
          [workspaceId, id, grantVersion],
        ),
      );
    },
  };
}
