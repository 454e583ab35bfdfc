import type { MailboxId } from "../base/ids.ts";
import type { Principal } from "../engine/ports/accounts.ts";
import type { ServerDeps } from "./deps.ts";
import { notFound } from "./http-error.ts";

/** Only who is connected may change anything: kept mail of a stopped mailbox is for reading. */
export async function connectedMailbox(
  { connections }: ServerDeps,
  { user }: Extract<Principal, { kind: "user" }>,
  mailboxId: string,
): Promise<MailboxId> {
  const connection = await connections.connectionOfUser(user.workspaceId, user.id);
  if (connection?.mailboxId !== mailboxId) throw notFound();
  return connection.mailboxId;
}
