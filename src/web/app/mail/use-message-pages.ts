// The messages of a folder or a search in pages of fixed size, of which only those in view are asked for. A page of a search
// begins behind the last message of the page before, so that those come one after the other.
import { useDebouncedValue } from "@mantine/hooks";
import { type QueryClient, type UseQueryResult, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";

type Answer = AnswerOf<"listMessages">;
export type SearchResults = AnswerOf<"searchMessages">;
export type Marks = SearchResults["messages"][number]["marks"];
/** A row that stands for a conversation is known by the conversation's id, which stays when mail is added to it. */
export type MessageRow = Answer["messages"][number] & {
  /** Of a search. */
  readonly marks?: Marks;
  /** Of a conversation: the message that its row shows. */
  readonly newestId?: string;
};
export type MessageList = Omit<Answer, "messages"> & { readonly messages: readonly MessageRow[] };
/** Either a folder or a search. */
export interface Scope {
  readonly folder?: string;
  readonly q?: string;
  /** By conversations. */
  readonly grouped?: boolean;
}

export const PAGE = 100;
const FOUND_PAGE = 50;
/** Rows beyond the view that are asked for in time. */
const AHEAD = 40;
/** Pages that a dragged scroll bar merely passes aren't asked for. */
const SETTLE_MS = 60;
/** Rows at the end of a search that are still to come. */
const TO_COME = 8;

export interface MessagePages {
  /** Rows of the list, with those of a search that are still to come; null until the first answer. */
  readonly total: number | null;
  /** Of a search there may be more than have been asked for. */
  readonly more: boolean;
  /** What is shown is the answer to what was asked before. */
  readonly stale: boolean;
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

type Page = MessageList | SearchResults;

interface Combined {
  readonly total: number | null;
  readonly more: boolean;
  readonly error: unknown;
  readonly pages: ReadonlyMap<number, Page>;
  readonly retry: () => void;
}

export function useMessagePages(
  mailboxId: string,
  scope: Scope,
  view: { readonly first: number; readonly last: number },
): MessagePages {
  const size = scope.q === undefined ? PAGE : FOUND_PAGE;
  const [wanted] = useDebouncedValue(pagesInView(view, size).join(","), SETTLE_MS);
  const client = useQueryClient();
  const cursors = cursorsOf(client, mailboxId, scope);
  // Page 0 is always there: it knows the total, and the newest messages.
  const numbers = [...new Set([0, ...wanted.split(",").map(Number)])];
  const last = Math.max(...numbers);
  const asked = cursors === null ? numbers : cursors.slice(0, last + 1).map((_, page) => page);
  const combine = useCallback(
    (results: UseQueryResult<{ readonly page: number; readonly list: Page }>[]): Combined =>
      combinePages(results),
    [],
  );
  const now = useQueries({
    queries: asked.map((page) => ({
      ...pageQuery(mailboxId, scope, page, cursors?.[page] ?? ""),
      select: (list: Page) => ({ page, list }),
    })),
    combine,
  });
  const { shown, stale } = useLastAnswer(now);
  const { total, more, error, pages, retry } = shown;
  const row = useCallback(
    (index: number): MessageRow | undefined => pages.get(Math.floor(index / size))?.messages[index % size],
    [pages, size],
  );
  const indexOf = useCallback(
    (id: string) => {
      for (const [page, { messages }] of pages) {
        const at = messages.findIndex((message) => message.id === id);
        if (at >= 0) return page * size + at;
      }
      return undefined;
    },
    [pages, size],
  );
  const { folder = "", q = "", grouped = false } = scope;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `pages` tells that what is in the cache has changed.
  const known = useCallback(() => {
    const found = new Map<string, KnownRow>();
    for (const [key, list] of client.getQueriesData<Page>({ queryKey: keys.lists(mailboxId) })) {
      if (key[2] !== folder || key[3] !== q || (q === "" && key[5] !== grouped)) continue;
      list?.messages.forEach((each, at) => {
        found.set(each.id, { index: Number(key[4]) * size + at, row: each });
      });
    }
    return found;
  }, [client, mailboxId, folder, q, grouped, size, pages]);
  const idsBetween = (first: number, last: number) => {
    const wanted = pageNumbers(Math.floor(first / size), Math.floor(last / size));
    const cut = (lists: readonly Page[]) =>
      lists.flatMap(({ messages }, at) =>
        messages
          .filter((_, index) => inside(((wanted[0] ?? 0) + at) * size + index, first, last))
          .map(({ id }) => id),
      );
    const here = wanted.flatMap((page) => pages.get(page) ?? []);
    // What a search hasn't shown yet can't be chosen.
    if (here.length === wanted.length || q !== "") return cut(here);
    return Promise.all(wanted.map((page) => client.fetchQuery(pageQuery(mailboxId, scope, page, "")))).then(
      cut,
    );
  };
  return { total, more, stale, error, row, indexOf, known, idsBetween, retry };
}

/** While one types, what was found before stays until there is an answer. */
function useLastAnswer(now: Combined): { readonly shown: Combined; readonly stale: boolean } {
  const [last, setLast] = useState(now);
  useEffect(() => {
    if (now.total !== null) setLast(now);
  }, [now]);
  const stale = now.total === null && now.error === null && last.total !== null;
  return { shown: stale ? last : now, stale };
}

/** Where each page of a search begins, as far as that is known; null: it is none. */
function cursorsOf(client: QueryClient, mailboxId: string, { q }: Scope): readonly string[] | null {
  if (q === undefined) return null;
  const cursors = [""];
  for (;;) {
    const page = cursors.length - 1;
    const key = keys.found(mailboxId, q, page, cursors[page] ?? "");
    const next = client.getQueryData<SearchResults>(key)?.next ?? null;
    if (next === null) return cursors;
    cursors.push(next);
  }
}

async function listed(
  mailboxId: string,
  { folder = "", grouped = false }: Scope,
  page: number,
  signal: AbortSignal,
): Promise<MessageList> {
  const list = await call("listMessages", {
    params: { mailboxId },
    query: {
      folder,
      ...(grouped ? { group: "conversation" } : {}),
      offset: String(page * PAGE),
      limit: String(PAGE),
    },
    signal,
  });
  if (!grouped) return list;
  return {
    ...list,
    messages: list.messages.map((row) => ({ ...row, id: row.conversationId, newestId: row.id })),
  };
}

function pageQuery(mailboxId: string, scope: Scope, page: number, cursor: string) {
  return {
    queryKey:
      scope.q === undefined
        ? keys.list(mailboxId, scope, page)
        : keys.found(mailboxId, scope.q, page, cursor),
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<Page> =>
      scope.q === undefined
        ? listed(mailboxId, scope, page, signal)
        : found(mailboxId, scope.q, cursor, signal),
    staleTime: 60_000,
  };
}

/** What is known of a search beside its messages. */
export function firstFoundQuery(mailboxId: string, q: string) {
  return {
    queryKey: keys.found(mailboxId, q, 0, ""),
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => found(mailboxId, q, "", signal),
    staleTime: 60_000,
  };
}

function found(mailboxId: string, q: string, cursor: string, signal: AbortSignal): Promise<SearchResults> {
  const query = { q, limit: String(FOUND_PAGE), ...(cursor === "" ? {} : { cursor }) };
  return call("searchMessages", { params: { mailboxId }, query, signal });
}

function inside(index: number, first: number, last: number): boolean {
  return index >= first && index <= last;
}

function pagesInView(
  { first, last }: { readonly first: number; readonly last: number },
  size: number,
): readonly number[] {
  return pageNumbers(Math.floor(Math.max(0, first - AHEAD) / size), Math.floor((last + AHEAD) / size));
}

function pageNumbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function combinePages(
  results: readonly UseQueryResult<{ readonly page: number; readonly list: Page }>[],
): Combined {
  const pages = new Map<number, Page>();
  let total: number | null = null;
  let found: number | null = null;
  let more = false;
  let newest = -1;
  for (const { data, dataUpdatedAt } of results) {
    if (data === undefined) continue;
    const { page, list } = data;
    pages.set(page, list);
    if (!("total" in list)) {
      found = (found ?? 0) + list.messages.length;
      more = list.next !== null;
    } else if (dataUpdatedAt > newest) {
      newest = dataUpdatedAt;
      total = list.total;
    }
  }
  return {
    total: found === null ? total : found + (more ? TO_COME : 0),
    more,
    error: results.find(({ error, data }) => error !== null && data === undefined)?.error ?? null,
    pages,
    retry: () => {
      for (const { error, refetch } of results) if (error !== null) void refetch();
    },
  };
}

/** How many a search has found so far. */
export function foundCount({ total, more }: Pick<MessagePages, "total" | "more">): number | null {
  return total === null ? null : total - (more ? TO_COME : 0);
}
