import { SyncError } from "../../../base/sync-error.ts";
import type { FolderStatus, FolderStatusAnswer, ServerProfile } from "../../../engine/ports/mail.ts";
import type { Connection } from "../connection.ts";
import type { FolderNames } from "../folder-names.ts";
import { textOf, type Value } from "../response-cursor.ts";
import { quoteBytes } from "../sign-in.ts";

/** How many are on the way at once. */
const WINDOW = 50;

export function statusItems(profile: ServerProfile): string {
  const more = `${profile.condstore ? " HIGHESTMODSEQ" : ""}${profile.folderIds ? " MAILBOXID" : ""}`;
  return `UIDVALIDITY UIDNEXT MESSAGES UNSEEN${more}`;
}

/** STATUS of many folders, pipelined, answered in the order asked. */
export async function* status(
  connection: Connection,
  profile: ServerProfile,
  paths: readonly string[],
  names: FolderNames,
): AsyncGenerator<FolderStatusAnswer> {
  for (let i = 0; i < paths.length; i += WINDOW) {
    const asked = paths
      .slice(i, i + WINDOW)
      .map((path) => ask(connection, profile, { path, wireName: names.wireNameOf(path) }));
    // After one has failed, or when the caller stops, nobody waits for the others.
    for (const answer of asked) answer.catch(() => undefined);
    for (const answer of asked) yield await answer;
  }
}

async function ask(
  connection: Connection,
  profile: ServerProfile,
  { path, wireName }: { readonly path: string; readonly wireName: string },
): Promise<FolderStatusAnswer> {
  let found: FolderStatus | null = null;
  try {
    await connection.send({
      text: `STATUS ${quoteBytes(wireName)} (${statusItems(profile)})`,
      stage: "folder",
      untagged: (keyword, _number, _response, cursor) => {
        // Answers come in the order of the commands: the oldest without one takes it.
        if (keyword !== "STATUS" || found !== null) return false;
        cursor.value();
        found = parseStatus(cursor.value());
        return true;
      },
    });
  } catch (error) {
    if (!(error instanceof SyncError) || connection.ended !== null) throw error;
    // Throttling and the like concern the mailbox, not this folder.
    if (error.scope !== "folder") throw error;
    return { path, status: error };
  }
  const missing = new SyncError("protocol", {
    scope: "folder",
    retry: "later",
    said: "STATUS without an answer",
  });
  return { path, status: found ?? missing };
}

export function parseStatus(value: Value): FolderStatus | null {
  if (!Array.isArray(value)) return null;
  const items = new Map<string, string>();
  for (let i = 0; i + 1 < value.length; i += 2) {
    const item = value[i + 1];
    items.set(textOf(value[i]).toUpperCase(), Array.isArray(item) ? textOf(item[0]) : textOf(item));
  }
  const number = (name: string): number | null => {
    const text = items.get(name);
    return text === undefined || !/^\d{1,15}$/.test(text) ? null : Number(text);
  };
  const messages = number("MESSAGES");
  if (messages === null) return null;
  const modseq = items.get("HIGHESTMODSEQ");
  return {
    serverId: items.get("MAILBOXID") || null,
    uidValidity: number("UIDVALIDITY") ?? 0,
    uidNext: number("UIDNEXT"),
    messages,
    unseen: number("UNSEEN") ?? 0,
    modseq: modseq !== undefined && /^[1-9]\d{0,19}$/.test(modseq) ? BigInt(modseq) : null,
  };
}
