import { mkdir, open, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { flagNames } from "../../core/flags.ts";
import type { StoredMessage } from "../../engine/ports/reading.ts";
import { parseArguments } from "../arguments.ts";
import { UsageError } from "../usage-error.ts";
import { findMailbox, withHouse } from "../with-house.ts";

export async function exportCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, { json: { type: "boolean", default: false } });
  const [name, target] = positionals;
  if (target === undefined) throw new UsageError("Name the folder to write to.");
  const folder = path.resolve(target);
  const present = await readdir(folder).catch(() => []);
  if (present.length > 0) throw new UsageError(`${folder} is not empty.`);
  return withHouse(async (house) => {
    const mailbox = await findMailbox(house, name);
    const owner = { workspaceId: mailbox.workspaceId, mailboxId: mailbox.id };
    const names = folderNames(await house.reading.listFolders(mailbox.workspaceId, mailbox.id));
    await mkdir(folder, { recursive: true });
    for (const each of new Set(names.values())) await mkdir(path.join(folder, each), { recursive: true });
    // The index is written as the files are, and gets its name only when it is whole.
    const unfinished = path.join(folder, "index.json.unfinished");
    const index = await open(unfinished, "w");
    let count = 0;
    try {
      await index.write("[");
      for await (const message of house.reading.exportMessages(mailbox.workspaceId, mailbox.id)) {
        const file = path.posix.join(names.get(message.appFolderId) ?? "other", `${message.id}.eml`);
        await writeFile(path.join(folder, file), await house.packs.read(owner, message.place));
        await index.write(`${count === 0 ? "" : ","}\n${JSON.stringify(entry(message, file, names))}`);
        count++;
      }
      await index.write("\n]\n");
    } finally {
      await index.close();
    }
    await rename(unfinished, path.join(folder, "index.json"));
    if (values.json) console.log(JSON.stringify({ id: mailbox.id, folder, messages: count }));
    else console.log(`${count} messages of ${mailbox.address} are in ${folder}.`);
    return 0;
  });
}

function entry(message: StoredMessage, file: string, names: ReadonlyMap<string, string>): object {
  return {
    id: message.id,
    folder: names.get(message.appFolderId) ?? "other",
    file,
    flags: flagNames(message.flags),
    date: message.date === null ? null : new Date(message.date).toISOString(),
    internalDate: new Date(message.internalDate).toISOString(),
    subject: message.subject,
    from: message.from,
    to: message.to,
    cc: message.cc,
    messageId: message.messageId,
    size: message.size,
    attachments: message.attachmentList.map(({ fileName, contentType, size }) => ({
      fileName,
      contentType,
      size,
    })),
    understood: message.understood,
  };
}

/** A directory for each app folder: its name, made safe and told apart. */
function folderNames(
  folders: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, name } of folders) {
    const safe =
      name
        .normalize("NFC")
        .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]/gu, "_")
        .replace(/^[.\s]+|[.\s]+$/g, "")
        .slice(0, 100) || "folder";
    let unique = safe;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${safe} (${n})`;
    taken.add(unique.toLowerCase());
    names.set(id, unique);
  }
  return names;
}
