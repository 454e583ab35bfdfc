import { queryOptions, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { AnswerOf } from "../../api/operations.ts";
import { call } from "./call.ts";
import { ProblemError } from "./problem-error.ts";

export type Session = AnswerOf<"readSession">;

/** Null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await call("readSession", { signal });
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new ProblemError({ type: "", title: "", status: 401, code: "not_signed_in" });
  return data;
}

/** Forgets all that the last person saw. */
export function useBecome(): (session: Session | null) => void {
  const client = useQueryClient();
  return (session) => {
    client.clear();
    client.setQueryData(sessionQuery.queryKey, session);
  };
}
