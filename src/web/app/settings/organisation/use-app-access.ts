// What the page "Whole organisation" shows, kept up to date while mailboxes are being connected.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "../../../../api/operations.ts";
import { call } from "../../call.ts";
import { keys } from "../../keys.ts";

export type AppAccess = AnswerOf<"readAppAccess">;
export type Domain = AppAccess["domains"][number];

/** No stream tells an admin of others' mailboxes. Of a large organisation each answer is large. */
const LOOK_MS = 1_500;
const LOOK_AT_MANY_MS = 6_000;
const MANY = 500;

export function isWorking({ counts }: AppAccess): boolean {
  return counts.waiting + counts.connecting > 0;
}

export function useAppAccess(providerId: string) {
  const queryKey = keys.appAccess(providerId);
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => call("readAppAccess", { params: { providerId }, signal }),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined || !isWorking(data)) return false;
      const { waiting, connecting, connected, failed } = data.counts;
      const size = waiting + connecting + connected + failed + data.candidates.length;
      return size > MANY ? LOOK_AT_MANY_MS : LOOK_MS;
    },
  });
}

/** An act whose answer is what the page shows next. */
export function useAct<V>(providerId: string, act: (value: V) => Promise<AppAccess>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (access) => client.setQueryData(keys.appAccess(providerId), access),
  });
}
