// The messages of a folder or a search in pages of fixed size, of which only those in view are asked for.
import { useDebouncedValue } from "@mantine/hooks";
import { type UseQueryResult, useQueries, useQueryClient } from "@tanstack/react-query";
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
  /** All that is here, also what was read earlier and is out of view. */
  readonly known: () => ReadonlyMap<string, KnownRow>;
  /** The ids at these places, both included; asks for what isn't here. */
  readonly idsBetween: (first: number, last: number) => readonly string[] | Promise<readonly string[]>;
  readonly retry: () => void;
}

export interface KnownRow {
  readonly index: number;
  readonly row: MessageRow;
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
      ...pageQuery(mailboxId, scope, page),
      select: (list: MessageList) => ({ page, list }),
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
  const client = useQueryClient();
  const { folder = "", q = "" } = scope;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `pages` tells that what is in the cache has changed.
  const known = useCallback(() => {
    const found = new Map<string, KnownRow>();
    for (const [key, list] of client.getQueriesData<MessageList>({ queryKey: keys.lists(mailboxId) })) {
      if (key[2] !== folder || key[3] !== q) continue;
      list?.messages.forEach((each, at) => {
        found.set(each.id, { index: Number(key[4]) * PAGE + at, row: each });
      });
    }
    return found;
  }, [client, mailboxId, folder, q, pages]);
  const idsBetween = (first: number, last: number) => {
    const wanted = pageNumbers(Math.floor(first / PAGE), Math.floor(last / PAGE));
    const cut = (lists: readonly MessageList[]) =>
      lists.flatMap(({ messages }, at) =>
        messages
          .filter((_, index) => inside(((wanted[0] ?? 0) + at) * PAGE + index, first, last))
          .map(({ id }) => id),
      );
    const here = wanted.flatMap((page) => pages.get(page) ?? []);
    if (here.length === wanted.length) return cut(here);
    return Promise.all(wanted.map((page) => client.fetchQuery(pageQuery(mailboxId, scope, page)))).then(cut);
  };
  return { total, error, row, indexOf, known, idsBetween, retry };
}

function pageQuery(mailboxId: string, scope: Scope, page: number) {
  return {
    queryKey: keys.list(mailboxId, scope, page),
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      call("listMessages", {
        params: { mailboxId },
        query: { ...scope, offset: String(page * PAGE), limit: String(PAGE) },
        signal,
      }),
    staleTime: 60_000,
  };
}

function inside(index: number, first: number, last: number): boolean {
  return index >= first && index <= last;
}

function pagesInView({ first, last }: { readonly first: number; readonly last: number }): readonly number[] {
  return pageNumbers(Math.floor(Math.max(0, first - AHEAD) / PAGE), Math.floor((last + AHEAD) / PAGE));
}

function pageNumbers(from: number, to: number): readonly number[] {
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
