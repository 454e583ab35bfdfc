import type { Folder } from "../folder.ts";
import { decodeName } from "./folder-name.ts";
import { type Token, text } from "./parse-command.ts";
import type { Session } from "./session.ts";

/** The folder that a command names. */
export function folderAt(session: Session, token: Token | undefined): Folder | undefined {
  const name = decodeName(text(token));
  const folder = session.account?.folders.get(/^inbox$/i.test(name) ? "INBOX" : name);
  return folder !== undefined && session.isHidden(folder) ? undefined : folder;
}
