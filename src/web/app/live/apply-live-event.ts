import type { QueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { keys } from "../keys.ts";
import type { Event } from "./event-stream.ts";

type MessageList = AnswerOf<"listMessages">;
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
    case "reset":
      void client.invalidateQueries();
      return;
  }
}

function applyMessages(client: QueryClient, event: Extract<Event, { kind: "messages" }>): void {
  const { mailboxId, changed } = event;
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
  // Only flags changed: what is on screen is right already.
  if (changed.length > 0 && changed.every((each) => each.flags !== null)) return;
  void client.invalidateQueries({ queryKey: keys.lists(mailboxId) });
  for (const each of changed) {
    if (each.flags === null) void client.invalidateQueries({ queryKey: keys.message(mailboxId, each.id) });
  }
}
