// Conversations of the fake server: those that a test names, and one for each other message.
import type { AnswerOf } from "../../api/operations.ts";
import type { MessageRow } from "./fake-mail.ts";
import type { World } from "./fake-world.ts";
import { Refusal } from "./refusal.ts";

type List = AnswerOf<"listMessages">;

/** A conversation has the id of its first message in `world.conversations`. */
export function conversationIdOf(world: Pick<World, "conversations">, id: string): string {
  return world.conversations.find((ids) => ids.includes(id))?.[0] ?? id;
}

/** By its newest message in the folder. */
export function listConversations(world: World, folder: string, offset: number, limit: number): List {
  const total = world.mail.total(folder);
  const groups = world.conversations.map((ids) =>
    rowsOf(world, ids).filter((row) => row.folderId === folder),
  );
  const hidden = new Set(groups.flatMap((rows) => rows.slice(1).map(({ id }) => id)));
  const ids = world.mail.ids(
    folder,
    hidden.size === 0 ? offset : 0,
    hidden.size === 0 ? limit : offset + limit + hidden.size,
  );
  const shown = ids.filter((id) => !hidden.has(id));
  const page = hidden.size === 0 ? shown : shown.slice(offset, offset + limit);
  const messages = page.flatMap((id) => {
    const row = world.mail.row(id);
    return row === null ? [] : [summary(world, row, folder)];
  });
  return { messages, total: total - hidden.size, next: null };
}

export function readConversation(
  world: World,
  given: string,
  folder: string | undefined,
): AnswerOf<"readConversation"> {
  const id = conversationIdOf(world, given);
  const apart = world.folders
    .filter(({ role }) => role === "deleted" || role === "junk")
    .map((each) => each.id);
  const messages = rowsOf(world, idsOf(world, id))
    .filter((row) => row.folderId === folder || !apart.includes(row.folderId))
    .toReversed();
  if (messages.length === 0) throw new Refusal(404, { title: "Not found.", code: "not_found" });
  return { id, messages };
}

/** Messages of conversations that a folder shows. */
export function messagesOf(
  world: World,
  conversations: readonly string[],
  folder: string,
): readonly string[] {
  return conversations
    .flatMap((id) => rowsOf(world, idsOf(world, id)))
    .filter((row) => row.folderId === folder)
    .map(({ id }) => id);
}

function idsOf(world: World, conversation: string): readonly string[] {
  return world.conversations.find(([first]) => first === conversation) ?? [conversation];
}

/** The newest first. */
function rowsOf({ mail }: World, ids: readonly string[]): readonly MessageRow[] {
  return ids.flatMap((id) => mail.row(id) ?? []).toSorted((a, b) => b.date.localeCompare(a.date));
}

function summary(world: World, row: MessageRow, folder: string): MessageRow {
  const all = rowsOf(world, idsOf(world, row.conversationId));
  const here = all.filter((each) => each.folderId === folder);
  const unread = here.filter(({ flags }) => !flags.includes("seen"));
  const people = new Map(all.toReversed().flatMap(({ from }) => from.map((each) => [each.address, each])));
  const others = row.flags.filter((flag) => flag !== "seen" && flag !== "flagged");
  const flagged = here.some(({ flags }) => flags.includes("flagged"));
  return {
    ...row,
    flags: [
      ...others,
      ...(unread.length === 0 ? ["seen" as const] : []),
      ...(flagged ? ["flagged" as const] : []),
    ],
    conversation: {
      messages: all.length,
      messagesHere: here.length,
      unreadHere: unread.length,
      people: [...people.values()],
    },
  };
}
