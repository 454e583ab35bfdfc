import { queryOptions } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";

/** The addresses that one writes from. They are kept as long as the page: one writes without a network too. */
export function identitiesQuery(mailboxId: string) {
  return queryOptions({
    queryKey: keys.identities(mailboxId),
    queryFn: ({ signal }) => call("listIdentities", { params: { mailboxId }, signal }),
    gcTime: Number.POSITIVE_INFINITY,
    // Not to be waited for: who has no network is told so.
    networkMode: "always",
  });
}
