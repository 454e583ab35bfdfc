// Looks the settings up as soon as an address is typed, and says what it found. Only its domain leaves the server.
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "../../../../api/operations.ts";
import { call } from "../../call.ts";
import { keys } from "../../keys.ts";

export type FoundSettings = AnswerOf<"lookUpSettings">;

/** So long after the last key one has typed all of it. */
const TYPED_MS = 500;

export interface LookingUp {
  /** What it is about; null: no address yet. */
  readonly domain: string | null;
  readonly pending: boolean;
  readonly found: FoundSettings | null;
  readonly error: unknown;
}

export function useLookup(typed: string): LookingUp {
  const [address] = useDebouncedValue(typed.trim(), TYPED_MS);
  const domain = /^[^\s@]+@([^\s@]+\.[^\s@.]{2,})$/.exec(address)?.[1]?.toLowerCase() ?? null;
  const { data, isFetching, error } = useQuery({
    queryKey: keys.lookup(address),
    queryFn: ({ signal }) => call("lookUpSettings", { body: { address }, signal }),
    enabled: domain !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return { domain, pending: isFetching, found: data ?? null, error };
}
