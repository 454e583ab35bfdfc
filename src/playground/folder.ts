// The messages of one folder, in the order of their uids, and what happens to them.

export interface StoredMessage {
  readonly uid: number;
  readonly flags: ReadonlySet<string>;
  /** INTERNALDATE, ms. */
  readonly date: number;
  readonly modseq: number;
  /** From when on it can be fetched, ms; Exchange announces a message before. */
  readonly readableAt: number;
  readonly emailId: string;
  bytes(): Buffer;
  size(): number;
}

export interface Folder {
  path: string;
  readonly use: string | null;
  readonly stub: boolean;
  /** MAILBOXID (RFC 8474): stays with the folder, whatever it is called, until it is renumbered. */
  id: string;
  uidValidity: number;
  uidNext: number;
  modseq: number;
  messages: StoredMessage[];
  /** What left, for QRESYNC: uid and the modseq at which it did. */
  readonly vanished: { readonly uid: number; readonly modseq: number }[];
  /** Goes up with every change. */
  version: number;
}

/** Answers its uid. */
export function put(folder: Folder, message: Omit<StoredMessage, "uid" | "modseq">): number {
  folder.modseq++;
  folder.messages.push({ ...message, uid: folder.uidNext, modseq: folder.modseq });
  return folder.uidNext++;
}

/** Where this uid is or would be among the messages, which are in the order of their uids. */
function indexOf({ messages }: Folder, uid: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.uid ?? 0) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function findMessage(folder: Folder, uid: number): StoredMessage | undefined {
  const message = folder.messages[indexOf(folder, uid)];
  return message?.uid === uid ? message : undefined;
}

export function present(folder: Folder, uids: readonly number[]): readonly number[] {
  return uids.filter((uid) => findMessage(folder, uid) !== undefined);
}

export function remove(folder: Folder, uids: ReadonlySet<number>): void {
  folder.modseq++;
  for (const { uid } of folder.messages)
    if (uids.has(uid)) folder.vanished.push({ uid, modseq: folder.modseq });
  folder.messages = folder.messages.filter(({ uid }) => !uids.has(uid));
}

export function changeFlags(folder: Folder, uid: number, flags: Iterable<string>): void {
  folder.modseq++;
  const at = indexOf(folder, uid);
  const message = folder.messages[at];
  if (message?.uid === uid) {
    folder.messages[at] = { ...message, flags: new Set(flags), modseq: folder.modseq };
  }
}
