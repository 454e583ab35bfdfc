// Receive only (J17): the switch of a mailbox is its owner's, that of the workspace its admin's.
import type { AnswerOf } from "../../api/operations.ts";
import type { WorkspaceId } from "../../base/ids.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import type { ServerDeps } from "../deps.ts";
import { readEmailSettings } from "../email-settings.ts";
import { HttpError, notFound } from "../http-error.ts";
import type { ProgressRate } from "../progress-rate.ts";
import type { Handlers } from "../register.ts";

type ReceiveOnlyHandlers = Pick<Handlers, "setReceiveOnly" | "readMailPolicy" | "saveMailPolicy">;
export function receiveOnlyRoutes(deps: ServerDeps, rate: ProgressRate): ReceiveOnlyHandlers {
  const { accounts, connections, receiveOnly, clock } = deps;

  async function audit({ user }: UserPrincipal, on: boolean, mailbox: string | null): Promise<void> {
    await accounts.audit({
      at: clock.now(),
      workspaceId: user.workspaceId,
      actor: `user:${user.id}`,
      action: on ? "receiveOnly.on" : "receiveOnly.off",
      detail: { mailbox },
    });
  }

  async function policy(workspaceId: WorkspaceId): Promise<AnswerOf<"readMailPolicy">> {
    const { on, waiting } = await receiveOnly.readWorkspace(workspaceId);
    return { receiveOnly: on, waiting };
  }

  return {
    async setReceiveOnly({ principal, params, body }) {
      const { workspaceId, id } = principal.user;
      const connection = await connections.connectionOfUser(workspaceId, id);
      if (connection?.mailboxId !== params.mailboxId) throw notFound();
      if (connection.role !== "owner") {
        throw new HttpError(403, "not_owner", "Only who connected this mailbox first can change this.");
      }
      await receiveOnly.switchMailbox(workspaceId, connection.mailboxId, body);
      await audit(principal, body.on, connection.mailboxId);
      return readEmailSettings(deps, rate, principal);
    },

    readMailPolicy: ({ principal }) => policy(principal.user.workspaceId),

    async saveMailPolicy({ principal, body }) {
      const { workspaceId } = principal.user;
      await receiveOnly.switchWorkspace(workspaceId, { on: body.receiveOnly, outbox: body.outbox });
      await audit(principal, body.receiveOnly, null);
      return policy(workspaceId);
    },
  };
}
