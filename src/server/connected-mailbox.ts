import type { MailboxId } from "../base/ids.ts";
import type { UserPrincipal } from "../engine/ports/accounts.ts";
import type { ServerDeps } from "./deps.ts";
import { notFound } from "./http-error.ts";
import { readId } from "./read-id.ts";

/** The user's own connected mailbox; anything else doesn't exist for them. Only who is connected may change anything:
 *  kept mail of a stopped mailbox is for reading. */
export async function connectedMailbox(
  { connections }: Pick<ServerDeps, "connections">,
  { user }: UserPrincipal,
  mailboxId: string,
): Promise<MailboxId> {
  const connection = await connections.connectionOfUser(user.workspaceId, user.id);
  if (connection?.mailboxId !== mailboxId) throw notFound();
  return connection.mailboxId;
}

/** A mailbox that the user may read: the connected one, or one whose kept mail is theirs. */
export async function readableMailbox(
  { connections }: Pick<ServerDeps, "connections">,
  { user }: UserPrincipal,
  mailboxId: string,
): Promise<MailboxId> {
  const id = readId<MailboxId>(mailboxId);
  if (id === null || !(await connections.mayRead(user.workspaceId, user.id, id))) throw notFound();
  return id;
}

/** What a user did with a mailbox, for who asks later. */
export function auditMailbox(
  { accounts, clock }: Pick<ServerDeps, "accounts" | "clock">,
  { user }: UserPrincipal,
  action: string,
  mailboxId: MailboxId | null,
): Promise<void> {
  return accounts.audit({
    at: clock.now(),
    workspaceId: user.workspaceId,
    actor: `user:${user.id}`,
    action,
    detail: { mailbox: mailboxId },
  });
}
