// Mail providers as an admin set them up.
import type { ProviderId, WorkspaceId } from "../base/ids.ts";
import type { CloudId, OwnHosts } from "../core/sign-in/sign-in-service.ts";
import type { Connections, ExpiringProvider, Provider, ProviderKind } from "../engine/ports/connections.ts";
import { writeAudit } from "./audit-trail.ts";
import { cleanText, toBuffer, toJson } from "./column-types.ts";
import type { Database } from "./database.ts";

interface ProviderRow {
  readonly workspace_id: WorkspaceId;
  readonly id: ProviderId;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly client_id: string | null;
  readonly sealed_secret: Uint8Array | null;
  readonly certificate: string | null;
  readonly secret_expires_at: number | null;
  readonly next_sealed_key: Uint8Array | null;
  readonly next_certificate: string | null;
  readonly proven_at: number | null;
  readonly more_allowed: readonly string[];
  readonly tenant: string | null;
  readonly cloud: CloudId;
  readonly hosts: OwnHosts | null;
}

const COLUMNS = `workspace_id, id, kind, name, enabled, client_id, tenant, cloud, hosts, sealed_secret, certificate,
  secret_expires_at, next_sealed_key, next_certificate`;
/** What a sign-in proves. */
const REGISTRATION = ["client_id", "tenant", "cloud", "hosts", "sealed_secret", "certificate"];
/** All but whose it is. */
const CHANGED = COLUMNS.split(/,\s+/).slice(2);

/** The registration of a row of `provider` is that of `other`. */
function isSame(other: string): string {
  const [of, as] = ["provider", other].map((table) => REGISTRATION.map((column) => `${table}.${column}`));
  return `(${of?.join(", ")}) is not distinct from (${as?.join(", ")})`;
}

function providerOf(row: ProviderRow): Provider {
  const { id, kind, name, enabled, tenant, cloud, hosts, certificate } = row;
  const { next_sealed_key: sealedKey, next_certificate: next } = row;
  return {
    id,
    workspaceId: row.workspace_id,
    kind,
    name,
    enabled,
    clientId: row.client_id,
    sealedSecret: row.sealed_secret,
    ...{ certificate, tenant, cloud, hosts },
    secretExpiresAt: row.secret_expires_at,
    provenAt: row.proven_at,
    moreAllowed: row.more_allowed,
    next: sealedKey === null || next === null ? null : { sealedKey, certificate: next },
  };
}

type Providers = Pick<
  Connections,
  | "listProviders"
  | "readProvider"
  | "saveProvider"
  | "removeProvider"
  | "listExpiringProviders"
  | "tellExpiry"
  | "markProven"
  | "tellMoreAllowed"
>;

export function createProviders(db: Database): Providers {
  return {
    async listProviders(workspaceId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<ProviderRow & { mailboxes: number }>(
          `select ${COLUMNS}, proven_at, more_allowed, (select count(distinct c.mailbox_id)::int from connection c
             where c.workspace_id = p.workspace_id and c.provider_id = p.id) as mailboxes
           from provider p where workspace_id = $1 order by name, id`,
          [workspaceId],
        ),
      );
      return rows.map((row) => ({ ...providerOf(row), mailboxes: row.mailboxes }));
    },

    async readProvider(workspaceId, id) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<ProviderRow>(
          `select ${COLUMNS}, proven_at, more_allowed from provider where workspace_id = $1 and id = $2`,
          [workspaceId, id],
        ),
      );
      return rows[0] ? providerOf(rows[0]) : null;
    },

    async saveProvider(provider) {
      const { id, workspaceId, kind, enabled, clientId, sealedSecret, tenant, cloud, hosts, next } = provider;
      const values = [
        ...[workspaceId, id, kind, cleanText(provider.name), enabled, clientId, tenant, cloud],
        ...[hosts && toJson(hosts), sealedSecret && toBuffer(sealedSecret), provider.certificate],
        ...[provider.secretExpiresAt, next && toBuffer(next.sealedKey), next?.certificate],
      ];
      const places = values.map((_, index) => `$${index + 1}`).join(", ");
      const changes = CHANGED.map((column) => `${column} = excluded.${column}`).join(", ");
      // Of another secret everything is to be told.
      const told = `expiry_told = case when provider.secret_expires_at is not distinct from
        excluded.secret_expires_at then provider.expiry_told end`;
      const proven = `proven_at = case when ${isSame("excluded")} then provider.proven_at end`;
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `insert into provider (${COLUMNS}) values (${places})
           on conflict (workspace_id, id) do update set ${changes}, ${told}, ${proven}, more_allowed = '{}'`,
          values,
        ),
      );
    },

    async listExpiringProviders(before) {
      const { rows } = await db.outside((tx) =>
        tx.query<ProviderRow & { readonly credential: ExpiringProvider["credential"] }>(
          "select workspace_id, id, name, credential, secret_expires_at from expiring_providers($1)",
          [before],
        ),
      );
      return rows.map(({ workspace_id: workspaceId, id, name, credential, secret_expires_at: end }) => ({
        ...{ workspaceId, id, name, credential, secretExpiresAt: end ?? 0 },
      }));
    },

    async tellExpiry({ workspaceId, id, secretExpiresAt }, step) {
      const { count } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update provider set expiry_told = $4 where workspace_id = $1 and id = $2 and secret_expires_at = $3
             and (expiry_told is null or expiry_told > $4)`,
          [workspaceId, id, secretExpiresAt, step],
        ),
      );
      return count === 1;
    },

    async markProven({ workspaceId, id, clientId, tenant, cloud, hosts, sealedSecret, certificate }, now) {
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query(
          `update provider set proven_at = $3 from (values ($4::text, $5::text, $6::text, $7::jsonb, $8::bytea, $9::text))
             as read (${REGISTRATION.join(", ")})
           where workspace_id = $1 and id = $2 and proven_at is null and ${isSame("read")}`,
          [
            ...[workspaceId, id, now, clientId, tenant, cloud, hosts && toJson(hosts)],
            ...[sealedSecret && toBuffer(sealedSecret), certificate],
          ],
        ),
      );
    },

    async tellMoreAllowed({ workspaceId, id }, more, now) {
      return db.inWorkspace(workspaceId, async (tx) => {
        const { count } = await tx.query(
          `update provider set more_allowed = array(select distinct each from unnest(more_allowed || $3::text[]) each
             order by each)
           where workspace_id = $1 and id = $2 and not more_allowed @> $3::text[]`,
          [workspaceId, id, more],
        );
        if (count === 0) return false;
        const detail = { provider: id, permissions: more.join(" ") };
        await writeAudit(tx, {
          ...{ at: now, workspaceId, actor: "system", action: "provider.moreAllowed", detail },
        });
        return true;
      });
    },

    async removeProvider(workspaceId, id) {
      return db.inWorkspace(workspaceId, async (tx) => {
        // The lock keeps a connection from being made to it meanwhile: its foreign key needs the row too.
        await tx.query("select from provider where workspace_id = $1 and id = $2 for update", [
          workspaceId,
          id,
        ]);
        const { count } = await tx.query(
          `delete from provider p where workspace_id = $1 and id = $2 and not exists (
             select from connection c where c.workspace_id = $1 and c.provider_id = $2)`,
          [workspaceId, id],
        );
        return count === 1;
      });
    },
  };
}
