// The English texts about conversations.
export const conversationsEn = {
  group: "Group by conversation",
  messages: (count: number) => `${count.toLocaleString("en-GB")} ${count === 1 ? "message" : "messages"}`,
  list: "Messages of this conversation",
  openAll: "Open all",
  closeAll: "Close all",
  toolbar: "Act on this conversation",
};
