// What a change does to the folders of a mailbox, and why one can't be made.
import { assert } from "../base/assert.ts";
import { changeFlags, type Folder, findMessage, put, remove, type StoredMessage } from "./folder.ts";
import type { Account } from "./mailbox.ts";

const UID_SHIFT = 1_000;

/** What somebody did to a mailbox, as it stands in the journal. */
export type Change =
  | {
      readonly kind: "add";
      readonly folder: string;
      readonly raw: string;
      readonly flags: readonly string[];
      readonly date: number;
      readonly emailId: string;
    }
  | { readonly kind: "move"; readonly from: string; readonly to: string; readonly uids: readonly number[] }
  | { readonly kind: "copy"; readonly from: string; readonly to: string; readonly uids: readonly number[] }
  | {
      readonly kind: "flags";
      readonly folder: string;
      readonly uid: number;
      readonly flags: readonly string[];
    }
  | { readonly kind: "expunge"; readonly folder: string; readonly uids: readonly number[] }
  | { readonly kind: "create"; readonly folder: string; readonly uidValidity: number }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "delete"; readonly folder: string }
  | { readonly kind: "renumber"; readonly folder: string; readonly uidValidity: number };

/** Of messages. */
export type MailChange = Extract<Change, { readonly kind: "add" | "move" | "copy" | "flags" | "expunge" }>;

export interface Applied {
  readonly changed: readonly Folder[];
  /** Where messages that were put somewhere lie there, in their order. */
  readonly uids: readonly number[];
}

/** Why a change can't be made; null when it can. */
export function refusalOf(account: Account, change: Change): string | null {
  const missing = (name: string): string | null =>
    account.folders.has(name) ? null : `[NONEXISTENT] There is no folder ${name}.`;
  const taken = (name: string): string | null =>
    account.folders.has(name) ? "[ALREADYEXISTS] The folder exists already." : null;
  const own = (name: string): string | null =>
    account.labels !== null && account.folders.get(name)?.use != null ? "[CANNOT] It is Gmail's own." : null;
  switch (change.kind) {
    case "add":
    case "flags":
    case "expunge":
    case "renumber":
      return missing(change.folder);
    case "move":
    case "copy":
      return missing(change.from) ?? missing(change.to);
    case "create":
      return change.folder === "" ? "[CANNOT] A folder needs a name." : taken(change.folder);
    case "delete":
      if (change.folder === "INBOX") return "[CANNOT] The inbox can't be deleted.";
      return missing(change.folder) ?? own(change.folder);
    case "rename":
      if (change.from === "INBOX" || change.to === "") return "[CANNOT] This folder can't be renamed so.";
      if (change.to.startsWith(`${change.from}/`)) return "[CANNOT] A folder can't be moved into itself.";
      return (
        missing(change.from) ??
        own(change.from) ??
        renamed(account, change.from, change.to)
          .map(({ to }) => taken(to))
          .find((refusal) => refusal !== null) ??
        null
      );
  }
}

export function applyChange(account: Account, change: Change, readableAt: number): Applied {
  switch (change.kind) {
    case "create":
    case "rename":
    case "delete":
    case "renumber":
      return { changed: applyToTree(account, change), uids: [] };
    case "add":
    case "move":
    case "copy":
    case "flags":
    case "expunge":
      return account.labels?.apply(change, readableAt) ?? applyToMail(account, change, readableAt);
  }
}

export function folderOf(folders: Account["folders"], name: string): Folder {
  const folder = folders.get(name);
  assert(folder !== undefined, "the folder was looked for before");
  return folder;
}

/** What is uploaded or delivered. */
export function messageOf(
  { raw: base64, flags, date, emailId }: Extract<Change, { readonly kind: "add" }>,
  readableAt: number,
): Omit<StoredMessage, "uid" | "modseq"> {
  const raw = Buffer.from(base64, "base64");
  return {
    ...{ flags: new Set(flags), date, readableAt, emailId },
    ...{ bytes: () => raw, size: () => raw.length },
  };
}

function applyToMail({ folders }: Account, change: MailChange, readableAt: number): Applied {
  switch (change.kind) {
    case "add": {
      const folder = folderOf(folders, change.folder);
      return { changed: [folder], uids: [put(folder, messageOf(change, readableAt))] };
    }
    case "move":
    case "copy": {
      const from = folderOf(folders, change.from);
      const to = folderOf(folders, change.to);
      const messages = change.uids.flatMap((uid) => findMessage(from, uid) ?? []);
      const uids = messages.map((message) => put(to, { ...message, readableAt }));
      if (change.kind === "copy") return { changed: [to], uids };
      remove(from, new Set(change.uids));
      return { changed: [from, to], uids };
    }
    case "flags": {
      const folder = folderOf(folders, change.folder);
      changeFlags(folder, change.uid, change.flags);
      return { changed: [folder], uids: [] };
    }
    case "expunge": {
      const folder = folderOf(folders, change.folder);
      remove(folder, new Set(change.uids));
      return { changed: [folder], uids: [] };
    }
  }
}

/** Answers the folders that changed. */
function applyToTree(account: Account, change: Exclude<Change, MailChange>): readonly Folder[] {
  const find = (name: string): Folder => folderOf(account.folders, name);
  switch (change.kind) {
    case "create": {
      const folder: Folder = {
        path: change.folder,
        use: null,
        stub: false,
        id: `F${change.uidValidity}`,
        uidValidity: change.uidValidity,
        uidNext: 1,
        modseq: 1,
        messages: [],
        vanished: [],
        version: 0,
      };
      account.folders.set(change.folder, folder);
      return [folder];
    }
    case "rename": {
      const moved = renamed(account, change.from, change.to);
      for (const { folder } of moved) account.folders.delete(folder.path);
      for (const { folder, to } of moved) {
        folder.path = to;
        account.folders.set(to, folder);
      }
      return moved.map(({ folder }) => folder);
    }
    case "delete": {
      const folder = find(change.folder);
      account.folders.delete(change.folder);
      return [folder];
    }
    case "renumber": {
      const folder = find(change.folder);
      folder.uidValidity = change.uidValidity;
      folder.id = `F${change.uidValidity}`;
      // Never the same numbers again: a client that trusts the old ones shall be seen to be wrong.
      const first = (folder.messages[0]?.uid ?? 0) + UID_SHIFT;
      folder.messages = folder.messages.map((message, i) => ({ ...message, uid: first + i }));
      folder.uidNext = first + folder.messages.length;
      folder.vanished.length = 0;
      return [folder];
    }
  }
}

/** A folder and what is below it, with their new paths. */
function renamed(
  account: Account,
  from: string,
  to: string,
): readonly { readonly folder: Folder; readonly to: string }[] {
  return [...account.folders.values()]
    .filter(({ path: name }) => name === from || name.startsWith(`${from}/`))
    .map((folder) => ({ folder, to: to + folder.path.slice(from.length) }));
}
