import type { BodyOf } from "../../../../api/operations.ts";

type Wanted = BodyOf<"connectAppMailboxes">["mailboxes"][number];

/** The mailboxes that were chosen, by whichever way; and whether who isn't a user becomes one. */
export interface Chosen {
  readonly mailboxes: readonly Wanted[];
  readonly createUsers: boolean;
}

export const NOTHING_CHOSEN: Chosen = { mailboxes: [], createUsers: false };
