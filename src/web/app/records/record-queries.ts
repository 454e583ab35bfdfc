import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";

export type RecordRow = AnswerOf<"findRecords">["records"][number];
export type MailRecord = AnswerOf<"readRecord">;
export type RecordMessage = AnswerOf<"listRecordMessages">["messages"][number];
export type OfMessage = AnswerOf<"readMessageRecords">;

const LOOK_MS = 5000;
const COLLEAGUES_MS = 30_000;
const SELDOM_MS = 10 * 60_000;

/** Whether the workspace has any: where it has none, mail says nothing of them. */
export const anyRecordsQuery = queryOptions({
  queryKey: keys.anyRecords,
  queryFn: async ({ signal }) => (await call("findRecords", { signal })).records.length > 0,
  staleTime: SELDOM_MS,
  gcTime: Number.POSITIVE_INFINITY,
});

export function recordsQuery(q: string, type: string) {
  return infiniteQueryOptions({
    queryKey: keys.records(q, type),
    queryFn: ({ signal, pageParam }) =>
      call("findRecords", {
        query: {
          ...(q === "" ? {} : { q }),
          ...(type === "" ? {} : { type }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

export function recordQuery(recordId: string) {
  return queryOptions({
    queryKey: keys.record(recordId),
    queryFn: ({ signal }) => call("readRecord", { params: { recordId }, signal }),
    // Nobody tells when it is done.
    refetchInterval: ({ state }) => (state.data?.linking === true ? LOOK_MS : false),
  });
}

/** Mail that comes to colleagues is on it too, and nobody tells of that; of one's own the live stream does. */
export function recordMessagesQuery({ id: recordId, linking }: Pick<MailRecord, "id" | "linking">) {
  return infiniteQueryOptions({
    queryKey: keys.recordMessages(recordId),
    queryFn: ({ signal, pageParam }) =>
      call("listRecordMessages", {
        params: { recordId },
        query: pageParam === null ? {} : { cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: linking ? LOOK_MS : COLLEAGUES_MS,
  });
}

export function recordMessageQuery(recordId: string, messageId: string) {
  return queryOptions({
    queryKey: keys.recordMessage(recordId, messageId),
    queryFn: ({ signal }) => call("readRecordMessage", { params: { recordId, messageId }, signal }),
  });
}

export function ofMessageQuery(mailboxId: string, messageId: string) {
  return queryOptions({
    queryKey: keys.ofMessage(mailboxId, messageId),
    queryFn: ({ signal }) => call("readMessageRecords", { params: { mailboxId, messageId }, signal }),
  });
}

/** "Candidate" of "candidate": types are the application's words. */
export function typeLabel(type: string): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}
