// A day's work in a Maildir: 100 new messages, 200 flags, 50 deleted, 50 moved to another folder.
import { mkdir, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";

const NEW = 100;
const FLAGGED = 200;
const DELETED = 50;
const MOVED = 50;

let batch = 0;

export async function changeMaildir(folder: string, adopt: (folder: string) => void): Promise<void> {
  batch++;
  const inbox = path.join(folder, "cur");
  const archive = path.join(folder, ".Archive", "cur");
  const names = (await readdir(inbox)).sort();
  const chosen = names.filter((_, i) => i % 31 === batch % 31);
  const [deleted, moved, flagged] = [
    chosen.slice(0, DELETED),
    chosen.slice(DELETED, DELETED + MOVED),
    chosen.slice(DELETED + MOVED, DELETED + MOVED + FLAGGED),
  ];
  for (const name of deleted) await rm(path.join(inbox, name));
  // A moved message gets a new name, as a server's MOVE gives it a new uid.
  for (const name of moved) await rename(path.join(inbox, name), path.join(archive, `b${batch}.${name}`));
  for (const name of flagged) {
    const [unique = "", flags = ""] = name.split(":2,");
    const next = flags.includes("F") ? flags.replace("F", "") : [...flags, "F"].sort().join("");
    await rename(path.join(inbox, name), path.join(inbox, `${unique}:2,${next}`));
  }
  await mkdir(path.join(folder, "new"), { recursive: true });
  for (let i = 0; i < NEW; i++) {
    const date = Date.UTC(2026, 10, 2) + batch * 86_400_000 + i * 1000;
    const file = path.join(folder, "new", `${Math.floor(date / 1000)}.M${i}P2.delta${batch}`);
    const text = `Message-ID: <delta.${batch}.${i}@bench.example>\r\nDate: ${new Date(date).toUTCString()}\r\nFrom: new@example.org\r\nTo: bench@bench.example\r\nSubject: new ${i}\r\n\r\n${"New text. ".repeat(400)}\r\n`;
    await writeFile(file, text);
    await utimes(file, date / 1000, date / 1000);
  }
  adopt(folder);
}
