// When somebody leaves (J16): an admin stops their connection, hands over or erases what is kept, and puts mailboxes on
// hold. Of mail they see a number and no more.
import type { MailboxId, UserId } from "../../base/ids.ts";
import { recordAddress } from "../../core/records.ts";
import type { User, UserPrincipal } from "../../engine/ports/accounts.ts";
import type { KeptMailbox } from "../../engine/ports/leaving.ts";
import type { ServerDeps } from "../deps.ts";
import { invalid } from "../given-messages.ts";
import { HttpError, notFound } from "../http-error.ts";
import { presentStop, time } from "../present.ts";
import type { Handlers } from "../register.ts";

type LeavingHandlers = Pick<
  Handlers,
  "stopForUser" | "handOver" | "eraseKept" | "eraseConnected" | "findPersonMail" | "erasePerson" | "setHold"
>;

/** Rejects with 422. */
function addressIn(text: string): string {
  const address = recordAddress(text);
  if (address === null) throw invalid("address", "This is no email address.");
  return address;
}

export function leavingRoutes(deps: ServerDeps): LeavingHandlers {
  const { accounts, connections, connecting, leaving, clock } = deps;

  async function userNamed({ user }: UserPrincipal, id: string): Promise<User> {
    const found = (await accounts.listUsers(user.workspaceId)).find((each) => each.id === id);
    if (found === undefined) throw notFound();
    return found;
  }

  async function keptBy({ workspaceId, id }: User, mailboxId: string): Promise<KeptMailbox> {
    const found = (await leaving.keptMailboxes(workspaceId, id)).find((each) => each.id === mailboxId);
    if (found === undefined) throw notFound();
    return found;
  }

  async function audit(
    { user }: UserPrincipal,
    action: string,
    detail: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    const actor = `user:${user.id}`;
    await accounts.audit({ at: clock.now(), workspaceId: user.workspaceId, actor, action, detail });
  }

  return {
    async stopForUser({ principal, params, body }) {
      const leaver = await userNamed(principal, params.userId);
      const { workspaceId, id: userId } = leaver;
      const connection = await connections.connectionOfUser(workspaceId, userId);
      if (connection === null) throw notFound();
      const { mailboxId } = connection;
      const outcome = await connecting.stop({
        workspaceId,
        userId,
        mailboxId,
        mail: "keep",
        outbox: body.outbox,
      });
      await audit(principal, "mailbox.stoppedForUser", { mailbox: mailboxId, user: userId });
      return presentStop(outcome);
    },

    async handOver({ principal, params, body }) {
      const [from, to] = [await userNamed(principal, params.userId), await userNamed(principal, body.to)];
      if (to.id === from.id) {
        throw new HttpError(422, "invalid", "It is theirs already.", [
          { field: "to", message: "Choose somebody else." },
        ]);
      }
      // Whoever decides about mail must not be able to read it by that.
      if (to.id === principal.user.id) {
        throw new HttpError(403, "not_to_yourself", "An administrator can't hand mail over to themselves.");
      }
      const kept = await keptBy(from, params.mailboxId);
      const at = clock.now();
      const change = { from: from.id, to: to.id as UserId, now: at };
      if (!(await leaving.handOver(from.workspaceId, kept.id, change))) throw notFound();
      await audit(principal, "mailbox.handedOver", { mailbox: kept.id, from: from.id, to: to.id });
      return { at: time(at), address: kept.address, messages: kept.messages, to: to.name };
    },

    async eraseKept({ principal, params }) {
      const { workspaceId, id: userId } = await userNamed(principal, params.userId);
      const mailboxId = params.mailboxId as MailboxId;
      const erased = await leaving.erase(workspaceId, mailboxId, userId);
      if (erased === null) throw notFound();
      const { messages } = erased;
      await audit(principal, "mailbox.erased", { mailbox: mailboxId, user: userId, messages });
      return { ...erased, at: time(clock.now()) };
    },

    async eraseConnected({ principal, params }) {
      const mailboxId = params.mailboxId as MailboxId;
      const at = clock.now();
      const erased = await leaving.eraseConnected(principal.user.workspaceId, mailboxId, at);
      if (erased === null) throw notFound();
      await audit(principal, "mailbox.erased", { mailbox: mailboxId, messages: erased.messages });
      return { ...erased, at: time(at) };
    },

    async findPersonMail({ principal, body }) {
      const address = addressIn(body.address);
      return { ...(await leaving.findPersonMail(principal.user.workspaceId, address)), address };
    },

    /** Who was erased isn't kept in the audit trail: that would be a list of those who asked for it. */
    async erasePerson({ principal, body }) {
      const address = addressIn(body.address);
      const at = clock.now();
      const erased = await leaving.erasePerson(principal.user.workspaceId, address, at);
      const { messages, mailboxes, held, waiting } = erased;
      await audit(principal, "person.erased", { messages, mailboxes, held, waiting });
      return { ...{ messages, mailboxes, held, waiting }, address, at: time(at) };
    },

    async setHold({ principal, params, body }) {
      const mailboxId = params.mailboxId as MailboxId;
      const since = body.on ? clock.now() : null;
      if (!(await leaving.setHold(principal.user.workspaceId, mailboxId, since))) throw notFound();
      await audit(principal, body.on ? "mailbox.held" : "mailbox.released", { mailbox: mailboxId });
    },
  };
}
