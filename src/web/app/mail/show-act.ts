// Shows an act before the server has answered: rows go, flags and counts change. Answers how to take it back.
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "../keys.ts";
import { type Act, flagsOf, folderAfter, type Target, weightOf } from "./acts.ts";
import type { AppFolder } from "./app-folder.ts";
import type { Conversation } from "./conversation-query.ts";
import type { Message } from "./message-head.tsx";
import { type MessageList, type MessageRow, PAGE } from "./use-message-pages.ts";

export function showAct(client: QueryClient, mailboxId: string, act: Act, target: Target): () => void {
  const places = [
    keys.lists(mailboxId),
    keys.messages(mailboxId),
    keys.conversations(mailboxId),
    keys.folders(mailboxId),
  ];
  const before = places.flatMap((queryKey) => client.getQueriesData({ queryKey }));
  const folders = client.getQueryData<readonly AppFolder[]>(keys.folders(mailboxId)) ?? [];
  const chosen = choose(target);
  const flags = flagsOf(act);
  const after = flags === null ? folderAfter(act, folders) : null;
  const change = (row: MessageRow): MessageRow => {
    if (!chosen(row)) return flags === null ? row : withPart(row, target, flags);
    if (flags !== null) return withWhole({ ...row, flags: withFlags(row.flags, flags) });
    return after === null ? row : { ...row, folderId: after.id };
  };
  client.setQueryData<readonly AppFolder[]>(keys.folders(mailboxId), (old) =>
    old?.map((folder) => counted(folder, act, target, after)),
  );
  client.setQueriesData<Message>({ queryKey: keys.messages(mailboxId) }, (old) =>
    old === undefined ? old : { ...old, ...change(old) },
  );
  client.setQueriesData<Conversation>({ queryKey: keys.conversations(mailboxId) }, (old) =>
    old === undefined ? old : { ...old, messages: old.messages.map(change) },
  );
  if (flags === null && !target.searched) takeOut(client, mailboxId, target, chosen);
  client.setQueriesData<MessageList>({ queryKey: keys.lists(mailboxId) }, (list) =>
    list === undefined ? list : { ...list, messages: list.messages.map(change) },
  );
  return () => {
    for (const [queryKey, data] of before) client.setQueryData(queryKey, data);
  };
}

function choose(target: Target): (row: MessageRow) => boolean {
  if (target.ids === "all") return ({ folderId }) => folderId === target.folder?.id;
  const ids = new Set(target.ids);
  if (target.grouped) {
    return ({ conversationId, folderId }) => ids.has(conversationId) && folderId === target.folder?.id;
  }
  // A conversation may have the id of its first message.
  return ({ id, conversation }) => conversation === null && ids.has(id);
}

/** A conversation all of whose messages in the folder were changed. */
function withWhole(row: MessageRow): MessageRow {
  const { conversation, flags } = row;
  if (conversation === null) return row;
  const unreadHere = flags.includes("seen") ? 0 : conversation.messagesHere;
  return { ...row, conversation: { ...conversation, unreadHere } };
}

/** A conversation of which single messages were read or marked as unread. */
function withPart(
  row: MessageRow,
  target: Target,
  flags: { readonly add: MessageRow["flags"]; readonly remove: MessageRow["flags"] },
): MessageRow {
  const { conversation } = row;
  if (conversation === null || target.grouped) return row;
  const isHere = (each: MessageRow) =>
    each.conversationId === row.conversationId &&
    each.folderId === row.folderId &&
    each.conversation === null;
  const parts = target.rows.filter(isHere);
  const unread = parts.filter((each) => !each.flags.includes("seen")).length;
  const read = flags.add.includes("seen") ? unread : 0;
  const unseen = flags.remove.includes("seen") ? parts.length - unread : 0;
  if (read === unseen) return row;
  const unreadHere = Math.max(
    0,
    Math.min(conversation.messagesHere, conversation.unreadHere - read + unseen),
  );
  const seen =
    unreadHere === 0 ? { add: ["seen" as const], remove: [] } : { add: [], remove: ["seen" as const] };
  return { ...row, flags: withFlags(row.flags, seen), conversation: { ...conversation, unreadHere } };
}

function withFlags(
  flags: MessageRow["flags"],
  { add, remove }: { readonly add: MessageRow["flags"]; readonly remove: MessageRow["flags"] },
): MessageRow["flags"] {
  return [...flags.filter((flag) => !remove.includes(flag) && !add.includes(flag)), ...add];
}

function counted(folder: AppFolder, act: Act, target: Target, after: AppFolder | null): AppFolder {
  const flags = flagsOf(act);
  const whole = target.ids === "all";
  const here = whole ? folder.id === target.folder?.id : undefined;
  const rows = target.rows.filter(
    (row) => (target.searched ? row.folderId : target.folder?.id) === folder.id,
  );
  const sum = (of: readonly MessageRow[], what: "messages" | "unread") =>
    of.reduce((total, row) => total + weightOf(row)[what], 0);
  const unread = (of: readonly MessageRow[]) => sum(of, "unread");
  const messages = (of: readonly MessageRow[]) => sum(of, "messages");
  if (flags !== null) {
    if (flags.add.includes("seen")) return grown(folder, 0, here === true ? -folder.unread : -unread(rows));
    if (!flags.remove.includes("seen")) return folder;
    const read = here === true ? folder.messages - folder.unread : messages(rows) - unread(rows);
    return grown(folder, 0, read);
  }
  if (here === true) return grown(folder, -folder.messages, -folder.unread);
  const left = whole ? folder : grown(folder, -messages(rows), -unread(rows));
  if (folder.id !== after?.id) return left;
  const come = target.rows.filter((row) => row.folderId !== folder.id);
  return whole
    ? grown(left, target.count, target.folder?.unread ?? 0)
    : grown(left, messages(come), unread(come));
}

function grown(folder: AppFolder, messages: number, unread: number): AppFolder {
  return {
    ...folder,
    messages: Math.max(0, folder.messages + messages),
    unread: Math.max(0, folder.unread + unread),
  };
}

/** Rows leave the pages of their folder, and what lies below moves up. */
function takeOut(
  client: QueryClient,
  mailboxId: string,
  target: Target,
  chosen: (row: MessageRow) => boolean,
): void {
  const folderId = target.folder?.id;
  if (folderId === undefined) return;
  const lists = client.getQueriesData<MessageList>({ queryKey: keys.lists(mailboxId) });
  for (const grouped of [false, true]) {
    const pages = new Map<number, MessageList>();
    for (const [key, list] of lists) {
      const isHere = key[2] === folderId && key[3] === "" && key[5] === grouped;
      if (isHere && list !== undefined) pages.set(Number(key[4]), list);
    }
    const rows = grouped && target.ids !== "all" ? target.ids.length : target.count;
    for (const [page, list] of withoutRows(pages, chosen, rows)) {
      client.setQueryData(keys.list(mailboxId, { folder: folderId, grouped }, page), list);
    }
  }
}

/** Pages that follow each other are closed up; after a gap, what moved up past the beginning is not known. */
export function withoutRows(
  pages: ReadonlyMap<number, MessageList>,
  gone: (row: MessageRow) => boolean,
  count: number,
): ReadonlyMap<number, MessageList> {
  const result = new Map<number, MessageList>();
  let above = 0;
  for (const run of runsOf([...pages.keys()].toSorted((a, b) => a - b))) {
    const rows = run.flatMap((page) => pages.get(page)?.messages ?? []);
    const left = rows.filter((row) => !gone(row)).slice(above);
    run.forEach((page, index) => {
      const list = pages.get(page);
      if (list === undefined) return;
      const messages = left.slice(index * PAGE, (index + 1) * PAGE);
      result.set(page, { ...list, messages, total: Math.max(0, list.total - count) });
    });
    above += rows.length - rows.filter((row) => !gone(row)).length;
  }
  return result;
}

function runsOf(numbers: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs;
}
