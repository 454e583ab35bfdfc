// Whoever rests on a row, with pointer or keyboard, is about to open it: it is asked for meanwhile.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { conversationQuery } from "./conversation-query.ts";
import { messageQuery } from "./message-query.ts";
import type { MessageRow, Scope } from "./use-message-pages.ts";

/** What passes over rows rests on none of them. */
const REST_MS = 80;
/** Larger ones are loaded only when they are wanted. */
const BYTES_MAX = 500_000;

export function usePrefetch(mailboxId: string, scope: Scope): (row: MessageRow) => void {
  const client = useQueryClient();
  const { folder } = scope;
  const at = useRef("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (row) => {
      if (row.id === at.current) return;
      at.current = row.id;
      clearTimeout(timer.current);
      if (row.size > BYTES_MAX) return;
      timer.current = setTimeout(() => prefetch(client, mailboxId, row, folder ?? row.folderId), REST_MS);
    },
    [client, mailboxId, folder],
  );
}

function prefetch(client: QueryClient, mailboxId: string, row: MessageRow, folderId: string): void {
  void client.prefetchQuery(messageQuery(mailboxId, row.newestId ?? row.id));
  if (row.newestId !== undefined) {
    void client.prefetchQuery(conversationQuery(mailboxId, row.id, folderId));
  }
}
