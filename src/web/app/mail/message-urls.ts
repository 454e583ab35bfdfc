function base(mailboxId: string, messageId: string): string {
  return `/v1/mailboxes/${encodeURIComponent(mailboxId)}/messages/${encodeURIComponent(messageId)}`;
}

export function sourceUrl(mailboxId: string, messageId: string): string {
  return `${base(mailboxId, messageId)}/source`;
}

export function attachmentUrl(mailboxId: string, messageId: string, part: string): string {
  return `${base(mailboxId, messageId)}/attachments/${encodeURIComponent(part)}`;
}
