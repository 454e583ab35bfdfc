/** Names of everything in the query cache. */
export const keys = {
  emailSettings: ["emailSettings"],
  remoteCounts: (mailboxId: string) => ["remoteCounts", mailboxId],
  picker: (mailboxId: string) => ["picker", mailboxId],
  estimate: (mailboxId: string, folders: string) => ["estimate", mailboxId, folders],
  folders: (mailboxId: string) => ["folders", mailboxId],
  lists: (mailboxId: string) => ["messages", mailboxId],
  list: (mailboxId: string, scope: { readonly folder?: string; readonly q?: string }, page: number) => [
    "messages",
    mailboxId,
    scope.folder ?? "",
    scope.q ?? "",
    page,
  ],
  messages: (mailboxId: string) => ["message", mailboxId],
  message: (mailboxId: string, messageId: string) => ["message", mailboxId, messageId],
  changes: (mailboxId: string) => ["changes", mailboxId],
  mailPolicy: ["mailPolicy"],
  providers: ["providers"],
  users: ["users"],
  workspaces: ["workspaces"],
  problems: ["problems"],
} as const;
