import type { MessageRow } from "./use-message-pages.ts";

/** The message that a row alone stands for; null: several. */
export function shownAlone({ id, newestId, conversation }: MessageRow): string | null {
  if (conversation === null) return id;
  return conversation.messagesHere === 1 ? (newestId ?? null) : null;
}
