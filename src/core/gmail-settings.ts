// What a user's settings at Gmail keep from programs: labels without "Show in IMAP", and folders that are limited to
// their newest messages. Gmail says nothing of it; what isn't listed, or counted, tells.

/** Labels that every mailbox has, and without which something here can't be done. By their uses (RFC 6154). */
export const GMAIL_LABELS = ["all", "sent", "drafts", "junk", "trash"] as const;
export type GmailLabel = "inbox" | (typeof GMAIL_LABELS)[number];

/** What "Limit IMAP folders to contain no more than this many messages" offers. */
const FOLDER_LIMITS: readonly number[] = [1_000, 2_000, 5_000, 10_000];

interface ListedFolder {
  readonly path: string;
  readonly specialUse: string | null;
}

/** The labels that aren't shown in IMAP; of servers without labels none. */
export function unlistedLabels(folders: readonly ListedFolder[], profile: string): readonly GmailLabel[] {
  if (profile !== "gmail") return [];
  const uses = new Set(folders.map(({ specialUse }) => specialUse));
  const hidden = GMAIL_LABELS.filter((use) => !uses.has(use));
  return folders.some(({ path }) => path === "INBOX") ? hidden : ["inbox", ...hidden];
}

/** Numbers of messages at which a folder may be cut off. A folder that has as many, where none has more, tells that all
 *  are. */
export function folderLimits(profile: string): readonly number[] {
  return profile === "gmail" ? FOLDER_LIMITS : [];
}
