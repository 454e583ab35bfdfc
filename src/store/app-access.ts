import type { MailboxId, ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import type { Diagnosis } from "../core/diagnose.ts";
import {
  type AppAccess,
  type AppMailbox,
  type AppMailboxState,
  type DomainAccess,
  TAKEN_MS,
  type TakenMailbox,
  type WantedMailbox,
} from "../engine/ports/app-access.ts";
import type { ImportWindow } from "../engine/ports/connections.ts";
import { toJson } from "./column-types.ts";
import type { Database } from "./database.ts";

interface DomainRow {
  readonly workspace_id: WorkspaceId;
  readonly provider_id: ProviderId;
  readonly domain: string;
  readonly client_id: string;
  readonly directory_tenant: string | null;
  readonly principal_id: string | null;
  readonly approved_at: number | null;
  readonly diagnosis: Diagnosis | null;
}

interface WantedRow {
  readonly workspace_id: WorkspaceId;
  readonly user_id: UserId;
  readonly provider_id: ProviderId;
  readonly address: string;
  readonly import_window: ImportWindow;
  readonly asked_by: UserId;
  readonly asked_at: number;
}

interface MailboxRow extends WantedRow {
  readonly state: AppMailboxState;
  readonly is_taken: boolean;
  readonly diagnosis: Diagnosis | null;
  readonly mailbox_id: MailboxId | null;
}

const WANTED = "workspace_id, user_id, provider_id, address, import_window, asked_by, asked_at";

export function createAppAccess(db: Database): AppAccess {
  return { ...createDomains(db), ...createLists(db), ...createWork(db) };
}

function createDomains(db: Database): Pick<AppAccess, "readDomains" | "saveDomain"> {
  return {
    async readDomains(workspaceId, providerId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<DomainRow>(
          `select workspace_id, provider_id, domain, client_id, directory_tenant, principal_id, approved_at, diagnosis
           from app_access where workspace_id = $1 and provider_id = $2 order by domain`,
          [workspaceId, providerId],
        ),
      );
      return rows.map(domainOf);
    },

    async saveDomain(access) {
      const { workspaceId, providerId, domain, clientId, directoryTenant, principalId } = access;
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `insert into app_access (workspace_id, provider_id, domain, client_id, directory_tenant, principal_id,
             approved_at, diagnosis) values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (workspace_id, provider_id, domain) do update set client_id = excluded.client_id,
             directory_tenant = excluded.directory_tenant, principal_id = excluded.principal_id,
             approved_at = excluded.approved_at, diagnosis = excluded.diagnosis`,
          [
            ...[workspaceId, providerId, domain, clientId, directoryTenant, principalId],
            ...[access.approvedAt, access.diagnosis && toJson(access.diagnosis)],
          ],
        ),
      );
    },
  };
}

function createLists(db: Database): Pick<AppAccess, "readConnected" | "listMailboxes"> {
  return {
    async readConnected(workspaceId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ user_id: UserId; address: string; signed_in: boolean }>(
          `select c.user_id, m.address, c.subject not like 'app:%' as signed_in
           from connection c join mailbox m on m.workspace_id = c.workspace_id and m.id = c.mailbox_id
           where c.workspace_id = $1`,
          [workspaceId],
        ),
      );
      return {
        users: new Set(rows.map((row) => row.user_id)),
        signedIn: new Set(rows.filter((row) => row.signed_in).map((row) => row.address)),
      };
    },

    async listMailboxes(workspaceId, providerId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<MailboxRow>(
          `select ${WANTED}, state, coalesce(taken_until > now_ms(), false) as is_taken, diagnosis, mailbox_id
           from app_mailbox a where workspace_id = $1 and provider_id = $2 and (state <> 'connected' or exists (
             select from connection c where c.workspace_id = a.workspace_id and c.user_id = a.user_id
               and c.mailbox_id = a.mailbox_id))
           order by asked_at, user_id`,
          [workspaceId, providerId],
        ),
      );
      return rows.map(mailboxOf);
    },
  };
}

function createWork(db: Database): Pick<AppAccess, "want" | "take" | "change" | "retry" | "drop"> {
  return {
    async want(mailboxes) {
      const [first] = mailboxes;
      if (first === undefined) return;
      const rows = mailboxes.map((each) => ({
        user_id: each.userId,
        provider_id: each.providerId,
        address: each.address,
        import_window: each.importWindow,
        asked_by: each.askedBy,
        asked_at: each.askedAt,
      }));
      await db.inWorkspace(first.workspaceId, (tx) =>
        tx.query(
          `insert into app_mailbox as a (${WANTED})
           select $1, user_id, provider_id, address, import_window, asked_by, asked_at
           from jsonb_to_recordset($2::jsonb) as r (user_id uuid, provider_id uuid, address text,
             import_window text, asked_by uuid, asked_at bigint)
           on conflict (workspace_id, user_id) do update set provider_id = excluded.provider_id,
             address = excluded.address, import_window = excluded.import_window, asked_by = excluded.asked_by,
             asked_at = excluded.asked_at, state = 'waiting', taken_until = null, diagnosis = null,
             mailbox_id = null
           where a.state in ('connected', 'failed')`,
          [first.workspaceId, toJson(rows)],
        ),
      );
    },

    async take(workspaceId, limit) {
      const { rows } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query<WantedRow & Pick<TakenMailbox, "state"> & { readonly taken_until: number }>(
          `update app_mailbox a set taken_until = now_ms() + $3
           from (select user_id as next from app_mailbox
             where workspace_id = $1 and state in ('waiting', 'connecting')
               and (taken_until is null or taken_until <= now_ms())
             order by asked_at, user_id limit $2 for update skip locked) n
           where a.workspace_id = $1 and a.user_id = n.next
           returning ${WANTED}, state, taken_until`,
          [workspaceId, limit, TAKEN_MS],
        ),
      );
      return rows.map((row) => ({ ...wantedOf(row), state: row.state, takenUntil: row.taken_until }));
    },

    async change({ workspaceId, userId, takenUntil }, { state, diagnosis, mailboxId }) {
      const isOver = state === "connected" || state === "failed";
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update app_mailbox set state = $4, diagnosis = $5, mailbox_id = coalesce($6, mailbox_id),
             taken_until = case when $7 then null else taken_until end
           where workspace_id = $1 and user_id = $2 and taken_until = $3`,
          [
            ...[workspaceId, userId, takenUntil, state],
            ...[diagnosis === undefined ? null : toJson(diagnosis), mailboxId ?? null, isOver],
          ],
        ),
      );
      return count === 1;
    },

    async retry(workspaceId, providerId, userId) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update app_mailbox set state = 'waiting', diagnosis = null
           where workspace_id = $1 and provider_id = $2 and state = 'failed' and ($3::uuid is null or user_id = $3)`,
          [workspaceId, providerId, userId],
        ),
      );
    },

    async drop(workspaceId, providerId, which) {
      const states = which === "waiting" ? ["waiting"] : ["connected", "failed"];
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query("delete from app_mailbox where workspace_id = $1 and provider_id = $2 and state = any($3)", [
          workspaceId,
          providerId,
          states,
        ]),
      );
    },
  };
}

function domainOf(row: DomainRow): DomainAccess {
  return {
    workspaceId: row.workspace_id,
    providerId: row.provider_id,
    domain: row.domain,
    clientId: row.client_id,
    directoryTenant: row.directory_tenant,
    principalId: row.principal_id,
    approvedAt: row.approved_at,
    diagnosis: row.diagnosis,
  };
}

function wantedOf(row: WantedRow): WantedMailbox {
  return {
    workspaceId: row.workspace_id,
    userId: row.user_id,
    providerId: row.provider_id,
    address: row.address,
    importWindow: row.import_window,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
  };
}

function mailboxOf(row: MailboxRow): AppMailbox {
  return {
    ...wantedOf(row),
    state: row.state,
    isTaken: row.is_taken,
    diagnosis: row.diagnosis,
    mailboxId: row.mailbox_id,
  };
}
