// While an act of ours is under way, the screen shows what it will bring, and what the server told meanwhile may be
// older than that: it is left out, and read afresh once nothing is under way any more.
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "../keys.ts";

export const ACTING = ["acting"];
const missed = new WeakSet<QueryClient>();

export function isActing(client: QueryClient): boolean {
  return client.isMutating({ mutationKey: ACTING }) > 0;
}

/** Something was left out, or can't be believed any more. */
export function missWhileActing(client: QueryClient): void {
  missed.add(client);
}

/** Whatever is being read now was asked before the act. */
export function stopReading(client: QueryClient, mailboxId: string): void {
  for (const queryKey of [keys.lists(mailboxId), keys.folders(mailboxId)]) {
    if (client.isFetching({ queryKey }) === 0) continue;
    missWhileActing(client);
    void client.cancelQueries({ queryKey });
  }
}

/** Call when an act has ended: the last one brings the screen up to date. */
export function endActing(client: QueryClient, mailboxId: string): void {
  // The ending one counts itself.
  if (client.isMutating({ mutationKey: ACTING }) > 1 || !missed.has(client)) return;
  missed.delete(client);
  void client.invalidateQueries({ queryKey: keys.folders(mailboxId) });
  void client.invalidateQueries({ queryKey: keys.lists(mailboxId) });
  void client.invalidateQueries({ queryKey: keys.messages(mailboxId) });
  void client.invalidateQueries({ queryKey: keys.conversations(mailboxId) });
}
