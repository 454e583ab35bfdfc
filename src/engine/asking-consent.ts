// J1 where an administrator has to approve first, which is the rule for work mailboxes: the user sends a link, the
// administrator approves in any browser, and whoever waits goes on. The answer that comes back proves nothing and gives
// nobody access: it says that it is worth trying again, and the next sign-in proves it.
import type { Clock } from "../base/clock.ts";
import { type ConsentRequestId, newId, type ProviderId, type WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { domainOf } from "../core/check-address.ts";
import { cloudOf, signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import { equalBytes } from "./equal-bytes.ts";
import { GIVEN_MS, type Organisations } from "./organisations.ts";
import type { Accounts, User } from "./ports/accounts.ts";
import type { Connections, Provider } from "./ports/connections.ts";
import type { ConsentRequest, Consents } from "./ports/consents.ts";
import type { ConsentDesk, ConsentStep, ConsentView } from "./ports/desk.ts";
import type { OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";
import { type Secrets, secretContext } from "./ports/secrets.ts";
import type { Hints } from "./ports/sync.ts";
import type { Vault } from "./ports/vault.ts";

/** An administrator may be on holiday. */
const LINK_MS = 30 * 24 * 3_600_000;

export interface AskingConsentDeps {
  readonly accounts: Accounts;
  readonly connections: Pick<Connections, "readProvider">;
  readonly consents: Consents;
  readonly organisations: Organisations;
  readonly oauth: Pick<OAuthClient, "directoryTenantOf">;
  readonly clientSettings: (provider: Provider) => Promise<OAuthClientSettings>;
  readonly vault: Vault;
  readonly secrets: Secrets;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly publicUrl: string;
}

export function createConsentDesk(deps: AskingConsentDeps): ConsentDesk {
  const { accounts, connections, consents, organisations, vault, secrets, hints, clock } = deps;

  async function viewOf(request: ConsentRequest): Promise<ConsentView> {
    const { id, providerId, createdAt, expiresAt, outcome, settledAt } = request;
    const secret = await vault.open(request.sealedToken, secretContext("consent", id));
    const isOpen = outcome !== "given" && expiresAt > clock.now();
    return {
      providerId,
      askedBy: (await askerOf(request))?.name ?? "",
      askedAt: createdAt,
      outcome,
      settledAt,
      url: isOpen ? `${deps.publicUrl}/consent/${nameOf(request, secret)}` : null,
    };
  }

  async function askerOf({ workspaceId, userId }: ConsentRequest): Promise<User | undefined> {
    return (await accounts.listUsers(workspaceId)).find(({ id }) => id === userId);
  }

  /** The open request that a link names. */
  async function requestBy(link: string): Promise<ConsentRequest | null> {
    const named = parseName(link);
    if (named === null) return null;
    const request = await consents.readConsentRequest(named.workspaceId, named.id);
    if (request === null || request.expiresAt < clock.now()) return null;
    return equalBytes(secrets.sha256(named.secret), request.tokenHash) ? request : null;
  }

  async function providerOf(workspaceId: WorkspaceId, providerId: ProviderId) {
    const provider = await connections.readProvider(workspaceId, providerId);
    const adminConsent = provider && signInServiceOf(provider.kind)?.adminConsent;
    return provider?.enabled && adminConsent ? { provider, adminConsent } : null;
  }

  return {
    async ask(user, workspace, providerId) {
      if (workspace.activation !== "active") return null;
      const offered = await providerOf(workspace.id, providerId);
      if (offered === null) return null;
      const domain = domainOf(user.email);
      const present = await consents.latestConsentRequest(workspace.id, domain);
      // Asked again, by whomever of them, it is the same question.
      if (present !== null && isOpen(present, providerId, clock.now())) return viewOf(present);
      const id = newId<ConsentRequestId>(clock, deps.random);
      const secret = secrets.token();
      const request: ConsentRequest = {
        ...{ id, workspaceId: workspace.id, providerId, userId: user.id, domain },
        tokenHash: secrets.sha256(secret),
        sealedToken: await vault.seal(secret, secretContext("consent", id)),
        ...{ stateHash: null, browserHash: null, outcome: null, settledAt: null },
        ...{ createdAt: clock.now(), expiresAt: clock.now() + LINK_MS },
      };
      await consents.createConsentRequest(request);
      // Whoever asks stands before the wall.
      await organisations.learn(offered.provider, { domain }, "needed");
      hints.publish({ kind: "settings", workspaceId: workspace.id });
      return viewOf(request);
    },

    approvalOf: (user, provider) => organisations.approvalOf(user, provider),
    met: (user, provider, diagnosis) => organisations.met(provider, user, diagnosis),

    async read(user) {
      const request = await consents.latestConsentRequest(user.workspaceId, domainOf(user.email));
      if (request === null || request.expiresAt < clock.now()) return null;
      const isOld = request.outcome === "given" && clock.now() - (request.settledAt ?? 0) > GIVEN_MS;
      return isOld ? null : viewOf(request);
    },

    async open(link) {
      const request = await requestBy(link);
      const offered = request && (await providerOf(request.workspaceId, request.providerId));
      if (request === null || offered === null) return GONE;
      if (request.outcome === "given") return { kind: "given" };
      const workspace = await accounts.readWorkspace(request.workspaceId);
      const asker = await askerOf(request);
      if (workspace === null || asker === undefined) return GONE;
      const scopes = cloudOf(offered.provider)?.scopes ?? [];
      return {
        kind: "explain",
        asker: asker.name,
        workspace: workspace.name,
        domain: request.domain,
        scopes,
      };
    },

    async goOn(link) {
      const request = await requestBy(link);
      const offered = request && (await providerOf(request.workspaceId, request.providerId));
      if (request === null || offered === null) return GONE;
      const { provider, adminConsent } = offered;
      const settings = await deps.clientSettings(provider);
      const tenant = await deps.oauth.directoryTenantOf(settings, request.domain);
      const [secret, browserSecret] = [secrets.token(), secrets.token()];
      await consents.bindConsentRequest(request, secrets.sha256(secret), secrets.sha256(browserSecret));
      const url = adminConsent.url({
        cloud: settings.cloud,
        clientId: settings.clientId,
        tenant: tenant ?? settings.tenant,
        redirectUri: deps.publicUrl + adminConsent.callbackPath,
        state: nameOf(request, secret),
      });
      return { kind: "redirect", url, browserSecret };
    },

    async returned(browserSecret, answer) {
      const named = parseName(answer.get("state") ?? "");
      const request = named && (await consents.readConsentRequest(named.workspaceId, named.id));
      if (named === null || request === null) return GONE;
      const isHere =
        equalBytes(secrets.sha256(named.secret), request.stateHash ?? NOBODY) &&
        equalBytes(secrets.sha256(browserSecret ?? ""), request.browserHash ?? NOBODY);
      if (!isHere) return GONE;
      // admin_consent=True stands there on errors too.
      const isGiven = !answer.has("error") && answer.get("admin_consent")?.toLowerCase() === "true";
      const outcome = isGiven ? "given" : "refused";
      if (!(await consents.settleConsentRequest(request, outcome, clock.now()))) return GONE;
      const { workspaceId, id, domain } = request;
      if (isGiven) {
        const offered = await providerOf(workspaceId, request.providerId);
        if (offered !== null) await organisations.learn(offered.provider, { domain }, "given");
      }
      deps.log.info("consent.settled", { request: id, workspace: workspaceId, outcome });
      await accounts.audit({
        ...{ at: clock.now(), workspaceId, actor: "system", action: `consent.${outcome}` },
        detail: { request: id },
      });
      hints.publish({ kind: "settings", workspaceId });
      return { kind: outcome };
    },
  };
}

const GONE: ConsentStep = { kind: "gone" };
const NOBODY = new Uint8Array(32);

function isOpen(
  { providerId, outcome, expiresAt }: ConsentRequest,
  wanted: ProviderId,
  now: number,
): boolean {
  return providerId === wanted && outcome !== "given" && expiresAt > now;
}

/** What a link or a state says: the request, and a secret that proves it. */
function nameOf({ workspaceId, id }: ConsentRequest, secret: string): string {
  return `${workspaceId}.${id}.${secret}`;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function parseName(name: string) {
  const [workspaceId = "", id = "", secret = "", ...more] = name.split(".");
  if (!UUID.test(workspaceId) || !UUID.test(id) || secret === "" || more.length > 0) return null;
  return { workspaceId: workspaceId as WorkspaceId, id: id as ConsentRequestId, secret };
}
