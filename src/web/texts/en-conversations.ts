// The English texts about conversations.
import { many, messages } from "./en-numbers.ts";

/** How many, and of how many messages where those are more. */
const counted = (conversations: number, parts: number): string =>
  `${many(conversations, "conversation", "conversations")}${parts > conversations ? ` (${messages(parts).replace(" ", "\u00a0")})` : ""}`;

export const conversationsEn = {
  group: "Group by conversation",
  messages: (count: number) => `${count.toLocaleString("en-GB")} ${count === 1 ? "message" : "messages"}`,
  selected: counted,
  allSelected: (conversations: number, parts: number) => `All ${counted(conversations, parts)}`,
  list: "Messages of this conversation",
  openAll: "Open all",
  closeAll: "Close all",
  toolbar: "Act on this conversation",
};
