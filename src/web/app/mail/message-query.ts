import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import type { MessageList, MessageRow } from "./use-message-pages.ts";

export function messageQuery(mailboxId: string, messageId: string) {
  return queryOptions({
    queryKey: keys.message(mailboxId, messageId),
    queryFn: ({ signal }) => call("readMessage", { params: { mailboxId, messageId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What a list tells of a message, while the message itself is on its way; with a folder what that folder's list does. */
export function listedRow(
  client: QueryClient,
  mailboxId: string,
  messageId: string,
  folderId?: string,
): MessageRow | undefined {
  for (const [key, list] of client.getQueriesData<MessageList>({ queryKey: keys.lists(mailboxId) })) {
    if (folderId !== undefined && key[2] !== folderId) continue;
    const row = list?.messages.find(({ id }) => id === messageId);
    if (row !== undefined) return row;
  }
  return undefined;
}
