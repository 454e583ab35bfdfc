// What is known of an organisation before one of its people goes to the sign-in service: which directory tenant the
// domain of their address belongs to, and whether an administrator has to approve the application there first. It is
// learned from what people met (a wall, a sign-in that went well) and from approvals, and what was learned last counts. It
// keeps nobody out: it says beforehand what the service's page would say, and leads nowhere.
import type { Clock } from "../base/clock.ts";
import type { WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import { domainOf } from "../core/check-address.ts";
import type { DiagnosisId } from "../core/diagnose.ts";
import { signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import type { User } from "./ports/accounts.ts";
import type { Provider } from "./ports/connections.ts";
import type { Approval, ConsentState, Consents, Organisation } from "./ports/consents.ts";
import type { OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";
import type { Hints } from "./ports/sync.ts";

const DAY_MS = 24 * 3_600_000;
/** Domains move between tenants seldom; one that is unknown may be about to be verified, or wasn't answered. */
const KNOWN_MS = 30 * DAY_MS;
const UNKNOWN_MS = DAY_MS / 24;
/** An approval is news for a week. */
export const GIVEN_MS = 7 * DAY_MS;
/** What the service says to people who can't go on without an administrator. */
const WALLS: readonly DiagnosisId[] = ["ms-admin-consent", "ms-consent-missing"];

/** People of a domain, or of the tenant that a token names. */
export type Whose = { readonly domain: string } | { readonly directoryTenant: string };

export interface Organisations {
  /** Whether it is known that an administrator has to approve first, or has a short while ago. Never waits for the sign-in
   *  service: what it tells of a domain is there at the next look, which is announced. */
  approvalOf(user: User, provider: Provider): Promise<Approval | null>;
  /** Never rejects. */
  learn(provider: Provider, whose: Whose, state: ConsentState): Promise<void>;
  /** Learns where a diagnosis is such a wall. Never rejects. */
  met(provider: Provider, user: User, diagnosis: DiagnosisId): Promise<void>;
}

export interface OrganisationsDeps {
  readonly consents: Consents;
  readonly oauth: Pick<OAuthClient, "directoryTenantOf">;
  readonly clientSettings: (provider: Provider) => Promise<OAuthClientSettings>;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
}

export function createOrganisations(deps: OrganisationsDeps): Organisations {
  const { consents, clock, hints, log } = deps;
  const asking = new Map<string, Promise<string | null>>();

  /** From the service, once at a time; what it answers is kept. */
  function ask(provider: Provider, settings: OAuthClientSettings, domain: string): Promise<string | null> {
    const { workspaceId } = provider;
    const key = [workspaceId, settings.cloud.authority, domain].join(" ");
    const running = asking.get(key);
    if (running !== undefined) return running;
    const asked = (async () => {
      const directoryTenant = await deps.oauth.directoryTenantOf(settings, domain);
      const { authority } = settings.cloud;
      await consents.saveDomain({ workspaceId, authority, domain, directoryTenant }, clock.now());
      return directoryTenant;
    })().finally(() => asking.delete(key));
    asking.set(key, asked);
    return asked;
  }

  /** Undefined: not known yet. */
  async function knownTenant(
    workspaceId: WorkspaceId,
    settings: OAuthClientSettings,
    domain: string,
  ): Promise<string | null | undefined> {
    if (isTenant(settings.tenant)) return settings.tenant.toLowerCase();
    const known = await consents.readDomain(workspaceId, settings.cloud.authority, domain);
    if (known === null) return undefined;
    const isFresh = clock.now() - known.askedAt < (known.directoryTenant === null ? UNKNOWN_MS : KNOWN_MS);
    return isFresh ? known.directoryTenant : undefined;
  }

  async function learn(provider: Provider, whose: Whose, state: ConsentState): Promise<void> {
    if (signInServiceOf(provider.kind)?.adminConsent == null || provider.clientId === null) return;
    try {
      const settings = await deps.clientSettings(provider);
      const directoryTenant =
        "directoryTenant" in whose
          ? whose.directoryTenant
          : ((await knownTenant(provider.workspaceId, settings, whose.domain)) ??
            (await ask(provider, settings, whose.domain)));
      if (directoryTenant === null) return;
      const organisation = organisationOf(provider, settings, directoryTenant);
      const isNew = await consents.saveOrganisation(organisation, state, clock.now());
      if (!isNew) return;
      if (state === "given") await consents.settleRequests(organisation, provider.id, clock.now());
      log.info("organisation.learned", { workspace: provider.workspaceId, provider: provider.id, state });
      hints.publish({ kind: "settings", workspaceId: provider.workspaceId });
    } catch (error) {
      log.warn("organisation.lost", { error: error instanceof Error ? error.message : "unknown" });
    }
  }

  return {
    learn,

    async approvalOf(user, provider) {
      if (signInServiceOf(provider.kind)?.adminConsent == null || provider.sealedSecret === null) return null;
      const settings = await deps.clientSettings(provider);
      const domain = domainOf(user.email);
      const directoryTenant = await knownTenant(provider.workspaceId, settings, domain);
      if (directoryTenant === undefined) {
        void ask(provider, settings, domain).then(
          () => hints.publish({ kind: "settings", workspaceId: provider.workspaceId }),
          () => log.warn("domain.unknown", { workspace: provider.workspaceId }),
        );
        return null;
      }
      if (directoryTenant === null) return null;
      const organisation = organisationOf(provider, settings, directoryTenant);
      const known = await consents.readOrganisation(organisation);
      if (known?.state === "needed") return "needed";
      return known !== null && clock.now() - (known.approvedAt ?? 0) < GIVEN_MS ? "given" : null;
    },

    async met(provider, user, diagnosis) {
      if (WALLS.includes(diagnosis)) await learn(provider, { domain: domainOf(user.email) }, "needed");
    },
  };
}

function organisationOf(
  { workspaceId }: Provider,
  { cloud: { authority }, clientId }: OAuthClientSettings,
  directoryTenant: string,
): Organisation {
  return { workspaceId, authority, clientId, directoryTenant: directoryTenant.toLowerCase() };
}

/** "organizations" and "common" stand for whichever it is. */
function isTenant(tenant: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant);
}
