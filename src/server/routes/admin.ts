import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { newId, type ProviderId, type UserId, type WorkspaceId } from "../../base/ids.ts";
import type { SignInKind } from "../../core/sign-in/sign-in-service.ts";
import { signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { User, UserPrincipal, Workspace, WorkspaceCounts } from "../../engine/ports/accounts.ts";
import type { Provider } from "../../engine/ports/connections.ts";
import { secretContext } from "../../engine/ports/secrets.ts";
import type { ServerDeps } from "../deps.ts";
import { aboutMailbox } from "../email-settings.ts";
import { HttpError, notFound } from "../http-error.ts";
import { presentDiagnosis, presentWorkspace } from "../present.ts";
import type { Handlers } from "../register.ts";

type AdminHandlers = Pick<
  Handlers,
  | "listProviders"
  | "createProvider"
  | "saveProvider"
  | "removeProvider"
  | "listUsers"
  | "createUser"
  | "listWorkspaces"
  | "createWorkspace"
  | "setActivation"
>;
const INVITE_MS = 24 * 60 * 60_000;
const SECRET_MISSING: Readonly<Record<SignInKind, string>> = {
  microsoft: "Paste the secret's Value (not its Secret ID).",
  google: "Paste the client secret.",
};
const TENANT = /^(?:organizations|common|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

export function adminRoutes(deps: ServerDeps): AdminHandlers {
  const { accounts, connections, connecting, hints, secrets, vault, clock, random, publicUrl } = deps;

  function present(provider: Provider, mailboxes: number): AnswerOf<"createProvider"> {
    const service = signInServiceOf(provider.kind);
    return {
      id: provider.id,
      kind: provider.kind,
      name: provider.name,
      enabled: provider.enabled,
      clientId: provider.clientId,
      hasSecret: provider.sealedSecret !== null,
      tenant: provider.tenant,
      redirectUris: service === null ? [] : [...connecting.redirectUris(service.kind)],
      scopes: [...(service?.scopes ?? [])],
      mailboxes,
    };
  }

  async function write(
    principal: UserPrincipal,
    old: Provider | null,
    body: BodyOf<"saveProvider">,
  ): Promise<Provider> {
    checkProvider(body, old);
    const id = old?.id ?? newId<ProviderId>(clock, random);
    const provider: Provider = {
      id,
      workspaceId: principal.user.workspaceId,
      kind: body.kind,
      name: body.name.trim(),
      enabled: body.enabled,
      clientId: body.clientId?.trim() ?? null,
      sealedSecret:
        body.clientSecret === undefined
          ? (old?.sealedSecret ?? null)
          : await vault.seal(body.clientSecret, secretContext("provider", id)),
      tenant: body.tenant?.trim() ?? null,
      hosts: old?.hosts ?? { authority: null, imap: null, smtp: null },
    };
    await connections.saveProvider(provider);
    await audit(`user:${principal.user.id}`, principal.user.workspaceId, "provider.saved", { provider: id });
    hints.publish({ kind: "settings", workspaceId: principal.user.workspaceId });
    return provider;
  }

  async function audit(
    actor: string,
    workspaceId: WorkspaceId,
    action: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    await accounts.audit({ at: clock.now(), workspaceId, actor, action, detail });
  }

  /** Makes the user and the one-time link with which they choose a password. */
  async function invite(user: User): Promise<string> {
    if (!(await accounts.createUser(user, null))) {
      throw new HttpError(409, "address_taken", "There is a user with this address already.", [
        { field: "email", message: "There is a user with this address already." },
      ]);
    }
    const token = secrets.token();
    const purpose = { kind: "invite", workspaceId: user.workspaceId, userId: user.id } as const;
    await accounts.createLink(secrets.sha256(token), purpose, clock.now() + INVITE_MS);
    return `${publicUrl}/welcome#invite=${token}`;
  }

  async function summary(id: WorkspaceId): Promise<WorkspaceCounts> {
    const found = (await accounts.listWorkspaces()).find((workspace) => workspace.id === id);
    if (found === undefined) throw notFound();
    return found;
  }

  return {
    async listProviders({ principal }) {
      const providers = await connections.listProviders(principal.user.workspaceId);
      return providers.map((provider) => present(provider, provider.mailboxes));
    },

    async createProvider({ principal, body }) {
      return present(await write(principal, null, body), 0);
    },

    async saveProvider({ principal, params, body }) {
      const providers = await connections.listProviders(principal.user.workspaceId);
      const old = providers.find(({ id }) => id === params.providerId);
      if (old === undefined) throw notFound();
      return present(await write(principal, old, body), old.mailboxes);
    },

    async removeProvider({ principal, params }) {
      const { workspaceId, id } = principal.user;
      const provider = await connections.readProvider(workspaceId, params.providerId as ProviderId);
      if (provider === null) throw notFound();
      if (!(await connections.removeProvider(workspaceId, provider.id))) {
        throw new HttpError(
          409,
          "in_use",
          "Mailboxes are connected through this provider. Switch it off instead, or stop them first.",
        );
      }
      await audit(`user:${id}`, workspaceId, "provider.removed", { provider: provider.id });
      hints.publish({ kind: "settings", workspaceId });
    },

    async listUsers({ principal }) {
      const { workspaceId } = principal.user;
      const users = await accounts.listUsers(workspaceId);
      return Promise.all(users.map((user) => presentUser(deps, user, principal.user.language)));
    },

    async createUser({ principal, body }) {
      const user: User = {
        id: newId<UserId>(clock, random),
        workspaceId: principal.user.workspaceId,
        email: body.email.toLowerCase(),
        name: body.name.trim(),
        role: body.role,
        language: principal.user.language,
      };
      const inviteUrl = await invite(user);
      await audit(`user:${principal.user.id}`, user.workspaceId, "user.created", { user: user.id });
      return { user: await presentUser(deps, user, user.language), inviteUrl };
    },

    listWorkspaces: async () => (await accounts.listWorkspaces()).map(presentWorkspace),

    async createWorkspace({ principal, body }) {
      const workspace: Workspace = {
        id: newId<WorkspaceId>(clock, random),
        name: body.name.trim(),
        activation: "inactive",
        requestedBy: null,
        requestedAt: null,
        ownDomains: body.ownDomains.map((domain) => domain.trim().toLowerCase()),
        addressPolicy: "ownDomains",
      };
      await accounts.createWorkspace(workspace);
      const inviteUrl = await invite({
        id: newId<UserId>(clock, random),
        workspaceId: workspace.id,
        email: body.admin.email.toLowerCase(),
        name: body.admin.name.trim(),
        role: "admin",
        language: principal.operator.language,
      });
      await audit(`operator:${principal.operator.id}`, workspace.id, "workspace.created", {});
      return { workspace: presentWorkspace(await summary(workspace.id)), inviteUrl };
    },

    async setActivation({ principal, params, body }) {
      const workspace = await accounts.readWorkspace(params.workspaceId as WorkspaceId);
      if (workspace === null) throw notFound();
      const by = { name: principal.operator.name, at: clock.now() };
      await accounts.setActivation(workspace.id, body.activation, by);
      await audit(`operator:${principal.operator.id}`, workspace.id, `workspace.${body.activation}`, {});
      hints.publish({ kind: "settings", workspaceId: workspace.id });
      return presentWorkspace(await summary(workspace.id));
    },
  };
}

function checkProvider(body: BodyOf<"saveProvider">, old: Provider | null): void {
  const errors: { field: string; message: string }[] = [];
  if (old !== null && old.kind !== body.kind)
    errors.push({ field: "kind", message: "The kind can't change." });
  const service = signInServiceOf(body.kind);
  if (service !== null) {
    if ((body.clientId ?? "").trim() === "") errors.push({ field: "clientId", message: "Fill this in." });
    if (body.clientSecret === undefined && old?.sealedSecret == null) {
      errors.push({ field: "clientSecret", message: SECRET_MISSING[service.kind] });
    }
    if (service.hasTenants && !TENANT.test((body.tenant ?? "").trim())) {
      errors.push({ field: "tenant", message: "organizations, common or the tenant's GUID." });
    }
  }
  if (errors.length > 0) throw new HttpError(422, "invalid", "Some fields need another look.", errors);
}

/** `language`: the reader's. */
async function presentUser(
  deps: ServerDeps,
  user: User,
  language: User["language"],
): Promise<AnswerOf<"listUsers">[number]> {
  const connection = await deps.connections.connectionOfUser(user.workspaceId, user.id);
  const mailbox =
    connection === null ? null : await deps.connections.readMailbox(user.workspaceId, connection.mailboxId);
  const provider =
    connection === null || connection.providerId === null
      ? null
      : await deps.connections.readProvider(user.workspaceId, connection.providerId);
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    mailbox:
      mailbox === null
        ? null
        : {
            address: mailbox.address,
            state:
              mailbox.diagnosis !== null ? "problem" : mailbox.state === "syncing" ? "inSync" : mailbox.state,
            diagnosis:
              mailbox.diagnosis === null
                ? null
                : presentDiagnosis(mailbox.diagnosis, {
                    language,
                    since: mailbox.diagnosisSince,
                    about: aboutMailbox(mailbox, provider, user),
                  }),
          },
  };
}
