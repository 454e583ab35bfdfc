import type { ConsentRequestId, ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import type { ConsentOutcome, ConsentRequest, ConsentState, Consents } from "../engine/ports/consents.ts";
import { toBuffer } from "./column-types.ts";
import type { Database } from "./database.ts";

interface ConsentRow {
  readonly workspace_id: WorkspaceId;
  readonly id: ConsentRequestId;
  readonly provider_id: ProviderId;
  readonly user_id: UserId;
  readonly domain: string;
  readonly token_hash: Uint8Array;
  readonly sealed_token: Uint8Array;
  readonly state_hash: Uint8Array | null;
  readonly browser_hash: Uint8Array | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly outcome: ConsentOutcome | null;
  readonly settled_at: number | null;
}

const COLUMNS =
  "workspace_id, id, provider_id, user_id, domain, token_hash, sealed_token, state_hash, browser_hash, created_at, " +
  "expires_at, outcome, settled_at";

export function createConsents(db: Database): Consents {
  return {
    async createConsentRequest(request) {
      const { workspaceId, id, providerId, userId, domain, createdAt, expiresAt } = request;
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `insert into consent_request (workspace_id, id, provider_id, user_id, domain, token_hash, sealed_token,
             created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            ...[workspaceId, id, providerId, userId, domain],
            ...[toBuffer(request.tokenHash), toBuffer(request.sealedToken), createdAt, expiresAt],
          ],
        ),
      );
    },

    async readConsentRequest(workspaceId, id) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<ConsentRow>(`select ${COLUMNS} from consent_request where workspace_id = $1 and id = $2`, [
          workspaceId,
          id,
        ]),
      );
      return rows[0] ? requestOf(rows[0]) : null;
    },

    async latestConsentRequest(workspaceId, domain) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<ConsentRow>(
          `select ${COLUMNS} from consent_request
           where workspace_id = $1 and (domain = $2 or domain in (
             select other.domain from directory_domain own
             join directory_domain other using (workspace_id, authority, directory_tenant)
             where own.workspace_id = $1 and own.domain = $2))
           order by created_at desc, id desc limit 1`,
          [workspaceId, domain],
        ),
      );
      return rows[0] ? requestOf(rows[0]) : null;
    },

    async bindConsentRequest({ workspaceId, id }, stateHash, browserHash) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update consent_request set state_hash = $3, browser_hash = $4 where workspace_id = $1 and id = $2`,
          [workspaceId, id, toBuffer(stateHash), toBuffer(browserHash)],
        ),
      );
    },

    async settleConsentRequest({ workspaceId, id, stateHash }, outcome, now) {
      if (stateHash === null) return false;
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update consent_request set outcome = $4, settled_at = $5, state_hash = null, browser_hash = null
           where workspace_id = $1 and id = $2 and state_hash = $3`,
          [workspaceId, id, toBuffer(stateHash), outcome, now],
        ),
      );
      return count === 1;
    },

    async readOrganisation({ workspaceId, authority, clientId, directoryTenant }) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ readonly state: ConsentState; readonly approved_at: number | null }>(
          `select state, approved_at from organisation_consent
           where workspace_id = $1 and authority = $2 and client_id = $3 and directory_tenant = $4`,
          [workspaceId, authority, clientId, directoryTenant],
        ),
      );
      return rows[0] ? { state: rows[0].state, approvedAt: rows[0].approved_at } : null;
    },

    async saveOrganisation({ workspaceId, authority, clientId, directoryTenant }, state, now) {
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `insert into organisation_consent
             (workspace_id, authority, client_id, directory_tenant, state, learned_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (workspace_id, authority, client_id, directory_tenant) do update
             set state = excluded.state, learned_at = excluded.learned_at,
               approved_at = case excluded.state when 'given' then excluded.learned_at end
             where organisation_consent.state <> excluded.state`,
          [workspaceId, authority, clientId, directoryTenant, state, now],
        ),
      );
      return count === 1;
    },

    async readDomain(workspaceId, authority, domain) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ readonly directory_tenant: string | null; readonly asked_at: number }>(
          `select directory_tenant, asked_at from directory_domain
           where workspace_id = $1 and authority = $2 and domain = $3`,
          [workspaceId, authority, domain],
        ),
      );
      return rows[0] ? { directoryTenant: rows[0].directory_tenant, askedAt: rows[0].asked_at } : null;
    },

    async saveDomain({ workspaceId, authority, domain, directoryTenant }, now) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `insert into directory_domain (workspace_id, authority, domain, directory_tenant, asked_at)
           values ($1, $2, $3, $4, $5)
           on conflict (workspace_id, authority, domain) do update
             set directory_tenant = excluded.directory_tenant, asked_at = excluded.asked_at`,
          [workspaceId, authority, domain, directoryTenant, now],
        ),
      );
    },

    async settleRequests({ workspaceId, authority, directoryTenant }, providerId, now) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update consent_request set outcome = 'given', settled_at = $5, state_hash = null, browser_hash = null
           where workspace_id = $1 and provider_id = $4 and outcome is distinct from 'given' and domain in (
             select domain from directory_domain
             where workspace_id = $1 and authority = $2 and directory_tenant = $3)`,
          [workspaceId, authority, directoryTenant, providerId, now],
        ),
      );
    },
  };
}

function requestOf(row: ConsentRow): ConsentRequest {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    providerId: row.provider_id,
    userId: row.user_id,
    domain: row.domain,
    tokenHash: row.token_hash,
    sealedToken: row.sealed_token,
    stateHash: row.state_hash,
    browserHash: row.browser_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    outcome: row.outcome,
    settledAt: row.settled_at,
  };
}
