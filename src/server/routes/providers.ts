// Mail providers as an admin registers them (J10).
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { newId, type ProviderId } from "../../base/ids.ts";
import type { Diagnosis } from "../../core/diagnose.ts";
import { causeText } from "../../core/diagnosis-texts.ts";
import { EXPIRY_TOLD_MS_MAX, expiryOf } from "../../core/secret-expiry.ts";
import type { CloudId, OwnHosts } from "../../core/sign-in/sign-in-service.ts";
import { cloudOf, signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { Language, UserPrincipal } from "../../engine/ports/accounts.ts";
import type { Provider, SavedProvider } from "../../engine/ports/connections.ts";
import type { ServerDeps } from "../deps.ts";
import { type FieldError, HttpError, notFound } from "../http-error.ts";
import { presentDiagnosis, presentServer, time } from "../present.ts";
import { ProviderCredentials } from "../provider-credentials.ts";
import type { Handlers } from "../register.ts";

type ProviderHandlers = Pick<
  Handlers,
  | "listProviders"
  | "createProvider"
  | "saveProvider"
  | "makeCertificate"
  | "checkProvider"
  | "removeProvider"
  | "listExpiringSecrets"
>;
type Counted = Provider & { readonly mailboxes: number };

/** Each check asks the sign-in service a few times. */
const CHECK_WINDOW_MS = 10 * 60_000;
const CHECKS_MAX = 30;

const TENANT = /^(?:organizations|common|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

export function providerRoutes(deps: ServerDeps): ProviderHandlers {
  const { accounts, connections, connecting, hints, clock, random } = deps;
  const credentials = new ProviderCredentials(deps);

  function present(provider: Counted): AnswerOf<"createProvider"> {
    const service = signInServiceOf(provider.kind);
    const scopes = cloudOf(provider)?.scopes ?? [];
    const { id, kind, name, enabled, clientId, tenant, cloud, hosts, mailboxes } = provider;
    return {
      ...{ id, kind, name, enabled, clientId, tenant, cloud },
      ...credentials.present(provider),
      provenAt: provider.provenAt === null ? null : time(provider.provenAt),
      moreAllowed: [...provider.moreAllowed],
      expiry: presentExpiry(provider.secretExpiresAt, clock.now()),
      hosts: hosts && { ...hosts, imap: presentServer(hosts.imap), smtp: presentServer(hosts.smtp) },
      redirectUris: service === null ? [] : [...connecting.redirectUris(service.kind)],
      scopes: [...scopes],
      permissions: scopes.map((scope) => service?.permissionName(scope) ?? scope),
      mailboxes,
    };
  }

  async function write(
    principal: UserPrincipal,
    old: Counted | null,
    body: BodyOf<"saveProvider">,
  ): Promise<Counted> {
    const { workspaceId } = principal.user;
    const place = placeOf(body, old);
    const errors = [
      ...fieldErrors(body, old),
      ...placeErrors(body, place, old),
      ...credentials.errors(body, old),
    ];
    if (errors.length > 0) throw new HttpError(422, "invalid", "Some fields need another look.", errors);
    const id = old?.id ?? newId<ProviderId>(clock, random);
    const provider: SavedProvider = {
      ...{ id, workspaceId, kind: body.kind, name: body.name, enabled: body.enabled, ...place },
      clientId: body.clientId,
      tenant: body.tenant,
      ...(await credentials.chosen(body, old, id)),
    };
    if (old !== null && old.mailboxes > 0 && isAnotherApplication(provider, old) && !body.usersSignInAgain) {
      const title =
        "Mailboxes are connected with the earlier client id and tenant: their users will have to sign in again.";
      throw new HttpError(409, "sign_in_again", title);
    }
    await connections.saveProvider(provider);
    await audit(principal, "provider.saved", id);
    hints.publish({ kind: "settings", workspaceId });
    return find(principal, id);
  }

  async function audit({ user }: UserPrincipal, action: string, provider: ProviderId): Promise<void> {
    const { workspaceId } = user;
    const detail = { provider };
    await accounts.audit({ at: clock.now(), workspaceId, actor: `user:${user.id}`, action, detail });
  }

  async function find({ user }: UserPrincipal, id: string | undefined): Promise<Counted> {
    const found = (await connections.listProviders(user.workspaceId)).find((each) => each.id === id);
    if (found === undefined) throw notFound();
    return found;
  }

  return {
    async listProviders({ principal }) {
      const providers = await connections.listProviders(principal.user.workspaceId);
      return providers.map(present);
    },

    async createProvider({ principal, body }) {
      return present(await write(principal, null, body));
    },

    async saveProvider({ principal, params, body }) {
      const old = await find(principal, params.providerId);
      return present(await write(principal, old, body));
    },

    async makeCertificate({ principal, params }) {
      const old = await find(principal, params.providerId);
      if (old.kind !== "microsoft") throw new HttpError(409, "no_certificates", "It takes no certificates.");
      const provider = { ...old, next: await credentials.makeNext(old.id) };
      await connections.saveProvider(provider);
      await audit(principal, "provider.certificateMade", old.id);
      hints.publish({ kind: "settings", workspaceId: old.workspaceId });
      return present(provider);
    },

    async checkProvider({ principal, params }) {
      const { workspaceId, language } = principal.user;
      const provider = await find(principal, params.providerId);
      if (signInServiceOf(provider.kind) === null) {
        throw new HttpError(409, "no_registration", "Nothing is registered anywhere for it.");
      }
      const tries = await accounts.countTry(
        `registration-check:${workspaceId}`,
        CHECK_WINDOW_MS,
        clock.now(),
      );
      if (tries > CHECKS_MAX) {
        throw new HttpError(429, "too_many_tries", "Too many tries. Wait ten minutes and try again.");
      }
      const steps = await deps.registrations.check(provider);
      return {
        steps: steps.map(({ step, state, diagnosis }) => ({
          ...{ step, state },
          diagnosis: diagnosis && presentForAdmin(diagnosis, language),
        })),
      };
    },

    async removeProvider({ principal, params }) {
      const { workspaceId } = principal.user;
      const { id } = await find(principal, params.providerId);
      if (!(await connections.removeProvider(workspaceId, id))) {
        throw new HttpError(
          409,
          "in_use",
          "Mailboxes are connected through this provider. Switch it off instead, or stop them first.",
        );
      }
      await audit(principal, "provider.removed", id);
      hints.publish({ kind: "settings", workspaceId });
    },

    async listExpiringSecrets() {
      const now = clock.now();
      const [expiring, workspaces] = await Promise.all([
        connections.listExpiringProviders(now + EXPIRY_TOLD_MS_MAX),
        accounts.listWorkspaces(),
      ]);
      const names = new Map(workspaces.map(({ id, name }) => [id, name]));
      return expiring.flatMap(({ workspaceId, name, credential, secretExpiresAt }) => {
        const expiry = presentExpiry(secretExpiresAt, now);
        const workspace = { id: workspaceId, name: names.get(workspaceId) ?? "" };
        return expiry === null ? [] : [{ ...expiry, workspace, provider: name, credential }];
      });
    },
  };
}

/** The reader is the administrator whom others are sent to. */
function presentForAdmin(diagnosis: Diagnosis, language: Language) {
  const shown = presentDiagnosis(diagnosis, { language, since: null });
  const { forAdministrator } = causeText(diagnosis.id, diagnosis.params, language);
  return diagnosis.who === "admin" && forAdministrator !== null
    ? { ...shown, steps: [forAdministrator], forAdministrator: null }
    : shown;
}

/** The last warning is the one that can't wait. */
const URGENT_DAYS = 3;

function presentExpiry(expiresAt: number | null, now: number): AnswerOf<"createProvider">["expiry"] {
  const expiry = expiryOf(expiresAt, now);
  if (expiresAt === null || expiry === null) return null;
  const { step, daysLeft } = expiry;
  return { expiresAt: time(expiresAt), daysLeft, urgent: step <= URGENT_DAYS };
}

interface Place {
  readonly cloud: CloudId;
  readonly hosts: OwnHosts | null;
}

function placeOf({ cloud, hosts }: BodyOf<"saveProvider">, old: Provider | null): Place {
  const chosen = cloud ?? old?.cloud ?? "worldwide";
  return { cloud: chosen, hosts: chosen === "own" ? (hosts ?? old?.hosts ?? null) : null };
}

function fieldErrors(body: BodyOf<"saveProvider">, old: Provider | null): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (old !== null && old.kind !== body.kind)
    errors.push({ field: "kind", message: "The kind can't change." });
  const service = signInServiceOf(body.kind);
  if (service === null) return errors;
  if ((body.clientId ?? "") === "")
    errors.push({ field: "clientId", message: "Fill this in.", code: "required" });
  if (service.hasTenants && !TENANT.test(body.tenant ?? "")) {
    errors.push({ field: "tenant", message: "organizations, common or the tenant's GUID." });
  }
  return errors;
}

function placeErrors(
  { kind }: BodyOf<"saveProvider">,
  place: Place,
  old: Counted | null,
): readonly FieldError[] {
  if (old !== null && isSamePlace(place, old)) return [];
  const refused = (message: string) => [{ field: "cloud", message }];
  if (kind !== "microsoft") return place.cloud === "worldwide" ? [] : refused("Only Microsoft has clouds.");
  if (place.cloud === "own" && place.hosts === null) return refused("Fill in where your own cloud is.");
  // A mailbox remembers its servers, and is another one in another cloud.
  return old !== null && old.mailboxes > 0
    ? refused("Mailboxes are connected in the present cloud. Stop them first, or add a second provider.")
    : [];
}

function isSamePlace(place: Place, old: Provider): boolean {
  return place.cloud === old.cloud && describe(place.hosts) === describe(old.hosts);
}

function describe(hosts: OwnHosts | null): string {
  if (hosts === null) return "";
  const { authority, imap, smtp, mailResource, graphResource } = hosts;
  const servers = [imap, smtp].map(({ host, port, security }) => `${host} ${port} ${security}`);
  return [authority, ...servers, mailResource, graphResource].join("\n");
}

/** What people have allowed is for one client id, in the directories that the tenant stands for. */
function isAnotherApplication(provider: SavedProvider, old: Provider): boolean {
  return provider.clientId !== old.clientId || provider.tenant !== old.tenant;
}
