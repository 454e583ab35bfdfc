// "Other (IMAP)" at the playground and elsewhere, over the interface.
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { APP_FOLDER_ROLES, type AppFolderRole } from "../../core/folder-role.ts";
import type { ApiClient } from "./api-client.ts";
import { ADMIN, MAIL_PASSWORD, type RunningTwinbox } from "./running-twinbox.ts";

export type HandSettings = BodyOf<"connectByHand">;

/** As the admin does it; answers the provider's id. */
export async function offerImap(twinbox: RunningTwinbox): Promise<string> {
  const admin = await twinbox.signIn(ADMIN);
  const body = { kind: "imap", name: "Other (IMAP)", enabled: true, clientId: null, tenant: null } as const;
  return (await admin.call("createProvider", { body })).id;
}

/** What a user of the playground types. */
export function settingsFor(
  { playground }: RunningTwinbox,
  providerId: string,
  address: string,
): HandSettings {
  return {
    providerId,
    address,
    displayName: "",
    incoming: { ...playground.imap, security: "none" },
    outgoing: { ...playground.smtp, security: "none" },
    userName: address,
    password: MAIL_PASSWORD,
  };
}

/** Maps what is proposed for these roles, and answers the mailbox. */
export async function mapProposals(
  client: ApiClient,
  roles: readonly AppFolderRole[] = APP_FOLDER_ROLES,
): Promise<string> {
  const mailboxId = (await client.call("readEmailSettings")).mailbox?.id ?? "";
  const picker = await client.call("readFolderPicker", { params: { mailboxId } });
  const mappings = picker.proposals.flatMap(({ role, remoteFolderId }) =>
    remoteFolderId !== null && roles.includes(role)
      ? [{ role, name: role, remoteFolderId, subtree: false }]
      : [],
  );
  await client.call("saveMappings", { params: { mailboxId }, body: { mappings, importWindow: "all" } });
  return mailboxId;
}

export async function panelUntil(
  client: ApiClient,
  holds: (panel: AnswerOf<"readEmailSettings">) => boolean,
): Promise<AnswerOf<"readEmailSettings">> {
  const end = performance.now() + 30_000;
  for (;;) {
    const panel = await client.call("readEmailSettings");
    if (holds(panel)) return panel;
    if (performance.now() > end) throw new Error(`the panel stays ${JSON.stringify(panel)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
