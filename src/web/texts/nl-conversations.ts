// De Nederlandse teksten over gesprekken.
import type { conversationsEn } from "./en-conversations.ts";

export const conversationsNl: typeof conversationsEn = {
  group: "Groeperen per gesprek",
  messages: (count: number) => `${count.toLocaleString("nl-NL")} ${count === 1 ? "bericht" : "berichten"}`,
  list: "Berichten in dit gesprek",
  openAll: "Alles openen",
  closeAll: "Alles sluiten",
  toolbar: "Dit gesprek bewerken",
};
