// The commands of the playground's IMAP server (RFC 3501 and the extensions its profiles name).
import { AUTH_COMMANDS } from "./commands-auth.ts";
import { CHANGE_COMMANDS } from "./commands-changes.ts";
import { FOLDER_COMMANDS } from "./commands-folders.ts";
import { MESSAGE_COMMANDS } from "./commands-messages.ts";
import type { Token } from "./parse-command.ts";
import type { Session } from "./session.ts";

export interface Call {
  readonly tag: string;
  /** Preceded by UID. */
  readonly uid: boolean;
  readonly name: string;
  readonly args: readonly Token[];
}

/** What follows the tag: "OK done."; null when the command has answered by itself. */
export type Outcome = string | null;

export interface CommandHandler {
  readonly needs: "nothing" | "login" | "folder";
  run(session: Session, call: Call): Promise<Outcome>;
}

export const COMMANDS: Readonly<Record<string, CommandHandler>> = {
  ...AUTH_COMMANDS,
  ...FOLDER_COMMANDS,
  ...MESSAGE_COMMANDS,
  ...CHANGE_COMMANDS,
};
