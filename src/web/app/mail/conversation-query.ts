import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";

export type Conversation = AnswerOf<"readConversation">;

/** `id`: of the conversation or of one of its messages. */
export function conversationQuery(mailboxId: string, id: string, folderId: string) {
  return queryOptions({
    queryKey: keys.conversation(mailboxId, id, folderId),
    queryFn: ({ signal }) =>
      call("readConversation", {
        params: { mailboxId, conversationId: id },
        query: { folder: folderId },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
