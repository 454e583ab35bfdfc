import type { BodyOf } from "../../api/operations.ts";
import { newId, type UserId, type WorkspaceId } from "../../base/ids.ts";
import { readDomains } from "../../core/own-domains.ts";
import type { User, Workspace, WorkspaceCounts } from "../../engine/ports/accounts.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError, notFound } from "../http-error.ts";
import { invite } from "../invite.ts";
import { presentWorkspace } from "../present.ts";
import { presentUser } from "../present-user.ts";
import type { Handlers } from "../register.ts";

type AdminHandlers = Pick<
  Handlers,
  "listUsers" | "createUser" | "listWorkspaces" | "createWorkspace" | "setActivation" | "setOwnDomains"
>;

export function adminRoutes(deps: ServerDeps): AdminHandlers {
  const { accounts, hints, clock, random } = deps;

  async function audit(
    actor: string,
    workspaceId: WorkspaceId,
    action: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    await accounts.audit({ at: clock.now(), workspaceId, actor, action, detail });
  }

  async function summary(id: WorkspaceId): Promise<WorkspaceCounts> {
    const found = (await accounts.listWorkspaces()).find((workspace) => workspace.id === id);
    if (found === undefined) throw notFound();
    return found;
  }

  return {
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
        name: body.name,
        role: body.role,
        language: principal.user.language,
      };
      const inviteUrl = await invite(deps, user);
      await audit(`user:${principal.user.id}`, user.workspaceId, "user.created", { user: user.id });
      return { user: await presentUser(deps, user, user.language), inviteUrl };
    },

    listWorkspaces: async () => (await accounts.listWorkspaces()).map(presentWorkspace),

    async createWorkspace({ principal, body }) {
      const ownDomains = ownDomainsOf(body);
      const workspace: Workspace = {
        id: newId<WorkspaceId>(clock, random),
        name: body.name,
        activation: "inactive",
        requestedBy: null,
        requestedAt: null,
        ownDomains,
        addressPolicy: "ownDomains",
      };
      await accounts.createWorkspace(workspace);
      const inviteUrl = await invite(deps, {
        id: newId<UserId>(clock, random),
        workspaceId: workspace.id,
        email: body.admin.email.toLowerCase(),
        name: body.admin.name,
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

    async setOwnDomains({ principal, params, body }) {
      const workspace = await accounts.readWorkspace(params.workspaceId as WorkspaceId);
      if (workspace === null) throw notFound();
      const ownDomains = ownDomainsOf(body);
      await accounts.setOwnDomains(workspace.id, ownDomains);
      const detail = { before: workspace.ownDomains.join(" "), after: ownDomains.join(" ") };
      await audit(`operator:${principal.operator.id}`, workspace.id, "workspace.ownDomains", detail);
      hints.publish({ kind: "settings", workspaceId: workspace.id });
      return presentWorkspace(await summary(workspace.id));
    },
  };
}

function ownDomainsOf({ ownDomains }: BodyOf<"setOwnDomains">): readonly string[] {
  const { domains, wrong } = readDomains(ownDomains);
  if (wrong.length === 0) return domains;
  throw new HttpError(422, "invalid", "Some of these are no domains.", [
    { field: "ownDomains", message: `No domain: ${wrong.join(", ")}` },
  ]);
}
