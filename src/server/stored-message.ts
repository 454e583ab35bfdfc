// A message that a request names, for who may read it; everything else doesn't exist for them.
import type { MailboxId, MessageId } from "../base/ids.ts";
import type { UserPrincipal } from "../engine/ports/accounts.ts";
import type { StoredMessage } from "../engine/ports/reading.ts";
import { readableMailbox } from "./connected-mailbox.ts";
import type { ServerDeps } from "./deps.ts";
import { notFound } from "./http-error.ts";
import { readId } from "./read-id.ts";

type Deps = Pick<ServerDeps, "connections" | "reading" | "packs">;

export interface LoadedMessage {
  readonly message: StoredMessage;
  readonly bytes: Uint8Array;
}

/** Rejects with 404. */
export async function loadMessage(
  deps: Deps,
  principal: UserPrincipal,
  params: { readonly mailboxId: string; readonly messageId: string },
): Promise<LoadedMessage> {
  const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
  const message = await findMessage(deps, principal, mailboxId, params.messageId);
  return { message, bytes: await readBytes(deps, principal, mailboxId, message) };
}

/** The bytes of a message of a mailbox that the user may read. */
export function readBytes(
  { packs }: Deps,
  { user: { workspaceId } }: UserPrincipal,
  mailboxId: MailboxId,
  { place }: StoredMessage,
): Promise<Uint8Array> {
  return packs.read({ workspaceId, mailboxId }, place);
}

/** Of a mailbox that the user may read; rejects with 404. */
export async function findMessage(
  { reading }: Deps,
  { user: { workspaceId } }: UserPrincipal,
  mailboxId: MailboxId,
  messageId: string,
): Promise<StoredMessage> {
  const id = readId<MessageId>(messageId);
  const message = id === null ? null : await reading.readMessage(workspaceId, mailboxId, id);
  if (message === null) throw notFound();
  return message;
}
