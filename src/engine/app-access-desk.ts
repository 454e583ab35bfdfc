// J11: what the admin of a workspace does to connect whole organisations by the application's own access: see what is
// approved, ask for it, choose mailboxes. Connecting them is the worker's (app-access-worker.ts).
import type { Clock } from "../base/clock.ts";
import type { ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { checkAddress, domainOf } from "../core/check-address.ts";
import { type Diagnosis, diagnoseError } from "../core/diagnose.ts";
import type { ListedMailbox } from "../core/mailbox-list.ts";
import type { AdminConsent, AppOnly } from "../core/sign-in/sign-in-service.ts";
import { signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import { approved, approvedTenant } from "./app-tenants.ts";
import type { Incidents } from "./incidents.ts";
import type { Accounts, User, Workspace } from "./ports/accounts.ts";
import type {
  AppAccess,
  AppAccessDesk,
  DomainAccess,
  DomainView,
  JudgedMailbox,
  WantProblem,
} from "./ports/app-access.ts";
import type { Connections, Provider } from "./ports/connections.ts";
import type { OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";
import type { Tokens } from "./tokens.ts";

/** Domains beside the workspace's own that the sign-in service is asked about for one list; an organisation has few. */
const LOOKUPS_MAX = 20;

export interface AppAccessDeskDeps {
  readonly access: AppAccess;
  readonly accounts: Accounts;
  readonly connections: Pick<Connections, "readProvider">;
  readonly oauth: Pick<OAuthClient, "directoryTenantOf">;
  readonly tokens: Pick<Tokens, "app">;
  readonly incidents: Incidents;
  readonly clientSettings: (provider: Provider) => Promise<OAuthClientSettings>;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Somebody wants mailboxes connected. */
  readonly wake: () => void;
}

interface Offered {
  readonly provider: Provider & { readonly clientId: string };
  readonly appOnly: AppOnly;
  readonly adminConsent: AdminConsent;
}

export function createAppAccessDesk(deps: AppAccessDeskDeps): AppAccessDesk {
  const { access, accounts, connections, clock } = deps;

  async function offeredBy(workspaceId: WorkspaceId, providerId: ProviderId): Promise<Offered | null> {
    const provider = await connections.readProvider(workspaceId, providerId);
    const service = provider && signInServiceOf(provider.kind);
    if (!service?.appOnly || service.adminConsent === null || provider?.clientId == null) return null;
    const { appOnly, adminConsent } = service;
    return { provider: { ...provider, clientId: provider.clientId }, appOnly, adminConsent };
  }

  async function view(workspace: Workspace, offered: Offered): Promise<readonly DomainView[]> {
    const { provider } = offered;
    const known = await access.readDomains(workspace.id, provider.id);
    const settings = await deps.clientSettings(provider);
    return workspace.ownDomains.map((domain) => {
      const found = known.find((each) => each.domain === domain && each.clientId === provider.clientId);
      const row = found ?? unknown(workspace.id, provider, domain);
      return { ...row, consentUrl: consentUrl(offered, settings, row.directoryTenant) };
    });
  }

  function consentUrl(
    { adminConsent, appOnly }: Offered,
    { cloud, clientId }: OAuthClientSettings,
    tenant: string | null,
  ): string | null {
    if (tenant === null || cloud.appScope === null) return null;
    return adminConsent.url({
      ...{ cloud, clientId, tenant, scope: cloud.appScope, state: appOnly.consentState },
      redirectUri: deps.publicUrl + adminConsent.callbackPath,
    });
  }

  /** What the sign-in service says now; what it can't be asked stays as it was known. */
  async function look(before: DomainAccess, provider: Provider): Promise<DomainAccess> {
    const settings = await deps.clientSettings(provider);
    const tenant = await deps.oauth.directoryTenantOf(settings, before.domain);
    const directoryTenant = tenant?.toLowerCase() ?? before.directoryTenant;
    if (directoryTenant === null) return before;
    const known = before.directoryTenant === directoryTenant ? before : { ...before, approvedAt: null };
    try {
      // A person who has just approved it needn't hear what another was told before.
      deps.incidents.tryAppTokensNow({ ...settings, tenant: directoryTenant });
      const { principalId } = await deps.tokens.app.ask(provider, directoryTenant);
      const approvedAt = known.approvedAt ?? clock.now();
      return { ...known, directoryTenant, principalId, approvedAt, diagnosis: null };
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      const diagnosis = diagnoseError(error, { stage: "token", provider: provider.kind });
      const approvedAt = diagnosis.id === "ms-app-not-approved" ? null : known.approvedAt;
      return { ...known, directoryTenant, approvedAt, diagnosis };
    }
  }

  async function audit(by: User, action: string, detail: Record<string, string | number>): Promise<void> {
    const { workspaceId, id } = by;
    await accounts.audit({ at: clock.now(), workspaceId, actor: `user:${id}`, action, detail });
  }

  return {
    async read(workspace, providerId) {
      const offered = await offeredBy(workspace.id, providerId);
      return offered === null ? null : view(workspace, offered);
    },

    async check(by, workspace, providerId) {
      const offered = await offeredBy(workspace.id, providerId);
      if (offered === null) return null;
      for (const { consentUrl: _, ...before } of await view(workspace, offered)) {
        const after = await look(before, offered.provider);
        await access.saveDomain(after);
        if ((after.approvedAt === null) === (before.approvedAt === null)) continue;
        const action = after.approvedAt === null ? "appAccess.ended" : "appAccess.approved";
        await audit(by, action, { provider: providerId, tenant: after.directoryTenant ?? "" });
      }
      return view(workspace, offered);
    },

    async candidates(workspace, providerId) {
      const [users, connected, wanted] = await Promise.all([
        accounts.listUsers(workspace.id),
        access.readConnected(workspace.id),
        access.listMailboxes(workspace.id, providerId),
      ]);
      const asked = new Set(wanted.filter(({ state }) => state !== "connected").map(({ userId }) => userId));
      return users.filter(({ id }) => !connected.users.has(id) && !asked.has(id));
    },

    async judge(by, workspace, providerId, { mailboxes, creates }) {
      const offered = await offeredBy(workspace.id, providerId);
      if (offered === null) return [];
      const { provider } = offered;
      const [users, connected, known] = await Promise.all([
        accounts.listUsers(workspace.id),
        access.readConnected(workspace.id),
        access.readDomains(workspace.id, providerId),
      ]);
      const byEmail = new Map(users.map((user) => [user.email.toLowerCase(), user]));
      const settings = await deps.clientSettings(provider);
      let lookups = 0;
      const lookUp = async (wanted: string) =>
        ++lookups > LOOKUPS_MAX ? null : deps.oauth.directoryTenantOf(settings, wanted);
      const tenantOf = remembered((domain) => approvedTenant(approved(known, provider), domain, lookUp));
      const judged: JudgedMailbox[] = [];
      for (const { problem, ...listed } of mailboxes) {
        const user = byEmail.get(listed.email) ?? null;
        const about = { by, workspace, user, creates, connected, tenantOf };
        judged.push({ ...listed, user, problem: problem ?? (await against(listed, about)) });
      }
      return judged;
    },

    async want(by, mailboxes) {
      await access.want(mailboxes);
      const provider = mailboxes[0]?.providerId ?? "";
      await audit(by, "appAccess.wanted", { provider, mailboxes: mailboxes.length });
      deps.wake();
    },

    list: (workspaceId, providerId) => access.listMailboxes(workspaceId, providerId),

    async retry(workspaceId, providerId, userId) {
      await access.retry(workspaceId, providerId, userId);
      deps.wake();
    },

    async drop(by, providerId, which) {
      await access.drop(by.workspaceId, providerId, which);
      if (which === "waiting") await audit(by, "appAccess.cancelled", { provider: providerId });
    },
  };
}

interface AboutMailbox {
  readonly by: User;
  readonly workspace: Workspace;
  readonly user: User | null;
  readonly creates: boolean;
  readonly connected: { readonly users: ReadonlySet<UserId>; readonly signedIn: ReadonlySet<string> };
  readonly tenantOf: (domain: string) => Promise<string | null>;
}

async function against(
  { email, address }: Pick<ListedMailbox, "email" | "address">,
  { by, workspace, user, creates, connected, tenantOf }: AboutMailbox,
): Promise<WantProblem | null> {
  if (user === null && !creates) return "unknownUser";
  if (user !== null && connected.users.has(user.id)) return "hasMailbox";
  if (connected.signedIn.has(address)) return "signedIn";
  // Nobody has to sign in to it: who could give themselves a colleague's mailbox would read it.
  if (user?.id === by.id && address !== email) return "notYours";
  const { addressPolicy: policy, ownDomains } = workspace;
  if (checkAddress({ own: email, addresses: [address], policy, ownDomains }) === "refused")
    return "notAllowed";
  return (await tenantOf(domainOf(address))) === null ? "notApproved" : null;
}

function unknown(
  workspaceId: WorkspaceId,
  { id, clientId }: Offered["provider"],
  domain: string,
): DomainAccess {
  const diagnosis: Diagnosis | null = null;
  return {
    ...{ workspaceId, providerId: id, domain, clientId, diagnosis },
    ...{ directoryTenant: null, principalId: null, approvedAt: null },
  };
}

/** Asked once for each name. */
function remembered<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (name) => {
    const known = asked.get(name) ?? ask(name);
    asked.set(name, known);
    return known;
  };
}
