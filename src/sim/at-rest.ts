// What must be true of a box when nothing goes wrong any more and all is quiet: both sides are equal.
import type { FolderId } from "../base/ids.ts";
import { hasFlag } from "../core/flags.ts";
import { pendingImport } from "../core/ledger.ts";
import type { CopyRow, FolderRow, MailData } from "./memory-database.ts";
import type { ServerFolder, ServerMessage } from "./server-folder.ts";
import { copiesOf, shaOf, type Watch } from "./watch.ts";
import type { Box, World } from "./world.ts";

/** Differences, in words; none when both sides are equal. */
export function differencesOf(world: World, watch: Watch, box: Box): readonly string[] {
  const { row, data, ownerWorker } = world.stored(box);
  if (row.state === "stopped") {
    const open = box.account.sessions > 0 ? [`${box.account.sessions} sessions are open after Stop`] : [];
    return ownerWorker === null ? open : [...open, "a stopped mailbox has an owner"];
  }
  const found: string[] = [];
  if (row.state !== "syncing") found.push(`the mailbox is ${row.state}`);
  if (row.diagnosis !== null) found.push(`a diagnosis is shown: ${row.diagnosis.id}`);
  for (const [folderId, { mapped }] of data.appFolders) {
    if (mapped) found.push(...folderDifferences(world, watch, box, data, folderId));
  }
  found.push(...watch.writingDifferences(box, data));
  for (const message of data.messages.values()) {
    const lies = copiesOf(data, message.messageId).length > 0;
    if (lies && message.departedAt !== null) found.push(`${message.messageId} departed and lies somewhere`);
    if (!lies && message.departedAt === null) found.push(`${message.messageId} lies nowhere, not departed`);
    const bytes = world.packs.get(`${message.place.packId} ${message.place.offset}`);
    const content = box.account.contentOf(shaOf(message));
    if (bytes === undefined || content === undefined || Buffer.compare(bytes, content.bytes) !== 0) {
      found.push(`the bytes of ${message.messageId} are others`);
    }
  }
  return found;
}

function folderDifferences(
  world: World,
  watch: Watch,
  box: Box,
  data: MailData,
  folderId: FolderId,
): readonly string[] {
  const row = data.folders.get(folderId);
  if (row === undefined) return [`a mapping of a folder that is not here: ${folderId}`];
  const folder = box.account.folders.get(row.path);
  // A folder that went away keeps its copies: nobody knows where its mail is now. Another may have its name.
  if (row.goneAt !== null) {
    const isThere = isElsewhere(watch, data, box, row);
    return isThere ? [`${row.path} is said to be gone`] : [];
  }
  if (folder === undefined) return [`${row.path} is gone, and said to be there`];
  const found: string[] = [];
  const uploads = watch.uploadsOf(box);
  const copies = [...data.copies.values()].filter((copy) => copy.folderId === folderId);
  const byKey = new Map<string, CopyRow>(copies.map((copy) => [copy.key, copy]));
  for (const message of folder.messages) {
    const key = `${folder.uidValidity}:${message.uid}`;
    const copy = byKey.get(key);
    byKey.delete(key);
    if (copy !== undefined) found.push(...copyDifferences(watch, data, { folder, message, copy }));
    else if (watch.mustBeHere(box, data, folderId, message)) {
      found.push(`message ${message.content.guid} in ${row.path} (${key}) is not here`);
    }
  }
  for (const copy of byKey.values()) {
    const { key, messageId } = copy;
    if (uploads.isRefused(data, copy)) continue;
    found.push(`${messageId} is here in ${row.path} as ${key}, and not there`);
  }
  return [...found, ...ledgerDifferences(data, folderId, folder, world.bulk)];
}

/** A folder that is said to be gone is there: under its name, or by its UIDVALIDITY where that counts. */
function isElsewhere(watch: Watch, data: MailData, { account }: Box, row: FolderRow): boolean {
  const others = [...data.folders.values()].filter(({ goneAt }) => goneAt === null);
  if (account.folders.has(row.path) && !others.some(({ path }) => path === row.path)) return true;
  if (account.server.kind.sharedUidValidity || watch.goneByName.has(row.id)) return false;
  const now = [...account.folders.values()].find(({ uidValidity }) => uidValidity === row.uidValidity);
  // What was chosen by its name keeps that name, whoever has it by the time it is looked at first.
  const isHeld = others.some(
    ({ id, path }) => path === now?.path && watch.firstValidity.get(id) === row.uidValidity,
  );
  return now !== undefined && !isHeld;
}

function copyDifferences(
  watch: Watch,
  data: MailData,
  { folder, message, copy }: { folder: ServerFolder; message: ServerMessage; copy: CopyRow },
): readonly string[] {
  const at = `message ${message.content.guid} in ${folder.path}`;
  const found: string[] = [];
  const here = data.messages.get(copy.messageId);
  if (copy.expected) found.push(`${at} is still expected`);
  if (copy.pendingFlags !== 0) found.push(`${at} has pending flags ${copy.pendingFlags}`);
  if (copy.hidden && !hasFlag(message.flags, "deleted")) found.push(`${at} is shown in no list`);
  if (copy.missingSince !== null) found.push(`${at} is said to be missing`);
  if (copy.flags !== message.flags) found.push(`${at} has flags ${message.flags}, here ${copy.flags}`);
  if (copy.internalDate !== message.internalDate) found.push(`${at} has another INTERNALDATE here`);
  if (here === undefined) found.push(`${at} has no message here`);
  else if (shaOf(here) !== message.content.sha256 && !watch.lookAlikes.has(here.messageId)) {
    found.push(`${at} has other bytes here`);
  }
  return found;
}

function ledgerDifferences(
  data: MailData,
  folderId: FolderId,
  folder: ServerFolder,
  bulk: boolean,
): readonly string[] {
  const ledger = data.ledgers.get(folderId)?.ledger;
  if (ledger === undefined) return [`${folder.path} has never been read`];
  const found: string[] = [];
  const uids = folder.messages.map(({ uid }) => uid).join(",");
  if ([...ledger.uids].join(",") !== uids) found.push(`the ledger of ${folder.path} names ${ledger.uids}`);
  if (!pendingImport(ledger).isEmpty) found.push(`${folder.path} has pending ${pendingImport(ledger)}`);
  if (!ledger.aside.isEmpty) found.push(`${folder.path} has aside ${ledger.aside}`);
  if (!ledger.unmatched.isEmpty) found.push(`${folder.path} has unmatched ${ledger.unmatched}`);
  if (!ledger.offered.isEmpty && !bulk) found.push(`${folder.path} offers ${ledger.offered}`);
  return found;
}
