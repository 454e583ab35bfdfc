function base(mailboxId: string, messageId: string): string {
  return `/v1/mailboxes/${encodeURIComponent(mailboxId)}/messages/${encodeURIComponent(messageId)}`;
}

export function sourceUrl(mailboxId: string, messageId: string): string {
  return `${base(mailboxId, messageId)}/source`;
}

export function attachmentUrl(mailboxId: string, messageId: string, part: string): string {
  return `${base(mailboxId, messageId)}/attachments/${encodeURIComponent(part)}`;
}

/** All attachments in one file. */
export function allUrl(mailboxId: string, messageId: string): string {
  return `${base(mailboxId, messageId)}/attachments.zip`;
}

/** A picture from elsewhere, by our server. */
export function imageUrl(mailboxId: string, messageId: string, address: string): string {
  return `${base(mailboxId, messageId)}/images?address=${encodeURIComponent(address)}`;
}

/** As a viewer of the record may fetch it, whoever's mailbox it lies in. */
export function recordAttachmentUrl(recordId: string, messageId: string, part: string): string {
  const record = `/v1/records/${encodeURIComponent(recordId)}`;
  return `${record}/messages/${encodeURIComponent(messageId)}/attachments/${encodeURIComponent(part)}`;
}
