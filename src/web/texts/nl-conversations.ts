// De Nederlandse teksten over gesprekken.
import type { conversationsEn } from "./en-conversations.ts";
import { many, messages } from "./nl-numbers.ts";

/** Hoeveel, en van hoeveel berichten waar dat er meer zijn. */
const counted = (conversations: number, parts: number): string =>
  `${many(conversations, "gesprek", "gesprekken")}${parts > conversations ? ` (${messages(parts).replace(" ", "\u00a0")})` : ""}`;

export const conversationsNl: typeof conversationsEn = {
  group: "Groeperen per gesprek",
  messages: (count: number) => `${count.toLocaleString("nl-NL")} ${count === 1 ? "bericht" : "berichten"}`,
  selected: counted,
  allSelected: (conversations: number, parts: number) => `Alle ${counted(conversations, parts)}`,
  list: "Berichten in dit gesprek",
  openAll: "Alles openen",
  closeAll: "Alles sluiten",
  toolbar: "Dit gesprek bewerken",
};
