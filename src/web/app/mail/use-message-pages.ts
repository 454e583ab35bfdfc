// The messages of a folder or a search in pages of fixed size, of which only those in view are asked for.
import { useDebouncedValue } from "@mantine/hooks";
import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useCallback } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";

export type MessageList = AnswerOf<"listMessages">;
export type MessageRow = MessageList["messages"][number];
export interface Scope {
  readonly folder?: string;
  readonly q?: string;
}

export const PAGE = 100;
/** Rows beyond the view that are asked for in time. */
const AHEAD = 40;
/** Pages that a dragged scroll bar merely passes aren't asked for. */
const SETTLE_MS = 60;

export interface MessagePages {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly error: unknown;
  readonly row: (index: number) => MessageRow | undefined;
  readonly indexOf: (id: string) => number | undefined;
  readonly retry: () => void;
}

interface Combined {
  readonly total: number | null;
  readonly error: unknown;
  readonly pages: ReadonlyMap<number, MessageList>;
  readonly retry: () => void;
}

export function useMessagePages(
  mailboxId: string,
  scope: Scope,
  view: { readonly first: number; readonly last: number },
): MessagePages {
  const [wanted] = useDebouncedValue(pagesInView(view).join(","), SETTLE_MS);
  // Page 0 is always there: it knows the total, and the newest messages.
  const numbers = [...new Set([0, ...wanted.split(",").map(Number)])];
  const combine = useCallback(
    (results: UseQueryResult<{ readonly page: number; readonly list: MessageList }>[]): Combined =>
      combinePages(results),
    [],
  );
  const { total, error, pages, retry } = useQueries({
    queries: numbers.map((page) => ({
      queryKey: keys.list(mailboxId, scope, page),
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        call("listMessages", {
          params: { mailboxId },
          query: { ...scope, offset: String(page * PAGE), limit: String(PAGE) },
          signal,
        }),
      select: (list: MessageList) => ({ page, list }),
      staleTime: 60_000,
    })),
    combine,
  });
  const row = useCallback(
    (index: number) => pages.get(Math.floor(index / PAGE))?.messages[index % PAGE],
    [pages],
  );
  const indexOf = useCallback(
    (id: string) => {
      for (const [page, { messages }] of pages) {
        const at = messages.findIndex((message) => message.id === id);
        if (at >= 0) return page * PAGE + at;
      }
      return undefined;
    },
    [pages],
  );
  return { total, error, row, indexOf, retry };
}

function pagesInView({ first, last }: { readonly first: number; readonly last: number }): readonly number[] {
  const from = Math.floor(Math.max(0, first - AHEAD) / PAGE);
  const to = Math.floor((last + AHEAD) / PAGE);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function combinePages(
  results: readonly UseQueryResult<{ readonly page: number; readonly list: MessageList }>[],
): Combined {
  const pages = new Map<number, MessageList>();
  let total: number | null = null;
  let newest = -1;
  for (const { data, dataUpdatedAt } of results) {
    if (data === undefined) continue;
    pages.set(data.page, data.list);
    if (dataUpdatedAt > newest) {
      newest = dataUpdatedAt;
      total = data.list.total;
    }
  }
  return {
    total,
    error: results.find(({ error, data }) => error !== null && data === undefined)?.error ?? null,
    pages,
    retry: () => {
      for (const { error, refetch } of results) if (error !== null) void refetch();
    },
  };
}
