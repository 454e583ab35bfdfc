import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";

export function foldersQuery(mailboxId: string) {
  return queryOptions({
    queryKey: keys.folders(mailboxId),
    queryFn: ({ signal }) => call("listFolders", { params: { mailboxId }, signal }),
  });
}

/** What the mail page asks first, while its program is on its way. What fails is asked again by the page, which tells it. */
export async function askForFolders(client: QueryClient): Promise<void> {
  const settings = await client
    .fetchQuery({
      queryKey: keys.emailSettings,
      queryFn: ({ signal }) => call("readEmailSettings", { signal }),
    })
    .catch(() => null);
  if (settings?.mailbox != null) await client.prefetchQuery(foldersQuery(settings.mailbox.id));
}
