import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { keys } from "../keys.ts";
import { isActing, missWhileActing } from "../mail/acting.ts";
import { shownAlone } from "../mail/shown-alone.ts";
import type { MessageList, MessageRow } from "../mail/use-message-pages.ts";
import type { Event } from "./event-stream.ts";
import { beingRead, refreshSoon } from "./refresh-soon.ts";

type AppFolder = AnswerOf<"listFolders">[number];
type Message = AnswerOf<"readMessage">;
type Conversation = AnswerOf<"readConversation">;
export type RemoteCounts = Readonly<Record<string, { readonly messages: number; readonly unseen: number }>>;

export function applyLiveEvent(client: QueryClient, event: Event): void {
  switch (event.kind) {
    case "emailSettings":
      setTold(client, keys.emailSettings, event.settings);
      return;
    case "folderCounts":
      client.setQueryData(keys.remoteCounts(event.mailboxId), (old: RemoteCounts | undefined) => ({
        ...old,
        ...Object.fromEntries(event.counts.map(({ id, ...counts }) => [id, counts])),
      }));
      return;
    case "messages":
      applyMessages(client, event);
      return;
    case "sends":
      setTold(client, keys.sends(event.mailboxId), { sends: event.sends });
      return;
    case "connectionTest":
      // For the form that waits for it: it isn't in the cache.
      return;
    case "reset":
      void client.invalidateQueries();
      return;
  }
}

/** What is being read of it meanwhile may be older than what is told: it is read anew. */
function setTold(client: QueryClient, queryKey: QueryKey, told: unknown): void {
  const isRead = client.isFetching({ queryKey, exact: true }) > 0;
  client.setQueryData(queryKey, told);
  if (isRead) void client.invalidateQueries({ queryKey, exact: true });
}

function applyMessages(client: QueryClient, event: Extract<Event, { kind: "messages" }>): void {
  if (isActing(client)) {
    missWhileActing(client);
    return;
  }
  const { mailboxId, changed } = event;
  const before = client.getQueryData<readonly AppFolder[]>(keys.folders(mailboxId));
  setTold(client, keys.folders(mailboxId), event.folders);
  const flags = new Map(changed.flatMap((each) => (each.flags === null ? [] : [[each.id, each.flags]])));
  client.setQueriesData<MessageList>({ queryKey: keys.lists(mailboxId) }, (list) => {
    if (list === undefined || !list.messages.some((row) => flags.has(shownAlone(row) ?? ""))) return list;
    return { ...list, messages: list.messages.map((row) => withToldFlags(row, flags)) };
  });
  client.setQueriesData<Conversation>({ queryKey: keys.conversations(mailboxId) }, (old) =>
    old === undefined || !old.messages.some(({ id }) => flags.has(id))
      ? old
      : { ...old, messages: old.messages.map((row) => ({ ...row, flags: flags.get(row.id) ?? row.flags })) },
  );
  for (const { id } of changed) {
    const known = flags.get(id);
    if (known === undefined) continue;
    client.setQueryData<Message>(keys.message(mailboxId, id), (old) => old && { ...old, flags: known });
  }
  for (const each of changed) {
    if (each.flags === null) void client.invalidateQueries({ queryKey: keys.message(mailboxId, each.id) });
  }
  if (changed.some(({ flags }) => flags === null)) {
    void client.invalidateQueries({ queryKey: keys.everyRecord, predicate: isRecordMail });
  }
  const alone = idsShownAlone(client, mailboxId);
  refreshSoon(client, mailboxId, {
    lists: changedLists(event, before ?? []),
    regrouped: changed.flatMap(({ id, folderId, flags: told }) =>
      told === null || alone.has(id) ? [] : (folderId ?? []),
    ),
    overtaken: flags.size === 0 ? [] : beingRead(client, mailboxId),
  });
}

function isRecordMail({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return queryKey[2] === "messages";
}

function withToldFlags(row: MessageRow, told: ReadonlyMap<string, MessageRow["flags"]>): MessageRow {
  const flags = told.get(shownAlone(row) ?? "");
  if (flags === undefined) return row;
  const { conversation } = row;
  if (conversation === null) return { ...row, flags };
  return { ...row, flags, conversation: { ...conversation, unreadHere: flags.includes("seen") ? 0 : 1 } };
}

/** Of lists by conversations. */
function idsShownAlone(client: QueryClient, mailboxId: string): ReadonlySet<string> {
  const lists = client.getQueriesData<MessageList>({ queryKey: keys.lists(mailboxId) });
  const rows = lists.flatMap(([, list]) => list?.messages ?? []).filter((row) => row.conversation !== null);
  return new Set(rows.flatMap((row) => shownAlone(row) ?? []));
}

/** Folders whose lists are out of date; "all" when a message left for somewhere unknown. */
function changedLists(
  event: Extract<Event, { kind: "messages" }>,
  before: readonly AppFolder[],
): ReadonlySet<string> | "all" {
  const folders = new Set<string>();
  const counts = new Map(before.map(({ id, messages }) => [id, messages]));
  for (const { id, messages } of event.folders) if (counts.get(id) !== messages) folders.add(id);
  for (const { folderId, flags } of event.changed) {
    // Only flags: what is on screen is right already.
    if (flags !== null) continue;
    if (folderId === null) return "all";
    folders.add(folderId);
  }
  return folders;
}
