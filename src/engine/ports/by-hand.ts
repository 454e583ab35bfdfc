// J8: connecting with settings that a user types, "Other (IMAP)".
import type { MailboxId, ProviderId } from "../../base/ids.ts";
import type { User, Workspace } from "./accounts.ts";
import type { Attempt } from "./connections.ts";
import type { ServerAddress } from "./mail.ts";

export interface TypedSettings {
  readonly address: string;
  readonly displayName: string;
  readonly incoming: ServerAddress;
  /** Null: mail is only received. */
  readonly outgoing: ServerAddress | null;
  readonly userName: string;
  readonly password: string;
}

/** What can be found out from an address alone. Nothing secret is told to anybody for it. */
export interface SettingsFinder {
  /** Rejects with nothing: what can't be found out is "nothing". */
  find(address: string): Promise<Lookup>;
}

export type Lookup =
  | {
      readonly kind: "settings";
      readonly source: "known" | "autoconfig" | "srv" | "guess";
      readonly incoming: ServerAddress;
      readonly outgoing: ServerAddress | null;
      readonly userName: string;
      /** Where an app password is made, for those who take no other in mail programs. */
      readonly appPasswordUrl: string | null;
    }
  /** Takes no passwords from programs like this one: its own sign-in is the way. */
  | { readonly kind: "signInElsewhere"; readonly provider: "microsoft" | "google" }
  | { readonly kind: "nothing" };

export interface HandDesk {
  /** Tries the mailbox and connects it. Answers the attempt as it ended: connected, or failed with its diagnosis.
   *  Rejects with SyncError `refused` while the user is connected, or the workspace isn't activated. */
  connect(
    user: User,
    workspace: Workspace,
    order: { readonly providerId: ProviderId; readonly settings: TypedSettings },
  ): Promise<Attempt>;
  /** Another password for the user's connected mailbox. Rejects with the SyncError of the server that refuses it. */
  signInAgain(user: User, mailboxId: MailboxId, password: string): Promise<void>;
}
