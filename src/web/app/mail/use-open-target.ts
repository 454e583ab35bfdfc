import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type Target, targetOf } from "./acts.ts";
import type { AppFolder } from "./app-folder.ts";
import { listedRow, messageQuery } from "./message-query.ts";

/** The open message as a target; null when there is none, or when it isn't known (any more). */
export function useOpenTarget(input: {
  readonly mailboxId: string;
  readonly messageId: string | undefined;
  /** Undefined in a search. */
  readonly folder: AppFolder | undefined;
  readonly folders: readonly AppFolder[];
}): Target | null {
  const client = useQueryClient();
  const { mailboxId, messageId, folders } = input;
  const { data, isError } = useQuery({
    ...messageQuery(mailboxId, messageId ?? ""),
    enabled: messageId !== undefined,
  });
  if (messageId === undefined || (isError && data === undefined)) return null;
  const row = data ?? listedRow(client, mailboxId, messageId);
  if (row === undefined) return null;
  // A link may show a message beside a folder that it isn't in.
  const folder = row.folderId === input.folder?.id ? input.folder : undefined;
  return targetOf([messageId], [row], { folder, folders, total: 1 });
}
