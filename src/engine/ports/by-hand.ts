// J8: connecting with settings that a user types, "Other (IMAP)".
import type { MailboxId, ProviderId } from "../../base/ids.ts";
import type { Diagnosis } from "../../core/diagnose.ts";
import type { User, Workspace } from "./accounts.ts";
import type { Attempt } from "./connections.ts";
import type { ConnectionStep, ServerAddress } from "./mail.ts";

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

/** How far one server was got along with. */
export interface TestedServer {
  readonly steps: readonly {
    readonly step: ConnectionStep;
    readonly state: "done" | "running" | "failed" | "waiting";
  }[];
  /** Why it goes no further; null while it runs, and when all is well. */
  readonly diagnosis: Diagnosis | null;
}

export interface ConnectionTest {
  readonly incoming: TestedServer;
  /** Null: mail is only received. */
  readonly outgoing: TestedServer | null;
}

export interface HandDesk {
  /** Tries the mailbox and connects it. Answers the attempt as it ended: connected, or failed with its diagnosis.
   *  Rejects with SyncError `refused` while the user is connected, or the workspace isn't activated. */
  connect(
    user: User,
    workspace: Workspace,
    order: { readonly providerId: ProviderId; readonly settings: TypedSettings },
  ): Promise<Attempt>;
  /** Tries both servers step by step, connects nothing. `told` hears of each step. Rejects as `connect`. */
  test(
    user: User,
    workspace: Workspace,
    order: { readonly providerId: ProviderId; readonly settings: TypedSettings },
    told: (test: ConnectionTest) => void,
  ): Promise<ConnectionTest>;
  /** Another password for the user's connected mailbox. Rejects with the SyncError of the server that refuses it. */
  signInAgain(user: User, mailboxId: MailboxId, password: string): Promise<void>;
}
