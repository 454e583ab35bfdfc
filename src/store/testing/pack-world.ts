// A pack store for tests, with its keys in memory, or in a file when they must outlive a process.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { MailboxId, WorkspaceId } from "../../base/ids.ts";
import type { PackOwner, PackStore } from "../../engine/ports/vault.ts";
import type { KeyOwner, KeyRows } from "../key-rows.ts";
import { createKeyStore, createPackStore } from "../packs.ts";
import { fixedKeys } from "./fixed-keys.ts";
import { noLog } from "./no-log.ts";

const MASTER_KEY = createHash("sha256").update("a master key for tests").digest();
export const ownerOne = ownerOf(1, 1);
export const ownerTwo = ownerOf(1, 2);

export function ownerOf(workspace: number, mailbox: number): PackOwner {
  return { workspaceId: idOf(workspace) as WorkspaceId, mailboxId: idOf(mailbox) as MailboxId };
}

function idOf(number: number): string {
  return `0190a000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

export type MemoryKeyRows = Pick<KeyRows, "readWrapped" | "saveWrapped"> & {
  readonly rows: Map<string, Uint8Array>;
};

/** `file`: where they are kept as well. */
export function keyRows(file?: string): MemoryKeyRows {
  const text = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "[]";
  const kept = JSON.parse(text) as [string, string][];
  const rows = new Map<string, Uint8Array>(kept.map(([name, key]) => [name, Buffer.from(key, "hex")]));
  return {
    rows,
    readWrapped: async (owner) => rows.get(keyName(owner)) ?? null,
    saveWrapped: async (owner, wrapped) => {
      const winner = rows.get(keyName(owner)) ?? wrapped;
      rows.set(keyName(owner), winner);
      const all = [...rows].map(([name, key]) => [name, Buffer.from(key).toString("hex")]);
      if (file !== undefined) writeFileSync(file, JSON.stringify(all));
      return winner;
    },
  };
}

export function keyName({ workspaceId, mailboxId }: KeyOwner): string {
  return `${workspaceId}/${mailboxId ?? ""}`;
}

/** Not closed by itself. */
export function packStore(
  folder: string,
  rows: Pick<KeyRows, "readWrapped" | "saveWrapped">,
  masterKey: Uint8Array = MASTER_KEY,
): PackStore {
  return createPackStore({
    folder,
    keys: createKeyStore(fixedKeys(masterKey), rows),
    clock: { now: () => Date.now(), monotonic: () => performance.now(), sleep: async () => {} },
    random: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
    log: noLog,
  });
}
