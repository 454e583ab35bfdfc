// A mailbox of the playground that a running worker keeps in sync, over the interface.
import type { AnswerOf } from "../../api/operations.ts";
import type { AppFolderRole } from "../../core/folder-role.ts";
import type { ApiClient } from "./api-client.ts";
import { mapProposals } from "./by-hand.ts";
import { connectByForms } from "./sign-in-by-forms.ts";
import { untilDone } from "./until.ts";

/** Connects the mailbox, maps its folders of these roles with all that is in them, and answers it when it is in sync. */
export async function syncByForms(
  client: ApiClient,
  address: string,
  roles: readonly AppFolderRole[],
): Promise<string> {
  await connectByForms(client, address);
  const mailboxId = await mapProposals(client, roles);
  await untilDone(async () => (await readMailbox(client)).state === "inSync");
  return mailboxId;
}

export async function readMailbox(
  client: ApiClient,
): Promise<NonNullable<AnswerOf<"readEmailSettings">["mailbox"]>> {
  const { mailbox } = await client.call("readEmailSettings");
  if (mailbox === null) throw new Error("no mailbox");
  return mailbox;
}

/** Until no change waits for the provider any more. */
export function untilConfirmed(client: ApiClient): Promise<void> {
  return untilDone(async () => (await readMailbox(client)).outbox.waiting === 0);
}
