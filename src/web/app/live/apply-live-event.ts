import type { QueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { keys } from "../keys.ts";
import { isActing, missWhileActing } from "../mail/acting.ts";
import type { Event } from "./event-stream.ts";

type MessageList = AnswerOf<"listMessages">;
type AppFolder = AnswerOf<"listFolders">[number];
type Message = AnswerOf<"readMessage">;
export type RemoteCounts = Readonly<Record<string, { readonly messages: number; readonly unseen: number }>>;

export function applyLiveEvent(client: QueryClient, event: Event): void {
  switch (event.kind) {
    case "emailSettings":
      client.setQueryData(keys.emailSettings, event.settings);
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
    case "connectionTest":
      // For the form that waits for it: it isn't in the cache.
      return;
    case "reset":
      void client.invalidateQueries();
      return;
  }
}

function applyMessages(client: QueryClient, event: Extract<Event, { kind: "messages" }>): void {
  if (isActing(client)) {
    missWhileActing(client);
    return;
  }
  const { mailboxId, changed } = event;
  const before = client.getQueryData<readonly AppFolder[]>(keys.folders(mailboxId));
  client.setQueryData(keys.folders(mailboxId), event.folders);
  const flags = new Map(changed.flatMap((each) => (each.flags === null ? [] : [[each.id, each.flags]])));
  client.setQueriesData<MessageList>({ queryKey: keys.lists(mailboxId) }, (list) => {
    if (list === undefined || !list.messages.some(({ id }) => flags.has(id))) return list;
    return {
      ...list,
      messages: list.messages.map((row) => ({ ...row, flags: flags.get(row.id) ?? row.flags })),
    };
  });
  for (const { id } of changed) {
    const known = flags.get(id);
    if (known === undefined) continue;
    client.setQueryData<Message>(keys.message(mailboxId, id), (old) => old && { ...old, flags: known });
  }
  for (const each of changed) {
    if (each.flags === null) void client.invalidateQueries({ queryKey: keys.message(mailboxId, each.id) });
  }
  const lists = changedLists(event, before ?? []);
  if (lists !== null) refreshSoon(client, mailboxId, lists);
}

/** Folders whose lists are out of date; "all" when a message left for somewhere unknown; null: none. */
function changedLists(
  event: Extract<Event, { kind: "messages" }>,
  before: readonly AppFolder[],
): ReadonlySet<string> | "all" | null {
  const folders = new Set<string>();
  const counts = new Map(before.map(({ id, messages }) => [id, messages]));
  for (const { id, messages } of event.folders) if (counts.get(id) !== messages) folders.add(id);
  for (const { folderId, flags } of event.changed) {
    // Only flags: what is on screen is right already.
    if (flags !== null) continue;
    if (folderId === null) return "all";
    folders.add(folderId);
  }
  return folders.size === 0 ? null : folders;
}

/** While an import runs, hints come many times a second: the lists follow at most once a second. */
const REFRESH_MS = 1000;
const last = new WeakMap<QueryClient, { at: number; waiting: ReadonlySet<string> | "all" | null }>();

function refreshSoon(client: QueryClient, mailboxId: string, lists: ReadonlySet<string> | "all"): void {
  const state = last.get(client) ?? { at: 0, waiting: null };
  last.set(client, state);
  const pending = state.waiting !== null;
  state.waiting =
    state.waiting === "all" || lists === "all" ? "all" : new Set([...(state.waiting ?? []), ...lists]);
  if (pending) return;
  const refresh = () => {
    const { waiting } = state;
    state.at = Date.now();
    state.waiting = null;
    void client.invalidateQueries(
      {
        queryKey: keys.lists(mailboxId),
        // The third part of the key is the folder, empty for a search over all of them.
        predicate: ({ queryKey }) =>
          waiting === "all" || queryKey[2] === "" || (waiting?.has(String(queryKey[2])) ?? false),
      },
      { cancelRefetch: false },
    );
  };
  setTimeout(refresh, Math.max(0, state.at + REFRESH_MS - Date.now()));
}
