import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type Target, targetOf } from "./acts.ts";
import type { AppFolder } from "./app-folder.ts";
import { conversationQuery } from "./conversation-query.ts";
import { listedRow, messageQuery } from "./message-query.ts";
import type { MessageRow } from "./use-message-pages.ts";

/** The open message as a target; null when there is none, or when it isn't known (any more). */
export function useOpenTarget(input: {
  readonly mailboxId: string;
  readonly messageId: string | undefined;
  /** Undefined in a search. */
  readonly folder: AppFolder | undefined;
  readonly folders: readonly AppFolder[];
}): Target | null {
  const client = useQueryClient();
  const { mailboxId, messageId, folders } = input;
  const { data, isError } = useQuery({
    ...messageQuery(mailboxId, messageId ?? ""),
    enabled: messageId !== undefined,
  });
  if (messageId === undefined || (isError && data === undefined)) return null;
  const row = data ?? listedRow(client, mailboxId, messageId);
  if (row === undefined) return null;
  // A link may show a message beside a folder that it isn't in.
  const folder = row.folderId === input.folder?.id ? input.folder : undefined;
  return targetOf([messageId], [row], { folder, folders, total: 1 });
}

/** The open conversation, and as a target what of it the folder shows; null when that is nothing. */
export function useOpenConversation(input: {
  readonly mailboxId: string;
  /** Undefined where none is open. */
  readonly id: string | undefined;
  readonly folder: AppFolder | undefined;
  readonly folders: readonly AppFolder[];
}): Target | null {
  const client = useQueryClient();
  const { mailboxId, id, folder, folders } = input;
  const { data } = useQuery({
    ...conversationQuery(mailboxId, id ?? "", folder?.id ?? ""),
    enabled: id !== undefined && folder !== undefined,
  });
  const listed = id === undefined ? undefined : listedRow(client, mailboxId, id);
  if (folder === undefined || id === undefined) return null;
  const place = { folder, folders, total: 1, grouped: true };
  if (data === undefined) return listed?.conversation == null ? null : targetOf([id], [listed], place);
  const here = data.messages.filter(({ folderId }) => folderId === folder.id);
  const newest = here.at(-1);
  if (newest === undefined) return null;
  const unreadHere = here.filter(({ flags }) => !flags.includes("seen")).length;
  const isFlagged = here.some(({ flags }) => flags.includes("flagged"));
  const others = newest.flags.filter((flag) => flag !== "seen" && flag !== "flagged");
  const row: MessageRow = {
    ...newest,
    id: data.id,
    flags: [...others, ...(unreadHere === 0 ? SEEN : []), ...(isFlagged ? FLAGGED : [])],
    conversation: { messages: data.messages.length, messagesHere: here.length, unreadHere, people: [] },
  };
  return targetOf([data.id], [row], place);
}

const SEEN: MessageRow["flags"] = ["seen"];
const FLAGGED: MessageRow["flags"] = ["flagged"];
