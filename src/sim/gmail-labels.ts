// Gmail in IMAP: one message carries labels, and each label is a folder that shows it under a uid of its own. Flags are
// the message's, so that one that is set shows in all its folders; only \Deleted is the folder's, and takes the label
// away at once (auto-expunge, as Gmail has it by default). All Mail holds all but Trash and Spam, where a message has no
// other label. What is there already under the same bytes is not put there again.
// Sources: developers.google.com/workspace/gmail/imap/imap-extensions; gmail/api/reference/rest/v1/ImapSettings. That what
// is imported twice is one message, with the date of the first, is what importers tell (google/import-mailbox-to-gmail
// issue 56, rgladwell/imap-upload issue 22); that it answers with the uid it has is our reading of it.
import { FLAG_BITS, hasFlag } from "../core/flags.ts";
import type { Arrival, ServerKind } from "./mail-server.ts";
import type { ServerFolder, ServerMessage } from "./server-folder.ts";

/** Folders that every mailbox has, with the use that LIST tells. */
export const GMAIL_FOLDERS = [
  ["INBOX", null],
  ["[Gmail]/All Mail", "all"],
  ["[Gmail]/Drafts", "drafts"],
  ["[Gmail]/Important", "important"],
  ["[Gmail]/Sent Mail", "sent"],
  ["[Gmail]/Spam", "junk"],
  ["[Gmail]/Starred", "flagged"],
  ["[Gmail]/Trash", "trash"],
] as const;
const BINS: readonly (string | null)[] = ["trash", "junk"];

export function hasLabels({ kind }: { readonly kind: ServerKind }): boolean {
  return kind.profile.name === "gmail";
}

/** Here expunged is deleted for good. */
export function isBin({ specialUse }: ServerFolder): boolean {
  return BINS.includes(specialUse);
}

/** Shows what lies elsewhere: nothing is put there or taken from there as from a folder. */
export function isView({ specialUse }: ServerFolder): boolean {
  return specialUse === "all" || specialUse === "flagged" || specialUse === "important";
}

interface Place {
  readonly folder: ServerFolder;
  readonly message: ServerMessage;
}

export class GmailLabels {
  readonly #folders: ReadonlyMap<string, ServerFolder>;
  /** A new uid in a folder. */
  readonly #place: (folder: ServerFolder, arrival: Arrival) => ServerMessage;

  constructor(
    folders: ReadonlyMap<string, ServerFolder>,
    place: (folder: ServerFolder, arrival: Arrival) => ServerMessage,
  ) {
    this.#folders = folders;
    this.#place = place;
  }

  /** Gives it the label; answers where it lies there, now or before. What is known keeps its date and its flags. */
  put(folder: ServerFolder, arrival: Arrival): ServerMessage {
    const places = this.#placesOf(arrival.content.guid);
    const there = places.find((place) => place.folder === folder);
    if (there !== undefined) return there.message;
    const known = places.at(0)?.message ?? arrival;
    const flags = known.flags & ~FLAG_BITS.deleted;
    const given = { content: arrival.content, flags, internalDate: known.internalDate };
    for (const place of places) {
      if (isBin(folder) || isBin(place.folder)) place.folder.remove(place.message.uid);
    }
    const message = this.#place(folder, given);
    if (!isBin(folder)) this.#show(given);
    return message;
  }

  /** Takes the label away; from Trash and Spam the message itself. */
  remove(folder: ServerFolder, uid: number): void {
    const message = folder.find(uid);
    if (message === undefined || folder.specialUse === "all") return;
    if (folder.specialUse === "flagged") this.setFlags(folder, uid, message.flags & ~FLAG_BITS.flagged);
    else folder.remove(uid);
  }

  setFlags(folder: ServerFolder, uid: number, flags: number): void {
    const message = folder.find(uid);
    if (message === undefined) return;
    const shared = flags & ~FLAG_BITS.deleted;
    for (const place of this.#placesOf(message.content.guid)) {
      if (place.message.flags !== shared) place.folder.setFlags(place.message.uid, shared);
    }
    if (!isBin(folder)) this.#show({ ...message, flags: shared });
    if (hasFlag(flags, "deleted")) this.remove(folder, uid);
  }

  /** In All Mail, and in Starred as long as it has a star. */
  #show(arrival: Arrival): void {
    for (const folder of this.#folders.values()) {
      if (folder.specialUse !== "all" && folder.specialUse !== "flagged") continue;
      const there = folder.messages.find(({ content }) => content.guid === arrival.content.guid);
      const belongs = folder.specialUse === "all" || hasFlag(arrival.flags, "flagged");
      if (belongs && there === undefined) this.#place(folder, arrival);
      if (!belongs && there !== undefined) folder.remove(there.uid);
    }
  }

  #placesOf(guid: number): readonly Place[] {
    return [...this.#folders.values()].flatMap((folder) => {
      const message = folder.messages.find(({ content }) => content.guid === guid);
      return message === undefined ? [] : [{ folder, message }];
    });
  }
}
